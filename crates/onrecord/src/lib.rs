//! To be written.
pub mod paragraphs;
pub mod quotes;
mod error;
pub mod rules;
pub use error::{Error, Finding};
pub mod leftovers;
pub mod sentences;
pub mod leftovers;
pub mod sentences;
mod tsv;
