//! `onrecord show`: one document or one record of a store, with what it rests on and who says so.

use super::args::{Show, TableOrJson};
use super::{failed, open, short, title};
use crate::failure::Failure;
use crate::table::{clean, render, width, wrap};
use anstyle::{AnsiColor, Style};
use onrecord_doc::{Document, Id, Spans, Statement, Voice, json};
use onrecord_store::{Cell, Error, Hit, Kind, Located, Mode, Store, Stored};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::Write;
use std::process::ExitCode;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const NAME: Style = AnsiColor::Cyan.on_default();
const HEAD: Style = AnsiColor::Yellow.on_default().bold();

/// The columns of a view that stand in lines of their own, or say nothing that is not seen.
const ELSEWHERE: [&str; 13] = [
    "id",
    "document",
    "published",
    "publisher",
    "title",
    "url",
    "score",
    "maker",
    "corrected",
    "current",
    "start",
    "end",
    "number",
];

/// Shows it.
pub fn run(args: &Show) -> Result<ExitCode, Failure> {
    let store = open(&args.place, Mode::Read)?;
    let text = made(&store, args).map_err(|e| failed(&e, &args.place))?;
    anstream::stdout().write_all(text.as_bytes()).map_err(|e| Failure::writing("the record", &e))?;
    Ok(ExitCode::SUCCESS)
}

fn made(store: &Store, args: &Show) -> Result<String, Error> {
    let at = store.locate(&args.id)?;
    let stored = store.document(&at.document)?;
    let row = store.row(&at)?;
    Ok(match (at.record, args.format) {
        (None, TableOrJson::Table) => document(store, &stored, &row)?,
        (None, TableOrJson::Json) => json::to_string(&stored.document, json::Options { text: true }) + "\n",
        (Some((kind, n)), format) => {
            let words = words(&stored.document, kind, n);
            let chains = chains(store, &stored, kind, n)?;
            let id = store.record_id(&at.document, kind, n)?.unwrap_or_default();
            let corrections: Vec<Hit> =
                store.corrections(&at.document)?.into_iter().filter(|c| c.words("id") == id).collect();
            let record = Record { kind, id, row, words, chains, corrections, stored: &stored, at: &at };
            if format == TableOrJson::Json { record.json() } else { record.table() }
        }
    })
}

/// A document: where it is from and how it stands, then what `onrecord read` shows of it.
fn document(store: &Store, stored: &Stored, row: &Hit) -> Result<String, Error> {
    let mut out = render(&stored.document, &stored.key, width());
    let _ = writeln!(out, "\n{HEAD}In the store{HEAD:#}");
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{NAME}{name:<12}{NAME:#}{}", clean(value));
        }
    };
    line("id", &stored.id);
    line("key", &stored.key);
    line("publisher", &row.words("publisher"));
    line("url", &row.words("url"));
    line("added", &stored.added);
    line("replaces", stored.replaces.as_deref().unwrap_or(""));
    line("replaced by", &row.words("replaced_by"));
    line("withdrawn", stored.withdrawn.as_deref().unwrap_or(""));
    for c in store.corrections(&stored.id)? {
        line("corrected", &format!("{}: {}", c.words("id"), correction(&c)));
    }
    line("records", &format!("onrecord find statements --document {}", short(&stored.id)));
    Ok(out)
}

/// `act: "assert" → "deny", by Ada Stone on 2026-11-24: she denies it`.
fn correction(c: &Hit) -> String {
    let day = c.words("at").split('T').next().unwrap_or("").to_owned();
    let why = Some(c.words("why")).filter(|w| !w.is_empty()).map(|w| format!(": {w}")).unwrap_or_default();
    format!(
        "{}: {} → {}, by {} on {day}{why}",
        c.words("field"),
        c.words("old"),
        c.words("new"),
        c.words("person")
    )
}

struct Record<'a> {
    kind: Kind,
    id: String,
    row: Hit,
    words: Option<Spans>,
    /// From the nearest speaker to the publisher; several for a claim.
    chains: Vec<Vec<Speaker>>,
    corrections: Vec<Hit>,
    stored: &'a Stored,
    at: &'a Located,
}

