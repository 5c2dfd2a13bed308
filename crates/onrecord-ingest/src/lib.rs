//! Files, archives and feeds to texts with what is known of them.
//!
//! Reading a source has two steps, so that the first can run on one thread and the second on many. A *splitter* walks a
//! source of bytes and gives [`Raw`] inputs of bounded size: a whole page, one line of JSON, one record of an archive.
//! [`Raw::parse`] then makes of each a text with its metadata, or says why it is none. Nothing is dropped: what is refused
//! is an [`Outcome`] like any other, and its neighbours are kept.
//!
//! The crate knows formats and character sets. It decides nothing about what a text says, and it opens no file: whoever
//! calls it has the bytes.

mod charset;
mod csv;
mod dates;
mod feed;
mod format;
mod html;
mod json_list;
mod jsonl;
mod news;
mod newsml;
mod ninjs;
mod options;
mod outcome;
mod raw;
mod split;
mod text;
mod unpack;
pub mod warc;
mod xml;

pub use feed::{Head, absolute as absolute_url, feed};
pub use format::Format;
pub use options::{Fields, Limits, Options};
pub use outcome::{Found, Outcome, Refusal, Withdrawn};
pub use raw::{Kind, Known, Raw};
pub use split::split;
