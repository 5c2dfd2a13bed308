//! The place before the first sentence of a report, and the day on which the report was published.
//!
//! A dateline is a place in capitals (`MOSCOW:`, `KYIV, May 12 (Agency) -`) or a place with the agency in brackets, at
//! the start of one of the first lines. Source: the practice of the news agencies.

use jiff::civil::Date;
use onrecord_doc::{Basis, Dateline, Document, Published, Span};

use super::calendar::{day, days_between, weekday};
use super::data::TimeData;
use super::lexer::islands;
use super::meaning::{Field, Meaning};

/// How many lines at the start may hold the dateline.
const LINES: usize = 6;

/// How far into its line a dateline may reach, in bytes.
const LONGEST: usize = 90;

/// How far a full date may lie from the day of the dateline to give it its year. Of news with the year taken out of the
/// head, 60 days are right for half, a month for most.
const NEAR_DAYS: i64 = 31;

/// How far into the text a line with the date alone may stand, in bytes.
const FIRST_BYTES: usize = 800;

/// Words in capitals that stand before a colon or dash and are no place.
const LABELS: &[&str] = &[
    "BREAKING",
    "BREAKING NEWS",
    "UPDATE",
    "UPDATED",
    "EXCLUSIVE",
    "CORRECTED",
    "CORRECTION",
    "LIVE",
    "WATCH",
    "VIDEO",
    "OPINION",
    "ANALYSIS",
    "EXPLAINER",
    "FACTBOX",
    "TIMELINE",
    "NOTE",
    "EDITORIAL",
    "INTERVIEW",
    "BYLINE",
    "NEWS",
];

/// The dateline of a report.
pub fn dateline(doc: &Document) -> Option<Dateline> {
    let text = doc.text();
    let mut start = 0;
    for line in text.split_inclusive('\n').take(LINES) {
        let body = line.trim_start();
        let at = start + (line.len() - body.len());
        if let Some((place, end)) = line_start(body) {
            return Some(Dateline { at: Span::of(at, at + end).trim(text), place });
        }
        start += line.len();
    }
    None
}

/// The place that a line starts with and where the words before the sign end.
fn line_start(line: &str) -> Option<(String, usize)> {
    let (end, colon) = line.char_indices().take_while(|(i, _)| *i < LONGEST).find_map(|(i, c)| {
        let rest = line.get(i..)?;
        let spaced = line.get(..i)?.ends_with(' ') || rest.starts_with("--");
        match c {
            ':' => Some((i, true)),
            '\u{2014}' => Some((i, false)),
            '-' | '\u{2013}' | '_' if spaced => Some((i, false)),
            _ => None,
        }
    })?;
    let head = line.get(..end)?.trim_end();
    let agency = head.find('(').filter(|_| head.ends_with(')'));
    let named = head.get(..agency.unwrap_or(head.len()))?.trim_end();
    let place = named.split(',').next()?.trim().trim_end_matches('.');
    let words: Vec<&str> = place.split_whitespace().collect();
    let is_capital = |w: &&str| w.chars().next().is_some_and(char::is_uppercase);
    let shouted = place.chars().filter(|c| c.is_alphabetic()).count() > 2
        && place.chars().all(|c| !c.is_lowercase())
        && place.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '\u{2019}' | '/'));
    let titled = agency.is_some() && !colon && words.iter().all(is_capital);
    let short = !words.is_empty() && words.len() <= 4;
    (short && (shouted || titled) && !LABELS.contains(&place)).then(|| (place.to_string(), head.len()))
}

