//! Inputs of every kind: those that are read, and those that are named while the rest goes on.

use crate::common::{Folder, onrecord, read, run};
use serde_json::Value;

const GOOD: &str = "The bridge is safe, the minister said on Sunday.\n";

/// `(id, error)` of every line of JSON lines output; `ok` where there is no error.
fn lines(out: &str) -> Vec<(String, String)> {
    let line = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        assert_eq!(text("format").as_deref(), Some("onrecord/1"));
        (text("id").unwrap(), text("error").unwrap_or("ok".into()))
    };
    out.lines().map(line).collect()
}

#[test]
fn every_input_that_cannot_be_read_is_named_and_the_others_are_read() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("folder")).unwrap();
    folder.write("good.txt", GOOD);
    folder.write("latin1.txt", b"Talks failed.\nThe caf\xE9 is closed.\n");
    folder.write("binary.txt", b"\x7FELF\0\0\xFF\x80");
    folder.write("empty.txt", "");
    folder.write("blank.txt", " \n\t\n");
    folder.write("report.pdf", "%PDF-1.7\n...");
    folder.write("report.docx", b"PK\x03\x04\x14\0\x06\0word/document.xml");
    folder.write("files.zip", b"PK\x03\x04\x14\0\x06\0notes.txt");
    folder.write("page.html", "<!DOCTYPE html><p>Talks failed, the minister said on Sunday.</p>");
    folder.write("wide.txt", b"\xFF\xFET\0a\0l\0k\0s\0");
    folder.write(
        "german.txt",
        "Der Außenminister sagte am Sonntag, die Gespräche seien gescheitert, und er warf der anderen Seite vor, \
         sie habe keinen ernsthaften Vorschlag auf den Tisch gelegt.",
    );
    let files = [
        "good.txt",
        "missing.txt",
        "folder",
        "latin1.txt",
        "binary.txt",
        "empty.txt",
        "blank.txt",
        "report.pdf",
        "report.docx",
        "files.zip",
        "page.html",
        "wide.txt",
        "german.txt",
    ];
    let ran = read(folder.path(), &[&["read", "--format", "jsonl"], &files[..], &["good.txt"]].concat(), b"");
    assert_eq!(
        ran.err,
        "\
error: missing.txt: there is no such file
error: folder: this is a folder
  hint: give its files: folder/*.txt
note: latin1.txt: decoded from windows-1252 by the look of it
error: binary.txt: this is binary data, not text: byte 4 is 0x00
error: empty.txt: this is empty
error: blank.txt: there are no words in it
error: report.pdf: this is a PDF, not text
  hint: take its text out first: pdftotext report.pdf - | onrecord read -
error: report.docx: this is a Word document (DOCX), not text
  hint: take its text out first: pandoc -t plain report.docx | onrecord read -
error: files.zip: this is a zip archive, not text
  hint: unpack it and give the texts in it
note: wide.txt: decoded from UTF-16LE
error: german.txt: this seems to be German, not English; it was not read
  hint: --any-language reads it all the same
"
        .to_owned()
            + ran.err.lines().last().unwrap()
            + "\n"
    );
    let summary = ran.err.lines().last().unwrap();
    assert!(summary.starts_with("read 5 of 14 texts (32 words) in "), "{summary}");
    assert!(summary.ends_with("; 9 could not be read"), "{summary}");
    let lines = lines(&ran.out);
    assert_eq!(lines[0], lines[13]);
    let failed: Vec<&str> = lines.iter().filter(|l| l.1 != "ok").map(|(id, _)| id.as_str()).collect();
    let read = ["good.txt", "latin1.txt", "page.html", "wide.txt"];
    let wanted: Vec<&str> = files.iter().copied().filter(|file| !read.contains(file)).collect();
    assert_eq!(failed, wanted);
    let error = "binary.txt: this is binary data, not text: byte 4 is 0x00";
    assert_eq!(lines[4], ("binary.txt".into(), error.into()));
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_line_that_cannot_be_read_leaves_an_error_in_its_place() {
    let folder = Folder::new();
    let input = [
        r#"{"id": "a", "text": "Talks failed, she said."}"#,
        r#"{"id": "b", "text": "#,
        "",
        r#"{"id": "d"}"#,
        r#"{"text": ""}"#,
        r#"{"id": "f", "text": "Talks failed, he said.", "published": "2015-08-09"}"#,
    ]
    .join("\n");
    let ran = read(folder.path(), &["read", "--from", "jsonl", "--format", "jsonl", "-"], input.as_bytes());
    let found = lines(&ran.out);
    let wanted = [
        ("a", "ok"),
        ("2", "standard input:2:20: not the JSON of a text: EOF while parsing a value"),
        ("d", "standard input:4: it has no `text`"),
        ("5", "standard input:5: this is empty"),
        ("f", "ok"),
    ];
    assert_eq!(found, wanted.map(|(id, error)| (id.to_owned(), error.to_owned())));
    let last: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    assert_eq!((&last["published"], &last["published_basis"]), (&"2015-08-09".into(), &"given".into()));
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_line_of_a_hundred_megabytes_is_passed_over() {
    let folder = Folder::new();
    let mut input = br#"{"id": "long", "text": ""#.to_vec();
    input.resize(100 << 20, b'a');
    input.extend_from_slice(b"\"}\n{\"id\": \"short\", \"text\": \"Talks failed, she said.\"}\n");
    let ran = read(folder.path(), &["read", "--from", "jsonl", "--format", "jsonl", "-"], &input);
    let error = "standard input:1: this is longer than the 32 MB that one text may have";
    assert_eq!(lines(&ran.out), [("1".to_owned(), error.to_owned()), ("short".to_owned(), "ok".to_owned())]);
}

#[test]
fn results_stand_in_the_order_of_the_inputs_however_many_threads_read() {
    let folder = Folder::new();
    // Long and short texts in turn, so that threads overtake each other.
    let text = |i: usize| if i.is_multiple_of(2) { GOOD.repeat(40) } else { GOOD.to_owned() };
    let line = |i: usize| serde_json::json!({"id": i.to_string(), "text": text(i)}).to_string() + "\n";
    let input: String = (0..40).map(line).collect();
    let read = |threads: &str| {
        let args = ["read", "--from", "jsonl", "--format", "jsonl", "--threads", threads, "--quiet", "-"];
        read(folder.path(), &args, input.as_bytes())
    };
    let (one, four) = (read("1"), read("4"));
    let ids: Vec<String> = lines(&four.out).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, (0..40).map(|i| i.to_string()).collect::<Vec<_>>());
    let without_time = |out: &str| -> Vec<Value> {
        let mut values: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        values.iter_mut().for_each(|v| v["reading"]["at"] = Value::Null);
        values
    };
    assert_eq!(without_time(&one.out), without_time(&four.out));
    assert_eq!((one.err.as_str(), one.code), ("", Some(0)));
}

#[test]
fn a_text_comes_back_exactly_as_it_went_in() {
    let folder = Folder::new();
    let text = "\u{FEFF}Talks failed,\r\nshe said. \u{1F54A}\u{0} е\u{301}\r\n\r\n";
    folder.write("a.txt", text);
    let ran = read(folder.path(), &["read", "--format", "json", "a.txt"], b"");
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["text"], text);
    let without = read(folder.path(), &["read", "--format", "json", "--no-text", "a.txt"], b"");
    let value: Value = serde_json::from_str(&without.out).unwrap();
    assert_eq!(value.get("text"), None);
}

#[test]
fn one_object_is_for_one_text() {
    let folder = Folder::new();
    let ran =
        run(onrecord().current_dir(folder.path()).args(["read", "--format", "json", "a.txt", "b.txt"]), b"");
    let wanted = "\
error: `--format json` is one object for one text, but there may be several texts
  hint: `--format jsonl` gives one line a text
";
    assert_eq!((ran.err.as_str(), ran.code), (wanted, Some(2)));
}

#[test]
fn a_reader_of_our_output_may_leave() {
    let folder = Folder::new();
    let line = serde_json::json!({"text": GOOD}).to_string() + "\n";
    folder.write("many.jsonl", line.repeat(2_000));
    let mut command = onrecord();
    command.env("ONRECORD_MODEL", crate::common::model()).current_dir(folder.path());
    command.args(["read", "--format", "jsonl", "--only", "lang", "many.jsonl"]);
    let mut child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
}

#[test]
fn a_text_in_another_language_is_read_on_demand() {
    let folder = Folder::new();
    let text = "Le ministre a déclaré dimanche que les pourparlers avaient échoué et que la partie adverse n'avait \
                fait aucune proposition sérieuse.";
    let ran = read(folder.path(), &["read", "-"], text.as_bytes());
    let said = "\
error: standard input: this seems to be French, not English; it was not read
  hint: --any-language reads it all the same
";
    assert_eq!((ran.err.as_str(), ran.code), (said, Some(1)));
    let ran = read(folder.path(), &["read", "--any-language", "--format", "jsonl", "-"], text.as_bytes());
    assert_eq!((lines(&ran.out)[0].1.as_str(), ran.code), ("ok", Some(0)));
}

#[test]
fn explain_shows_tokens_and_gives_them_as_json() {
    let folder = Folder::new();
    let ran = read(folder.path(), &["explain", "-"], b"Talks failed.");
    let wanted = "\
standard input

sentence 1 at 1:1
n  text    tag  pos    lemma  head      dep    name
0  Talks   NNS  NOUN   talk   1 failed  nsubj
1  failed  VBD  VERB   fail   -         ROOT
2  .       .    PUNCT  .      1 failed  punct
";
    assert_eq!((ran.out.as_str(), ran.err.as_str()), (wanted, ""));
    let line = br#"{"id": "x", "text": "Talks failed."}"#;
    let ran = read(folder.path(), &["explain", "--from", "jsonl", "--format", "jsonl", "-"], line);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    let token = &value["tokens"][1];
    assert_eq!((&value["id"], &token["start"], &token["end"]), (&"x".into(), &6.into(), &12.into()));
    assert_eq!((&token["tag"], &token["head"], &token["dep"]), (&"VBD".into(), &1.into(), &"ROOT".into()));
}
