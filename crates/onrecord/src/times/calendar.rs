//! Points of the calendar: how TIMEX3 writes them and which days they cover.
//!
//! All arithmetic is checked. What falls outside the years -9999 to 9999 is `None`, never a panic.

use jiff::ToSpan;
use jiff::civil::Date;

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    Century(i32),
    Decade(i32),
    Year(i32),
    /// Year and half, 1 or 2.
    Half(i32, i32),
    /// Year and quarter, 1 to 4.
    Quarter(i32, i32),
    /// Year and season, 0 spring to 3 winter.
    Season(i32, i32),
    /// Year and month.
    Month(i32, i32),
    /// The ISO week that holds this Monday.
    Week(Date),
    /// The weekend of the ISO week that holds this Monday.
    Weekend(Date),
    Day(Date),
    /// Days in a row, as of a feast: first and last.
    Run(Date, Date),
}

/// The day, if there is one.
pub(crate) fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// So many days on.
pub(crate) fn plus_days(date: Date, days: i32) -> Option<Date> {
    date.checked_add(i64::from(days).days()).ok()
}

/// Year and month so many months on.
pub(crate) fn plus_months(year: i32, month: i32, by: i32) -> Option<(i32, i32)> {
    let months = year.checked_mul(12)?.checked_add(month - 1)?.checked_add(by)?;
    Some((months.div_euclid(12), months.rem_euclid(12) + 1))
}

/// The Monday of the ISO week of a day.
pub(crate) fn monday(date: Date) -> Option<Date> {
    plus_days(date, -i32::from(date.weekday().to_monday_zero_offset()))
}

/// Days from `a` to `b`.
pub(crate) fn days_between(a: Date, b: Date) -> i64 {
    a.until(b).map_or(i64::MAX, |s| i64::from(s.get_days()))
}

/// 1 Monday to 7 Sunday.
pub(crate) fn weekday(date: Date) -> i32 {
    i32::from(date.weekday().to_monday_one_offset())
}

/// The season of a month, 0 spring to 3 winter. Source: meteorological seasons of the northern half.
fn season_month(season: i32) -> i32 {
    3 + 3 * season
}

impl Point {
    /// First and last day.
    pub fn days(self) -> Option<(Date, Date)> {
        match self {
            Point::Century(c) => Some((day(c.checked_mul(100)?, 1, 1)?, day(c * 100 + 99, 12, 31)?)),
            Point::Decade(d) => Some((day(d.checked_mul(10)?, 1, 1)?, day(d * 10 + 9, 12, 31)?)),
            Point::Year(y) => Some((day(y, 1, 1)?, day(y, 12, 31)?)),
            Point::Half(y, h) => months(y, 6 * h - 5, 6),
            Point::Quarter(y, q) => months(y, 3 * q - 2, 3),
            Point::Season(y, s) => months(y, season_month(s), 3),
            Point::Month(y, m) => months(y, m, 1),
            Point::Week(monday) => Some((monday, plus_days(monday, 6)?)),
            Point::Weekend(monday) => Some((plus_days(monday, 5)?, plus_days(monday, 6)?)),
            Point::Day(d) => Some((d, d)),
            Point::Run(first, last) => Some((first, last)),
        }
    }

    /// The TIMEX3 value.
    pub fn value(self) -> String {
        match self {
            Point::Century(c) => format!("{c:02}"),
            Point::Decade(d) => format!("{d:03}"),
            Point::Year(y) => year_text(y),
            Point::Half(y, h) => format!("{}-H{h}", year_text(y)),
            Point::Quarter(y, q) => format!("{}-Q{q}", year_text(y)),
            Point::Season(y, s) => format!("{}-{}", year_text(y), season_letters(s)),
            Point::Month(y, m) => format!("{}-{m:02}", year_text(y)),
            Point::Week(monday) => week_text(monday),
            Point::Weekend(monday) => format!("{}-WE", week_text(monday)),
            // TIMEX3 has no value for days in a row: the first of a feast, and the month in which a fast of a month begins.
            Point::Run(first, last) if days_between(first, last) > 20 => {
                Point::Month(i32::from(first.year()), i32::from(first.month())).value()
            }
            Point::Run(d, _) | Point::Day(d) => {
                format!("{}-{:02}-{:02}", year_text(i32::from(d.year())), d.month(), d.day())
            }
        }
    }
}

/// `SP`, `SU`, `FA` or `WI`.
pub(crate) fn season_letters(season: i32) -> &'static str {
    match season {
        0 => "SP",
        1 => "SU",
        2 => "FA",
        _ => "WI",
    }
}

fn months(year: i32, month: i32, count: i32) -> Option<(Date, Date)> {
    let (end_year, end_month) = plus_months(year, month, count)?;
    let first = day(year, month, 1)?;
    let last = match day(end_year, end_month, 1) {
        Some(next) => plus_days(next, -1)?,
        None => day(year, 12, 31)?,
    };
    Some((first, last))
}

/// Four digits; years before Christ as TIMEX3 has them (`BC0480`).
fn year_text(year: i32) -> String {
    if year < 0 { format!("BC{:04}", year.unsigned_abs()) } else { format!("{year:04}") }
}

fn week_text(monday: Date) -> String {
    let week = monday.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_timex3_has_them() {
        let monday = monday(day(2015, 8, 12).unwrap()).unwrap();
        assert_eq!(Point::Week(monday).value(), "2015-W33");
        assert_eq!(Point::Season(2007, 2).value(), "2007-FA");
        assert_eq!(Point::Year(-480).value(), "BC0480");
        assert_eq!(Point::Decade(199).value(), "199");
        assert_eq!(Point::Day(day(2026, 3, 4).unwrap()).value(), "2026-03-04");
    }

    #[test]
    fn a_winter_ends_in_the_next_year() {
        let (first, last) = Point::Season(2023, 3).days().unwrap();
        assert_eq!((first, last), (day(2023, 12, 1).unwrap(), day(2024, 2, 29).unwrap()));
    }

    #[test]
    fn the_edges_of_the_calendar_give_nothing() {
        assert_eq!(plus_days(day(9999, 12, 31).unwrap(), 1), None);
        assert_eq!(Point::Month(9999, 12).days().unwrap().1, day(9999, 12, 31).unwrap());
        assert_eq!(Point::Year(12_345).days(), None);
        assert_eq!(Point::Century(i32::MAX).days(), None);
        assert_eq!(plus_months(i32::MAX, 1, 1), None);
    }
}
