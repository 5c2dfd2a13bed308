//! The rules of time with the examples that each carries, and the running of them.
//!
//! A sentence is read without a tree as if it had been published on [`PUBLISHED`]; `[words](value)` marks what it
//! should give. `onrecord rules test` and `cargo test` run the same.

use super::data::TimeData;
use super::{dateline, find, published};
use jiff::civil::Date;
use onrecord_doc::{Document, Input};
use std::fmt;
use std::sync::Arc;

/// The day that the sentences of the rule file are read on: a Wednesday.
pub const PUBLISHED: Date = jiff::civil::date(2026, 3, 4);

/// A rule of the file.
#[derive(Clone, Debug)]
pub struct TimeRule {
    /// Full id: `en/times/clock-colon`.
    pub id: Arc<str>,
    /// The stage at which it joins words.
    pub stage: &'static str,
    /// Its pattern as written.
    pub pattern: String,
    /// What it finds and why it is there.
    pub why: String,
    /// Sentences with the times that they hold, `[words](value)`.
    pub yes: Vec<String>,
    /// Sentences that hold no time.
    pub no: Vec<String>,
}

/// What came of one example.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The rule that carries it.
    pub rule: Arc<str>,
    /// The sentence with the times that it should give.
    pub wanted: String,
    /// The sentence with the times found.
    pub found: String,
}

impl Outcome {
    /// Whether it came out as it should.
    pub fn passes(&self) -> bool {
        self.wanted == self.found
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.passes() { "passes" } else { "fails" };
        write!(f, "rule `{}`: {what}\n  wanted: {}\n  found:  {}", self.rule, self.wanted, self.found)
    }
}

/// Runs every example of every rule.
pub fn run_examples(data: &TimeData) -> Vec<Outcome> {
    let examples = data.rules().flat_map(|rule| rule.yes.iter().chain(&rule.no).map(move |e| (rule, e)));
    examples
        .map(|(rule, wanted)| Outcome {
            rule: rule.id.clone(),
            wanted: wanted.clone(),
            found: mark(&plain(wanted), data),
        })
        .collect()
}

/// The sentence without its marks.
fn plain(marked: &str) -> String {
    let mut text = String::new();
    let mut rest = marked;
    while let Some((before, inner)) = rest.split_once('[') {
        let (words, after) = inner.split_once("](").unwrap_or((inner, ""));
        text.push_str(before);
        text.push_str(words);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}

/// The sentence with its times marked.
fn mark(text: &str, data: &TimeData) -> String {
    let mut input = Input::new(text);
    input.published = Some(PUBLISHED);
    let mut doc = Document::new(input);
    doc.dateline = dateline(&doc);
    doc.published = published(&doc, data);
    let mut marked = String::new();
    let mut at = 0;
    for (_, entry) in find(&doc, data).iter() {
        for span in entry.at.iter() {
            marked.push_str(text.get(at..span.start()).unwrap_or(""));
            let words = text.get(span.range()).unwrap_or("");
            marked.push_str(&format!("[{words}]({})", entry.value.value));
            at = span.end();
        }
    }
    marked.push_str(text.get(at..).unwrap_or(""));
    marked
}
