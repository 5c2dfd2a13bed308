//! Records as W3C Web Annotations (JSON-LD), for Hypothesis, Recogito and other tools that show notes beside a text.
//!
//! The target of a note is the stored text, named by its hash, with a `TextPositionSelector` in code points and a
//! `TextQuoteSelector` with the words before and after; and the page, where there is a URL, with the quote alone, for
//! offsets into a text mean nothing on a page. Words in several stretches are several targets. The bodies are tags (the
//! type of the record and its main value), one sentence for people, the record's fields as JSON, and the Wikidata item
//! where it is known. Source: W3C Web Annotation Data Model, 2017.

use crate::iri;
use crate::json::Fields;
use crate::rows::{Cell, Facts, Table};
use crate::xml::words;
use onrecord_doc::{Document, Layer, Mention, Span, Spans};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// Characters of text before and after a quote.
const CONTEXT: usize = 32;

/// The type of a part of something.
const RESOURCE: &str = "SpecificResource";

const CONTEXT_IRI: &str = "http://www.w3.org/ns/anno.jsonld";

#[derive(Serialize)]
struct Annotation<'a> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    id: String,
    r#type: &'static str,
    motivation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    generator: Option<Generator<'a>>,
    body: Vec<Body<'a>>,
    target: Vec<Target<'a>>,
}

