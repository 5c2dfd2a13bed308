//! The names that spaCy numbers by hand.
//!
//! Attribute names, coarse parts of speech, labels and the like (`nsubj`, `ORG`, `punct`) have small fixed numbers
//! wherever spaCy would otherwise use the hash of a string. That holds for every string: a token whose text is
//! `punct` has the number of the label. The numbers end up in the model's tables and in the rows of its embeddings.

mod table;

/// The number of a built-in name, from 1 upwards, or `None` for every other string.
pub(crate) fn number(name: &str) -> Option<u16> {
    table::SYMBOLS.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|at| table::SYMBOLS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_each_number_is_used_once() {
        assert!(table::SYMBOLS.is_sorted_by(|a, b| a.0 < b.0));
        let mut numbers: Vec<u16> = table::SYMBOLS.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=456).collect::<Vec<u16>>());
    }

    #[test]
    fn labels_have_their_numbers_and_words_have_none() {
        assert_eq!(number("punct"), Some(445));
        assert_eq!(number("nsubj"), Some(429));
        assert_eq!(number("ORG"), Some(383));
        assert_eq!(number("org"), None);
        // The root label came later and is a plain string.
        assert_eq!(number("ROOT"), None);
        assert_eq!(number(""), None);
    }
}
