//! Events in whole readings: the examples of the event lexicon, and every part of the record of an event.

use crate::reader;
use onrecord::events;
use onrecord_doc::{Document, Entry, Event, EventType, Input, Status, Voice};

fn read(text: &str) -> Document {
    reader().read(Input::new(text).published("2026-03-04".parse().unwrap()))
}

fn only(doc: &Document) -> &Entry<Event> {
    assert_eq!(doc.events.len(), 1, "{:?}", doc.events);
    doc.events.iter().next().unwrap().1
}

fn words(doc: &Document, roles: &[onrecord_doc::Role]) -> Vec<String> {
    roles.iter().map(|r| doc.quotes(r.at.as_ref().unwrap()).join(" … ")).collect()
}

#[test]
fn every_example_of_the_event_lexicon_gives_its_event() {
    let lexicon = &reader().data().events.lexicon;
    let outcomes = events::run_examples(lexicon, &|_| true, &|text| reader().read(Input::new(text)));
    assert!(outcomes.len() > 1500, "{} examples are too few", outcomes.len());
    let failed: Vec<String> = outcomes.iter().filter(|o| !o.passes).map(ToString::to_string).collect();
    assert!(failed.is_empty(), "{} fail\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn an_event_has_its_parties_time_place_amount_and_word() {
    let doc = read("Rebels killed nine Malian soldiers near Gao on Sunday, the defence ministry said.");
    let entry = only(&doc);
    let event = &entry.value;
    assert_eq!((event.kind, event.status), (EventType::Assault, Status::Happened));
    assert_eq!(doc.quotes(&entry.at), ["killed"]);
    assert_eq!(words(&doc, &event.actors), ["Rebels"]);
    assert_eq!(doc.times[event.times[0]].value.value, "2026-03-01");
    assert_eq!(doc.places[event.place.unwrap()].value.name, "Gao");
    assert_eq!(doc.quantities[event.quantities[0]].value.value, Some(9.0));
    assert_eq!(doc.quantities[event.quantities[0]].value.event.map(|e| e.index()), Some(0));
    let Voice::Statement(said) = event.word else { panic!("it stands on the ministry's word") };
    assert_eq!(words(&doc, &[doc.statements[said].value.source.clone().unwrap()]), ["the defence ministry"]);
    assert_eq!(event.goldstein.map(|g| g < -8.0), Some(true));
}

#[test]
fn a_noun_with_its_verb_is_one_event_and_a_meeting_has_no_recipient() {
    let doc = read("Norway and Chile held talks in Oslo on Tuesday.");
    let event = &only(&doc).value;
    assert_eq!(event.kind, EventType::Consult);
    assert_eq!(words(&doc, &event.actors), ["Norway", "Chile"]);
    assert_eq!(words(&doc, &event.recipients), [""; 0]);
}

#[test]
fn what_is_denied_planned_or_asked_for_did_not_happen() {
    let status = |text: &str| only(&read(text)).value.status;
    assert_eq!(status("Ghana did not attack Togo."), Status::NotHappened);
    assert_eq!(status("Kenya denied that its soldiers had attacked Ugandan fishermen."), Status::Denied);
    assert_eq!(status("The Chadian president will visit Niger next week."), Status::Planned);
}

#[test]
fn a_match_is_no_war() {
    assert_eq!(
        read("Ghana's striker attacked down the left and the keeper saved the penalty.").events.len(),
        0
    );
}

#[test]
fn whoever_is_named_once_without_a_country_has_that_of_where_he_stands() {
    let doc = read("Gendarmes arrested two farmers in Bamako on Monday.");
    let event = &only(&doc).value;
    let country = |role: &onrecord_doc::Role| doc.entities[role.entity.unwrap()].value.country.clone();
    assert_eq!(country(&event.actors[0]).as_deref(), Some("ML"));
    assert_eq!(country(&event.recipients[0]).as_deref(), Some("ML"));
}
