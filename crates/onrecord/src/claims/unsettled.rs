//! What nobody claims: what is being looked into, and what is said to be unknown.
//!
//! *Whether the brakes failed is under investigation*, *it is not clear who fired first*, *the cause of the fire is
//! unknown*. The proposition is the clause that asks, or the noun phrase that stands for it.

use super::{
    Draft,
    made::{is_in, numbers_of, words_of},
};
use crate::rules::Lexicon;
use onrecord_doc::{ClaimStatus, Span, Tokens};

/// Above the word that asks there are at most so many heads up to its clause: *how many of them were armed*.
const DEEPEST_QUESTION: usize = 4;

/// Of the words below one, so many are looked at.
const NEAR: usize = 24;

/// The claims that nobody makes, in text order.
pub(super) fn find(t: &Tokens, lexicon: &Lexicon, number: &impl Fn(Span) -> usize) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for mark in 0..t.len() {
        let found = match t.lower(mark) {
            "whether" | "if" | "that" => by_mark(t, lexicon, mark),
            "who" | "whom" | "whose" | "what" | "how" | "why" | "where" | "when" | "which" => {
                by_question(t, lexicon, mark)
            }
            _ => by_noun(t, lexicon, mark),
        };
        let Some((first, last, status)) = found else { continue };
        let at = t.span_of(first, last);
        // *Who knew what* asks once.
        if out.last().is_some_and(|d| d.at.touch(at)) {
            continue;
        }
        out.push(Draft {
            sentence: number(at),
            words: words_of(t, &at.into()),
            numbers: numbers_of(t, &at.into()),
            at: at.into(),
            asserted_by: vec![],
            denied_by: vec![],
            status: Some(status),
            maker: "en/claims/unsettled",
            negated: false,
            speaker: None,
            is_contested: false,
        });
    }
    out
}

type Found = Option<(usize, usize, ClaimStatus)>;

/// *Checking whether …*, *it is not known whether …*, *investigating reports that …*
fn by_mark(t: &Tokens, lexicon: &Lexicon, mark: usize) -> Found {
    let clause = t.head(mark);
    let completes = matches!(t.dep(clause), "ccomp" | "csubj" | "csubjpass" | "advcl" | "acl" | "pcomp");
    if clause <= mark || t.head(clause) == clause || !completes || !matches!(t.pos(clause), "VERB" | "AUX") {
        return None;
    }
    let is_asked = t.lower(mark) != "that";
    let above = t.head(clause);
    let over = t.head(above);
    // *Investigating reports that …*
    let by_noun =
        t.dep(clause) == "acl" && t.pos(above) == "NOUN" && over != above && is_in(t, lexicon, over, "check");
    let status = if by_noun && !is_negated(t, above) {
        ClaimStatus::UnderCheck
    } else if is_asked {
        asked_by(t, lexicon, clause)?
    } else {
        return None;
    };
    let (_, last) = t.subtree(clause);
    Some((mark + 1, end(t, mark + 1, last), status))
}

/// *Who ordered the raid is not known*, *it is unclear how they got in*, *a panel to identify who is behind it*
fn by_question(t: &Tokens, lexicon: &Lexicon, word: usize) -> Found {
    let mut clause = word;
    for _ in 0..DEEPEST_QUESTION {
        if clause != word && matches!(t.pos(clause), "VERB" | "AUX") {
            break;
        }
        clause = t.head(clause);
    }
    let asks = matches!(t.dep(clause), "ccomp" | "csubj" | "csubjpass" | "pcomp" | "advcl" | "acl");
    if clause == word || !asks || t.head(clause) == clause || !matches!(t.pos(clause), "VERB" | "AUX") {
        return None;
    }
    let (first, last) = t.subtree(clause);
    // The clause begins with its question, but for a preposition (*by whom*).
    if !(first..=first + 1).contains(&word) || last <= word {
        return None;
    }
    // *When asked*, *where it lies* beside a verb are no questions.
    if t.dep(clause) == "advcl"
        && matches!(t.lower(word), "when" | "where" | "how")
        && t.head(clause) < clause
    {
        let above = t.head(clause);
        let is_open = is_in(t, lexicon, above, "open") || is_in(t, lexicon, above, "check");
        if !is_open && !has_open(t, lexicon, above) {
            return None;
        }
    }
    let status = asked_by(t, lexicon, clause)?;
    Some((first, end(t, first, last), status))
}

