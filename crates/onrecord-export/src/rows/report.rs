//! Rows of what a document is: the document itself, its sentences, and what does not fit together in it.

use super::{Cell, Table, columns, head, record_columns, tail};
use onrecord_doc::{Basis, FindingKind};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

pub(super) const DOCUMENTS: Table = Table {
    name: "documents",
    about: "a text that was read",
    columns: columns! {
        "document" Text, "its id: the input's own, else the SHA-256 of the text";
        "title" Text, "headline";
        "url" Text, "where it was published";
        "publisher" Text, "who published it";
        "published" Date, "day of publication";
        "published_basis" Text of Basis, "how that day is known";
        "published_evidence" Texts, "the words that say so or agree";
        "dateline" Text, "words of the dateline";
        "dateline_place" Text, "place that the dateline names";
        "language" Text, "ISO 639-1 code";
        "characters" Integer, "code points of the text";
        "sha256" Text, "SHA-256 of the text in UTF-8";
        "text" Text, "the text that all offsets count in";
        "program" Text, "program that read it";
        "model" Text, "base model it was read with";
        "data" Text, "SHA-256 of the data files it was read with";
        "heads" Text, "SHA-256 of the trained heads that answered";
        "read_at" Text, "when it was read, ISO 8601";
    },
    key: &["document"],
    links: &[],
    make: |f, each| {
        let (doc, input, known) = (f.doc, f.doc.input(), |s: &str| !s.is_empty());
        let digest: String =
            Sha256::digest(doc.text().as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        each(vec![
            f.id.as_str().into(),
            (&input.title).into(),
            (&input.url).into(),
            (&input.publisher).into(),
            doc.published.day.into(),
            doc.published.basis.name().into(),
            Cell::Texts(doc.published.evidence.iter().map(|s| Some(Cow::Borrowed(doc.quote(*s)))).collect()),
            doc.dateline.as_ref().map(|d| doc.quote(d.at)).into(),
            doc.dateline.as_ref().map(|d| d.place.as_str()).into(),
            (&doc.language).into(),
            doc.text().chars().count().into(),
            digest.into(),
            f.text.then_some(doc.text()).into(),
            Some(doc.reading.program.as_str()).filter(|s| known(s)).into(),
            Some(doc.reading.model.as_str()).filter(|s| known(s)).into(),
            Some(doc.reading.data.as_str()).filter(|s| known(s)).into(),
            Some(doc.reading.heads.as_str()).filter(|s| known(s)).into(),
            (&doc.reading.at).into(),
        ]);
    },
};

pub(super) const SENTENCES: Table = Table {
    name: "sentences",
    about: "a sentence of a document",
    columns: columns! {
        "document" Text, "id of the document";
        "number" Integer, "number of the sentence in its document, from 1";
        "start" Integer, "first code point, counted from 0 in the document's text";
        "end" Integer, "code point after the last";
    },
    key: &["document", "number"],
    links: &[("document", "documents")],
    make: |f, each| {
        for (id, e) in f.doc.sentences.iter() {
            let (start, end) = f.offsets(e.at.hull());
            each(vec![f.id.as_str().into(), (id.index() + 1).into(), start.into(), end.into()]);
        }
    },
};

pub(super) const FINDINGS: Table = Table {
    name: "findings",
    about: "something in a text that does not fit together, for a person to look at",
    columns: record_columns! {
        "kind" Text of FindingKind, "sort of misfit";
        "message" Text, "what is wrong";
    },
    key: &["document", "id"],
    links: &[("document", "documents")],
    make: |f, each| {
        for (id, e) in f.doc.findings.iter() {
            let mut row = head(f, 'f', id);
            row.extend([e.value.kind.name().into(), (&e.value.message).into()]);
            row.extend(tail(f, e));
            each(row);
        }
    },
};