/// What a record of that type is called.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Mention => "mention",
        Kind::Entity => "entity",
        Kind::Time => "time",
        Kind::Place => "place",
        Kind::Statement => "statement",
        Kind::Event => "event",
        Kind::Claim => "claim",
        Kind::Relation => "relation",
        Kind::Quantity => "quantity",
        Kind::Finding => "finding",
        Kind::Agenda => "agenda item",
    }
}

/// Who says something, and in which statement.
struct Speaker {
    name: String,
    statement: Option<String>,
}

impl Record<'_> {
    fn table(&self) -> String {
        let mut out = String::new();
        let columns = width();
        let doc = &self.stored.document;
        let _ = writeln!(out, "{BOLD}{}{BOLD:#}  {DIM}{}{DIM:#}\n", name(self.kind), self.id);
        let marked = self.words.as_ref().map(|w| sentences(doc, w)).unwrap_or_default();
        for line in wrap(&clean_but_marks(&marked), columns.saturating_sub(2)) {
            let _ = writeln!(out, "{DIM}│{DIM:#} {}", in_bold(&line));
        }
        out.push('\n');
        let mut line = |name: &str, value: &str| {
            if value.is_empty() {
                return;
            }
            let room = columns.saturating_sub(20).max(20);
            for (i, part) in wrap(&clean(value), room).iter().enumerate() {
                let name = if i == 0 { name } else { "" };
                let _ = writeln!(out, "{NAME}{name:<20}{NAME:#}{part}");
            }
        };
        for (name, _) in self.row.columns.iter().filter(|(name, _)| !ELSEWHERE.contains(&name.as_str())) {
            line(&name.replace('_', " "), &self.row.words(name));
        }
        for chain in &self.chains {
            let said: Vec<String> = chain
                .iter()
                .map(|s| match &s.statement {
                    Some(id) => format!("{} ({})", s.name, id.split('-').next_back().unwrap_or(id)),
                    None => s.name.clone(),
                })
                .collect();
            line("on whose word", &said.join(" ← "));
        }
        line("sure", &format!("{} of 1", score(&self.row)));
        line("made by", &[self.row.words("maker"), self.row.words("made_by")].concat());
        for c in &self.corrections {
            line("corrected", &correction(c));
        }
        let (at, column) = doc.line_column(self.words.as_ref().map_or(0, |w| w.first().start()));
        line("document", &format!("{}  {}", short(&self.at.document), title(doc)));
        let known = [self.row.words("publisher"), self.row.words("published"), self.row.words("url")];
        let known: Vec<String> = known.into_iter().filter(|w| !w.is_empty()).collect();
        line("", &known.join(", "));
        line("at", &format!("line {at}, column {column}"));
        if self.row.words("current") == "0" {
            line("note", "a newer version of this document is in the store, or it was withdrawn");
        }
        out
    }

    fn json(&self) -> String {
        let mut object = super::object(&self.row);
        object.insert("record".into(), name(self.kind).into());
        let marked = self.words.as_ref().map(|w| sentences(&self.stored.document, w)).unwrap_or_default();
        let plain = marked.replace([onrecord_store::MARKS.0, onrecord_store::MARKS.1], "");
        object.insert("sentence".into(), plain.into());
        let speaker = |s: &Speaker| serde_json::json!({"name": s.name, "statement": s.statement});
        let chains: Vec<Value> = self.chains.iter().map(|c| c.iter().map(speaker).collect()).collect();
        object.insert("on_whose_word".into(), chains.into());
        let corrections: Vec<Value> = self.corrections.iter().map(|c| super::object(c).into()).collect();
        object.insert("corrections".into(), corrections.into());
        Value::from(object).to_string() + "\n"
    }
}

/// Two digits: no score is surer than that.
fn score(row: &Hit) -> String {
    match row.columns.iter().find(|(name, _)| name == "score") {
        Some((_, Cell::Real(x))) => format!("{x:.2}"),
        _ => row.words("score"),
    }
}

