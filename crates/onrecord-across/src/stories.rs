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
use onrecord_doc::{Document, Event, EventType, Id, MentionForm, Role, Voice};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// How many of the newest stories under one key are looked at, so that adding costs the same however many are held.
const NEWEST: usize = 64;
/// How many reports of a story, the newest, a further one is compared with.
const COMPARED: usize = 16;
/// What speaks against two reports of neighbouring days, where one of them is not told.
const OFF: f64 = 1.0;
/// How many stories a report is compared with.
const LOOKED: usize = 96;
/// How many names of a document are kept to find its stories by.
const NAMES: usize = 8;
/// How many words of a text tell what it is about.
const READ: usize = 400;
/// The least score that makes two reports one event. Chosen on the dev half of `corpus/stories` among 1 to 5: CoNLL F1
/// over the mentions that have a record is .745 at 1, .726 here, .623 at 4. A little above the best, since a store
/// holds more events that look alike than twelve stories do.
pub const SAME: f64 = 2.5;

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
    /// Names and content words of the whole text, one for all its events.
    about: Arc<About>,
}

/// What a document is about.
#[derive(Clone, Debug, Default, PartialEq)]
struct About {
    /// Its content words.
    words: BTreeSet<String>,
    /// The names of places and actors that stand in it most often.
    names: Vec<String>,
}

impl About {
    fn of(doc: &Document) -> About {
        let mut count: BTreeMap<String, (usize, Reverse<usize>)> = BTreeMap::new();
        let named = doc.mentions.iter().filter(|(_, m)| m.value.form == MentionForm::Name);
        for (n, (_, mention)) in named.enumerate() {
            for word in doc.quote(mention.at.hull()).split(|c: char| !c.is_alphanumeric()) {
                if word.chars().count() > 3 && word.starts_with(char::is_uppercase) {
                    count.entry(word.to_lowercase()).or_insert((0, Reverse(n))).0 += 1;
                }
            }
        }
        let mut names: Vec<(String, (usize, Reverse<usize>))> = count.into_iter().collect();
        names.sort_by_key(|n| Reverse(n.1));
        let names = names.into_iter().take(NAMES).map(|n| n.0).collect();
        About { words: words(doc.text(), READ), names }
    }
}

/// The tellings of a document's events, `actors` as [`crate::actors::Actors::add`] gave them.
pub fn reports(doc: &Document, actors: &[Option<ActorId>]) -> Vec<Report> {
    let id = doc.id();
    let about = Arc::new(About::of(doc));
    doc.events.iter().map(|(n, _)| report(doc, &id, n, actors, &about)).collect()
}

fn report(doc: &Document, id: &str, n: Id<Event>, actors: &[Option<ActorId>], about: &Arc<About>) -> Report {
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
        content: self::words(&words, 64),
        about: about.clone(),
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
#[derive(Clone, Debug)]
pub struct Stories {
    least: f64,
    stories: Vec<Story>,
    by_key: HashMap<String, Vec<usize>>,
    documents: BTreeMap<String, Vec<usize>>,
}

impl Default for Stories {
    fn default() -> Stories {
        Stories::new()
    }
}

impl Stories {
    /// An index without stories.
    pub fn new() -> Stories {
        Stories::with_least(SAME)
    }

    /// An index in which two reports are one event from this score of [`alike`] on.
    pub fn with_least(least: f64) -> Stories {
        Stories { least, stories: Vec::new(), by_key: HashMap::new(), documents: BTreeMap::new() }
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
        let given = self.place(reports(doc, actors));
        self.documents.insert(doc.id(), given.clone());
        given
    }

    /// Gives every event of a document its story, the surest first. Two events of one document are never one story:
    /// its own reading has joined what it takes for one.
    fn place(&mut self, reports: Vec<Report>) -> Vec<usize> {
        let mut sure: Vec<(f64, usize, usize)> = Vec::new();
        let keys: Vec<Vec<String>> = reports.iter().map(|r| keys(r, 0)).collect();
        for (n, report) in reports.iter().enumerate() {
            for story in self.near(&self::keys(report, 1)) {
                let told = self.stories[story].reports.iter().rev().take(COMPARED);
                let score = told.map(|r| alike(r, report)).fold(f64::MIN, f64::max);
                if score >= self.least {
                    sure.push((score, n, story));
                }
            }
        }
        sure.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut given: Vec<Option<usize>> = vec![None; reports.len()];
        let mut taken = BTreeSet::new();
        for (_, n, story) in sure {
            if given[n].is_none() && taken.insert(story) {
                given[n] = Some(story);
            }
        }
        let mut out = Vec::with_capacity(reports.len());
        for ((report, keys), given) in reports.into_iter().zip(keys).zip(given) {
            let n = given.unwrap_or_else(|| {
                self.stories.push(Story::default());
                self.stories.len() - 1
            });
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
            out.push(n);
        }
        out
    }

    /// The stories that share most keys, the newest first among equals.
    fn near(&self, keys: &[String]) -> Vec<usize> {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for &n in keys.iter().filter_map(|k| self.by_key.get(k)).flatten() {
            *shared.entry(n).or_default() += 1;
        }
        let mut near: Vec<(usize, usize)> = shared.into_iter().map(|(n, count)| (count, n)).collect();
        near.sort_unstable_by(|a, b| b.cmp(a));
        near.into_iter().take(LOOKED).map(|n| n.1).collect()
    }
}

/// Where a report is kept: each day it can be of, up to four, with its place, parties, trigger and the names of its
/// document; it is looked for a day `around` them.
fn keys(report: &Report, around: i64) -> Vec<String> {
    let days = span(report);
    let parties = report.actors.iter().chain(&report.recipients).take(8).map(|a| format!("party {a}"));
    let place = report.place.iter().map(|p| format!("place {p}"));
    let head = std::iter::once(format!("head {}", stem(&report.trigger)));
    let names = report.about.names.iter().map(|n| format!("{} {n}", report.kind.name()));
    let what: Vec<String> = parties.chain(place).chain(head).chain(names).collect();
    let Some((from, to)) = days else { return what };
    let mut keys = Vec::new();
    let mut day = from.saturating_sub(around.days());
    let to = to.saturating_add(around.days());
    for _ in 0..4 + 2 * around {
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
    if a.document == b.document {
        return f64::MIN;
    }
    let mut sum = 0.0;
    if let (Some(x), Some(y)) = (span(a), span(b))
        && (x.0 > y.1 || y.0 > x.1)
    {
        // Two days that are told are two days; the day of publication is only a guess at the other's.
        let given = a.days.is_some() && b.days.is_some();
        if given || x.0 > y.1.tomorrow().unwrap_or(y.1) || y.0 > x.1.tomorrow().unwrap_or(x.1) {
            return f64::MIN;
        }
        sum -= OFF;
    }
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
    sum += match a.about.names.iter().filter(|n| b.about.names.contains(n)).count() {
        0 => -1.0,
        1 => 0.0,
        2 => 0.5,
        _ => 1.0,
    };
    sum + 4.0 * share(&a.content, &b.content) + 6.0 * share(&a.about.words, &b.about.words)
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

/// Words of five letters and more, and numbers, without their endings, among the first so many.
fn words(text: &str, most: usize) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let long = |w: &&str| w.chars().count() > 4 || w.starts_with(|c: char| c.is_ascii_digit());
    words.filter(long).take(most).map(stem).collect()
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
