//! The examples of the event lexicon: every row carries a sentence with its trigger and parties marked, and the
//! sentence must give that event.
//!
//! `onrecord rules test` and `cargo test` run the same. A part is found when the words touch: mentions are whole noun
//! phrases, and a pronoun stands with its entity.

use super::lexicon::{EventLexicon, Sense};
use crate::rules::{mark, unmark};
use onrecord_doc::{Document, Event, Role, Span, Spans};
use std::fmt;

/// What came of the example of a sense.
#[derive(Clone, Debug)]
pub struct Outcome<'l> {
    /// The row.
    pub sense: &'l Sense,
    /// Whether the sentence gives what it should.
    pub passes: bool,
    /// What it gives, as marked sentences with the class in front.
    pub found: Vec<String>,
}

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sense { path, line, word, kind, example, .. } = self.sense;
        let what = if self.passes { "passes" } else { "fails" };
        let kind = kind.map_or("NONE", |k| k.name());
        write!(f, "{path}:{line}: `{word}`: {what}\n  wanted: {kind}: {example}")?;
        for found in &self.found {
            write!(f, "\n  found:  {found}")?;
        }
        if self.found.is_empty() {
            f.write_str("\n  found:  nothing")?;
        }
        Ok(())
    }
}

/// Runs the example of every sense that is `asked` for; `read` gives the whole record of a sentence.
pub fn run<'l>(
    lexicon: &'l EventLexicon,
    asked: &dyn Fn(&Sense) -> bool,
    read: &dyn Fn(&str) -> Document,
) -> Vec<Outcome<'l>> {
    lexicon.senses().iter().filter(|s| asked(s)).map(|sense| one(sense, read)).collect()
}

fn one<'l>(sense: &'l Sense, read: &dyn Fn(&str) -> Document) -> Outcome<'l> {
    // The marks were checked when the file was loaded.
    let Ok((text, labels)) = unmark(&sense.example) else {
        return Outcome { sense, passes: false, found: Vec::new() };
    };
    let doc = read(&text);
    let spans =
        |name: &str| -> Vec<Span> { labels.iter().filter(|l| l.name == name).map(|l| l.span).collect() };
    let (trigger, actors, recipients) = (spans("trigger"), spans("actor"), spans("recipient"));
    let touches = |at: &Spans, wanted: &[Span]| wanted.iter().any(|w| at.touch(*w));
    let holds = |e: &Event, at: &Spans| {
        Some(e.kind) == sense.kind
            && touches(at, &trigger)
            && all_there(&doc, &e.actors, &actors)
            && all_there(&doc, &e.recipients, &recipients)
    };
    let passes = match sense.kind {
        Some(_) => doc.events.iter().any(|(_, e)| holds(&e.value, &e.at)),
        // No event of this word: the sentence may tell of another.
        None => !doc.events.iter().any(|(_, e)| e.maker.name() == sense.rule()),
    };
    let found = doc.events.iter().map(|(_, e)| {
        let roles = |name: &'static str, roles: &[Role]| -> Vec<(&'static str, Spans)> {
            roles.iter().filter_map(|r| Some((name, r.at.clone()?))).collect()
        };
        let mut parts = vec![("trigger", e.at.clone())];
        parts.extend(roles("actor", &e.value.actors));
        parts.extend(roles("recipient", &e.value.recipients));
        format!("{}: {}", e.value.kind, mark(&text, parts.iter().map(|(n, s)| (*n, s))))
    });
    Outcome { sense, passes, found: found.collect() }
}

/// Whether every marked party is one of the roles, by its words or by another mention of its entity.
fn all_there(doc: &Document, roles: &[Role], wanted: &[Span]) -> bool {
    wanted.iter().all(|w| {
        roles.iter().any(|r| {
            r.at.as_ref().is_some_and(|at| at.touch(*w))
                || r.entity.and_then(|e| doc.entities.find(e)).is_some_and(|e| e.at.touch(*w))
        })
    })
}