/// The columns with their values as JSON.
pub fn object(hit: &Hit) -> Map<String, Value> {
    let value = |cell: &Cell| match cell {
        Cell::Nothing => Value::Null,
        Cell::Number(n) => (*n).into(),
        Cell::Real(x) => (*x).into(),
        Cell::Words(s) => s.as_str().into(),
    };
    hit.columns.iter().map(|(name, cell)| (name.clone(), value(cell))).collect()
}

/// The same as [`clean`] with the marks of a search left in.
pub fn clean_but_marks(text: &str) -> String {
    let (from, to) = onrecord_store::MARKS;
    let parts = text.split_inclusive([from, to]).map(|part| {
        let mark = part.chars().next_back().filter(|c| [from, to].contains(c));
        let words = part.strip_suffix([from, to]).unwrap_or(part);
        // `clean` joins white space and may trim it; what stands beside a mark must stay apart from it.
        let gap = |at: Option<char>| if at.is_some_and(char::is_whitespace) { " " } else { "" };
        let (before, behind) = (gap(words.chars().next()), gap(words.chars().next_back()));
        let inside = clean(words.trim());
        let behind = if inside.is_empty() { "" } else { behind };
        format!("{before}{inside}{behind}{}", mark.map(String::from).unwrap_or_default())
    });
    parts.collect()
}

/// What stands between the marks of a search in bold. Lines are wrapped before, so a mark may be open at the end of one.
pub fn in_bold(line: &str) -> String {
    let (from, to) = onrecord_store::MARKS;
    let mut out = line.replace(from, &format!("{BOLD}")).replace(to, &format!("{BOLD:#}"));
    if line.rfind(from) > line.rfind(to) {
        let _ = write!(out, "{BOLD:#}");
    }
    out
}

/// The sentences that the words stand in, the words between marks.
fn sentences(doc: &Document, words: &Spans) -> String {
    let (first, last) = (words.hull().start(), words.hull().end());
    let touching = doc.sentences.iter().flat_map(|(_, e)| e.at.iter());
    let touching: Vec<_> = touching.filter(|s| s.start() < last && s.end() > first).collect();
    let from = touching.iter().map(|s| s.start()).min().unwrap_or(first).min(first);
    let to = touching.iter().map(|s| s.end()).max().unwrap_or(last).max(last);
    let (open, close) = onrecord_store::MARKS;
    let mut out = String::new();
    let mut at = from;
    for span in words.iter() {
        let before = doc.text().get(at..span.start()).unwrap_or("");
        let inside = doc.text().get(span.range()).unwrap_or("");
        let _ = write!(out, "{before}{open}{inside}{close}");
        at = span.end();
    }
    out.push_str(doc.text().get(at..to).unwrap_or(""));
    out
}

/// The words that a record rests on; for a statement what was said.
fn words(doc: &Document, kind: Kind, n: usize) -> Option<Spans> {
    let i = n.saturating_sub(1);
    let content = |s: &Statement| s.content.as_ref().and_then(|r| r.at.clone());
    match kind {
        Kind::Mention => doc.mentions.find(Id::at(i)).map(|e| e.at.clone()),
        Kind::Entity => doc.entities.find(Id::at(i)).map(|e| Spans::from(e.at.first())),
        Kind::Time => doc.times.find(Id::at(i)).map(|e| e.at.clone()),
        Kind::Place => doc.places.find(Id::at(i)).map(|e| e.at.clone()),
        Kind::Statement => {
            doc.statements.find(Id::at(i)).map(|e| content(&e.value).unwrap_or_else(|| e.at.clone()))
        }
        Kind::Event => doc.events.find(Id::at(i)).map(|e| e.at.clone()),
        Kind::Claim => doc.claims.find(Id::at(i)).map(|e| e.at.clone()),
        Kind::Relation => doc.relations.find(Id::at(i)).map(|e| e.at.clone()),
        Kind::Quantity => doc.quantities.find(Id::at(i)).map(|e| e.at.clone()),
        Kind::Finding => doc.findings.find(Id::at(i)).map(|e| e.at.clone()),
        Kind::Agenda => doc.agenda.find(Id::at(i)).map(|e| e.at.clone()),
    }
}

