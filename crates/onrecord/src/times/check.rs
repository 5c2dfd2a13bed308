//! Dates that do not agree with themselves: a weekday beside a date that falls on another one.
//!
//! *Tuesday, 3 March 2027* is nobody's date: that day is a Wednesday. Either word may be the wrong one, so nothing is
//! put right; the misfit is told as a [`Finding`]. The weekday stands in the words of the time itself, or right beside
//! it: *3 March 2027 (Tuesday)*. Where the text does not say the year, the year that was taken may be the wrong part,
//! and the message says so.

use super::calendar::{day, weekday};
use super::data::{Class, TimeData};
use jiff::civil::Date;
use onrecord_doc::{Document, Finding, FindingKind, Layer, Maker, Span};

/// The path of the rule.
const RULE: &str = "en/times/weekday-disagrees";

/// How many years to each side of the one taken are looked through for one in which the weekday is right: within six
/// every day of the year but 29 February falls on every weekday.
const NEAR_YEARS: i32 = 6;

/// The dates of a document whose weekday is not that of the day, in text order. The document has its times.
pub fn findings(doc: &Document, data: &TimeData) -> Layer<Finding> {
    let text = doc.text();
    let mut found = Layer::new();
    let mut last: Option<(Span, Option<i32>, Option<Date>)> = None;
    for (_, entry) in doc.times.iter() {
        let at = entry.at.hull();
        let words = text.get(at.range()).unwrap_or("");
        let named = stated_weekday(words, data);
        let value = &entry.value;
        let date = value.earliest.filter(|d| value.latest == Some(*d));
        // A weekday alone says nothing that its day could contradict.
        let date = date.filter(|_| words.contains(|c: char| c.is_ascii_digit()));
        let this = (at, named, date);
        let misfit = match (this, last) {
            ((_, Some(named), Some(date)), _) => Some((at, named, date)),
            // One bare weekday and one date side by side: *Tuesday (3 March)*, *3 March 2027 (Tuesday)*.
            ((_, None, Some(date)), Some((before, Some(named), None)))
            | ((_, Some(named), None), Some((before, None, Some(date))))
                if is_beside(text, before, at) =>
            {
                Some((closed(text, before.join(at)), named, date))
            }
            _ => None,
        };
        if let Some((at, named, date)) = misfit.filter(|(_, named, date)| *named != weekday(*date)) {
            let is_dated = states_year(text.get(at.range()).unwrap_or(""), date);
            let finding = Finding { kind: FindingKind::Weekday, message: message(date, named, is_dated) };
            found.push(finding, at.into(), Maker::rule(RULE), if is_dated { 0.95 } else { 0.7 });
        }
        last = Some(this);
    }
    found
}

/// The weekday that stands in the words of a time, 1 Monday to 7 Sunday; none if there are two.
fn stated_weekday(words: &str, data: &TimeData) -> Option<i32> {
    let mut named = words.split(|c: char| !c.is_alphabetic()).filter_map(|word| {
        let id = data.word(&word.to_lowercase(), true)?;
        data.sense(id, Class::Weekday).or_else(|| data.sense(id, Class::WeekdayShort))
    });
    let first = named.next();
    first.filter(|_| named.next().is_none())
}

/// Whether nothing but a comma or a bracket parts two times.
fn is_beside(text: &str, before: Span, after: Span) -> bool {
    let between = text.get(before.end()..after.start().max(before.end())).unwrap_or("");
    between.len() <= 3
        && between.contains([',', '(', ' '])
        && between.chars().all(|c| matches!(c, ',' | '(' | ' ' | '.'))
        && !between.contains(". ")
}

/// The span with the bracket that ends it, where one is open in it.
fn closed(text: &str, at: Span) -> Span {
    let is_open = text.get(at.range()).is_some_and(|words| words.contains('(') && !words.contains(')'));
    let is_next = text.get(at.end()..).is_some_and(|rest| rest.starts_with(')'));
    if is_open && is_next { Span::of(at.start(), at.end() + 1) } else { at }
}

/// Whether the year of a date stands in its words, with four figures or two.
fn states_year(words: &str, date: Date) -> bool {
    let year = i32::from(date.year());
    let mut numbers = words.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
    let is_short = |n: &str| n.len() == 2 && words.contains(['/', '.', '-']) && n.parse() == Ok(year % 100);
    numbers.any(|n| n.parse() == Ok(year) || is_short(n))
}

fn message(date: Date, named: i32, is_dated: bool) -> String {
    let is = format!("{date} is a {}, not a {}", name(weekday(date)), name(named));
    if is_dated {
        return is;
    }
    let year = i32::from(date.year());
    let of = |y: i32| day(y, i32::from(date.month()), i32::from(date.day()));
    let fits = |y: &i32| of(*y).is_some_and(|d| weekday(d) == named);
    let near = (1..=NEAR_YEARS).flat_map(|n| [year - n, year + n]).find(fits);
    match near {
        Some(y) => format!("{is}; the year is not stated, and it is one in {y}"),
        None => format!("{is}; the year is not stated"),
    }
}

fn name(weekday: i32) -> &'static str {
    match weekday {
        1 => "Monday",
        2 => "Tuesday",
        3 => "Wednesday",
        4 => "Thursday",
        5 => "Friday",
        6 => "Saturday",
        _ => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_doc::Input;

    /// The findings of a text of 10 March 2027: their words and messages.
    fn found(text: &str) -> Vec<(String, String)> {
        let data = TimeData::embedded().unwrap();
        let mut doc = Document::new(Input::new(text).published("2027-03-10".parse().unwrap()));
        doc.times = super::super::find(&doc, &data);
        let shown = |layer: &Layer<Finding>| {
            layer.iter().map(|(_, f)| (doc.quote(f.at.hull()).to_owned(), f.value.message.clone())).collect()
        };
        shown(&super::findings(&doc, &data))
    }

    fn one(text: &str, quote: &str, message: &str) {
        assert_eq!(found(text), [(quote.to_owned(), message.to_owned())], "{text}");
    }

    #[test]
    fn a_weekday_that_its_date_does_not_fall_on_is_found() {
        let message = "2027-03-03 is a Wednesday, not a Tuesday";
        one("The trial opened on Tuesday, 3 March 2027 in Oslo.", "Tuesday, 3 March 2027", message);
        one("It opened Tuesday, March 3, 2027, in Oslo.", "Tuesday, March 3, 2027", message);
    }

    #[test]
    fn a_weekday_right_beside_the_date_counts_as_its_own() {
        let message = "2027-03-03 is a Wednesday, not a Tuesday";
        one("The trial opened on 3 March 2027 (Tuesday).", "3 March 2027 (Tuesday)", message);
        one("On Tuesday 3/3/2027 they met.", "Tuesday 3/3/2027", message);
    }

    #[test]
    fn a_year_that_was_only_taken_may_be_the_wrong_part() {
        let message =
            "2027-03-03 is a Wednesday, not a Tuesday; the year is not stated, and it is one in 2026";
        one("The trial opened on Tuesday (3 March).", "Tuesday (3 March)", message);
    }

    #[test]
    fn dates_that_agree_and_weekdays_that_stand_apart_are_left_alone() {
        for text in [
            "The trial opened on Wednesday, 3 March 2027.",
            "He came on Tuesday. On 3 March 2027 he left.",
            "They met on Tuesday and 3 March 2027.",
            "He spoke on Tuesday.",
            "Talks run from Tuesday, 2 March 2027 to Friday, 5 March 2027.",
            "The shop opens every Tuesday from March 2027.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
