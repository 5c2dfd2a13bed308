//! Where the reporter's own words begin again: clauses at the end of what was said that the parser made a part of it
//! (*said prices had risen, as the bank prepares to meet*; *said it was over, speaking after the talks*; *ordered it
//! to pay, which it did*).

use super::{Places, draft::Draft};
use crate::{Data, rules::Lexicon};
use onrecord_doc::{Span, Spans, Tokens};

/// Cuts the contents of drafts there, and drops what is no saying of its own: *said, referring to the flood*.
pub(super) fn cut(text: &str, tokens: &Tokens, data: &Data, places: &Places, drafts: &mut Vec<Draft>) {
    let lexicon = data.rules.lexicon();
    drafts.retain(|d| !d.cue_head.is_some_and(|head| is_aside(text, tokens, lexicon, head)));
    for draft in drafts {
        let (Some(content), Some(cue)) = (&draft.content, draft.cue_head) else { continue };
        let last = content.last();
        let head = draft.content_head;
        let Some(end) = tail(text, tokens, lexicon, places, last, cue, head) else { continue };
        let kept = Span::of(last.start(), end).trim(text);
        let words = text[kept.range()].trim_end_matches([',', ' ']);
        let kept = Span::of(kept.start(), kept.start() + words.len());
        if text[kept.range()].contains(char::is_alphanumeric) {
            draft.content = Spans::new(content.iter().map(|s| if s == last { kept } else { s }));
        }
    }
}

/// Whether a participle tells what the speaker did beside speaking: *…, referring to the flood*.
fn is_aside(text: &str, tokens: &Tokens, lexicon: &Lexicon, i: usize) -> bool {
    let entry = || lexicon.find(tokens, i).is_some_and(|e| e.classes.iter().any(|c| c == "aside"));
    let before = text[..tokens.span(i).start()].trim_end();
    tokens.tag(i) == "VBG"
        && matches!(tokens.dep(i), "advcl" | "acl" | "ROOT")
        && before.ends_with(',')
        && entry()
}

/// Where in `at` a clause of the reporter begins that goes on to its end.
fn tail(
    text: &str,
    tokens: &Tokens,
    lexicon: &Lexicon,
    places: &Places,
    at: Span,
    cue: usize,
    head: Option<usize>,
) -> Option<usize> {
    let range = tokens.within(at);
    let quoted = |i: usize| places.quotations.touching(tokens.span(i)).next().is_some();
    let said = head.filter(|h| matches!(tokens.pos(*h), "VERB" | "AUX"));
    // *41 new cases, down from 60 in May*: the comparison is the report's.
    let is_number = said.is_none() && head.is_some();
    let compares = |i: &usize| {
        is_number
            && matches!(tokens.lower(*i), "up" | "down" | "compared")
            && *i > range.start
            && tokens.lower(i - 1) == ","
            && matches!(tokens.lower((i + 1).min(tokens.len() - 1)), "from" | "with" | "on")
            && !quoted(*i)
    };
    if let Some(i) = range.clone().find(compares) {
        return Some(tokens.span(i).start());
    }
    range.clone().filter(|i| matches!(tokens.dep(*i), "advcl" | "relcl" | "acl")).find_map(|i| {
        let (first, last) = tokens.subtree(i);
        let is_parted = first > range.start && tokens.lower(first - 1) == ",";
        let ends_it = tokens.span(last.min(range.end - 1)).end() >= at.end() || last + 1 >= range.end;
        if !is_parted || !ends_it || Some(i) == head || quoted(i) {
            return None;
        }
        let is_own = match tokens.dep(i) {
            "advcl" if tokens.tag(i) == "VBG" => is_aside(text, tokens, lexicon, i),
            "advcl" => {
                let mark =
                    tokens.children(i).find(|c| tokens.dep(*c) == "mark").map_or("", |m| tokens.lower(m));
                let turns = matches!(mark, "as" | "while" | "although" | "though" | "whereas");
                turns && is_now_against(tokens, i, said, cue)
            }
            "relcl" => {
                let is_which = tokens.within(tokens.span_of(first, i)).any(|t| tokens.lower(t) == "which");
                let to_do = said.is_some_and(|h| tokens.children(h).any(|c| tokens.tag(c) == "TO"));
                is_which && (to_do || said.is_some() && is_now_against(tokens, i, said, cue))
            }
            _ => false,
        };
        is_own.then(|| tokens.span(first).start())
    })
}

/// Whether a clause stands in a tense that the words said do not: reported words are set back (*said prices had
/// risen*), the report's own are not (*as the bank prepares to meet*).
fn is_now_against(tokens: &Tokens, clause: usize, said: Option<usize>, cue: usize) -> bool {
    let now = tense(tokens, clause);
    match said.map(|h| tense(tokens, h)) {
        None => true,
        Some(then) => match (now, then) {
            (Tense::Present, Tense::Past | Tense::Perfect) => true,
            (Tense::Past, Tense::Perfect) => true,
            // Where the cue is in the past, words in the present are as they were said.
            (Tense::Present, Tense::Present) => false,
            (_, _) => tense(tokens, cue) == Tense::Present && now == Tense::Present && then != Tense::Present,
        },
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    Present,
    Past,
    /// *had gone*
    Perfect,
    /// *would go*, and what has no finite verb
    Other,
}

fn tense(tokens: &Tokens, verb: usize) -> Tense {
    let own = [verb];
    let aux = tokens.children(verb).filter(|c| matches!(tokens.dep(*c), "aux" | "auxpass"));
    let first = aux.chain(own).min();
    let Some(first) = first else { return Tense::Other };
    match (tokens.tag(first), tokens.lower(first)) {
        ("VBD", "had") if first != verb => Tense::Perfect,
        ("VBD", _) => Tense::Past,
        ("VBZ" | "VBP", _) => Tense::Present,
        ("MD", "would" | "could" | "might") => Tense::Past,
        ("MD", "will" | "can" | "may") => Tense::Present,
        _ => Tense::Other,
    }
}
