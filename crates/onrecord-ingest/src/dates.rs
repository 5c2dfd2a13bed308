//! Days of publication as feeds and news items write them.
//!
//! What counts is the day where it was published: a report of 23:30 in New York is of that day, although it is the next
//! one in London already. So the zone is passed over, and a date without one is as good.

use jiff::civil::Date;

/// The day of a date in the form of RFC 3339, RFC 2822 or near them; `None` where it is neither.
pub(crate) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let bytes = text.as_bytes();
    if let Some(date) = text.get(..10).filter(|_| bytes[4] == b'-') {
        return date.parse().ok();
    }
    if bytes.len() >= 8 && bytes[..8].iter().all(u8::is_ascii_digit) {
        let part = |range: std::ops::Range<usize>| text.get(range).and_then(|p| p.parse::<i16>().ok());
        let (month, day) = (i8::try_from(part(4..6)?).ok()?, i8::try_from(part(6..8)?).ok()?);
        return Date::new(part(0..4)?, month, day).ok();
    }
    words(text)
}

/// `Sun, 09 Aug 2015 23:30:00 -0500`, with or without weekday, time and zone, month written out or not.
fn words(text: &str) -> Option<Date> {
    let mut words = text.split(|c: char| c.is_whitespace() || c == ',' || c == '-').filter(|w| !w.is_empty());
    let mut first = words.next()?;
    if first.starts_with(|c: char| c.is_alphabetic()) && month(first).is_none() {
        first = words.next()?;
    }
    let second = words.next()?;
    let (day, month) = match month(first) {
        Some(month) => (second, month),
        None => (first, month(second)?),
    };
    let year: i16 = words.next()?.parse().ok()?;
    let year = match year {
        // Source: RFC 2822, 4.3, years of two digits.
        0..50 => year + 2000,
        50..1000 => year + 1900,
        _ => year,
    };
    Date::new(year, month, day.parse().ok()?).ok()
}

/// The month whose English name begins so.
fn month(word: &str) -> Option<i8> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = word.get(..3)?.to_ascii_lowercase();
    (1..).zip(NAMES).find(|(_, name)| *name == start).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_that_of_the_place_of_publication() {
        let says = |text: &str, wanted: &str| assert_eq!(day(text), wanted.parse().ok(), "{text}");
        says("Sun, 09 Aug 2015 23:30:00 -0500", "2015-08-09");
        says("9 August 2015", "2015-08-09");
        says("Sunday, 9 Aug 15 10:00 GMT", "2015-08-09");
        says("Aug 9, 2015", "2015-08-09");
        says("2015-08-09T23:30:00-05:00", "2015-08-09");
        says(" 2015-08-09 10:00", "2015-08-09");
        says("20150809T100000Z", "2015-08-09");
        says("09-Aug-1999", "1999-08-09");
        for none in [
            "",
            "yesterday",
            "08/09/2015",
            "2015-13-01",
            "99999999",
            "Sun, 09",
            "31 Feb 2015",
            "201\u{e9}-08-0",
        ] {
            assert_eq!(day(none), None, "{none}");
        }
    }
}
