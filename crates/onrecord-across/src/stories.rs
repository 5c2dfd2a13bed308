//! The same event in many reports.
//!
//! A [`Report`] is one report's telling of an event: its type, parties, days, place, trigger and the words around
//! it. [`Stories`] takes reports one by one and puts each into the story that it fits best, or into a new one. A
//! story keeps every report with its words; [`Story::figures`] lays what they count side by side, and
//! [`one_a_day`] is the view in which type, parties and day alone make an event, for comparison.
//!
//! [`score`] gives B³, MUC, CEAFe and CoNLL F1 against a gold.

pub mod score;

use crate::actors::ActorId;
use jiff::{ToSpan, civil::Date};
use onrecord_doc::{Document, Event, EventType, Id, Role, Voice};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many of the newest stories under one key are looked at, so that adding costs the same however many are held.
const NEWEST: usize = 64;
/// How many reports of a story, the newest, a further one is compared with.
const COMPARED: usize = 16;
/// The least score that makes two reports one event. Chosen by hand, not fitted: type or trigger alone, with day
/// and place or parties, is enough; day and text alone are not.
pub const SAME: f64 = 4.0;

/// A figure that a report gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The number, or the least of a range.
    pub value: f64,
    /// What it counts, else its unit.
    pub of: String,
    /// The words.
    pub words: String,
}

/// One report's telling of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The document's id.
    pub document: String,
    /// The number of the event in it, from 0.
    pub event: usize,
    /// PLOVER class.
    pub kind: EventType,
    /// Who, as actors across documents.
    pub actors: BTreeSet<ActorId>,
    /// To whom.
    pub recipients: BTreeSet<ActorId>,
    /// First and last day on which it can have been.
    pub days: Option<(Date, Date)>,
    /// The day of publication.
    pub published: Option<Date>,
    /// Where: GeoNames number or name, in lower case.
    pub place: Option<String>,
    /// The trigger.
    pub trigger: String,
    /// The sentence that tells it.
    pub words: String,
    /// On whose word: the words that name the speaker; `None` where the report itself says so.
    pub source: Option<String>,
    /// What it counts.
    pub figures: Vec<Figure>,
    /// Content words of the sentence.
    content: BTreeSet<String>,
}

/// The tellings of a document's events, `actors` as [`crate::actors::Actors::add`] gave them.
pub fn reports(doc: &Document, actors: &[Option<ActorId>]) -> Vec<Report> {
    let id = doc.id();
    doc.events.iter().map(|(n, _)| report(doc, &id, n, actors)).collect()
}

fn report(doc: &Document, id: &str, n: Id<Event>, actors: &[Option<ActorId>]) -> Report {
    let entry = &doc.events[n];
    let event = &entry.value;
    let who = |roles: &[Role]| -> BTreeSet<ActorId> {
        roles.iter().filter_map(|r| actors.get(r.entity?.index()).copied().flatten()).collect()
    };
    let at = entry.at.first();
    let sentence = doc.sentences.iter().find(|(_, s)| s.at.touch(at)).map_or(at, |(_, s)| s.at.hull());
    let words = doc.quote(sentence).to_owned();
    let place = event
        .place
        .and_then(|p| doc.places.find(p))
        .map(|p| p.value.geonames.map_or_else(|| p.value.name.to_lowercase(), |g| g.to_string()));
    let source = match event.word {
        Voice::Publisher => None,
        Voice::Statement(s) => doc.statements.find(s).map(|s| {
            let at = s.value.source.as_ref().and_then(|r| r.at.as_ref());
            at.map_or_else(String::new, |at| doc.quotes(at).join(" "))
        }),
    };
    let figures = event.quantities.iter().filter_map(|&q| {
        let q = doc.quantities.find(q)?;
        let of = q.value.of.clone().or_else(|| q.value.unit.clone()).unwrap_or_default();
        let value = q.value.value.or(q.value.low).filter(|v| v.is_finite())?;
        Some(Figure { value, of, words: doc.quotes(&q.at).join(" ") })
    });
    Report {
        document: id.to_owned(),
        event: n.index(),
        kind: event.kind,
        actors: who(&event.actors),
        recipients: who(&event.recipients),
        days: event.earliest.zip(event.latest),
        published: doc.published.day,
        place,
        trigger: doc.quotes(&entry.at).join(" "),
        content: content(&words),
        words,
        source,
        figures: figures.collect(),
    }
}

