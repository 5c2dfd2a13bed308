//! The days that matter to a story or an actor, one line each, in exact words.
//!
//! [`Timeline`] takes reports one by one and keeps for every day the sentences that name it, and how many reports were
//! published on it. [`Timeline::select`] ranks the days by both counts, by origins and not by copies, and takes from each
//! day the sentence that says most of what the day's other sentences say. Source of ranking days first and then
//! their sentences: Gholipour Ghalandari and Ifrim 2020, "Examining the state of the art in news timeline
//! summarization" (Datewise). Nothing is trained: the two counts are added up.

use crate::party::Report;
use jiff::civil::Date;
use onrecord_doc::{Span, Status};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A sentence that tells of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The day.
    pub day: Date,
    /// The report's id.
    pub report: String,
    /// Whose words the report carries.
    pub origin: String,
    /// When the report was published.
    pub published: Option<Date>,
    /// The sentence, exactly.
    pub words: String,
    /// Where it stands, in code points.
    pub chars: (usize, usize),
    /// Ids of the records that tie it to the day: times (`t2`) and events (`v1`).
    pub records: Vec<String>,
    /// Whether an event that took place is told in it.
    pub has_event: bool,
    /// Whether the sentence names the day, and is not only a report's account of the day it came out on.
    pub is_named: bool,
}

/// A day of a timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// What it was ranked by: origins whose reports name it and origins published on it.
    pub score: usize,
    /// Origins that name it.
    pub n_naming: usize,
    /// Origins published on it.
    pub n_published: usize,
    /// Reports that tell of it.
    pub n_reports: usize,
    /// The sentence that stands for it.
    pub line: Line,
}

/// Sentences kept of one day; from then on they are counted only, so that the day after a war begins is no heap.
const MOST_LINES: usize = 200;

/// What is kept of one day.
#[derive(Clone, Debug, Default)]
struct Told {
    lines: Vec<Line>,
    naming: BTreeSet<String>,
    published: BTreeSet<String>,
    reports: BTreeSet<String>,
}

/// The sentences of many reports by the day they tell of.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    days: BTreeMap<Date, Told>,
}

impl Timeline {
    /// Adds the sentences of a report that tell of one day: of all its sentences, or of those alone that mention the
    /// actor with the key `about`. The cost is that of the report alone.
    pub fn add(&mut self, report: Report<'_>, about: Option<&str>) {
        let doc = report.doc;
        let id = doc.id();
        let wanted: Option<Vec<Span>> = about.map(|key| {
            let is_theirs = |e| (report.party)(e).is_some_and(|p| p.key == key);
            let ids = doc.mentions.iter().filter(|(_, m)| m.value.entity.is_some_and(is_theirs));
            let entities = doc.entities.iter().filter(|(e, _)| is_theirs(*e));
            let mut at: Vec<Span> = ids.map(|(_, m)| m.at.hull()).collect();
            at.extend(entities.flat_map(|(_, e)| e.at.iter().collect::<Vec<_>>()));
            at.sort_by_key(|s| s.start());
            at
        });
        let sentences: Vec<Span> = doc.sentences.iter().map(|(_, s)| s.at.hull()).collect();
        // Sentences stand in order, so the one around a word is found by halving.
        let around = |word: Span| {
            let after = sentences.partition_point(|s| s.start() <= word.start());
            after.checked_sub(1).filter(|i| sentences[*i].covers(word))
        };
        let mut found: BTreeMap<(usize, Date), (Vec<String>, bool, bool)> = BTreeMap::new();
        for (n, time) in doc.times.iter() {
            let (Some(first), Some(last)) = (time.value.earliest, time.value.latest) else { continue };
            if let Some(i) = around(time.at.first()).filter(|_| first == last) {
                let all = found.entry((i, first)).or_default();
                all.0.push(format!("t{}", n.index() + 1));
                all.2 = true;
            }
        }
        for (n, event) in doc.events.iter() {
            let (Some(first), Some(last)) = (event.value.earliest, event.value.latest) else { continue };
            let took_place =
                matches!(event.value.status, Status::Happened | Status::Ongoing | Status::Historical);
            if let Some(i) = around(event.at.first()).filter(|_| first == last) {
                let all = found.entry((i, first)).or_default();
                all.0.push(format!("v{}", n.index() + 1));
                all.1 |= took_place;
            }
        }
        let is_wanted = |i: usize| {
            wanted.as_ref().is_none_or(|at| {
                let first = at.partition_point(|s| s.start() < sentences[i].start());
                at.get(first).is_some_and(|s| sentences[i].covers(*s))
            })
        };
        let mut any = false;
        for ((i, day), (records, has_event, is_named)) in found {
            if !is_wanted(i) {
                continue;
            }
            any = true;
            let told = self.days.entry(day).or_default();
            if is_named {
                told.naming.insert(report.origin.to_owned());
            }
            told.reports.insert(id.clone());
            if told.lines.len() < MOST_LINES {
                told.lines.push(Line {
                    day,
                    report: id.clone(),
                    origin: report.origin.to_owned(),
                    published: doc.published.day,
                    words: doc.quote(sentences[i]).to_owned(),
                    chars: doc.chars(sentences[i]),
                    records,
                    has_event,
                    is_named,
                });
            }
        }
        if let Some(day) = doc.published.day
            && (any || (0..sentences.len()).any(is_wanted))
        {
            self.days.entry(day).or_default().published.insert(report.origin.to_owned());
        }
    }

