//! The day of publication of a report that does not say it: what its dates leave open, the offices of the people it
//! names may settle. `MOSCOW, Aug. 9` has a day and no year; that Foreign Minister Sergey Lavrov and his Saudi
//! counterpart Adel al-Jubeir are in office leaves a few years, and `on Monday, Aug. 10` leaves one.
//!
//! [`infer`] tries every day that `bounds` leave and gives the one day that all evidence fits, with the words that
//! agree; where two days fit, or none, the day stays unknown. Precision comes first.

mod bounds;

use crate::Data;
use crate::times::{self, Anchor, Field, Lean, Meaning};
use bounds::Bound;
use jiff::ToSpan;
use jiff::civil::Date;
use onrecord_doc::{Basis, Document, Published, Span};

/// How many words may stand as evidence.
const MOST_EVIDENCE: usize = 16;

/// How far a month and day without a year may lie from the day of the report. Source: a report that speaks of another
/// season's day names its year.
const NEAR_DAYS: i64 = 92;

/// Over how many years days are tried one by one.
const MOST_YEARS: i64 = 6;

/// How many years after the greatest year named a report may have been written, where nobody's office bounds it.
const YEARS_AFTER: i32 = 4;

/// A month and day without a year.
struct MonthDay {
    at: Span,
    month: i32,
    day: i32,
    weekday: Option<i32>,
}

/// What the text says of its day.
struct Evidence {
    bounds: Vec<Bound>,
    month_days: Vec<MonthDay>,
    /// The greatest year that the text names and does not look ahead to.
    year: Option<(Span, i32)>,
    /// The last month or day with its year that the text looks back on. A year alone is no such bound beside offices:
    /// `before the 2015 election`.
    not_before: Option<Date>,
}

/// The day of publication as the evidence has it, where none is known and exactly one day fits; no day, where the
/// evidence is against the one that the dateline has by a year from elsewhere. `None` leaves what is known as it is.
///
/// `doc` has its tokens, sentences and dateline.
pub fn infer(doc: &Document, data: &Data) -> Option<Published> {
    // A dateline that took its year from a date nearby may have taken a wrong one.
    let is_borrowed = doc.published.basis == Basis::Text && doc.published.evidence.len() > 1;
    if doc.tokens.is_empty() || doc.published.basis != Basis::Unknown && !is_borrowed {
        return None;
    }
    let phrases = times::plain_phrases(doc, &data.times);
    if phrases.is_empty() {
        return None;
    }
    let evidence = Evidence::of(doc, data, &phrases);
    if is_borrowed {
        let fits = doc.published.day.is_some_and(|day| evidence.fits(day));
        return (!fits).then(|| from(doc, &evidence, &phrases).unwrap_or_default());
    }
    from(doc, &evidence, &phrases)
}

fn from(doc: &Document, evidence: &Evidence, phrases: &[(Span, Meaning)]) -> Option<Published> {
    let in_line = doc.dateline.as_ref().and_then(|d| evidence.month_days.iter().find(|m| d.at.covers(m.at)));
    let (day, mut at) = match in_line {
        Some(line) => (evidence.year_of(line)?, vec![line.at]),
        None => evidence.day_by_week(doc, phrases)?,
    };
    at.extend(evidence.bounds.iter().map(|b| b.at));
    at.extend(evidence.month_days.iter().filter(|m| m.weekday.is_some()).map(|m| m.at));
    at.extend(evidence.year.filter(|_| evidence.bounds.is_empty()).map(|(at, _)| at));
    at.sort_by_key(|s| (s.start(), s.end()));
    at.dedup();
    at.truncate(MOST_EVIDENCE);
    Some(Published { day: Some(day), basis: Basis::Inferred, evidence: at })
}

impl Evidence {
    fn of(doc: &Document, data: &Data, phrases: &[(Span, Meaning)]) -> Evidence {
        let looks_ahead = |span: &Span| times::lean(&doc.tokens, *span) == Lean::Future;
        let back = || phrases.iter().filter(|(at, m)| !m.before_christ && !looks_ahead(at));
        let years =
            back().filter_map(|(at, m)| if let Some(Field::Is(y)) = m.year { Some((*at, y)) } else { None });
        let looks_back = |at: &Span| times::lean(&doc.tokens, *at) == Lean::Past;
        let full =
            back().filter(|(at, _)| looks_back(at)).filter_map(|(_, m)| match (m.year, m.month, m.day) {
                (Some(Field::Is(y)), Some(Field::Is(month)), Some(Field::Is(d))) => times::day(y, month, d),
                (Some(Field::Is(y)), Some(Field::Is(month)), None) => times::day(y, month, 1),
                _ => None,
            });
        let month_days = phrases.iter().filter_map(|(at, m)| match (m.year, m.month, m.day) {
            (None, Some(Field::Is(month)), Some(Field::Is(day))) if m.choose.is_none() => {
                Some(MonthDay { at: *at, month, day, weekday: m.weekday })
            }
            _ => None,
        });
        Evidence {
            bounds: bounds::find(doc, &data.actors, phrases),
            month_days: month_days.collect(),
            year: years.max_by_key(|(_, y)| *y),
            not_before: full.max(),
        }
    }

