//! Claims: what is said to be so in a text, who says so, and who says that it is not.
//!
//! Every statement that asserts, denies or concedes something makes a claim. A denial goes to the claim that it
//! answers: one before it, of another's, that it takes up (*denied it*, *the accusation*, *no such promise*) or shares
//! words with; the report's own sentence before it counts, too. What someone is looking into, and what is said to be
//! unknown, are claims that nobody makes. All this within one text; what other reports say is not looked at.

use crate::{Data, intervals::Intervals, rules::Lexicon};
use hashbrown::HashSet;
use onrecord_doc::{
    Act, Claim, ClaimStatus, Document, Entity, Entry, Id, Layer, Maker, Span, Spans, Statement, Tokens, Voice,
};

/// A claim in the making.
struct Draft {
    at: Spans,
    asserted_by: Vec<Voice>,
    denied_by: Vec<Voice>,
    /// Where no one says so or not.
    status: Option<ClaimStatus>,
    maker: &'static str,
    /// The sentence it stands in, by number.
    sentence: usize,
    /// The words that it can be taken up by: lemmas of nouns, verbs and adjectives.
    words: HashSet<String>,
    negated: bool,
    speaker: Option<Id<Entity>>,
}

/// A denial answers what stands at most so many sentences before it.
const REACH_SENTENCES: usize = 3;

/// Not calibrated: there is no gold of claims but our own probes.
const SCORE: f32 = 0.5;

/// The claims of a document with tokens, sentences and statements, in text order.
pub fn find(doc: &Document, data: &Data) -> Layer<Claim> {
    let text = doc.text();
    let lexicon = data.rules.lexicon();
    let sentences: Vec<Span> = doc.sentences.iter().map(|(_, s)| s.at.hull()).collect();
    let number = |at: Span| sentences.partition_point(|s| s.end() <= at.start());
    let mut drafts: Vec<Draft> = unsettled(doc, lexicon, &number);
    let fixed = drafts.len();
    let open = Intervals::new(drafts.iter().enumerate().map(|(n, d)| (n, d.at.hull())));
    let said = doc.statements.iter().flat_map(|(id, s)| s.at.iter().map(move |at| (id.index(), at)));
    let said = Intervals::new(said.collect::<Vec<_>>());
    for (id, entry) in doc.statements.iter() {
        let Some(made) = made_by(doc, lexicon, id, entry, number) else { continue };
        // *They were checking whether …* says nothing but that it is being checked.
        let inner =
            made.at.iter().flat_map(|at| open.touching(at).filter(move |(_, inner)| at.covers(*inner)));
        if { inner }.any(|(n, _)| 5 * drafts[n].at.size() > 2 * made.at.size()) {
            continue;
        }
        let asked = answered(&drafts[fixed..], &made, entry.value.act);
        let voice = Voice::Statement(id);
        match asked {
            Some((n, contradicts)) => {
                let claim = &mut drafts[fixed + n];
                if contradicts { &mut claim.denied_by } else { &mut claim.asserted_by }.push(voice);
            }
            None if !made.has_verb || made.takes_up && made.words.is_empty() => {}
            None => {
                let own = entry.value.act == Act::Deny;
                let report = own.then(|| of_report(doc, &sentences, &said, &made)).flatten();
                match report {
                    Some(at) => drafts.push(Draft {
                        at: at.into(),
                        asserted_by: vec![Voice::Publisher],
                        denied_by: vec![voice],
                        maker: "en/claims/against-report",
                        ..made.draft(None)
                    }),
                    None if own => drafts.push(Draft { denied_by: vec![voice], ..made.draft(None) }),
                    None => {
                        let status = (entry.value.act == Act::Admit).then_some(ClaimStatus::Conceded);
                        drafts.push(Draft { asserted_by: vec![voice], ..made.draft(status) });
                    }
                }
            }
        }
    }
    drafts.sort_by_key(|d| d.at.hull());
    let mut out = Layer::new();
    for draft in drafts {
        let status =
            draft.status.unwrap_or(match (draft.asserted_by.is_empty(), draft.denied_by.is_empty()) {
                (false, false) => ClaimStatus::Disputed,
                (true, false) => ClaimStatus::Denied,
                _ => ClaimStatus::Asserted,
            });
        let words: Vec<&str> = draft.at.iter().map(|s| &text[s.range()]).collect();
        let claim = Claim {
            proposition: words.join(" … "),
            asserted_by: draft.asserted_by,
            denied_by: draft.denied_by,
            status,
        };
        out.push(claim, draft.at, Maker::rule(draft.maker), SCORE);
    }
    out
}

