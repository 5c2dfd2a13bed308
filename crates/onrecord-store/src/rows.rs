//! From a document to the rows of its records. The rows are derived: writing, rereading and checking all go through here,
//! so that what stands in a table can always be held against the reading that it came from.

use crate::ids::{Kind, Tags};
use onrecord_doc::{Document, Entry, Id, Layer, Maker, Role, Spans, Voice};
use rusqlite::types::Value;
use std::collections::BTreeMap;

/// The rows of one document, by table. The first column (`document`) is left out; the last column of a table of records
/// is the name of the maker.
pub(crate) type Rows = BTreeMap<&'static str, Vec<Vec<Value>>>;

/// The rows of a document's records. `tags` are those of the reading before corrections.
pub(crate) fn rows(doc: &Document, tags: &Tags) -> Rows {
    let mut out = Out { doc, tags, rows: Rows::new() };
    out.entities();
    out.mentions_times_places();
    out.statements();
    out.events();
    out.claims_relations();
    out.quantities_findings();
    out.agenda();
    out.rows
}

struct Out<'a> {
    doc: &'a Document,
    tags: &'a Tags,
    rows: Rows,
}

impl Out<'_> {
    fn push(&mut self, table: &'static str, row: Vec<Value>) {
        self.rows.entry(table).or_default().push(row);
    }

    /// A row of a table of records: its own cells between those that every record has.
    fn record<T>(&mut self, kind: Kind, id: Id<T>, e: &Entry<T>, own: Vec<Value>) {
        let mut row = vec![number(id), Value::Integer(self.tags.tag(kind, id).into())];
        row.extend(own);
        row.push(Value::Real((f64::from(e.score) * 1e4).round() / 1e4));
        row.push(text(&maker(&e.maker)));
        self.push(kind.table(), row);
    }

    /// Start, end, words and, where they are several, the stretches.
    fn words(&self, at: &Spans) -> Vec<Value> {
        let (start, end) = self.doc.chars(at.hull());
        vec![int(start), int(end), text(&self.quote(at)), self.pieces(at).map_or(Value::Null, Value::Text)]
    }

    fn quote(&self, at: &Spans) -> String {
        self.doc.quotes(at).join(" … ")
    }

    fn pieces(&self, at: &Spans) -> Option<String> {
        let stretch = |s| {
            let (a, b) = self.doc.chars(s);
            format!("[{a}, {b}]")
        };
        (at.as_slice().len() > 1)
            .then(|| format!("[{}]", at.iter().map(stretch).collect::<Vec<_>>().join(", ")))
    }

    /// Start, end and words of a part that may have none.
    fn part(&self, at: Option<&Spans>) -> Vec<Value> {
        match at {
            Some(at) => self.words(at).into_iter().take(3).collect(),
            None => vec![Value::Null, Value::Null, Value::Null],
        }
    }

    fn role(&self, role: Option<&Role>) -> Vec<Value> {
        let mut cells = vec![some_id(role.and_then(|r| r.entity))];
        cells.extend(self.part(role.and_then(|r| r.at.as_ref())));
        cells
    }

    /// The entity and the words of a party, with the stretches.
    fn party(&self, role: &Role) -> Vec<Value> {
        let mut cells = self.role(Some(role));
        cells.push(role.at.as_ref().and_then(|at| self.pieces(at)).map_or(Value::Null, Value::Text));
        cells
    }

    fn entities(&mut self) {
        for (id, e) in self.doc.entities.iter() {
            let v = &e.value;
            let mut own = self.words(&e.at.first().into());
            own.extend([text(&v.name), text(v.kind.name()), list(&v.aliases)]);
            own.extend([&v.country, &v.cameo, &v.sector, &v.key, &v.wikidata].map(some_text));
            own.push(truth(v.anonymous));
            self.record(Kind::Entity, id, e, own);
            for (i, o) in v.roles.iter().enumerate() {
                let row = vec![
                    number(id),
                    int(i + 1),
                    text(&o.title),
                    some_text(&o.of),
                    day(o.from),
                    day(o.to),
                    text(&o.basis),
                ];
                self.push("entity_roles", row);
            }
        }
    }

    fn mentions_times_places(&mut self) {
        for (id, e) in self.doc.mentions.iter() {
            let mut own = self.words(&e.at);
            own.extend([text(e.value.form.name()), text(e.value.kind.name()), some_id(e.value.entity)]);
            self.record(Kind::Mention, id, e, own);
        }
        for (id, e) in self.doc.times.iter() {
            let v = &e.value;
            let mut own = self.words(&e.at);
            own.extend([text(v.kind.name()), text(&v.value), some_text(&v.modifier)]);
            own.extend([day(v.earliest), day(v.latest), some_text(&v.anchor)]);
            self.record(Kind::Time, id, e, own);
        }
        for (id, e) in self.doc.places.iter() {
            let v = &e.value;
            let mut own = self.words(&e.at);
            own.extend([text(&v.name), some_text(&v.country), some_text(&v.admin1)]);
            own.extend([real(v.at.map(|p| p.0)), real(v.at.map(|p| p.1))]);
            // A number beyond what SQLite holds names no place; the reading keeps it.
            own.push(v.geonames.and_then(|g| i64::try_from(g).ok()).map_or(Value::Null, Value::Integer));
            own.extend([text(v.level.name()), text(v.sense.name())]);
            self.record(Kind::Place, id, e, own);
        }
    }

    fn statements(&mut self) {
        for (id, e) in self.doc.statements.iter() {
            let v = &e.value;
            let words = |r: &'_ Option<Role>| r.as_ref().and_then(|r| r.at.clone());
            let mut own = vec![text(v.act.name()), text(v.manner.name())];
            own.extend(self.role(v.source.as_ref()));
            own.extend(self.part(words(&v.cue).as_ref()));
            own.extend(self.part(words(&v.content).as_ref()));
            own.extend(self.role(v.addressee.as_ref()));
            own.extend(self.role(v.channel.as_ref()));
            let broken: Vec<String> = [
                ("source", &v.source),
                ("cue", &v.cue),
                ("content", &v.content),
                ("addressee", &v.addressee),
                ("channel", &v.channel),
            ]
            .iter()
            .filter_map(|(name, r)| Some(format!("\"{name}\": {}", self.pieces(&words(r)?)?)))
            .collect();
            own.push(if broken.is_empty() {
                Value::Null
            } else {
                Value::Text(format!("{{{}}}", broken.join(", ")))
            });
            own.extend([some_id(v.times.first().copied()), some_id(v.inside)]);
            own.push(v.anonymous.map_or(Value::Null, truth));
            self.record(Kind::Statement, id, e, own);
        }
    }

    fn events(&mut self) {
        for (id, e) in self.doc.events.iter() {
            let v = &e.value;
            let names = |roles: &[Role]| {
                list(&roles.iter().filter_map(|r| Some(self.quote(r.at.as_ref()?))).collect::<Vec<_>>())
            };
            let mut own =
                vec![text(v.kind.name()), some_text(&v.mode), list(&v.contexts), some_text(&v.cameo)];
            own.extend([text(v.quad.name()), small(v.plover_score), small(v.goldstein)]);
            own.extend(self.words(&e.at));
            own.extend([names(&v.actors), names(&v.recipients), some_id(v.times.first().copied())]);
            own.extend([day(v.earliest), day(v.latest), some_id(v.place), text(v.status.name())]);
            own.extend([voice(v.word), some_id(v.quantities.first().copied())]);
            self.record(Kind::Event, id, e, own);
            for (side, roles) in [("actor", &v.actors), ("recipient", &v.recipients)] {
                for (i, role) in roles.iter().enumerate() {
                    let mut row = vec![number(id), text(side), int(i + 1)];
                    row.extend(self.party(role));
                    self.push("event_parties", row);
                }
            }
        }
    }

    fn claims_relations(&mut self) {
        for (id, e) in self.doc.claims.iter() {
            let v = &e.value;
            let mut own = self.words(&e.at);
            own.extend([text(&v.proposition), text(v.status.name())]);
            self.record(Kind::Claim, id, e, own);
            for (side, voices) in [("asserts", &v.asserted_by), ("denies", &v.denied_by)] {
                for (i, who) in voices.iter().enumerate() {
                    self.push("claim_voices", vec![number(id), text(side), int(i + 1), voice(*who)]);
                }
            }
        }
        for (id, e) in self.doc.relations.iter() {
            let v = &e.value;
            let mut own = vec![text(v.kind.name())];
            own.extend(self.role(Some(&v.subject)));
            own.extend(self.role(Some(&v.object)));
            own.extend(self.words(&e.at));
            own.push(voice(v.word));
            self.record(Kind::Relation, id, e, own);
        }
    }

    fn quantities_findings(&mut self) {
        for (id, e) in self.doc.quantities.iter() {
            let v = &e.value;
            let mut own = self.words(&e.at);
            own.extend([real(v.value), real(v.low), real(v.high)]);
            own.extend([some_text(&v.unit), some_text(&v.of), some_id(v.event)]);
            self.record(Kind::Quantity, id, e, own);
        }
        for (id, e) in self.doc.findings.iter() {
            let mut own = self.words(&e.at);
            own.extend([text(e.value.kind.name()), text(&e.value.message)]);
            self.record(Kind::Finding, id, e, own);
        }
    }

    fn agenda(&mut self) {
        for (id, e) in self.doc.agenda.iter() {
            let v = &e.value;
            let mut own =
                vec![some_id(v.event), v.kind.map_or(Value::Null, |k| text(k.name())), text(&v.title)];
            own.extend([day(Some(v.earliest)), day(Some(v.latest)), truth(v.lasts)]);
            own.push(v.bound.map_or(Value::Null, |b| text(b.name())));
            own.extend([some_id(v.times.first().copied()), some_id(v.place), text(v.status.name())]);
            own.extend([day(v.was.map(|w| w.0)), day(v.was.map(|w| w.1))]);
            own.extend(self.words(&e.at));
            self.record(Kind::Agenda, id, e, own);
            for (i, role) in v.parties.iter().enumerate() {
                let mut row = vec![number(id), int(i + 1)];
                row.extend(self.party(role));
                self.push("agenda_parties", row);
            }
            for (i, who) in v.words.iter().enumerate() {
                self.push("agenda_words", vec![number(id), int(i + 1), voice(*who)]);
            }
        }
    }
}

