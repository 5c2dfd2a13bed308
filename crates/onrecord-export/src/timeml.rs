//! The times of a document as TimeML, the form that temporal taggers are compared in and that other tools read.
//!
//! One XML document: `DOCID`, `DCT` with the day of publication as the time `t0`, `TITLE` where there is one, and `TEXT`
//! with every time in a `TIMEX3`. What was counted from another time names it in `anchorTimeID`. Source: TimeML 1.2.1
//! (Saurí et al. 2006), and the files of TempEval-3 for the order of the elements.

use crate::xml::allowed;
use onrecord_doc::{Document, TimeExpr};
use std::collections::HashMap;
use std::fmt::Write;

/// The document with its times, as TimeML.
///
/// Without its tags, `TEXT` is the text, but that U+FFFD stands for each character that XML does not allow (control
/// characters, U+FFFE, U+FFFF). Where the day of publication is not known, `DCT` is empty.
pub fn document(doc: &Document) -> String {
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

/// Writes text so that an XML parser gives it back, carriage returns too, which it would else take for line ends.
fn escape(text: &str, out: &mut String) {
    out.push_str(&quick_xml::escape::escape(allowed(text)));
}

#[cfg(test)]
mod tests;
