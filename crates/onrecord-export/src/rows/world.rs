//! Rows of what happens, where, when and how much: events with their parties, times, places, quantities, the agenda.

use super::{Cell, Table, columns, each_role, exact, head, id, ids, record_columns, tail, voice, voices};
use onrecord_doc::{AgendaStatus, Bound, EventType, PlaceLevel, PlaceSense, Quad, Status, TimeType};
use std::borrow::Cow;

pub(super) const EVENTS: Table = Table {
    name: "events",
    about: "someone did something to someone; its words are the trigger",
    columns: record_columns! {
        "published" Date, "day on which the document was published";
        "publisher" Text, "who published it";
        "url" Text, "where it was published";
        "type" Text of EventType, "PLOVER class";
        "mode" Text, "PLOVER mode";
        "contexts" Texts, "PLOVER contexts";
        "cameo" Text, "CAMEO code; its leading zero counts";
        "quad" Text of Quad, "quadrant";
        "plover_score" Number, "PLOVER score, -10 to 10";
        "goldstein" Number, "Goldstein value, -10 to 10";
        "status" Text of Status, "whether it took place";
        "word" Text, "on whose word: `publisher`, or the id of a statement";
        "said_by" Text, "the same by name";
        "actors" Texts, "who did it: names of the entities, else their words; more in the table `parties`";
        "actor_entities" Texts, "their ids, in the same order";
        "actor_countries" Texts, "their countries, ISO 3166 alpha-2, in the same order";
        "actor_sectors" Texts, "their PLOVER sectors, in the same order";
        "recipients" Texts, "to whom: names of the entities, else their words";
        "recipient_entities" Texts, "their ids, in the same order";
        "recipient_countries" Texts, "their countries, in the same order";
        "recipient_sectors" Texts, "their sectors, in the same order";
        "time" Texts, "ids of its times";
        "earliest" Date, "first day on which it can have been";
        "latest" Date, "last day on which it can have been";
        "place" Text, "id of its place";
        "place_name" Text, "name of that place";
        "place_country" Text, "its country, ISO 3166 alpha-2";
        "place_level" Text of PlaceLevel, "how precise the place is";
        "lat" Number, "its latitude, degrees, WGS 84";
        "lon" Number, "its longitude";
        "geonames" Integer, "its GeoNames number";
        "quantity" Texts, "ids of its quantities";
        "sentence" Integer, "number of the sentence";
    },
    key: &["document", "id"],
    links: &[
        ("document", "documents"),
        ("actor_entities", "entities"),
        ("recipient_entities", "entities"),
        ("time", "times"),
        ("place", "places"),
        ("quantity", "quantities"),
    ],
    make: |f, each| {
        for (of, e) in f.doc.events.iter() {
            let v = &e.value;
            let place = v.place.and_then(|p| f.doc.places.find(p)).map(|p| &p.value);
            let mut row = head(f, 'v', of);
            row.extend([
                f.doc.published.day.into(),
                (&f.doc.input().publisher).into(),
                (&f.doc.input().url).into(),
                v.kind.name().into(),
                (&v.mode).into(),
                (&v.contexts).into(),
                (&v.cameo).into(),
                v.quad.name().into(),
                v.plover_score.map(exact).into(),
                v.goldstein.map(exact).into(),
                v.status.name().into(),
                voice(v.word).into(),
                f.said_by(v.word).into(),
            ]);
            for roles in [&v.actors, &v.recipients] {
                let of = |part: fn(&onrecord_doc::Entity) -> &Option<String>| {
                    each_role(roles, |r| f.entity(r).and_then(|e| part(e).as_deref()).map(Cow::Borrowed))
                };
                row.extend([
                    each_role(roles, |r| f.name(r)),
                    each_role(roles, |r| r.entity.map(|e| Cow::Owned(id('e', e)))),
                    of(|e| &e.country),
                    of(|e| &e.sector),
                ]);
            }
            row.extend([
                ids('t', &v.times),
                v.earliest.into(),
                v.latest.into(),
                v.place.map(|p| id('p', p)).into(),
                place.map(|p| &p.name).into(),
                place.and_then(|p| p.country.as_deref()).into(),
                place.map(|p| p.level.name()).into(),
                place.and_then(|p| p.at).map(|at| at.0).into(),
                place.and_then(|p| p.at).map(|at| at.1).into(),
                place.and_then(|p| p.geonames).into(),
                ids('q', &v.quantities),
                f.sentence(&e.at).into(),
            ]);
            row.extend(tail(f, e));
            each(row);
        }
    },
};

