//! Reads any text and takes its record to JSON and back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::{Data, Heads, Reader};
use onrecord_doc::{Input, json};
use onrecord_lang::Model;
use std::path::Path;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let path = std::env::var_os("ONRECORD_MODEL").expect("ONRECORD_MODEL should name a model folder");
    let model = Model::open(Path::new(&path)).expect("ONRECORD_MODEL should name a whole model");
    let heads = Heads::embedded(&model).expect("the built-in heads have no faults");
    Reader::new(model, Data::embedded().expect("the built-in data has no faults"), heads)
});

fuzz_target!(|text: &str| {
    let doc = READER.read(Input::new(text));
    let back = json::from_str(&json::to_string(&doc, json::Options::default())).expect("our own JSON is read back");
    assert_eq!(back.text(), text);
    assert_eq!(back.statements, doc.statements);
});
