//! Models that are not what they should be: every damage gives an error that names the file, and nothing panics.

use crate::common::{Folder, model, onrecord, run};
use onrecord_doc::Input;
use onrecord_lang::{Files, Model, known};
use proptest::prelude::*;
use std::path::Path;
use std::sync::OnceLock;

/// So many cases on every change, as many as `PROPTEST_CASES` asks for at night: opening a model takes its time.
fn cases(on_every_change: u32) -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    asked.unwrap_or(on_every_change)
}

/// The files of the real model.
fn whole() -> &'static Vec<(String, Vec<u8>)> {
    static WHOLE: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let files = Files::open(model()).unwrap();
        files.iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect()
    })
}

/// The real model with the content of one file changed, or taken away.
fn with(name: &str, change: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Files {
    let parts = whole().iter().filter_map(|(n, bytes)| {
        let bytes = if n == name { change(bytes)? } else { bytes.clone() };
        Some((n.clone(), bytes))
    });
    Files::from_parts(Path::new("m"), parts)
}

fn said(files: &Files) -> String {
    known::verify(files).map_or_else(|e| e.to_string(), |i| i.name)
}

#[test]
fn each_file_cut_short_changed_or_missing_is_named() {
    assert_eq!(said(&with("", |_| None)), "en_core_web_md-3.8.0");
    for (name, bytes) in whole().iter().filter(|(n, _)| n != "meta.json") {
        let all = bytes.len();
        for cut in [0, 1, all / 2, all - 1] {
            let wanted = format!("m/{name}: {cut} bytes, but {name} of en_core_web_md-3.8.0 has {all}");
            assert_eq!(said(&with(name, |b| Some(b[..cut].to_vec()))), wanted);
        }
        let changed = with(name, |b| {
            let mut b = b.to_vec();
            b[all * 2 / 3] ^= 4;
            Some(b)
        });
        let wanted =
            format!("m/{name}: this is not the file of en_core_web_md-3.8.0: its SHA-256 is another");
        assert_eq!(said(&changed), wanted);
        assert_eq!(said(&with(name, |_| None)), format!("m/{name}: the model lacks this file"));
    }
}

#[test]
fn the_command_names_the_damage_and_what_to_do() {
    let folder = Folder::new();
    let path = folder.path().join("model");
    for (name, bytes) in whole() {
        std::fs::create_dir_all(path.join(name).parent().unwrap()).unwrap();
        std::fs::write(path.join(name), bytes).unwrap();
    }
    let read = || {
        run(onrecord().current_dir(folder.path()).args(["read", "--model", "model", "-"]), b"Talks failed.")
    };
    std::fs::write(
        path.join("ner/model"),
        &whole().iter().find(|(n, _)| n == "ner/model").unwrap().1[..70_000],
    )
    .unwrap();
    let ran = read();
    let wanted = "\
error: model/ner/model: 70000 bytes, but ner/model of en_core_web_md-3.8.0 has 6380943
  hint: fetch it again with `onrecord models fetch md`; a model of your own needs another `name` in its `meta.json`
";
    assert_eq!((ran.err.as_str(), ran.code), (wanted, Some(3)));
    std::fs::write(path.join("meta.json"), r#"{"lang": "en", "name": "core_web_md", "version": "3.7.1"}"#)
        .unwrap();
    let ran = read();
    let wanted = "\
error: model: this is version 3.7.1 of `en_core_web_md`; version 3.8.0 is run here
  hint: `onrecord models fetch md` gets it
";
    assert_eq!((ran.err.as_str(), ran.code), (wanted, Some(3)));
    folder.write("cut.whl", b"PK\x03\x04 and no more");
    let ran = run(
        onrecord().current_dir(folder.path()).args(["read", "--model", "cut.whl", "-"]),
        b"Talks failed.",
    );
    let wanted = "\
error: cut.whl: this is not a whole wheel (zip archive): it has no list of files at its end
  hint: a download that was cut short looks like this; fetch the file again
";
    assert_eq!((ran.err.as_str(), ran.code), (wanted, Some(3)));
}

/// A change to the bytes of a file.
#[derive(Clone, Debug)]
enum Change {
    Cut(usize),
    Flip(usize, u8),
    Insert(usize, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>().prop_map(|i| i.index(1 << 23));
    prop_oneof![
        at.clone().prop_map(Change::Cut),
        (at.clone(), 1u8..).prop_map(|(at, bits)| Change::Flip(at, bits)),
        // The first kilobytes hold the shapes and counts: changes there go further than those to numbers.
        (0usize..4096, 1u8..).prop_map(|(at, bits)| Change::Flip(at, bits)),
        (0usize..4096, prop::collection::vec(any::<u8>(), 1..9))
            .prop_map(|(at, bytes)| Change::Insert(at, bytes)),
    ]
}

impl Change {
    fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        let within = |at: usize| at % (bytes.len() + 1);
        match self {
            Change::Cut(at) => {
                let at = within(*at);
                bytes.truncate(at);
            }
            Change::Flip(at, bits) => {
                let at = within(*at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= bits;
                }
            }
            Change::Insert(at, new) => {
                let at = within(*at);
                bytes.splice(at..at, new.iter().copied());
            }
        }
        bytes
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(16), ..ProptestConfig::default() })]

    /// Under a name of its own a model is held to no hash, so that its changes reach the code that reads the files.
    #[test]
    fn a_changed_model_opens_or_is_refused_and_never_panics(file in 0..18usize, change in change()) {
        let own_name = br#"{"lang": "en", "name": "changed", "version": "1"}"#;
        let parts = whole().iter().enumerate().map(|(i, (name, bytes))| {
            let bytes = if name == "meta.json" { &own_name[..] } else { bytes };
            (name.clone(), if i == file { change.apply(bytes) } else { bytes.to_vec() })
        });
        match Model::load(&Files::from_parts(Path::new("m"), parts)) {
            Ok(model) => {
                let text = "MOSCOW: “Talks failed,” he said on Sunday.\n";
                let tokens = model.analyse(text);
                prop_assert_eq!(tokens.is_empty(), false);
            }
            Err(e) => prop_assert!(e.path().is_some(), "{}", e),
        }
    }
}

/// The reader on the real model, opened once.
fn reader() -> &'static onrecord::Reader {
    static READER: OnceLock<onrecord::Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let model = Model::open(model()).unwrap();
        let heads = onrecord::Heads::embedded(&model).unwrap();
        onrecord::Reader::new(model, onrecord::Data::embedded().unwrap(), heads)
    })
}

/// Pieces that texts go wrong over, in any order.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-zA-Z]{1,8}",
        1 => any::<char>().prop_map(String::from),
        3 => prop::sample::select(vec![
            " ", " ", ". ", "\n", "\r\n", "\n\n", "“", "”", "\"", "'", "‘", "’", "(", ")", ", ", ": ", "—", "\u{FEFF}",
            "\u{0}", "е\u{301}", "👩‍👩‍👧", "he said", "Lavrov", "MOSCOW:", "on Sunday", "Aug. 12 and 13", "https://x.y/z?q=1",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(200), ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_and_its_record_comes_back_from_json(text in text()) {
        let doc = reader().read(Input::new(text.clone()));
        let json = onrecord_doc::json::to_string(&doc, Default::default());
        let back = onrecord_doc::json::from_str(&json).unwrap();
        prop_assert_eq!(back.text(), text);
        prop_assert_eq!(back.statements, doc.statements);
        prop_assert_eq!(back.times, doc.times);
    }
}
