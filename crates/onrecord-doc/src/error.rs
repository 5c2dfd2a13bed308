//! The error of this crate: a JSON form that cannot be read back. Reading a text never fails, so there is no other.

/// Why a JSON form is no document: what is wrong, where (the JSON path), and what would be right.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Kind>);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("not JSON")]
    Syntax(#[source] serde_json::Error),
    #[error("`format`: {0}")]
    Format(String),
    #[error("`{path}`: {what}")]
    Shape { path: String, what: String },
    #[error("`{path}`: {what}")]
    Text { path: String, what: String },
    #[error("`{path}`: {what}")]
    Reference { path: String, what: String },
}

impl Error {
    pub(crate) fn syntax(cause: serde_json::Error) -> Error {
        Error(Box::new(Kind::Syntax(cause)))
    }

    pub(crate) fn format(what: String) -> Error {
        Error(Box::new(Kind::Format(what)))
    }

    pub(crate) fn shape(path: String, what: String) -> Error {
        Error(Box::new(Kind::Shape { path, what }))
    }

    pub(crate) fn text(path: String, what: String) -> Error {
        Error(Box::new(Kind::Text { path, what }))
    }

    pub(crate) fn reference(path: String, what: String) -> Error {
        Error(Box::new(Kind::Reference { path, what }))
    }

    /// Whether the input is no JSON at all, or nested deeper than any record is.
    pub fn is_syntax(&self) -> bool {
        matches!(*self.0, Kind::Syntax(_))
    }

    /// Whether `format` is missing or names a form that this version does not read.
    pub fn is_other_format(&self) -> bool {
        matches!(*self.0, Kind::Format(_))
    }

    /// Whether a key is missing or holds something of the wrong kind.
    pub fn is_wrong_shape(&self) -> bool {
        matches!(*self.0, Kind::Shape { .. })
    }

    /// Whether a span lies outside the text or its quote is not what stands there.
    pub fn is_not_in_text(&self) -> bool {
        matches!(*self.0, Kind::Text { .. })
    }

    /// Whether an id names no record, a record of another type, or two records.
    pub fn is_wrong_reference(&self) -> bool {
        matches!(*self.0, Kind::Reference { .. })
    }
}
