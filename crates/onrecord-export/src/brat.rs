//! Records as brat standoff: the text as `.txt` and the records as `.ann`, with an `annotation.conf` that knows the types.
//!
//! Offsets are code points, as brat counts. Words in several stretches are discontinuous, and a stretch is cut at line
//! ends, which brat allows in none. Mentions, times (`Time`), places (`Toponym`), quantities (`Amount`) and claims are
//! text-bound; statements and events are events with their parts as arguments; relations are relations. Every record has a
//! note with its id, score and maker. A record whose words are white space alone cannot be shown. Source:
//! brat.nlplab.org/standoff.html.

use crate::iri;
use crate::rows::{Facts, exact, id};
use onrecord_doc::{
    Act, ClaimStatus, Document, Entry, EventType, Id, Layer, Manner, MentionType, RelationType, Role, Span,
    Spans, Statement, Status, Voice,
};
use std::collections::HashMap;
use std::io::{self, Write};

/// Writes the records; the `.txt` beside them is the text of the document as it is.
///
/// # Errors
///
/// Fails where a write does.
pub fn write(doc: &Document, out: &mut impl Write) -> io::Result<()> {
    let facts = Facts::of(doc);
    let mut ann = Ann { facts: &facts, out, counts: [0; 6], words: HashMap::new() };
    ann.mentions()?;
    ann.times_places_quantities()?;
    let statements = ann.statements()?;
    ann.events(&statements)?;
    ann.claims(&statements)?;
    ann.relations()
}

/// `annotation.conf` for a folder of these files.
pub fn configuration() -> String {
    let names = |all: Vec<&'static str>| all.join("|");
    let mut out = String::from("[entities]\n");
    for kind in MentionType::ALL {
        out.push_str(&capital(kind.name()));
        out.push('\n');
    }
    out.push_str("Time\nToponym\nAmount\nParty\nContent\nClaim\n\n[relations]\n");
    for kind in RelationType::ALL {
        out.push_str(&format!("{kind} Arg1:<ENTITY>, Arg2:<ENTITY>\n"));
    }
    out.push_str(
        "AssertedBy Arg1:Claim, Arg2:Statement\nDeniedBy Arg1:Claim, Arg2:Statement\n\n[events]\n\
         Statement Source?:<ENTITY>, Content?:<ENTITY>, Addressee?:<ENTITY>, Channel?:<ENTITY>, Time*:Time, Inside?:Statement\n",
    );
    for kind in EventType::ALL {
        out.push_str(&format!(
            "{kind} Actor*:<ENTITY>, Recipient*:<ENTITY>, Time*:Time, Place?:Toponym, Amount*:Amount, Word?:Statement\n"
        ));
    }
    out.push_str("\n[attributes]\n");
    for (name, on, values) in [
        ("Act", "Statement", names(Act::ALL.iter().map(|a| a.name()).collect())),
        ("Manner", "Statement", names(Manner::ALL.iter().map(|a| a.name()).collect())),
        ("Status", "<EVENT>", names(Status::ALL.iter().map(|a| a.name()).collect())),
        ("ClaimStatus", "Claim", names(ClaimStatus::ALL.iter().map(|a| a.name()).collect())),
    ] {
        out.push_str(&format!("{name} Arg:{on}, Value:{values}\n"));
    }
    out.push_str("Anonymous Arg:Statement\n");
    out
}

struct Ann<'a, W: Write> {
    facts: &'a Facts<'a>,
    out: &'a mut W,
    /// How many of each kind there are: T, E, R, A, N, #.
    counts: [usize; 6],
    /// The text-bound annotation of these words: that of the first record that rests on them.
    words: HashMap<Spans, String>,
}

