use super::*;
use crate::graph::{apart, by_key};
use crate::xml::{allowed, parsed::elements};
use onrecord_doc::json::generate::{document, texts};
use onrecord_doc::{
    Entity, EntityType, Event, EventType, Id, Input, Maker, Quad, Relation, RelationType, Role, Span, Status,
    Voice,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

pub(crate) fn report(id: &str) -> Document {
    let mut doc =
        Document::new(Input { id: Some(id.into()), ..Input::new("Russia and China sanctioned Japan.") });
    let entity = |name: &str, key: Option<&str>| Entity {
        name: name.into(),
        kind: EntityType::Country,
        aliases: Vec::new(),
        country: None,
        cameo: None,
        sector: None,
        roles: Vec::new(),
        key: key.map(str::to_owned),
        wikidata: None,
        anonymous: false,
    };
    let at = |a, b| Span::of(a, b).into();
    let push = |doc: &mut Document, e, a, b| doc.entities.push(e, at(a, b), Maker::rule("r"), 1.0);
    let russia = push(&mut doc, entity("Russia", Some("state/RU")), 0, 6);
    let china = push(&mut doc, entity("China", None), 11, 16);
    let role = |e| Role { at: None, entity: Some(e) };
    let event = Event {
        kind: EventType::Sanction,
        mode: None,
        contexts: Vec::new(),
        cameo: None,
        quad: Quad::MaterialConflict,
        plover_score: None,
        goldstein: None,
        actors: vec![role(russia), role(china)],
        recipients: vec![Role::words(Span::of(28, 33))],
        times: Vec::new(),
        earliest: Some("2026-03-01".parse().unwrap()),
        latest: Some("2026-03-02".parse().unwrap()),
        place: None,
        status: Status::Happened,
        word: Voice::Publisher,
        quantities: Vec::new(),
    };
    doc.events.push(event, at(17, 27), Maker::rule("r"), 0.5);
    let relation = Relation {
        kind: RelationType::Ally,
        subject: role(russia),
        object: role(china),
        word: Voice::Publisher,
    };
    doc.relations.push(relation, at(0, 16), Maker::rule("r"), 0.5);
    doc
}

fn write(docs: &[Document], join: Join<'_>) -> Vec<u8> {
    let mut out = Writer::new(Vec::new(), join).unwrap();
    docs.iter().for_each(|d| out.nodes(d).unwrap());
    docs.iter().for_each(|d| out.edges(d).unwrap());
    out.finish().unwrap()
}

#[test]
fn an_event_of_two_actors_is_two_edges_that_share_its_weight() {
    let read = elements(&write(&[report("a")], &by_key));
    let data = |edge: usize, key: &str| {
        read.iter().find(|e| e.parent == Some(edge) && e.get("key") == Some(key)).map(|e| e.text.as_str())
    };
    let edges: Vec<usize> = (0..read.len()).filter(|i| read[*i].name == "edge").collect();
    let ends: Vec<_> =
        edges.iter().map(|e| (read[*e].get("source").unwrap(), read[*e].get("target").unwrap())).collect();
    assert_eq!(
        ends,
        [
            ("key:state/RU", "document:a#28-33"),
            ("document:a#e2", "document:a#28-33"),
            ("key:state/RU", "document:a#e2"),
        ]
    );
    for (edge, want) in edges.iter().zip([
        ("-1", "0.5", Some("2026-03-01")),
        ("-1", "0.5", Some("2026-03-01")),
        ("1", "1", None),
    ]) {
        assert_eq!(
            (data(*edge, "e_sign").unwrap(), data(*edge, "e_weight").unwrap(), data(*edge, "e_start")),
            want
        );
    }
}

#[test]
fn documents_share_the_nodes_that_are_joined_and_no_others() {
    let docs = [report("a"), report("b")];
    let ids = |join: Join<'_>| -> Vec<String> {
        let read = elements(&write(&docs, join));
        read.iter().filter(|e| e.name == "node").map(|e| e.get("id").unwrap().to_owned()).collect()
    };
    assert_eq!(
        ids(&by_key),
        ["key:state/RU", "document:a#e2", "document:a#28-33", "document:b#e2", "document:b#28-33"]
    );
    assert_eq!(ids(&apart).len(), 6);
    let name = |doc: &Document, e: Id<Entity>| doc.entities.find(e).map(|e| e.value.name.clone());
    assert_eq!(ids(&name), ["Russia", "China", "document:a#28-33", "document:b#28-33"]);
}

#[test]
fn nodes_after_edges_are_refused() {
    let mut out = Writer::new(Vec::new(), &by_key).unwrap();
    out.edges(&report("a")).unwrap();
    let error = out.nodes(&report("b")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "nodes of `b` after the first edge; every document's nodes come before any edges"
    );
}

proptest! {
    #[test]
    fn every_edge_has_its_nodes_and_every_event_its_pairs(
        text in texts(), draws in prop::collection::vec(any::<u32>(), 1..200)
    ) {
        let doc = document(&text, draws);
        let read = elements(&write(std::slice::from_ref(&doc), &by_key));
        let all: Vec<&str> = read.iter().filter(|e| e.name == "node").map(|e| e.get("id").unwrap()).collect();
        let nodes: BTreeSet<&str> = all.iter().copied().collect();
        prop_assert_eq!(all.len(), nodes.len());
        let edges: Vec<_> = read.iter().filter(|e| e.name == "edge").collect();
        for edge in &edges {
            prop_assert!(nodes.contains(edge.get("source").unwrap()) && nodes.contains(edge.get("target").unwrap()));
        }
        let named = |roles: &[Role]| roles.iter().filter(|r| r.entity.is_some() || r.at.is_some()).count();
        let pairs: usize = doc.events.iter().map(|(_, e)| named(&e.value.actors) * named(&e.value.recipients)).sum();
        let relations: usize = doc.relations.iter()
            .map(|(_, r)| named(std::slice::from_ref(&r.value.subject)) * named(std::slice::from_ref(&r.value.object)))
            .sum();
        prop_assert_eq!(edges.len(), pairs + relations);
        let quotes = read.iter().filter(|e| e.get("key") == Some("e_quote"));
        for quote in quotes {
            let is_quoted = doc.events.iter().map(|(_, e)| &e.at).chain(doc.relations.iter().map(|(_, r)| &r.at))
                .any(|at| allowed(&doc.quotes(at).join(" … ")) == quote.text);
            prop_assert!(is_quoted);
        }
    }
}