/// One event and every report of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Story {
    /// The reports, in the order in which they came.
    pub reports: Vec<Report>,
}

impl Story {
    /// How many documents tell it. For the origins behind them see [`crate::reprints::Reprints::count`].
    pub fn n_reports(&self) -> usize {
        self.reports.iter().map(|r| &r.document).collect::<BTreeSet<_>>().len()
    }

    /// The ids of the documents, for counting outlets and origins.
    pub fn documents(&self) -> BTreeSet<&str> {
        self.reports.iter().map(|r| r.document.as_str()).collect()
    }

    /// What the reports count, side by side: for each thing counted, every report with its figure, by number.
    pub fn figures(&self) -> BTreeMap<&str, Vec<(&Report, &Figure)>> {
        let mut by_thing: BTreeMap<&str, Vec<(&Report, &Figure)>> = BTreeMap::new();
        for report in &self.reports {
            for figure in &report.figures {
                by_thing.entry(&figure.of).or_default().push((report, figure));
            }
        }
        for list in by_thing.values_mut() {
            list.sort_by(|a, b| a.1.value.total_cmp(&b.1.value));
        }
        by_thing
    }

    /// Those things counted on which the reports differ.
    pub fn conflicts(&self) -> BTreeMap<&str, Vec<(&Report, &Figure)>> {
        let mut all = self.figures();
        all.retain(|_, list| list.windows(2).any(|w| w[0].1.value != w[1].1.value));
        all
    }
}

/// Stories, and the keys under which further reports find them.
#[derive(Clone, Debug, Default)]
pub struct Stories {
    stories: Vec<Story>,
    by_key: HashMap<String, Vec<usize>>,
    documents: BTreeMap<String, Vec<usize>>,
}

impl Stories {
    /// An index without stories.
    pub fn new() -> Stories {
        Stories::default()
    }

    /// The stories, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Story> {
        self.stories.iter()
    }

    /// Adds a document's events and gives the number of the story of each. A document that is held gives the
    /// stories it had.
    pub fn add(&mut self, doc: &Document, actors: &[Option<ActorId>]) -> Vec<usize> {
        if let Some(had) = self.documents.get(&doc.id()) {
            return had.clone();
        }
        let given: Vec<usize> = reports(doc, actors).into_iter().map(|r| self.place(r)).collect();
        self.documents.insert(doc.id(), given.clone());
        given
    }

    fn place(&mut self, report: Report) -> usize {
        let keys = keys(&report);
        let near: BTreeSet<usize> =
            keys.iter().filter_map(|k| self.by_key.get(k)).flatten().copied().collect();
        let best = near
            .into_iter()
            .map(|n| {
                let told = self.stories[n].reports.iter().rev().take(COMPARED);
                (told.map(|r| alike(r, &report)).fold(f64::MIN, f64::max), n)
            })
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .filter(|b| b.0 >= SAME);
        let n = best.map_or_else(
            || {
                self.stories.push(Story::default());
                self.stories.len() - 1
            },
            |b| b.1,
        );
        for key in keys {
            let list = self.by_key.entry(key).or_default();
            if list.contains(&n) {
                continue;
            }
            if list.len() >= NEWEST {
                list.remove(0);
            }
            list.push(n);
        }
        self.stories[n].reports.push(report);
        n
    }
}

