//! Calendars held against the format, and read back by a parser that is not ours.

use super::*;
use ical::parser::ical::component::IcalEvent;
use onrecord_doc::{Input, Maker, Place, PlaceLevel, PlaceSense, Span, TimeExpr, TimeType};
use proptest::prelude::*;

fn item(title: &str, earliest: &str, latest: &str) -> AgendaItem {
    AgendaItem {
        event: None,
        kind: None,
        title: title.to_owned(),
        times: vec![],
        earliest: earliest.parse().unwrap(),
        latest: latest.parse().unwrap(),
        lasts: false,
        bound: None,
        place: None,
        parties: vec![],
        status: AgendaStatus::Planned,
        was: None,
        words: vec![Voice::Publisher],
    }
}

fn document(text: &str) -> Document {
    let mut input = Input::new(text).published("2026-05-20".parse().unwrap());
    input.id = Some("a".into());
    Document::new(input)
}

/// The one entry of a calendar as the other parser reads it.
fn parsed(calendar: &str) -> IcalEvent {
    let mut all: Vec<_> = ical::IcalParser::new(calendar.as_bytes()).collect();
    assert_eq!(all.len(), 1, "{calendar}");
    let mut calendar = all.remove(0).unwrap();
    assert_eq!(calendar.events.len(), 1);
    calendar.events.remove(0)
}

fn value(event: &IcalEvent, name: &str) -> Option<String> {
    let property = event.properties.iter().find(|p| p.name == name)?;
    property.value.clone()
}

fn written(doc: &Document, item: AgendaItem) -> IcalEvent {
    let at = Span::of(0, doc.text().len());
    let entry = Entry { value: item, at: at.into(), maker: Maker::rule("r"), score: 0.9 };
    parsed(&calendar([event(doc, &entry)]))
}

#[test]
fn a_day_is_an_all_day_entry_that_ends_on_the_next() {
    let e = written(
        &document("The forum opens on Friday."),
        item("the forum opens on Friday", "2026-05-22", "2026-05-22"),
    );
    let get = |name| value(&e, name).unwrap();
    assert_eq!((get("DTSTART"), get("DTEND")), ("20260522".into(), "20260523".into()));
    let start = e.properties.iter().find(|p| p.name == "DTSTART").unwrap();
    assert_eq!(start.params, Some(vec![("VALUE".to_owned(), vec!["DATE".to_owned()])]));
    assert_eq!((get("STATUS"), get("TRANSP")), ("CONFIRMED".into(), "OPAQUE".into()));
    assert_eq!(
        (get("SUMMARY"), get("DTSTAMP")),
        ("The forum opens on Friday".into(), "20260520T000000Z".into())
    );
    assert_eq!(
        get("DESCRIPTION"),
        "“The forum opens on Friday.”\\nOn the word of: the report\\nSource: 2026-05-20"
    );
}

#[test]
fn a_month_spans_its_days_leaves_them_free_and_is_tentative() {
    let e = written(&document("x"), item("elections", "2026-10-01", "2026-10-31"));
    let get = |name| value(&e, name).unwrap();
    assert_eq!((get("DTSTART"), get("DTEND")), ("20261001".into(), "20261101".into()));
    assert_eq!((get("STATUS"), get("TRANSP")), ("TENTATIVE".into(), "TRANSPARENT".into()));
}

#[test]
fn what_lasts_for_days_takes_them() {
    let lasting = AgendaItem { lasts: true, ..item("forum", "2026-06-03", "2026-06-05") };
    let e = written(&document("x"), lasting);
    assert_eq!(value(&e, "DTEND").as_deref(), Some("20260606"));
    assert_eq!(value(&e, "STATUS").as_deref(), Some("CONFIRMED"));
}

#[test]
fn a_deadline_stands_on_its_last_day() {
    let due = AgendaItem { bound: Some(Bound::By), ..item("bids are due", "2026-06-01", "2026-06-30") };
    let e = written(&document("x"), due);
    assert_eq!(value(&e, "DTSTART").as_deref(), Some("20260630"));
    assert_eq!(value(&e, "SUMMARY").as_deref(), Some("Deadline: Bids are due"));
    assert_eq!(value(&e, "CATEGORIES").as_deref(), Some("PLANNED,DEADLINE"));
}

#[test]
fn a_clock_with_a_zone_is_written_in_utc_and_one_without_floats() {
    for (told, wanted) in [
        ("2026-05-22T10:00+03", "20260522T070000Z"),
        ("2026-05-22T01:15+05:30", "20260521T194500Z"),
        ("2026-05-22T22:00-05", "20260523T030000Z"),
        ("2026-05-22T07:00Z", "20260522T070000Z"),
        ("2026-05-22T10", "20260522T100000"),
        ("2026-05-22T24:00", "20260523T000000"),
        ("2026-05-22TMO", "20260522"),
        ("2026-05-22T99:99", "20260522"),
    ] {
        let mut doc = document("x");
        let day = "2026-05-22".parse().ok();
        let time = TimeExpr {
            kind: TimeType::Time,
            value: told.into(),
            modifier: None,
            earliest: day,
            latest: day,
            anchor: None,
        };
        let id = doc.times.push(time, Span::of(0, 1).into(), Maker::rule("r"), 0.9);
        let timed = AgendaItem { times: vec![id], ..item("x", "2026-05-22", "2026-05-22") };
        assert_eq!(value(&written(&doc, timed), "DTSTART").as_deref(), Some(wanted), "{told}");
    }
}

