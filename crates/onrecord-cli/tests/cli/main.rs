//! The `onrecord` command as a user has it: arguments and files in, output, messages and exit code out.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the way to fail")]

mod actors;
mod agenda;
mod common;
mod damage;
mod fetching;
mod following;
mod inputs;
mod pages;
mod reports;
mod settings;
mod sources;
mod store;
mod times;
