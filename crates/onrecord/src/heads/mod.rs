//! Heads: small networks of our own over what the base model knows of a text.
//!
//! A head reads one [`Unit`] at a time, a paragraph of a text as token numbers, and takes in for each token what
//! [`units`] says of it and what the base model's networks see ([`onrecord_lang::Features`]).

pub mod units;

pub use units::Unit;
