//! Comparing our tokens with answers of spaCy as `training/parity.py` writes them.

use onrecord_doc::Tokens;
use serde_json::Value;

/// The columns in the order in which differences are counted.
pub const COLUMNS: [&str; 14] = [
    "starts", "ends", "space", "norm", "shape", "tag", "pos", "morph", "lemma", "head", "dep", "sent", "iob",
    "ent",
];

/// Differences found so far.
#[derive(Default)]
pub struct Tally {
    /// Tokens of spaCy that were compared.
    pub tokens: usize,
    /// Texts whose number of tokens differs; all their tokens count as differing in every column.
    pub cut_otherwise: usize,
    /// Differing tokens, by column.
    pub differing: [usize; 14],
    /// The first differences, in words.
    pub examples: Vec<String>,
}

impl Tally {
    /// Compares one text.
    pub fn add(&mut self, text: &str, ours: &Tokens, answer: &Value) {
        let id = answer["id"].as_str().unwrap_or("?");
        let column = |name: &str| answer[name].as_array().map_or(&[][..], Vec::as_slice);
        let count = column("starts").len();
        self.tokens += count;
        if count != ours.len() {
            self.cut_otherwise += 1;
            self.differing.iter_mut().for_each(|n| *n += count);
            self.examples.push(format!("{id}: {} tokens, spaCy has {count}", ours.len()));
            return;
        }
        // Code point of every byte.
        let mut points = vec![0usize; text.len() + 1];
        let mut seen = 0;
        for (byte, c) in text.char_indices() {
            points[byte..byte + c.len_utf8()].fill(seen);
            seen += 1;
        }
        points[text.len()] = seen;
        for i in 0..count {
            let span = ours.span(i);
            let values: [Value; 14] = [
                points[span.start()].into(),
                points[span.end()].into(),
                u8::from(ours.space(i)).into(),
                ours.norm(i).into(),
                ours.shape(i).into(),
                ours.tag(i).into(),
                ours.pos(i).into(),
                ours.morph(i).into(),
                ours.lemma(i).into(),
                ours.head(i).into(),
                ours.dep(i).into(),
                u8::from(ours.sent_start(i)).into(),
                ours.iob(i).letter().into(),
                ours.ent_type(i).into(),
            ];
            for (n, (name, value)) in COLUMNS.iter().zip(values).enumerate() {
                let theirs = &column(name)[i];
                if *theirs != value {
                    self.differing[n] += 1;
                    if self.examples.len() < 40 {
                        let words = &text[span.range()];
                        self.examples
                            .push(format!("{id}, token {i} {words:?}: {name} {value}, spaCy has {theirs}"));
                    }
                }
            }
        }
    }
}
