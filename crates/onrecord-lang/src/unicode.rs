//! Characters as Python sees them.
//!
//! spaCy asks Python what is a letter, a digit or a space and how a string is written in lower case. Rust's own
//! answers differ: they follow a newer version of Unicode, which changes with the compiler, and Python counts
//! U+001C to U+001F as spaces and superscripts as digits. The answers here are those of Python 3.11 (Unicode 14) on
//! every code point, from tables that `training/unicode_tables.py` writes.

mod tables;

#[cfg(test)]
mod digests;

/// Whether Python's `str.isalpha` holds for one character.
pub(crate) fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { within(tables::ALPHA, c) }
}

/// Whether Python's `str.isupper` holds for one character.
pub(crate) fn is_upper(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_uppercase() } else { within(tables::UPPER, c) }
}

/// Whether Python's `str.isdigit` holds for one character.
pub(crate) fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { within(tables::DIGIT, c) }
}

/// Whether Python's `str.isspace` holds for one character.
pub(crate) fn is_space(c: char) -> bool {
    if c.is_ascii() { matches!(c, '\t'..='\r' | '\x1c'..=' ') } else { within(tables::SPACE, c) }
}

/// The lower-case form that Python's `str.lower` gives.
pub(crate) fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            // The one character with a longer lower-case form: an i that keeps its dot.
            'İ' => out.push_str("i\u{307}"),
            'Σ' => out.push(if ends_word(text, at) { 'ς' } else { 'σ' }),
            _ => out.push(lower_char(c)),
        }
    }
    out
}

/// Whether the capital sigma at byte `at` comes after a letter and before none.
///
/// Source: Unicode Standard, chapter 3.13, `Final_Sigma`, with Python's reading of it: one run of ignorable
/// characters is passed over on either side, and a character that is both cased and ignorable is passed over.
fn ends_word(text: &str, at: usize) -> bool {
    let is_cased = |c: Option<char>| c.is_some_and(|c| within(tables::CASED, c));
    let is_ignored = |c: &char| within(tables::CASE_IGNORABLE, *c);
    let before = text[..at].chars().rev().find(|c| !is_ignored(c));
    let after = text[at + 'Σ'.len_utf8()..].chars().find(|c| !is_ignored(c));
    is_cased(before) && !is_cased(after)
}

/// The lower-case form of a character by itself, where that is one character.
pub(crate) fn lower_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let code = u32::from(c);
    let at = tables::LOWER.partition_point(|(first, ..)| *first <= code);
    let Some(&(first, last, step, add)) = at.checked_sub(1).and_then(|at| tables::LOWER.get(at)) else {
        return c;
    };
    if code > last || (code - first) % u32::from(step) != 0 {
        return c;
    }
    code.checked_add_signed(add).and_then(char::from_u32).unwrap_or(c)
}

/// Whether a set holds a character: an odd number of its boundaries lie at or before it.
fn within(boundaries: &[u32], c: char) -> bool {
    boundaries.partition_point(|boundary| *boundary <= u32::from(c)) % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// For each plane that has entries: the plane, how many, and the FNV-1a hash of their bytes.
    fn digest(entry: impl Fn(char) -> Option<Vec<u8>>) -> Vec<(u32, usize, u64)> {
        let mut planes = BTreeMap::new();
        for c in '\0'..=char::MAX {
            let Some(bytes) = entry(c) else { continue };
            let (count, hash) = planes.entry(u32::from(c) >> 16).or_insert((0, 0xcbf2_9ce4_8422_2325_u64));
            *count += 1;
            for byte in bytes {
                *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
            }
        }
        planes.into_iter().map(|(plane, (count, hash))| (plane, count, hash)).collect()
    }

    fn members(holds: impl Fn(char) -> bool) -> Vec<(u32, usize, u64)> {
        digest(|c| holds(c).then(|| u32::from(c).to_le_bytes().to_vec()))
    }

    #[test]
    fn every_code_point_has_the_properties_that_python_gives_it() {
        assert_eq!(members(is_alpha), digests::ALPHA);
        assert_eq!(members(is_upper), digests::UPPER);
        assert_eq!(members(is_digit), digests::DIGIT);
        assert_eq!(members(is_space), digests::SPACE);
    }

    #[test]
    fn every_code_point_has_the_lower_case_form_that_python_gives_it() {
        let lower_forms = digest(|c| {
            let (one, low) = (c.to_string(), lower(&c.to_string()));
            (one != low).then(|| [&u32::from(c).to_le_bytes(), low.as_bytes()].concat())
        });
        assert_eq!(lower_forms, digests::LOWER);
    }

    #[test]
    fn every_code_point_before_a_sigma_decides_its_form_as_in_python() {
        let form = |text: String| lower(&text).chars().last();
        let is_final = |text: String| form(text) == Some('ς');
        assert_eq!(members(|c| is_final(format!("{c}Σ"))), digests::CASED);
        let passed_over = |c| is_final(format!("A{c}Σ")) && !is_final(format!("{c}Σ"));
        assert_eq!(members(passed_over), digests::CASE_IGNORABLE);
    }

    #[test]
    fn lower_case_follows_the_word_around_a_sigma() {
        for (text, low) in [
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("ΑΣ.", "ας."),
            ("Α.Σ", "α.ς"),
            ("ΑΣ'Α", "ασ'α"),
            ("Σ", "σ"),
            ("Σ1", "σ1"),
            ("1Σ", "1σ"),
            ("İstanbul", "i\u{307}stanbul"),
            ("ＡＢ Ǆ Ⅷ", "ａｂ ǆ ⅷ"),
            ("", ""),
        ] {
            assert_eq!(lower(text), low);
        }
    }

    #[test]
    fn python_counts_separators_as_spaces_and_superscripts_as_digits() {
        assert!(is_space('\u{1c}') && is_space('\u{1f}') && is_space('\u{a0}') && !is_space('\u{200b}'));
        assert!(is_digit('²') && is_digit('٣') && !is_digit('½'));
        assert!(is_alpha('ª') && !is_upper('ǅ') && is_upper('Ⅷ') && !is_alpha('Ⅷ'));
    }
}
