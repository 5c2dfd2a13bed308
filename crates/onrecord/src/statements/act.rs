//! What kind of speech act a statement is.
//!
//! The rule decides if it says so, then the cue by its own force (*denied*, *warned*); over a neutral cue (*said*) the
//! content decides where it shows a force plainly (`data/en/rules/acts.toml`), else it is an assertion, or a report
//! where a document or an outlet speaks. Source: the definitions of the acts in `data/README.md`.

use super::draft::Draft;
use crate::{Data, rules::Match};
use hashbrown::HashMap;
use onrecord_doc::{Act, Span, Spans, Tokens};

/// What the clauses of a text do by themselves, by the word that they hang from.
pub(super) struct Forces(HashMap<usize, (usize, Act)>);

impl Forces {
    /// From the matches of the rules that give an act; the first rule in the file wins.
    pub fn of(matches: &[Match]) -> Forces {
        let mut by_head: HashMap<usize, (usize, Act)> = HashMap::new();
        for found in matches.iter().filter(|m| m.rule.gives == "act") {
            let (Some(at), Some(act)) = (found.find("act"), found.rule.setting("act").and_then(Act::find))
            else {
                continue;
            };
            let new = (found.rule.line, act);
            by_head.entry(at.head).and_modify(|old| *old = (*old).min(new)).or_insert(new);
        }
        Forces(by_head)
    }

    /// What a content does: its first part that shows a force.
    fn find(&self, tokens: &Tokens, draft: &Draft) -> Option<Act> {
        let content = draft.content.as_ref()?;
        let given = draft.content_head.filter(|h| content.cover(tokens.span(*h)));
        let heads = given.into_iter().chain(content.iter().flat_map(|s| roots(tokens, s)));
        // A question after something said does not make that a question.
        let fits = |(n, act): &(usize, Act)| *n == 0 || *act != Act::Ask;
        { heads }
            .enumerate()
            .filter_map(|(n, head)| Some((n, self.0.get(&head)?.1)))
            .find(fits)
            .map(|(_, act)| act)
    }
}

/// A stretch has no more main clauses than this.
const MOST_ROOTS: usize = 8;

/// The words that a stretch hangs from: verbs first, since a vocative or an interjection may stand beside.
fn roots(tokens: &Tokens, at: Span) -> Vec<usize> {
    let range = tokens.within(at);
    let is_root = |t: &usize| tokens.head(*t) == *t || !range.contains(&tokens.head(*t));
    let mut roots: Vec<usize> =
        range.clone().filter(is_root).filter(|t| tokens.pos(*t) != "PUNCT").take(MOST_ROOTS).collect();
    roots.sort_by_key(|t| !matches!(tokens.pos(*t), "VERB" | "AUX"));
    roots
}

/// The act of a draft.
pub(super) fn find(tokens: &Tokens, data: &Data, draft: &Draft, forces: &Forces) -> Act {
    if let Some(act) = draft.act {
        return act;
    }
    let by_content = || forces.find(tokens, draft);
    let Some(cue) = draft.cue_head else { return by_content().unwrap_or(Act::Assert) };
    let entry = data.rules.lexicon().find(tokens, cue);
    let is = |class: &str| entry.is_some_and(|entry| entry.classes.iter().any(|c| c == class));
    let negated = tokens.children(cue).any(|c| tokens.dep(c) == "neg");
    let own = match entry.and_then(|entry| entry.act) {
        // *Expressed regret*, *voiced doubts*: the feeling decides.
        _ if is("express") => content_entry(tokens, data, draft).and_then(|e| e.act).unwrap_or(Act::Assert),
        act => act.unwrap_or(Act::Assert),
    };
    let source = source_classes(tokens, data, draft);
    let from = |class: &str| source.iter().any(|c| c == class);
    let is_clause = draft.content_head.is_none_or(|h| matches!(tokens.pos(h), "VERB" | "AUX"));
    match own {
        // Not saying and not denying leave open what is so.
        Act::Assert | Act::Deny | Act::Report | Act::Announce | Act::Confirm if negated && is("say") => {
            Act::DeclineToComment
        }
        // *Insisted that it be closed*: the subjunctive asks.
        Act::Assert if tokens.lemma(cue) == "insist" && is_wish(tokens, draft) => Act::Demand,
        // What a court finds, holds or says is so.
        Act::Assert | Act::Report | Act::Intend if from("judge-of") && is_verdict(tokens.lemma(cue)) => {
            Act::Rule
        }
        Act::Assert if from("document") || from("outlet") || from("outlet-name") => Act::Report,
        Act::Assert => by_content().unwrap_or(Act::Assert),
        // A decision to do is an intention, a claim that is turned down is denied, a proposal refused.
        Act::Refuse if is_claim(tokens, data, draft) => Act::Deny,
        Act::Deny if !is_clause && is_proposal(tokens, data, draft) && tokens.lemma(cue) == "dismiss" => {
            Act::Refuse
        }
        // Documents suggest and record; people do more.
        Act::Urge if from("document") && tokens.lemma(cue) == "suggest" => Act::Report,
        act => act,
    }
}

