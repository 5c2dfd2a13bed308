//! The parts of events: who the parties are, when and where an event was, on whose word it stands, and what the
//! classifier of pairs adds to its score.

use crate::reader;
use onrecord_doc::{Document, Event, Input, Role, Voice};

fn read(text: &str) -> Document {
    reader().read(Input::new(text).published("2026-03-04".parse().unwrap()))
}

fn words(doc: &Document, roles: &[Role]) -> String {
    let of = |r: &Role| r.at.as_ref().map_or_else(String::new, |at| doc.quotes(at).join(" … "));
    roles.iter().map(of).collect::<Vec<_>>().join(", ")
}

/// The events of a text, each as its trigger and what `shown` says of it.
fn events(text: &str, shown: impl Fn(&Document, &Event) -> String) -> Vec<String> {
    let doc = read(text);
    let trigger = |at| doc.quotes(at).join(" … ");
    doc.events.iter().map(|(_, e)| format!("{}: {}", trigger(&e.at), shown(&doc, &e.value))).collect()
}

/// Each event as `trigger: actors > recipients`.
fn parties(text: &str) -> Vec<String> {
    events(text, |doc, e| format!("{} > {}", words(doc, &e.actors), words(doc, &e.recipients)))
}

/// Each event as `trigger: times @ place`.
fn setting(text: &str) -> Vec<String> {
    events(text, |doc, e| {
        let times: Vec<&str> = e.times.iter().map(|t| doc.times[*t].value.value.as_str()).collect();
        format!("{} @ {}", times.join(" "), e.place.map_or("", |p| &doc.places[p].value.name))
    })
}

/// Each event as `trigger: whose word`.
fn word(text: &str) -> Vec<String> {
    events(text, |doc, e| match e.word {
        Voice::Publisher => "publisher".to_owned(),
        Voice::Statement(id) => doc.statements[id]
            .value
            .source
            .as_ref()
            .map_or(String::new(), |s| words(doc, std::slice::from_ref(s))),
    })
}

#[test]
fn each_member_of_a_row_is_a_party() {
    assert_eq!(
        parties("France, Italy, Spain and Malta condemned Libya."),
        ["condemned: France, Italy, Spain, Malta > Libya"]
    );
}

#[test]
fn the_sides_of_a_passive_change_places() {
    assert_eq!(
        parties("Syrian soldiers were attacked by Turkish troops near Idlib."),
        ["attacked: Turkish troops > Syrian soldiers"]
    );
}

#[test]
fn a_possessive_acts_in_a_noun() {
    assert_eq!(parties("Warsaw's seizure of the ship angered Minsk."), ["seizure: Warsaw's > the ship"]);
}

#[test]
fn two_verbs_joined_keep_their_own_subjects() {
    assert_eq!(
        parties("Troops shelled the town of Gao and the army arrested six men in Kidal."),
        ["shelled: Troops > the town of Gao", "arrested: the army > men"]
    );
}

#[test]
fn a_weapon_is_no_party() {
    assert_eq!(parties("A car bomb killed nine soldiers in Gao."), ["killed:  > soldiers"]);
}

#[test]
fn a_pronoun_stands_with_the_entity_that_it_is_of() {
    let doc = read("Ghana attacked Togo on Monday. It also bombed Benin.");
    let actors: Vec<&Role> = doc.events.iter().flat_map(|(_, e)| &e.value.actors).collect();
    assert_eq!(actors.len(), 2);
    assert_eq!(actors[0].entity, actors[1].entity);
    assert_eq!(doc.entities[actors[0].entity.unwrap()].value.country.as_deref(), Some("GH"));
}

#[test]
fn time_and_place_are_the_events_own() {
    assert_eq!(
        setting("Iran and Iraq held talks in Baghdad on Sunday."),
        ["held talks: 2026-03-01 @ Baghdad"]
    );
    assert_eq!(setting("Kenya sent Uganda rice in June 2025."), ["sent: 2025-06 @ "]);
    // The day of saying is none of the event's.
    assert_eq!(
        setting("Ana Prado said on Monday that Norway had expelled two diplomats."),
        ["expelled:  @ "]
    );
}

#[test]
fn a_place_belongs_to_the_nearest_event() {
    assert_eq!(
        setting("Troops shelled the bridge and the army arrested six men in Kidal."),
        ["shelled:  @ ", "arrested:  @ Kidal"]
    );
}

#[test]
fn an_act_within_a_statement_stands_on_the_word_of_its_source() {
    assert_eq!(word("Spain said Norway had attacked Malta on Sunday."), ["attacked: Spain"]);
    assert_eq!(word("Kenya accused Uganda of shelling the port."), ["accused: publisher", "shelling: Kenya"]);
    assert_eq!(word("The police arrested Pavel Novak."), ["arrested: publisher"]);
}

#[test]
fn what_is_condemned_is_taken_for_granted_by_the_report() {
    assert_eq!(
        word("Chad condemned the arrest of the bishop by Malian police."),
        ["condemned: publisher", "arrest: publisher"]
    );
}

#[test]
fn the_classifier_of_pairs_makes_an_event_between_two_named_sides_surer() {
    let score = |text: &str| {
        let doc = read(text);
        assert_eq!(doc.events.len(), 1, "{text}");
        doc.events.iter().next().unwrap().1.score
    };
    let (both, one) = (score("Turkish troops attacked Syrian soldiers."), score("Turkish troops attacked."));
    assert!(both > one && both <= 1.0 && one > 0.0, "{both} and {one}");
}

#[test]
fn a_crowd_of_parties_and_dates_is_cut_and_not_lost() {
    let names = ["Ghana", "Togo", "Benin", "Mali", "Niger", "Chad", "Kenya", "Uganda"];
    let row = (0..200).map(|n| names[n % names.len()]).collect::<Vec<_>>().join(", ");
    let text = format!("{row} and Peru condemned Libya on Monday, on Tuesday and on Sunday.");
    let doc = read(&text);
    assert_eq!(doc.text(), text);
    for (_, event) in doc.events.iter() {
        assert!(event.value.actors.len() <= 12 && event.value.recipients.len() <= 12);
    }
    assert!(!doc.events.is_empty(), "the condemning is an event");
}