#[test]
fn what_is_off_or_open_says_so() {
    let day = ("2026-05-22", "2026-05-22");
    let old = ("2026-05-22".parse().unwrap(), "2026-05-22".parse().unwrap());
    let before = ("2026-05-21".parse().unwrap(), "2026-05-21".parse().unwrap());
    for (status, was, said, summary) in [
        (AgendaStatus::Cancelled, None, "CANCELLED", "Cancelled: X"),
        (AgendaStatus::Conditional, None, "TENTATIVE", "X"),
        (AgendaStatus::Postponed, Some(old), "CANCELLED", "Postponed\\, no new day: X"),
        (AgendaStatus::Postponed, Some(before), "CONFIRMED", "New day: X"),
    ] {
        let e = written(&document("x"), AgendaItem { status, was, ..item("x", day.0, day.1) });
        assert_eq!(value(&e, "STATUS").as_deref(), Some(said));
        assert_eq!(value(&e, "SUMMARY").as_deref(), Some(summary));
    }
}

#[test]
fn the_same_words_and_day_have_one_name_and_others_another() {
    let uid = |text: &str, day: &str| value(&written(&document(text), item("x", day, day)), "UID").unwrap();
    assert_eq!(uid("a", "2026-05-22"), uid("a", "2026-05-22"));
    assert_ne!(uid("a", "2026-05-22"), uid("a", "2026-05-23"));
    assert_ne!(uid("a", "2026-05-22"), uid("b", "2026-05-22"));
    assert_eq!(uid("a", "2026-05-22"), "127a0f139c7d9b673898b1550c209987@onrecord");
}

#[test]
fn a_place_has_its_country_and_point() {
    let mut doc = document("In Geneva");
    let place = Place {
        name: "Geneva".into(),
        country: Some("CH".into()),
        admin1: None,
        at: Some((46.2, 6.15)),
        geonames: None,
        level: PlaceLevel::City,
        sense: PlaceSense::Place,
        alternatives: vec![],
    };
    let id = doc.places.push(place, Span::of(3, 9).into(), Maker::rule("r"), 0.9);
    let e = written(&doc, AgendaItem { place: Some(id), ..item("x", "2026-05-22", "2026-05-22") });
    assert_eq!(value(&e, "LOCATION").as_deref(), Some("Geneva\\, CH"));
    assert_eq!(value(&e, "GEO").as_deref(), Some("46.200000;6.150000"));
}

#[test]
fn words_of_a_text_cannot_add_a_line() {
    let hostile = "x\r\nEND:VEVENT\r\nBEGIN:VALARM\nATTENDEE:mailto:a@b\u{2028}\u{85}y";
    let mut doc = document(hostile);
    let mut input = doc.input().clone();
    (input.url, input.publisher) = (Some("http://a\r\nX:y".into()), Some("A;B\nDTSTART:1".into()));
    doc = Document::new(input);
    let e = written(&doc, item(hostile, "2026-05-22", "2026-05-22"));
    let names: Vec<&str> = e.properties.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(
        names,
        ["UID", "DTSTAMP", "DTSTART", "DTEND", "TRANSP", "STATUS", "SUMMARY", "DESCRIPTION", "CATEGORIES"]
    );
    assert!(e.alarms.is_empty());
}

proptest! {
    #[test]
    fn every_line_fits_and_the_words_come_back(title in "\\PC{1,120}|[ä😀,;\\\\\n]{1,90}", text in ".{1,300}") {
        // The other parser loses a colon at the start of a value and white space at its end, which the format allows.
        let title = format!("x{title}x");
        let e = item(&title, "2026-05-22", "2026-05-24");
        let doc = document(&text);
        let entry = Entry { value: e, at: Span::of(0, text.len()).into(), maker: Maker::rule("r"), score: 0.9 };
        let written = calendar([event(&doc, &entry)]);
        for line in written.split_terminator("\r\n") {
            prop_assert!(line.len() <= LONGEST_LINE && !line.contains(['\r', '\n']), "{line}");
        }
        let back = value(&parsed(&written), "SUMMARY").unwrap_or_default();
        prop_assert_eq!(back, escape(&capital(&title)));
    }

    #[test]
    fn any_dates_and_values_are_written(year in -9999i16..=9999, value in "\\PC{0,12}|[0-9T:+Z-]{0,20}") {
        let day = Date::new(year, 12, 31).unwrap();
        let mut doc = document("x");
        let time = TimeExpr { kind: TimeType::Time, value, modifier: None, earliest: None, latest: None, anchor: None };
        let id = doc.times.push(time, Span::of(0, 1).into(), Maker::rule("r"), 0.9);
        let mut it = item("x", "2026-05-22", "2026-05-22");
        (it.earliest, it.latest, it.times) = (day, day, vec![id]);
        let entry = Entry { value: it, at: Span::of(0, 1).into(), maker: Maker::rule("r"), score: 0.9 };
        prop_assert!(event(&doc, &entry).ends_with("END:VEVENT\r\n"));
    }
}
