//! A text that never changes, and layers of records that point at its exact words.
//!
//! A [`Document`] holds one text and, for every type of record, a [`Layer`]. An [`Entry`] of a layer is a record
//! with the words it rests on ([`Spans`], never empty), the rule, model or person that made it ([`Maker`]) and the
//! probability that it is right. Inside the program offsets are UTF-8 bytes; at every edge they are Unicode code
//! points with the exact quote beside them.
//!
//! This crate knows no language, no file, no clock and no network.
//!
//! # Example
//!
//! ```
//! use onrecord_doc::{Document, Input, Maker, Sentence, Span};
//!
//! let mut doc = Document::new(Input::new("Talks failed."));
//! let at = Span::new(0, 13).expect("in order");
//! doc.sentences.push(Sentence, at.into(), Maker::rule("en/sentences/parse"), 1.0);
//! let (_, first) = doc.sentences.iter().next().expect("one sentence");
//! assert_eq!(doc.quotes(&first.at), ["Talks failed."]);
//! ```
//!
//! # Contents
//!
//! - the text: [`Span`], [`Spans`], [`TextIndex`] (bytes, code points, lines)
//! - the tokens: [`Tokens`], [`Token`], [`Words`], [`Word`]
//! - the layers: [`Layer`], [`Entry`], [`Id`], [`Maker`]
//! - the records: [`Sentence`], [`Mention`], [`TimeExpr`], [`Place`], [`Entity`], [`Statement`], [`Event`],
//!   [`Claim`], [`Relation`], [`Quantity`], [`Finding`], [`AgendaItem`]
//! - the document: [`Document`], [`Input`], [`Published`], [`Reading`]
//! - its JSON form: module [`json`], and the [`Error`] of reading it

mod document;
mod error;
pub mod json;
mod kinds;
mod layer;
mod records;
mod span;
mod tokens;

pub use document::{Basis, Dateline, Document, Input, Published, Reading};
pub use error::Error;
pub use kinds::*;
pub use layer::{Entry, Id, Layer, Maker};
pub use records::*;
pub use span::{Span, Spans, TextIndex};
pub use tokens::{Iob, Token, Tokens, Word, Words};
