//! The error of this crate: what went wrong with a store, with a question for every case that a caller treats apart.

use rusqlite::ErrorCode;
use std::path::{Path, PathBuf};

/// Why a store could not be opened, written or read.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Kind>);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("no store at `{}`", .0.display())]
    Missing(PathBuf),
    #[error("`{}` is not an onrecord store: {why}", path.display())]
    NotAStore { path: PathBuf, why: &'static str },
    #[error("`{}` was written by a newer version: its schema is {is}, this version knows up to {known}", path.display())]
    Newer { path: PathBuf, is: i64, known: i64 },
    #[error("`{}` has schema {is}, which must be brought to {known} first\n  hint: open it once for writing (`onrecord add` does)", path.display())]
    Older { path: PathBuf, is: i64, known: i64 },
    #[error("`{}` is there already", .0.display())]
    Exists(PathBuf),
    #[error("the disk is full; nothing of the last batch was kept")]
    Full(#[source] rusqlite::Error),
    #[error("a write was refused by the system; nothing of the last batch was kept")]
    Write(#[source] rusqlite::Error),
    #[error("the store is read-only")]
    ReadOnly(#[source] rusqlite::Error),
    #[error("another program holds the store")]
    Locked(#[source] rusqlite::Error),
    #[error("the store is damaged")]
    Damaged(#[source] rusqlite::Error),
    #[error("the file cannot be opened")]
    CannotOpen(#[source] rusqlite::Error),
    #[error("the store does not answer as it should")]
    Sql(#[source] rusqlite::Error),
    #[error("{0}")]
    Lost(String),
    #[error("the document in the store cannot be read back")]
    Document(#[source] onrecord_doc::Error),
    #[error("no document or record `{0}`")]
    NotFound(String),
    #[error("`{0}` is the beginning of several ids; write more of it")]
    Ambiguous(String),
    #[error("`{0}` was removed: {1}")]
    Removed(String, String),
    #[error("the document is not whole: {0}")]
    NotWhole(String),
    #[error("{0}")]
    Correction(String),
    #[error("the search cannot be understood: {0}")]
    Search(String),
    #[error("`{}`", .0.display())]
    File(PathBuf, #[source] std::io::Error),
}

macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident => $pattern:pat,)*) => {
        impl Error {
            $($(#[$doc])* pub fn $name(&self) -> bool { matches!(*self.0, $pattern) })*
        }
    };
}

questions! {
    /// Whether there is no file of that name.
    is_missing => Kind::Missing(_),
    /// Whether the file is something else than a store.
    is_not_a_store => Kind::NotAStore { .. },
    /// Whether a newer version of the program wrote it.
    is_newer => Kind::Newer { .. },
    /// Whether it is of an older version and cannot be migrated, because it was opened for reading only.
    is_older => Kind::Older { .. },
    /// Whether the file that was to be written is there already.
    is_there_already => Kind::Exists(_),
    /// Whether the disk is full.
    is_full => Kind::Full(_),
    /// Whether the system refused a write (a quota, a limit on file sizes, a failing disk).
    is_refused_write => Kind::Write(_),
    /// Whether the store, its folder or its medium is read-only.
    is_read_only => Kind::ReadOnly(_),
    /// Whether another program holds it, longer than the busy timeout.
    is_locked => Kind::Locked(_),
    /// Whether the file is damaged.
    is_damaged => Kind::Damaged(_) | Kind::Lost(_) | Kind::Document(_),
    /// Whether the file is there and cannot be opened (its rights, a folder).
    is_not_openable => Kind::CannotOpen(_) | Kind::File(..),
    /// Whether no document or record has that id.
    is_not_found => Kind::NotFound(_),
    /// Whether several ids begin so.
    is_ambiguous => Kind::Ambiguous(_),
    /// Whether that document was removed for good.
    is_removed => Kind::Removed(..),
    /// Whether the records of a document that was to be added point at words or records that are not there.
    is_not_whole => Kind::NotWhole(_),
    /// Whether a correction names a field that the record does not have, or a value that it cannot hold.
    is_wrong_correction => Kind::Correction(_),
    /// Whether a search in the full syntax (`fts:`) is wrong.
    is_wrong_search => Kind::Search(_),
    /// Whether results could not be written: full, refused, read-only or held by another. What was acknowledged before
    /// is kept, and the same command goes on from there.
    is_not_written => Kind::Full(_) | Kind::Write(_) | Kind::ReadOnly(_) | Kind::Locked(_),
}

impl Error {
    pub(crate) fn missing(path: &Path) -> Error {
        Error(Box::new(Kind::Missing(path.to_owned())))
    }

    pub(crate) fn not_a_store(path: &Path, why: &'static str) -> Error {
        Error(Box::new(Kind::NotAStore { path: path.to_owned(), why }))
    }

    pub(crate) fn newer(path: &Path, is: i64, known: i64) -> Error {
        Error(Box::new(Kind::Newer { path: path.to_owned(), is, known }))
    }

    pub(crate) fn older(path: &Path, is: i64, known: i64) -> Error {
        Error(Box::new(Kind::Older { path: path.to_owned(), is, known }))
    }

    pub(crate) fn exists(path: &Path) -> Error {
        Error(Box::new(Kind::Exists(path.to_owned())))
    }

    pub(crate) fn lost(what: impl Into<String>) -> Error {
        Error(Box::new(Kind::Lost(what.into())))
    }

    pub(crate) fn not_found(id: &str) -> Error {
        Error(Box::new(Kind::NotFound(short(id))))
    }

    pub(crate) fn ambiguous(id: &str) -> Error {
        Error(Box::new(Kind::Ambiguous(short(id))))
    }

    pub(crate) fn removed(id: &str, reason: &str) -> Error {
        Error(Box::new(Kind::Removed(short(id), reason.to_owned())))
    }

    pub(crate) fn not_whole(what: impl Into<String>) -> Error {
        Error(Box::new(Kind::NotWhole(what.into())))
    }

    pub(crate) fn correction(what: impl Into<String>) -> Error {
        Error(Box::new(Kind::Correction(what.into())))
    }

    pub(crate) fn search(said: &str) -> Error {
        Error(Box::new(Kind::Search(short(said))))
    }

    pub(crate) fn file(path: &Path, cause: std::io::Error) -> Error {
        Error(Box::new(Kind::File(path.to_owned(), cause)))
    }
}

/// As much of a hostile id as a message can carry.
fn short(id: &str) -> String {
    id.chars().take(80).collect()
}

impl From<onrecord_doc::Error> for Error {
    fn from(cause: onrecord_doc::Error) -> Error {
        Error(Box::new(Kind::Document(cause)))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(cause: rusqlite::Error) -> Error {
        let kind = match cause.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Kind::Full(cause),
            // SQLITE_IOERR_READ and SQLITE_IOERR_SHORT_READ: the file ends too early or the medium is bad.
            Some(ErrorCode::SystemIoFailure) if [266, 522].contains(&extended(&cause)) => {
                Kind::Damaged(cause)
            }
            Some(ErrorCode::SystemIoFailure) => Kind::Write(cause),
            Some(ErrorCode::ReadOnly) => Kind::ReadOnly(cause),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Kind::Locked(cause),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Kind::Damaged(cause),
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Kind::CannotOpen(cause),
            _ => Kind::Sql(cause),
        };
        Error(Box::new(kind))
    }
}

fn extended(cause: &rusqlite::Error) -> i32 {
    cause.sqlite_error().map_or(0, |e| e.extended_code)
}