    /// Whether a report of that day would say what this one says.
    fn fits(&self, day: Date) -> bool {
        self.bounds.iter().all(|b| b.holds(day))
            && self.year.is_none_or(|(_, y)| !self.bounds.is_empty() || i32::from(day.year()) >= y)
            && self.not_before.is_none_or(|before| before <= day)
            && self.month_days.iter().all(|m| match (m.weekday, m.nearest(day)) {
                (Some(w), Some(date)) => times::weekday(date) == w,
                (_, date) => date.is_some(),
            })
    }

    /// The first and the last day that the offices leave, where they bound it on both sides.
    fn span(&self) -> Option<(Date, Date)> {
        let first = self.bounds.iter().filter_map(Bound::first).max()?;
        let last = self.bounds.iter().filter_map(Bound::last).min()?;
        (first <= last).then_some((first, last))
    }

    /// The year of the day in the dateline.
    fn year_of(&self, line: &MonthDay) -> Option<Date> {
        let has_weekdays = self.month_days.iter().any(|m| m.weekday.is_some());
        let (first, last) = match (self.span(), self.year) {
            (Some((first, last)), _) => (i32::from(first.year()), i32::from(last.year())),
            (None, Some((_, y))) if self.bounds.is_empty() && has_weekdays => (y, y + YEARS_AFTER),
            _ => return None,
        };
        let mut days =
            (first..=last).filter_map(|y| times::day(y, line.month, line.day)).filter(|d| self.fits(*d));
        let day = days.next()?;
        days.next().is_none().then_some(day)
    }

    /// The day in the week before the one that both `next week` and a date of the text mean, with the weekday on which
    /// the report says that things were said: in a report of the day that is its own.
    fn day_by_week(&self, doc: &Document, phrases: &[(Span, Meaning)]) -> Option<(Date, Vec<Span>)> {
        let (first, last) = self.span()?;
        if times::days_between(first, last) > MOST_YEARS * 366 || self.month_days.is_empty() {
            return None;
        }
        let is_next_week =
            |m: &Meaning| m.week == Some(Field::Step(1, Anchor::Published)) && m.weekday.is_none();
        let next_week = phrases.iter().find(|(_, m)| is_next_week(m))?.0;
        let is_bare =
            |m: &Meaning| m.month.is_none() && m.day.is_none() && m.week.is_none() && m.choose.is_none();
        let said = phrases.iter().filter(|(_, m)| is_bare(m)).filter_map(|(at, m)| Some((*at, m.weekday?)));
        let mut said = said.filter(|(at, _)| times::lean(&doc.tokens, *at) == Lean::Past);
        let (said_at, weekday) = said.next()?;
        let is_week_before = |d: Date| {
            let Some(monday) = times::monday(d).and_then(|m| m.checked_add(7.days()).ok()) else {
                return false;
            };
            self.month_days
                .iter()
                .filter_map(|m| m.nearest(d))
                .any(|date| (0..7).contains(&times::days_between(monday, date)))
        };
        let is_near = |d: Date| {
            let mut near = self.month_days.iter().filter_map(|m| m.nearest(d));
            near.all(|date| times::days_between(d, date).abs() <= NEAR_DAYS)
        };
        let days = std::iter::successors(Some(first), |d| d.tomorrow().ok()).take_while(|d| *d <= last);
        let days = days.filter(|d| times::weekday(*d) == weekday);
        let mut days = days.filter(|d| is_near(*d) && is_week_before(*d) && self.fits(*d));
        let day = days.next()?;
        let mut at = vec![next_week, said_at];
        at.extend(self.month_days.iter().map(|m| m.at));
        days.next().is_none().then_some((day, at))
    }
}

impl MonthDay {
    /// The one nearest to a day.
    fn nearest(&self, day: Date) -> Option<Date> {
        let year = i32::from(day.year());
        let all = (year - 1..=year + 1).filter_map(|y| times::day(y, self.month, self.day));
        all.min_by_key(|d| times::days_between(day, *d).abs())
    }
}

#[cfg(test)]
mod tests;
