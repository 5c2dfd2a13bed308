//! The times of a document as TimeML, the form that temporal taggers are compared in and that other tools read.
//!
//! One XML document: `DOCID`, `DCT` with the day of publication as the time `t0`, `TITLE` where there is one, and `TEXT`
//! with every time in a `TIMEX3`. What was counted from another time names it in `anchorTimeID`. Source: TimeML 1.2.1
//! (Saurí et al. 2006), and the files of TempEval-3 for the order of the elements.

use hashbrown::HashMap;
use onrecord_doc::{Document, TimeExpr};
use std::fmt::Write;

/// The document with its times, as TimeML.
///
/// Without its tags, `TEXT` is the text, but that U+FFFD stands for each character that XML does not allow (control
/// characters, U+FFFE, U+FFFF). Where the day of publication is not known, `DCT` is empty.
pub fn timeml(doc: &Document) -> String {
    let mut out = String::with_capacity(doc.text().len() + 128 * doc.times.len() + 512);
    out.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <TimeML xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:noNamespaceSchemaLocation=\"http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd\">\n\n<DOCID>",
    );
    escape(&doc.id(), &mut out);
    out.push_str("</DOCID>\n\n<DCT>");
    if let Some(day) = doc.published.day {
        let _ = write!(
            out,
            "<TIMEX3 tid=\"t0\" type=\"DATE\" value=\"{day}\" temporalFunction=\"false\" \
             functionInDocument=\"CREATION_TIME\">{day}</TIMEX3>"
        );
    }
    out.push_str("</DCT>\n\n");
    if let Some(title) = &doc.input().title {
        out.push_str("<TITLE>");
        escape(title, &mut out);
        out.push_str("</TITLE>\n\n");
    }
    out.push_str("<TEXT>");
    text(doc, &mut out);
    out.push_str("</TEXT>\n\n</TimeML>\n");
    out
}

/// The text with its times in tags, numbered from `t1` as in JSON.
fn text(doc: &Document, out: &mut String) {
    let text = doc.text();
    let mut done = 0;
    // The number of the last time of these words: an anchor is told by its words.
    let mut last_of: HashMap<&str, usize> = HashMap::new();
    for (number, (_, entry)) in doc.times.iter().enumerate() {
        let Some(span) = entry.at.iter().next() else { continue };
        // Times never lie within each other; a record that came from elsewhere may do as it likes.
        if span.start() < done {
            continue;
        }
        escape(text.get(done..span.start()).unwrap_or(""), out);
        let time = &entry.value;
        let anchor = time.anchor.as_deref().and_then(|anchor| match anchor {
            "published" => doc.published.day.map(|_| 0),
            words => last_of.get(words).copied(),
        });
        open(number + 1, time, anchor, out);
        let words = doc.quote(span);
        escape(words, out);
        out.push_str("</TIMEX3>");
        last_of.insert(words, number + 1);
        done = span.end();
    }
    escape(text.get(done..).unwrap_or(""), out);
}

/// The opening tag.
fn open(number: usize, time: &TimeExpr, anchor: Option<usize>, out: &mut String) {
    let _ = write!(out, "<TIMEX3 tid=\"t{number}\" type=\"{}\" value=\"", time.kind);
    escape(&time.value, out);
    out.push('"');
    if let Some(modifier) = &time.modifier {
        out.push_str(" mod=\"");
        escape(modifier, out);
        out.push('"');
    }
    if let Some(anchor) = anchor {
        let _ = write!(out, " temporalFunction=\"true\" anchorTimeID=\"t{anchor}\"");
    }
    out.push('>');
}

