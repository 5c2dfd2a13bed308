use super::*;
use onrecord_doc::json::generate::{document, texts};
use onrecord_doc::{Event as DocEvent, Input, Maker, Quad};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn write_all(doc: &Document) -> String {
    let mut out = Vec::new();
    write(doc, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn an_event_over_a_line_end_is_discontinuous_and_has_its_parts() {
    let mut doc = Document::new(Input::new("😀 Ada Stone\nand Bo Reed struck Oz."));
    let at = |words: &str| {
        let from = doc.text().find(words).unwrap();
        Span::of(from, from + words.len())
    };
    let (actors, trigger, target) = (at("Ada Stone\nand Bo Reed"), at("struck"), at("Oz"));
    let event = DocEvent {
        kind: EventType::Assault,
        mode: None,
        contexts: Vec::new(),
        cameo: None,
        quad: Quad::MaterialConflict,
        plover_score: None,
        goldstein: None,
        actors: vec![Role::words(actors), Role::words(at("Bo Reed"))],
        recipients: vec![Role::words(target)],
        times: Vec::new(),
        earliest: None,
        latest: None,
        place: None,
        status: Status::Denied,
        word: Voice::Publisher,
        quantities: Vec::new(),
    };
    doc.events.push(event, trigger.into(), Maker::rule("en/events/x"), 0.25);
    assert_eq!(
        write_all(&doc),
        "T1\tASSAULT 24 30\tstruck\nT2\tParty 2 11;12 23\tAda Stone and Bo Reed\nT3\tParty 16 23\tBo Reed\n\
         T4\tParty 31 33\tOz\nE1\tASSAULT:T1 Actor:T2 Actor2:T3 Recipient:T4\n\
         #1\tAnnotatorNotes E1\tv1 0.25 en/events/x\nA1\tStatus E1 denied\n"
    );
}

proptest! {
    #[test]
    fn offsets_find_the_words_and_every_reference_is_there(
        text in texts(), draws in prop::collection::vec(any::<u32>(), 1..200)
    ) {
        let doc = document(&text, draws);
        let chars: Vec<char> = text.chars().collect();
        let written = write_all(&doc);
        let ids: Vec<&str> = written.lines().map(|l| l.split('\t').next().unwrap()).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        prop_assert_eq!(ids.len(), known.len());
        let conf = configuration();
        let mut bound = 0;
        for line in written.split_terminator('\n') {
            let columns: Vec<&str> = line.split('\t').collect();
            let (kind, rest) = columns[1].split_once(' ').unwrap_or((columns[1], ""));
            let type_name = kind.split(':').next().unwrap();
            if line.starts_with('T') {
                bound += 1;
                let pieces: Vec<String> = rest.split(';').map(|p| {
                    let (a, b) = p.split_once(' ').unwrap();
                    chars[a.parse().unwrap()..b.parse().unwrap()].iter().collect()
                }).collect();
                prop_assert_eq!(pieces.join(" "), columns[2]);
                prop_assert!(!columns[2].contains(is_line_end));
            } else {
                for reference in columns[1].split([' ', ':']).filter(|r| {
                    r.len() > 1 && "TER".contains(&r[..1]) && r[1..].bytes().all(|b| b.is_ascii_digit())
                }) {
                    prop_assert!(known.contains(reference), "{} in {}", reference, line);
                }
            }
            let is_declared = conf.lines().any(|l| l == type_name || l.split(' ').next() == Some(type_name));
            prop_assert!(is_declared || ["AnnotatorNotes", "Reference"].contains(&type_name), "{}", type_name);
        }
        let is_shown = |at: &Spans| doc.quotes(at).iter().any(|q| !q.split(is_line_end).all(|p| p.trim().is_empty()));
        let least = doc.mentions.iter().filter(|(_, m)| is_shown(&m.at)).count();
        prop_assert!(bound >= least);
    }
}
