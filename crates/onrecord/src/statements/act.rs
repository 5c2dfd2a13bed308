//! What kind of speech act a statement is.
//!
//! The rule decides if it says so, then the cue by its own force (*denied*, *warned*); over a neutral cue (*said*) the
//! content decides where it shows a force plainly, else it is an assertion. Source: the definitions of the acts in
//! `data/README.md`.

use super::draft::Draft;
use crate::Data;
use onrecord_doc::{Act, Manner, Tokens};

/// The act of a draft.
pub(super) fn find(tokens: &Tokens, data: &Data, draft: &Draft, manner: Manner, text: &str) -> Act {
    if let Some(act) = draft.act {
        return act;
    }
    let Some(cue) = draft.cue_head else { return Act::Assert };
    let entry = data.rules.lexicon().find(tokens, cue);
    let own = entry.and_then(|entry| entry.act);
    let is_saying = entry.is_some_and(|entry| entry.classes.iter().any(|c| c == "say"));
    let negated = tokens.children(cue).any(|c| tokens.dep(c) == "neg");
    match own {
        // Not saying and not denying leave open what is so.
        Some(Act::Assert | Act::Deny | Act::Report | Act::Announce) if negated && is_saying => {
            Act::DeclineToComment
        }
        Some(Act::Assert) | None if is_document(tokens, data, draft) => Act::Report,
        Some(Act::Assert) | None => by_content(tokens, draft, manner, text).unwrap_or(Act::Assert),
        // To reject a proposal is to refuse it, to reject an accusation is to deny it.
        Some(Act::Refuse) if is_claim(tokens, data, draft) => Act::Deny,
        Some(act) => act,
    }
}

/// Whether the source is a report, a poll, a newspaper: what passes on rather than says.
fn is_document(tokens: &Tokens, data: &Data, draft: &Draft) -> bool {
    let Some(source) = draft.source.as_ref() else { return false };
    let range = tokens.within(source.first());
    let head = range.clone().find(|t| tokens.head(*t) == *t || !range.contains(&tokens.head(*t)));
    let entry = head.and_then(|head| data.rules.lexicon().find(tokens, head));
    entry.is_some_and(|entry| entry.classes.iter().any(|c| c == "document"))
}

/// Whether the content is a noun for something said to be so.
fn is_claim(tokens: &Tokens, data: &Data, draft: &Draft) -> bool {
    let entry = draft.content_head.filter(|h| tokens.pos(*h) == "NOUN");
    let entry = entry.and_then(|head| data.rules.lexicon().find(tokens, head));
    let act = entry.and_then(|entry| entry.act);
    matches!(act, Some(Act::Accuse | Act::Allege | Act::Assert | Act::Report | Act::Criticise))
}

/// The force that the content shows by itself.
fn by_content(tokens: &Tokens, draft: &Draft, manner: Manner, text: &str) -> Option<Act> {
    let content = draft.content.as_ref()?;
    let first = content.first();
    let words = tokens.within(first);
    // The head of what was said: given by the rule, else the first root or clause within the marks.
    let head = draft
        .content_head
        .filter(|h| first.covers(tokens.span(*h)))
        .or_else(|| words.clone().find(|t| matches!(tokens.dep(*t), "ROOT" | "ccomp")))?;
    let child = |dep: &str| tokens.children(head).find(|c| tokens.dep(*c).starts_with(dep));
    let subject = child("nsubj");
    let lower = text[first.range()].trim_start_matches(['“', '"', '‘', '\'']).to_lowercase();
    let is_me = subject.is_some_and(|s| matches!(tokens.lower(s), "i" | "we")) && manner != Manner::Indirect;
    let modal = tokens.children(head).find(|c| tokens.dep(*c) == "aux" && tokens.tag(*c) == "MD");
    let modal = modal.map_or("", |m| tokens.lower(m));
    let opens = |words: &[&str]| words.iter().any(|w| lower.starts_with(w));
    Some(if opens(&["thank you", "thanks", "i thank", "we thank", "i am grateful", "we are grateful"]) {
        Act::Thank
    } else if opens(&[
        "i am sorry",
        "i'm sorry",
        "we are sorry",
        "i apologise",
        "i apologize",
        "we apologise",
    ]) {
        Act::Apologise
    } else if opens(&["congratulations", "i congratulate", "we congratulate"]) {
        Act::Congratulate
    } else if matches!(modal, "should" | "must")
        || (tokens.lemma(head) == "need" && tokens.pos(head) == "VERB")
    {
        Act::Urge
    } else if is_me && matches!(modal, "will" | "’ll" | "'ll") {
        Act::Promise
    } else if matches!(modal, "will" | "’ll" | "'ll") {
        Act::Predict
    } else {
        return None;
    })
}
