//! No text is lost on odd quotation marks: texts of our own with marks put in, taken out, doubled and exchanged.
//!
//! `ONRECORD_MUTATIONS` sets how many texts are read; the nightly script reads 10,000.

use crate::reader;
use onrecord_doc::{Input, json};

const MARKS: [&str; 16] =
    ["“", "”", "\"", "‘", "’", "'", "«", "»", "„", "‟", "''", "``", "“”", "\"\"", " ” ", "\u{201b}"];

/// A sequence of numbers that looks random, the same on every machine. Source: SplitMix64 (Steele et al. 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

/// The text with up to twelve changes of its marks.
fn mutated(text: &str, numbers: &mut Numbers) -> String {
    let mut chars: Vec<String> = text.chars().map(String::from).collect();
    for _ in 0..=numbers.below(12) {
        let marks: Vec<usize> = (0..chars.len()).filter(|i| MARKS.contains(&chars[*i].as_str())).collect();
        let at = numbers.below(chars.len());
        let known = marks.get(numbers.below(marks.len())).copied();
        let new = MARKS[numbers.below(MARKS.len())].to_owned();
        match (numbers.below(4), known) {
            (0, Some(old)) => chars[old] = new,
            (1, Some(old)) => chars[old] = String::new(),
            (2, Some(old)) => chars[old] = chars[old].repeat(2),
            _ => chars.insert(at, new),
        }
    }
    chars.concat()
}

#[test]
fn no_text_is_lost_on_odd_quotation_marks() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus");
    let mut texts: Vec<String> = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "txt")) {
        texts.push(std::fs::read_to_string(path).unwrap());
    }
    assert!(texts.len() >= 8, "the corpus should lie beside the crates");
    let count = std::env::var("ONRECORD_MUTATIONS").map_or(400, |n| n.parse().unwrap());
    let mut numbers = Numbers(7);
    let mut statements = 0;
    for n in 0..count {
        let text = mutated(&texts[n % texts.len()], &mut numbers);
        let doc = reader().read(Input::new(text.as_str()));
        assert_eq!(doc.text(), text);
        assert!(!doc.sentences.is_empty(), "no sentence in {text:?}");
        statements += doc.statements.iter().count();
        // Every content is a slice of the text: the JSON form quotes them and is only read back if they are.
        let out = json::to_string(&doc, json::Options { text: true });
        let back = json::from_str(&out).unwrap_or_else(|e| panic!("{e} in {text:?}"));
        assert_eq!(back.statements, doc.statements, "{text:?}");
        for (_, s) in doc.statements.iter() {
            for span in s.value.content.iter().filter_map(|c| c.at.as_ref()).flat_map(|at| at.iter()) {
                assert!(text.get(span.range()).is_some_and(|words| !words.trim().is_empty()), "{text:?}");
            }
        }
    }
    assert!(statements > count, "{statements} statements in {count} texts");
}
