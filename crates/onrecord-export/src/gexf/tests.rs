use super::*;
use crate::graph::by_key;
use crate::xml::parsed::elements;
use onrecord_doc::json::generate::{document, texts};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn write(docs: &[Document]) -> Vec<u8> {
    let mut out = Writer::new(Vec::new(), &by_key).unwrap();
    docs.iter().for_each(|d| out.nodes(d).unwrap());
    docs.iter().for_each(|d| out.edges(d).unwrap());
    out.finish().unwrap()
}

#[test]
fn days_weights_and_values_stand_where_gephi_looks_for_them() {
    let read = elements(&write(&[crate::graphml::tests::report("a")]));
    let graph = read.iter().find(|e| e.name == "graph").unwrap();
    assert_eq!(graph.get("timeformat"), Some("date"));
    assert_eq!(graph.get("mode"), Some("dynamic"));
    let at = read.iter().position(|e| e.name == "edge").unwrap();
    let edge = &read[at];
    let want = [
        ("id", "a#v1/1"),
        ("source", "key:state/RU"),
        ("target", "document:a#28-33"),
        ("kind", "SANCTION"),
        ("label", "SANCTION"),
        ("weight", "0.5"),
        ("start", "2026-03-01"),
        ("end", "2026-03-02"),
    ];
    assert_eq!(edge.attributes, want.map(|(k, v)| (k.to_owned(), v.to_owned())));
    let values: Vec<_> = read[at..].iter().filter(|e| e.name == "attvalue").take(5).collect();
    let values: Vec<_> = values.iter().map(|e| (e.get("for").unwrap(), e.get("value").unwrap())).collect();
    assert_eq!(
        values,
        [("record_type", "event"), ("type", "SANCTION"), ("sign", "-1"), ("n_sources", "1"), ("pairs", "2")]
    );
}

#[test]
fn no_documents_are_a_graph_without_nodes() {
    let names: Vec<String> = elements(&write(&[])).into_iter().map(|e| e.name).collect();
    assert_eq!(names[names.len() - 2..], ["nodes", "edges"]);
}

proptest! {
    #[test]
    fn every_value_is_declared_and_every_edge_ends_in_nodes(
        text in texts(), draws in prop::collection::vec(any::<u32>(), 1..200)
    ) {
        let doc = document(&text, draws);
        let read = elements(&write(&[doc.clone(), doc]));
        let of = |name: &str, key: &str| -> BTreeSet<String> {
            read.iter().filter(|e| e.name == name).map(|e| e.get(key).unwrap().to_owned()).collect()
        };
        prop_assert!(of("attvalue", "for").is_subset(&of("attribute", "id")));
        let nodes = of("node", "id");
        prop_assert!(of("edge", "source").is_subset(&nodes) && of("edge", "target").is_subset(&nodes));
    }
}