/// Whether the clause said is in the subjunctive: *that the plant be closed*.
fn is_wish(tokens: &Tokens, draft: &Draft) -> bool {
    let Some(head) = draft.content_head else { return false };
    let is_bare = |i: usize| tokens.tag(i) == "VB";
    let helped =
        tokens.children(head).any(|c| matches!(tokens.tag(c), "MD" | "TO") || tokens.lower(c) == "did");
    !helped && (is_bare(head) || tokens.children(head).any(|c| tokens.dep(c) == "auxpass" && is_bare(c)))
}

/// Verbs by which a court decides.
fn is_verdict(lemma: &str) -> bool {
    matches!(lemma, "find" | "hold" | "rule" | "decide" | "determine" | "conclude" | "declare" | "say")
}

/// The classes of the source's head word and of the words of its name.
fn source_classes(tokens: &Tokens, data: &Data, draft: &Draft) -> Vec<String> {
    let Some(source) = draft.source.as_ref().map(Spans::first) else { return Vec::new() };
    let range = tokens.within(source);
    let Some(head) = range.clone().find(|t| tokens.head(*t) == *t || !range.contains(&tokens.head(*t)))
    else {
        return Vec::new();
    };
    // *The Daily Courier*, *the agency Belta*: the words of the name, or the noun beside it.
    let of_name = range.filter(|t| {
        *t == head || tokens.head(*t) == head && matches!(tokens.dep(*t), "compound" | "appos" | "nmod")
    });
    let entries = of_name.filter_map(|t| Some((t, data.rules.lexicon().find(tokens, t)?)));
    let mut out = Vec::new();
    for (t, entry) in entries {
        let is_name = tokens.pos(t) == "PROPN";
        // *Times* in a name is a newspaper, *times* is not; a document is what the head says.
        let fits = |c: &&String| match c.as_str() {
            "outlet-name" => is_name,
            "document" | "judge-of" => t == head || is_name && tokens.head(t) == head,
            _ => true,
        };
        // *The agency* is any; *the news agency* passes on.
        let is_office = entry.lemma == "agency" && !of_news(tokens, t);
        out.extend(entry.classes.iter().filter(fits).filter(|c| !is_office || *c != "outlet").cloned());
    }
    out
}

/// Whether a noun is of news: *news agency*, *press agency*, *the agency Belta*.
pub(super) fn of_news(tokens: &Tokens, i: usize) -> bool {
    let near = tokens.children(i).chain(std::iter::once(tokens.head(i)));
    { near }.any(|c| {
        matches!(tokens.lower(c), "news" | "press")
            || c == i + 1 && tokens.pos(c) == "PROPN" && tokens.pos(i) == "NOUN"
    })
}

fn content_entry<'d>(tokens: &Tokens, data: &'d Data, draft: &Draft) -> Option<&'d crate::rules::Entry> {
    let head = draft.content_head.filter(|h| tokens.pos(*h) == "NOUN")?;
    data.rules.lexicon().find(tokens, head)
}

/// Whether the content is a noun for something said to be so.
fn is_claim(tokens: &Tokens, data: &Data, draft: &Draft) -> bool {
    let act = content_entry(tokens, data, draft).and_then(|entry| entry.act);
    matches!(act, Some(Act::Accuse | Act::Allege | Act::Assert | Act::Report | Act::Criticise))
}

/// Whether the content is a noun for something put before others.
fn is_proposal(tokens: &Tokens, data: &Data, draft: &Draft) -> bool {
    let act = content_entry(tokens, data, draft).and_then(|entry| entry.act);
    matches!(act, Some(Act::Offer | Act::Urge | Act::Demand | Act::Intend))
}
