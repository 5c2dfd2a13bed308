use super::*;
use crate::geo::Countries;
use crate::xml::{allowed, parsed::elements};
use onrecord_doc::PlaceLevel;
use onrecord_doc::json::generate::{document, texts};
use proptest::prelude::*;

proptest! {
    #[test]
    fn every_placemark_holds_its_quote_its_days_and_its_precision(
        text in texts(), draws in prop::collection::vec(any::<u32>(), 1..200)
    ) {
        let doc = document(&text, draws);
        let options = Options { countries: Countries::NoPoints };
        let mut out = Writer::new(Vec::new(), options).unwrap();
        out.write(&doc).unwrap();
        let read = elements(&out.finish().unwrap());
        let facts = Facts::of(&doc);
        let mut want = Vec::new();
        geo::items(&facts, options, &mut |item| {
            let quote = words(&item.fields[3].1).unwrap().into_owned();
            want.push((item.id.clone(), quote, item.level, item.start, item.end, item.point.is_some()));
            Ok(())
        }).unwrap();
        let marks: Vec<usize> = (0..read.len()).filter(|i| read[*i].name == "Placemark").collect();
        prop_assert_eq!(marks.len(), want.len());
        for (mark, (id, quote, level, start, end, point)) in marks.into_iter().zip(want) {
            let next = (mark + 1..read.len()).find(|i| read[*i].name == "Placemark").unwrap_or(read.len());
            let inside = &read[mark..next];
            let find = |name: &str| inside.iter().find(|e| e.name == name).map(|e| e.text.clone());
            let data = |name: &str| {
                let at = inside.iter().position(|e| e.get("name") == Some(name))?;
                Some(inside[at + 1].text.clone())
            };
            prop_assert_eq!(data("id").unwrap(), allowed(&id));
            prop_assert_eq!(data("quote").unwrap(), allowed(&quote));
            prop_assert_eq!(find("styleUrl").unwrap(), format!("#{level}"));
            prop_assert_eq!(find("begin"), start.map(|d| d.to_string()));
            prop_assert_eq!(find("end"), end.map(|d| d.to_string()));
            prop_assert_eq!(find("Point").is_some(), point);
            prop_assert!(level != PlaceLevel::Country || !point);
            let html = find("description").unwrap();
            prop_assert!(!html.contains('<'));
        }
    }
}
