//! One input as it lies in its source: bytes of a known kind, of bounded size.

use crate::outcome::Refusal;
use onrecord_doc::Input;

/// One input as it lies in its source.
#[derive(Clone, Debug)]
pub struct Raw {
    /// How messages name it: the file, with the line or record where there are several.
    pub name: String,
    /// The id of its error line, should it have no id of its own.
    pub fallback_id: String,
    /// How many bytes of the source it took.
    pub size: u64,
    /// What the source says of it beside its bytes (an archive knows the URL, a feed the title and the day).
    pub known: Known,
    /// What it holds.
    pub kind: Kind,
}

/// What a raw input holds.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A whole plain text.
    Text(Vec<u8>),
    /// An HTML page or a piece of one.
    Html(Vec<u8>),
    /// One JSON object of JSON lines.
    JsonLine(Vec<u8>),
    /// One ninjs object.
    Ninjs(Vec<u8>),
    /// One NewsML-G2 news item.
    NewsItem(Vec<u8>),
    /// A text that the source had ready.
    Given(Box<Input>),
    /// It could not be read.
    Refused(Refusal),
}

/// What a source says of an input beside its bytes. What the input itself says comes first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Title.
    pub title: Option<String>,
    /// URL.
    pub url: Option<String>,
    /// The publisher's own id (a feed's guid).
    pub guid: Option<String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Day of publication.
    pub published: Option<jiff::civil::Date>,
    /// Character set, as a header names it.
    pub charset: Option<String>,
}

/// How much of a source is taken. A number too small refuses what is whole; the defaults are far beyond any report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of one text, unpacked.
    pub text: u64,
    /// The most bytes that one packed byte may become, counted once an archive record is beyond 1 MB.
    pub ratio: u64,
    /// The deepest nesting of elements, objects or lists.
    pub depth: usize,
}

impl Default for Limits {
    /// 32 MB is ten times *War and Peace*; 100 to 1 is beyond what gzip does to prose (about 3 to 1); 512 levels is where
    /// browsers stop.
    fn default() -> Limits {
        Limits { text: 32 << 20, ratio: 100, depth: 512 }
    }
}
