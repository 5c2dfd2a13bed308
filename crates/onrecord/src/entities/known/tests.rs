use crate::entities::{find, tests::parsed};
use crate::{Data, actors::Actors};
use jiff::civil::date;
use onrecord_doc::Entity;
use std::sync::LazyLock;

static ACTORS: LazyLock<Actors> = LazyLock::new(|| Data::embedded().unwrap().actors);

/// The entities of a small text read on a day.
fn cast(marked: &str, day: Option<jiff::civil::Date>) -> Vec<Entity> {
    let mut doc = parsed(marked);
    doc.published.day = day;
    find(&doc, &ACTORS, None).entities.iter().map(|(_, e)| e.value.clone()).collect()
}

/// Name and key of each person.
fn keys(marked: &str, day: Option<jiff::civil::Date>) -> Vec<(String, Option<String>)> {
    let people = cast(marked, day).into_iter().filter(|e| e.kind == onrecord_doc::EntityType::Person);
    people.map(|e| (e.name, e.key)).collect()
}

fn key(name: &str, key: Option<&str>) -> (String, Option<String>) {
    (name.to_owned(), key.map(str::to_owned))
}

const LAVROV: &str = "Russian|JJ|ADJ|amod|Minister|NORP Foreign|NNP|PROPN|compound|Minister
    Minister|NNP|PROPN|compound|Lavrov Sergei|NNP|PROPN|compound|Lavrov|PERSON Lavrov|NNP|PROPN|nsubj|spoke|PERSON
    spoke|VBD|VERB|ROOT|spoke .|.|PUNCT|punct|spoke ";

#[test]
fn a_name_with_its_title_gets_key_and_the_offices_of_the_day() {
    let entities = cast(LAVROV, Some(date(2015, 8, 11)));
    let lavrov = entities.iter().find(|e| e.name == "Sergei Lavrov").unwrap();
    assert_eq!(lavrov.key.as_deref(), Some("person/sergey-lavrov"));
    assert_eq!(lavrov.country.as_deref(), Some("RU"));
    let roles: Vec<_> = lavrov
        .roles
        .iter()
        .map(|r| (r.title.as_str(), r.of.as_deref(), r.from, r.to, r.basis.as_str()))
        .collect();
    assert_eq!(
        roles,
        [
            ("Foreign Minister", Some("Russia"), None, None, "text"),
            ("foreign minister", Some("Russia"), Some(date(2004, 3, 9)), None, "data/actors/offices.tsv"),
        ]
    );
}

#[test]
fn without_a_day_there_is_a_key_but_no_office_from_the_table() {
    let entities = cast(LAVROV, None);
    let lavrov = entities.iter().find(|e| e.name == "Sergei Lavrov").unwrap();
    assert_eq!(lavrov.key.as_deref(), Some("person/sergey-lavrov"));
    assert!(lavrov.roles.iter().all(|r| r.basis == "text"));
}

#[test]
fn a_trade_or_another_country_says_that_it_is_somebody_else() {
    let baker = LAVROV.replace("Foreign|NNP|PROPN", "Foreign|JJ|ADJ").replace("Minister", "baker");
    assert_eq!(keys(&baker, Some(date(2015, 8, 11))), [key("Sergei Lavrov", None)]);
    let norway = LAVROV.replace("Russian", "Norwegian");
    assert_eq!(keys(&norway, Some(date(2015, 8, 11))), [key("Sergei Lavrov", None)]);
}

#[test]
fn a_name_alone_needs_its_country_in_the_text() {
    let alone = "Sergei|NNP|PROPN|compound|Lavrov|PERSON Lavrov|NNP|PROPN|nsubj|spoke|PERSON
        spoke|VBD|VERB|ROOT|spoke .|.|PUNCT|punct|spoke";
    let day = Some(date(2015, 8, 11));
    assert_eq!(keys(alone, day), [key("Sergei Lavrov", None)]);
    let with = format!(
        "{alone} Russia|NNP|PROPN|nsubj|waited|GPE waited|VBD|VERB|ROOT|waited .|.|PUNCT|punct|waited"
    );
    assert_eq!(keys(&with, day), [key("Sergei Lavrov", Some("person/sergey-lavrov"))]);
}

#[test]
fn a_name_alone_long_after_the_office_is_somebody_else() {
    let text = "Robert|NNP|PROPN|compound|Serry|PERSON Serry|NNP|PROPN|nsubj|met|PERSON met|VBD|VERB|ROOT|met
        NATO|NNP|PROPN|dobj|met|ORG in|IN|ADP|prep|met Netherlands|NNP|PROPN|pobj|in|GPE .|.|PUNCT|punct|met";
    assert_eq!(keys(text, Some(date(2012, 8, 11))), [key("Robert Serry", Some("person/robert-serry"))]);
    assert_eq!(keys(text, Some(date(2031, 8, 11))), [key("Robert Serry", None)]);
}

