//! Records as files that other tools open.
//!
//! It knows file formats and [`onrecord_doc`], and neither texts nor stores: what it is given it writes.
//!
//! # Contents
//!
//! - [`rows`]: every record type as a table with named columns, for the formats below
//! - [`coded`]: which events the formats of event data take; [`polecat`], [`icews`], [`gdelt`], [`plover`]
//! - [`mod@csv`]: all records as CSV, with a `datapackage.json`
//! - [`mod@parquet`]: the same as Parquet, by month of publication, with views for DuckDB
//! - [`ics`]: an agenda as a calendar (iCalendar, RFC 5545)

pub mod coded;
pub mod csv;
pub mod gdelt;
pub mod icews;
pub mod ics;
pub mod parquet;
pub mod plover;
pub mod polecat;
pub mod rows;
