//! One actor across reports: what links, what must not, and that a person's word is kept.

use jiff::civil::date;
use onrecord_across::actors::{Actors, Basis, Decision, Reference};
use onrecord_doc::{
    Document, Entity, EntityType, Input, Maker, Mention, MentionForm, MentionType, Office, Span,
};

fn person(name: &str) -> Entity {
    Entity {
        name: name.into(),
        kind: EntityType::Person,
        aliases: Vec::new(),
        country: None,
        cameo: None,
        sector: None,
        roles: Vec::new(),
        key: None,
        wikidata: None,
        anonymous: false,
    }
}

fn of(country: &str, entity: Entity) -> Entity {
    Entity { country: Some(country.into()), ..entity }
}

fn office(title: &str, body: &str, entity: Entity) -> Entity {
    let role =
        Office { title: title.into(), of: Some(body.into()), basis: "text".into(), ..Office::default() };
    Entity { roles: vec![role], ..entity }
}

fn report(id: &str, year: i16, entities: Vec<Entity>) -> Document {
    let text = "Somebody said so.";
    let input = Input { id: Some(id.into()), ..Input::new(text) }.published(date(year, 3, 1));
    let mut doc = Document::new(input);
    for entity in entities {
        let e = doc.entities.push(entity, Span::of(0, 8).into(), Maker::rule("r"), 1.0);
        let mention = Mention { form: MentionForm::Name, kind: MentionType::Person, entity: Some(e) };
        doc.mentions.push(mention, Span::of(0, 8).into(), Maker::rule("r"), 1.0);
    }
    doc
}

fn reference(document: &str) -> Reference {
    Reference { document: document.into(), entity: 0 }
}

/// Whether two entities, each in its own report, are one actor.
fn linked(a: Entity, b: Entity) -> Option<Basis> {
    let mut actors = Actors::new();
    actors.add(&report("a", 2024, vec![a]));
    actors.add(&report("b", 2024, vec![b]));
    let (x, y) = (actors.of(&reference("a"))?, actors.of(&reference("b"))?);
    (x.0 == y.0).then_some(y.1)
}

#[test]
fn a_full_name_a_key_or_an_office_links_and_a_surname_alone_never_does() {
    let keyed = |name| Entity { key: Some("person/ada-stone".into()), ..person(name) };
    assert_eq!(linked(person("Ada Stone"), person("Ada Stone")), Some(Basis::Name));
    assert_eq!(
        linked(of("FR", person("Ada Stone")), of("FR", person("Ada Stone"))),
        Some(Basis::NameAndMore)
    );
    assert_eq!(linked(keyed("Ada Stone"), keyed("Stone")), Some(Basis::Key));
    assert_eq!(linked(person("Ada Stone"), person("Stone")), None);
    assert_eq!(linked(of("FR", person("Ada Stone")), of("FR", person("Stone"))), None);
    assert_eq!(linked(person("Stone"), person("Stone")), None);
    let minister = |name| office("mayor", "Lisk", person(name));
    assert_eq!(linked(minister("Ada Stone"), minister("Stone")), Some(Basis::Office));
    assert_eq!(linked(minister("Ada Stone"), office("mayor", "Orlen", person("Stone"))), None);
}

#[test]
fn what_speaks_against_a_name_keeps_two_apart() {
    assert_eq!(linked(of("FR", person("Ada Stone")), of("GB", person("Ada Stone"))), None);
    let keyed = |key: &str| Entity { key: Some(format!("person/{key}")), ..person("Ada Stone") };
    assert_eq!(linked(keyed("stone-1"), keyed("stone-2")), None);
    let body = Entity { kind: EntityType::Organisation, ..person("Ada Stone") };
    assert_eq!(linked(person("Ada Stone"), body), None);
}

#[test]
fn spellings_and_middle_names_link_within_a_country_only() {
    let (a, b) = ("Andrei Petrov", "Andrey Ivanovich Petróv");
    assert_eq!(linked(of("BG", person(a)), of("BG", person(b))), Some(Basis::Name));
    assert_eq!(linked(person(a), person(b)), None);
}

#[test]
fn a_withheld_name_and_what_has_no_name_are_nobody_across_reports() {
    let hidden = Entity { anonymous: true, ..person("senior official") };
    assert_eq!(linked(hidden.clone(), hidden), None);
    let mut actors = Actors::new();
    let mut doc = Document::new(Input::new("the protesters"));
    doc.entities.push(person("protesters"), Span::of(0, 3).into(), Maker::rule("r"), 1.0);
    assert_eq!(actors.add(&doc), [None]);
}

#[test]
fn an_office_links_only_while_it_is_held() {
    let mut holder = office("president", "Lisk", person("Ada Stone"));
    holder.roles[0].basis = "data/actors/offices.tsv".into();
    holder.roles[0].from = Some(date(2000, 1, 1));
    holder.roles[0].to = Some(date(2008, 1, 1));
    let mut actors = Actors::new();
    actors.add(&report("a", 2004, vec![holder]));
    actors.add(&report("b", 2005, vec![office("President", "Lisk", person("Stone"))]));
    actors.add(&report("c", 2020, vec![office("President", "Lisk", person("Stone"))]));
    let id = |d| actors.of(&reference(d)).map(|a| a.0);
    assert_eq!((id("a"), id("a") == id("b"), id("a") == id("c")), (Some(0), true, false));
}

#[test]
fn of_two_that_fit_equally_well_neither_is_taken() {
    let mut actors = Actors::new();
    actors.add(&report("a", 2024, vec![of("FR", person("Ada Stone"))]));
    actors.add(&report("b", 2024, vec![of("GB", person("Ada Stone"))]));
    actors.add(&report("c", 2024, vec![person("Ada Stone")]));
    let ids: Vec<_> = ["a", "b", "c"].map(|d| actors.of(&reference(d)).map(|a| a.0)).into();
    assert_eq!(ids, [Some(0), Some(1), Some(2)]);
}

#[test]
fn a_merge_and_a_split_by_a_person_hold_in_any_order_of_reading() {
    let docs = [
        report("a", 2024, vec![person("Ada Stone")]),
        report("b", 2024, vec![person("A. Stone-Miller")]),
        report("c", 2024, vec![person("Ada Stone")]),
    ];
    let same = |a, b, same| Decision { a: reference(a), b: reference(b), same, by: "Ada Reader".into() };
    let orders = [[0, 1, 2], [2, 1, 0], [1, 2, 0]];
    let mut held = 0;
    for order in orders {
        for first in [true, false] {
            let mut actors = Actors::new();
            let decide = |actors: &mut Actors| {
                actors.decide(same("a", "b", true));
                actors.decide(same("a", "c", false));
            };
            if first {
                decide(&mut actors);
            }
            for n in order {
                actors.add(&docs[n]);
            }
            if !first {
                decide(&mut actors);
            }
            let id = |d| actors.of(&reference(d)).map(|a| a.0);
            assert_eq!(id("a"), id("b"), "{order:?} {first}");
            assert_ne!(id("a"), id("c"), "{order:?} {first}");
            assert_eq!(actors.decisions().len(), 2);
            held += 1;
        }
    }
    assert_eq!(held, 6);
}