#[test]
fn who_is_known_tells_of_which_state_the_text_speaks() {
    let text = "President|NNP|PROPN|compound|Medvedev Dmitry|NNP|PROPN|compound|Medvedev|PERSON
        Medvedev|NNP|PROPN|nsubj|met|PERSON met|VBD|VERB|ROOT|met Sergei|NNP|PROPN|compound|Lavrov|PERSON
        Lavrov|NNP|PROPN|dobj|met|PERSON .|.|PUNCT|punct|met";
    let known = [
        key("Dmitry Medvedev", Some("person/dmitry-medvedev")),
        key("Sergei Lavrov", Some("person/sergey-lavrov")),
    ];
    assert_eq!(keys(text, Some(date(2010, 8, 11))), known);
}

#[test]
fn a_surname_needs_its_title_and_the_day() {
    let text = "Russian|JJ|ADJ|amod|President|NORP President|NNP|PROPN|compound|Putin
        Putin|NNP|PROPN|nsubj|spoke|PERSON spoke|VBD|VERB|ROOT|spoke .|.|PUNCT|punct|spoke";
    assert_eq!(keys(text, Some(date(2015, 8, 11))), [key("Putin", Some("person/vladimir-putin"))]);
    assert_eq!(keys(text, Some(date(2010, 8, 11))), [key("Putin", None)]);
    let bare = text.replace("Russian|JJ|ADJ|amod|President|NORP President|NNP|PROPN|compound|Putin", "");
    assert_eq!(keys(&bare, Some(date(2015, 8, 11))), [key("Putin", None)]);
}

#[test]
fn an_office_alone_is_whoever_certainly_held_it() {
    let text = "The|DT|DET|det|minister Russian|JJ|ADJ|amod|minister|NORP foreign|JJ|ADJ|amod|minister
        minister|NN|NOUN|nsubj|spoke spoke|VBD|VERB|ROOT|spoke .|.|PUNCT|punct|spoke";
    let entities = cast(text, Some(date(2015, 8, 11)));
    let minister = entities.iter().find(|e| e.key.as_deref() == Some("person/sergey-lavrov")).unwrap();
    assert_eq!(minister.name, "Russian foreign minister");
    assert_eq!(minister.aliases, ["Sergey Lavrov"]);
    assert_eq!(keys(text, None), [key("Russian foreign minister", None)]);
    assert_eq!(keys(text, Some(date(2031, 8, 11))), [key("Russian foreign minister", None)]);
    let former = text
        .replace("foreign|JJ|ADJ|amod|minister", "former|JJ|ADJ|amod|minister foreign|JJ|ADJ|amod|minister");
    assert_eq!(keys(&former, Some(date(2015, 8, 11))), [key("Russian former foreign minister", None)]);
}

#[test]
fn two_spellings_of_one_person_become_one_entity() {
    let other = "Russian|JJ|ADJ|amod|minister|NORP foreign|JJ|ADJ|amod|minister minister|NN|NOUN|compound|Lawrow
        Sergey|NNP|PROPN|compound|Lavrow|PERSON Lavrow|NNP|PROPN|nsubj|left|PERSON left|VBD|VERB|ROOT|left .|.|PUNCT|punct|left";
    let other = other.replace("Lawrow", "Lavrovv").replace("Lavrow", "Lavrovv");
    let text = format!("{LAVROV}{other}");
    assert_eq!(keys(&text, Some(date(2015, 8, 11))), [key("Sergei Lavrov", Some("person/sergey-lavrov"))]);
}

#[test]
fn states_capitals_and_bodies_have_their_wikidata_numbers() {
    let text = "Russia|NNP|PROPN|nsubj|met|GPE met|VBD|VERB|ROOT|met NATO|NNP|PROPN|dobj|met|ORG
        in|IN|ADP|prep|met Paris|NNP|PROPN|pobj|in|GPE .|.|PUNCT|punct|met";
    let found: Vec<_> = cast(text, None).into_iter().map(|e| (e.name, e.wikidata)).collect();
    let number = |name: &str, number: &str| (name.to_owned(), Some(number.to_owned()));
    assert_eq!(
        found,
        [
            number("Russia", "Q159"),
            number("North Atlantic Treaty Organization", "Q7184"),
            number("Paris", "Q90")
        ]
    );
}
