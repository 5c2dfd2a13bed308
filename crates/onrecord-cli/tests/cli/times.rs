//! `onrecord times`, which has no model here and may fetch none, and the page that shows it.

use crate::common::{Folder, Ran, onrecord, run};
use serde_json::Value;
use std::path::Path;

const TEXT: &str = "He said Monday that talks will resume on Thursday in Oslo.";

fn times(args: &[&str], stdin: &str) -> Ran {
    run(onrecord().arg("times").args(args), stdin.as_bytes())
}

/// Quote and value of every time in a line of JSON.
fn found(line: &str) -> Vec<(String, String)> {
    let value: Value = serde_json::from_str(line).unwrap();
    let words = |t: &Value, key: &str| t[key].as_str().unwrap().to_owned();
    value["times"].as_array().unwrap().iter().map(|t| (words(t, "quote"), words(t, "value"))).collect()
}

#[test]
fn a_table_shows_each_time_in_its_line_with_its_days_and_its_rule() {
    let ran = times(&["--published", "2026-03-04", "-"], TEXT);
    let wanted = format!(
        "\
standard input                                              published 2026-03-04
{}

1:9     {TEXT}
        2026-03-02  from publication · en/times/weekday

1:42    {TEXT}
        2026-03-05  from publication · en/times/weekday
",
        "─".repeat(80)
    );
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), (wanted.as_str(), "", Some(0)));
}

#[test]
fn without_a_day_the_table_says_how_to_give_one() {
    let ran = times(&["-"], TEXT);
    let last = ran.out.lines().last();
    assert_eq!(last, Some("--published DAY fills in what is counted from the day of publication"));
    assert!(ran.out.contains("        XXXX-WXX-1  en/times/weekday\n"), "{}", ran.out);
    let ran = times(&["-"], "Nothing happened.");
    assert_eq!(ran.out.lines().last(), Some("no times"));
}

#[test]
fn json_has_the_keys_of_the_record_and_times_alone() {
    let ran = times(&["--format", "json", "--published", "2026-03-04", "-"], TEXT);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted = "dateline format id published published_basis publisher text times title url"
        .split(' ')
        .collect::<Vec<_>>();
    assert_eq!(keys, wanted);
    assert_eq!(value["format"], "onrecord/1");
    assert_eq!(
        value["times"][1],
        serde_json::json!({
            "id": "t2", "start": 41, "end": 49, "quote": "Thursday", "type": "DATE", "value": "2026-03-05",
            "mod": null, "earliest": "2026-03-05", "latest": "2026-03-05", "anchor": "published",
            "score": value["times"][1]["score"], "maker": "en/times/weekday",
        })
    );
    let ran = times(&["--format", "json", "--no-text", "-"], TEXT);
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap().get("text"), None);
}

