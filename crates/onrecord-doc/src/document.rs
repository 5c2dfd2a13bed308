//! A document: one text that never changes, what is known of it, and the layers of records that point at it.

use crate::{
    AgendaItem, Claim, Entity, Event, Finding, Layer, Mention, Place, Quantity, Relation, Sentence, Span,
    Spans, Statement, TextIndex, TimeExpr, Tokens,
};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

/// A text to be read, with what is known of it beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The text, exactly as it came.
    pub text: String,
    /// The input's own name; else the SHA-256 of the text is taken.
    pub id: Option<String>,
    /// Headline. It may help; no record points into it.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The day on which it was published.
    pub published: Option<Date>,
}

impl Input {
    /// A text of which nothing else is known.
    pub fn new(text: impl Into<String>) -> Input {
        Input { text: text.into(), ..Input::default() }
    }

    /// The same with its day of publication.
    pub fn published(self, day: Date) -> Input {
        Input { published: Some(day), ..self }
    }
}

/// How the day of publication is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// The input said so.
    Given,
    /// A dateline or byline says so.
    Text,
    /// Several dates of the text agree on it.
    Inferred,
    /// It is not known.
    #[default]
    Unknown,
}

impl Basis {
    /// Every value, in the order of the definition.
    pub const ALL: &'static [Basis] = &[Basis::Given, Basis::Text, Basis::Inferred, Basis::Unknown];

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Given => "given",
            Basis::Text => "text",
            Basis::Inferred => "inferred",
            Basis::Unknown => "unknown",
        }
    }
}

/// The day of publication with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The day, if known.
    pub day: Option<Date>,
    /// How it is known.
    pub basis: Basis,
    /// The words that say so or agree.
    pub evidence: Vec<Span>,
}

/// The place (and sometimes the day) before the first sentence of a report: `MOSCOW:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// The words, without the sign that ends them.
    pub at: Span,
    /// The place they name.
    pub place: String,
}

/// Which program, model and data made the records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Name and version of the program.
    pub program: String,
    /// Name and version of the base model, empty without one.
    pub model: String,
    /// SHA-256 of the data files.
    pub data: String,
    /// SHA-256 of the trained heads that answered, empty where rules alone did.
    pub heads: String,
    /// When, in ISO 8601; set by the command line and the store, never compared.
    pub at: Option<String>,
}

/// A text and its records.
#[derive(Clone, Debug, Default)]
pub struct Document {
    input: Input,
    index: TextIndex,
    /// The day of publication.
    pub published: Published,
    /// The dateline.
    pub dateline: Option<Dateline>,
    /// ISO 639-1 code of the language, if it could be told.
    pub language: Option<String>,
    /// What made the records.
    pub reading: Reading,
    /// The tokens.
    pub tokens: Tokens,
    /// The sentences.
    pub sentences: Layer<Sentence>,
    /// The mentions.
    pub mentions: Layer<Mention>,
    /// The entities.
    pub entities: Layer<Entity>,
    /// The times.
    pub times: Layer<TimeExpr>,
    /// The places.
    pub places: Layer<Place>,
    /// The statements.
    pub statements: Layer<Statement>,
    /// The events.
    pub events: Layer<Event>,
    /// The claims.
    pub claims: Layer<Claim>,
    /// The relations.
    pub relations: Layer<Relation>,
    /// The quantities.
    pub quantities: Layer<Quantity>,
    /// What does not fit together.
    pub findings: Layer<Finding>,
    /// What is to come.
    pub agenda: Layer<AgendaItem>,
}

impl Document {
    /// A document without records.
    pub fn new(input: Input) -> Document {
        let index = TextIndex::new(&input.text);
        let basis = if input.published.is_some() { Basis::Given } else { Basis::Unknown };
        let published = Published { day: input.published, basis, evidence: Vec::new() };
        Document { input, index, published, ..Document::default() }
    }

    /// What was given: the text and what was known of it.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// The text, exactly as it came.
    pub fn text(&self) -> &str {
        &self.input.text
    }

    /// The input's own id, else the SHA-256 of the text in hexadecimal.
    pub fn id(&self) -> String {
        self.input.id.clone().unwrap_or_else(|| {
            Sha256::digest(self.input.text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
        })
    }

    /// The words of a span; empty if it does not lie in the text on character boundaries.
    pub fn quote(&self, span: Span) -> &str {
        self.text().get(span.range()).unwrap_or("")
    }

    /// The words of each stretch.
    pub fn quotes(&self, spans: &Spans) -> Vec<&str> {
        spans.iter().map(|s| self.quote(s)).collect()
    }

    /// A span as code points: start and end exclusive.
    pub fn chars(&self, span: Span) -> (usize, usize) {
        (self.index.to_char(self.text(), span.start()), self.index.to_char(self.text(), span.end()))
    }

    /// The span of two code point offsets; `None` if they run backwards or out of the text.
    pub fn span_of_chars(&self, start: usize, end: usize) -> Option<Span> {
        let (a, b) = (self.index.to_byte(self.text(), start)?, self.index.to_byte(self.text(), end)?);
        (a <= b).then(|| Span::of(a, b))
    }

    /// Line and column of a byte, both from 1, the column in code points.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        self.index.line_column(self.text(), byte)
    }
}
