use super::*;
use onrecord_doc::Input;
use onrecord_doc::json::generate::{document, texts};
use proptest::prelude::*;
use serde_json::Value;

fn notes(doc: &Document) -> Vec<Value> {
    let mut out = Vec::new();
    lines(doc, &mut out).unwrap();
    String::from_utf8(out).unwrap().split_terminator('\n').map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn a_document_without_records_is_an_empty_page() {
    let mut out = Vec::new();
    page(&Document::new(Input { id: Some("a b".into()), ..Input::new("x") }), &mut out).unwrap();
    let form: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(
        form["id"],
        "urn:sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881#a%20b/annotations"
    );
    assert_eq!(form["items"], serde_json::json!([]));
}

proptest! {
    #[test]
    fn every_selector_finds_its_words(
        text in texts(), draws in prop::collection::vec(any::<u32>(), 1..200)
    ) {
        let doc = document(&text, draws);
        let chars: Vec<char> = text.chars().collect();
        let slice = |a: u64, b: u64| chars[a as usize..b as usize].iter().collect::<String>();
        let all = notes(&doc);
        // Ten tables, three records in each.
        prop_assert_eq!(all.len(), 30);
        let mut ids = std::collections::BTreeSet::new();
        for note in &all {
            prop_assert!(ids.insert(note["id"].as_str().unwrap().to_owned()));
            for target in note["target"].as_array().unwrap() {
                prop_assert_eq!(target["source"].as_str().unwrap(), iri::text(&doc));
                let (place, quote) = (&target["selector"][0], &target["selector"][1]);
                let (start, end) = (place["start"].as_u64().unwrap(), place["end"].as_u64().unwrap());
                let [prefix, exact, suffix] = ["prefix", "exact", "suffix"].map(|k| quote[k].as_str().unwrap());
                prop_assert_eq!(slice(start, end), exact);
                let from = start.saturating_sub(32);
                prop_assert_eq!(slice(from, start), prefix);
                prop_assert_eq!(slice(end, (end + 32).min(chars.len() as u64)), suffix);
            }
            let bodies = note["body"].as_array().unwrap();
            let json = bodies.iter().find(|b| b["format"] == "application/json").unwrap();
            prop_assert!(serde_json::from_str::<Value>(json["value"].as_str().unwrap()).unwrap().is_object());
        }
        let mut one = Vec::new();
        page(&doc, &mut one).unwrap();
        let one: Value = serde_json::from_slice(&one).unwrap();
        prop_assert_eq!(one["items"].as_array().unwrap().len(), all.len());
    }
}
