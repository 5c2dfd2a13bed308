use super::*;
use crate::xml::parsed::{Element, elements};
use onrecord_doc::json::generate::{document as generated, texts};
use onrecord_doc::{Input, Maker, Span, TimeType};
use proptest::prelude::*;
use quick_xml::events::Event;

/// All characters below `TEXT`.
fn text_of(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut all, mut inside) = (String::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return all,
            Event::Text(text) if inside => all.push_str(&text.xml10_content()),
            Event::GeneralRef(name) if inside => {
                all.push_str(&quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap());
            }
            Event::Start(tag) if tag.name().as_ref() == "TEXT" => inside = true,
            Event::End(tag) if tag.name().as_ref() == "TEXT" => inside = false,
            _ => {}
        }
    }
}

/// The times below `TEXT`.
fn times_of(xml: &str) -> Vec<Element> {
    let all = elements(xml.as_bytes());
    let text = all.iter().position(|e| e.name == "TEXT");
    all.iter().filter(|e| e.name == "TIMEX3" && e.parent == text).cloned().collect()
}

#[test]
fn times_stand_in_the_text_with_value_and_anchor() {
    let text = "On March 12, 2020 & the previous day,\r\nhe \"waited\" <early> until late Friday.";
    let input = Input { id: Some("a<b".to_owned()), ..Input::new(text) };
    let mut doc = Document::new(input.published("2026-03-04".parse().unwrap()));
    for (words, value, modifier, anchor) in [
        ("March 12, 2020", "2020-03-12", None, None),
        ("the previous day", "2020-03-11", None, Some("March 12, 2020")),
        ("late Friday", "2026-03-06", Some("END"), Some("published")),
    ] {
        let from = text.find(words).unwrap();
        let time = TimeExpr {
            kind: TimeType::Date,
            value: value.to_owned(),
            modifier: modifier.map(str::to_owned),
            earliest: None,
            latest: None,
            anchor: anchor.map(str::to_owned),
        };
        doc.times.push(time, Span::of(from, from + words.len()).into(), Maker::rule("r"), 1.0);
    }
    let xml = document(&doc);
    assert!(xml.contains(
        "<DOCID>a&lt;b</DOCID>\n\n<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"2026-03-04\" \
         temporalFunction=\"false\" functionInDocument=\"CREATION_TIME\">2026-03-04</TIMEX3></DCT>"
    ));
    assert_eq!(text_of(&xml), text);
    let times: Vec<String> = times_of(&xml)
        .iter()
        .map(|Element { attributes, text, .. }| {
            let attributes: Vec<String> = attributes.iter().map(|(k, v)| format!("{k}={v}")).collect();
            format!("{text}: {}", attributes.join(" "))
        })
        .collect();
    assert_eq!(
        times,
        [
            "March 12, 2020: tid=t1 type=DATE value=2020-03-12",
            "the previous day: tid=t2 type=DATE value=2020-03-11 temporalFunction=true anchorTimeID=t1",
            "late Friday: tid=t3 type=DATE value=2026-03-06 mod=END temporalFunction=true anchorTimeID=t0",
        ]
    );
}

proptest! {
    #[test]
    fn an_xml_parser_gives_any_text_back(
        text in texts(), more in any::<String>(), draws in prop::collection::vec(any::<u32>(), 1..200)
    ) {
        let text = format!("{text}]]> <b> &amp; \r\n\r {more}");
        let doc = generated(&text, draws);
        let xml = document(&doc);
        prop_assert_eq!(text_of(&xml), allowed(&text));
        let quotes: Vec<String> =
            doc.times.iter().map(|(_, e)| allowed(doc.quote(e.at.first())).into_owned()).collect();
        for time in times_of(&xml) {
            let number: usize = time.get("tid").unwrap()[1..].parse().unwrap();
            prop_assert_eq!(&time.text, &quotes[number - 1]);
            prop_assert_eq!(time.get("value").unwrap(), allowed(&doc.times.iter().nth(number - 1).unwrap().1.value.value));
        }
    }
}