/// What one statement puts forward.
struct Made {
    at: Spans,
    sentence: usize,
    words: HashSet<String>,
    negated: bool,
    speaker: Option<Id<Entity>>,
    /// Whether it takes up what stood before: a pronoun, *the claim*, *such*.
    takes_up: bool,
    /// Whether it says that it takes the same side: *also*.
    also: bool,
    has_verb: bool,
}

impl Made {
    fn draft(self, status: Option<ClaimStatus>) -> Draft {
        let Made { at, sentence, words, negated, speaker, .. } = self;
        let maker = "en/claims/statement";
        Draft { at, asserted_by: vec![], denied_by: vec![], status, maker, sentence, words, negated, speaker }
    }
}

/// The proposition of a statement that says that something is or is not so.
fn made_by(
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
    if !says || statement.inside.is_some_and(|outer| outer != id) {
        return None;
    }
    let content = statement.content.as_ref()?.at.clone()?;
    let first = content.first();
    let range = t.within(first);
    // Of *rumours that …*, *the report that …* and *the mayor of …* the part that can be so.
    let from = match statement.act {
        Act::Accuse if !range.clone().any(|i| is_clause_head(t, i, &range)) => {
            range.clone().rev().find(|i| matches!(t.lower(*i), "of" | "for") && t.pos(*i) == "ADP")
        }
        _ => range.clone().take(8).find(|i| matches!(t.lower(*i), "that" | "whether") && t.dep(*i) == "mark"),
    };
    let start = from.map_or(first.start(), |i| t.span(i).end());
    let kept = Span::of(start, first.end().max(start)).trim(doc.text());
    let at = Spans::new(content.iter().map(|s| if s == first { kept } else { s }))?;
    let words = words_of(t, &at);
    let inner = t.within(kept);
    // What has no verb says nothing: *said nothing*, *denied it* take up what was said before.
    let has_verb = inner.clone().any(|i| matches!(t.pos(i), "VERB" | "AUX"));
    let head = inner.clone().find(|i| t.head(*i) == *i || !inner.contains(&t.head(*i)));
    let is_claim_noun = |i: usize| lexicon.find(t, i).is_some_and(|e| e.classes.iter().any(|c| c == "say"));
    let is_pronoun = |i: usize| matches!(t.lower(i), "it" | "this" | "that" | "they" | "these" | "such");
    let subject =
        head.and_then(|h| t.children(h).find(|c| t.dep(*c).starts_with("nsubj") && kept.covers(t.span(*c))));
    let takes_up = inner.len() <= 4
        && (inner.clone().any(is_pronoun) || head.is_some_and(|h| t.pos(h) == "NOUN" && is_claim_noun(h)))
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
        has_verb,
        at,
        words,
        takes_up,
        also,
    })
}

/// The claim before it that a statement answers, and whether it says the contrary.
fn answered(drafts: &[Draft], made: &Made, act: Act) -> Option<(usize, bool)> {
    let is_near = |d: &Draft| made.sentence - d.sentence.min(made.sentence) <= REACH_SENTENCES;
    let near = drafts.iter().enumerate().rev().take_while(|(_, d)| is_near(d));
    let is_others = |d: &Draft| d.speaker.is_none() || d.speaker != made.speaker;
    let others = near.filter(|(_, d)| is_others(d) && !d.at.touch(made.at.hull()));
    let (shared, n) = others
        .map(|(n, d)| (d.words.intersection(&made.words).count(), n))
        .filter(|(shared, _)| *shared > 0 || made.takes_up)
        .max_by_key(|(shared, n)| (*shared, *n))?;
    match act {
        Act::Deny => Some((n, true)),
        Act::Confirm => Some((n, false)),
        Act::Assert if made.also => Some((n, false)),
        // Of two who only say, the one who negates what the other does not speaks against it.
        Act::Assert if shared > 0 && made.negated != drafts[n].negated && made.takes_up => Some((n, true)),
        _ => None,
    }
}

