//! What docs/statements.md, docs/entities.md and docs/dates.md show below each sentence is the command's own. `UPDATE=1` writes it
//! anew; read the difference before you keep it.

use crate::repository;
use std::{
    io::Write,
    process::{Command, Stdio},
};

#[test]
fn the_page_on_statements_shows_what_the_command_prints() {
    is_true("docs/statements.md", "Who said what");
}

#[test]
fn the_page_on_entities_shows_what_the_command_prints() {
    is_true("docs/entities.md", "Who and what");
}

#[test]
fn the_page_on_dates_shows_what_the_command_prints() {
    is_true("docs/dates.md", "To look at");
}

/// Compares a page with what its commands print below a heading of the table.
fn is_true(path: &str, heading: &str) {
    let page = std::fs::read_to_string(repository(path)).unwrap();
    crate::reader();
    let mut written = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        written.push_str(line);
        written.push('\n');
        let Some(command) = line.strip_prefix("$ ") else { continue };
        for shown in table(command, heading) {
            written.push_str(&shown);
            written.push('\n');
        }
        let closing = lines.by_ref().find(|l| *l == "```").unwrap();
        written.push_str(closing);
        written.push('\n');
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(repository(path), &written).unwrap();
    }
    assert_eq!(page, written, "{path} is out of date; `UPDATE=1` writes it anew");
}

/// The lines of the table under a heading that a command of the page prints.
fn table(command: &str, heading: &str) -> Vec<String> {
    let (input, rest) = command.split_once(" | onrecord ").unwrap();
    let (program, quoted) = input.split_once(' ').unwrap();
    let text = quoted.strip_prefix('\'').and_then(|q| q.strip_suffix('\'')).unwrap();
    let text = match program {
        "printf" => text.replace("\\n", "\n"),
        _ => format!("{text}\n"),
    };
    let mut child = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(rest.split(' '))
        .env("COLUMNS", "80")
        .env_remove("ONRECORD_MODEL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let table = out.lines().skip_while(|l| !l.starts_with(heading)).skip(1);
    let table = table.take_while(|l| l.starts_with(' ') || l.starts_with(char::is_numeric) || l.is_empty());
    let table: Vec<&str> = table.collect();
    let from = table.iter().position(|l| !l.is_empty()).unwrap_or(table.len());
    let until = table.iter().rposition(|l| !l.is_empty()).map_or(from, |n| n + 1);
    table[from..until].iter().map(|l| l.trim_end().to_owned()).collect()
}
