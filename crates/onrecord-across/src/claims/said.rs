//! What somebody said, as it is compared: each proposition of a document that somebody asserts, denies, grants, has
//! checked or does not speak of.

use super::terms::{self, Places, Terms};
use crate::actors::ActorId;
use jiff::civil::Date;
use onrecord_doc::{Act, ClaimStatus, Document, Id, Role, Span, Statement, Voice};
use std::collections::BTreeSet;

/// How many propositions of one document are taken.
const MOST: usize = 2_000;
/// The longest words kept of one, in characters.
const QUOTED: usize = 400;

/// How somebody stands to a proposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stance {
    /// Says that it is so, or in words of its own that it is not.
    Asserts,
    /// Says that it is not so, by the act: *denied*, *rejected*.
    Denies,
    /// Grants it, against its own interest.
    Concedes,
    /// Says that it is being looked into.
    Checks,
    /// Says that it is not known.
    Open,
    /// Does not say.
    Declines,
    /// Speaks of it otherwise: asks, urges, orders.
    Speaks,
}

impl Stance {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Stance::Asserts => "asserts",
            Stance::Denies => "denies",
            Stance::Concedes => "concedes",
            Stance::Checks => "checks",
            Stance::Open => "open",
            Stance::Declines => "declines",
            Stance::Speaks => "speaks",
        }
    }

    /// Whether it says that something is or is not so.
    pub fn commits(self) -> bool {
        matches!(self, Stance::Asserts | Stance::Denies | Stance::Concedes)
    }
}

/// One proposition in one document, and who says what of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The document's id.
    pub document: String,
    /// The number of the statement in it, from 0; `None` where the report itself says so.
    pub statement: Option<usize>,
    /// The day of publication.
    pub day: Option<Date>,
    /// Who says so, as an actor across documents.
    pub actor: Option<ActorId>,
    /// Who says so, in the report's words; empty where the report itself does.
    pub speaker: String,
    /// How.
    pub stance: Stance,
    /// The proposition, in the report's words.
    pub words: String,
    /// Where those words stand.
    pub at: Span,
    pub(super) terms: Terms,
    /// Terms of the speaker, which say nothing of the matter.
    pub(super) own: BTreeSet<String>,
}

impl Said {
    /// Whether it says that the positive proposition is so: *no oil leaked* and *denied that oil leaked* do not.
    pub fn affirms(&self) -> bool {
        self.terms.affirmed != (self.stance == Stance::Denies)
    }
}

/// Every proposition of a document, `actors` as [`crate::actors::Actors::add`] gave them.
pub fn said(doc: &Document, actors: &[Option<ActorId>]) -> Vec<Said> {
    let places = Places::of(doc);
    let id = doc.id();
    let mut taken: BTreeSet<(Option<usize>, Span)> = BTreeSet::new();
    let mut covered: BTreeSet<usize> = BTreeSet::new();
    let mut out = Vec::new();
    let mut push = |voice: Option<usize>, span: Span, stance: Stance| {
        if out.len() < MOST
            && taken.insert((voice, span))
            && let Some(said) = one(doc, &id, &places, actors, voice, span, stance)
        {
            out.push(said);
        }
    };
    for (_, claim) in doc.claims.iter() {
        let voices = |list: &[Voice]| -> Vec<Option<usize>> {
            list.iter()
                .map(|v| match v {
                    Voice::Statement(s) => Some(s.index()),
                    Voice::Publisher => None,
                })
                .collect()
        };
        let (asserted, denied) = (voices(&claim.value.asserted_by), voices(&claim.value.denied_by));
        let stance = match claim.value.status {
            ClaimStatus::UnderCheck => Stance::Checks,
            ClaimStatus::Open => Stance::Open,
            ClaimStatus::Conceded => Stance::Concedes,
            _ => Stance::Asserts,
        };
        for sentence in sentences(&places, claim.at.hull()) {
            for voice in &asserted {
                push(*voice, sentence, stance);
            }
            for voice in &denied {
                push(*voice, sentence, Stance::Denies);
            }
            // Nobody asserts what is only being checked: the statement that says so is the one around it.
            if asserted.is_empty() && denied.is_empty() {
                let around = places.content_around(sentence);
                let stance = if stance == Stance::Asserts { Stance::Open } else { stance };
                covered.extend(around);
                push(around, sentence, stance);
            }
        }
        covered.extend(asserted.iter().chain(&denied).flatten());
    }
    for (s, statement) in doc.statements.iter() {
        if covered.contains(&s.index()) {
            continue;
        }
        let Some(at) = statement.value.content.as_ref().and_then(|c| c.at.as_ref()) else { continue };
        for sentence in sentences(&places, at.hull()) {
            push(Some(s.index()), sentence, stance_of(&statement.value));
        }
    }
    out
}

