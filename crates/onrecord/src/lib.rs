//! Reads reports and official statements and keeps a checkable record of who said what, and when.
//!
//! A [`Reader`] has a base model and the [`Data`] that the rules and passes look up. It turns an
//! [`Input`](onrecord_doc::Input) into a [`Document`](onrecord_doc::Document), whose records point at their exact
//! words and name the rule or model that made them. A pass is a plain function from a document to one new layer;
//! [`Reader::read_to`] calls them in order.
//!
//! # Example
//!
//! ```no_run
//! use onrecord_doc::Input;
//!
//! let model = onrecord_lang::Model::open("en_core_web_md-3.8.0".as_ref())?;
//! let heads = onrecord::Heads::embedded(&model)?;
//! let reader = onrecord::Reader::new(model, onrecord::Data::embedded()?, heads);
//! let doc = reader.read(Input::new("The minister said the bridge was safe.").published("2026-03-04".parse()?));
//! for (_, statement) in doc.statements.iter() {
//!     println!("{:?}", doc.quotes(&statement.at));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Contents
//!
//! - [`Reader`], [`Depth`], [`Data`], [`Error`]
//! - [`rules`]: the pattern language and the rule files
//! - passes: [`sentences`], [`times`], [`undated`], [`entities`] (with the mentions), [`places`], [`statements`],
//!   [`quantities`], [`events`], [`claims`], [`relations`], [`agenda`]
//! - [`dating`]: when what a verb or noun names was, is or will be
//! - [`status`]: whether what a trigger names happened, is planned, threatened, denied
//! - [`pairs`]: the class of what one marked actor does to another
//! - [`codes`]: country, PLOVER sector and CAMEO code of an actor
//! - [`actors`]: states, bodies and titles known beforehand
//! - [`quotes`]: quotations by their marks; [`transcripts`]: turns by their lines; [`paragraphs`]

pub mod actors;
pub mod agenda;
pub mod claims;
pub mod codes;
mod data;
pub mod dating;
pub mod entities;
mod error;
pub mod events;
pub mod heads;
mod intervals;
pub mod leftovers;
mod mentions;
pub mod pairs;
pub mod paragraphs;
pub mod places;
pub mod quantities;
pub mod quotes;
mod reader;
pub mod relations;
pub mod rules;
pub mod sentences;
pub mod statements;
pub mod status;
pub mod times;
pub mod transcripts;
mod tsv;
pub mod undated;

pub use data::Data;
pub use error::{Error, Finding};
pub use heads::Heads;
pub use reader::{Depth, Reader};