/// *The cause of the fire is unknown*, *police are investigating the motive*
fn by_noun(t: &Tokens, lexicon: &Lexicon, noun: usize) -> Found {
    if t.pos(noun) != "NOUN" || !is_in(t, lexicon, noun, "question") {
        return None;
    }
    let verb = t.head(noun);
    let status = match t.dep(noun) {
        "dobj" | "nsubjpass" if is_in(t, lexicon, verb, "check") && !is_negated(t, verb) => {
            ClaimStatus::UnderCheck
        }
        "nsubj" | "nsubjpass" if verb != noun && is_open(t, lexicon, verb) => ClaimStatus::Open,
        _ => return None,
    };
    let (first, last) = t.subtree(noun);
    Some((first, end(t, first, last), status))
}

/// How the clause that asks something stands, by what is over it.
fn asked_by(t: &Tokens, lexicon: &Lexicon, clause: usize) -> Option<ClaimStatus> {
    let mut above = t.head(clause);
    // *An inquiry into whether …*, *looking into how …*
    if t.pos(above) == "ADP" && t.head(above) != above {
        let over = t.head(above);
        if is_in(t, lexicon, above, "check") {
            return Some(ClaimStatus::UnderCheck);
        }
        above = over;
    }
    if is_in(t, lexicon, above, "check") && !is_negated(t, above) && !is_negated(t, t.head(above)) {
        // *They determined how …*: it is settled.
        let settled = matches!(t.tag(above), "VBD" | "VBN")
            && is_in(t, lexicon, above, "know")
            && !t.children(above).take(NEAR).any(|c| t.lower(c) == "being");
        return (!settled).then_some(ClaimStatus::UnderCheck);
    }
    (is_open(t, lexicon, above) || t.pos(above) == "NOUN" && is_in(t, lexicon, above, "open"))
        .then_some(ClaimStatus::Open)
}

/// Whether a predicate says that something is not known: *is unclear*, *is not known*, *remains to be seen*, *nobody
/// knows*.
fn is_open(t: &Tokens, lexicon: &Lexicon, above: usize) -> bool {
    let over = t.head(above);
    // *Confirmed*, not *confirms*: who confirms something says it.
    let known = |i: usize| is_in(t, lexicon, i, "settled") && matches!(t.tag(i), "VBN" | "VBD" | "JJ");
    is_in(t, lexicon, above, "open")
        || known(above) && (is_negated(t, above) || is_negated(t, over) && t.dep(above) != "ROOT")
        || t.lemma(above) == "know" && (is_negated(t, above) || has_nobody(t, above))
        || has_open(t, lexicon, above)
        || t.lower(above) == "seen" && matches!(t.lemma(over), "remain")
}

/// Whether a verb of being has a predicate that leaves open: *remains unclear*, *is not clear*.
fn has_open(t: &Tokens, lexicon: &Lexicon, verb: usize) -> bool {
    matches!(t.lemma(verb), "be" | "remain" | "seem" | "appear" | "stay" | "become")
        && t.children(verb).take(NEAR).any(|c| {
            matches!(t.dep(c), "acomp" | "attr" | "oprd" | "ROOT")
                && (is_in(t, lexicon, c, "open")
                    || is_in(t, lexicon, c, "settled") && (is_negated(t, verb) || is_negated(t, c)))
        })
}

fn has_nobody(t: &Tokens, verb: usize) -> bool {
    t.children(verb).take(NEAR).any(|c| {
        t.dep(c) == "nsubj"
            && (matches!(t.lower(c), "nobody" | "none")
                || t.children(c).take(NEAR).any(|d| t.lower(d) == "no"))
    })
}

fn is_negated(t: &Tokens, i: usize) -> bool {
    t.children(i).take(NEAR).any(|c| matches!(t.lower(c), "not" | "n’t" | "n't" | "no" | "yet" | "never"))
}

/// The last token of a stretch that is no mark.
fn end(t: &Tokens, first: usize, last: usize) -> usize {
    (first..=last).rev().take(NEAR).find(|i| t.pos(*i) != "PUNCT").unwrap_or(last)
}
