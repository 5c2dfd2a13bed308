//! What comes of one raw input: a text, the withdrawal of one, or a refusal with its reason.

use onrecord_doc::Input;

/// What comes of one raw input.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A text to be read.
    Found(Box<Found>),
    /// Its publisher takes an earlier text back.
    Withdrawn(Withdrawn),
    /// No text can be had from it.
    Refused(Refusal),
}

/// A text and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The text with what is known of it.
    pub input: Input,
    /// What names the text among all others: its canonical URL or the publisher's id; `None` where it has neither, and
    /// the file that it stands in must do.
    pub key: Option<String>,
    /// What was left out or mended on the way, for whoever wants to know: "12 bytes that are not windows-1252".
    pub notes: Vec<String>,
}

/// The withdrawal of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// The [`Found::key`] that the text had.
    pub key: String,
    /// The publisher's word for it, such as `canceled` or `withheld`.
    pub reason: String,
    /// Where the withdrawal stands.
    pub name: String,
}

/// Why there is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The id of its line in an answer that has one for each input.
    pub id: String,
    /// Where it stands, in the form `file`, `file:line` or `file: record 12`.
    pub name: String,
    /// What is wrong, without the place.
    pub reason: String,
    /// What can be done about it.
    pub hint: Option<String>,
}

impl Refusal {
    /// An input that gives no text, for this reason.
    pub fn new(id: impl Into<String>, name: impl Into<String>, reason: impl Into<String>) -> Refusal {
        Refusal { id: id.into(), name: name.into(), reason: reason.into(), hint: None }
    }

    /// The same with advice.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Refusal {
        Refusal { hint: Some(hint.into()), ..self }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name, self.reason)
    }
}
