//! The same event in many reports.

use jiff::civil::date;
use onrecord_across::stories::{Stories, one_a_day};
use onrecord_doc::{
    Document, Event, EventType, Input, Maker, Place, PlaceLevel, PlaceSense, Quad, Quantity, Sentence, Span,
    Status, Voice,
};

/// A report of one sentence with an attack in it.
fn report(id: &str, day: i8, place: &str, text: &str, trigger: &str, dead: f64) -> Document {
    let input = Input { id: Some(id.into()), ..Input::new(text) }.published(date(2026, 3, day));
    let mut doc = Document::new(input);
    let all = Span::of(0, text.len());
    let maker = || Maker::rule("r");
    doc.sentences.push(Sentence, all.into(), maker(), 1.0);
    let place = Place {
        name: place.into(),
        country: None,
        admin1: None,
        at: None,
        geonames: None,
        level: PlaceLevel::City,
        sense: PlaceSense::Place,
        alternatives: Vec::new(),
    };
    let place = doc.places.push(place, all.into(), maker(), 1.0);
    let counted = Quantity {
        value: Some(dead),
        low: None,
        high: None,
        unit: Some("person".into()),
        of: Some("killed".into()),
        event: None,
    };
    let quantity = doc.quantities.push(counted, all.into(), maker(), 1.0);
    let event = Event {
        kind: EventType::Assault,
        mode: None,
        contexts: Vec::new(),
        cameo: None,
        quad: Quad::MaterialConflict,
        plover_score: None,
        goldstein: None,
        actors: Vec::new(),
        recipients: Vec::new(),
        times: Vec::new(),
        earliest: Some(date(2026, 3, day)),
        latest: Some(date(2026, 3, day)),
        place: Some(place),
        status: Status::Happened,
        word: Voice::Publisher,
        quantities: vec![quantity],
    };
    let at = text.find(trigger).expect("a trigger of the text");
    doc.events.push(event, Span::of(at, at + trigger.len()).into(), maker(), 1.0);
    doc
}

#[test]
fn reports_of_one_event_are_one_story_and_those_of_another_day_or_place_are_not() {
    let docs = [
        report("a", 3, "Lisk", "Rebels attacked the market in Lisk, killing 37.", "attacked", 37.0),
        report("b", 3, "Lisk", "The rebel attack on Lisk market left at least 52 dead.", "attack", 52.0),
        report("c", 4, "Lisk", "Rebels attacked the market in Lisk, killing 5.", "attacked", 5.0),
        report("d", 3, "Orlen", "Soldiers raided a school at Orlen, killing 2.", "raided", 2.0),
    ];
    let mut stories = Stories::new();
    let given: Vec<Vec<usize>> = docs.iter().map(|d| stories.add(d, &[])).collect();
    assert_eq!(given, [[0], [0], [1], [2]]);
    assert_eq!(stories.add(&docs[1], &[]), [0]);

    let first = stories.iter().next().expect("a story");
    assert_eq!(first.n_reports(), 2);
    let figures: Vec<(&str, f64)> =
        first.conflicts()["killed"].iter().map(|(r, f)| (r.document.as_str(), f.value)).collect();
    assert_eq!(figures, [("a", 37.0), ("b", 52.0)]);

    // One a day joins what happened in two places.
    let daily = one_a_day(stories.iter().flat_map(|s| &s.reports));
    let sizes: Vec<usize> = daily.values().map(Vec::len).collect();
    assert_eq!(sizes, [3, 1]);
}
