//! Strings to numbers, as spaCy does it.
//!
//! Every table of a model is keyed by the number of a string and not by the string. [`string_id`] gives it:
//! zero for the empty string, the fixed number of a built-in name, and a 64-bit hash of the UTF-8 bytes for
//! everything else.

use crate::symbols;

/// The number that stands for a string in a model's tables.
pub(crate) fn string_id(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    match symbols::number(text) {
        Some(number) => u64::from(number),
        None => murmur64a(text.as_bytes(), 1),
    }
}

/// MurmurHash64A, read little-endian on every machine.
///
/// Source: Austin Appleby's MurmurHash2, 64-bit version for 64-bit platforms (public domain).
fn murmur64a(bytes: &[u8], seed: u64) -> u64 {
    const MULTIPLIER: u64 = 0xc6a4_a793_5bd1_e995;
    const SHIFT: u32 = 47;
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(MULTIPLIER);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut k = u64::from_le_bytes(*word).wrapping_mul(MULTIPLIER);
        k ^= k >> SHIFT;
        hash = (hash ^ k.wrapping_mul(MULTIPLIER)).wrapping_mul(MULTIPLIER);
    }
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        hash = (hash ^ u64::from_le_bytes(last)).wrapping_mul(MULTIPLIER);
    }
    hash ^= hash >> SHIFT;
    hash = hash.wrapping_mul(MULTIPLIER);
    hash ^ (hash >> SHIFT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_every_length_have_the_numbers_that_spacy_gives_them() {
        // From `spacy.strings.get_string_id`.
        for (text, id) in [
            ("", 0),
            ("punct", 445),
            ("a", 11901859001352538922),
            ("to", 3791531372978436496),
            ("minister", 5661208895191585800),
            ("ministers", 15435441489422135914),
            ("The minister said", 7595825018123969927),
            ("Лавров", 15818252650004507486),
            ("🙂", 3101843886198765765),
            ("the foreign minister of the country, on Sunday", 17066402142608826465),
        ] {
            assert_eq!(string_id(text), id, "{text:?}");
        }
    }
}
