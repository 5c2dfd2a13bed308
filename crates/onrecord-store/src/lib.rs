//! Keeps documents and their records in one SQLite file, finds them and checks them.
//!
//! A [`Store`] is one file that SQL, R, pandas and Datasette open as it is. It keeps every text exactly as it came, every
//! reading of it (only ever added), the rows of the current reading's records for questions in SQL, and what persons put
//! right. After [`Store::add`] returns an id, the document and its records are on disk; a document is in whole or not at
//! all; adding it again changes nothing.
//!
//! # Example
//!
//! ```
//! use onrecord_doc::{Document, Input};
//! use onrecord_store::{Mode, Origin, Store};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("news.db");
//! let mut store = Store::open(&path, Mode::Create)?;
//! let doc = Document::new(Input::new("Talks failed."));
//! let added = store.add(&doc, Origin::key("https://example.org/1"))?;
//! assert!(added.new);
//! assert!(!store.add(&doc, Origin::key("https://example.org/1"))?.new);
//! assert_eq!(store.document(&added.id)?.document.text(), "Talks failed.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Contents
//!
//! - the file: [`Store`], [`Mode`], [`Error`]
//! - into it: [`Origin`], [`Ready`], [`Added`]
//! - out of it: [`Stored`], [`Query`] and [`Hit`], [`search_query`]
//! - keeping it: [`Store::correct`], [`Store::reread`], [`Store::remove`], [`Store::check`], [`Store::backup`]
//! - ids: [`document_id`], [`RecordId`], [`Kind`]
//! - the schema: [`schema`], [`views`]

mod backup;
mod check;
mod correct;
mod error;
mod find;
mod ids;
mod lookup;
mod open;
mod read;
mod ready;
mod remove;
mod reread;
mod rows;
pub mod schema;
mod search;
pub mod views;
mod write;

pub use check::Report;
pub use correct::Correction;
pub use error::Error;
pub use find::{Cell, Hit, MARKS, Query, What};
pub use ids::{Kind, RecordId, document_id};
pub use lookup::Located;
pub use open::{Mode, Store};
pub use read::{Documents, Stored};
pub use ready::{Origin, Ready};
pub use remove::Removed;
pub use reread::Change;
pub use search::{RAW, search_query};
pub use write::Added;
