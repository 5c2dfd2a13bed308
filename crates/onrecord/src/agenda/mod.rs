//! The agenda: what a text says is to come on a day, with place, parties, how it stands and on whose word.
//!
//! An item comes from a time that lies after the day of publication and the clause or noun that it dates: *will meet in
//! Geneva on Friday*, *Friday's summit*, *talks scheduled for 3 May*. It is meant as an entry of a daybook: appointments,
//! votes, hearings, visits, deadlines, anniversaries. Forecasts (*will rise by 2030*) are none, nor are habits (*every
//! Thursday*). `clause` finds what a time dates, `status` how it stands, `parties` who and where, `title` the words that
//! tell it shortly; `merge` makes one item of several mentions. Start reading at [`find`].
//!
//! Where there are events, the item of a clause with an event in it names it, and takes its class.

mod clause;
mod merge;
mod parties;
mod status;
mod title;
mod words;

pub use words::AgendaWords;

use crate::times::{Lean, lean};
use clause::Clause;
use jiff::civil::Date;
use merge::Draft;
use onrecord_doc::{
    AgendaItem, AgendaStatus, Bound, Document, Entry, Id, Layer, Maker, Span, TimeExpr, TimeType,
};
use parties::Around;
use words::Class;

/// How long the time of an item may be, in days: what comes some time in two years is no appointment.
const LONGEST_DAYS: i32 = 370;

/// A longer range of days is no single thing.
const LONGEST_RANGE_DAYS: i32 = 60;

/// What is less likely than this to be an appointment is left out.
const LEAST_SCORE: f32 = 0.45;

/// What is to come after `today`, sorted by day; nothing where that is not known.
///
/// Asks for tokens, times, mentions, entities, places and statements. `today` is the day of publication; another day may
/// be given where that is not known, and then only times that name their year are counted from.
pub fn find(doc: &Document, words: &AgendaWords, today: Option<Date>) -> Layer<AgendaItem> {
    let Some(today) = today else { return Layer::new() };
    let around = Around::new(doc);
    let times: Vec<(Id<TimeExpr>, &Entry<TimeExpr>)> = doc.times.iter().collect();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut n = 0;
    while n < times.len() {
        let (id, entry) = times[n];
        n += 1;
        let Some(when) = When::of(doc, id, entry, today) else { continue };
        // *12 and 13 August*: days in a row are one time.
        let (mut when, first) = (when, n);
        let governs = |i: usize| words.is(&doc.tokens, i, Class::Postpone);
        let is_moved =
            clause::find(&doc.tokens, words, when.at).is_some_and(|c| c.path.iter().any(|i| governs(*i)));
        while !is_moved
            && let Some((next, next_entry)) = times.get(n)
            && let Some(next_when) = When::of(doc, *next, next_entry, today)
            && when.goes_on(doc, &next_when)
        {
            when.latest = next_when.latest.max(when.latest);
            when.at = when.at.join(next_when.at);
            when.lasts = true;
            when.times.push(*next);
            n += 1;
        }
        let anchor = if n > first { times[first - 1].1.at.hull() } else { when.at };
        let found = clause::find(&doc.tokens, words, anchor);
        drafts.extend(found.and_then(|clause| draft(doc, words, &around, &clause, when)));
    }
    called_off(doc, words, &around, &mut drafts);
    let mut layer = Layer::new();
    for draft in merge::merge(drafts) {
        layer.push(draft.item, draft.at, Maker::rule(draft.rule), draft.score);
    }
    layer
}

/// A time to come.
#[derive(Clone, Debug)]
struct When {
    times: Vec<Id<TimeExpr>>,
    at: Span,
    earliest: Date,
    latest: Date,
    lasts: bool,
    /// Whether it begins after today, and not on it or before.
    after: bool,
}

impl When {
    fn of(doc: &Document, id: Id<TimeExpr>, entry: &Entry<TimeExpr>, today: Date) -> Option<When> {
        let time = &entry.value;
        let (earliest, latest) = (time.earliest?, time.latest?);
        let at = entry.at.hull();
        let is_period = time.value.contains('/');
        let is_date = matches!(time.kind, TimeType::Date | TimeType::Time);
        let counts = is_date || time.kind == TimeType::Duration && is_period;
        if !counts || is_line(doc, at) {
            return None;
        }
        if latest < today || days(earliest, latest) > LONGEST_DAYS {
            return None;
        }
        // Without a day of publication, only a year that is told makes a time certain.
        if doc.published.day.is_none() && time.anchor.is_some() {
            return None;
        }
        let after = earliest > today;
        if !after && lean(&doc.tokens, at) != Lean::Future {
            return None;
        }
        Some(When { times: vec![id], at, earliest, latest, lasts: is_period, after })
    }

