//! To be written.
pub mod paragraphs;
pub mod quotes;