    /// The `most` days that matter most, in order of time. A day that no sentence tells of is none.
    pub fn select(&self, most: usize) -> Vec<Day> {
        let mut days: Vec<Day> = self.days.iter().filter_map(|(day, told)| told.day(*day)).collect();
        days.sort_by_key(|d| (std::cmp::Reverse((d.score, d.n_naming, d.n_reports)), d.day));
        days.truncate(most);
        days.sort_by_key(|d| d.day);
        days
    }
}

impl Told {
    fn day(&self, day: Date) -> Option<Day> {
        let words: Vec<HashSet<String>> = self.lines.iter().map(|l| content_words(&l.words)).collect();
        // In how many origins' sentences a word stands: what one outlet repeats is no agreement.
        let mut held: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (line, words) in self.lines.iter().zip(&words) {
            for word in words {
                held.entry(word).or_default().insert(&line.origin);
            }
        }
        let worth = |i: usize| {
            let shared: usize = words[i].iter().map(|w| held.get(w.as_str()).map_or(0, BTreeSet::len)).sum();
            let line = &self.lines[i];
            // By the root of the length: else the longest sentence wins, or the one of two words.
            let event = if line.has_event { 1.5 } else { 1.0 };
            let named = if line.is_named { 1.5 } else { 1.0 };
            event * named * shared as f64 / (words[i].len().max(4) as f64).sqrt()
        };
        // The earliest report stands first among equals, whatever the order of adding.
        let order = |i: usize| {
            let l = &self.lines[i];
            (l.published.is_none(), l.published, &l.report, l.chars)
        };
        let best = (0..self.lines.len())
            .max_by(|a, b| worth(*a).total_cmp(&worth(*b)).then_with(|| order(*b).cmp(&order(*a))))?;
        Some(Day {
            day,
            score: self.naming.len() + self.published.len(),
            n_naming: self.naming.len(),
            n_published: self.published.len(),
            n_reports: self.reports.len(),
            line: self.lines[best].clone(),
        })
    }
}