    /// Whether another time is the day after this one, joined to it by *and* or a comma.
    fn goes_on(&self, doc: &Document, next: &When) -> bool {
        let between = doc.text().get(self.at.end()..next.at.start()).unwrap_or("").trim();
        let is_day = self.earliest == self.latest && next.earliest == next.latest;
        // *From 3 June to 5 June*.
        let goes_to = matches!(between, "to" | "until" | "till" | "through");
        if goes_to && is_day && (1..=LONGEST_RANGE_DAYS).contains(&days(self.earliest, next.latest)) {
            let before = doc.text().get(..self.at.start()).unwrap_or("").trim_end();
            return before.ends_with("from") || before.ends_with("From");
        }
        matches!(between, "and" | "," | "&" | "-" | "–" | ", and")
            && next.earliest == next.latest
            && self.latest.tomorrow().is_ok_and(|d| d == next.earliest)
            && (self.earliest == self.latest || self.lasts)
    }
}

/// Whether a time has a line to itself: a date line dates the report, not what the line above says.
fn is_line(doc: &Document, at: Span) -> bool {
    let text = doc.text();
    let before = text.get(..at.start()).unwrap_or("").trim_end_matches([' ', '\t']);
    let after = text.get(at.end()..).unwrap_or("").trim_start_matches([' ', '\t', '.']);
    (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with(['\n', '\r']))
}

fn days(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |s| s.get_days())
}

/// Takes up what the text says without a day: *Friday's summit … The summit was called off.*
fn called_off(doc: &Document, words: &AgendaWords, around: &Around, drafts: &mut [Draft]) {
    let t = &doc.tokens;
    if drafts.is_empty() {
        return;
    }
    for verb in (0..t.len()).filter(|i| t.pos(*i) == "VERB" && matches!(t.tag(*i), "VBD" | "VBN")) {
        let cancels = words.is(t, verb, Class::Cancel);
        if !cancels && !status::moves(t, words, verb) {
            continue;
        }
        let at = t.span(verb);
        let open = t.children(verb).take(64).any(|c| t.dep(c) == "neg" || matches!(t.tag(c), "MD" | "TO"));
        if open || drafts.iter().any(|d| d.at.touch(at)) {
            continue;
        }
        let is_definite = |n: &usize| {
            t.children(*n)
                .take(16)
                .any(|c| matches!(t.lower(c), "the" | "this" | "that" | "their" | "his" | "her"))
        };
        let noun = clause::arguments(t, verb).find(|n| words.is(t, *n, Class::Event) && is_definite(n));
        let Some(kind) = noun.and_then(|n| words.kind(t, n, Class::Event)) else { continue };
        let before = drafts.iter_mut().rev().find(|d| d.kind == kind && d.at.first().start() < at.start());
        let Some(draft) = before.filter(|d| d.item.status != AgendaStatus::Postponed) else { continue };
        let item = &mut draft.item;
        item.status = if cancels { AgendaStatus::Cancelled } else { AgendaStatus::Postponed };
        if !cancels {
            item.was = Some((item.earliest, item.latest));
        }
        let voice = around.word(at);
        if !item.words.contains(&voice) {
            item.words.push(voice);
        }
        if let Some(both) = onrecord_doc::Spans::new(draft.at.iter().chain([at])) {
            draft.at = both;
        }
    }
}

/// How sure it is that a clause tells of an appointment.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Strength {
    /// It has a word of the list.
    Strong,
    /// Nothing speaks for it or against it.
    Plain,
}

