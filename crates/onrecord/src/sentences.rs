//! The sentences of a document: where the parse begins one, held against the lines and marks of the text.
//!
//! A paragraph always ends a sentence, and within one a sentence ends with a mark that can end it: the parse knows
//! `Gen. Stone` from the end of a sentence, the text knows a line from a wrapped line. A sentence never begins with
//! the closing mark of the one before, and a dateline is part of the first sentence. Lines that a page left behind
//! ([`crate::leftovers`]) are in none.

use crate::leftovers::Leftovers;
use crate::paragraphs;
use onrecord_doc::{Document, Layer, Maker, Sentence, Span};

/// Not calibrated: there is no gold of sentences to measure on, and few are wrong.
const SCORE: f32 = 0.95;

/// Abbreviations before a name, which end no sentence although a capital follows. Source: Associated Press
/// Stylebook, courtesy and military titles.
const TITLES: [&str; 22] = [
    "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "sgt", "adm", "cmdr", "brig", "sen",
    "rep", "gov", "rev", "hon", "st", "ft", "pres",
];

/// The sentences of `doc`, trimmed, in text order.
pub fn find(doc: &Document, leftovers: &Leftovers) -> Layer<Sentence> {
    let text = doc.text();
    let none = leftovers.find(text);
    let mut layer = Layer::new();
    for paragraph in paragraphs::find(text) {
        for stretch in without(paragraph, &none) {
            for at in split(doc, stretch.trim(text)) {
                layer.push(Sentence, at.into(), Maker::rule("en/sentences/parse"), SCORE);
            }
        }
    }
    layer
}

/// What is left of a paragraph when the leftovers are cut out; both in text order.
fn without(paragraph: Span, leftovers: &[Span]) -> Vec<Span> {
    let first = leftovers.partition_point(|l| l.end() <= paragraph.start());
    let mut start = paragraph.start();
    let mut out = Vec::new();
    for cut in leftovers[first..].iter().take_while(|l| l.start() < paragraph.end()) {
        out.push(Span::of(start, cut.start().max(start)));
        start = cut.end();
    }
    out.push(Span::of(start.min(paragraph.end()), paragraph.end()));
    out
}

/// The sentences of a stretch without line ends that matter.
fn split(doc: &Document, stretch: Span) -> Vec<Span> {
    let (text, tokens) = (doc.text(), &doc.tokens);
    let mut out = Vec::new();
    let mut start = stretch.start();
    for i in tokens.within(stretch).filter(|i| tokens.sent_start(*i)) {
        let begin = tokens.span(i).start();
        if begin <= start || begin >= stretch.end() {
            continue;
        }
        let cut = border(text, Span::of(start, stretch.end()), begin);
        let before = Span::of(start, cut).trim(text);
        let after = &text[cut..stretch.end()];
        if ends(&text[before.range()], after) {
            out.push(before);
            start = cut;
        }
    }
    let last = Span::of(start, stretch.end()).trim(text);
    if text[last.range()].contains(char::is_alphanumeric) {
        out.push(last);
    } else if let Some(before) = out.last_mut() {
        *before = before.join(last);
    }
    out
}

/// Where the border that the parse puts at byte `begin` of a stretch truly lies: after marks that close what is
/// before it, before marks that open what comes after.
fn border(text: &str, stretch: Span, begin: usize) -> usize {
    let (before, rest) = (&text[stretch.start()..begin], &text[begin..stretch.end()]);
    let words = before.trim_end();
    // `over. “|She`: an opening mark, or a straight one after a blank, goes with what it opens.
    let opening = words.trim_end_matches(['“', '‘', '«', '„', '(', '[', '"']);
    if opening.len() < words.len() && opening.ends_with(char::is_whitespace) {
        return stretch.start() + opening.len();
    }
    // `over.|" She`: marks that hang on the word before belong to it. `over. |” She`: so do those that only close.
    let hangs = words.len() == before.len();
    let closing = rest.trim_start_matches(|c| if hangs { is_closing(c) } else { only_closes(c) });
    let is_dots = rest.starts_with("..");
    if is_dots && !hangs { begin } else { begin + rest.len() - closing.len() }
}

fn only_closes(c: char) -> bool {
    matches!(c, '”' | '’' | '»' | ')' | ']' | ',' | ';' | '.' | '!' | '?')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '}' | '.' | ',' | ';' | ':' | '!' | '?' | '…')
}

/// Whether a sentence can end after `before` when `after` follows.
fn ends(before: &str, after: &str) -> bool {
    let bare = before.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '}']);
    if !bare.ends_with(['.', '!', '?', '…', ';']) || !before.contains(char::is_alphanumeric) {
        return false;
    }
    let next = after.trim_start();
    if next.starts_with(char::is_lowercase) {
        // `“Why?” he asked`, `in the U.S. capital`; but somebody may write without capitals.
        let is_quoted = bare.len() < before.len();
        return !is_quoted && !is_abbreviation(bare);
    }
    !is_title(bare)
}

/// The last word of a stretch that ends with a full stop, without the stop.
fn last_word(bare: &str) -> &str {
    let word = bare.strip_suffix('.').unwrap_or("");
    word.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"' | '‘' | '—')).next().unwrap_or("")
}

