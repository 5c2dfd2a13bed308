//! The `onrecord` command: reads reports and official statements and shows who said what, and when.
//!
//! `main` hands the arguments to one module a command and prints what went wrong, once, at the end. Results go to
//! standard output, everything else to standard error. Start reading in `read.rs`.

mod actor;
mod agenda;
mod args;
mod classify;
mod config;
mod engine;
mod explain;
mod failure;
mod fetch;
mod follow;
mod index;
mod inputs;
mod language;
mod models;
mod pages;
mod pipeline;
mod progress;
mod read;
mod rules;
mod store;
mod table;
mod times;

use args::{Args, Command};
use clap::Parser;
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(code) => code,
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            failure::say(&failure);
            failure.exit().into()
        }
    }
}

fn run(args: Args) -> Result<ExitCode, Failure> {
    let config = config::load(&args.common)?;
    match args.command {
        Command::Read(read) => read::run(&read, &args.common, &config),
        Command::Explain(explain) => explain::run(&explain, &args.common, &config),
        Command::Agenda(agenda) => agenda::run(&agenda, &args.common, &config),
        Command::Add(add) => store::add::run(&add, &args.common, &config),
        Command::Follow(follow) => follow::run(&follow, &args.common),
        Command::Find(find) => store::find::run(&find, &args.common),
        Command::Show(show) => store::show::run(&show),
        Command::Export(export) => store::export::run(&export, &args.common, &config),
        Command::Correct(correct) => store::keep::correct(&correct),
        Command::Reread(reread) => store::reread::run(&reread, &args.common, &config),
        Command::Check(check) => store::keep::check(&check, &args.common),
        Command::Backup(backup) => store::keep::backup(&backup, &args.common),
        Command::Remove(remove) => store::keep::remove(&remove, &args.common),
        Command::Times(times) => times::run(&times, &args.common, &config),
        Command::Actor(actor) => actor::run(&actor, &args.common, &config),
        Command::Classify(classify) => classify::run(&classify, &args.common, &config),
        Command::Rules { command } => rules::run(&command, &args.common, &config),
        Command::Models { command } => models::run(&command, &args.common),
        Command::Completions { shell } => pages::completions(shell),
        Command::Man { to } => pages::man(to.as_deref()),
    }
}
