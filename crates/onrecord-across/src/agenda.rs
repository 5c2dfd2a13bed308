//! What is to come, from all reports together: the same thing told by many is one item, and an item that was moved or
//! called off says so, with the words and reports that tell it.
//!
//! [`Agenda`] takes reports one by one. A telling joins an item that it shares the class with, a party or the place,
//! words of the title, and the day: the days overlap or lie near; or the telling says from which day the thing was moved;
//! or a later report, published before the old day came, gives nearly the same words and parties another day. A report
//! that lists two days itself speaks of two things. Every bound here is our own choice, not fitted to any data.

use crate::party::{Party, Report};
use crate::timeline::content_words;
use jiff::civil::Date;
use onrecord_doc::{AgendaItem, AgendaStatus, Bound, EventType};
use std::collections::{BTreeSet, HashMap, HashSet};

/// One report's word on an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// The report's id.
    pub report: String,
    /// Whose words the report carries.
    pub origin: String,
    /// When the report was published.
    pub published: Option<Date>,
    /// The record's id in the report: `a1`.
    pub record: String,
    /// The exact words.
    pub words: Vec<String>,
    /// What it is, in the report's words.
    pub title: String,
    /// First day on which it can be.
    pub earliest: Date,
    /// Last day on which it can be.
    pub latest: Date,
    /// Which end of it the day is.
    pub bound: Option<Bound>,
    /// How it stands.
    pub status: AgendaStatus,
    /// The days for which it stood before, where the report says so.
    pub was: Option<(Date, Date)>,
}

/// Something to come, as all reports tell it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is, as the last report that tells it puts it.
    pub title: String,
    /// PLOVER class, where a report's events have it.
    pub kind: Option<EventType>,
    /// Who takes part, as all reports name them.
    pub parties: Vec<Party>,
    /// Where, if told.
    pub place: Option<String>,
    /// First day on which it can be, by the last report.
    pub earliest: Date,
    /// Last day.
    pub latest: Date,
    /// How it stands, by the last report; of the same day the one that moves it or calls it off counts.
    pub status: AgendaStatus,
    /// The days for which it stood before it was moved, the first first; empty if it never was.
    pub moved_from: Vec<(Date, Date)>,
    /// Whether any report said that it was called off, even if a later one plans it again.
    pub was_cancelled: bool,
    /// What each report says, in order of publication.
    pub tellings: Vec<Telling>,
    /// How many reports tell it.
    pub n_reports: usize,
    /// In how many origins' words.
    pub n_origins: usize,
}

/// Days between two tellings of one thing, where nothing says that it was moved.
const NEAR_DAYS: i32 = 1;
/// Days by which a thing can be moved without a report that says so.
const MOVED_DAYS: i32 = 45;
/// The share of title words in common, of the shorter title: for the same days, and for other days.
const SAME_TITLE: f64 = 0.4;
const MOVED_TITLE: f64 = 0.75;
/// Items of one actor or place in one month that a telling is compared with.
const MOST_COMPARED: usize = 200;

#[derive(Clone, Debug, Default)]
struct Group {
    kind: Option<EventType>,
    parties: Vec<Party>,
    place: Option<String>,
    words: Vec<HashSet<String>>,
    tellings: Vec<Telling>,
}

/// The items of many reports.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    groups: Vec<Group>,
    /// Groups by party or place and month.
    index: HashMap<(String, i32), Vec<usize>>,
}