fn one(
    doc: &Document,
    id: &str,
    places: &Places,
    actors: &[Option<ActorId>],
    voice: Option<usize>,
    span: Span,
    stance: Stance,
) -> Option<Said> {
    let statement = voice.and_then(|s| doc.statements.find(Id::at(s))).map(|s| &s.value);
    let source = statement.and_then(|s| s.source.as_ref());
    let speaker = source.and_then(|r| r.at.as_ref()).map_or_else(String::new, |at| doc.quotes(at).join(" "));
    let own = own(doc, source, &speaker);
    let terms = terms::terms(places, span, &own);
    if terms.terms.is_empty() {
        return None;
    }
    let stance = if stance.commits() {
        uncommitted(&doc.quote(span).to_lowercase()).unwrap_or(stance)
    } else {
        stance
    };
    Some(Said {
        document: id.to_owned(),
        statement: voice,
        day: doc.published.day,
        actor: source.and_then(|r| actors.get(r.entity?.index()).copied().flatten()),
        speaker,
        stance,
        words: doc.quote(span).chars().take(QUOTED).collect(),
        at: span,
        terms,
        own: own.into_iter().collect(),
    })
}

/// The terms of the speaker: who it is, else the last noun of the words that name him.
fn own(doc: &Document, source: Option<&Role>, speaker: &str) -> Vec<String> {
    let known = source.and_then(|s| s.entity).map(|e| terms::who(doc, e)).unwrap_or_default();
    if !known.is_empty() || speaker.is_empty() {
        return known;
    }
    speaker.split_whitespace().next_back().map(|w| w.to_lowercase()).into_iter().collect()
}

/// The sentences of a stretch; the stretch itself where none is known. At most sixteen.
fn sentences(places: &Places, span: Span) -> Vec<Span> {
    let from = places.sentences.partition_point(|s| s.end() <= span.start());
    let parts: Vec<Span> = places.sentences[from..]
        .iter()
        .take_while(|s| s.start() < span.end())
        .take(16)
        .map(|s| Span::of(s.start().max(span.start()), s.end().min(span.end())))
        .filter(|s| !places.doc.quote(*s).trim().is_empty())
        .collect();
    if parts.is_empty() { vec![span] } else { parts }
}

fn stance_of(statement: &Statement) -> Stance {
    match statement.act {
        Act::Deny => Stance::Denies,
        Act::Admit => Stance::Concedes,
        Act::DeclineToComment => Stance::Declines,
        Act::Doubt => Stance::Open,
        Act::Assert
        | Act::Report
        | Act::Announce
        | Act::Confirm
        | Act::Allege
        | Act::Accuse
        | Act::Criticise
        | Act::Characterise
        | Act::Warn
        | Act::Rule
        | Act::Predict => Stance::Asserts,
        _ => Stance::Speaks,
    }
}

/// Words that take back what follows: who says them neither asserts nor denies.
fn uncommitted(low: &str) -> Option<Stance> {
    const OPEN: &[&str] = &[
        "no evidence",
        "no information",
        "no indication",
        "no knowledge",
        "no confirmation",
        "no proof",
        "no reason to believe",
        "not know",
        "n't know",
        "not aware",
        "unaware",
        "not confirm",
        "n't confirm",
        "unable to confirm",
        "not rule out",
        "n't rule out",
        "not verify",
        "unclear",
        "not certain",
        "not sure",
        "too early",
        "could neither",
        "whether",
    ];
    const CHECKS: &[&str] = &[
        "checking",
        "investigating",
        "looking into",
        "verifying",
        "examining",
        "under investigation",
        "being investigated",
        "being examined",
        "being checked",
        "reviewing",
        "being verified",
        "opened an inquiry",
        "opened an investigation",
    ];
    const DECLINES: &[&str] = &["no comment", "not comment", "n't comment", "declined to comment"];
    let has = |list: &[&str]| list.iter().any(|w| low.contains(w));
    if has(DECLINES) {
        Some(Stance::Declines)
    } else if has(CHECKS) {
        Some(Stance::Checks)
    } else if has(OPEN) {
        Some(Stance::Open)
    } else {
        None
    }
}