/// The words that carry meaning, lower case: those of four letters or more. No list of a language's small words is
/// needed, and numbers count.
pub(crate) fn content_words(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).take(400);
    let counts = |w: &&str| w.chars().count() >= 4 || w.chars().any(|c| c.is_ascii_digit());
    words.filter(counts).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::party::Party;
    use jiff::civil::date;
    use onrecord_doc::{
        Document, Input, Maker, Mention, MentionForm, MentionType, Sentence, TimeExpr, TimeType,
    };

    /// A report of sentences, each with the day that it names.
    fn report(id: &str, published: Date, sentences: &[(&str, Option<Date>)]) -> Document {
        let text = sentences.iter().map(|s| s.0).collect::<Vec<_>>().join(" ");
        let mut doc =
            Document::new(Input { id: Some(id.to_owned()), ..Input::new(text).published(published) });
        let mut from = 0;
        for (words, day) in sentences {
            let span = Span::of(from, from + words.len());
            from += words.len() + 1;
            doc.sentences.push(Sentence, span.into(), Maker::rule("test"), 1.0);
            if day.is_some() {
                let time = TimeExpr {
                    kind: TimeType::Date,
                    value: String::new(),
                    modifier: None,
                    earliest: *day,
                    latest: *day,
                    anchor: None,
                };
                doc.times.push(
                    time,
                    Span::of(span.start(), span.start() + 2).into(),
                    Maker::rule("test"),
                    1.0,
                );
            }
        }
        doc
    }

    fn add(timeline: &mut Timeline, doc: &Document, origin: &str, about: Option<&str>) {
        let party =
            |id| Some(Party { key: format!("k{}", onrecord_doc::Id::index(id)), name: String::new() });
        timeline.add(Report { doc, origin, party: &party }, about);
    }

    #[test]
    fn days_that_many_origins_name_come_with_the_sentence_they_share() {
        let (strike, vote) = (date(2026, 5, 4), date(2026, 5, 9));
        let all = [
            ("r1", "a", "The dockers began their strike in Kisumu on Monday.", strike),
            ("r2", "b", "Monday's strike of the dockers closed Kisumu harbour.", strike),
            ("r3", "c", "A band played on Monday.", strike),
            ("r4", "d", "The council votes on Saturday.", vote),
            ("r5", "d", "The council votes on Saturday.", vote),
        ];
        let mut timeline = Timeline::default();
        for (id, origin, words, day) in all {
            add(&mut timeline, &report(id, date(2026, 5, 5), &[(words, Some(day))]), origin, None);
        }
        let days = timeline.select(1);
        let (day, line) = (&days[0], &days[0].line);
        assert_eq!((day.day, day.n_naming, day.n_reports), (strike, 3, 3));
        assert_eq!((line.words.as_str(), line.report.as_str()), (all[0].2, "r1"));
        assert_eq!((line.chars, line.records.as_slice()), ((0, 51), &["t1".to_owned()][..]));
        // Two copies are one origin.
        let two = timeline.select(5);
        assert_eq!(
            two.iter().map(|d| (d.day, d.score, d.n_reports)).collect::<Vec<_>>(),
            [(strike, 3, 3), (vote, 1, 2)]
        );
    }

    #[test]
    fn a_timeline_of_an_actor_has_only_sentences_with_a_mention_of_it() {
        let words = [
            ("Ayo spoke on Monday.", Some(date(2026, 5, 4))),
            ("Rain fell on Tuesday.", Some(date(2026, 5, 5))),
        ];
        let mut doc = report("r1", date(2026, 5, 6), &words);
        let mention = Mention {
            form: MentionForm::Name,
            kind: MentionType::Person,
            entity: Some(onrecord_doc::Id::at(0)),
        };
        doc.mentions.push(mention, Span::of(0, 3).into(), Maker::rule("test"), 1.0);
        let mut timeline = Timeline::default();
        add(&mut timeline, &doc, "r1", Some("k0"));
        assert_eq!(
            timeline.select(9).iter().map(|d| d.line.words.as_str()).collect::<Vec<_>>(),
            ["Ayo spoke on Monday."]
        );
        let mut nobody = Timeline::default();
        add(&mut nobody, &doc, "r1", Some("k7"));
        assert_eq!(nobody.select(9), []);
    }

    #[test]
    fn the_order_of_adding_changes_nothing() {
        let day = Some(date(2026, 5, 4));
        let texts =
            ["The mine in Kolwezi flooded.", "Floods closed the mine in Kolwezi.", "The mine was flooded."];
        let docs: Vec<Document> = texts
            .iter()
            .enumerate()
            .map(|(i, t)| report(&format!("r{i}"), date(2026, 5, 5 + i as i8), &[(t, day)]))
            .collect();
        let (mut one, mut other) = (Timeline::default(), Timeline::default());
        docs.iter().for_each(|d| add(&mut one, d, &d.id(), None));
        docs.iter().rev().for_each(|d| add(&mut other, d, &d.id(), None));
        assert_eq!(one.select(5), other.select(5));
        assert_eq!(one.select(5).len(), 1);
    }
}