/// The item of one time and its clause.
fn draft(doc: &Document, words: &AgendaWords, around: &Around, clause: &Clause, when: When) -> Option<Draft> {
    let t = &doc.tokens;
    let place = t.span(clause.governor);
    let status = status::of(t, words, clause, around.is_said(place))?;
    let (strength, kind, head) = what(doc, words, clause)?;
    let moved = clause.path.iter().copied().find(|i| status::moves(t, words, *i));
    let preposition = clause.before.map(|i| t.lower(i));
    let mut bound = clause::bound(t, clause.before, when.at);
    if status == AgendaStatus::Postponed || when.lasts {
        bound = None;
    }
    let length = days(when.earliest, when.latest);
    let ahead = clause.nominal
        || clause::looks_ahead(t, words, clause.governor)
        || clause.path.iter().any(|i| clause::is_verb(t, *i) && clause::looks_ahead(t, words, *i));
    let decided = clause.path.iter().any(|i| {
        [Class::Schedule, Class::Postpone, Class::Cancel, Class::Open].iter().any(|c| words.is(t, *i, *c))
    });
    // A day to come below a plain verb of the past was most often meant as one gone by.
    let lasting = matches!(bound, Some(Bound::Until | Bound::From));
    let is_event = words.kind(t, clause.core, Class::Event).is_some();
    if !ahead && (!when.after || !decided && !lasting && !is_event) {
        return None;
    }
    let is_named = is_event || words.kind(t, clause.core, Class::Appointment).is_some();
    // Of today, and of what is *for* a day, only what a word of the list names: *a lesson for tomorrow*.
    let is_plain = strength == Strength::Plain;
    if is_plain && (!when.after || preposition == Some("for"))
        || !when.after && words.is(t, clause.governor, Class::Open)
    {
        return None;
    }
    // A question, or a clause torn from its noun: nobody knows of what it tells.
    if !clause.nominal && clause::subject(t, clause.top).is_some_and(|s| t.tag(s).starts_with('W')) {
        return None;
    }
    let mut score: f32 = match (strength, length) {
        (Strength::Strong, 0..=7) => 0.85,
        (Strength::Strong, 8..=93) => 0.7,
        // *By 2030* it will be built, sold or doubled: of a year, only what is known by a name is an appointment.
        (Strength::Strong, _) if kind != "action" && bound.is_none() && is_named => 0.5,
        (Strength::Strong, _) => return None,
        (Strength::Plain, 0) => 0.6,
        (Strength::Plain, 1..=7) => 0.5,
        (Strength::Plain, _) => return None,
    };
    if !ahead {
        score -= 0.15;
    }
    if !when.after {
        score -= 0.1;
    }
    if score < LEAST_SCORE {
        return None;
    }
    let sentence = around.sentence(place);
    let tokens = clause.tokens(t, words, 1, sentence);
    let at = title::spans(doc, &clause.tokens(t, words, 0, sentence))?;
    let who = |at: Span| around.who(at);
    let title = title::make(doc, words, clause, sentence, &who);
    if title.is_empty() {
        return None;
    }
    // The old day of what was moved: *from Friday*, *Friday's summit was put off*.
    let is_old = match moved {
        None => status == AgendaStatus::Postponed,
        // Beside the verb a bare day tells when it was moved.
        Some(verb) if clause.governor == verb => match preposition {
            Some("from") => true,
            Some("until" | "till" | "to" | "for" | "on" | "by" | "in" | "after") => false,
            _ => return None,
        },
        Some(_) => !matches!(preposition, Some("until" | "till" | "to")) || clause.governor != clause.core,
    };
    let item = AgendaItem {
        event: None,
        kind: None,
        title,
        times: when.times,
        earliest: when.earliest,
        latest: when.latest,
        lasts: when.lasts,
        bound,
        place: around.place(words, clause, &tokens),
        parties: around.parties(words, clause, &tokens),
        status,
        was: is_old.then_some((when.earliest, when.latest)),
        words: vec![around.word(place)],
    };
    let rule = if clause.nominal { "en/agenda/noun" } else { "en/agenda/clause" };
    let event = of_event(doc, &at, &item);
    let item = match event {
        Some((id, kind)) => AgendaItem { event: Some(id), kind: Some(kind), ..item },
        None => item,
    };
    Some(Draft { item, at, rule, score, kind, head })
}

/// How sure it is that it is an appointment, what kind of thing it is, and the word that names it; `None` where it is
/// none.
fn what(doc: &Document, words: &AgendaWords, clause: &Clause) -> Option<(Strength, String, String)> {
    let t = &doc.tokens;
    let core = clause.core;
    let named = |i: usize, class| words.kind(t, i, class).map(str::to_owned);
    let lemma = |i: usize| t.lemma(i).to_lowercase();
    if let Some(kind) = named(core, Class::Event) {
        return Some((Strength::Strong, kind, lemma(core)));
    }
    let top_event = clause.nominal.then(|| named(clause.top, Class::Event)).flatten();
    if let Some(kind) = top_event {
        return Some((Strength::Strong, kind, lemma(clause.top)));
    }
    // *The hearing will be on Friday*, *agreed to hold talks*: the noun names it.
    let argument = clause::arguments(t, core).find(|a| words.is(t, *a, Class::Event));
    let subject =
        clause.path.iter().find_map(|i| clause::subject(t, *i)).filter(|s| words.is(t, *s, Class::Event));
    if let Some(noun) = argument.or(subject) {
        return Some((Strength::Strong, named(noun, Class::Event)?, lemma(noun)));
    }
    if words.is(t, core, Class::Forecast) {
        return None;
    }
    if let Some(kind) = named(core, Class::Appointment) {
        return Some((Strength::Strong, kind, lemma(core)));
    }
    let due = clause.path.iter().chain([&core]).any(|i| {
        words.is(t, *i, Class::Schedule)
            || t.children(*i).any(|c| t.pos(c) == "ADJ" && words.is(t, c, Class::Schedule))
    });
    let strength = if due { Strength::Strong } else { Strength::Plain };
    // *Is planned*, *is due* name nothing: what it is said of does.
    let only_plans =
        t.lemma(core) == "be" || words.is(t, core, Class::Schedule) || words.is(t, core, Class::Open);
    let named_by = if only_plans { clause.path.iter().find_map(|i| clause::subject(t, *i)) } else { None };
    let name =
        lemma(named_by.or(clause.nominal.then_some(clause.top).filter(|_| only_plans)).unwrap_or(core));
    Some((strength, name.clone(), name))
}

/// The event that a clause tells, where there are events.
fn of_event(
    doc: &Document,
    at: &onrecord_doc::Spans,
    item: &AgendaItem,
) -> Option<(Id<onrecord_doc::Event>, onrecord_doc::EventType)> {
    let fits = |e: &onrecord_doc::Event| e.times.iter().any(|t| item.times.contains(t));
    let (id, entry) = doc.events.iter().find(|(_, e)| at.touch(e.at.hull()) && fits(&e.value))?;
    Some((id, entry.value.kind))
}
