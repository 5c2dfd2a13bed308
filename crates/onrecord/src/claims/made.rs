//! What one statement puts forward: its proposition, the words that it can be taken up by, whether it takes up another.

use super::Draft;
use crate::rules::Lexicon;
use hashbrown::HashSet;
use onrecord_doc::{Act, ClaimStatus, Document, Entity, Entry, Id, Span, Spans, Statement, Tokens};

/// What one statement puts forward.
pub(super) struct Made {
    pub at: Spans,
    pub sentence: usize,
    pub words: HashSet<String>,
    /// The numbers in it: claims of two tolls are two.
    pub numbers: Vec<String>,
    pub negated: bool,
    pub speaker: Option<Id<Entity>>,
    /// Whether it takes up what stood before: a pronoun, *the claim*, *such*.
    pub takes_up: bool,
    /// Whether it says that it takes the same side: *also*.
    pub also: bool,
    pub has_verb: bool,
    /// Whether it calls what another claims untrue: *called the allegation a fairy tale*.
    pub untrue: bool,
}

impl Made {
    /// A claim of it, with nobody yet who says so or not.
    pub fn draft(self, status: Option<ClaimStatus>) -> Draft {
        let Made { at, sentence, words, numbers, negated, speaker, .. } = self;
        let (asserted_by, denied_by, maker) = (vec![], vec![], "en/claims/statement");
        let is_contested = false;
        Draft {
            at,
            asserted_by,
            denied_by,
            status,
            maker,
            sentence,
            words,
            numbers,
            negated,
            speaker,
            is_contested,
        }
    }
}

/// The proposition of a statement that says that something is or is not so.
pub(super) fn made_by(
    doc: &Document,
    lexicon: &Lexicon,
    id: Id<Statement>,
    entry: &Entry<Statement>,
    number: impl Fn(Span) -> usize,
) -> Option<Made> {
    let t = &doc.tokens;
    let statement = &entry.value;
    let says = matches!(
        statement.act,
        Act::Assert
            | Act::Report
            | Act::Confirm
            | Act::Deny
            | Act::Admit
            | Act::Accuse
            | Act::Allege
            | Act::Announce
    );
    if statement.inside.is_some_and(|outer| outer != id) {
        return None;
    }
    let content = statement.content.as_ref()?.at.clone()?;
    let first = content.first();
    let range = t.within(first);
    let judges = matches!(statement.act, Act::Characterise | Act::Criticise | Act::Deny | Act::Doubt);
    let untrue = judges && is_called_untrue(t, lexicon, &content);
    if !says && !untrue {
        return None;
    }
    // Of *rumours that …*, *the report that …* and *the mayor of …* the part that can be so.
    let from = match statement.act {
        // *The mayor of Dolna of taking bribes*: the second; *of hiding losses for years*: the first.
        Act::Accuse if !range.clone().any(|i| is_clause_head(t, i, &range)) => {
            let mut of =
                range.clone().rev().filter(|i| matches!(t.lower(*i), "of" | "for") && t.pos(*i) == "ADP");
            let doing = |i: &usize| t.children(*i).any(|c| t.dep(c) == "pcomp");
            of.clone().find(doing).or_else(|| of.next())
        }
        // Behind a comma it is what is told of the claim: *…, a claim that the tenants dispute*.
        _ => range
            .clone()
            .take(if untrue { 12 } else { 8 })
            .take_while(|i| t.lower(*i) != ",")
            .find(|i| matches!(t.lower(*i), "that" | "whether") && t.dep(*i) == "mark"),
    };
    let start = from.map_or(first.start(), |i| t.span(i).end());
    // *Accused it of taking bribes, a charge that it rejects*: what is charged ends before.
    let end = apposed_claim(t, lexicon, &t.within(Span::of(start, first.end().max(start))));
    let end = end.map_or(first.end(), |i| t.span(i).end()).max(start);
    let kept = Span::of(start, end).trim(doc.text());
    let at = Spans::new(content.iter().map(|s| if s == first { kept } else { s }))?;
    let words = words_of(t, &at);
    let inner = t.within(kept);
    // What has no verb says nothing: *said nothing*, *denied it* take up what was said before.
    let has_verb = inner.clone().any(|i| matches!(t.pos(i), "VERB" | "AUX"));
    let head = inner.clone().find(|i| t.head(*i) == *i || !inner.contains(&t.head(*i)));
    let is_claim_noun = |i: usize| is_in(t, lexicon, i, "say");
    let is_pronoun = |i: usize| matches!(t.lower(i), "it" | "this" | "that" | "they" | "these" | "such");
    let subject =
        head.and_then(|h| t.children(h).find(|c| t.dep(*c).starts_with("nsubj") && kept.covers(t.span(*c))));
    let takes_up = untrue && from.is_none()
        || inner.len() <= 4
            && (inner.clone().any(is_pronoun)
                || head.is_some_and(|h| t.pos(h) == "NOUN" && is_claim_noun(h)))
        || inner.clone().any(|i| t.lower(i) == "such")
        || subject.is_some_and(is_pronoun)
        || statement.act == Act::Confirm
            && head.is_some_and(|h| t.pos(h) == "NOUN" && t.children(h).any(|c| t.lower(c) == "the"));
    let cue = statement.cue.as_ref().and_then(|c| c.at.as_ref()).map(Spans::hull);
    let also = cue.is_some_and(|c| t.within(c).any(|i| matches!(t.lower(i), "also" | "too" | "likewise")));
    Some(Made {
        sentence: number(first),
        negated: inner.clone().any(|i| is_negation(t, i)),
        speaker: statement.source.as_ref().and_then(|s| s.entity),
        // *Jakarta's “invented grievance”* says, without a verb, that there is one.
        has_verb: has_verb || untrue,
        numbers: numbers_of(t, &at),
        at,
        words,
        takes_up,
        also,
        untrue,
    })
}

