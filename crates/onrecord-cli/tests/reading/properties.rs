//! What holds for every text, whatever its bytes.

use crate::reader;
use onrecord_doc::{Document, Input, Span, Spans, json};
use proptest::prelude::*;

/// Texts made of what reports are made of, with what breaks careless programs strewn in.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("The minister said the talks had failed. "),
        Just("“We will not leave,” he told reporters on Sunday. "),
        Just("Lavrov: \"No"),
        Just("” "),
        Just("'"),
        Just("\n\n"),
        Just("\r\n"),
        Just("|"),
        Just("e\u{301}\u{200d}😀 "),
        Just("\u{feff}"),
        Just("\0"),
        Just("Москва заявила, "),
        Just("Aug. 12 and 13, "),
        Just("according to the U.N. "),
        Just("accused Ruritania of lying "),
        Just("(Photo by A. B.)\n"),
    ];
    let any = any::<String>().prop_map(|s| s.chars().take(30).collect::<String>());
    let part = prop_oneof![4 => piece.prop_map(str::to_owned), 1 => any];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

fn read(text: &str) -> Document {
    reader().read(Input::new(text).published("2026-05-20".parse().unwrap()))
}

/// The words of every record.
fn all_words(doc: &Document) -> Vec<Spans> {
    let mut all: Vec<Spans> = Vec::new();
    all.extend(doc.sentences.iter().map(|(_, e)| e.at.clone()));
    all.extend(doc.mentions.iter().map(|(_, e)| e.at.clone()));
    all.extend(doc.entities.iter().map(|(_, e)| e.at.clone()));
    all.extend(doc.times.iter().map(|(_, e)| e.at.clone()));
    for (_, e) in doc.statements.iter() {
        all.push(e.at.clone());
        let s = &e.value;
        let roles = [&s.source, &s.cue, &s.content, &s.addressee, &s.channel];
        all.extend(roles.into_iter().flatten().filter_map(|r| r.at.clone()));
    }
    all
}

fn moved(spans: &Spans, by: usize) -> Spans {
    Spans::new(spans.iter().map(|s| Span::of(s.start() + by, s.end() + by))).unwrap()
}

proptest! {
    #[test]
    fn every_span_lies_on_character_boundaries_and_quotes_its_text(text in texts()) {
        let doc = read(&text);
        prop_assert_eq!(doc.text(), &text);
        for spans in all_words(&doc) {
            for span in spans.iter() {
                prop_assert!(!span.is_empty() && text.get(span.range()).is_some(), "{span} in {text:?}");
            }
        }
    }

    #[test]
    fn reading_twice_gives_the_same_record(text in texts()) {
        let write = |doc: &Document| json::to_string(doc, json::Options { text: true });
        prop_assert_eq!(write(&read(&text)), write(&read(&text)));
    }

    #[test]
    fn json_out_and_in_gives_the_same_record(text in texts()) {
        let out = json::to_string(&read(&text), json::Options { text: true });
        let back = json::from_str(&out).unwrap();
        prop_assert_eq!(json::to_string(&back, json::Options { text: true }), out);
    }

    #[test]
    fn one_more_space_in_front_moves_every_span_by_one(text in texts()) {
        let expected: Vec<Spans> = all_words(&read(&text)).iter().map(|s| moved(s, 1)).collect();
        prop_assert_eq!(all_words(&read(&format!(" {text}"))), expected);
    }
}