/// The maker as it stands in JSON: a rule by its path, a model or a person with its kind in front.
fn maker(maker: &Maker) -> String {
    match maker {
        Maker::Rule(r) => r.to_string(),
        Maker::Model(m) => format!("model:{m}"),
        Maker::Person(p) => format!("person:{p}"),
    }
}

fn number<T>(id: Id<T>) -> Value {
    int(id.index() + 1)
}

fn some_id<T>(id: Option<Id<T>>) -> Value {
    id.map_or(Value::Null, number)
}

fn voice(voice: Voice) -> Value {
    match voice {
        Voice::Statement(id) => number(id),
        Voice::Publisher => Value::Null,
    }
}

fn int(n: usize) -> Value {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn truth(is: bool) -> Value {
    Value::Integer(is.into())
}

fn text(s: &str) -> Value {
    Value::Text(s.to_owned())
}

fn some_text(s: &Option<String>) -> Value {
    s.as_deref().map_or(Value::Null, text)
}

fn list(items: &[String]) -> Value {
    if items.is_empty() { Value::Null } else { Value::Text(items.join("; ")) }
}

fn day(day: Option<impl ToString>) -> Value {
    day.map_or(Value::Null, |d| Value::Text(d.to_string()))
}

/// SQLite keeps no number that is none.
fn real(x: Option<f64>) -> Value {
    x.filter(|x| x.is_finite()).map_or(Value::Null, Value::Real)
}

/// A short decimal as people write it: 3.3, not 3.299999952316284.
fn small(x: Option<f32>) -> Value {
    real(x.map(|x| (f64::from(x) * 1e4).round() / 1e4))
}

/// What points at a record or at words that the document does not have, if anything does.
pub(crate) fn fault(doc: &Document) -> Option<String> {
    let entity = |r: &Role| r.entity.is_none_or(|id| doc.entities.find(id).is_some());
    let said = |v: &Voice| match v {
        Voice::Statement(id) => doc.statements.find(*id).is_some(),
        Voice::Publisher => true,
    };
    let role = |r: &Role| entity(r) && r.at.as_ref().is_none_or(|at| inside(doc, at));
    let some = |r: &Option<Role>| r.as_ref().is_none_or(role);
    fn all<T>(ids: &[Id<T>], layer: &Layer<T>) -> bool {
        ids.iter().all(|id| layer.find(*id).is_some())
    }
    first(doc, "sentences", &doc.sentences, |_| true)
        .or_else(|| {
            first(doc, "mentions", &doc.mentions, |m| {
                m.entity.is_none_or(|id| doc.entities.find(id).is_some())
            })
        })
        .or_else(|| first(doc, "entities", &doc.entities, |_| true))
        .or_else(|| first(doc, "times", &doc.times, |_| true))
        .or_else(|| first(doc, "places", &doc.places, |_| true))
        .or_else(|| {
            first(doc, "statements", &doc.statements, |s| {
                [&s.source, &s.cue, &s.content, &s.addressee, &s.channel].iter().all(|r| some(r))
                    && all(&s.times, &doc.times)
                    && s.inside.is_none_or(|id| doc.statements.find(id).is_some())
            })
        })
        .or_else(|| {
            first(doc, "events", &doc.events, |v| {
                v.actors.iter().chain(&v.recipients).all(role)
                    && all(&v.times, &doc.times)
                    && all(&v.quantities, &doc.quantities)
                    && v.place.is_none_or(|id| doc.places.find(id).is_some())
                    && said(&v.word)
            })
        })
        .or_else(|| first(doc, "claims", &doc.claims, |c| c.asserted_by.iter().chain(&c.denied_by).all(said)))
        .or_else(|| {
            first(doc, "relations", &doc.relations, |r| role(&r.subject) && role(&r.object) && said(&r.word))
        })
        .or_else(|| {
            first(doc, "quantities", &doc.quantities, |q| {
                q.event.is_none_or(|id| doc.events.find(id).is_some())
            })
        })
        .or_else(|| first(doc, "findings", &doc.findings, |_| true))
        .or_else(|| {
            first(doc, "agenda", &doc.agenda, |a| {
                a.event.is_none_or(|id| doc.events.find(id).is_some())
                    && a.place.is_none_or(|id| doc.places.find(id).is_some())
                    && all(&a.times, &doc.times)
                    && a.parties.iter().all(role)
                    && a.words.iter().all(said)
            })
        })
}

/// The first record of a layer that does not lie in the text or is not whole.
fn first<T>(doc: &Document, name: &str, layer: &Layer<T>, whole: impl Fn(&T) -> bool) -> Option<String> {
    let bad = layer.iter().find(|(_, e)| !inside(doc, &e.at) || !whole(&e.value))?;
    Some(format!("`{name}[{}]` points at words or a record that are not there", bad.0.index()))
}

fn inside(doc: &Document, at: &Spans) -> bool {
    at.iter().all(|s| doc.text().get(s.range()).is_some())
}
