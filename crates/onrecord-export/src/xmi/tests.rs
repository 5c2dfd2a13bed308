use super::*;
use crate::xml::{allowed, parsed::elements};
use onrecord_doc::json::generate::{document, texts};
use onrecord_doc::{Input, Maker, Quantity, Span};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn write_all(doc: &Document) -> Vec<u8> {
    let mut out = Vec::new();
    write(doc, &mut out).unwrap();
    out
}

#[test]
fn an_emoji_counts_two() {
    let mut doc = Document::new(Input::new("😀😀 two \u{1}\r\nguns"));
    let at = Span::of(doc.text().find("two").unwrap(), doc.text().find("two").unwrap() + 3);
    let two = Quantity { value: Some(2.0), low: None, high: None, unit: None, of: None, event: None };
    doc.quantities.push(two, at.into(), Maker::rule("r"), 0.5);
    let read = elements(&write_all(&doc));
    let quantity = read.iter().find(|e| e.name == "custom:Quantity").unwrap();
    let got = ["begin", "end", "record", "value", "part", "parts"].map(|k| quantity.get(k).unwrap());
    assert_eq!(got, ["5", "8", "q1", "2", "1", "1"]);
    let sofa = read.iter().find(|e| e.name == "cas:Sofa").unwrap();
    assert_eq!(sofa.get("sofaString"), Some("😀😀 two \u{fffd}\r\nguns"));
}

#[test]
fn units_are_counted_from_any_byte() {
    let text = "é😀 Привет\r\n".repeat(200);
    let units = Units::new(&text);
    let mut want = 0;
    for (byte, c) in text.char_indices() {
        assert_eq!(units.at(byte), want);
        want += c.len_utf16();
    }
    assert_eq!(units.at(text.len()), want);
}

proptest! {
    #[test]
    fn every_annotation_covers_its_words_and_has_its_type(
        text in texts(), draws in prop::collection::vec(any::<u32>(), 1..200)
    ) {
        let doc = document(&text, draws);
        let read = elements(&write_all(&doc));
        let sofa = read.iter().find(|e| e.name == "cas:Sofa").unwrap().get("sofaString").unwrap();
        prop_assert_eq!(sofa, allowed(&text));
        let units: Vec<u16> = sofa.encode_utf16().collect();
        let types = elements(type_system().as_bytes());
        let names: BTreeSet<&str> =
            types.iter().filter(|e| e.name == "name").map(|e| e.text.rsplit('.').next().unwrap()).collect();
        let ids: Vec<&str> = read.iter().filter_map(|e| e.get("xmi:id")).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        prop_assert_eq!(ids.len(), known.len());
        let mut per_layer = std::collections::BTreeMap::<&str, Vec<(&str, String)>>::new();
        for e in read.iter().filter(|e| e.get("begin").is_some()) {
            let [begin, end] = ["begin", "end"].map(|k| e.get(k).unwrap().parse::<usize>().unwrap());
            let words = String::from_utf16(&units[begin..end]).unwrap();
            let name = e.name.split(':').nth(1).unwrap();
            prop_assert!(names.contains(name), "{}", name);
            for (feature, _) in &e.attributes {
                let is_known = names.contains(feature.as_str())
                    || ["xmi:id", "sofa", "begin", "end", "language"].contains(&feature.as_str());
                prop_assert!(is_known, "{}", feature);
            }
            if let (Some(record), Some(_)) = (e.get("record"), e.get("parts")) {
                per_layer.entry(name).or_default().push((record, words));
            }
        }
        for (i, (_, claim)) in doc.claims.iter().enumerate() {
            let record = format!("c{}", i + 1);
            let got: Vec<&str> =
                per_layer["Claim"].iter().filter(|(r, _)| *r == record).map(|(_, w)| w.as_str()).collect();
            let want: Vec<String> = doc.quotes(&claim.at).iter().map(|q| allowed(q).into_owned()).collect();
            prop_assert_eq!(got, want);
        }
        for link in read.iter().filter(|e| e.name == "custom:PartLink") {
            prop_assert!(known.contains(link.get("target").unwrap()));
        }
        let view = read.iter().find(|e| e.name == "cas:View").unwrap();
        let members: Vec<&str> = view.get("members").unwrap().split(' ').collect();
        prop_assert_eq!(members.len(), read.iter().filter(|e| e.get("begin").is_some()).count());
    }
}