/// On whose word a record stands.
fn chains(store: &Store, stored: &Stored, kind: Kind, n: usize) -> Result<Vec<Vec<Speaker>>, Error> {
    let doc = &stored.document;
    let i = n.saturating_sub(1);
    let voices: Vec<Voice> = match kind {
        Kind::Statement => vec![Voice::Statement(Id::at(i))],
        Kind::Event => doc.events.find(Id::at(i)).map(|e| e.value.word).into_iter().collect(),
        Kind::Relation => doc.relations.find(Id::at(i)).map(|e| e.value.word).into_iter().collect(),
        Kind::Claim => doc
            .claims
            .find(Id::at(i))
            .map(|e| [&e.value.asserted_by[..], &e.value.denied_by[..]].concat())
            .unwrap_or_default(),
        Kind::Agenda => doc.agenda.find(Id::at(i)).map(|e| e.value.words.clone()).unwrap_or_default(),
        _ => vec![Voice::Publisher],
    };
    voices.into_iter().map(|voice| chain(store, stored, voice)).collect()
}

fn chain(store: &Store, stored: &Stored, voice: Voice) -> Result<Vec<Speaker>, Error> {
    let doc = &stored.document;
    let mut out = Vec::new();
    let mut seen = HashSet::new();
    let mut next = match voice {
        Voice::Statement(id) => Some(id),
        Voice::Publisher => None,
    };
    // A statement reported within itself would go round for ever.
    while let Some(id) = next.filter(|id| seen.insert(id.index())) {
        let Some(entry) = doc.statements.find(id) else { break };
        let source = entry.value.source.as_ref();
        let entity = source.and_then(|r| doc.entities.find(r.entity?)).map(|e| e.value.name.clone());
        let words = || source.and_then(|r| Some(doc.quotes(r.at.as_ref()?).join(" … ")));
        let name = entity.filter(|n| !n.is_empty()).or_else(words).unwrap_or_else(|| "someone".to_owned());
        out.push(Speaker { name, statement: store.record_id(&stored.id, Kind::Statement, id.index() + 1)? });
        next = entry.value.inside;
    }
    let publisher = doc.input().publisher.clone().unwrap_or_else(|| "the report".to_owned());
    out.push(Speaker { name: publisher, statement: None });
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_doc::{Act, Input, Maker, Manner, Role, Sentence, Span};

    #[test]
    fn words_stand_marked_in_their_sentence() {
        let mut doc = Document::new(Input::new("Talks failed. He said so, and left. They go on."));
        for (from, to) in [(0, 13), (14, 35), (36, 47)] {
            let at = Span::new(from, to).unwrap();
            doc.sentences.push(Sentence, at.into(), Maker::rule("r"), 1.0);
        }
        let words = Spans::from(Span::new(17, 21).unwrap());
        assert_eq!(sentences(&doc, &words), "He \u{2}said\u{3} so, and left.");
        assert_eq!(in_bold("a \u{2}b"), format!("a {BOLD}b{BOLD:#}"));
    }

    #[test]
    fn a_statement_within_itself_ends() {
        let mut doc = Document::new(Input::new("He said so."));
        let he = Role::words(Span::new(0, 2).unwrap());
        let statement = Statement {
            manner: Manner::Indirect,
            act: Act::Assert,
            source: Some(he),
            cue: None,
            content: None,
            addressee: None,
            channel: None,
            times: Vec::new(),
            inside: Some(Id::at(0)),
            anonymous: None,
        };
        doc.statements.push(statement, Span::new(0, 10).unwrap().into(), Maker::rule("r"), 1.0);
        let dir = std::env::temp_dir().join(format!("onrecord-show-{}.db", std::process::id()));
        let mut store = Store::open(&dir, Mode::Create).unwrap();
        let id = store.add(&doc, onrecord_store::Origin::key("k")).unwrap().id;
        let stored = store.document(&id).unwrap();
        let names: Vec<String> = chain(&store, &stored, Voice::Statement(Id::at(0)))
            .unwrap()
            .into_iter()
            .map(|s| s.name)
            .collect();
        let _ = std::fs::remove_file(&dir);
        assert_eq!(names, ["He", "the report"]);
    }
}
