//! Between which days a report was written, as the people whom it names in office tell.
//!
//! A name counts with a title beside it that the table of offices has for its bearer: before it (`Russian Foreign
//! Minister Sergey Lavrov`, `its head, Ada Stone`) or after (`Ada Stone, the foreign minister`). Titles of the past do
//! not count, nor do names in a sentence that names a year, which looks back.

use crate::actors::Actors;
use crate::actors::offices::{Person, Tenure};
use crate::times::{Field, Meaning};
use hashbrown::HashSet;
use jiff::ToSpan;
use jiff::civil::Date;
use onrecord_doc::{Document, Span, Tokens};

/// How many words a name has at most.
const LONGEST_NAME: usize = 4;

/// How many words beside a name may hold its title.
const REACH_WORDS: usize = 10;

/// How long somebody may go on in office after the day that the table reaches to.
const YEARS_AFTER_REACH: i32 = 10;

/// A person in office.
pub(super) struct Bound {
    /// The name.
    pub at: Span,
    /// First and last day of each time in that office.
    ranges: Vec<(Date, Date)>,
}

impl Bound {
    pub fn holds(&self, day: Date) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&day))
    }

    pub fn first(&self) -> Option<Date> {
        self.ranges.iter().map(|r| r.0).min()
    }

    pub fn last(&self) -> Option<Date> {
        self.ranges.iter().map(|r| r.1).max()
    }
}

/// The people in office whom a text names.
pub(super) fn find(doc: &Document, actors: &Actors, phrases: &[(Span, Meaning)]) -> Vec<Bound> {
    let t = &doc.tokens;
    let years: Vec<Span> =
        phrases.iter().filter(|(_, m)| matches!(m.year, Some(Field::Is(_)))).map(|(at, _)| *at).collect();
    let mut bounds: Vec<Bound> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut titles: Vec<Vec<String>> = Vec::new();
    let mut i = 0;
    while i < t.len() {
        let Some((end, people)) = name_at(doc, actors, i) else {
            i += 1;
            continue;
        };
        let first = i;
        i = end + 1;
        if looks_back(t, &years, (first, end)) {
            continue;
        }
        let found = people.into_iter().map(|p| (p, in_office(doc, actors, p, (first, end), &titles)));
        let found: Vec<(&Person, Vec<&Tenure>)> = found.filter(|(_, tenures)| !tenures.is_empty()).collect();
        // Of two of one name who fit, neither is sure.
        let [(person, tenures)] = found.as_slice() else { continue };
        if seen.insert(&person.key) {
            let ranges = tenures.iter().filter_map(|t| range(actors, t)).collect();
            bounds.push(Bound { at: t.span_of(first, end), ranges });
            for tenure in tenures {
                if !titles.contains(&tenure.read().words) {
                    titles.push(tenure.read().words.clone());
                }
            }
        }
    }
    bounds.retain(|b| !b.ranges.is_empty());
    bounds
}

/// The longest known name that begins at token `i`, and whose it is.
fn name_at<'a>(doc: &Document, actors: &'a Actors, i: usize) -> Option<(usize, Vec<&'a Person>)> {
    let t = &doc.tokens;
    let is_capital = |k: usize| t.shape(k).starts_with('X') || t.pos(k) == "PROPN";
    if !is_capital(i)
        || i > 0 && t.pos(i) == "PROPN" && t.ent_type(i) == "PERSON" && t.iob(i) == onrecord_doc::Iob::Inside
    {
        return None;
    }
    (1..LONGEST_NAME).rev().filter(|n| i + n < t.len() && is_capital(i + n)).find_map(|n| {
        let people = actors.offices.named(doc.quote(t.span_of(i, i + n)));
        (!people.is_empty()).then_some((i + n, people))
    })
}