impl<W: Write> Ann<'_, W> {
    /// The next id of a kind.
    fn next(&mut self, kind: char) -> String {
        let at = ['T', 'E', 'R', 'A', 'N', '#'].iter().position(|k| *k == kind).unwrap_or(0);
        self.counts[at] += 1;
        format!("{kind}{}", self.counts[at])
    }

    /// A text-bound annotation; `None` if there is nothing but white space.
    fn text_bound(&mut self, kind: &str, at: &Spans) -> io::Result<Option<String>> {
        let doc = self.facts.doc;
        let pieces = pieces(doc, at);
        if pieces.is_empty() {
            return Ok(None);
        }
        let id = self.next('T');
        let offsets: Vec<String> = pieces
            .iter()
            .map(|s| {
                let (start, end) = doc.chars(*s);
                format!("{start} {end}")
            })
            .collect();
        let words: Vec<&str> = pieces.iter().map(|s| doc.quote(*s)).collect();
        writeln!(self.out, "{id}\t{kind} {}\t{}", offsets.join(";"), words.join(" "))?;
        self.words.entry(at.clone()).or_insert_with(|| id.clone());
        Ok(Some(id))
    }

    /// The annotation of a role: one that is there for its words, else a new one; without words the first mention of its
    /// entity.
    fn role(&mut self, role: Option<&Role>, kind: &str) -> io::Result<Option<String>> {
        let Some(role) = role else { return Ok(None) };
        let mentions = &self.facts.doc.mentions;
        let first = role.entity.and_then(|e| mentions.iter().find(|(_, m)| m.value.entity == Some(e)));
        let Some(at) = role.at.as_ref().or_else(|| first.map(|(_, m)| &m.at)) else { return Ok(None) };
        match self.words.get(at) {
            Some(id) => Ok(Some(id.clone())),
            None => self.text_bound(kind, at),
        }
    }

    /// The record's id in the JSON form, its score and its maker.
    fn note<T>(&mut self, on: &str, record: &str, entry: &Entry<T>) -> io::Result<()> {
        let number = self.next('#');
        let maker = one_line(entry.maker.name());
        writeln!(self.out, "{number}\tAnnotatorNotes {on}\t{record} {} {maker}", exact(entry.score))
    }

    fn attribute(&mut self, name: &str, on: &str, value: &str) -> io::Result<()> {
        let id = self.next('A');
        let space = if value.is_empty() { "" } else { " " };
        writeln!(self.out, "{id}\t{name} {on}{space}{value}")
    }

    fn reference(&mut self, on: &str, to: &str, name: &str) -> io::Result<()> {
        let id = self.next('N');
        writeln!(self.out, "{id}\tReference {on} {to}\t{}", one_line(name))
    }

    fn mentions(&mut self) -> io::Result<()> {
        let doc = self.facts.doc;
        for (of, entry) in doc.mentions.iter() {
            let Some(on) = self.text_bound(&capital(entry.value.kind.name()), &entry.at)? else { continue };
            self.note(&on, &id('m', of), entry)?;
            let entity = entry.value.entity.and_then(|e| doc.entities.find(e)).map(|e| &e.value);
            if let Some((entity, number)) = entity.and_then(|e| Some((e, e.wikidata.as_deref()?)))
                && iri::wikidata(number).is_some()
            {
                self.reference(&on, &format!("Wikidata:{number}"), &entity.name)?;
            }
        }
        Ok(())
    }

    fn times_places_quantities(&mut self) -> io::Result<()> {
        let doc = self.facts.doc;
        for (of, entry) in doc.times.iter() {
            if let Some(on) = self.text_bound("Time", &entry.at)? {
                self.note(&on, &id('t', of), entry)?;
            }
        }
        for (of, entry) in doc.places.iter() {
            let Some(on) = self.text_bound("Toponym", &entry.at)? else { continue };
            self.note(&on, &id('p', of), entry)?;
            if let Some(number) = entry.value.geonames {
                self.reference(&on, &format!("GeoNames:{number}"), &entry.value.name)?;
            }
        }
        for (of, entry) in doc.quantities.iter() {
            if let Some(on) = self.text_bound("Amount", &entry.at)? {
                self.note(&on, &id('q', of), entry)?;
            }
        }
        Ok(())
    }

    /// Writes the statements and gives the event id of each, where it has one.
    fn statements(&mut self) -> io::Result<Vec<Option<String>>> {
        let doc = self.facts.doc;
        let trigger = |e: &'_ Entry<Statement>| {
            let cue = e.value.cue.as_ref().and_then(|r| r.at.clone());
            cue.filter(|at| !pieces(doc, at).is_empty()).unwrap_or_else(|| e.at.clone())
        };
        // A statement may lie inside one that comes later, so that the numbers are given first.
        let mut number = self.counts[1];
        let ids: Vec<Option<String>> = doc
            .statements
            .iter()
            .map(|(_, e)| {
                (!pieces(doc, &trigger(e)).is_empty()).then(|| {
                    number += 1;
                    format!("E{number}")
                })
            })
            .collect();
        for (of, entry) in doc.statements.iter() {
            let Some(on) = self.text_bound("Statement", &trigger(entry))? else { continue };
            let s = &entry.value;
            let mut parts = Vec::new();
            for (name, role) in [("Source", &s.source), ("Addressee", &s.addressee), ("Channel", &s.channel)]
            {
                parts.extend(self.role(role.as_ref(), "Party")?.map(|id| (name, id)));
            }
            parts.extend(self.role(s.content.as_ref(), "Content")?.map(|id| ("Content", id)));
            parts.extend(self.all("Time", &doc.times, &s.times));
            parts.extend(s.inside.and_then(|i| ids.get(i.index())?.clone()).map(|id| ("Inside", id)));
            let event = self.event("Statement", &on, &parts)?;
            self.note(&event, &id('s', of), entry)?;
            self.attribute("Act", &event, s.act.name())?;
            self.attribute("Manner", &event, s.manner.name())?;
            if s.anonymous == Some(true) {
                self.attribute("Anonymous", &event, "")?;
            }
        }
        Ok(ids)
    }

    fn events(&mut self, statements: &[Option<String>]) -> io::Result<()> {
        let doc = self.facts.doc;
        for (of, entry) in doc.events.iter() {
            let v = &entry.value;
            let Some(on) = self.text_bound(v.kind.name(), &entry.at)? else { continue };
            let mut parts = Vec::new();
            for (name, roles) in [("Actor", &v.actors), ("Recipient", &v.recipients)] {
                for role in roles {
                    parts.extend(self.role(Some(role), "Party")?.map(|id| (name, id)));
                }
            }
            parts.extend(self.all("Time", &doc.times, &v.times));
            parts.extend(self.all("Place", &doc.places, v.place.as_slice()));
            parts.extend(self.all("Amount", &doc.quantities, &v.quantities));
            if let Voice::Statement(s) = v.word {
                parts.extend(statements.get(s.index()).cloned().flatten().map(|id| ("Word", id)));
            }
            let event = self.event(v.kind.name(), &on, &parts)?;
            self.note(&event, &id('v', of), entry)?;
            self.attribute("Status", &event, v.status.name())?;
        }
        Ok(())
    }

    fn claims(&mut self, statements: &[Option<String>]) -> io::Result<()> {
        let doc = self.facts.doc;
        for (of, entry) in doc.claims.iter() {
            let Some(on) = self.text_bound("Claim", &entry.at)? else { continue };
            self.note(&on, &id('c', of), entry)?;
            self.attribute("ClaimStatus", &on, entry.value.status.name())?;
            for (name, voices) in
                [("AssertedBy", &entry.value.asserted_by), ("DeniedBy", &entry.value.denied_by)]
            {
                for voice in voices {
                    let Voice::Statement(s) = voice else { continue };
                    if let Some(Some(statement)) = statements.get(s.index()) {
                        let id = self.next('R');
                        writeln!(self.out, "{id}\t{name} Arg1:{on} Arg2:{statement}")?;
                    }
                }
            }
        }
        Ok(())
    }

    fn relations(&mut self) -> io::Result<()> {
        let doc = self.facts.doc;
        for (of, entry) in doc.relations.iter() {
            let r = &entry.value;
            let (subject, object) =
                (self.role(Some(&r.subject), "Party")?, self.role(Some(&r.object), "Party")?);
            let (Some(subject), Some(object)) = (subject, object) else { continue };
            let on = self.next('R');
            writeln!(self.out, "{on}\t{} Arg1:{subject} Arg2:{object}", r.kind)?;
            self.note(&on, &id('r', of), entry)?;
        }
        Ok(())
    }

    /// The annotations of other records, as parts of an event.
    fn all<T>(&self, name: &'static str, layer: &Layer<T>, ids: &[Id<T>]) -> Vec<(&'static str, String)> {
        let words = ids.iter().filter_map(|id| self.words.get(&layer.find(*id)?.at));
        words.map(|id| (name, id.clone())).collect()
    }

    /// An event; a part that there is twice gets a number.
    fn event(&mut self, kind: &str, trigger: &str, parts: &[(&'static str, String)]) -> io::Result<String> {
        let id = self.next('E');
        write!(self.out, "{id}\t{kind}:{trigger}")?;
        for (i, (name, part)) in parts.iter().enumerate() {
            let before = parts[..i].iter().filter(|(n, _)| n == name).count();
            let number = if before == 0 { String::new() } else { (before + 1).to_string() };
            write!(self.out, " {name}{number}:{part}")?;
        }
        writeln!(self.out)?;
        Ok(id)
    }
}

/// What some program takes for the end of a line, and the tab, which ends a column.
fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The stretches without line ends and without white space at their edges.
fn pieces(doc: &Document, at: &Spans) -> Vec<Span> {
    let mut out = Vec::new();
    for span in at.iter() {
        let mut from = span.start();
        for piece in doc.quote(span).split(is_line_end) {
            let cut = Span::of(from, from + piece.len()).trim(doc.text());
            if !cut.is_empty() {
                out.push(cut);
            }
            // The line end that follows; past the last piece nothing is read any more.
            let end = from + piece.len();
            let width = doc.text().get(end..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
            from = end + width;
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.replace(is_line_end, " ")
}

/// The name of a type in brat.
fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
