//! Rows of what was said: statements and claims.

use super::{Cell, Table, columns, head, id, ids, record_columns, tail, voices};
use onrecord_doc::{Act, ClaimStatus, Manner, Role};

pub(super) const STATEMENTS: Table = Table {
    name: "statements",
    about: "someone said something; its words are the content, else the cue",
    columns: record_columns! {
        "published" Date, "day on which the document was published";
        "publisher" Text, "who published it";
        "url" Text, "where it was published";
        "manner" Text of Manner, "whether the content stands in quotation marks: all, none, some of it";
        "act" Text of Act, "kind of speech act";
        "source" Text, "who said it: name of the entity, else its words";
        "source_entity" Text, "id of that entity";
        "source_type" Text, "its type";
        "source_country" Text, "its country, ISO 3166 alpha-2";
        "source_quote" Text, "the words that name the source";
        "source_spans" Texts, "those words as `start-end`";
        "anonymous" Boolean, "whether the source's name is withheld; empty where that is no question";
        "cue" Text, "the words that tell that it was said";
        "cue_spans" Texts, "those words as `start-end`";
        "content" Text, "what was said";
        "content_spans" Texts, "those words as `start-end`";
        "addressee" Text, "to whom: name of the entity, else its words";
        "addressee_entity" Text, "id of that entity";
        "addressee_spans" Texts, "its words as `start-end`";
        "channel" Text, "outlet, document or meeting it was said in: name of the entity, else its words";
        "channel_entity" Text, "id of that entity";
        "channel_spans" Texts, "its words as `start-end`";
        "time" Texts, "ids of the times at which it was said";
        "earliest" Date, "first day that these can mean";
        "latest" Date, "last day that these can mean";
        "inside" Text, "id of the statement that reports this one";
        "sentence" Integer, "number of the sentence in which the record's words begin";
    },
    key: &["document", "id"],
    links: &[
        ("document", "documents"),
        ("source_entity", "entities"),
        ("addressee_entity", "entities"),
        ("channel_entity", "entities"),
        ("time", "times"),
        ("inside", "statements"),
    ],
    make: |f, each| {
        for (of, e) in f.doc.statements.iter() {
            let v = &e.value;
            let words = |r: &Option<Role>| r.as_ref().and_then(|r| r.at.as_ref()).map(|at| f.words(at));
            let spans = |r: &Option<Role>| f.stretches(r.as_ref().and_then(|r| r.at.as_ref()));
            let name = |r: &Option<Role>| r.as_ref().and_then(|r| f.name(r));
            let key = |r: &Option<Role>| r.as_ref().and_then(|r| r.entity).map(|e| id('e', e));
            let who = v.source.as_ref().and_then(|r| f.entity(r));
            let times = || v.times.iter().filter_map(|t| f.doc.times.find(*t)).map(|t| &t.value);
            let mut row = head(f, 's', of);
            row.extend([
                f.doc.published.day.into(),
                (&f.doc.input().publisher).into(),
                (&f.doc.input().url).into(),
                v.manner.name().into(),
                v.act.name().into(),
                name(&v.source).into(),
                key(&v.source).into(),
                who.map(|w| w.kind.name()).into(),
                who.and_then(|w| w.country.as_deref()).into(),
                words(&v.source).into(),
                spans(&v.source),
                v.anonymous.into(),
                words(&v.cue).into(),
                spans(&v.cue),
                words(&v.content).into(),
                spans(&v.content),
            ]);
            for role in [&v.addressee, &v.channel] {
                row.extend([name(role).into(), key(role).into(), spans(role)]);
            }
            row.extend([
                ids('t', &v.times),
                times().filter_map(|t| t.earliest).min().into(),
                times().filter_map(|t| t.latest).max().into(),
                v.inside.map(|s| id('s', s)).into(),
                f.sentence(&e.at).into(),
            ]);
            row.extend(tail(f, e));
            each(row);
        }
    },
};

pub(super) const CLAIMS: Table = Table {
    name: "claims",
    about: "a proposition that someone asserts, denies, or says is being checked",
    columns: record_columns! {
        "published" Date, "day on which the document was published";
        "publisher" Text, "who published it";
        "url" Text, "where it was published";
        "proposition" Text, "the proposition in words";
        "status" Text of ClaimStatus, "how it stands";
        "asserted_by" Texts, "who says so: `publisher`, or ids of statements";
        "asserted_by_names" Texts, "the same by name";
        "denied_by" Texts, "who says that it is not so: `publisher`, or ids of statements";
        "denied_by_names" Texts, "the same by name";
        "sentence" Integer, "number of the sentence in which it begins";
    },
    key: &["document", "id"],
    links: &[("document", "documents")],
    make: |f, each| {
        for (of, e) in f.doc.claims.iter() {
            let v = &e.value;
            let mut row = head(f, 'c', of);
            row.extend([
                f.doc.published.day.into(),
                (&f.doc.input().publisher).into(),
                (&f.doc.input().url).into(),
                (&v.proposition).into(),
                v.status.name().into(),
            ]);
            for all in [&v.asserted_by, &v.denied_by] {
                row.extend([voices(all), Cell::Texts(all.iter().map(|w| f.said_by(*w)).collect())]);
            }
            row.push(f.sentence(&e.at).into());
            row.extend(tail(f, e));
            each(row);
        }
    },
};