impl Agenda {
    /// Adds what one report says is to come. Only items of the same parties or place in the months around are looked
    /// at. Reports are best added in the order in which they came out.
    pub fn add(&mut self, report: Report<'_>) {
        let doc = report.doc;
        // Items of this very report that are taken: two entries of one report with two days are two things.
        let mut own: Vec<usize> = Vec::new();
        for (n, entry) in doc.agenda.iter() {
            let item = &entry.value;
            let telling = Telling {
                report: doc.id(),
                origin: report.origin.to_owned(),
                published: doc.published.day,
                record: format!("a{}", n.index() + 1),
                words: doc.quotes(&entry.at).into_iter().map(str::to_owned).collect(),
                title: item.title.clone(),
                earliest: item.earliest,
                latest: item.latest,
                bound: item.bound,
                status: item.status,
                was: item.was.filter(|w| *w != (item.earliest, item.latest)),
            };
            let (parties, place) = (who(report, item), place(report, item));
            let words = content_words(&item.title);
            let keys = keys(&parties, place.as_deref(), &words);
            let mut months: BTreeSet<i32> = around(month(item.earliest));
            months.extend(item.was.iter().flat_map(|w| around(month(w.0))));
            let mut near: BTreeSet<usize> = BTreeSet::new();
            for key in keys.iter().flat_map(|k| months.iter().map(|m| (k.clone(), *m))) {
                let list = self.index.get(&key).map_or(&[][..], Vec::as_slice);
                near.extend(list.iter().rev().take(MOST_COMPARED));
            }
            let fit = |i: &usize| {
                let fit = self.groups[*i].fit(item, &telling, &parties, place.as_deref(), &words)?;
                // A report that lists two days itself speaks of two things.
                let same_days = self.groups[*i].tellings.iter().any(|t| t.earliest == telling.earliest);
                (!own.contains(i) || same_days || telling.was.is_some()).then_some((*i, fit))
            };
            let best = near.iter().filter_map(fit).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            let number = best.map_or(self.groups.len(), |b| b.0);
            if number == self.groups.len() {
                self.groups.push(Group::default());
            }
            let group = &mut self.groups[number];
            group.kind = group.kind.or(item.kind);
            group.place = group.place.take().or(place);
            for party in parties {
                if !group.parties.iter().any(|p| p.key == party.key) {
                    group.parties.push(party);
                }
            }
            group.words.push(words);
            for key in keys.into_iter().map(|k| (k, month(telling.earliest))) {
                let list = self.index.entry(key).or_default();
                if !list.contains(&number) {
                    list.push(number);
                }
            }
            group.tellings.push(telling);
            own.push(number);
        }
    }

    /// The items that can be on or after `after` and on or before `until`, in order of their days. One that was moved
    /// out of these days is left out.
    pub fn items(&self, after: Option<Date>, until: Option<Date>) -> Vec<Item> {
        let mut out: Vec<Item> = self.groups.iter().filter_map(Group::item).collect();
        out.retain(|i| after.is_none_or(|d| i.latest >= d) && until.is_none_or(|d| i.earliest <= d));
        out.sort_by(|a, b| (a.earliest, a.latest, &a.title).cmp(&(b.earliest, b.latest, &b.title)));
        out
    }
}

impl Group {
    /// How well a telling fits, or `None`.
    fn fit(
        &self,
        item: &AgendaItem,
        telling: &Telling,
        parties: &[Party],
        place: Option<&str>,
        words: &HashSet<String>,
    ) -> Option<f64> {
        let clash = |a: bool, b: bool, same: bool| a && b && !same;
        if clash(self.kind.is_some(), item.kind.is_some(), self.kind == item.kind)
            || clash(self.place.is_some(), place.is_some(), self.place.as_deref() == place)
        {
            return None;
        }
        let shared = parties.iter().filter(|p| self.parties.iter().any(|q| q.key == p.key)).count();
        if shared == 0 && !parties.is_empty() && !self.parties.is_empty() {
            return None;
        }
        let title = self.words.iter().take(MOST_COMPARED).map(|w| overlap(w, words)).fold(0.0, f64::max);
        let all_parties = shared == parties.len().min(self.parties.len());
        let days = |t: &Telling| -> Option<f64> {
            let told = |a: Option<(Date, Date)>, b: (Date, Date)| a.is_some_and(|a| gap(a, b) <= 0);
            let (old, new) = ((t.earliest, t.latest), (telling.earliest, telling.latest));
            if gap(old, new) <= NEAR_DAYS || told(telling.was, old) || told(t.was, new) {
                return (title >= SAME_TITLE).then_some(2.0 - f64::from(gap(old, new).clamp(0, 1)));
            }
            // Another day without a word on it: only a later report, and only before the old day came.
            let (first, second) = if t.published <= telling.published { (t, telling) } else { (telling, t) };
            let in_time =
                second.published.is_some_and(|p| first.published.is_some_and(|f| f < p) && p <= first.latest);
            let near = gap(old, new) <= MOVED_DAYS;
            (in_time && near && all_parties && shared > 0 && title >= MOVED_TITLE).then_some(0.5)
        };
        let best = self.tellings.iter().rev().take(MOST_COMPARED).filter_map(days).fold(0.0, f64::max);
        (best > 0.0).then_some(best + title + shared as f64 * 0.1)
    }

