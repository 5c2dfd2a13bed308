//! Rows of a small document by hand, and the shape of the files for documents of hostile words.

use super::*;
use crate::coded::tests::{lines, report};
use crate::plover::everything;
use onrecord_doc::json::generate::{document, texts};
use proptest::prelude::*;

type Lines = Vec<Vec<String>>;

fn export(docs: &[&Document], options: Options) -> (Lines, Lines, Lines, Count) {
    let (mut out, mut mentions, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    let mut events = Events::create(&mut out, &mut mentions, &mut keys, options).unwrap();
    for doc in docs {
        events.write(doc).unwrap();
    }
    let count = events.finish().unwrap();
    (lines(&out, EVENTS.len()), lines(&mentions, MENTIONS.len()), lines(&keys, 3), count)
}

#[test]
fn there_are_61_columns_and_16() {
    assert_eq!((EVENTS.len(), MENTIONS.len()), (61, 16));
}

#[test]
fn an_event_is_a_row_a_pair_with_one_mention() {
    let (events, mentions, keys, count) = export(&[&report()], Options::default());
    assert_eq!(
        events[0].join("|"),
        "1|20150809|201508|2015|2015.6000|FRAMIL|FRENCH ARMY|FRA|||||MIL|||TCD|CHAD|TCD||||||||1|194|194|19|4|-10|1|1|1||\
         0||||||||0||||||||4|Sarh, Moyen-Chari, Chad|CD|||9.143|18.3923||20150812000000|https://example.org/a?b"
    );
    assert_eq!(
        mentions[0].join("|"),
        "1|20150812000000|20150812000000|1|The Post|https://example.org/a?b|1|0|30|16|1|80|104|||"
    );
    let second = &events[2];
    let at = |name: &str| EVENTS.iter().position(|c| c.name == name).unwrap();
    assert_eq!((second[at("Actor2Name")].as_str(), second[at("EventCode")].as_str()), ("", "190"));
    assert_eq!((second[at("Day")].as_str(), second[at("ActionGeo_Type")].as_str()), ("20150812", "0"));
    assert_eq!(mentions[2][8], "-1");
    assert_eq!(keys[1..], [["1", "r1", "v1"], ["2", "r1", "v1"], ["3", "r1", "v2"]]);
    assert_eq!((count.rows, count.events, count.other_status), (3, 2, 1));
}

#[test]
fn what_lies_behind_the_first_paragraph_is_no_root_event() {
    let (events, ..) = export(&[&report()], Options { selection: everything(), ..Options::default() });
    let root: Vec<&str> = events.iter().map(|r| r[25].as_str()).collect();
    assert_eq!(root, ["1", "1", "1", "0", "0", "0", "0", "0", "0"]);
}

#[test]
fn an_event_without_a_day_is_left_out_and_counted() {
    let mut doc = Document::new(onrecord_doc::Input::new(report().text()));
    for (_, e) in report().events.iter() {
        doc.events.push(e.value.clone(), e.at.clone(), e.maker.clone(), e.score);
    }
    let (events, .., count) = export(&[&doc], Options::default());
    assert_eq!((events.len(), count.dateless), (2, 1));
    assert_eq!(events[0][60], doc.id());
}

proptest! {
    #[test]
    fn no_words_break_a_row(text in texts(), draws in prop::collection::vec(any::<u32>(), 1..400)) {
        let doc = document(&text, draws);
        let (events, mentions, keys, count) = export(&[&doc], Options { selection: everything(), first_id: 9 });
        prop_assert_eq!(events.len() as u64, count.rows);
        prop_assert_eq!((mentions.len(), keys.len()), (events.len(), events.len() + 1));
        prop_assert_eq!(count.events + count.dateless, 3);
        let whole = |name: &str| EVENTS.iter().position(|c| c.name == name).unwrap();
        for (event, mention) in events.iter().zip(&mentions) {
            prop_assert_eq!(&event[0], &mention[0]);
            for name in ["GlobalEventID", "Day", "MonthYear", "Year", "QuadClass", "NumMentions", "DATEADDED"] {
                prop_assert!(event[whole(name)].parse::<u64>().is_ok(), "{}: {}", name, &event[whole(name)]);
            }
            prop_assert!(event[4].parse::<f64>().is_ok());
        }
    }
}