/// The closed list of `side`.
struct Side(&'static str);

impl Side {
    const ALL: &'static [Side] = &[Side("actor"), Side("recipient")];

    fn name(&self) -> &'static str {
        self.0
    }
}

pub(super) const PARTIES: Table = Table {
    name: "parties",
    about: "one actor or recipient of an event",
    columns: columns! {
        "document" Text, "id of the document";
        "event" Text, "id of the event";
        "side" Text of Side, "who did it, or to whom";
        "number" Integer, "number on that side, from 1";
        "name" Text, "name of the entity, else the words";
        "entity" Text, "id of the entity";
        "type" Text, "its type";
        "country" Text, "its country, ISO 3166 alpha-2";
        "cameo" Text, "its CAMEO actor code";
        "sector" Text, "its PLOVER sector";
        "quote" Text, "the words that name the party here";
        "spans" Texts, "those words as `start-end`";
    },
    key: &["document", "event", "side", "number"],
    links: &[("document", "documents"), ("event", "events"), ("entity", "entities")],
    make: |f, each| {
        for (of, e) in f.doc.events.iter() {
            for (side, roles) in [("actor", &e.value.actors), ("recipient", &e.value.recipients)] {
                for (i, role) in roles.iter().enumerate() {
                    let who = f.entity(role);
                    each(vec![
                        f.id.as_str().into(),
                        id('v', of).into(),
                        side.into(),
                        (i + 1).into(),
                        f.name(role).into(),
                        role.entity.map(|e| id('e', e)).into(),
                        who.map(|w| w.kind.name()).into(),
                        who.and_then(|w| w.country.as_deref()).into(),
                        who.and_then(|w| w.cameo.as_deref()).into(),
                        who.and_then(|w| w.sector.as_deref()).into(),
                        role.at.as_ref().map(|at| f.words(at)).into(),
                        f.stretches(role.at.as_ref()),
                    ]);
                }
            }
        }
    },
};

pub(super) const TIMES: Table = Table {
    name: "times",
    about: "words that mean a date, a time, a duration or a set of them",
    columns: record_columns! {
        "type" Text of TimeType, "TIMEX3 type";
        "value" Text, "TIMEX3 value";
        "mod" Text, "TIMEX3 modifier";
        "earliest" Date, "first day that it can mean";
        "latest" Date, "last day that it can mean";
        "anchor" Text, "what it was counted from: `published`, `dateline`, or the words of an earlier time";
    },
    key: &["document", "id"],
    links: &[("document", "documents")],
    make: |f, each| {
        for (of, e) in f.doc.times.iter() {
            let v = &e.value;
            let mut row = head(f, 't', of);
            row.extend([
                v.kind.name().into(),
                (&v.value).into(),
                (&v.modifier).into(),
                v.earliest.into(),
                v.latest.into(),
                (&v.anchor).into(),
            ]);
            row.extend(tail(f, e));
            each(row);
        }
    },
};

pub(super) const PLACES: Table = Table {
    name: "places",
    about: "words that mean a place",
    columns: record_columns! {
        "name" Text, "the place's own name";
        "country" Text, "ISO 3166 alpha-2 code";
        "admin1" Text, "first-level division";
        "lat" Number, "latitude, degrees, WGS 84";
        "lon" Number, "longitude";
        "geonames" Integer, "GeoNames number";
        "level" Text of PlaceLevel, "how precise it is";
        "sense" Text of PlaceSense, "the place itself, the government there, or the dateline";
    },
    key: &["document", "id"],
    links: &[("document", "documents")],
    make: |f, each| {
        for (of, e) in f.doc.places.iter() {
            let v = &e.value;
            let mut row = head(f, 'p', of);
            row.extend([
                (&v.name).into(),
                (&v.country).into(),
                (&v.admin1).into(),
                v.at.map(|at| at.0).into(),
                v.at.map(|at| at.1).into(),
                v.geonames.into(),
                v.level.name().into(),
                v.sense.name().into(),
            ]);
            row.extend(tail(f, e));
            each(row);
        }
    },
};

