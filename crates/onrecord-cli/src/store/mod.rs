//! The commands over a store: one module a command.
//!
//! What they share is here: opening the file that `--store` names, and what its errors mean to a user (the exit code and
//! what to do). Everything that is known of SQL is in `onrecord-store`.

pub mod add;
pub mod args;
pub mod export;
pub mod find;
pub mod keep;
mod paths;
pub mod reread;
pub mod show;
mod writer;

use crate::failure::{Exit, Failure};
use args::Place;
use jiff::civil::Date;
use onrecord_doc::Document;
use onrecord_store::{Error, Mode, Store, Stored};
use std::error::Error as _;
use std::path::Path;

pub use show::object;

/// Opens the store of a command.
pub fn open(place: &Place, mode: Mode) -> Result<Store, Failure> {
    Store::open(&place.store, mode).map_err(|e| failed(&e, place))
}

/// What an error of a store means: the exit code, and what to do about it.
pub fn failed(error: &Error, place: &Place) -> Failure {
    let file = place.store.display();
    let asked = error.is_not_found()
        || error.is_ambiguous()
        || error.is_removed()
        || error.is_wrong_correction()
        || error.is_missing();
    let exit = if asked { Exit::Usage } else { Exit::Storage };
    let names_the_file = error.is_missing() || error.is_not_a_store() || error.is_newer() || error.is_older();
    // What a person asked for is said as it is; for what the file does wrong, the file is named.
    let said = error.to_string();
    let message = if asked || names_the_file { said } else { format!("{file}: {said}") };
    let mut failure = Failure::new(exit, message);
    if let Some(cause) = error.source() {
        failure = failure.because(cause);
    }
    let hint = match () {
        () if error.is_missing() => "`onrecord add` makes one; another is named by --store FILE",
        () if error.is_full() || error.is_refused_write() => {
            "what was printed is kept; make room and give the same command again: it goes on from there"
        }
        () if error.is_read_only() => {
            "the file and its folder must be writable; or give another one by --store"
        }
        () if error.is_locked() => "wait for the other program, or stop it",
        () if error.is_damaged() => {
            "`onrecord check` says what is damaged; go back to the last `onrecord backup`"
        }
        () if error.is_newer() => "read it with the version of onrecord that wrote it, or a newer one",
        () if error.is_ambiguous() => "`onrecord find` lists whole ids",
        () if error.is_not_found() => "`onrecord find` lists ids, of documents and of records",
        () => return failure,
    };
    failure.hint(hint)
}

/// Gives every current document that has something to come between these days, in the order of their ids.
pub fn each_agenda(
    path: &Path,
    after: Option<Date>,
    until: Option<Date>,
    mut give: impl FnMut(&Stored),
) -> Result<(), Failure> {
    let place = Place { store: path.to_owned() };
    let store = open(&place, Mode::Read)?;
    let told = |e| failed(&e, &place);
    let (after, until) = (after.map(|d| d.to_string()), until.map(|d| d.to_string()));
    for id in store.with_agenda(after.as_deref(), until.as_deref()).map_err(told)? {
        give(&store.document(&id).map_err(told)?);
    }
    Ok(())
}

/// How a document is called where it has no title: by its first words.
pub fn title(doc: &Document) -> String {
    let title = doc.input().title.as_deref().map(str::trim).filter(|t| !t.is_empty());
    let words = || {
        let start: String = doc.text().chars().take(400).collect();
        start.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let said = title.map_or_else(words, |t| t.split_whitespace().collect::<Vec<_>>().join(" "));
    crate::table::shortened(&crate::table::clean(&said), 80)
}

/// The part of a document's id that the ids of its records begin with: enough to name it.
pub fn short(id: &str) -> &str {
    id.get(..16).unwrap_or(id)
}
