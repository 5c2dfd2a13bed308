//! From a word's form to its lemma, by rules and lists.
//!
//! This is spaCy's English lemmatizer in its mode "rule". A form that its morphology calls a base form is its own
//! lemma; other forms lose the endings of their part of speech (`-ies` for `-y`), and a list of known words
//! (WordNet's) says which of the results are words; a list of irregular forms goes before all. Parts of speech
//! without rules keep their form. A lemma that the attribute ruler has set is not asked for here.

mod words;

use std::borrow::Cow;

use rmpv::ValueRef;

use crate::Error;
use crate::hash::string_id;
use crate::msgpack::{self, items, pairs, text};
use crate::unicode::is_alpha;
use words::{Strings, Words};

const FILE: &str = "lemmatizer/lookups/lookups.bin";

/// The parts of speech that tables can be for. The file keys them by the numbers of their lower-case names.
const PARTS: [&str; 18] = [
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "CONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
    "PUNCT", "SCONJ", "SYM", "VERB", "X",
];

/// The lemma tables of one model.
#[derive(Debug)]
pub(crate) struct Lemmatizer {
    /// Only parts of speech that have a table.
    tables: Vec<(&'static str, Table)>,
}

/// The tables of one part of speech.
#[derive(Debug, Default)]
struct Table {
    /// Endings and what takes their place, in the order of trying.
    endings: Vec<(Box<str>, Box<str>)>,
    /// Known words.
    index: Words,
    irregular: Irregular,
}

/// Irregular forms and the lemmas of each.
#[derive(Debug, Default)]
struct Irregular {
    forms: Words,
    /// The lemmas of all forms in a row, and for each form where its lemmas end.
    lemmas: Strings,
    ends: Vec<u32>,
}

impl Lemmatizer {
    /// Reads `lemmatizer/lookups/lookups.bin`.
    ///
    /// # Errors
    ///
    /// Fails if the file is damaged or has no `lemma_rules`.
    pub(crate) fn load(bytes: &[u8]) -> Result<Lemmatizer, Error> {
        let root = msgpack::parse(bytes, FILE)?;
        if msgpack::field(&root, "lemma_rules").is_none() {
            return Err(Error::damaged("the table `lemma_rules` is missing").at(FILE));
        }
        let mut tables = Vec::new();
        for part in PARTS {
            let id = string_id(&part.to_ascii_lowercase());
            let mut table = Table::default();
            if let Some(list) = of_part(&root, "lemma_rules", id)? {
                table.endings = endings(list).ok_or_else(|| damaged("lemma_rules"))?;
            }
            if let Some(list) = of_part(&root, "lemma_index", id)? {
                table.index = index(list).ok_or_else(|| damaged("lemma_index"))?;
            }
            if let Some(map) = of_part(&root, "lemma_exc", id)? {
                table.irregular = irregular(map).ok_or_else(|| damaged("lemma_exc"))?;
            }
            if !(table.endings.is_empty() && table.index.is_empty() && table.irregular.forms.is_empty()) {
                tables.push((part, table));
            }
        }
        Ok(Lemmatizer { tables })
    }

    /// The lemma of a word, from its text, its lower-case form, its part of speech and its morphology.
    ///
    /// `morph` is in the form of a token's features: `Number=Sing|Person=3`.
    pub(crate) fn lemma<'a>(&'a self, text: &'a str, lower: &'a str, pos: &str, morph: &str) -> Cow<'a, str> {
        if is_base_form(pos, morph) {
            return Cow::Borrowed(lower);
        }
        match self.tables.iter().find(|(part, _)| *part == pos) {
            Some((_, table)) => table.lemma(lower).unwrap_or(Cow::Borrowed(text)),
            // Names keep their capitals.
            None if pos == "PROPN" => Cow::Borrowed(text),
            None => Cow::Borrowed(lower),
        }
    }
}

/// Whether the word is its own lemma, in lower case.
///
/// Source: spaCy's `EnglishLemmatizer.is_base_form`.
fn is_base_form(pos: &str, morph: &str) -> bool {
    // White space and words without a part of speech have no tables either way.
    if matches!(pos, "" | "EOL" | "SPACE") {
        return true;
    }
    let feature = |name| feature(morph, name);
    let present_finite = || feature("Tense") == Some("Pres") && feature("Number").is_none();
    match feature("VerbForm") {
        Some("Inf" | "None") => true,
        Some("Fin") if pos == "VERB" && present_finite() => true,
        _ => feature("Degree") == Some("Pos") || pos == "NOUN" && feature("Number") == Some("Sing"),
    }
}