/// Writes text so that an XML parser gives it back: carriage returns too, which it would else take for line ends.
/// Source: XML 1.0, 2.2 Characters, 2.11 End-of-Line Handling.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            c if c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::{TimeData, read};
    use onrecord_doc::Input;
    use proptest::prelude::*;
    use quick_xml::escape::unescape;
    use quick_xml::events::Event;
    use std::sync::OnceLock;

    fn data() -> &'static TimeData {
        static DATA: OnceLock<TimeData> = OnceLock::new();
        DATA.get_or_init(|| TimeData::embedded().unwrap())
    }

    /// A `TIMEX3` as an XML parser reads it.
    #[derive(Default)]
    struct Tag {
        attributes: Vec<(String, String)>,
        words: String,
    }

    /// What an XML parser reads below `TEXT`: all of its characters, and the times.
    fn parse(xml: &str) -> (String, Vec<Tag>) {
        let mut reader = quick_xml::Reader::from_str(xml);
        let (mut all, mut times) = (String::new(), Vec::<Tag>::new());
        let (mut inside, mut in_time) = (false, false);
        loop {
            let mut add = |words: &str| {
                if inside {
                    all.push_str(words);
                }
                if let (true, Some(time)) = (in_time, times.last_mut()) {
                    time.words.push_str(words);
                }
            };
            match reader.read_event().unwrap() {
                Event::Eof => return (all, times),
                Event::Text(text) => add(&text.xml10_content()),
                Event::GeneralRef(name) => {
                    add(&unescape(&format!("&{};", &*name)).unwrap());
                }
                Event::Start(tag) if tag.name().as_ref() == "TEXT" => inside = true,
                Event::Start(tag) if inside => {
                    let attributes = tag.attributes().map(|a| {
                        let a = a.unwrap();
                        let key = a.key.as_ref().to_owned();
                        (key, unescape(&a.value).unwrap().into_owned())
                    });
                    times.push(Tag { attributes: attributes.collect(), words: String::new() });
                    in_time = true;
                }
                Event::End(tag) if tag.name().as_ref() == "TEXT" => inside = false,
                Event::End(_) => in_time = false,
                _ => {}
            }
        }
    }

    /// What is left of a text in XML.
    fn allowed(text: &str) -> String {
        let is_bad =
            |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
        text.chars().map(|c| if is_bad(c) { '\u{FFFD}' } else { c }).collect()
    }

    #[test]
    fn times_stand_in_the_text_with_value_and_anchor() {
        let text = "On March 12, 2020 & the previous day,\r\nhe \"waited\" <early> until late Friday.";
        let input = Input { id: Some("a<b".to_owned()), ..Input::new(text) };
        let doc = read(input.published("2026-03-04".parse().unwrap()), data());
        let xml = timeml(&doc);
        assert!(xml.contains(
            "<DOCID>a&lt;b</DOCID>\n\n<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"2026-03-04\" \
             temporalFunction=\"false\" functionInDocument=\"CREATION_TIME\">2026-03-04</TIMEX3></DCT>"
        ));
        let (all, times) = parse(&xml);
        assert_eq!(all, text);
        let times: Vec<String> = times
            .iter()
            .map(|Tag { attributes, words }| {
                let attributes: Vec<String> = attributes.iter().map(|(k, v)| format!("{k}={v}")).collect();
                format!("{words}: {}", attributes.join(" "))
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
            parts in prop::collection::vec(
                prop_oneof![
                    Just("last Monday ".to_owned()),
                    Just("]]> <b> &amp; \r\n\r ".to_owned()),
                    Just("\0\u{1}\u{FFFE}".to_owned()),
                    any::<String>(),
                ],
                0..12,
            )
        ) {
            let text = parts.concat();
            let doc = read(Input::new(text.as_str()), data());
            let (all, times) = parse(&timeml(&doc));
            prop_assert_eq!(all, allowed(&text));
            let quotes: Vec<String> = doc.times.iter().map(|(_, e)| allowed(&doc.quotes(&e.at).join(" "))).collect();
            prop_assert_eq!(times.into_iter().map(|t| t.words).collect::<Vec<_>>(), quotes);
        }
    }
}
