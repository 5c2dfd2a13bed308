use super::*;
use crate::geo::Countries;
use onrecord_doc::json::generate::{document, texts};
use onrecord_doc::{Input, Maker, Place, PlaceLevel, PlaceSense, Span};
use proptest::prelude::*;
use serde_json::Value;

fn read(docs: &[Document], options: Options) -> Value {
    let mut out = Writer::new(Vec::new(), options).unwrap();
    for doc in docs {
        out.write(doc).unwrap();
    }
    serde_json::from_slice(&out.finish().unwrap()).unwrap()
}

fn report() -> Document {
    let mut doc = Document::new(Input { id: Some("a".into()), ..Input::new("Talks in Kyiv, Ukraine.") });
    let place = |name: &str, level, sense, at| Place {
        name: name.into(),
        country: Some("UA".into()),
        admin1: None,
        at,
        geonames: None,
        level,
        sense,
        alternatives: Vec::new(),
    };
    let kyiv = place("Kyiv", PlaceLevel::City, PlaceSense::Place, Some((50.45, 30.52)));
    let ukraine = place("Ukraine", PlaceLevel::Country, PlaceSense::Place, Some((49.0, 32.0)));
    let actor = place("Kyiv", PlaceLevel::City, PlaceSense::Actor, Some((50.45, 30.52)));
    let nowhere = place("Kyiv", PlaceLevel::City, PlaceSense::Place, Some((91.0, 30.52)));
    for (place, at) in [(kyiv, (9, 13)), (ukraine, (15, 22)), (actor, (9, 13)), (nowhere, (9, 13))] {
        doc.places.push(place, Span::of(at.0, at.1).into(), Maker::rule("r"), 0.5);
    }
    doc
}

#[test]
fn a_country_has_no_dot_unless_asked_for_and_a_government_is_on_no_map() {
    let form = read(&[report()], Options::default());
    let features = form["features"].as_array().unwrap();
    assert_eq!(features.len(), 2);
    assert_eq!(features[0]["geometry"]["coordinates"], serde_json::json!([30.52, 50.45]));
    assert_eq!(features[0]["properties"]["precision"], "city");
    assert_eq!(features[1]["geometry"], Value::Null);
    assert_eq!(features[1]["properties"]["precision"], "country");
    assert_eq!(features[1]["properties"]["quote"], "Ukraine");
    let form = read(&[report()], Options { countries: Countries::Points });
    assert_eq!(form["features"][1]["geometry"]["coordinates"], serde_json::json!([32.0, 49.0]));
    assert_eq!(form["features"][1]["properties"]["precision"], "country");
}

#[test]
fn no_documents_are_an_empty_collection() {
    assert_eq!(read(&[], Options::default())["features"], serde_json::json!([]));
}

proptest! {
    #[test]
    fn every_feature_is_on_the_earth_and_quotes_its_document(
        text in texts(), draws in prop::collection::vec(any::<u32>(), 1..200)
    ) {
        let doc = document(&text, draws);
        let form = read(&[doc.clone(), doc.clone()], Options { countries: Countries::Points });
        let features = form["features"].as_array().unwrap();
        let on_earth = |p: &Place| p.at.is_some_and(|(a, b)| a.abs() <= 90.0 && b.abs() <= 180.0);
        let events = doc.events.iter().filter(|(_, e)| {
            e.value.place.is_some_and(|p| on_earth(&doc.places[p].value))
        }).count();
        let places = doc.places.iter().filter(|(_, p)| {
            on_earth(&p.value) && p.value.sense != PlaceSense::Actor
        }).count();
        prop_assert_eq!(features.len(), 2 * (events + places));
        for feature in features {
            let record = feature["properties"]["record"].as_str().unwrap();
            let number: usize = record[1..].parse().unwrap();
            let at = match &record[..1] {
                "v" => &doc.events.iter().nth(number - 1).unwrap().1.at,
                _ => &doc.places.iter().nth(number - 1).unwrap().1.at,
            };
            prop_assert_eq!(feature["properties"]["quote"].as_str().unwrap(), doc.quotes(at).join(" … "));
            let [lon, lat] = [0, 1].map(|i| feature["geometry"]["coordinates"][i].as_f64().unwrap());
            prop_assert!(lon.abs() <= 180.0 && lat.abs() <= 90.0);
        }
    }
}