/// The value of a feature in `Number=Sing|Person=3`.
fn feature<'m>(morph: &'m str, name: &str) -> Option<&'m str> {
    let named = |feature: &'m str| feature.split_once('=').filter(|(known, _)| *known == name);
    morph.split('|').find_map(named).map(|(_, value)| value)
}

impl Table {
    /// The first of the lemmas that spaCy would list, if it would list any.
    fn lemma<'a>(&'a self, lower: &'a str) -> Option<Cow<'a, str>> {
        // Known words go to the front one by one, other forms with signs or digits to the back.
        let (mut found, mut unknown) = (Vec::new(), None);
        for (old, new) in &self.endings {
            let Some(stem) = lower.strip_suffix(&**old) else { continue };
            let form = if old == new { Cow::Borrowed(lower) } else { Cow::Owned([stem, new].concat()) };
            if form.is_empty() {
                continue;
            }
            if self.index.contains(&form) {
                found.insert(0, form);
            } else if !form.chars().all(is_alpha) {
                found.push(form);
            } else {
                unknown.get_or_insert(form);
            }
        }
        for lemma in self.irregular.lemmas(lower) {
            if found.iter().all(|known| known != lemma) {
                found.insert(0, Cow::Borrowed(lemma));
            }
        }
        found.into_iter().next().or(unknown)
    }
}

impl Irregular {
    fn lemmas(&self, form: &str) -> impl Iterator<Item = &str> {
        let number = self.forms.find(form);
        let start = number.and_then(|n| n.checked_sub(1)).map_or(0, |before| self.ends[before]);
        let end = number.map_or(0, |n| self.ends[n]);
        (start..end).map(|n| self.lemmas.get(n as usize))
    }
}

/// What a table has for a part of speech, given by the number of its name.
fn of_part<'v, 'a>(root: &'v ValueRef<'a>, table: &str, id: u64) -> Result<Option<&'v ValueRef<'a>>, Error> {
    let Some(table_value) = msgpack::field(root, table) else { return Ok(None) };
    let parts = pairs(table_value).ok_or_else(|| damaged(table))?;
    Ok(parts.iter().find(|(key, _)| key.as_u64() == Some(id)).map(|(_, value)| value))
}

fn endings(list: &ValueRef<'_>) -> Option<Vec<(Box<str>, Box<str>)>> {
    let ending = |pair: &ValueRef<'_>| match items(pair)? {
        [old, new] => Some((text(old)?.into(), text(new)?.into())),
        _ => None,
    };
    items(list)?.iter().map(ending).collect()
}

fn index(list: &ValueRef<'_>) -> Option<Words> {
    let list = items(list)?;
    let mut words = Words::with_capacity(list.len());
    for word in list {
        words.insert(text(word)?)?;
    }
    Some(words)
}

fn irregular(map: &ValueRef<'_>) -> Option<Irregular> {
    let map = pairs(map)?;
    let mut irregular = Irregular { forms: Words::with_capacity(map.len()), ..Irregular::default() };
    for (form, lemmas) in map {
        let lemmas = items(lemmas)?;
        if irregular.forms.insert(text(form)?)? {
            for lemma in lemmas {
                irregular.lemmas.push(text(lemma)?)?;
            }
            irregular.ends.push(u32::try_from(irregular.lemmas.len()).ok()?);
        }
    }
    Some(irregular)
}