/// Whether a word of the text is in a class of the lexicon.
pub(super) fn is_in(t: &Tokens, lexicon: &Lexicon, i: usize, class: &str) -> bool {
    lexicon.find(t, i).is_some_and(|e| e.classes.iter().any(|c| c == class))
}

/// Whether a noun names what someone claims: *charge*, *allegation*, *report*, *rumour*.
pub(super) fn is_claim(t: &Tokens, lexicon: &Lexicon, i: usize) -> bool {
    t.pos(i) == "NOUN"
        && lexicon.find(t, i).is_some_and(|e| {
            e.classes.iter().any(|c| c == "say")
                && matches!(e.act, Some(Act::Accuse | Act::Allege | Act::Assert | Act::Report))
        })
}

/// Whether words call what another claims untrue: a noun of claiming, or a thing that is only *invented*, beside a word
/// such as *baseless*, *lie*, *fairy tale*.
fn is_called_untrue(t: &Tokens, lexicon: &Lexicon, content: &Spans) -> bool {
    let tokens: Vec<usize> = content.iter().flat_map(|s| t.within(s)).take(LONGEST_VERDICT_TOKENS).collect();
    let untrue = tokens.iter().position(|i| is_in(t, lexicon, *i, "untrue"));
    let Some(untrue) = untrue else { return false };
    let is_negated = untrue.checked_sub(1).is_some_and(|k| is_negation(t, tokens[k]));
    let names =
        tokens.iter().any(|i| is_claim(t, lexicon, *i) || matches!(t.lower(*i), "it" | "that" | "this"));
    // *His “invented grievance”*: whoever has it says that there is one.
    let owned =
        t.children(t.head(tokens[untrue])).any(|c| t.dep(c) == "poss") && t.pos(tokens[untrue]) != "NOUN";
    !is_negated && (names || owned)
}

/// The last token before an apposition that names what stands before it as a claim: *…, a charge it rejected*.
fn apposed_claim(t: &Tokens, lexicon: &Lexicon, range: &std::ops::Range<usize>) -> Option<usize> {
    let noun = range.clone().skip(2).find(|i| {
        is_claim(t, lexicon, *i)
            && t.children(*i).any(|c| matches!(t.dep(c), "relcl" | "acl"))
            && t.subtree(*i).0 > range.start
            && t.lower(t.subtree(*i).0 - 1) == ","
    })?;
    let comma = t.subtree(noun).0 - 1;
    (comma > range.start).then(|| comma - 1)
}

/// What is called untrue is said in so many tokens.
const LONGEST_VERDICT_TOKENS: usize = 24;

/// Whether a word is a verb that a stretch hangs from.
fn is_clause_head(t: &Tokens, i: usize, range: &std::ops::Range<usize>) -> bool {
    matches!(t.pos(i), "VERB" | "AUX") && t.tag(i) != "VBG" && (t.head(i) == i || !range.contains(&t.head(i)))
}

pub(super) fn is_negation(t: &Tokens, i: usize) -> bool {
    t.dep(i) == "neg"
        || matches!(t.lower(i), "no" | "never" | "none" | "nobody" | "nothing" | "neither" | "nor" | "not")
}

/// The lemmas of the words that say what it is about.
pub(super) fn words_of(t: &Tokens, at: &Spans) -> HashSet<String> {
    let tokens = at.iter().flat_map(|s| t.within(s));
    let full = tokens.filter(|i| matches!(t.pos(*i), "NOUN" | "PROPN" | "VERB" | "ADJ"));
    full.map(|i| t.lemma(i).to_lowercase())
        .filter(|w| !matches!(w.as_str(), "be" | "have" | "do" | "say"))
        .collect()
}

/// The numbers in words or digits.
pub(super) fn numbers_of(t: &Tokens, at: &Spans) -> Vec<String> {
    let tokens = at.iter().flat_map(|s| t.within(s)).filter(|i| t.pos(*i) == "NUM");
    let mut out: Vec<String> = tokens.map(|i| t.lower(i).to_owned()).collect();
    out.sort();
    out
}
