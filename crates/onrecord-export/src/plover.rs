//! Events as PLOVER records: JSON Lines, one event a line.
//!
//! PLOVER says what a record holds (class, mode, contexts, sides with country and sector, date, place, the text it was coded
//! from, and the auxiliary modes historical, future, hypothetical and negation), and gives its JSON by example: the gold
//! standard records. The names here are those of that example; `status`, `word`, `document` and `span` are added, so that a
//! reader of PLOVER can ignore them and everybody else has what PLOVER has no room for. Since a record says by its auxiliary
//! modes that something did not happen, all events go in unless the selection says otherwise. Source: PLOVER manual, draft
//! of September 2021.

use crate::coded::{Coded, Count, Selection, country, select};
use crate::rows::{Facts, exact, id, voice};
use onrecord_doc::{Document, Quad, Role, Spans, Status};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The version of PLOVER that classes, modes and contexts are of.
pub const VERSION: &str = "PLOVER 2021-09 draft (v0.8b)";

/// All statuses: what PLOVER selects by its auxiliary modes.
pub fn everything() -> Selection {
    Selection { statuses: Status::ALL.to_vec(), reported: true }
}

/// The file while it is written.
pub struct Events<W> {
    out: W,
    selection: Selection,
    count: Count,
}

impl<W: Write> Events<W> {
    /// A file without a line yet.
    pub fn create(out: W, selection: Selection) -> Events<W> {
        Events { out, selection, count: Count::default() }
    }

    /// Writes the events of one document.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn write(&mut self, doc: &Document) -> io::Result<()> {
        let facts = Facts::of(doc);
        for event in select(&facts, &self.selection, &mut self.count) {
            let line = serde_json::to_string(&record(&event)).map_err(io::Error::other)?;
            writeln!(self.out, "{line}")?;
            self.count.rows += 1;
            self.count.events += 1;
        }
        Ok(())
    }

    /// What was written and what was left out.
    ///
    /// # Errors
    ///
    /// Fails where the last write does.
    pub fn finish(mut self) -> io::Result<Count> {
        self.out.flush()?;
        Ok(self.count)
    }
}

/// The auxiliary mode of an event that did not simply happen.
fn auxiliary(status: Status) -> Option<&'static str> {
    match status {
        Status::Happened | Status::Ongoing => None,
        Status::Historical => Some("historical"),
        Status::Planned | Status::Promised | Status::Threatened | Status::CalledFor => Some("future"),
        Status::Possible | Status::Conditional => Some("hypothetical"),
        Status::Denied | Status::NotHappened => Some("negation"),
    }
}

fn record(event: &Coded<'_, '_>) -> Value {
    let (facts, value, doc) = (event.facts, &event.entry.value, event.facts.doc);
    let span = |at: &Spans| {
        let stretch = |s| {
            let (start, end) = doc.chars(s);
            json!([start, end])
        };
        at.iter().map(stretch).collect::<Vec<_>>()
    };
    let side = |role: &Role| {
        let entity = facts.entity(role);
        let known = country(entity.and_then(|e| e.country.as_deref()));
        json!({
            "actorText": role.at.as_ref().map(|at| facts.words(at)),
            "name": facts.name(role),
            "country": known.map(|c| c.alpha3),
            "sector": entity.and_then(|e| e.sector.as_deref()),
            "code": entity.and_then(|e| e.cameo.as_deref()),
            "wikidata": entity.and_then(|e| e.wikidata.as_deref()),
            "span": role.at.as_ref().map(span),
        })
    };
    let quad = match value.quad {
        Quad::VerbalCooperation => 1,
        Quad::MaterialCooperation => 2,
        Quad::VerbalConflict => 3,
        Quad::MaterialConflict => 4,
    };
    let place = event.place.map(|p| {
        let (lat, lon) = p.at.filter(|(a, b)| a.is_finite() && b.is_finite()).unzip();
        json!({
            "name": p.name, "admin1": p.admin1, "country": country(p.country.as_deref()).map(|c| c.alpha3),
            "lat": lat, "lon": lon, "geonames": p.geonames,
        })
    });
    let quantity = |q: &onrecord_doc::Id<onrecord_doc::Quantity>| {
        let entry = doc.quantities.find(*q)?;
        let finite = |n: Option<f64>| n.filter(|n| n.is_finite());
        let q = &entry.value;
        Some(json!({
            "text": facts.words(&entry.at), "value": finite(q.value), "low": finite(q.low), "high": finite(q.high),
            "unit": q.unit, "of": q.of,
        }))
    };
    let sentence = facts.sentence(&event.entry.at).and_then(|n| {
        let at = &doc.sentences.find(onrecord_doc::Id::at(n - 1))?.at;
        Some(doc.quote(at.hull()))
    });
    let input = doc.input();
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    put("version", VERSION.into());
    put("id", format!("{}/{}", facts.id, id('v', event.id)).into());
    put("date", event.day.map(|d| d.to_string()).into());
    put("event", value.kind.name().into());
    put("mode", value.mode.clone().into());
    put("auxiliary", auxiliary(value.status).into());
    put("context", value.contexts.clone().into());
    put("quad", quad.into());
    put("intensity", value.plover_score.map(exact).filter(|n| n.is_finite()).into());
    put("cameo", value.cameo.clone().into());
    put("goldstein", value.goldstein.map(exact).filter(|n| n.is_finite()).into());
    put("source", value.actors.iter().map(side).collect::<Vec<_>>().into());
    put("target", value.recipients.iter().map(side).collect::<Vec<_>>().into());
    put("eventText", facts.words(&event.entry.at).into_owned().into());
    put("eventLoc", place.into());
    put("size", value.quantities.iter().filter_map(quantity).collect::<Vec<_>>().into());
    put("text", sentence.into());
    put("language", doc.language.clone().into());
    put("publisher", input.publisher.clone().into());
    put("publicationDate", doc.published.day.map(|d| d.to_string()).into());
    put("url", input.url.clone().into());
    put("document", facts.id.clone().into());
    put("span", span(&event.entry.at).into());
    put("status", value.status.name().into());
    put("word", voice(value.word).into());
    put("saidBy", facts.said_by(value.word).map(|n| n.into_owned()).into());
    put("score", exact(event.entry.score).into());
    Value::Object(out)
}

#[cfg(test)]
mod tests;