/// Where a report is looked for: each day it can be of, up to four, with its place, parties and trigger.
fn keys(report: &Report) -> Vec<String> {
    let days = span(report);
    let parties = report.actors.iter().chain(&report.recipients).take(8).map(|a| format!("party {a}"));
    let place = report.place.iter().map(|p| format!("place {p}"));
    let head = std::iter::once(format!("head {}", stem(&report.trigger)));
    let what: Vec<String> = parties.chain(place).chain(head).collect();
    let Some((from, to)) = days else { return what };
    let mut keys = Vec::new();
    let mut day = from;
    for _ in 0..4 {
        keys.extend(what.iter().map(|w| format!("{day} {w}")));
        match day.checked_add(1.day()) {
            Ok(next) if next <= to => day = next,
            _ => break,
        }
    }
    keys
}

/// The days it can be of; where the report does not say, the day of publication and the two before.
fn span(report: &Report) -> Option<(Date, Date)> {
    report.days.or_else(|| report.published.map(|p| (p.saturating_sub(2.days()), p)))
}

/// How much speaks for two reports telling one event; at least [`SAME`] where they do.
pub fn alike(a: &Report, b: &Report) -> f64 {
    // One document's two triggers are two events to it: its own reading has joined what it takes for one.
    if a.document == b.document {
        return f64::MIN;
    }
    if let (Some(x), Some(y)) = (span(a), span(b))
        && (x.0 > y.1 || y.0 > x.1)
    {
        return f64::MIN;
    }
    let mut sum = 0.0;
    sum += if a.kind == b.kind { 1.5 } else { -1.5 };
    sum += if stem(&a.trigger) == stem(&b.trigger) { 1.0 } else { 0.0 };
    sum += match (&a.place, &b.place) {
        (Some(x), Some(y)) if x == y => 1.5,
        (Some(_), Some(_)) => -1.5,
        _ => 0.0,
    };
    for (x, y) in [(&a.actors, &b.actors), (&a.recipients, &b.recipients)] {
        let both = x.intersection(y).count();
        sum += match both {
            0 if x.is_empty() || y.is_empty() => 0.0,
            0 => -0.5,
            _ => 1.25,
        };
    }
    sum + 4.0 * share(&a.content, &b.content)
}

/// What makes an event where one a day is kept: type, actors, recipients, day.
pub type Daily = (EventType, Vec<ActorId>, Vec<ActorId>, Option<Date>);

/// Type, parties and day alone: events as a coder that keeps one a day would count them, with their reports. It
/// joins two clashes of a day and parts one over midnight.
pub fn one_a_day<'a>(reports: impl IntoIterator<Item = &'a Report>) -> BTreeMap<Daily, Vec<&'a Report>> {
    let mut events: BTreeMap<_, Vec<&Report>> = BTreeMap::new();
    for r in reports {
        let parties = |p: &BTreeSet<ActorId>| p.iter().copied().collect::<Vec<_>>();
        let day = r.days.map(|d| d.0).or(r.published);
        events.entry((r.kind, parties(&r.actors), parties(&r.recipients), day)).or_default().push(r);
    }
    events
}

/// Words of five letters and more, and numbers, without their endings; 64 at most.
fn content(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let long = |w: &&str| w.chars().count() > 4 || w.starts_with(|c: char| c.is_ascii_digit());
    words.filter(long).take(64).map(stem).collect()
}

fn share(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let both = a.intersection(b).count();
    let fewer = a.len().min(b.len());
    // Cosine of the two sets (Ochiai 1957), kinder than Jaccard to a short sentence beside a long one.
    if fewer == 0 { 0.0 } else { both as f64 / ((a.len() * b.len()) as f64).sqrt() }
}

/// The first word in lower case without an English ending: *attacked*, *attacks*, *attack* are one.
fn stem(words: &str) -> String {
    let word = words.split_whitespace().next().unwrap_or("").to_lowercase();
    let cut = ["ings", "ing", "ed", "es", "s", "e"].iter().find_map(|end| word.strip_suffix(end));
    cut.filter(|c| c.chars().count() > 2).unwrap_or(&word).to_owned()
}
