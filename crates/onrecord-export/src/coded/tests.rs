//! Which events go in, their day and pairs, and codes. The document of these tests serves the formats too.

use super::*;
use jiff::civil::date;
use onrecord_doc::{Input, Maker, Quad, Sentence, Span, Spans, Statement};

/// A document in which France's army shells a town, a minister says that Chad did so too, and three states meet.
pub(crate) fn report() -> Document {
    let text = "French soldiers shelled Sarh. Chad attacked it too, Ken \"K\" Doe said.\n\nFrance, Chad and Niger will meet.";
    let mut doc = Document::new(Input {
        id: Some("r1".into()),
        url: Some("https://example.org/a?b".into()),
        publisher: Some("The\tPost".into()),
        published: Some(date(2015, 8, 12)),
        ..Input::new(text)
    });
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        Spans::from(Span::of(start, start + words.len()))
    };
    let rule = || Maker::rule("r");
    for sentence in [
        "French soldiers shelled Sarh.",
        "Chad attacked it too, Ken \"K\" Doe said.",
        "France, Chad and Niger will meet.",
    ] {
        doc.sentences.push(Sentence, at(sentence), rule(), 1.0);
    }
    let mut entity =
        |name: &str, words: &str, country: Option<&str>, cameo: Option<&str>, sector: Option<&str>| {
            let value = Entity {
                name: name.into(),
                kind: onrecord_doc::EntityType::Organisation,
                aliases: vec![],
                country: country.map(Into::into),
                cameo: cameo.map(Into::into),
                sector: sector.map(Into::into),
                roles: vec![],
                key: None,
                wikidata: None,
                anonymous: false,
            };
            doc.entities.push(value, at(words), Maker::rule("r"), 0.9)
        };
    let army = entity("French army", "French soldiers", Some("FR"), Some("FRAMIL"), Some("MIL"));
    let chad = entity("Chad", "Chad", Some("TD"), Some("TCD"), None);
    let niger = entity("Niger", "Niger", Some("NE"), Some("NER"), None);
    let doe = entity("Ken \"K\" Doe", "Ken \"K\" Doe", None, Some("---GOV"), Some("GOV"));
    let place = Place {
        name: "Sarh".into(),
        country: Some("TD".into()),
        admin1: Some("Moyen-Chari".into()),
        at: Some((9.142_999_9, 18.3923)),
        geonames: Some(2_425_833),
        level: onrecord_doc::PlaceLevel::City,
        sense: onrecord_doc::PlaceSense::Place,
        alternatives: vec![],
    };
    let sarh = doc.places.push(place, at("Sarh"), rule(), 0.8);
    let role = |entity, words: &str| Role { entity: Some(entity), at: Some(at(words)) };
    let said = Statement {
        manner: onrecord_doc::Manner::Indirect,
        act: onrecord_doc::Act::Accuse,
        source: Some(role(doe, "Ken \"K\" Doe")),
        cue: None,
        content: None,
        addressee: None,
        channel: None,
        times: vec![],
        inside: None,
        anonymous: None,
    };
    let said = doc.statements.push(said, at("Chad attacked it too"), rule(), 0.7);
    let event = Event {
        kind: EventType::Assault,
        mode: Some("heavy-weapons".into()),
        contexts: vec!["military".into(), "territory".into()],
        cameo: Some("194".into()),
        quad: Quad::MaterialConflict,
        plover_score: Some(-9.5),
        goldstein: Some(-10.0),
        actors: vec![role(army, "French soldiers")],
        recipients: vec![role(chad, "Chad"), role(niger, "Niger")],
        times: vec![],
        earliest: Some(date(2015, 8, 9)),
        latest: Some(date(2015, 8, 9)),
        place: Some(sarh),
        status: Status::Happened,
        word: Voice::Publisher,
        quantities: vec![],
    };
    doc.events.push(event.clone(), at("shelled"), rule(), 0.84);
    let reported = Event {
        cameo: None,
        mode: None,
        goldstein: None,
        actors: vec![role(chad, "Chad")],
        recipients: vec![],
        earliest: None,
        latest: None,
        place: None,
        word: Voice::Statement(said),
        ..event.clone()
    };
    doc.events.push(reported, at("attacked"), rule(), 0.5);
    let planned = Event {
        kind: EventType::Consult,
        mode: None,
        cameo: Some("040".into()),
        quad: Quad::VerbalCooperation,
        plover_score: Some(2.5),
        goldstein: Some(1.0),
        actors: vec![role(army, "France"), role(chad, "Chad and Niger"), role(niger, "Niger")],
        recipients: vec![],
        status: Status::Planned,
        place: None,
        ..event
    };
    doc.events.push(planned, at("meet"), rule(), 0.6);
    doc
}

pub(crate) use onrecord_doc::Document;

#[test]
fn what_did_not_happen_is_left_out_and_counted() {
    let doc = report();
    let facts = Facts::of(&doc);
    let ids = |selection: &Selection| {
        let mut count = Count::default();
        let ids: Vec<usize> = select(&facts, selection, &mut count).iter().map(|e| e.id.index()).collect();
        (ids, count.other_status, count.other_word)
    };
    assert_eq!(ids(&Selection::default()), (vec![0, 1], 1, 0));
    assert_eq!(ids(&Selection { reported: false, ..Selection::default() }), (vec![0], 1, 1));
    assert_eq!(ids(&crate::plover::everything()), (vec![0, 1, 2], 0, 0));
}

