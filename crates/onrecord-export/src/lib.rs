//! Records as files that other tools open.
//!
//! It knows file formats and [`onrecord_doc`], and neither texts nor stores: what it is given it writes.
//!
//! # Contents
//!
//! - [`ics`]: an agenda as a calendar (iCalendar, RFC 5545)

pub mod ics;
