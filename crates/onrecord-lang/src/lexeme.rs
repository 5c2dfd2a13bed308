//! What a distinct string brings with it wherever it stands: lower case, norm, first and last letters, shape.
//!
//! The embeddings of a model are rows chosen by these strings, so they must be spaCy's to the letter. The norm is
//! the one that needs data: [`Norms`] holds the table `lexeme_norm` of `vocab/lookups.bin`. A norm that the
//! tokenizer's exceptions give to a token (`n't` as `not`) comes before all of this and is the tokenizer's matter.

use hashbrown::HashMap;

use crate::Error;
use crate::hash::string_id;
use crate::msgpack;
use crate::unicode::{is_alpha, is_digit, is_space, is_upper, lower};

const FILE: &str = "vocab/lookups.bin";

/// The attributes of one distinct token text; the `_id` fields are numbers of strings, see [`string_id`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lexeme {
    pub(crate) text: Box<str>,
    /// Lower-case form.
    pub(crate) lower: Box<str>,
    /// Normal form, by which spellings that mean the same are one.
    pub(crate) norm: Box<str>,
    /// Outline: `Xxxx` for `Moscow`, `dddd` for `2015`.
    pub(crate) shape: Box<str>,
    /// The number of the text itself.
    pub(crate) orth: u64,
    pub(crate) norm_id: u64,
    /// The number of the first character.
    pub(crate) prefix_id: u64,
    /// The number of the last three characters.
    pub(crate) suffix_id: u64,
    pub(crate) shape_id: u64,
    /// Whether the text is white space throughout.
    pub(crate) is_space: bool,
}

/// Norms by the number of a text, as the model carries them.
#[derive(Debug, Default)]
pub(crate) struct Norms(HashMap<u64, Box<str>>);

impl Norms {
    /// Reads `vocab/lookups.bin`. A file without the table gives no norms, as in spaCy.
    ///
    /// # Errors
    ///
    /// Fails if the file is not msgpack or the table does not map numbers to strings.
    pub(crate) fn load(bytes: &[u8]) -> Result<Norms, Error> {
        let tables = msgpack::parse(bytes, FILE)?;
        let damaged = |what: &str| Error::damaged(what).at(FILE);
        if msgpack::pairs(&tables).is_none() {
            return Err(damaged("not a map of tables"));
        }
        let Some(table) = msgpack::field(&tables, "lexeme_norm") else { return Ok(Norms::default()) };
        let pairs = msgpack::pairs(table).ok_or_else(|| damaged("the table `lexeme_norm` is not a map"))?;
        let norm = |(key, value): &(_, _)| Some((rmpv::ValueRef::as_u64(key)?, msgpack::text(value)?.into()));
        let norms: Option<_> = pairs.iter().map(norm).collect();
        norms.map(Norms).ok_or_else(|| damaged("the table `lexeme_norm` does not map numbers to strings"))
    }

    /// The attributes of a token text.
    pub(crate) fn lexeme(&self, text: &str) -> Lexeme {
        let orth = string_id(text);
        let lower = lower(text);
        // The model's table first, then the list that every language shares, then the lower-case form.
        let norm = self.0.get(&orth).map(|norm| &**norm).or_else(|| shared_norm(text)).unwrap_or(&lower);
        let shape = shape(text);
        let prefix = text.chars().next().map_or(0, char::len_utf8);
        let suffix = text.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
        Lexeme {
            norm: norm.into(),
            orth,
            norm_id: string_id(norm),
            prefix_id: string_id(&text[..prefix]),
            suffix_id: string_id(&text[suffix..]),
            shape_id: string_id(&shape),
            is_space: !text.is_empty() && text.chars().all(is_space),
            text: text.into(),
            lower: lower.into(),
            shape: shape.into(),
        }
    }
}

/// The outline of a text: letters as `X` and `x`, digits as `d`, other characters as they are, and of a run of one
/// kind no more than four. A hundred characters and more are `LONG`.
///
/// Source: spaCy's attribute SHAPE.
fn shape(text: &str) -> String {
    if text.chars().nth(99).is_some() {
        return "LONG".to_owned();
    }
    let mut shape = String::with_capacity(text.len().min(16));
    let (mut last, mut run) = (None, 0);
    for c in text.chars() {
        let kind = match c {
            c if is_alpha(c) => {
                if is_upper(c) {
                    'X'
                } else {
                    'x'
                }
            }
            c if is_digit(c) => 'd',
            c => c,
        };
        // A literal `x` and the `x` of a letter are one kind, for only letters are written so.
        run = if last == Some(kind) { run + 1 } else { 1 };
        last = Some(kind);
        if run <= 4 {
            shape.push(kind);
        }
    }
    shape
}

