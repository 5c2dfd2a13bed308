//! The `onrecord` command as a user has it: arguments and files in, output, messages and exit code out.

mod common;
mod damage;
mod fetching;
mod inputs;
mod pages;
mod settings;
