//! What can go wrong when a model is loaded.
//!
//! Reading a text never fails; opening a model can, because its files come from elsewhere. One opaque error says
//! what was wrong, in which file, and what to do about it, and answers the questions that a caller acts on:
//! is the model not there, is it broken, or is it of a kind that this version does not run?

use std::error::Error as StdError;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why a model could not be opened.
///
/// It prints as `PATH: what was wrong`. The cause, if another error stands behind it, is its `source`; advice is
/// in [`Error::hint`].
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    path: Option<PathBuf>,
    what: String,
    hint: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Missing,
    Damaged,
    Unsupported,
    Unreadable,
}

impl Error {
    fn new(kind: Kind, what: impl Into<String>) -> Error {
        Error(Box::new(Inner { kind, path: None, what: what.into(), hint: None, source: None }))
    }

    /// The model, or a file of it, is not there.
    pub(crate) fn missing(what: impl Into<String>) -> Error {
        Error::new(Kind::Missing, what)
    }

    /// A file does not hold what it should.
    pub(crate) fn damaged(what: impl Into<String>) -> Error {
        Error::new(Kind::Damaged, what)
    }

    /// The model is whole but of a kind or version that is not run here.
    pub(crate) fn unsupported(what: impl Into<String>) -> Error {
        Error::new(Kind::Unsupported, what)
    }

    /// The system refused to read a file: missing, no permission, a failing disk.
    pub(crate) fn unreadable(path: &Path, cause: std::io::Error) -> Error {
        let kind = match cause.kind() {
            std::io::ErrorKind::NotFound => Kind::Missing,
            _ => Kind::Unreadable,
        };
        Error::new(kind, "cannot be read").because(cause).at(path)
    }

    /// The same error, in this file. A relative path is one inside the model; see [`Error::under`].
    #[must_use]
    pub(crate) fn at(mut self, path: impl AsRef<Path>) -> Error {
        self.0.path = Some(path.as_ref().to_owned());
        self
    }

    /// The same error with its path put below `root`, for parts that know only their place in the model.
    #[must_use]
    pub(crate) fn under(mut self, root: &Path) -> Error {
        self.0.path = Some(self.0.path.map_or_else(|| root.to_owned(), |p| root.join(p)));
        self
    }

    /// The same error with advice.
    #[must_use]
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Error {
        self.0.hint = Some(hint.into());
        self
    }

    /// The same error with its cause.
    #[must_use]
    pub(crate) fn because(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        self.0.source = Some(cause.into());
        self
    }

    /// Whether the model, or a file of it, is not there.
    pub fn is_missing(&self) -> bool {
        self.0.kind == Kind::Missing
    }

    /// Whether a file is truncated, altered or no model file at all.
    pub fn is_damaged(&self) -> bool {
        self.0.kind == Kind::Damaged
    }

    /// Whether the model is whole but of a kind or version that is not run here.
    pub fn is_unsupported(&self) -> bool {
        self.0.kind == Kind::Unsupported
    }

    /// The file or folder that the error is about.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.0.path {
            write!(f, "{}: ", path.display())?;
        }
        f.write_str(&self.0.what)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|s| s as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_knows_its_file_and_the_whole_adds_the_folder() {
        let e = Error::damaged("ends in the middle of a map").at("ner/model").under(Path::new("/m/en"));
        assert_eq!(e.to_string(), "/m/en/ner/model: ends in the middle of a map");
        assert!(e.is_damaged() && !e.is_missing() && !e.is_unsupported());
    }

    #[test]
    fn a_missing_file_is_told_from_one_that_may_not_be_read() {
        let missing = Error::unreadable(Path::new("a"), std::io::ErrorKind::NotFound.into());
        let closed = Error::unreadable(Path::new("a"), std::io::ErrorKind::PermissionDenied.into());
        assert!(missing.is_missing());
        assert!(!closed.is_missing());
        assert_eq!(closed.to_string(), "a: cannot be read");
        assert_eq!(closed.source().map(ToString::to_string).as_deref(), Some("permission denied"));
    }
}
