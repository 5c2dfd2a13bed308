//! Text to sentences, tokens, lemmas, trees and names: runs spaCy's published English pipelines, exactly.
//!
//! A [`Model`] is opened from the unmodified files of `en_core_web_md` or `en_core_web_sm` 3.8, a folder or a
//! wheel, and gives for a text what spaCy 3.8 gives: the same tokens, norms, shapes, tags, parts of speech,
//! morphology, lemmas, heads, dependency labels, sentence starts and names, up to ties between floating-point
//! scores. It knows nothing of what the words are about.
//!
//! # Example
//!
//! ```no_run
//! let model = onrecord_lang::Model::open("en_core_web_md-3.8.0".as_ref())?;
//! let tokens = model.analyse("The talks failed.");
//! assert_eq!((tokens.lemma(1), tokens.dep(1)), ("talk", "nsubj"));
//! # Ok::<(), onrecord_lang::Error>(())
//! ```
//!
//! # Contents
//!
//! - [`Model`]: a loaded pipeline; [`Kernel`]: the instructions that it computes with
//! - [`encoder`]: a small transformer, for networks of our own over it
//! - [`Files`]: the files of a model, from a folder or a wheel
//! - [`known`]: the published models, their packages and pinned hashes
//! - [`Error`]: why a model could not be opened

mod config;
pub mod encoder;
mod error;
mod forms;
mod hash;
pub mod kernel;
pub mod known;
mod lemmatizer;
mod lexeme;
mod model;
mod msgpack;
mod ner;
mod parser;
mod ruler;
mod symbols;
mod tagger;
mod tok2vec;
mod tokenizer;
mod transitions;
mod unicode;
mod vectors;
mod weights;
mod wheel;
mod zip;

pub use error::Error;
pub use kernel::Kernel;
pub use known::{Identity, Known};
pub use model::{Features, Model};
pub use wheel::Files;
