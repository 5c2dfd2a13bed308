//! Words to the pieces of a vocabulary, as uncased BERT cuts them.
//!
//! A text is cleaned of controls, its letters are taken apart and lose their marks, and are put in lower case; it
//! is cut at spaces and around punctuation and Chinese characters; each word is then covered by the longest pieces
//! of the vocabulary from left to right. Every piece keeps its place in the text as it was. The `tokenizers`
//! package gives the same pieces, but for names of special pieces: `[SEP]` in a text is read as three words.
//!
//! Source: Devlin et al. (2019), BERT; the sets of characters are those of the package.

use super::tables;
use crate::{Error, unicode};
use hashbrown::HashMap;
use onrecord_doc::Span;
use unicode_normalization::char::decompose_canonical;

/// The piece for words that the vocabulary cannot spell.
const UNKNOWN: &str = "[UNK]";
/// Longer words are not spelled. Source: `max_input_chars_per_word` of the published tokenizer.
const LONGEST_WORD: usize = 100;
/// More pieces, or longer ones, are no vocabulary.
const MOST_PIECES: usize = 1 << 20;
const LONGEST_PIECE: usize = 100;

/// A piece of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its number in the vocabulary.
    pub id: u32,
    /// Where it stands in the text.
    pub at: Span,
}

/// A vocabulary of pieces.
pub struct WordPiece {
    /// Pieces that begin a word, and those that go on.
    first: HashMap<Box<str>, u32>,
    further: HashMap<Box<str>, u32>,
    /// Bytes of the longest piece.
    longest: usize,
    size: usize,
    unknown: u32,
}

impl WordPiece {
    /// Reads a vocabulary: one piece a line, `##` before those that go on.
    pub(super) fn parse(bytes: &[u8]) -> Result<WordPiece, Error> {
        let damaged = |what: String| Error::damaged(what).at("vocab.txt");
        let text =
            std::str::from_utf8(bytes).map_err(|e| damaged("this is no UTF-8".to_owned()).because(e))?;
        let mut out =
            WordPiece { first: HashMap::new(), further: HashMap::new(), longest: 0, size: 0, unknown: 0 };
        for piece in text.lines() {
            let id = u32::try_from(out.size).map_err(|e| damaged("too many pieces".to_owned()).because(e))?;
            out.size += 1;
            let (map, key) = match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => (&mut out.further, rest),
                _ => (&mut out.first, piece),
            };
            out.longest = out.longest.max(key.len());
            map.insert(key.into(), id);
            if out.size > MOST_PIECES || key.len() > LONGEST_PIECE {
                return Err(damaged(format!("line {}: this is no list of pieces of words", out.size)));
            }
        }
        out.unknown = out.special(UNKNOWN)?;
        Ok(out)
    }

    /// The number of a piece that stands for no word, such as `[CLS]`.
    pub(super) fn special(&self, name: &str) -> Result<u32, Error> {
        let found = self.first.get(name).copied();
        found.ok_or_else(|| Error::damaged(format!("the piece `{name}` is missing")).at("vocab.txt"))
    }

    /// How many pieces there are.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// The pieces of a text.
    pub fn pieces(&self, text: &str) -> Vec<Piece> {
        let mut out = Vec::new();
        let mut word = Word::default();
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            match class(c) {
                Class::Dropped => {}
                Class::Space => self.spell(&mut word, &mut out),
                Class::Ideograph => {
                    self.spell(&mut word, &mut out);
                    form(c, |c| word.push(c, at, end));
                    self.spell(&mut word, &mut out);
                }
                Class::Other => form(c, |c| {
                    let is_alone = stands_alone(c);
                    if is_alone {
                        self.spell(&mut word, &mut out);
                    }
                    word.push(c, at, end);
                    if is_alone {
                        self.spell(&mut word, &mut out);
                    }
                }),
            }
        }
        self.spell(&mut word, &mut out);
        out
    }

    /// Adds the pieces of a word, which is empty afterwards.
    fn spell(&self, word: &mut Word, out: &mut Vec<Piece>) {
        let before = out.len();
        let mut from = 0;
        while from < word.places.len() {
            let map = if from == 0 { &self.first } else { &self.further };
            let start = word.places[from].byte;
            let byte = |to: usize| word.places.get(to).map_or(word.text.len(), |p| p.byte);
            // No piece is longer in characters than in bytes, so the walk is bounded by the vocabulary.
            let most = word.places.len().min(from + self.longest);
            let found = (from + 1..=most)
                .rev()
                .filter(|_| word.places.len() <= LONGEST_WORD)
                .find_map(|to| map.get(&word.text[start..byte(to)]).map(|id| (to, *id)));
            let Some((to, id)) = found else {
                out.truncate(before);
                let last = word.places.len() - 1;
                out.extend(word.span(0, last).map(|at| Piece { id: self.unknown, at }));
                break;
            };
            out.extend(word.span(from, to - 1).map(|at| Piece { id, at }));
            from = to;
        }
        word.text.clear();
        word.places.clear();
    }
}

/// The word that is being read: its plain form, and for each character of it where it comes from.
#[derive(Default)]
struct Word {
    text: String,
    places: Vec<Place>,
}

struct Place {
    byte: usize,
    start: usize,
    end: usize,
}

impl Word {
    fn push(&mut self, c: char, start: usize, end: usize) {
        // What is too long to be spelled needs no more than its ends.
        if self.places.len() > LONGEST_WORD {
            if let Some(last) = self.places.last_mut() {
                last.end = end;
            }
            return;
        }
        self.places.push(Place { byte: self.text.len(), start, end });
        self.text.push(c);
    }

