//! The pages made from the definitions: `docs/cli.md`, the manual, completions.

use crate::common::{onrecord, run};
use std::fmt::Write;
use std::path::Path;

fn help(path: &[&str]) -> String {
    let ran = run(onrecord().args(path).arg("--help"), b"");
    assert_eq!((ran.err.as_str(), ran.code), ("", Some(0)), "{path:?}");
    ran.out
}

/// The names of the commands that a help text lists.
fn commands(help: &str) -> Vec<String> {
    let list = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
    let lines = list.lines().take_while(|l| !l.is_empty());
    // Longer descriptions go on in lines that begin further in.
    let names = lines.filter(|l| !l.starts_with("   ")).filter_map(|l| l.split_whitespace().next());
    names.filter(|n| *n != "help").map(str::to_owned).collect()
}

/// Every command with its help, in the order of the help.
fn reference() -> String {
    let mut page = "\
# The `onrecord` command

Made from `--help` by the tests of `onrecord-cli`; `UPDATE=1 cargo test -p onrecord-cli` writes it anew.
"
    .to_owned();
    let mut waiting = vec![Vec::<String>::new()];
    while let Some(path) = waiting.pop() {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        let help = help(&words);
        let name = ["onrecord"].into_iter().chain(words.iter().copied()).collect::<Vec<_>>().join(" ");
        let _ = write!(page, "\n## `{name}`\n\n```text\n{}\n```\n", help.trim_end());
        let below = commands(&help).into_iter().map(|c| path.iter().cloned().chain([c]).collect());
        waiting.extend(below.collect::<Vec<Vec<String>>>().into_iter().rev());
    }
    page
}

#[test]
fn the_reference_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let made = reference();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "docs/cli.md is out of date; `UPDATE=1 cargo test -p onrecord-cli` writes it anew");
}

#[test]
fn every_command_has_examples_or_commands_of_its_own() {
    let mut waiting = vec![Vec::<String>::new()];
    while let Some(path) = waiting.pop() {
        let help = help(&path.iter().map(String::as_str).collect::<Vec<_>>());
        let below = commands(&help);
        assert!(
            !below.is_empty() || help.contains("Example") || path.ends_with(&["list".into()]),
            "{path:?}"
        );
        waiting.extend(below.into_iter().map(|c| path.iter().cloned().chain([c]).collect()));
    }
}

#[test]
fn manual_and_completions_name_every_command() {
    let manual = run(onrecord().arg("man"), b"").out;
    assert!(manual.contains(".TH onrecord 1"), "{manual}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(onrecord().args(["completions", shell]), b"").out;
        for command in commands(&help(&[])) {
            assert!(script.contains(&command), "{shell}: {command}");
        }
    }
    for command in commands(&help(&[])) {
        assert!(manual.contains(&format!("onrecord\\-{command}(1)")), "{command}");
    }
}