fn is_title(bare: &str) -> bool {
    TITLES.contains(&last_word(bare).to_lowercase().as_str())
}

fn is_abbreviation(bare: &str) -> bool {
    let word = last_word(bare);
    word.contains('.')
        || (!word.is_empty() && word.starts_with(char::is_uppercase) && word.chars().count() <= 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_doc::{Input, Token, Tokens, Words};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static LEFTOVERS: LazyLock<Leftovers> = LazyLock::new(|| {
        let table = include_str!("../../../data/en/lexicon/leftovers.tsv");
        Leftovers::parse("data/en/lexicon/leftovers.tsv", table).unwrap()
    });

    /// A document whose tokens are the words and signs of the text; a sentence of the parse starts at each `¦`,
    /// which is left out of the text.
    fn parsed(marked: &str) -> Document {
        let (mut text, mut starts) = (String::new(), vec![0]);
        for (i, part) in marked.split('¦').enumerate() {
            if i > 0 {
                starts.push(text.len());
            }
            text.push_str(part);
        }
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for (i, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            match spans.last_mut() {
                Some((a, b))
                    if *b == i && c.is_alphanumeric() && text[*a..].starts_with(char::is_alphanumeric) =>
                {
                    *b = i + c.len_utf8();
                }
                _ => spans.push((i, i + c.len_utf8())),
            }
        }
        let tokens = spans.iter().map(|(a, b)| Token {
            start: *a as u32,
            end: *b as u32,
            sent_start: starts.contains(a),
            ..Token::default()
        });
        let mut doc = Document::new(Input::new(text.clone()));
        doc.tokens = Tokens::new(Words::default(), tokens);
        doc
    }

    #[track_caller]
    fn check(marked: &str, expected: &[&str]) {
        let doc = parsed(marked);
        let found: Vec<&str> = find(&doc, &LEFTOVERS).iter().map(|(_, e)| doc.quote(e.at.hull())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_sentence_begins_where_the_parse_says_so() {
        check("Talks failed. ¦The envoy left.", &["Talks failed.", "The envoy left."]);
        check("Talks failed\r\n\r\n The envoy left. ", &["Talks failed", "The envoy left."]);
    }

    #[test]
    fn a_line_ends_a_sentence_unless_the_text_is_wrapped() {
        check("Talks fail in Maseru\nThe envoy left.", &["Talks fail in Maseru", "The envoy left."]);
        check(
            "The envoy said on Sunday that both\n¦sides had agreed to meet again in\nGeneva. ¦Nobody else\nwas asked.",
            &[
                "The envoy said on Sunday that both\nsides had agreed to meet again in\nGeneva.",
                "Nobody else\nwas asked.",
            ],
        );
    }

    #[test]
    fn closing_marks_belong_to_the_sentence_they_close() {
        check("“It is over.¦” She left.", &["“It is over.”", "She left."]);
        check("\"It is over.¦\" ¦She left.", &["\"It is over.\"", "She left."]);
        check("(It is over.¦) ¦She left.¦”", &["(It is over.)", "She left.”"]);
        check("It is over. “¦She left.”", &["It is over.", "“She left.”"]);
        check("It is over ¦.", &["It is over ."]);
    }

    #[test]
    fn no_sentence_ends_in_the_middle_of_one() {
        check("“Why?” ¦he asked. ¦“Why ¦now?”", &["“Why?” he asked.", "“Why now?”"]);
        check("Gen. ¦Stone met the U.S. ¦envoy.", &["Gen. Stone met the U.S. envoy."]);
        check("it is over. ¦she left.", &["it is over.", "she left."]);
    }

    #[test]
    fn a_dateline_is_part_of_the_first_sentence() {
        check("MOSCOW: ¦Talks failed. ¦He left.", &["MOSCOW: Talks failed.", "He left."]);
        check("KYIV, May 12 ¦(Agency) ¦- Talks failed.", &["KYIV, May 12 (Agency) - Talks failed."]);
    }

    #[test]
    fn leftovers_are_in_no_sentence() {
        check(
            "By Ada Stone\nTalks failed.\nADVERTISEMENT\nThe envoy left.\n***\nRead more: Who counts?\n|",
            &["Talks failed.", "The envoy left."],
        );
        check("", &[]);
        check("|", &[]);
    }

    proptest! {
        #[test]
        fn sentences_are_trimmed_in_order_and_lose_no_word(marked in "([A-Za-z.,!?“”\"')(]|[ \n¦]|\\PC){0,100}") {
            let doc = parsed(&marked);
            let (text, table) = (doc.text(), &*LEFTOVERS);
            let mut covered = table.find(text);
            let mut end = 0;
            for (_, e) in find(&doc, table).iter() {
                let at = e.at.hull();
                prop_assert!(at.start() >= end);
                prop_assert_eq!(at.trim(text), at);
                end = at.end();
                covered.push(at);
            }
            for (i, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
                prop_assert!(covered.iter().any(|s| s.covers(Span::of(i, i + c.len_utf8()))), "{c} at {i}");
            }
        }
    }
}