    fn span(&self, first: usize, last: usize) -> Option<Span> {
        Some(Span::of(self.places.get(first)?.start, self.places.get(last)?.end))
    }
}

enum Class {
    /// Leaves nothing.
    Dropped,
    /// Ends a word.
    Space,
    /// A word of its own, whatever its form.
    Ideograph,
    Other,
}

fn class(c: char) -> Class {
    match c {
        '\t' | '\n' | '\r' | ' ' => Class::Space,
        _ if c.is_ascii_control() => Class::Dropped,
        _ if c.is_ascii() => Class::Other,
        _ if within(tables::DROPPED, c) => Class::Dropped,
        _ if c.is_whitespace() => Class::Space,
        _ if within(tables::IDEOGRAPHS, c) => Class::Ideograph,
        _ => Class::Other,
    }
}

/// Whether a character of a plain form is a word of its own.
fn stands_alone(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_punctuation() } else { within(tables::ALONE, c) }
}

/// The plain form of a character: taken apart, without marks, in lower case.
fn form(c: char, mut push: impl FnMut(char)) {
    if c.is_ascii() {
        push(c.to_ascii_lowercase());
        return;
    }
    decompose_canonical(c, |c| {
        if !within(tables::DROPPED, c) {
            push(unicode::lower_char(c));
        }
    });
}

/// Whether a set holds a character: an odd number of its boundaries lie at or before it.
fn within(boundaries: &[u32], c: char) -> bool {
    boundaries.partition_point(|boundary| *boundary <= u32::from(c)) % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn vocabulary() -> WordPiece {
        let pieces = [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[", "]", "the", "un", "##able", "##a", "a", "cafe", "##s",
            "中", ".", "sep",
        ];
        WordPiece::parse(pieces.join("\n").as_bytes()).unwrap()
    }

    fn shown(text: &str) -> String {
        let words = vocabulary();
        let names: BTreeMap<u32, String> = (words.first.iter().map(|(k, v)| (*v, k.to_string())))
            .chain(words.further.iter().map(|(k, v)| (*v, format!("##{k}"))))
            .collect();
        let show = |p: Piece| format!("{}={}", names[&p.id], &text[p.at.range()]);
        words.pieces(text).into_iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_covered_by_the_longest_pieces_from_the_left() {
        assert_eq!(shown("The unable"), "the=The un=un ##able=able");
        assert_eq!(shown("una unb"), "un=un ##a=a [UNK]=unb");
        assert_eq!(shown("unb."), "[UNK]=unb .=.");
    }

    #[test]
    fn marks_and_controls_vanish_and_the_places_stay() {
        assert_eq!(shown("CAFÉS\u{200b} cafe\u{301}"), "cafe=CAFÉ ##s=S cafe=cafe");
        assert_eq!(shown("a\u{0}\u{301}\u{a0}a"), "a=a a=a");
        assert_eq!(shown("a中a"), "a=a 中=中 a=a");
    }

    #[test]
    fn names_of_special_pieces_are_words_in_a_text() {
        assert_eq!(shown("a [SEP]"), "a=a [=[ sep=SEP ]=]");
    }

    #[test]
    fn a_word_too_long_to_be_spelled_is_one_unknown_piece() {
        assert_eq!(shown(&"a".repeat(100)).split(' ').count(), 100);
        let long = "a".repeat(300);
        assert_eq!(shown(&format!("{long} a")), format!("[UNK]={long} a=a"));
    }

    #[test]
    fn a_file_that_is_no_vocabulary_is_named() {
        let message =
            |bytes: &[u8]| WordPiece::parse(bytes).map_or_else(|e| e.to_string(), |w| w.size().to_string());
        assert_eq!(message(b"a\nb"), "vocab.txt: the piece `[UNK]` is missing");
        assert_eq!(message(b"\xff"), "vocab.txt: this is no UTF-8");
        assert_eq!(message(&[b'x'; 200]), "vocab.txt: line 1: this is no list of pieces of words");
    }

    #[test]
    fn every_character_has_the_form_that_the_package_gives_it() {
        let mut planes = BTreeMap::new();
        for c in '\0'..=char::MAX {
            let mut plain = String::new();
            match class(c) {
                Class::Dropped | Class::Space => {}
                Class::Ideograph | Class::Other => form(c, |c| plain.push(c)),
            }
            // Letters of five scripts that Unicode, but not yet the package, takes apart.
            let is_later = matches!(u32::from(c), 0x105C9..=0x105E4 | 0x11383..=0x113C8 | 0x11938 | 0x16121..=0x16128
                | 0x16D68..=0x16D6A);
            if is_later || plain == c.to_string() {
                continue;
            }
            let (count, hash) = planes.entry(u32::from(c) >> 16).or_insert((0, 0xcbf2_9ce4_8422_2325_u64));
            *count += 1;
            for byte in u32::from(c).to_le_bytes().into_iter().chain(plain.bytes()) {
                *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
            }
        }
        let found: Vec<(u32, usize, u64)> = planes.into_iter().map(|(p, (n, h))| (p, n, h)).collect();
        assert_eq!(found, tables::FORMS);
    }

    proptest! {
        #[test]
        fn pieces_come_in_order_within_the_text(text in "\\PC{0,40}|[a-c \u{300}-\u{310}é中.\\[\\]]{0,80}") {
            let mut end = 0;
            for piece in vocabulary().pieces(&text) {
                prop_assert!(piece.at.start() >= end || piece.at.end() >= end, "{piece:?} before {end}");
                prop_assert!(text.get(piece.at.range()).is_some_and(|t| !t.is_empty()));
                end = piece.at.end();
            }
        }
    }
}
