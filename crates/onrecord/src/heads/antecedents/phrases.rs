//! The noun phrases of a text by its tree: whatever can be meant again later, of any kind.
//!
//! A phrase reaches from the left edge of its head to the right up to a relative clause, an apposition, a second member
//! or a mark; a possessive ending at its end belongs to it, as in OntoNotes and GUM.

use onrecord_doc::{Iob, MentionForm, Tokens};

/// A noun phrase, by tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// First token.
    pub first: usize,
    /// Last token.
    pub last: usize,
    /// The token it hangs on.
    pub head: usize,
    /// Name, nominal or pronoun.
    pub form: MentionForm,
}

/// Phrases of more tokens are cut before the head: what stands there is a list or a fault of the parse.
const LONGEST: usize = 60;

/// The noun phrases, by their heads in text order.
pub fn find(t: &Tokens) -> Vec<Phrase> {
    (0..t.len()).filter_map(|head| Some(Phrase { form: form(t, head)?, ..around(t, head) })).collect()
}

/// What form a phrase with that head has; `None` if the token heads no noun phrase.
fn form(t: &Tokens, i: usize) -> Option<MentionForm> {
    let goes_on = i + 1 < t.len() && t.iob(i + 1) == Iob::Inside;
    let is_last_of_name = t.iob(i) != Iob::Outside && !goes_on;
    // `the peace talks` is one phrase; `the Geneva talks` holds the name of a place.
    let is_part = matches!(t.dep(i), "compound" | "nmod" | "amod" | "npadvmod") && !is_last_of_name;
    match t.pos(i) {
        "PRON" if t.lower(i) == "there" && t.dep(i) == "expl" => None,
        "PRON" => Some(MentionForm::Pronoun),
        "ADV" if matches!(t.lower(i), "here" | "there") => Some(MentionForm::Pronoun),
        "PROPN" if !is_part => Some(MentionForm::Name),
        "NOUN" if !is_part => Some(MentionForm::Nominal),
        "ADJ" if t.ent_type(i) == "NORP" => Some(MentionForm::Name),
        "NUM" | "DET" | "ADJ" if matches!(t.dep(i), "nsubj" | "nsubjpass" | "dobj" | "pobj") => {
            Some(MentionForm::Nominal)
        }
        _ => None,
    }
}

/// The phrase around a head; its form is set by the caller.
fn around(t: &Tokens, head: usize) -> Phrase {
    let mut first = t.subtree(head).0.max(head.saturating_sub(LONGEST));
    while first < head && matches!(t.pos(first), "PUNCT" | "SPACE" | "CCONJ" | "SYM" | "INTJ") {
        first += 1;
    }
    // Nothing before the phrase's own sentence or line.
    if let Some(line) = (first..head).rev().find(|i| t.pos(*i) == "SPACE") {
        first = line + 1;
    }
    let mut last = head;
    for child in t.children(head).filter(|c| *c > head) {
        let ends = matches!(
            t.dep(child),
            "cc" | "conj" | "punct" | "appos" | "parataxis" | "advcl" | "relcl" | "acl" | "ccomp" | "dep"
        );
        // The possessive ending is joined below; what follows it hangs from another head.
        if ends || t.dep(child) == "case" {
            break;
        }
        last = t.subtree(child).1.min(head + LONGEST);
    }
    if let Some(line) = (head + 1..=last).find(|i| t.pos(*i) == "SPACE") {
        last = line - 1;
    }
    while last > head && matches!(t.pos(last), "PUNCT" | "SPACE" | "CCONJ") {
        last -= 1;
    }
    if last + 1 < t.len() && t.tag(last + 1) == "POS" {
        last += 1;
    }
    Phrase { first, last, head, form: MentionForm::Nominal }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_doc::{Token, Words};

    /// Tokens of `word/tag/dep/head`.
    fn tokens(words: &str) -> Tokens {
        let mut list = Words::default();
        let mut at = 0;
        let rows: Vec<Token> = words
            .split(' ')
            .enumerate()
            .map(|(n, word)| {
                let parts: Vec<&str> = word.split('/').collect();
                let start = at as u32;
                at += parts[0].len() + 1;
                let mut add = |s: &str| list.add(s);
                Token {
                    start,
                    end: start + parts[0].len() as u32,
                    tag: add(parts[1]),
                    pos: add(parts[2]),
                    dep: add(parts[3]),
                    head: parts[4].parse().unwrap_or(n as u32),
                    lower: add(&parts[0].to_lowercase()),
                    ..Token::default()
                }
            })
            .collect();
        Tokens::new(list, rows)
    }

    #[test]
    fn a_phrase_ends_before_its_relative_clause() {
        let t = tokens(
            "the/DT/DET/det/1 man/NN/NOUN/nsubj/4 who/WP/PRON/nsubj/3 slept/VBD/VERB/relcl/1 left/VBD/VERB/ROOT/4",
        );
        let found: Vec<(usize, usize)> = find(&t).iter().map(|p| (p.first, p.last)).collect();
        assert_eq!(found, [(0, 1), (2, 2)]);
    }
}
