//! Records as files that other tools open.
//!
//! It knows file formats and [`onrecord_doc`], and neither texts nor stores: what it is given it writes.
//!
//! # Contents
//!
//! - [`rows`]: every record type as a table with named columns, for the formats below
//! - [`mod@csv`]: all records as CSV, with a `datapackage.json`
//! - [`ics`]: an agenda as a calendar (iCalendar, RFC 5545)

pub mod csv;
pub mod ics;
pub mod rows;
