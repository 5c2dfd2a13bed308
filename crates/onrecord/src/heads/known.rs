//! What the tables of actors say of each token, as classes that a head takes in: clues, not decisions.

use crate::actors::{Actors, Gender, NounKind, NounRole, StateUse};
use onrecord_doc::{Document, Tokens};

/// Names of more words are not looked for.
const LONGEST: usize = 7;

/// The classes of every token.
pub fn classes(doc: &Document, actors: &Actors) -> Vec<Vec<&'static str>> {
    let t = &doc.tokens;
    let mut out: Vec<Vec<&'static str>> = (0..t.len()).map(|i| of_word(doc, t, actors, i)).collect();
    let mut i = 0;
    while i < t.len() {
        let (last, class) = name_at(doc, actors, i).unwrap_or((i, ""));
        if !class.is_empty() {
            out[i..=last].iter_mut().for_each(|c| c.push(class));
        }
        i = last + 1;
    }
    out
}

/// What a word says by itself.
fn of_word(doc: &Document, t: &Tokens, actors: &Actors, i: usize) -> Vec<&'static str> {
    let mut out = Vec::new();
    if let Some((kind, role)) = crate::mentions::noun(t, actors, i) {
        out.push(match kind {
            NounKind::Person => "noun person",
            NounKind::Organisation => "noun organisation",
            NounKind::Group => "noun group",
        });
        out.push(match role {
            NounRole::Office => "noun office",
            NounRole::Function => "noun function",
            NounRole::Source => "noun source",
            NounRole::Family => "noun family",
            NounRole::Body => "noun body",
            NounRole::People => "noun people",
        });
    }
    let word = doc.quote(t.span(i));
    if word.starts_with(char::is_uppercase) {
        out.push("capital");
        match actors.gender(word) {
            Some(Gender::Female) => out.push("given female"),
            Some(Gender::Male) => out.push("given male"),
            None => {}
        }
    }
    out
}

/// The longest name known beforehand that begins at token `first`: its last token and what it is.
fn name_at(doc: &Document, actors: &Actors, first: usize) -> Option<(usize, &'static str)> {
    let t = &doc.tokens;
    if !doc.quote(t.span(first)).starts_with(char::is_uppercase) {
        return None;
    }
    let end = (first + 1..t.len().min(first + LONGEST))
        .find(|i| t.sent_start(*i))
        .unwrap_or(t.len().min(first + LONGEST));
    (first..end).rev().find_map(|last| {
        let words = doc.quote(t.span_of(first, last));
        let class = match actors.state(words) {
            Some((_, StateUse::Name)) => "state",
            Some((_, StateUse::People)) => "people",
            Some((_, StateUse::Capital)) => "capital city",
            Some((_, StateUse::Seat)) => "seat",
            None => actors.body(words).map(|_| "body")?,
        };
        Some((last, class))
    })
}
