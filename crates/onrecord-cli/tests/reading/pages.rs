//! What the pages of docs show below each sentence is the command's own. `UPDATE=1` writes it anew; read the difference
//! before you keep it.

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

#[test]
fn the_page_on_claims_shows_what_the_command_prints() {
    is_true("docs/claims.md", "");
}

#[test]
fn the_page_on_classes_of_pairs_shows_what_the_command_prints() {
    is_true("docs/classify.md", "");
}

#[test]
fn every_data_file_has_a_row_in_the_table_and_every_row_its_file() {
    let table = std::fs::read_to_string(repository("data/README.md")).unwrap();
    let rows = table.lines().filter_map(|l| l.strip_prefix("| `")?.split(" | ").next());
    let mut told: Vec<String> = Vec::new();
    for cell in rows {
        // The files of a row lie in the folder of the first.
        let mut folder = "";
        for path in cell.split('`').step_by(2).filter(|p| p.contains('.') && !p.contains('*')) {
            folder = path.rsplit_once('/').map_or(folder, |(folder, _)| folder);
            told.push(if path.contains('/') { path.to_owned() } else { format!("{folder}/{path}") });
        }
    }
    let mut files: Vec<String> = Vec::new();
    let mut folders = vec![repository("data")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|n| n != "README.md") {
                files.push(path.strip_prefix(repository("data")).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    assert!(files.len() > 20, "the data should lie in the repository");
    files.sort();
    told.sort();
    assert_eq!(told, files);
}

/// Compares a page with what its commands print below a heading of the table.
fn is_true(path: &str, heading: &str) {
    let page = std::fs::read_to_string(repository(path)).unwrap();
    crate::reader();
    let mut written = String::new();
    let mut lines = page.lines().collect::<Vec<_>>().into_iter();
    while let Some(line) = lines.next() {
        written.push_str(line);
        written.push('\n');
        let Some(command) = line.strip_prefix("$ ") else { continue };
        let shown = match command.split_once(" | jq -c ") {
            Some((command, chosen)) => chosen_of(&printed(command), chosen),
            None if heading.is_empty() => printed(command).lines().map(str::to_owned).collect(),
            None => table(&printed(command), heading),
        };
        for line in shown {
            written.push_str(&line);
            written.push('\n');
        }
        // A block may show several commands.
        let next = lines.clone().position(|l| l == "```" || l.starts_with("$ ")).unwrap();
        lines = lines.clone().skip(next).collect::<Vec<_>>().into_iter();
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(repository(path), &written).unwrap();
    }
    assert_eq!(page, written, "{path} is out of date; `UPDATE=1` writes it anew");
}

/// What a command of the page prints.
fn printed(command: &str) -> String {
    let (input, rest) = command.split_once("onrecord ").unwrap();
    let text = input.strip_suffix(" | ").map(|input| {
        let (program, quoted) = input.split_once(' ').unwrap();
        let text = quoted.strip_prefix('\'').and_then(|q| q.strip_suffix('\'')).unwrap();
        match program {
            "printf" => text.replace("\\n", "\n"),
            _ => format!("{text}\n"),
        }
    });
    // Arguments are quoted all or none: `classify 'one' 'two'`, `read --format json -`.
    let (words, quoted) = rest.split_once(" '").unwrap_or((rest, ""));
    let quoted = quoted.trim_end_matches('\'').split("' '").filter(|q| !q.is_empty());
    let mut child = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(words.split(' ').chain(quoted))
        .env("COLUMNS", "80")
        .env_remove("ONRECORD_MODEL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.unwrap_or_default().as_bytes()).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

/// What `jq -c '.LAYER[] | {KEY, KEY}'` gives for a record, without jq.
fn chosen_of(printed: &str, chosen: &str) -> Vec<String> {
    let (layer, keys) = chosen.trim_matches('\'').split_once("[] | ").unwrap();
    let record: serde_json::Value = serde_json::from_str(printed).unwrap();
    let records = record[layer.trim_start_matches('.')].as_array().unwrap();
    let keys: Vec<&str> = keys.trim_matches(['{', '}']).split(", ").collect();
    let shown = |r: &serde_json::Value| {
        keys.iter().map(|k| format!("\"{k}\":{}", r[*k])).collect::<Vec<_>>().join(",")
    };
    records.iter().map(|r| format!("{{{}}}", shown(r))).collect()
}

/// The lines of the table under a heading.
fn table(out: &str, heading: &str) -> Vec<String> {
    let table = out.lines().skip_while(|l| !l.starts_with(heading)).skip(1);
    let table = table.take_while(|l| l.starts_with(' ') || l.starts_with(char::is_numeric) || l.is_empty());
    let table: Vec<&str> = table.collect();
    let from = table.iter().position(|l| !l.is_empty()).unwrap_or(table.len());
    let until = table.iter().rposition(|l| !l.is_empty()).map_or(from, |n| n + 1);
    table[from..until].iter().map(|l| l.trim_end().to_owned()).collect()
}
