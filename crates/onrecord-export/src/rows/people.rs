//! Rows of who is who: mentions, entities, their offices, and what stands between two of them.

use super::{Cell, Table, columns, head, id, record_columns, tail, voice};
use onrecord_doc::{EntityType, Id, Mention, MentionForm, MentionType, RelationType};
use std::borrow::Cow;

pub(super) const MENTIONS: Table = Table {
    name: "mentions",
    about: "words that stand for someone or something",
    columns: record_columns! {
        "form" Text of MentionForm, "name, common noun or pronoun";
        "type" Text of MentionType, "what it stands for";
        "entity" Text, "id of the entity";
        "sentence" Integer, "number of the sentence";
    },
    key: &["document", "id"],
    links: &[("document", "documents"), ("entity", "entities")],
    make: |f, each| {
        for (of, e) in f.doc.mentions.iter() {
            let mut row = head(f, 'm', of);
            row.extend([
                e.value.form.name().into(),
                e.value.kind.name().into(),
                e.value.entity.map(|e| id('e', e)).into(),
                f.sentence(&e.at).into(),
            ]);
            row.extend(tail(f, e));
            each(row);
        }
    },
};

pub(super) const ENTITIES: Table = Table {
    name: "entities",
    about: "an actor, place or thing that mentions of a document stand for",
    columns: record_columns! {
        "name" Text, "its fullest name";
        "type" Text of EntityType, "what it is";
        "aliases" Texts, "other names";
        "country" Text, "ISO 3166 alpha-2 code";
        "cameo" Text, "CAMEO actor code";
        "sector" Text, "PLOVER sector";
        "roles" Texts, "titles and functions: *foreign minister, Russia*; more in the table `offices`";
        "key" Text, "key under which a data file knows it";
        "wikidata" Text, "Wikidata number";
        "anonymous" Boolean, "whether it is a particular person whose name is withheld";
        "mentions" Texts, "ids of its mentions";
    },
    key: &["document", "id"],
    links: &[("document", "documents"), ("mentions", "mentions")],
    make: |f, each| {
        let mut mentions: Vec<Vec<Id<Mention>>> = vec![Vec::new(); f.doc.entities.len()];
        for (of, m) in f.doc.mentions.iter() {
            if let Some(all) = m.value.entity.and_then(|e| mentions.get_mut(e.index())) {
                all.push(of);
            }
        }
        for ((of, e), mentions) in f.doc.entities.iter().zip(&mentions) {
            let v = &e.value;
            let role = |o: &onrecord_doc::Office| {
                let parts = [Some(o.title.as_str()), o.of.as_deref()].into_iter().flatten();
                Some(Cow::Owned(parts.filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")))
            };
            let mut row = head(f, 'e', of);
            row.extend([
                (&v.name).into(),
                v.kind.name().into(),
                (&v.aliases).into(),
                (&v.country).into(),
                (&v.cameo).into(),
                (&v.sector).into(),
                Cell::Texts(v.roles.iter().map(role).collect()),
                (&v.key).into(),
                (&v.wikidata).into(),
                v.anonymous.into(),
                super::ids('m', mentions),
            ]);
            row.extend(tail(f, e));
            each(row);
        }
    },
};

pub(super) const OFFICES: Table = Table {
    name: "offices",
    about: "a title or function of an entity",
    columns: columns! {
        "document" Text, "id of the document";
        "entity" Text, "id of the entity";
        "number" Integer, "number among the titles of the entity, from 1";
        "title" Text, "the title";
        "of" Text, "of whom or what";
        "from" Date, "first day in office";
        "to" Date, "last day in office, if past";
        "basis" Text, "where it is known from: `text`, or the path of a data file";
    },
    key: &["document", "entity", "number"],
    links: &[("document", "documents"), ("entity", "entities")],
    make: |f, each| {
        for (of, e) in f.doc.entities.iter() {
            for (i, o) in e.value.roles.iter().enumerate() {
                each(vec![
                    f.id.as_str().into(),
                    id('e', of).into(),
                    (i + 1).into(),
                    (&o.title).into(),
                    (&o.of).into(),
                    o.from.into(),
                    o.to.into(),
                    (&o.basis).into(),
                ]);
            }
        }
    },
};

pub(super) const RELATIONS: Table = Table {
    name: "relations",
    about: "a standing fact between two entities",
    columns: record_columns! {
        "type" Text of RelationType, "what holds between them";
        "subject" Text, "name of the one end, else its words";
        "subject_entity" Text, "id of its entity";
        "subject_spans" Texts, "its words as `start-end`";
        "object" Text, "name of the other end, else its words";
        "object_entity" Text, "id of its entity";
        "object_spans" Texts, "its words as `start-end`";
        "word" Text, "on whose word: `publisher`, or the id of a statement";
        "said_by" Text, "the same by name";
        "sentence" Integer, "number of the sentence";
    },
    key: &["document", "id"],
    links: &[("document", "documents"), ("subject_entity", "entities"), ("object_entity", "entities")],
    make: |f, each| {
        for (of, e) in f.doc.relations.iter() {
            let v = &e.value;
            let mut row = head(f, 'r', of);
            row.push(v.kind.name().into());
            for end in [&v.subject, &v.object] {
                row.extend([
                    f.name(end).into(),
                    end.entity.map(|e| id('e', e)).into(),
                    f.stretches(end.at.as_ref()),
                ]);
            }
            row.extend([voice(v.word).into(), f.said_by(v.word).into(), f.sentence(&e.at).into()]);
            row.extend(tail(f, e));
            each(row);
        }
    },
};
