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
//! - [`geojson`], [`kml`]: events and places on a map; what both take is in [`geo`]
//! - [`graphml`], [`gexf`]: who did what to whom as a graph; what both take is in [`graph`]
//! - [`webannotation`]: records as notes on the text (W3C Web Annotation)
//! - [`schemaorg`]: statements and claims as schema.org `Quotation` and `Claim`
//! - [`timeml`], [`conllu`], [`brat`], [`xmi`]: times, tokens and records for tools of language research
//! - [`ics`]: an agenda as a calendar (iCalendar, RFC 5545)

pub mod brat;
pub mod coded;
pub mod conllu;
pub mod csv;
pub mod gdelt;
pub mod geo;
pub mod geojson;
pub mod gexf;
pub mod graph;
pub mod graphml;
pub mod icews;
pub mod ics;
mod iri;
mod json;
pub mod kml;
pub mod parquet;
pub mod plover;
pub mod polecat;
pub mod rows;
pub mod schemaorg;
pub mod timeml;
pub mod webannotation;
pub mod xmi;
mod xml;