/// The day of publication: as given; else what the dateline and the dates of the text agree on; else unknown.
pub fn published(doc: &Document, data: &TimeData) -> Published {
    if doc.input().published.is_some() {
        return doc.published.clone();
    }
    let phrases = plain_phrases(doc, data);
    let dateline = doc.dateline.as_ref().map(|d| d.at);
    // A dateline with month and day takes its year from a full date of the text.
    let in_line = dateline.and_then(|at| phrases.iter().find(|(s, _)| at.covers(*s)));
    if let Some((span, m)) = in_line
        && let (Some(Field::Is(month)), Some(Field::Is(d))) = (m.month, m.day)
    {
        if let Some(Field::Is(y)) = m.year
            && let Some(date) = day(y, month, d)
        {
            return Published { day: Some(date), basis: Basis::Text, evidence: vec![*span] };
        }
        // Background has older dates, so only one near the day of the dateline fixes its year, and no later year may
        // be named.
        let latest =
            phrases.iter().filter_map(|(_, p)| if let Some(Field::Is(y)) = p.year { Some(y) } else { None });
        let latest = latest.max().unwrap_or(i32::MIN);
        let full = phrases.iter().filter_map(|(s, p)| match (p.year, p.month, p.day) {
            (Some(Field::Is(y)), Some(Field::Is(month)), Some(Field::Is(d))) => Some((*s, day(y, month, d)?)),
            _ => None,
        });
        let near = full.filter_map(|(s, other)| {
            let date =
                day(i32::from(other.year()), month, d).filter(|_| i32::from(other.year()) >= latest)?;
            (days_between(date, other).abs() <= NEAR_DAYS).then_some((s, date))
        });
        if let Some((other, date)) = near.max_by_key(|(_, date)| *date) {
            return Published { day: Some(date), basis: Basis::Text, evidence: vec![*span, other] };
        }
    }
    if let Some((span, date)) = phrases.iter().find_map(|(s, m)| Some((*s, byline_day(doc, *s, m)?))) {
        return Published { day: Some(date), basis: Basis::Text, evidence: vec![span] };
    }
    voted(&phrases, in_line.map(|(s, m)| (*s, m))).unwrap_or_default()
}

/// The day of a full date that has one of the first lines to itself, a clock or `Published` beside it apart.
fn byline_day(doc: &Document, span: Span, m: &Meaning) -> Option<Date> {
    let (Some(Field::Is(y)), Some(Field::Is(month)), Some(Field::Is(d))) = (m.year, m.month, m.day) else {
        return None;
    };
    let text = doc.text();
    let before = text.get(..span.start())?;
    if before.lines().count() > LINES || span.start() > FIRST_BYTES {
        return None;
    }
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    let head = text.get(line_start..span.start())?.trim().trim_end_matches(':').to_lowercase();
    let rest = text.get(span.end()..)?;
    let tail = rest.get(..rest.find('\n')?)?.trim().trim_end_matches(['.', ',']);
    let alone = matches!(head.as_str(), "" | "published" | "updated" | "posted" | "date" | "released")
        && tail.is_empty();
    if alone { day(y, month, d) } else { None }
}

/// The times of the text before anything is known of its day.
pub(crate) fn plain_phrases(doc: &Document, data: &TimeData) -> Vec<(Span, Meaning)> {
    let mut out = Vec::new();
    islands(doc.text(), data, |tokens| {
        super::phrases(doc.text(), tokens, data, |span, phrase| out.push((span, phrase.meaning)))
    });
    out
}

/// "Monday, June 3" fixes the year to one in five to seven: with a year named in the text that fits, the last such
/// date is the day at or after which the report was written.
fn voted(phrases: &[(Span, Meaning)], dateline: Option<(Span, &Meaning)>) -> Option<Published> {
    let years: Vec<(Span, i32)> = phrases
        .iter()
        .filter_map(|(s, m)| match m.year {
            Some(Field::Is(y)) if !m.before_christ => Some((*s, y)),
            _ => None,
        })
        .collect();
    let greatest = years.iter().max_by_key(|(_, y)| *y)?;
    let mut agreed: Vec<(Span, Date)> = Vec::new();
    for (span, m) in phrases {
        if let (Some(w), None, Some(Field::Is(month)), Some(Field::Is(d))) =
            (m.weekday, m.year, m.month, m.day)
        {
            // The year named last, or the one after it.
            let fits =
                (greatest.1..=greatest.1 + 1).filter_map(|y| day(y, month, d)).find(|x| weekday(*x) == w);
            agreed.push((*span, fits?));
        }
    }
    let (_, last) = agreed.iter().max_by_key(|(_, d)| *d).copied()?;
    let day_of_line = dateline.and_then(|(s, m)| match (m.month, m.day) {
        (Some(Field::Is(month)), Some(Field::Is(d))) => day(i32::from(last.year()), month, d)
            .filter(|x| days_between(*x, last).abs() < 60)
            .map(|x| (s, x)),
        _ => None,
    });
    let mut evidence: Vec<Span> = agreed.iter().map(|(s, _)| *s).chain([greatest.0]).collect();
    let (line, date) = day_of_line?;
    evidence.push(line);
    evidence.sort_by_key(|s| s.start());
    Some(Published { day: Some(date), basis: Basis::Inferred, evidence })
}