#[test]
fn lines_come_in_order_and_a_bad_one_leaves_an_error_in_its_place() {
    let input = "\
{\"id\": \"a\", \"text\": \"He left on Friday.\", \"published\": \"2026-03-04\"}
no JSON
{\"id\": \"c\", \"text\": \"He will leave on Friday.\", \"published\": \"2026-03-04T10:00:00Z\"}
";
    let ran = times(&["--from", "jsonl", "--format", "jsonl", "--threads", "2", "-"], input);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(found(lines[0]), [("Friday".into(), "2026-02-27".into())]);
    assert!(lines[1].starts_with("{\"format\":\"onrecord/1\",\"id\":\"2\",\"error\":"), "{}", lines[1]);
    assert_eq!(found(lines[2]), [("Friday".into(), "2026-03-06".into())]);
    assert_eq!((lines.len(), ran.code), (3, Some(1)));
}

#[test]
fn timeml_is_one_document_with_the_text_as_it_came() {
    let ran = times(&["--format", "timeml", "--published", "2026-03-04", "-"], "R&D ends <Friday>.\n");
    let wanted = "\
<TEXT>R&amp;D ends &lt;<TIMEX3 tid=\"t1\" type=\"DATE\" value=\"2026-02-27\" temporalFunction=\"true\" \
anchorTimeID=\"t0\">Friday</TIMEX3>&gt;.
</TEXT>

</TimeML>
";
    assert!(ran.out.ends_with(wanted), "{}", ran.out);
    assert!(
        ran.out.contains("functionInDocument=\"CREATION_TIME\">2026-03-04</TIMEX3></DCT>"),
        "{}",
        ran.out
    );
}

#[test]
fn one_object_and_one_document_are_for_one_text() {
    for (format, what) in [("json", "object"), ("timeml", "document")] {
        let ran = times(&["--format", format, "a.txt", "b.txt"], "");
        let wanted = format!(
            "error: `--format {format}` is one {what} for one text, but there may be several texts\n  \
             hint: `--format jsonl` gives one line a text\n"
        );
        assert_eq!((ran.err, ran.code), (wanted, Some(2)));
    }
}

#[test]
fn no_model_is_looked_for_unless_it_is_named() {
    let ran = run(onrecord().args(["times", "-v", "-"]).env("ONRECORD_MODEL", "/nowhere"), TEXT.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.starts_with("model: none"), "{}", ran.err);
    // A model that is not there is not fetched, with or without the network.
    let ran =
        run(onrecord().args(["times", "--model", "md", "-"]).env_remove("ONRECORD_OFFLINE"), TEXT.as_bytes());
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("nothing may be fetched"), "{}", ran.err);
}

#[test]
fn a_named_model_is_used_and_said_to_be() {
    let model = crate::common::model().to_str().unwrap();
    let ran = times(&["-v", "--format", "json", "--published", "2026-03-04", "--model", model, "-"], TEXT);
    assert_eq!(
        found(&ran.out),
        [("Monday".into(), "2026-03-02".into()), ("Thursday".into(), "2026-03-05".into())]
    );
    assert!(ran.err.starts_with("model: en_core_web_md"), "{}", ran.err);
}

#[test]
fn words_of_a_folder_are_laid_over_those_built_in() {
    let folder = Folder::new();
    let own =
        include_str!("../../../../data/en/lexicon/verb_groups.tsv").replace("\nwill\tmodal", "\nwont\tmodal");
    std::fs::create_dir_all(folder.path().join("en/lexicon")).unwrap();
    folder.write("en/lexicon/verb_groups.tsv", own);
    let dir = folder.path().to_str().unwrap();
    let read = |more: &[&str]| {
        let args = [&["--published", "2026-03-04", "--format", "json"], more, &["-"]].concat();
        found(&times(&args, "It will end on Friday.").out)
    };
    assert_eq!(read(&[]), [("Friday".into(), "2026-03-06".into())]);
    assert_eq!(read(&["--data", dir]), [("Friday".into(), "2026-02-27".into())]);
    folder.write("en/lexicon/verb_groups.tsv", "word\tclass\tsource\nwill\tmode\town\n");
    let ran = times(&["--data", dir, "-"], TEXT);
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("verb_groups.tsv:2: unknown class `mode`"), "{}", ran.err);
}

/// What the page shows below each command is the command's own. `UPDATE=1` writes it anew.
#[test]
fn the_page_shows_what_the_command_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/times.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let mut written = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        written.push_str(line);
        written.push('\n');
        let Some((text, args)) = line.strip_prefix("$ echo '").and_then(|l| l.split_once("' | onrecord "))
        else {
            continue;
        };
        let args: Vec<&str> = args.split(' ').collect();
        let ran = run(onrecord().args(&args), format!("{text}\n").as_bytes());
        assert_eq!((ran.err.as_str(), ran.code), ("", Some(0)), "{line}");
        written.push_str(&ran.out);
        written.push_str(lines.by_ref().find(|l| *l == "```").unwrap());
        written.push('\n');
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert_eq!(page, written, "docs/times.md is out of date; `UPDATE=1` writes it anew");
}
