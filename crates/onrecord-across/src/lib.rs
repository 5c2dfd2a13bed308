//! Links between the records of many documents.
//!
//! One report is somebody's word; the record becomes useful when many are laid side by side. Given documents that
//! were read, this crate gives links and tables. Nothing is merged away: every link keeps its reports and their
//! words. Every part works document by document, so adding one hundred to a hundred thousand does not redo all.
//!
//! This crate knows no file, no clock and no network; what it knows of a language is in its folder `data/`.
//!
//! # Contents
//! - [`reprints`]: which texts are copies of one another, whole or cut, and whose words they carry: an agency's, an
//!   office's or the outlet's own. Every count of reports can then say "12 outlets, 2 origins".
//! - [`actors`]: one actor for the same person, state or body in a thousand reports, through names, aliases, offices
//!   with dates and country; never through a surname alone.
//! - [`stories`]: the same event in many reports, each with its words; how many reports and origins tell it; figures
//!   that differ, side by side; the one-a-day view; and the scores (B³, MUC, CEAFe, CoNLL) against a gold.
//! - [`claims`]: the history of a claim: who asserted, denied, changed it or said it is being checked, when, in which
//!   words, from which origin.
//! - [`timeline`]: the days that matter to a story or an actor, one line each.
//! - [`agenda`]: dated events to come, from all reports; moved and cancelled ones marked.
//! - [`network`]: who stands with whom, signed and dated; communities, coalitions, balance over time.
//! - [`party`]: an actor as the network, the timeline and the agenda take it, and the report it is read from.

pub mod actors;
pub mod agenda;
pub mod claims;
pub mod network;
pub mod party;
pub mod reprints;
pub mod stories;
pub mod timeline;
