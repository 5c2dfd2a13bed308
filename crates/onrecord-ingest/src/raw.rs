//! One input as it lies in its source: bytes of a known kind, of bounded size.

use crate::news::News;
use crate::outcome::{Found, Outcome, Refusal};
use crate::{Options, html, jsonl, newsml, ninjs, text};
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
    /// Day on which it was fetched, which says nothing about when it was published.
    pub fetched: Option<jiff::civil::Date>,
    /// Character set, as a header names it.
    pub charset: Option<String>,
    /// What was left out or mended before: the first notes of what is found.
    pub notes: Vec<String>,
}

impl Raw {
    /// An input of which its source says nothing more.
    pub fn new(name: impl Into<String>, fallback_id: impl Into<String>, size: u64, kind: Kind) -> Raw {
        Raw { name: name.into(), fallback_id: fallback_id.into(), size, known: Known::default(), kind }
    }

    /// An input that could not be read.
    pub fn refused(refusal: Refusal, size: u64) -> Raw {
        Raw::new(refusal.name.clone(), refusal.id.clone(), size, Kind::Refused(refusal))
    }

    /// The text of it with what is known, or why there is none. Never fails otherwise and never panics.
    pub fn parse(self, options: &Options) -> Outcome {
        let at = At { name: &self.name, id: &self.fallback_id, known: &self.known, options };
        let outcome = match self.kind {
            Kind::Text(bytes) => text::parse(bytes, &at),
            Kind::Html(bytes) => html::parse(bytes, &at),
            Kind::JsonLine(bytes) => jsonl::parse(bytes, &at),
            Kind::Ninjs(bytes) => return self::news(ninjs::read(&bytes, at.name, at.id, options.now), &at),
            Kind::NewsItem(bytes) => {
                return self::news(newsml::read(&bytes, at.name, at.id, &options.limits, options.now), &at);
            }
            Kind::Given(input) => {
                Outcome::Found(Box::new(Found { key: None, notes: Vec::new(), input: *input }))
            }
            Kind::Refused(refusal) => Outcome::Refused(refusal),
        };
        at.complete(outcome)
    }
}

/// What comes of a news item: its body is read as the piece of HTML that it is.
fn news(news: News, at: &At) -> Outcome {
    match news {
        News::Withdrawn(withdrawn) => Outcome::Withdrawn(withdrawn),
        News::Refused(refusal) => Outcome::Refused(refusal),
        News::Html(known, body) => {
            let at = At { known: &known, ..*at };
            at.complete(html::parse(body, &at))
        }
    }
}

/// Where an input stands: what every kind's parser is told beside the bytes.
pub(crate) struct At<'a> {
    /// How messages name it.
    pub name: &'a str,
    /// The id of its error line, should it have no id of its own.
    pub id: &'a str,
    /// What its source says of it.
    pub known: &'a Known,
    /// Limits and fields.
    pub options: &'a Options,
}

impl At<'_> {
    /// A refusal of this input.
    pub fn refusal(&self, reason: impl Into<String>) -> Refusal {
        Refusal::new(self.id, self.name, reason)
    }

    /// The outcome with what the source knows where the input itself said nothing. A text without words is refused.
    fn complete(&self, outcome: Outcome) -> Outcome {
        let Outcome::Found(mut found) = outcome else { return outcome };
        let (input, known) = (&mut found.input, self.known);
        if input.text.chars().all(|c| c.is_whitespace() || c == '\u{FEFF}') {
            let what = if input.text.is_empty() { "this is empty" } else { "there are no words in it" };
            let id = input.id.as_deref().unwrap_or(self.id);
            return Outcome::Refused(Refusal { id: id.to_owned(), ..self.refusal(what) });
        }
        let or = |own: Option<String>, known: &Option<String>| own.or_else(|| known.clone());
        input.title = or(input.title.take(), &known.title);
        input.url = or(input.url.take(), &known.url);
        input.publisher = or(input.publisher.take(), &known.publisher);
        input.published = input.published.or(known.published);
        found.notes.splice(0..0, known.notes.iter().cloned());
        // The publisher's own id outlives a move of the page; the address is what every page has.
        found.key = found.key.or_else(|| known.guid.clone()).or_else(|| input.url.clone());
        Outcome::Found(found)
    }
}