pub(super) const PLACE_ALTERNATIVES: Table = Table {
    name: "place_alternatives",
    about: "a place that a name may mean instead of the one chosen",
    columns: columns! {
        "document" Text, "id of the document";
        "place" Text, "id of the place";
        "number" Integer, "rank, the likeliest first, from 1";
        "name" Text, "the place's own name";
        "country" Text, "ISO 3166 alpha-2 code";
        "lat" Number, "latitude, degrees, WGS 84";
        "lon" Number, "longitude";
        "geonames" Integer, "GeoNames number";
        "score" Number, "probability that it is meant, 0 to 1";
    },
    key: &["document", "place", "number"],
    links: &[("document", "documents"), ("place", "places")],
    make: |f, each| {
        for (of, e) in f.doc.places.iter() {
            for (i, o) in e.value.alternatives.iter().enumerate() {
                each(vec![
                    f.id.as_str().into(),
                    id('p', of).into(),
                    (i + 1).into(),
                    (&o.name).into(),
                    (&o.country).into(),
                    o.at.map(|at| at.0).into(),
                    o.at.map(|at| at.1).into(),
                    o.geonames.into(),
                    exact(o.score).into(),
                ]);
            }
        }
    },
};

pub(super) const QUANTITIES: Table = Table {
    name: "quantities",
    about: "a number with its unit and what it counts",
    columns: record_columns! {
        "value" Number, "the number";
        "low" Number, "the least it can be, where a range is given";
        "high" Number, "the most";
        "unit" Text, "ISO 4217 for money, else the word or SI symbol";
        "of" Text, "what it counts";
        "event" Text, "id of the event it belongs to";
        "sentence" Integer, "number of the sentence";
    },
    key: &["document", "id"],
    links: &[("document", "documents"), ("event", "events")],
    make: |f, each| {
        for (of, e) in f.doc.quantities.iter() {
            let v = &e.value;
            let mut row = head(f, 'q', of);
            row.extend([
                v.value.into(),
                v.low.into(),
                v.high.into(),
                (&v.unit).into(),
                (&v.of).into(),
                v.event.map(|e| id('v', e)).into(),
                f.sentence(&e.at).into(),
            ]);
            row.extend(tail(f, e));
            each(row);
        }
    },
};

pub(super) const AGENDA: Table = Table {
    name: "agenda",
    about: "something is to come",
    columns: record_columns! {
        "published" Date, "day on which the document was published";
        "publisher" Text, "who published it";
        "url" Text, "where it was published";
        "event" Text, "id of the event that it is";
        "type" Text of EventType, "PLOVER class of that event";
        "title" Text, "what it is, in words of the text";
        "status" Text of AgendaStatus, "how it stands";
        "earliest" Date, "first day on which it can be";
        "latest" Date, "last day on which it can be";
        "lasts" Boolean, "whether it takes all these days, and not some time in between";
        "bound" Text of Bound, "which end of it the day is; empty for the day itself";
        "was_earliest" Date, "first day for which it stood before it was moved";
        "was_latest" Date, "last day for which it stood";
        "time" Texts, "ids of its times";
        "place" Text, "id of its place";
        "place_name" Text, "name of that place";
        "parties" Texts, "who takes part: names of the entities, else their words";
        "party_entities" Texts, "their ids, in the same order";
        "word" Texts, "on whose word: `publisher`, or ids of statements, the first that tells it first";
        "said_by" Texts, "the same by name";
        "sentence" Integer, "number of the sentence in which it begins";
    },
    key: &["document", "id"],
    links: &[
        ("document", "documents"),
        ("event", "events"),
        ("time", "times"),
        ("place", "places"),
        ("party_entities", "entities"),
    ],
    make: |f, each| {
        for (of, e) in f.doc.agenda.iter() {
            let v = &e.value;
            let mut row = head(f, 'a', of);
            row.extend([
                f.doc.published.day.into(),
                (&f.doc.input().publisher).into(),
                (&f.doc.input().url).into(),
                v.event.map(|e| id('v', e)).into(),
                v.kind.map(|k| k.name()).into(),
                (&v.title).into(),
                v.status.name().into(),
                v.earliest.into(),
                v.latest.into(),
                v.lasts.into(),
                v.bound.map(|b| b.name()).into(),
                v.was.map(|w| w.0).into(),
                v.was.map(|w| w.1).into(),
                ids('t', &v.times),
                v.place.map(|p| id('p', p)).into(),
                v.place.and_then(|p| f.doc.places.find(p)).map(|p| &p.value.name).into(),
                each_role(&v.parties, |r| f.name(r)),
                each_role(&v.parties, |r| r.entity.map(|e| Cow::Owned(id('e', e)))),
                voices(&v.words),
                Cell::Texts(v.words.iter().map(|w| f.said_by(*w)).collect()),
                f.sentence(&e.at).into(),
            ]);
            row.extend(tail(f, e));
            each(row);
        }
    },
};
