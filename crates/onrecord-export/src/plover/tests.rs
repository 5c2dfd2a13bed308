//! Records of a small document by hand, and the shape of the file for documents of hostile words.

use super::*;
use crate::coded::tests::report;
use onrecord_doc::json::generate::{document, texts};
use proptest::prelude::*;

fn export(doc: &Document, selection: Selection) -> (Vec<Value>, Count) {
    let mut out = Vec::new();
    let mut events = Events::create(&mut out, selection);
    events.write(doc).unwrap();
    let count = events.finish().unwrap();
    let text = String::from_utf8(out).unwrap();
    (text.lines().map(|l| serde_json::from_str(l).unwrap()).collect(), count)
}

#[test]
fn a_record_says_what_did_not_happen_by_its_auxiliary_mode() {
    let (records, _) = export(&report(), everything());
    let shown: Vec<String> = records
        .iter()
        .map(|r| format!("{} {} {} {} {}", r["id"], r["event"], r["auxiliary"], r["status"], r["word"]))
        .collect();
    assert_eq!(
        shown,
        [
            r#""r1/v1" "ASSAULT" null "happened" "publisher""#,
            r#""r1/v2" "ASSAULT" null "happened" "s1""#,
            r#""r1/v3" "CONSULT" "future" "planned" "publisher""#,
        ]
    );
}

#[test]
fn a_record_has_its_sides_place_and_words() {
    let (records, _) = export(&report(), Selection::default());
    let r = &records[0];
    assert_eq!(
        r["source"],
        json!([{"actorText": "French soldiers", "name": "French army", "country": "FRA", "sector": "MIL", "code": "FRAMIL",
            "wikidata": null, "span": [[0, 15]]}])
    );
    assert_eq!(r["target"][1]["country"], "NER");
    assert_eq!((&r["date"], &r["eventText"]), (&json!("2015-08-09"), &json!("shelled")));
    assert_eq!(r["text"], "French soldiers shelled Sarh.");
    assert_eq!(r["eventLoc"]["country"], "TCD");
    assert_eq!(r["context"], json!(["military", "territory"]));
    assert_eq!(records[1]["saidBy"], "Ken \"K\" Doe");
}

proptest! {
    #[test]
    fn every_line_is_a_record_whatever_the_words(text in texts(), draws in prop::collection::vec(any::<u32>(), 1..400)) {
        let (records, count) = export(&document(&text, draws), everything());
        prop_assert_eq!((records.len(), count.rows), (3, 3));
        let chars: Vec<char> = text.chars().collect();
        for record in &records {
            let words = record["span"].as_array().unwrap().iter().map(|s| {
                let (start, end) = (s[0].as_u64().unwrap() as usize, s[1].as_u64().unwrap() as usize);
                chars[start..end].iter().collect::<String>()
            });
            prop_assert_eq!(words.collect::<Vec<_>>().join(crate::rows::GAP), record["eventText"].as_str().unwrap());
        }
    }
}