/// Whether a sentence names a year.
fn looks_back(t: &Tokens, years: &[Span], (first, last): (usize, usize)) -> bool {
    const REACH_TOKENS: usize = 80;
    let start = (0..=first).rev().take(REACH_TOKENS).find(|k| t.sent_start(*k)).unwrap_or(first);
    let end = (last + 1..t.len()).take(REACH_TOKENS).find(|k| t.sent_start(*k)).unwrap_or(t.len()) - 1;
    let sentence = t.span_of(start, end.max(last));
    let after = years.partition_point(|y| y.start() < sentence.start());
    years.get(after).is_some_and(|y| y.end() <= sentence.end())
}

/// The tenures that the words beside a name say; none where they say none.
fn in_office<'a>(
    doc: &Document,
    actors: &'a Actors,
    person: &'a Person,
    name: (usize, usize),
    before: &[Vec<String>],
) -> Vec<&'a Tenure> {
    let offices = &actors.offices;
    let left = offices.titles().read(&left_of(&doc.tokens, doc, name.0));
    let right = offices.titles().read(&right_of(&doc.tokens, doc, name.1));
    if left.is_past || right.is_past {
        return Vec::new();
    }
    let tenures: Vec<&Tenure> = offices.of(person).collect();
    let is_told = |t: &&Tenure| left.covers(t.read()) || right.covers(t.read());
    let told: Vec<&Tenure> = tenures.iter().copied().filter(is_told).collect();
    if !told.is_empty() {
        told
    } else if left.is_peer {
        // `his Saudi counterpart`: the same office as somebody before.
        tenures.into_iter().filter(|t| before.contains(&t.read().words)).collect()
    } else if left.is_head && left.has_no_rank() && tenures.len() == 1 && tenures[0].read().has_no_rank() {
        tenures
    } else {
        Vec::new()
    }
}

/// The words before a name that can be its title, up to a verb, a pronoun, a possessive or a mark; one comma may stand
/// right before the name.
fn left_of(t: &Tokens, doc: &Document, first: usize) -> String {
    let mut words: Vec<&str> = Vec::new();
    for k in (0..first).rev().take(REACH_WORDS) {
        if t.sent_start(k + 1) || ends_title(t, k) {
            break;
        }
        match t.pos(k) {
            "PUNCT" if t.lower(k) == "," && k + 1 == first => {}
            "PUNCT" if t.lower(k) == "-" => {}
            "PUNCT" => break,
            _ => words.push(doc.quote(t.span(k))),
        }
    }
    words.reverse();
    words.join(" ")
}

/// The words in apposition after a name: `, the foreign minister,`.
fn right_of(t: &Tokens, doc: &Document, last: usize) -> String {
    let start = last + 2;
    if start >= t.len() || t.lower(last + 1) != "," {
        return String::new();
    }
    let words = (start..t.len()).take(REACH_WORDS).take_while(|k| {
        !t.sent_start(*k) && !matches!(t.pos(*k), "VERB" | "AUX" | "PRON" | "SCONJ" | "CCONJ" | "PUNCT")
    });
    words.map(|k| doc.quote(t.span(k))).collect::<Vec<_>>().join(" ")
}

fn ends_title(t: &Tokens, k: usize) -> bool {
    matches!(t.pos(k), "VERB" | "AUX" | "CCONJ" | "SCONJ")
        || t.tag(k) == "POS"
        || t.pos(k) == "ADP" && !matches!(t.lower(k), "of" | "for" | "to")
}

/// The days on which somebody can have been in an office. Whoever is in office where the table ends goes on for an
/// unknown time.
fn range(actors: &Actors, tenure: &Tenure) -> Option<(Date, Date)> {
    let open = || {
        let from = actors.offices.reach().unwrap_or(tenure.from.latest).max(tenure.from.latest);
        from.checked_add(YEARS_AFTER_REACH.years()).ok()
    };
    let last = match tenure.to {
        Some(to) => to.latest,
        None => open()?,
    };
    Some((tenure.from.earliest, last))
}
