//! Names of documents, texts and records as IRIs, for the formats of linked data.
//!
//! A text is named by its hash (`urn:sha256:…`), for a page behind a URL changes and a text does not. A record is a
//! fragment of it.

use onrecord_doc::Document;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// `urn:sha256:` and the hash of the text in UTF-8.
pub(crate) fn text(doc: &Document) -> String {
    let mut out = String::from("urn:sha256:");
    for byte in Sha256::digest(doc.text().as_bytes()) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The name of a document: that of its text, with its own id where it has one.
pub(crate) fn document(doc: &Document) -> String {
    let mut out = text(doc);
    if let Some(id) = &doc.input().id {
        out.push('#');
        out.push_str(&percent(id));
    }
    out
}

/// The name of a record of the document with this name.
pub(crate) fn record(document: &str, id: &str) -> String {
    let mark = if document.contains('#') { '/' } else { '#' };
    format!("{document}{mark}{id}")
}

/// The URL of the document, if it is one that a program can follow; anything else is no IRI.
pub(crate) fn url(doc: &Document) -> Option<&str> {
    let url = doc.input().url.as_deref()?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let is_plain = |b: u8| b.is_ascii_graphic() && !b"<>\"{}|\\^`[]".contains(&b);
    (!rest.is_empty() && rest.bytes().all(is_plain)).then_some(url)
}

/// The page of a Wikidata item, if the number is one.
pub(crate) fn wikidata(number: &str) -> Option<String> {
    let digits = number.strip_prefix('Q')?;
    let is_number = !digits.is_empty() && digits.len() < 20 && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| format!("http://www.wikidata.org/entity/{number}"))
}

/// What may stand in a fragment as it is; the rest as `%` and two digits. Source: RFC 3986, 2.1 and 2.3.
pub(crate) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
