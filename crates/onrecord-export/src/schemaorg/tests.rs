use super::*;
use onrecord_doc::json::generate::{document, texts};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

proptest! {
    #[test]
    fn quotations_quote_claims_point_at_them_and_nothing_is_rated(
        text in texts(), draws in prop::collection::vec(any::<u32>(), 1..200)
    ) {
        let doc = document(&text, draws);
        let mut out = Vec::new();
        write(&doc, &mut out).unwrap();
        prop_assert_eq!(out.iter().filter(|b| **b == b'\n').count(), 1);
        let form: Value = serde_json::from_slice(&out).unwrap();
        let graph = form["@graph"].as_array().unwrap();
        let of = |kind: &str| graph.iter().filter(|t| t["@type"] == kind).collect::<Vec<_>>();
        let ids: BTreeSet<&str> = graph.iter().map(|t| t["@id"].as_str().unwrap()).collect();
        prop_assert_eq!(ids.len(), graph.len());
        let with_words: Vec<_> = doc.statements.iter()
            .filter_map(|(_, s)| Some((s, s.value.content.as_ref()?.at.as_ref()?))).collect();
        let quotations = of("Quotation");
        prop_assert_eq!(quotations.len(), with_words.len());
        for (quotation, (statement, at)) in quotations.iter().zip(&with_words) {
            prop_assert_eq!(quotation["text"].as_str().unwrap(), doc.quotes(at).join(" … "));
            prop_assert_eq!(
                quotation.get("creator").is_some(),
                quotation.get("spokenByCharacter").is_some() && statement.value.manner == Manner::Direct
            );
            prop_assert!(ids.contains(quotation["isPartOf"]["@id"].as_str().unwrap()));
        }
        let claims = of("Claim");
        prop_assert_eq!(claims.len(), doc.claims.len());
        for claim in claims {
            prop_assert!(ids.contains(claim["firstAppearance"]["@id"].as_str().unwrap()));
        }
        prop_assert!(!String::from_utf8(out).unwrap().contains("ating\":"));
    }
}
