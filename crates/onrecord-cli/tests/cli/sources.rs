//! Inputs of publishers and archives, through the command: what is taken back, what is under embargo, what is damaged.

use crate::common::{Folder, Ran, model, onrecord, run};
use serde_json::{Value, json};
use std::path::Path;

const SAID: &str = "Foreign minister Sergey Lavrov said on Friday that the no-fly zone was no option.";

fn on(dir: &Path, args: &[&str]) -> Ran {
    run(onrecord().env("ONRECORD_MODEL", model()).current_dir(dir).args(args), b"")
}

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn item(status: &str, embargo: Option<&str>) -> String {
    let mut item = json!({
        "uri": "urn:news:1", "type": "text", "versioncreated": "2015-08-09T10:00:00Z", "headline": "Talks",
        "pubstatus": status, "body_html": format!("<p>{SAID}</p>"),
    });
    if let Some(until) = embargo {
        item["embargoed"] = until.into();
    }
    item.to_string()
}

#[test]
fn a_text_that_its_publisher_takes_back_is_marked_in_either_order() {
    for canceled_first in [false, true] {
        let folder = Folder::new();
        let dir = folder.path();
        folder.write("a.ninjs", item("usable", None));
        folder.write("b.ninjs", item("canceled", None));
        let files = if canceled_first { ["b.ninjs", "a.ninjs"] } else { ["a.ninjs", "b.ninjs"] };
        let ran = on(dir, &["add", "--format", "jsonl", files[0], files[1]]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(
            ran.err.contains("b.ninjs: its publisher takes back `urn:news:1` (`canceled`): "),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("added 1 document, 1 taken back ("), "{}", ran.err);
        let back = json!({"key": "urn:news:1", "withdrawn": "canceled", "new": false});
        assert_eq!(lines(&ran.out)[usize::from(!canceled_first)], back);
        // What was taken back is found only on demand.
        let find = |more: &[&str]| {
            let args = [&["find", "statements", "--format", "jsonl"], more].concat();
            lines(&on(dir, &args).out).len()
        };
        assert_eq!((find(&[]), find(&["--all"])), (0, 1));
        let id = lines(&ran.out)[usize::from(canceled_first)]["id"].as_str().unwrap().to_owned();
        let shown = on(dir, &["show", &id]).out;
        assert!(shown.lines().any(|l| l.starts_with("withdrawn") && l.ends_with("canceled")), "{shown}");
    }
}

#[test]
fn an_item_under_embargo_is_refused_until_its_time() {
    let folder = Folder::new();
    let dir = folder.path();
    folder.write("past.ninjs", item("usable", Some("2015-08-09T12:00:00Z")));
    folder.write("ahead.ninjs", item("usable", Some("2999-01-01T00:00:00Z")));
    let ran = on(dir, &["read", "--format", "jsonl", "ahead.ninjs", "past.ninjs"]);
    let errors: Vec<Option<String>> =
        lines(&ran.out).iter().map(|l| l["error"].as_str().map(str::to_owned)).collect();
    let said = "ahead.ninjs: it is under embargo until 2999-01-01T00:00:00Z".to_owned();
    assert_eq!((errors, ran.code), (vec![Some(said), None], Some(1)), "{}", ran.err);
}

fn record(url: &str, kind: &str, body: &str) -> String {
    let http =
        format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-04T10:00:00Z\r\n\
         Content-Type: application/http;msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    )
}

#[test]
fn the_pages_of_an_archive_are_read_and_a_damaged_one_does_not_hide_its_neighbours() {
    let folder = Folder::new();
    let dir = folder.path();
    let page = |title: &str| {
        format!("<!doctype html><title>{title}</title><article><h1>{title}</h1><p>{SAID}</p></article>")
    };
    let html = "text/html; charset=utf-8";
    let records = [
        record("https://news.example/1", html, &page("One")),
        record("https://news.example/2", html, &page("Two")).replacen("WARC/1.0", "WORC/1.0", 1),
        record("https://news.example/3.png", "image/png", "\u{89}PNG"),
        record("https://news.example/4", html, &page("Four")),
    ];
    folder.write("crawl.warc", records.concat());
    let ran = on(dir, &["add", "--format", "jsonl", "crawl.warc"]);
    let keys: Vec<Value> = lines(&ran.out).iter().map(|l| l["key"].clone()).collect();
    assert_eq!(keys, ["https://news.example/1", "https://news.example/4"], "{}", ran.err);
    assert!(ran.err.contains("error: crawl.warc: byte "), "{}", ran.err);
    assert_eq!(ran.code, Some(1));
    // Once more: all is there, and so is the refusal.
    let again = on(dir, &["add", "crawl.warc"]);
    assert!(again.err.contains("added 0 documents, 2 there already, 1 could not be read"), "{}", again.err);
}
