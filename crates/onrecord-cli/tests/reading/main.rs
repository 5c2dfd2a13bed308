//! Reading with the real base models: exactness, whole texts, properties, and the examples of every rule.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod agenda;
mod claims;
#[path = "../../../onrecord-lang/examples/parity/columns.rs"]
mod columns;
mod corpus;
mod event_parts;
mod events;
mod exactness;
mod heads;
mod marks;
mod pages;
mod properties;
mod quantities;
mod readme;
mod relations;
mod rules;
mod status;
mod tuned;

use onrecord::{Data, Heads, Reader};
use onrecord_lang::Model;
use std::{path::PathBuf, process::Command, sync::OnceLock};

/// A base model from the user's cache, fetched if it is not there. No test that needs it is skipped: if it cannot
/// be had, the test fails with the reason.
fn model(key: &str) -> Model {
    Model::open(&fetched(key)).unwrap()
}

/// The folder of a known model in the user's cache, as [`model`].
fn fetched(key: &str) -> PathBuf {
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_onrecord")).args(args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "the model that the tests need could not be fetched:\n{said}");
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["models", "fetch", key]);
    let list = run(&["models", "list"]);
    let mut lines = list.lines().skip_while(|l| !l.starts_with(&format!("{key} ")));
    let place = lines.nth(1).and_then(|l| l.trim().strip_prefix("in "));
    PathBuf::from(place.unwrap_or_else(|| panic!("no place in:\n{list}")))
}

/// The reader that the tests share, with the default model.
fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let model = model("md");
        let heads = Heads::embedded(&model).unwrap();
        Reader::new(model, Data::embedded().unwrap(), heads)
    })
}

/// A path in the repository.
fn repository(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}
