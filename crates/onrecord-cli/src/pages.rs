//! Completions and manual pages, made from the definitions of the arguments.

use crate::args::Args;
use crate::failure::{Exit, Failure};
use clap::CommandFactory;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Prints the completions of a shell.
pub fn completions(shell: clap_complete::Shell) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "onrecord", &mut script);
    print(&script, "the completions")
}

/// Prints the main manual page, or writes a page for every command into `folder`.
pub fn man(folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Args::command())
            .render(&mut page)
            .map_err(|e| Failure::writing("the manual page", &e))?;
        return print(&page, "the manual page");
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Args::command(), folder))
        .map_err(|e| {
            Failure::new(Exit::Storage, format!("{}: manual pages cannot be written here", folder.display()))
                .because(&e)
        })?;
    Ok(ExitCode::SUCCESS)
}

fn print(text: &[u8], what: &str) -> Result<ExitCode, Failure> {
    std::io::stdout().lock().write_all(text).map_err(|e| Failure::writing(what, &e))?;
    Ok(ExitCode::SUCCESS)
}