    fn item(&self) -> Option<Item> {
        let mut tellings = self.tellings.clone();
        let is_change = |t: &Telling| matches!(t.status, AgendaStatus::Postponed | AgendaStatus::Cancelled);
        tellings.sort_by(|a, b| {
            let key = |t: &Telling| (t.published, is_change(t) || t.was.is_some());
            key(a).cmp(&key(b)).then_with(|| (&a.report, &a.record).cmp(&(&b.report, &b.record)))
        });
        let last = tellings.last()?;
        let (title, status) = (last.title.clone(), last.status);
        let (earliest, latest) = (last.earliest, last.latest);
        let mut moved_from: Vec<(Date, Date)> = Vec::new();
        for t in &tellings {
            for days in t.was.into_iter().chain([(t.earliest, t.latest)]) {
                if gap(days, (earliest, latest)) > NEAR_DAYS && !moved_from.contains(&days) {
                    moved_from.push(days);
                }
            }
        }
        let count = |of: fn(&Telling) -> &str| tellings.iter().map(of).collect::<HashSet<_>>().len();
        let (n_reports, n_origins) = (count(|t| &t.report), count(|t| &t.origin));
        Some(Item {
            title,
            kind: self.kind,
            parties: self.parties.clone(),
            place: self.place.clone(),
            earliest,
            latest,
            status,
            moved_from,
            was_cancelled: tellings.iter().any(|t| t.status == AgendaStatus::Cancelled),
            tellings,
            n_reports,
            n_origins,
        })
    }
}

fn who(report: Report<'_>, item: &AgendaItem) -> Vec<Party> {
    let mut out: Vec<Party> = Vec::new();
    for party in item.parties.iter().filter_map(|r| r.entity.and_then(report.party)).take(16) {
        if !out.iter().any(|p| p.key == party.key) {
            out.push(party);
        }
    }
    out
}

fn place(report: Report<'_>, item: &AgendaItem) -> Option<String> {
    item.place.and_then(|p| report.doc.places.find(p)).map(|p| p.value.name.clone())
}

/// Under what a telling is looked up: its parties and place, else, where it has neither, its title's words.
fn keys(parties: &[Party], place: Option<&str>, words: &HashSet<String>) -> Vec<String> {
    let mut out: Vec<String> = parties.iter().map(|p| format!("who {}", p.key)).collect();
    out.extend(place.map(|p| format!("where {p}")));
    if out.is_empty() {
        out.extend(words.iter().map(|w| format!("word {w}")));
        out.sort();
        out.truncate(16);
    }
    out
}

fn month(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month())
}

fn around(month: i32) -> BTreeSet<i32> {
    (month - 2..=month + 2).collect()
}

/// Days between two stretches of days; 0 or below if they share one.
fn gap(a: (Date, Date), b: (Date, Date)) -> i32 {
    let between = |end: Date, start: Date| start.since(end).map_or(i32::MAX, |s| s.get_days());
    between(a.1, b.0).max(between(b.1, a.0))
}