fn damaged(table: &str) -> Error {
    Error::damaged(format!("the table `{table}` is not in the form of spaCy's lemmatizer")).at(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Tables of two parts of speech, in the form of the file.
    fn file() -> Vec<u8> {
        let strings =
            |words: &[&'static str]| ValueRef::Array(words.iter().map(|word| (*word).into()).collect());
        let rules =
            |rules: &[[&'static str; 2]]| ValueRef::Array(rules.iter().map(|rule| strings(rule)).collect());
        let id = |part: &str| ValueRef::from(string_id(part));
        let verbs: &[[&str; 2]] =
            &[["s", ""], ["ies", "y"], ["es", "e"], ["es", ""], ["ed", "e"], ["ed", ""]];
        let index = ["deny", "plan", "plane", "lie", "go"];
        let irregular = vec![
            ("went".into(), strings(&["go"])),
            ("lies".into(), strings(&["lie"])),
            ("planes".into(), strings(&["plan", "planar"])),
        ];
        let root = ValueRef::Map(vec![
            (
                "lemma_rules".into(),
                ValueRef::Map(vec![
                    (id("verb"), rules(verbs)),
                    (id("punct"), rules(&[["“", "\""]])),
                    (id("adv"), rules(&[["", ""]])),
                ]),
            ),
            ("lemma_index".into(), ValueRef::Map(vec![(id("verb"), strings(&index))])),
            ("lemma_exc".into(), ValueRef::Map(vec![(id("verb"), ValueRef::Map(irregular))])),
        ]);
        let mut bytes = Vec::new();
        rmpv::encode::write_value_ref(&mut bytes, &root).unwrap();
        bytes
    }

    fn check(text: &str, pos: &str, morph: &str, lemma: &str) {
        let lower = crate::unicode::lower(text);
        let lemmatizer = Lemmatizer::load(&file()).unwrap();
        assert_eq!(lemmatizer.lemma(text, &lower, pos, morph), lemma, "{text} {pos} {morph}");
    }

    const FINITE: &str = "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin";

    #[test]
    fn a_base_form_is_its_own_lemma_in_lower_case() {
        check("Denies", "VERB", "VerbForm=Inf", "denies");
        check("Denies", "VERB", "Tense=Pres|VerbForm=Fin", "denies");
        check("Denies", "AUX", "VerbForm=Inf", "denies");
        check("Denies", "NOUN", "Number=Sing", "denies");
        check("Red", "ADJ", "Degree=Pos", "red");
        check("Red", "PROPN", "Degree=Pos", "red");
        check("\n", "SPACE", "", "\n");
        check("Ödd", "", "", "ödd");
    }

    #[test]
    fn a_known_word_goes_before_an_unknown_one_and_the_last_rule_before_the_first() {
        check("Denies", "VERB", FINITE, "deny");
        check("planned", "VERB", "Tense=Past|VerbForm=Fin", "planne");
        // `plane` by the first rule, `plane` and `plan` by the third and fourth.
        check("goes", "VERB", FINITE, "go");
        check("telegrams", "VERB", FINITE, "telegram");
    }

    #[test]
    fn an_irregular_form_goes_before_all_and_its_last_lemma_first() {
        check("WENT", "VERB", "Tense=Past|VerbForm=Fin", "go");
        check("lies", "VERB", FINITE, "lie");
        check("planes", "VERB", FINITE, "planar");
    }

    #[test]
    fn a_form_with_signs_needs_no_index() {
        check("re-planted", "VERB", "Tense=Past|VerbForm=Fin", "re-plante");
        check("2s", "VERB", FINITE, "2");
        check("s", "VERB", FINITE, "s");
    }

    #[test]
    fn a_word_that_no_rule_fits_keeps_its_form_and_a_part_without_rules_is_lowered() {
        check("Told", "VERB", "Tense=Past|VerbForm=Fin", "Told");
        check("“", "PUNCT", "", "\"");
        check("…", "PUNCT", "", "…");
        check("Kremlin", "PROPN", "Number=Sing", "Kremlin");
        check("The", "DET", "PronType=Art", "the");
        check("Soon", "ADV", "", "soon");
        check("Σήμερα", "ADV", "", "σήμερα");
    }

    #[test]
    fn tables_of_another_form_are_refused() {
        let verb = rmpv::Value::from(string_id("verb"));
        let with = |table: &str, value: rmpv::Value| {
            let part = rmpv::Value::Map(vec![(verb.clone(), value)]);
            let rules = ("lemma_rules".into(), rmpv::Value::Map(vec![]));
            let mut bytes = Vec::new();
            let root = if table == "lemma_rules" {
                vec![(table.into(), part)]
            } else {
                vec![rules, (table.into(), part)]
            };
            rmpv::encode::write_value(&mut bytes, &rmpv::Value::Map(root)).unwrap();
            Lemmatizer::load(&bytes).unwrap_err().to_string()
        };
        for table in ["lemma_rules", "lemma_index", "lemma_exc"] {
            let message = format!(
                "lemmatizer/lookups/lookups.bin: the table `{table}` is not in the form of spaCy's lemmatizer"
            );
            assert_eq!(with(table, 7.into()), message);
            assert_eq!(with(table, rmpv::Value::Array(vec![rmpv::Value::Nil])), message);
        }
        let error = Lemmatizer::load(b"\x80").unwrap_err();
        assert_eq!(error.to_string(), "lemmatizer/lookups/lookups.bin: the table `lemma_rules` is missing");
    }

    proptest! {
        #[test]
        fn no_bytes_and_no_word_make_a_lemma_panic(
            at in 0..1000_usize,
            new in any::<[u8; 2]>(),
            word in ".{0,5}(s|ies|ed)?",
        ) {
            let mut bytes = file();
            let at = at % (bytes.len() - 1);
            bytes[at..at + 2].copy_from_slice(&new);
            if let Ok(lemmatizer) = Lemmatizer::load(&bytes) {
                let lemma = lemmatizer.lemma(&word, &word, "VERB", "VerbForm=Fin");
                prop_assert!(lemma.len() <= word.len() + bytes.len());
            }
        }
    }
}