/// The sentence of the report itself that a denial speaks against: the one before it, if nobody is named for it.
fn of_report(doc: &Document, sentences: &[Span], said: &Intervals, made: &Made) -> Option<Span> {
    let before = *sentences.get(made.sentence.checked_sub(1)?)?;
    let is_said = said.touching(before).next().is_some();
    let shared = words_of(&doc.tokens, &before.into()).intersection(&made.words).count();
    (!is_said && shared > 0).then_some(before)
}

/// What is being looked into, and what is said to be unknown.
fn unsettled(doc: &Document, lexicon: &Lexicon, number: &impl Fn(Span) -> usize) -> Vec<Draft> {
    let t = &doc.tokens;
    let mut out = Vec::new();
    for mark in (0..t.len()).filter(|i| matches!(t.lower(*i), "whether" | "if" | "that")) {
        let clause = t.head(mark);
        let above = t.head(clause);
        let completes = matches!(t.dep(clause), "ccomp" | "csubj" | "advcl" | "acl" | "pcomp");
        if clause <= mark || above == clause || !completes || !matches!(t.pos(clause), "VERB" | "AUX") {
            continue;
        }
        let is =
            |i: usize, class: &str| lexicon.find(t, i).is_some_and(|e| e.classes.iter().any(|c| c == class));
        let negated = |i: usize| {
            t.children(i).any(|c| matches!(t.lower(c), "not" | "n’t" | "n't" | "no" | "yet" | "never"))
        };
        let over = t.head(above);
        let is_asked = t.lower(mark) != "that";
        // *Investigating reports that …*
        let by_noun = t.dep(clause) == "acl" && t.pos(above) == "NOUN" && over != above && is(over, "check");
        let copula = |word: &str| t.children(above).any(|c| t.lower(c) == word);
        let status = if (is_asked && is(above, "check") || by_noun) && !negated(above) {
            ClaimStatus::UnderCheck
        } else if is_asked
            && (is(above, "open")
                || matches!(t.lower(above), "known" | "clear" | "established" | "certain" | "confirmed")
                    && (negated(above) || negated(over))
                || matches!(t.lemma(above), "be")
                    && t.children(above).any(|c| {
                        is(c, "open")
                            || matches!(t.lower(c), "clear" | "known" | "certain")
                                && (negated(above) || copula("not"))
                    }))
        {
            ClaimStatus::Open
        } else {
            continue;
        };
        let (_, last) = t.subtree(clause);
        let end = (mark + 1..=last).rev().find(|i| t.pos(*i) != "PUNCT").unwrap_or(clause);
        let at = t.span_of(mark + 1, end);
        out.push(Draft {
            sentence: number(at),
            words: words_of(t, &at.into()),
            at: at.into(),
            asserted_by: vec![],
            denied_by: vec![],
            status: Some(status),
            maker: "en/claims/unsettled",
            negated: false,
            speaker: None,
        });
    }
    out
}

/// Whether a word is a verb that a stretch hangs from.
fn is_clause_head(t: &Tokens, i: usize, range: &std::ops::Range<usize>) -> bool {
    matches!(t.pos(i), "VERB" | "AUX") && t.tag(i) != "VBG" && (t.head(i) == i || !range.contains(&t.head(i)))
}

fn is_negation(t: &Tokens, i: usize) -> bool {
    t.dep(i) == "neg"
        || matches!(t.lower(i), "no" | "never" | "none" | "nobody" | "nothing" | "neither" | "nor" | "not")
}

/// The lemmas of the words that say what it is about.
fn words_of(t: &Tokens, at: &Spans) -> HashSet<String> {
    let tokens = at.iter().flat_map(|s| t.within(s));
    let full = tokens.filter(|i| matches!(t.pos(*i), "NOUN" | "PROPN" | "VERB" | "ADJ"));
    full.map(|i| t.lemma(i).to_lowercase())
        .filter(|w| !matches!(w.as_str(), "be" | "have" | "do" | "say"))
        .collect()
}