/// The share of words in common, of the shorter of two titles.
fn overlap(a: &HashSet<String>, b: &HashSet<String>) -> f64 {
    let least = a.len().min(b.len());
    if least == 0 { 0.0 } else { a.intersection(b).count() as f64 / least as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use onrecord_doc::{Document, Id, Input, Maker, Role, Span, Voice};

    /// A report on day `published` of November with one item: its title, its day, how it stands, the day it was moved from.
    fn add(agenda: &mut Agenda, id: &str, published: i8, items: &[(&str, i8, AgendaStatus, Option<i8>)]) {
        let title = items.iter().map(|i| i.0).collect::<Vec<_>>().join(". ");
        let day = |d: i8| date(2026, 11, d);
        let input = Input { id: Some(id.to_owned()), ..Input::new(title).published(day(published)) };
        let mut doc = Document::new(input);
        for (title, on, status, was) in items {
            let item = AgendaItem {
                event: None,
                kind: Some(EventType::Consult),
                title: (*title).to_owned(),
                times: Vec::new(),
                earliest: day(*on),
                latest: day(*on),
                lasts: false,
                bound: None,
                place: None,
                parties: vec![Role { at: None, entity: Some(Id::at(0)) }],
                status: *status,
                was: was.map(|d| (day(d), day(d))),
                words: vec![Voice::Publisher],
            };
            let at = Span::of(0, doc.text().len());
            doc.agenda.push(item, at.into(), Maker::rule("test"), 1.0);
        }
        let party = |_| Some(Party { key: "country:PE".to_owned(), name: "Peru".to_owned() });
        agenda.add(Report { doc: &doc, origin: id, party: &party });
    }

    const PLANNED: AgendaStatus = AgendaStatus::Planned;

    /// Days, status, days before, and reports of every item.
    fn shown(agenda: &Agenda) -> Vec<(i8, AgendaStatus, Vec<i8>, usize)> {
        let items = agenda.items(None, None).into_iter();
        items
            .map(|i| {
                let before = i.moved_from.iter().map(|d| d.0.day()).collect();
                (i.earliest.day(), i.status, before, i.n_reports)
            })
            .collect()
    }

    #[test]
    fn the_same_talks_in_two_reports_are_one_item_with_both_words() {
        let mut agenda = Agenda::default();
        add(&mut agenda, "r1", 1, &[("fishing talks with Chile", 12, PLANNED, None)]);
        add(&mut agenda, "r2", 2, &[("talks on fishing quotas", 12, PLANNED, None)]);
        add(&mut agenda, "r3", 2, &[("state visit of the king", 12, PLANNED, None)]);
        assert_eq!(shown(&agenda), [(12, PLANNED, vec![], 1), (12, PLANNED, vec![], 2)]);
        let items = agenda.items(None, None);
        let words: Vec<&str> = items[1].tellings.iter().map(|t| t.words[0].as_str()).collect();
        assert_eq!(words, ["fishing talks with Chile", "talks on fishing quotas"]);
        assert_eq!(agenda.items(Some(date(2026, 11, 13)), None), []);
    }

    #[test]
    fn a_moved_and_a_cancelled_item_say_so() {
        let mut agenda = Agenda::default();
        add(&mut agenda, "r1", 1, &[("fishing talks with Chile", 12, PLANNED, None)]);
        add(&mut agenda, "r2", 5, &[("fishing talks with Chile", 20, AgendaStatus::Postponed, Some(12))]);
        assert_eq!(shown(&agenda), [(20, AgendaStatus::Postponed, vec![12], 2)]);
        // A later report gives a new day and no word on the old one.
        add(&mut agenda, "r3", 7, &[("fishing talks with Chile", 25, PLANNED, None)]);
        assert_eq!(shown(&agenda), [(25, PLANNED, vec![12, 20], 3)]);
        add(&mut agenda, "r4", 9, &[("fishing talks with Chile", 25, AgendaStatus::Cancelled, None)]);
        assert_eq!(shown(&agenda), [(25, AgendaStatus::Cancelled, vec![12, 20], 4)]);
    }

    #[test]
    fn another_round_after_the_first_has_been_is_another_item() {
        let mut agenda = Agenda::default();
        add(&mut agenda, "r1", 1, &[("fishing talks with Chile", 5, PLANNED, None)]);
        add(&mut agenda, "r2", 8, &[("fishing talks with Chile", 15, PLANNED, None)]);
        assert_eq!(shown(&agenda), [(5, PLANNED, vec![], 1), (15, PLANNED, vec![], 1)]);
        // And a report that lists two rounds speaks of two.
        let mut agenda = Agenda::default();
        let two = [
            ("fishing talks with Chile", 12, PLANNED, None),
            ("fishing talks with Chile", 19, PLANNED, None),
        ];
        add(&mut agenda, "r1", 1, &two);
        assert_eq!(shown(&agenda), [(12, PLANNED, vec![], 1), (19, PLANNED, vec![], 1)]);
    }
}
