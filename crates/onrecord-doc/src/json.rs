//! The JSON form of a document, format `onrecord/1`, out and in.
//!
//! Offsets are Unicode code points, end exclusive, and every span carries its exact words. Ids are a letter and a
//! number from 1: `m` mentions, `e` entities, `t` times, `p` places, `s` statements, `v` events, `c` claims,
//! `r` relations, `q` quantities, `f` findings, `a` agenda. What is not known is null. A maker is written as the path of its rule; a model or
//! a person has its kind in front: `model:en_core_web_md-3.8.0/ner`, `person:Ada Stone`.
//!
//! Out and in gives the same document, tokens apart: they are no part of the record ([`tokens_to_string`] shows
//! them). Two things are added to the plain form so that nothing is lost: `spans`, where a record rests on words
//! that its other keys do not name (several stretches, say), and the three prefixes `rule:`, `model:`, `person:`.
//!
//! [`to_string`] writes straight from the layers; [`from_str`] believes nothing: it checks that every span lies in
//! the text and quotes it and that every id resolves, and names the JSON path of what does not.
//!
//! # Example
//!
//! ```
//! use onrecord_doc::{Document, Input, Maker, Sentence, Span, json};
//!
//! let mut doc = Document::new(Input::new("Talks failed."));
//! let at = Span::new(0, 13).expect("in order");
//! doc.sentences.push(Sentence, at.into(), Maker::rule("en/sentences/parse"), 1.0);
//!
//! let line = json::to_string(&doc, json::Options::default());
//! let again = json::from_str(&line)?;
//! assert_eq!(again.sentences, doc.sentences);
//!
//! let moved = line.replace("\"end\":13", "\"end\":14");
//! let error = json::from_str(&moved).unwrap_err();
//! assert_eq!(error.to_string(), "`sentences[0]`: 0..14 lies outside the text, which ends at 13");
//! # Ok::<(), onrecord_doc::Error>(())
//! ```

mod forms;
#[cfg(any(test, feature = "generate"))]
pub mod generate;
mod node;
mod read;
mod records;
#[cfg(test)]
mod tests;
mod write;

pub use read::from_str;
pub use write::{agenda_to_string, error_line, times_to_string, to_string, tokens_to_string};

/// The name of the format, first key of every line.
pub const FORMAT: &str = "onrecord/1";

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to write the text that the offsets count in. Without it the form cannot be read back.
    pub text: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { text: true }
    }
}

/// The letter before the number in the ids of a record type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prefix {
    Mention = b'm' as isize,
    Entity = b'e' as isize,
    Time = b't' as isize,
    Place = b'p' as isize,
    Statement = b's' as isize,
    Event = b'v' as isize,
    Claim = b'c' as isize,
    Relation = b'r' as isize,
    Quantity = b'q' as isize,
    Finding = b'f' as isize,
    Agenda = b'a' as isize,
}

/// The words that a statement rests on by its own parts: its content, else its cue.
fn statement_words(s: &crate::Statement) -> Option<&crate::Spans> {
    s.content.as_ref().and_then(|r| r.at.as_ref()).or_else(|| s.cue.as_ref().and_then(|r| r.at.as_ref()))
}
