//! `onrecord agenda`: its formats, its limits, its messages, and the page that shows it.

use crate::common::{Folder, Ran, model, onrecord, run};
use std::path::Path;

const TWO: &str = "\
{\"id\": \"b\", \"published\": \"2026-05-20\", \"text\": \"Members will vote on 4 June.\"}
{\"id\": \"a\", \"published\": \"2026-05-20\", \"text\": \"The delegation will arrive on Friday.\"}
";

fn agenda(args: &[&str], stdin: &str) -> Ran {
    run(onrecord().env("ONRECORD_MODEL", model()).arg("agenda").args(args), stdin.as_bytes())
}

fn titles(ran: &Ran) -> Vec<String> {
    let lines = ran.out.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
    lines.map(|v| v["title"].as_str().unwrap_or("error").to_owned()).collect()
}

#[test]
fn the_items_of_all_texts_are_sorted_by_day() {
    let ran = agenda(&["--from", "jsonl", "--format", "jsonl", "-"], TWO);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(titles(&ran), ["The delegation will arrive on Friday", "Members will vote on 4 June"]);
    let first: serde_json::Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    assert_eq!(first["reports"], serde_json::json!(["a"]));
    assert_eq!(first["word"], serde_json::json!({"publisher": true}));
    assert_eq!((&first["earliest"], &first["status"]), (&"2026-05-22".into(), &"planned".into()));
}

#[test]
fn after_and_until_leave_out_what_lies_outside() {
    let jsonl = ["--from", "jsonl", "--format", "jsonl"];
    let late = agenda(&[&jsonl[..], &["--after", "2026-06-01", "-"]].concat(), TWO);
    assert_eq!(titles(&late), ["Members will vote on 4 June"]);
    let early = agenda(&[&jsonl[..], &["--until", "2026-06-01", "-"]].concat(), TWO);
    assert_eq!(titles(&early), ["The delegation will arrive on Friday"]);
    let wrong = agenda(&["--after", "2026-06-02", "--until", "2026-06-01", "-"], TWO);
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong.err.contains("`--after 2026-06-02` is later than `--until 2026-06-01`\n  hint: "),
        "{}",
        wrong.err
    );
}

#[test]
fn a_text_whose_day_is_not_known_is_named_with_what_would_help() {
    let ran = agenda(&["--format", "jsonl", "-"], "The delegation will arrive on Friday.");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
    assert!(ran.err.contains("standard input: its day of publication is not known"), "{}", ran.err);
    assert!(ran.err.contains("hint: give it with --published DAY"), "{}", ran.err);
}

#[test]
fn what_cannot_be_read_is_named_and_the_others_are_read() {
    let input = format!("no JSON\n{TWO}");
    let ran = agenda(&["--from", "jsonl", "--format", "jsonl", "-"], &input);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        titles(&ran),
        ["error", "The delegation will arrive on Friday", "Members will vote on 4 June"]
    );
}

#[test]
fn a_calendar_and_a_list_hold_every_item() {
    let ran = agenda(&["--from", "jsonl", "--format", "ics", "-"], TWO);
    assert!(ran.out.starts_with("BEGIN:VCALENDAR\r\n") && ran.out.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(ran.out.matches("BEGIN:VEVENT\r\n").count(), 2);
    assert_eq!(agenda(&["--from", "jsonl", "--format", "ics", "-"], TWO).out, ran.out);
    let list: serde_json::Value =
        serde_json::from_str(&agenda(&["--from", "jsonl", "--format", "json", "-"], TWO).out).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 2);
    let none: serde_json::Value = serde_json::from_str(
        &agenda(&["--published", "2026-05-20", "--format", "json", "-"], "Talks failed.").out,
    )
    .unwrap();
    assert_eq!(none, serde_json::json!([]));
}

#[test]
fn a_word_of_the_users_own_list_counts() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path().join("en/lexicon")).unwrap();
    let own = include_str!("../../../../data/en/lexicon/agenda.tsv").to_owned()
        + "regatta\tNOUN\tevent\tmatch\town\n";
    folder.write("en/lexicon/agenda.tsv", own);
    let data = folder.path().display().to_string();
    let text = "Crowds are gathering ahead of Sunday's regatta.";
    let args = ["--published", "2026-05-20", "--format", "jsonl", "-"];
    assert_eq!(titles(&agenda(&args, text)), [] as [&str; 0]);
    assert_eq!(titles(&agenda(&[&["--data", &data], &args[..]].concat(), text)), ["Sunday's regatta"]);
}

/// What docs/agenda.md shows below each command is the command's own. `UPDATE=1` writes it anew.
#[test]
fn the_page_on_the_agenda_shows_what_the_command_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("docs/agenda.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let mut written = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        written.push_str(line);
        written.push('\n');
        let Some(command) = line.strip_prefix("$ onrecord ") else { continue };
        let mut process = onrecord();
        let process = process.env("ONRECORD_MODEL", model()).env("COLUMNS", "100").current_dir(&root);
        let ran = run(process.args(command.split_whitespace()).arg("--quiet"), b"");
        assert_eq!(ran.code, Some(0), "{command}: {}", ran.err);
        written.push_str(&ran.out.replace('\r', ""));
        let closing = lines.by_ref().find(|l| *l == "```").unwrap();
        written.push_str(closing);
        written.push('\n');
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert_eq!(page, written, "docs/agenda.md is out of date; `UPDATE=1` writes it anew");
}