#[derive(Serialize)]
struct Generator<'a> {
    r#type: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    Text { r#type: &'static str, purpose: &'static str, format: &'static str, value: String },
    Tag { r#type: &'static str, purpose: &'static str, value: Cow<'a, str> },
    Item { r#type: &'static str, purpose: &'static str, source: String },
}

#[derive(Serialize)]
struct Target<'a> {
    r#type: &'static str,
    source: &'a str,
    selector: Vec<Selector<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Selector<'a> {
    #[serde(rename = "TextPositionSelector")]
    Position { start: usize, end: usize },
    #[serde(rename = "TextQuoteSelector")]
    Quote { exact: &'a str, prefix: &'a str, suffix: &'a str },
}

/// Writes every record of a document as an annotation, one a line (JSON Lines).
///
/// # Errors
///
/// Fails where a write does.
pub fn lines(doc: &Document, out: &mut impl Write) -> io::Result<()> {
    annotations(doc, true, &mut |note| {
        serde_json::to_writer(&mut *out, &note)?;
        out.write_all(b"\n")
    })
}

/// Writes the records of a document as one `AnnotationPage`.
///
/// # Errors
///
/// Fails where a write does.
pub fn page(doc: &Document, out: &mut impl Write) -> io::Result<()> {
    let id = iri::record(&iri::document(doc), "annotations");
    write!(
        out,
        "{{\"@context\":\"{CONTEXT_IRI}\",\"id\":{},\"type\":\"AnnotationPage\",\"startIndex\":0,\"items\":[",
        serde_json::Value::from(id)
    )?;
    let mut is_first = true;
    annotations(doc, false, &mut |note| {
        out.write_all(if is_first { b"\n" } else { b",\n" })?;
        is_first = false;
        Ok(serde_json::to_writer(&mut *out, &note)?)
    })?;
    out.write_all(b"\n]}\n")
}

/// The tables whose rows become notes: the column whose value is a tag, and those that say it to people. Entities are not
/// among them, for their words are those of their mentions.
const NOTES: [(&str, &str, &[&str]); 10] = [
    ("statements", "act", &["source", "act", "addressee"]),
    ("events", "type", &["actors", "type", "recipients", "status", "said_by"]),
    ("claims", "status", &["proposition", "status", "asserted_by_names", "denied_by_names"]),
    ("relations", "type", &["subject", "type", "object", "said_by"]),
    ("agenda", "status", &["title", "status", "earliest", "latest"]),
    ("mentions", "type", &["type", "form"]),
    ("times", "type", &["value", "mod"]),
    ("places", "level", &["name", "country", "level", "sense"]),
    ("quantities", "unit", &["value", "low", "high", "unit", "of"]),
    ("findings", "kind", &["message"]),
];

/// Columns that the rest of a note says already.
const SAID: [&str; 7] = ["document", "published", "publisher", "url", "start", "end", "quote"];

/// Calls `each` with every record's table, row and words.
fn annotations(
    doc: &Document,
    alone: bool,
    each: &mut dyn FnMut(Annotation<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let facts = Facts::of(doc);
    let (text, document, url) = (iri::text(doc), iri::document(doc), iri::url(doc));
    let program = Some(doc.reading.program.as_str()).filter(|p| !p.is_empty());
    for (name, tag, says) in NOTES {
        let Some(table) = Table::find(name) else { continue };
        let column = |name: &str| table.columns.iter().position(|c| c.name == name);
        let (id, tag) = (column("id"), column(tag));
        let says: Vec<usize> = says.iter().filter_map(|s| column(s)).collect();
        let fields: Vec<usize> =
            (0..table.columns.len()).filter(|i| !SAID.contains(&table.columns[*i].name)).collect();
        let mut records = spans(doc, name).into_iter();
        let mut result = Ok(());
        table.rows(&facts, &mut |row| {
            let Some(Record { at, wikidata }) = records.next() else { return };
            if result.is_err() {
                return;
            }
            let value = |i: Option<usize>| i.and_then(|i| words(&row[i]));
            let (record, tag) = (value(id).unwrap_or_default(), value(tag));
            let said: Vec<_> = says.iter().filter_map(|i| words(&row[*i])).collect();
            let known: Vec<(&'static str, Cell<'_>)> = fields
                .iter()
                .filter(|i| words(&row[**i]).is_some())
                .map(|i| (table.columns[*i].name, row[*i].clone()))
                .collect();
            let tagged = |value| Body::Tag { r#type: "TextualBody", purpose: "tagging", value };
            let text_body =
                |purpose, format, value| Body::Text { r#type: "TextualBody", purpose, format, value };
            let mut body = vec![tagged(name.into())];
            body.extend(tag.map(tagged));
            body.push(text_body("describing", "text/plain", said.join(" · ")));
            match serde_json::to_string(&Fields(&known)) {
                Ok(json) => body.push(text_body("classifying", "application/json", json)),
                Err(e) => result = Err(e.into()),
            }
            let item = wikidata.and_then(iri::wikidata);
            body.extend(item.map(|source| Body::Item { r#type: RESOURCE, purpose: "identifying", source }));
            let on_text = at.iter().map(|span| {
                let (start, end) = doc.chars(span);
                let selector = vec![Selector::Position { start, end }, quote(doc, span)];
                Target { r#type: RESOURCE, source: &text, selector }
            });
            let on_page = url.into_iter().flat_map(|source| {
                at.iter().map(move |s| Target { r#type: RESOURCE, source, selector: vec![quote(doc, s)] })
            });
            let note = Annotation {
                context: alone.then_some(CONTEXT_IRI),
                id: iri::record(&document, &record),
                r#type: "Annotation",
                motivation: if name == "mentions" { "identifying" } else { "classifying" },
                generator: program.map(|name| Generator { r#type: "Software", name }),
                body,
                target: on_text.chain(on_page).collect(),
            };
            if result.is_ok() {
                result = each(note);
            }
        });
        result?;
    }
    Ok(())
}

/// What a note needs besides the row.
struct Record<'d> {
    at: &'d Spans,
    wikidata: Option<&'d str>,
}

/// The records of a table, in the order of its rows.
fn spans<'d>(doc: &'d Document, table: &str) -> Vec<Record<'d>> {
    fn all<T>(layer: &Layer<T>) -> Vec<Record<'_>> {
        layer.iter().map(|(_, e)| Record { at: &e.at, wikidata: None }).collect()
    }
    match table {
        "statements" => all(&doc.statements),
        "events" => all(&doc.events),
        "claims" => all(&doc.claims),
        "relations" => all(&doc.relations),
        "agenda" => all(&doc.agenda),
        "times" => all(&doc.times),
        "places" => all(&doc.places),
        "quantities" => all(&doc.quantities),
        "findings" => all(&doc.findings),
        "mentions" => {
            let entity = |m: &Mention| m.entity.and_then(|e| doc.entities.find(e));
            let wikidata = |m| entity(m).and_then(|e| e.value.wikidata.as_deref());
            doc.mentions.iter().map(|(_, e)| Record { at: &e.at, wikidata: wikidata(&e.value) }).collect()
        }
        _ => Vec::new(),
    }
}

/// The words with some of the text before and after.
fn quote(doc: &Document, span: Span) -> Selector<'_> {
    let text = doc.text();
    let (before, after) = (text.get(..span.start()).unwrap_or(""), text.get(span.end()..).unwrap_or(""));
    let from = before.char_indices().rev().take(CONTEXT).last().map_or(before.len(), |(i, _)| i);
    let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(i, _)| i);
    Selector::Quote { exact: doc.quote(span), prefix: &before[from..], suffix: &after[..to] }
}

#[cfg(test)]
mod tests;