#[test]
fn the_day_is_the_events_own_and_else_that_of_publication() {
    let doc = report();
    let of = |published, first, last| {
        let event =
            Event { earliest: first, latest: last, ..doc.events.iter().next().unwrap().1.value.clone() };
        day(&event, published)
    };
    let (d9, d12, d31) = (Some(date(2015, 8, 9)), Some(date(2015, 8, 12)), Some(date(2015, 8, 31)));
    assert_eq!(of(d12, d9, d9), d9);
    assert_eq!(of(d12, None, None), d12);
    assert_eq!(of(d12, d9, d31), d12);
    assert_eq!(of(d31, d9, d12), d12);
    assert_eq!(of(None, d9, d12), d9);
    assert_eq!(of(None, None, None), None);
}

#[test]
fn sides_make_pairs_and_those_who_meet_make_them_both_ways() {
    let doc = report();
    let facts = Facts::of(&doc);
    let mut count = Count::default();
    let pairs: Vec<Vec<(String, String)>> = select(&facts, &crate::plover::everything(), &mut count)
        .iter()
        .map(|e| {
            let name = |r: Option<&Role>| r.and_then(|r| facts.name(r)).unwrap_or_default().into_owned();
            e.pairs(&mut Count::default()).into_iter().map(|(a, b)| (name(a), name(b))).collect()
        })
        .collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(pairs[0], [pair("French army", "Chad"), pair("French army", "Niger")]);
    assert_eq!(pairs[1], [pair("Chad", "")]);
    assert_eq!(
        pairs[2],
        [
            pair("French army", "Chad"),
            pair("French army", "Niger"),
            pair("Chad", "French army"),
            pair("Chad", "Niger"),
            pair("Niger", "French army"),
            pair("Niger", "Chad")
        ]
    );
}

#[test]
fn a_crowd_on_each_side_makes_a_bounded_number_of_pairs() {
    let mut doc = report();
    let mut event = doc.events.iter().next().unwrap().1.value.clone();
    event.actors = vec![event.actors[0].clone(); 300];
    event.recipients = vec![event.recipients[0].clone(); 300];
    let id = doc.events.push(event, Span::new(0, 6).unwrap().into(), Maker::rule("r"), 0.5);
    let facts = Facts::of(&doc);
    let mut count = Count::default();
    let crowd = select(&facts, &Selection::default(), &mut count).into_iter().find(|e| e.id == id).unwrap();
    assert_eq!(crowd.pairs(&mut count).len(), MOST_PAIRS);
    assert_eq!(count.pairs, 300 * 300 - MOST_PAIRS as u64);
}

#[test]
fn every_class_and_mode_has_a_cameo_code_that_is_in_the_table() {
    for kind in EventType::ALL {
        assert!(cameo(code_of(*kind, None)).is_some(), "{kind}");
    }
    assert_eq!(code_of(EventType::Retreat, Some("release")), "0841");
    assert_eq!(code_of(EventType::Retreat, Some("no such mode")), "084");
    assert_eq!(cameo("040").unwrap().name, "Consult");
    assert_eq!(cameo("999").map(|c| c.name), None);
}

#[test]
fn a_code_comes_apart_into_country_group_and_roles() {
    let doc = report();
    let one = doc.entities.iter().next().unwrap().1.value.clone();
    let of = |country: Option<&str>, cameo: Option<&str>| {
        let entity = Entity { country: country.map(Into::into), cameo: cameo.map(Into::into), ..one.clone() };
        let code = actor_code(Some(&entity));
        format!("{}|{}|{}|{}", code.whole, code.country, code.group, code.types.join(" "))
    };
    assert_eq!(of(Some("FR"), Some("FRAMIL")), "FRAMIL|FRA||MIL");
    assert_eq!(of(None, Some("---REB")), "REB|||REB");
    assert_eq!(of(None, Some("IGOUNO")), "IGOUNO||UNO|IGO");
    assert_eq!(of(Some("TD"), None), "TCD|TCD||");
    assert_eq!(of(None, None), "|||");
    assert_eq!(of(None, Some("é\u{0}x")), "é\u{0}x|||");
}

#[test]
fn the_table_of_countries_has_one_row_a_code() {
    let mut codes: Vec<&str> = COUNTRIES.iter().map(|c| c.alpha2).collect();
    codes.dedup();
    assert_eq!(codes.len(), COUNTRIES.len());
    assert!(
        COUNTRIES.iter().all(|c| c.alpha2.len() == 2 && c.alpha3.len() == 3 && c.fips.len() == 2),
        "a code is cut"
    );
    assert!(COUNTRIES.iter().all(|c| c.cow.is_empty() || c.cow.parse::<u16>().is_ok_and(|n| n < 1000)));
    let germany = country(Some("DE")).unwrap();
    assert_eq!((germany.alpha3, germany.name, germany.cow, germany.fips), ("DEU", "Germany", "255", "GM"));
    assert!(country(Some("ZZ")).is_none() && country(None).is_none());
}

#[test]
fn a_cell_holds_its_line_whatever_it_says() {
    let mut out = Vec::new();
    line(&mut out, &["a\tb\r\nc", " \"x\" ", "\u{0}", "\u{2028}é"], "None").unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "a b c\t'x'\tNone\té\n");
}

/// The lines of a file of so many columns.
pub(crate) fn lines(bytes: &[u8], columns: usize) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    let lines: Vec<Vec<String>> =
        text.split_terminator('\n').map(|l| l.split('\t').map(str::to_owned).collect()).collect();
    for line in &lines {
        assert_eq!(line.len(), columns, "{line:?}");
        assert!(line.iter().all(|c| !c.contains(['\r', '"', '\0'])), "{line:?}");
    }
    lines
}
