//! Opens a model with changed bytes. It must open or be refused, and never panic.
//!
//! The first byte of the input says which file of the real model is changed, the next four where, and the rest
//! takes the place of the bytes there. An input of which nothing is changed is opened as a wheel.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_lang::{Files, Model};
use std::path::Path;
use std::sync::LazyLock;

static WHOLE: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let path = std::env::var_os("ONRECORD_MODEL").expect("ONRECORD_MODEL should name a model folder");
    let files = Files::open(Path::new(&path)).expect("ONRECORD_MODEL should name a whole model");
    // Under a name of its own it is held to no hash.
    let own_name = br#"{"lang": "en", "name": "changed", "version": "1"}"#;
    let content = |name, bytes: &[u8]| if name == "meta.json" { own_name.to_vec() } else { bytes.to_vec() };
    files.iter().map(|(name, bytes)| (name.to_owned(), content(name, bytes))).collect()
});

fuzz_target!(|data: &[u8]| {
    let _ = Files::from_wheel(data, Path::new("fuzz.whl")).and_then(|files| Model::load(&files));
    let Some((head, new)) = data.split_first_chunk::<5>() else { return };
    let mut parts = WHOLE.clone();
    let file = usize::from(head[0]) % parts.len();
    let bytes = &mut parts[file].1;
    let at = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize % (bytes.len() + 1);
    let end = (at + new.len()).min(bytes.len());
    bytes.splice(at..end, new.iter().copied());
    if let Ok(model) = Model::load(&Files::from_parts(Path::new("m"), parts)) {
        model.analyse("MOSCOW: “Talks failed,” he said on Sunday.\n");
    }
});
