//! `onrecord rules`: the rules that find records, with their reasons and examples.

use crate::args::{Common, Rules};
use crate::config::Config;
use crate::failure::{Exit, Failure};
use std::process::ExitCode;

/// Lists, shows or tests.
pub fn run(command: &Rules, _common: &Common, _config: &Config) -> Result<ExitCode, Failure> {
    let _ = command;
    Err(Failure::new(Exit::Usage, "there are no rules yet"))
}