/// Norms that spaCy gives in every language: one quotation mark, one dash and one sign of money for all.
///
/// Source: spaCy 3.8, `BASE_NORMS`.
fn shared_norm(text: &str) -> Option<&'static str> {
    Some(match text {
        "'s" | "'S" | "’s" | "’S" => "'s",
        "’" | "‘" | "´" | "`" => "'",
        "”" | "“" | "''" | "``" | "´´" | "„" | "»" | "«" | "‘‘" | "’’" => "\"",
        "？" => "?",
        "！" => "!",
        "，" => ",",
        "；" => ";",
        "：" => ":",
        "。" | "।" => ".",
        "…" => "...",
        "—" | "–" | "--" | "---" | "——" => "-",
        "€" | "£" | "¥" | "฿" | "US$" | "C$" | "A$" | "₺" | "₹" | "৳" | "₩" | "Mex$" | "₣" | "E£" => {
            "$"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rmpv::ValueRef;

    fn norms() -> Norms {
        let table = ValueRef::Map(vec![(string_id("colour").into(), "color".into())]);
        let mut bytes = Vec::new();
        rmpv::encode::write_value_ref(&mut bytes, &ValueRef::Map(vec![("lexeme_norm".into(), table)]))
            .unwrap();
        Norms::load(&bytes).unwrap()
    }

    #[test]
    fn the_norm_is_the_models_then_the_shared_one_then_lower_case() {
        for (text, norm) in [
            ("colour", "color"),
            ("Colour", "colour"),
            ("“", "\""),
            ("US$", "$"),
            ("us$", "us$"),
            ("Řeka", "řeka"),
        ] {
            let lexeme = norms().lexeme(text);
            assert_eq!((&*lexeme.norm, lexeme.norm_id), (norm, string_id(norm)), "{text}");
        }
    }

    #[test]
    fn first_and_last_letters_are_counted_in_code_points() {
        for (text, prefix, suffix) in [
            ("Řeka", "Ř", "eka"),
            ("of", "o", "of"),
            ("🙂🙂🙂🙂", "🙂", "🙂🙂🙂"),
            ("e\u{301}té", "e", "\u{301}té"),
        ] {
            let lexeme = norms().lexeme(text);
            assert_eq!(
                (lexeme.prefix_id, lexeme.suffix_id),
                (string_id(prefix), string_id(suffix)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_that_is_a_built_in_name_has_its_number() {
        let lexeme = norms().lexeme("punct");
        assert_eq!((lexeme.orth, lexeme.norm_id), (445, 445));
    }

    #[test]
    fn the_shape_shows_letters_and_digits_in_runs_of_four() {
        for (text, outline) in [
            ("Moscow", "Xxxxx"),
            ("US$12,000.50", "XX$dd,ddd.dd"),
            ("xXXXXXx", "xXXXXx"),
            ("-----", "----"),
            ("Łódź²", "Xxxxd"),
            ("ǅ", "x"),
            ("ⅧⅧ", "ⅧⅧ"),
            ("\n\n\n\n\n\n", "\n\n\n\n"),
            ("", ""),
        ] {
            assert_eq!(shape(text), outline, "{text:?}");
        }
        assert_eq!(shape(&"é".repeat(99)), "xxxx");
        assert_eq!(shape(&"é".repeat(100)), "LONG");
    }

    #[test]
    fn white_space_is_pythons() {
        for (text, is_space) in
            [(" \n", true), ("\u{1c}\u{a0}", true), ("\u{200b}", false), (" a", false), ("", false)]
        {
            assert_eq!(norms().lexeme(text).is_space, is_space, "{text:?}");
        }
    }

    #[test]
    fn tables_of_another_form_are_refused() {
        for (bytes, message) in [
            (&b"\xc0"[..], "vocab/lookups.bin: not a map of tables"),
            (b"\x81\xablexeme_norm\x01", "vocab/lookups.bin: the table `lexeme_norm` is not a map"),
            (
                b"\x81\xablexeme_norm\x81\x01\x02",
                "vocab/lookups.bin: the table `lexeme_norm` does not map numbers to strings",
            ),
            (b"\x81", "vocab/lookups.bin: not msgpack, or cut short"),
        ] {
            assert_eq!(Norms::load(bytes).unwrap_err().to_string(), message);
        }
        assert_eq!(Norms::load(b"\x80").unwrap().lexeme("Colour").norm.as_ref(), "colour");
    }

    proptest! {
        #[test]
        fn every_text_has_a_lexeme(text in ".{0,120}") {
            let lexeme = Norms::default().lexeme(&text);
            prop_assert_eq!(&*lexeme.text, text.as_str());
            prop_assert_eq!(lexeme.lower.is_empty(), text.is_empty());
            prop_assert_eq!(lexeme.shape.is_empty(), text.is_empty());
        }
    }
}
