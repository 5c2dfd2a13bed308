//! Many short strings in little memory: one text, the places where words end, and a table of hashes.
//!
//! A model's lemma index has some ninety thousand words. As strings of their own they would take four times the
//! memory and most of the loading time.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Strings in a row, by number.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Adds a string at the end; `None` if four gigabytes are full.
    pub(super) fn push(&mut self, string: &str) -> Option<()> {
        let end = u32::try_from(self.text.len() + string.len()).ok()?;
        self.text.push_str(string);
        self.ends.push(end);
        Some(())
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string with this number, counted from 0, which must be less than [`Strings::len`].
    pub(super) fn get(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[number] as usize]
    }
}

/// A set of words that knows each by its number, in the order of adding.
#[derive(Debug, Default)]
pub(super) struct Words {
    strings: Strings,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Words {
    /// Room for so many words.
    pub(super) fn with_capacity(words: usize) -> Words {
        Words { numbers: HashTable::with_capacity(words), ..Words::default() }
    }

    /// Adds a word and says whether it is new; `None` if there is no more room.
    pub(super) fn insert(&mut self, word: &str) -> Option<bool> {
        if self.find(word).is_some() {
            return Some(false);
        }
        let number = self.strings.len() as u32;
        self.strings.push(word)?;
        let (strings, hasher) = (&self.strings, &self.hasher);
        let hash = |number: &u32| hasher.hash_one(strings.get(*number as usize));
        self.numbers.insert_unique(hasher.hash_one(word), number, hash);
        Some(true)
    }

    /// The number of a word.
    pub(super) fn find(&self, word: &str) -> Option<usize> {
        let same = |number: &u32| self.strings.get(*number as usize) == word;
        self.numbers.find(self.hasher.hash_one(word), same).map(|number| *number as usize)
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        self.find(word).is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.strings.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_number_and_nothing_else_is() {
        let mut words = Words::with_capacity(0);
        for (number, word) in ["dacha", "", "d", "řeka"].into_iter().enumerate() {
            assert_eq!((words.insert(word), words.insert(word)), (Some(true), Some(false)));
            assert_eq!(words.find(word), Some(number));
            assert_eq!(words.strings.get(number), word);
        }
        for other in ["da", "chad", "ř", "dachadřeka"] {
            assert_eq!(words.find(other), None, "{other}");
        }
    }
}
