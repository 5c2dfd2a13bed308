//! N-grams around a pair: of words, of lemmas with names by their types, and of letters. The sides themselves are
//! held back: who they are must not decide what they do.

use super::Block;
use super::hash::{self, Hash};
use super::sentence::{Role, Sentence, View};

/// The longest n-gram of words.
const LONGEST: usize = 3;

/// Lengths of n-grams of letters.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=5;

/// More letters of a word than any word has are not looked at.
const LONGEST_WORD: usize = 40;

const SOURCE: u64 = hash::text("SRCX");
const TARGET: u64 = hash::text("TGTX");

/// N-grams of words.
pub fn words(view: &View, out: &mut impl FnMut(u32)) {
    let mut grams = Grams::new(Block::Words);
    let mut last = Role::None;
    for i in view.window.clone() {
        let (seen, role) = (view.seen(i), view.role(i));
        let goes_on = role != Role::None && role == last;
        last = role;
        match role {
            Role::None if seen.is_word => grams.add(seen.lower, out),
            Role::Source if !goes_on => grams.add(SOURCE, out),
            Role::Target if !goes_on => grams.add(TARGET, out),
            _ => {}
        }
    }
}

/// N-grams of lemmas, with each run of a name as its type.
pub fn lemmas(view: &View, out: &mut impl FnMut(u32)) {
    const QUOTE: u64 = hash::text("QT");
    const SPACE: u64 = hash::text("SPACE");
    const PUNCT: u64 = hash::text("PUNCT");
    let mut grams = Grams::new(Block::Lemmas);
    let mut last = None;
    for i in view.window.clone() {
        let seen = view.seen(i);
        let (item, is_run) = match view.role(i) {
            Role::Source => (SOURCE, true),
            Role::Target => (TARGET, true),
            Role::None if is_shown(seen.name) => (seen.name, true),
            Role::None if seen.lower == hash::text("\"") || is_curved(seen.lower) => (QUOTE, false),
            Role::None if matches!(seen.pos, PUNCT | SPACE) => continue,
            Role::None => (seen.lemma, false),
        };
        if !(is_run && last == Some(item)) {
            grams.add(item, out);
        }
        last = Some(item);
    }
}

/// Whether names of that type are given by it alone.
fn is_shown(name: u64) -> bool {
    const NONE: u64 = hash::text("");
    const LANGUAGE: u64 = hash::text("LANGUAGE");
    const PRODUCT: u64 = hash::text("PRODUCT");
    !matches!(name, NONE | LANGUAGE | PRODUCT)
}

fn is_curved(lower: u64) -> bool {
    const OPEN: u64 = hash::text("“");
    const CLOSE: u64 = hash::text("”");
    matches!(lower, OPEN | CLOSE)
}

/// N-grams of the letters of one token, with its edges.
pub fn letters(sentence: &Sentence, i: usize, out: &mut impl FnMut(u32)) {
    if !sentence.seen[i].is_word {
        return;
    }
    let word = sentence.tokens.lower(sentence.range.start + i);
    // Where each letter begins, with the edges as letters of their own.
    let mut padded = [0u64; LONGEST_WORD + 2];
    let mut count = 1;
    padded[0] = u64::from(b' ');
    for letter in word.chars().take(LONGEST_WORD) {
        padded[count] = u64::from(letter);
        count += 1;
    }
    padded[count] = u64::from(b' ');
    count += 1;
    for start in 0..count {
        let mut gram = Hash::new(Block::Letters as u64);
        for (n, letter) in padded[start..count].iter().take(*LETTERS.end()).enumerate() {
            gram = gram.with(*letter);
            if LETTERS.contains(&(n + 1)) {
                out(gram.end());
            }
        }
    }
}

/// The last items, and the n-grams that end with the newest.
struct Grams {
    block: u64,
    last: [u64; LONGEST],
    count: usize,
}

impl Grams {
    fn new(block: Block) -> Grams {
        Grams { block: block as u64, last: [0; LONGEST], count: 0 }
    }

    fn add(&mut self, item: u64, out: &mut impl FnMut(u32)) {
        self.last.rotate_right(1);
        self.last[0] = item;
        self.count = (self.count + 1).min(LONGEST);
        // From the newest back: a gram is hashed from its end to its beginning.
        let mut gram = Hash::new(self.block);
        for item in &self.last[..self.count] {
            gram = gram.with(*item);
            out(gram.end());
        }
    }
}
