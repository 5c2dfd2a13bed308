//! The whole texts of `corpus/`, each with a snapshot of its records beside it.
//!
//! A text without a snapshot gets one and fails the test once, so that nobody keeps one unread; `UPDATE=1` writes
//! them all anew.

use crate::{reader, repository};
use onrecord_doc::{Input, json};
use serde_json::Value;

#[test]
fn every_text_of_the_corpus_gives_the_records_of_its_snapshot() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut paths: Vec<_> =
        std::fs::read_dir(repository("corpus")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    assert!(paths.len() >= 10, "the corpus has {} texts", paths.len());
    let mut faults = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut input = Input::new(text).published("2026-05-20".parse().unwrap());
        input.id = path.file_stem().map(|s| s.to_string_lossy().into_owned());
        let doc = reader().read(input);
        let mut record: Value =
            serde_json::from_str(&json::to_string(&doc, json::Options { text: false })).unwrap();
        // The reading names the data by their hash, which changes with every rule; the records should not.
        record.as_object_mut().unwrap().remove("reading");
        let snapshot = path.with_extension("json");
        let now = format!("{}\n", serde_json::to_string_pretty(&record).unwrap());
        let kept = std::fs::read_to_string(&snapshot).unwrap_or_default();
        if now != kept {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if update || kept.is_empty() {
                std::fs::write(&snapshot, &now).unwrap();
            }
            if !update {
                let differing = now.lines().zip(kept.lines()).position(|(a, b)| a != b);
                faults.push(format!("{name}: line {:?} of the snapshot differs", differing.map(|n| n + 1)));
            }
        }
    }
    assert!(faults.is_empty(), "{}\nif the new records are right: UPDATE=1 cargo test", faults.join("\n"));
}
