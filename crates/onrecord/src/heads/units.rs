//! The units that a head reads: paragraphs as tokens, with what the marks of the text say of each token.
//!
//! Nothing that a head learns crosses a paragraph, save that a quotation may be open at its beginning; so a unit is
//! a paragraph, cut at the beginnings of sentences where it is long.

use crate::{intervals::Intervals, paragraphs, quotes::Quotation};
use onrecord_doc::{Iob, Tokens};
use onrecord_lang::{Features, Model};

/// What every head is given of a text. `features` are those of `tokens`, both from `model`.
pub struct Sight<'a> {
    /// The text's tokens.
    pub tokens: &'a Tokens,
    /// What the base model's networks see at each.
    pub features: &'a Features,
    /// The base model.
    pub model: &'a Model,
    /// The text in units.
    pub units: Vec<Unit>,
}

impl Sight<'_> {
    /// The units in parts of at most about `rows` tokens, which bounds what is computed at once.
    pub fn parts(&self, rows: usize) -> impl Iterator<Item = &[Unit]> {
        let mut rest = &self.units[..];
        std::iter::from_fn(move || {
            let mut sum = 0;
            let fits = |u: &&Unit| {
                let is_first = sum == 0;
                sum += u.len();
                is_first || sum <= rows
            };
            let (part, after) = rest.split_at(rest.iter().take_while(fits).count());
            rest = after;
            (!part.is_empty()).then_some(part)
        })
    }
}

/// Where each unit lies among the rows of all of them, one after the other.
pub fn sequences(units: &[Unit]) -> Vec<std::ops::Range<usize>> {
    let mut rows = 0;
    let range = |u: &Unit| {
        rows += u.len();
        rows - u.len()..rows
    };
    units.iter().map(range).collect()
}

/// Units have at most so many tokens; longer paragraphs are cut. Of the paragraphs of PolNeAR 99.9 % are shorter.
pub const LONGEST: usize = 320;

/// Where a token stands to the quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// Outside all quotations.
    Outside,
    /// A word within one.
    Inside,
    /// The mark that opens one.
    Opening,
    /// The mark that closes one.
    Closing,
}

/// A paragraph, or a part of a long one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Numbers of its tokens, those of white space left out.
    pub tokens: Vec<usize>,
    /// The head of each, as a position in the unit; its own where the head stands elsewhere.
    pub heads: Vec<usize>,
    /// The sentence of each, counted from 0 in the unit.
    pub sentences: Vec<usize>,
    /// How each stands to quotation marks.
    pub quotes: Vec<Quote>,
}

impl Unit {
    /// How many tokens it has.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether it has none; no unit that is given out is empty.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }
}

/// Places in a unit that a head tells apart; the last one stands for all further ones.
pub const PLACES: usize = 10;

/// Type of the name that token `i` is part of, with how it is: `B-ORG`, `I-ORG`, or `O` outside names.
pub fn name_kind(tokens: &Tokens, i: usize) -> String {
    match tokens.iob(i) {
        Iob::Outside => "O".to_owned(),
        iob => format!("{}-{}", iob.letter(), tokens.ent_type(i)),
    }
}

/// The units of a text, in text order.
pub fn find(text: &str, tokens: &Tokens, quotations: &[Quotation]) -> Vec<Unit> {
    let marked =
        Intervals::new(quotations.iter().enumerate().flat_map(|(n, q)| q.at.iter().map(move |s| (n, s))));
    let quote = |token: usize| {
        let at = tokens.span(token);
        let mut state = Quote::Outside;
        for (n, span) in marked.touching(at) {
            if span.start() == at.start() {
                return Quote::Opening;
            }
            let closes = quotations[n].closed && quotations[n].at.last() == span && span.end() == at.end();
            if closes {
                return Quote::Closing;
            }
            state = Quote::Inside;
        }
        state
    };
    let mut units = Vec::new();
    // The position of each token in its unit.
    let mut place = vec![usize::MAX; tokens.len()];
    for paragraph in paragraphs::find(text) {
        let words: Vec<usize> =
            tokens.within(paragraph).filter(|t| !text[tokens.span(*t).range()].trim().is_empty()).collect();
        for part in parts(&words, |t| tokens.sent_start(t)) {
            for (n, token) in part.iter().enumerate() {
                place[*token] = n;
            }
            let own = |token: usize| {
                let at = place[token];
                (part.get(at) == Some(&token)).then_some(at)
            };
            let mut sentence = 0;
            let sentences = part.iter().enumerate().map(|(n, t)| {
                sentence += usize::from(n > 0 && tokens.sent_start(*t));
                sentence
            });
            units.push(Unit {
                sentences: sentences.collect(),
                heads: part.iter().enumerate().map(|(n, t)| own(tokens.head(*t)).unwrap_or(n)).collect(),
                quotes: part.iter().map(|t| quote(*t)).collect(),
                tokens: part.to_vec(),
            });
        }
    }
    units
}

/// Cuts `words` into parts of at most [`LONGEST`], before the last word in reach that `begins` a sentence.
fn parts(mut words: &[usize], begins: impl Fn(usize) -> bool) -> Vec<&[usize]> {
    let mut out = Vec::new();
    while !words.is_empty() {
        let mut end = words.len().min(LONGEST);
        if end < words.len() {
            end = (1..=end).rev().find(|n| begins(words[*n])).unwrap_or(end);
        }
        let (part, rest) = words.split_at(end);
        out.push(part);
        words = rest;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paragraphs_are_cut_where_sentences_begin() {
        let words: Vec<usize> = (0..700).collect();
        let cut = parts(&words, |t| t % 150 == 0);
        assert_eq!(cut.iter().map(|p| p.len()).collect::<Vec<_>>(), [300, 300, 100]);
        let uncut = parts(&words, |_| false);
        assert_eq!(uncut.iter().map(|p| p.len()).collect::<Vec<_>>(), [320, 320, 60]);
    }
}
