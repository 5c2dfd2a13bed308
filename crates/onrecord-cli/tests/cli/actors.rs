//! `onrecord actor`, and the page that shows it.

use crate::common::{Folder, Ran, onrecord, run};
use std::path::Path;

fn actor(args: &[&str], stdin: &str) -> Ran {
    run(onrecord().arg("actor").args(args), stdin.as_bytes())
}

#[test]
fn a_phrase_is_answered_without_a_model() {
    let ran = actor(&["three Malian herders"], "");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let lines: Vec<&str> =
        ran.out.lines().map(|l| l.split("  data/").next().unwrap_or(l).trim_end()).collect();
    assert_eq!(
        lines,
        [
            "three Malian herders",
            "  country  MLI",
            "  sector   AGR  farmers, herders, fishers",
            "  code     MLIAGR",
            "  why      Malian   of Mali (MLI)",
            "           herders  AGR",
        ]
    );
}

#[test]
fn lines_of_json_are_answered_in_their_order_and_bad_ones_in_their_place() {
    let input = "\
{\"id\": \"a\", \"text\": \"the Taliban\", \"date\": \"1 march 2010\"}
{\"id\": \"b\", \"text\": \"the Taliban\", \"date\": \"Today\"}

{\"id\": \"c\"}
no JSON
{\"id\": 7, \"text\": \"passers-by\", \"more\": [1]}
{\"id\": \"e\", \"text\": \" \"}
";
    let ran = actor(&["--from", "jsonl", "--format", "jsonl", "-"], input);
    assert_eq!(ran.code, Some(1));
    let wanted = "\
{\"cameo\":\"AFGREB\",\"country\":\"AFG\",\"id\":\"a\",\"name\":\"Taliban\",\"sector\":\"REB\"}
{\"cameo\":\"AFGGOV\",\"country\":\"AFG\",\"id\":\"b\",\"name\":\"Taliban\",\"sector\":\"GOV\"}
{\"error\":\"standard input:4: it has no `text`\",\"id\":\"c\"}
{\"error\":\"standard input:5:2: not the JSON of a phrase: expected ident\",\"id\":\"5\"}
{\"cameo\":\"---CVL\",\"country\":\"\",\"id\":\"7\",\"name\":\"passers-by\",\"sector\":\"CVL\"}
{\"error\":\"standard input:7: its `text` is empty\",\"id\":\"e\"}
";
    assert_eq!(sorted_keys(&ran.out), sorted_keys(wanted));
    assert!(ran.err.contains("hint: a line is such as {\"id\": \"1\""), "{}", ran.err);
}

/// The lines as JSON values: the order of keys is no promise.
fn sorted_keys(lines: &str) -> Vec<serde_json::Value> {
    lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn lines_of_text_are_phrases() {
    let ran = actor(&["--from", "lines", "--format", "jsonl", "-"], "Norwegian judges\n\nthe Pentagon\n");
    let codes: Vec<String> =
        sorted_keys(&ran.out).iter().map(|l| format!("{} {}", l["id"], l["cameo"])).collect();
    assert_eq!(
        (ran.code, codes),
        (Some(0), vec!["\"1\" \"NORJUD\"".to_owned(), "\"3\" \"USAGOVMIL\"".to_owned()])
    );
}

#[test]
fn an_answer_in_json_has_its_rows() {
    let ran = actor(&["--format", "json", "--date", "2020", "Norwegian judges"], "");
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["cameo"], "NORJUD");
    assert_eq!(answer["date"], "2020-01-01");
    assert_eq!(answer["why"][0]["words"], "Norwegian");
    assert!(answer["why"][0]["row"].as_str().is_some_and(|r| r.starts_with("data/actors/states.tsv:")));
}

#[test]
fn wrong_use_is_told_with_what_would_be_right() {
    for (args, wanted) in [
        (&["--date", "Tuesday", "x"][..], "error: `Tuesday` is no day\n  hint: such as `2018-01-31`"),
        (&["--format", "json", "x", "y"], "`--format jsonl` gives one line a phrase"),
        (&[], "required arguments were not provided"),
    ] {
        let ran = actor(args, "");
        assert!(ran.code == Some(2) && ran.err.contains(wanted), "{args:?}: {}", ran.err);
    }
}

#[test]
fn dictionaries_of_the_user_are_read_packed_or_not_and_their_faults_told() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("actors")).unwrap();
    folder.write("actors/own.actors.txt", "ORDA_ [ORD]\n+ORDAN_\nNOBODY_\n");
    folder.write("actors/own.agents.txt", b"LAMPLIGHTER [~CVL] # caf\xE9\n");
    let data = folder.path().display().to_string();
    let ran = actor(&["--data", &data, "--format", "jsonl", "two Ordan lamplighters"], "");
    assert_eq!(sorted_keys(&ran.out)[0]["cameo"], "ORDCVL");
    assert!(ran.err.contains("own.actors.txt:3:1: `NOBODY` has no code\n  hint: "), "{}", ran.err);
    assert_eq!(ran.code, Some(0));
    let quiet = actor(&["--data", &data, "--quiet", "--format", "jsonl", "Orda"], "");
    assert_eq!(quiet.err, "");
}

/// What docs/actors.md shows below each command is the command's own. `UPDATE=1` writes it anew.
#[test]
fn the_page_on_actors_shows_what_the_command_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/actors.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let mut written = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        written.push_str(line);
        written.push('\n');
        let Some(command) = line.strip_prefix("$ ") else { continue };
        let (stdin, rest) = match command.split_once(" | onrecord actor ") {
            Some((echo, rest)) => {
                (echo.trim_start_matches("echo '").trim_end_matches('\'').to_owned() + "\n", rest)
            }
            None => (String::new(), command.strip_prefix("onrecord actor ").unwrap()),
        };
        let args: Vec<&str> = quoted(rest);
        written.push_str(&actor(&args, &stdin).out);
        let closing = lines.by_ref().find(|l| *l == "```").unwrap();
        written.push_str(closing);
        written.push('\n');
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert_eq!(page, written, "docs/actors.md is out of date; `UPDATE=1` writes it anew");
}

/// The arguments of a command line with words in single quotes.
fn quoted(rest: &str) -> Vec<&str> {
    let parts = rest.split('\'').enumerate();
    let args =
        parts.flat_map(|(n, part)| if n % 2 == 1 { vec![part] } else { part.split_whitespace().collect() });
    args.collect()
}
