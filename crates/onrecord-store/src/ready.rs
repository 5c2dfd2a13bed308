//! A document made ready to be stored: all that costs time (its JSON, packed; its ids; its rows) is done here, on as many
//! threads as there are, and the one writer only hands rows to SQLite.

use crate::Error;
use crate::ids::{Tags, document_id, sha256};
use crate::rows::{self, Rows};
use flate2::{Compression, bufread::DeflateDecoder, write::DeflateEncoder};
use onrecord_doc::{Document, json};
use std::io::{Read, Write};

/// Where a document comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin<'a> {
    /// Canonical URL or file key. The same key with another text is a new version of the document.
    pub key: &'a str,
    /// SHA-256 of the bytes that the text was decoded from, in hexadecimal.
    pub source_sha256: Option<&'a str>,
}

impl<'a> Origin<'a> {
    /// A key of which the bytes are not known.
    pub fn key(key: &'a str) -> Origin<'a> {
        Origin { key, source_sha256: None }
    }
}

/// A document made ready to be stored.
#[derive(Clone, Debug)]
pub struct Ready {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) source_sha256: Option<String>,
    pub(crate) head: Head,
    pub(crate) read: Packed,
    pub(crate) rows: Rows,
}

/// What is known of the document as a whole.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub text: String,
    pub title: Option<String>,
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub published_basis: &'static str,
    pub dateline: Option<String>,
    pub language: Option<String>,
    pub own_id: Option<String>,
}

impl Head {
    pub(crate) fn of(doc: &Document) -> Head {
        let input = doc.input();
        Head {
            text: input.text.clone(),
            title: input.title.clone(),
            url: input.url.clone(),
            publisher: input.publisher.clone(),
            published: doc.published.day.map(|d| d.to_string()),
            published_basis: doc.published.basis.name(),
            dateline: doc.dateline.as_ref().map(|d| d.place.clone()),
            language: doc.language.clone(),
            own_id: input.id.clone(),
        }
    }
}

/// One reading, packed by DEFLATE.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    pub program: [String; 4],
    pub at: Option<String>,
    pub records_sha256: String,
    pub records: Vec<u8>,
}

impl Ready {
    /// Makes a document ready.
    ///
    /// # Errors
    ///
    /// Fails (`is_not_whole`) when a record points at words or at another record that are not there.
    pub fn of(doc: &Document, origin: Origin<'_>) -> Result<Ready, Error> {
        if let Some(fault) = rows::fault(doc) {
            return Err(Error::not_whole(fault));
        }
        let id = document_id(origin.key, doc.text());
        let rows = rows::rows(doc, &Tags::of(doc, &id));
        Ok(Ready {
            key: origin.key.to_owned(),
            source_sha256: origin.source_sha256.map(str::to_owned),
            head: Head::of(doc),
            read: Packed::of(doc),
            rows,
            id,
        })
    }

    /// The id that the document will have.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl Packed {
    pub(crate) fn of(doc: &Document) -> Packed {
        let r = &doc.reading;
        let json = records_json(doc);
        Packed {
            program: [r.program.clone(), r.model.clone(), r.data.clone(), r.heads.clone()],
            at: r.at.clone(),
            records_sha256: sha256(json.as_bytes()),
            records: pack(json.as_bytes()),
        }
    }
}

/// The document as JSON, without its text and without the time of reading: what two readings of the same kind share.
fn records_json(doc: &Document) -> String {
    let mut json = json::to_string(doc, json::Options { text: false });
    // Both marks hold a bare quotation mark, which inside a string would have a backslash in front.
    let Some(end) = json.find("},\"sentences\":[") else { return json };
    let Some(start) = json.get(..end).and_then(|head| head.rfind("\"at\":")) else { return json };
    json.replace_range(start + 5..end, "null");
    json
}

/// Level 3 takes a third of the time of level 6 and a tenth more room.
fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut out = DeflateEncoder::new(Vec::new(), Compression::new(3));
    out.write_all(bytes).and_then(|()| out.finish()).expect("memory takes every write")
}

/// The most that a reading may unpack to, against a damaged or made-up file: a text of 32 MB with a hundred times its
/// size in records.
const MOST: u64 = 4 << 30;

/// The document that a packed reading and its text make.
pub(crate) fn unpack(records: &[u8], text: &str, at: Option<&str>) -> Result<Document, Error> {
    let json = unpack_json(records)?;
    let mut doc = json::from_str(&with_text(&json, text)?)?;
    doc.reading.at = at.map(str::to_owned);
    Ok(doc)
}

/// The JSON of a packed reading.
pub(crate) fn unpack_json(records: &[u8]) -> Result<String, Error> {
    let mut json = String::new();
    DeflateDecoder::new(records)
        .take(MOST)
        .read_to_string(&mut json)
        .map_err(|_| Error::lost("a reading in the store cannot be unpacked"))?;
    Ok(json)
}

/// The JSON form with the text put back in.
pub(crate) fn with_text(json: &str, text: &str) -> Result<String, Error> {
    let rest =
        json.strip_prefix('{').ok_or_else(|| Error::lost("a reading in the store is no JSON object"))?;
    let text = serde_json::Value::String(text.to_owned());
    Ok(format!("{{\"text\":{text},{rest}"))
}
