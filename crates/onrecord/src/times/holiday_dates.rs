//! When a holiday is: from the rule of a row of `data/en/lexicon/holidays.tsv` to its days in a year.

use super::calendar::{day, days_between, plus_days, weekday};
use jiff::civil::Date;

/// The names of the rules, as the file has them.
const RULES: [&str; 6] = ["fixed", "nth", "near", "easter", "orthodox-easter", "table"];

/// The weekdays from Monday, as the file has them.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What the first day of a holiday hangs on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DayRule {
    /// The same month and day each year.
    Fixed { month: i32, day: i32 },
    /// The n-th weekday of a month, from its end if below zero, and so many days on.
    Nth { month: i32, weekday: i32, n: i32, plus: i32 },
    /// The n-th weekday on or after a day, or on or before it if below zero.
    Near { month: i32, day: i32, weekday: i32, n: i32 },
    /// Days after Easter Sunday of the Western churches.
    Easter(i32),
    /// Days after Easter Sunday of the Orthodox churches.
    OrthodoxEaster(i32),
    /// First and last days, in their order.
    Table(Box<[(Date, Date)]>),
}

/// A holiday: its rule and for how many days it lasts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub rule: DayRule,
    /// How many days it lasts; a table may tell it by itself.
    pub days: i32,
    /// ISO 3166 alpha-2, where the name means this day in that country alone.
    pub country: Option<Box<str>>,
}

impl DayRule {
    /// Reads the columns `rule` and `value`; `days` is that of the row.
    pub fn parse(rule: &str, value: &str, days: i32) -> Result<DayRule, String> {
        let no_value = || format!("`{value}` is no value of rule `{rule}`");
        let words: Vec<&str> = value.split_whitespace().collect();
        let number = |i: usize| words.get(i).and_then(|w| w.parse::<i32>().ok()).ok_or_else(no_value);
        let name = |i: usize| {
            let found = words.get(i).and_then(|w| WEEKDAYS.iter().position(|d| d == w));
            found.map(|n| n as i32 + 1).ok_or_else(no_value)
        };
        let in_year = |w: Option<&&str>| {
            let (month, day) = w.and_then(|w| w.split_once('-')).ok_or_else(no_value)?;
            let month = month.parse().ok().filter(|m| (1..=12).contains(m)).ok_or_else(no_value)?;
            let day = day.parse().ok().filter(|d| (1..=31).contains(d)).ok_or_else(no_value)?;
            Ok::<(i32, i32), String>((month, day))
        };
        let offset = || number(0).and_then(|n| if n.abs() < 400 { Ok(n) } else { Err(no_value()) });
        Ok(match rule {
            "fixed" => {
                let (month, day) = in_year(words.first())?;
                DayRule::Fixed { month, day }
            }
            "nth" => {
                let (month, n) = (number(0)?, number(2)?);
                let plus = if words.len() > 3 { number(3)? } else { 0 };
                let fits = (1..=12).contains(&month) && matches!(n, -5..=-1 | 1..=5) && plus.abs() < 32;
                fits.then_some(DayRule::Nth { month, weekday: name(1)?, n, plus }).ok_or_else(no_value)?
            }
            "near" => {
                let (month, day) = in_year(words.first())?;
                let n = number(2)?;
                let fits = matches!(n, -5..=-1 | 1..=5);
                fits.then_some(DayRule::Near { month, day, weekday: name(1)?, n }).ok_or_else(no_value)?
            }
            "easter" => DayRule::Easter(offset()?),
            "orthodox-easter" => DayRule::OrthodoxEaster(offset()?),
            "table" => {
                let read = |w: &str| -> Option<(Date, Date)> {
                    let (first, last) = match w.split_once('/') {
                        Some((first, last)) => (first.parse().ok()?, last.parse().ok()?),
                        None => {
                            let first: Date = w.parse().ok()?;
                            (first, plus_days(first, days - 1)?)
                        }
                    };
                    (first <= last).then_some((first, last))
                };
                let fault = |w: &str| format!("`{w}` is no day or `FIRST/LAST`");
                let rows: Result<Vec<_>, String> =
                    words.iter().map(|w| read(w).ok_or_else(|| fault(w))).collect();
                let rows = rows?;
                if rows.is_empty() || !rows.is_sorted() {
                    return Err("the days of a table stand in their order".to_owned());
                }
                DayRule::Table(rows.into())
            }
            _ => return Err(format!("unknown rule `{rule}`; there are {}", RULES.join(", "))),
        })
    }
}

impl Row {
    /// First and last day of the holiday that begins in the year; where two begin in it, of that nearer to `near`.
    pub fn days(&self, year: i32, near: Option<Date>) -> Option<(Date, Date)> {
        if let DayRule::Table(rows) = &self.rule {
            let year = i16::try_from(year).ok()?;
            let from = rows.partition_point(|(first, _)| first.year() < year);
            let in_year = rows.get(from..)?.iter().take_while(|(first, _)| first.year() == year);
            let away = |first: Date| near.map_or(0, |near| days_between(near, first).abs());
            return in_year.min_by_key(|(first, _)| away(*first)).copied();
        }
        let first = self.first_day(i32::from(i16::try_from(year).ok()?))?;
        Some((first, plus_days(first, self.days - 1)?))
    }

    fn first_day(&self, year: i32) -> Option<Date> {
        match self.rule {
            DayRule::Fixed { month, day: d } => day(year, month, d),
            DayRule::Nth { month, weekday, n, plus } => {
                let first = day(year, month, 1)?;
                let from = if n > 0 { first } else { first.last_of_month() };
                plus_days(near_weekday(from, weekday, n)?, plus)
            }
            DayRule::Near { month, day: d, weekday, n } => near_weekday(day(year, month, d)?, weekday, n),
            DayRule::Easter(plus) => plus_days(easter(year)?, plus),
            DayRule::OrthodoxEaster(plus) => plus_days(orthodox_easter(year)?, plus),
            DayRule::Table(_) => None,
        }
    }

    /// What of its value is known without a year.
    pub fn symbol(&self) -> Option<String> {
        match self.rule {
            DayRule::Fixed { month, day } => Some(format!("{month:02}-{day:02}")),
            _ => None,
        }
    }
}

/// The n-th such weekday on or after a day, or on or before it if `n` is below zero.
fn near_weekday(from: Date, wanted: i32, n: i32) -> Option<Date> {
    let by = if n > 0 {
        (wanted - weekday(from)).rem_euclid(7) + 7 * (n - 1)
    } else {
        7 * (n + 1) - (weekday(from) - wanted).rem_euclid(7)
    };
    plus_days(from, by)
}

/// Easter Sunday of the Western churches. Source: the Gregorian computus as J. Meeus, *Astronomical Algorithms* (1991),
/// chapter 8, has it; before 1583 it is reckoned back.
fn easter(year: i32) -> Option<Date> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (b - (b + 8).div_euclid(25) + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4).rem_euclid(7);
    let n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
    day(year, n / 31, n % 31 + 1)
}

/// Easter Sunday of the Orthodox churches, in the Gregorian calendar. Source: the Julian computus, J. Meeus,
/// *Astronomical Algorithms* (1991), chapter 8.
fn orthodox_easter(year: i32) -> Option<Date> {
    let d = (19 * year.rem_euclid(19) + 15).rem_euclid(30);
    let e = (2 * year.rem_euclid(4) + 4 * year.rem_euclid(7) - d + 34).rem_euclid(7);
    let n = d + e + 114;
    let julian = day(year, n / 31, n % 31 + 1)?;
    // So many days the Julian calendar is behind from March on.
    plus_days(julian, year.div_euclid(100) - year.div_euclid(400) - 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first day by a rule.
    fn first(rule: &str, value: &str, year: i32) -> String {
        let row = Row { rule: DayRule::parse(rule, value, 1).unwrap(), days: 1, country: None };
        row.days(year, None).map_or_else(String::new, |(first, _)| first.to_string())
    }

    #[test]
    fn easter_falls_on_the_known_days() {
        for day in
            ["1961-04-02", "1981-04-19", "2000-04-23", "2008-03-23", "2024-03-31", "2025-04-20", "2038-04-25"]
        {
            assert_eq!(first("easter", "0", day[..4].parse().unwrap()), day);
        }
    }

    #[test]
    fn orthodox_easter_falls_on_the_known_days() {
        for day in
            ["1986-05-04", "1999-04-11", "2013-05-05", "2021-05-02", "2024-05-05", "2025-04-20", "2026-04-12"]
        {
            assert_eq!(first("orthodox-easter", "0", day[..4].parse().unwrap()), day);
        }
    }

    #[test]
    fn a_weekday_is_counted_from_either_end_of_its_month() {
        assert_eq!(first("nth", "11 thu 4", 2024), "2024-11-28");
        assert_eq!(first("nth", "11 thu 4 +1", 2024), "2024-11-29");
        assert_eq!(first("nth", "05 mon -1", 2021), "2021-05-31");
    }

    #[test]
    fn a_weekday_is_counted_from_a_day() {
        assert_eq!(first("near", "11-27 sun 1", 2023), "2023-12-03");
        assert_eq!(first("near", "05-24 mon -1", 2022), "2022-05-23");
        assert_eq!(first("near", "11-02 tue 1", 2024), "2024-11-05");
    }

    #[test]
    fn of_two_in_a_year_the_nearer_is_meant() {
        let rule = DayRule::parse("table", "2000-01-08 2000-12-27", 3).unwrap();
        let row = Row { rule, days: 3, country: None };
        let days = |near: &str| row.days(2000, Some(near.parse().unwrap())).unwrap();
        assert_eq!(days("2000-02-01").1.to_string(), "2000-01-10");
        assert_eq!(days("2000-12-01").0.to_string(), "2000-12-27");
        assert_eq!(row.days(2001, None), None);
    }

    #[test]
    fn every_year_is_reckoned_without_panic() {
        let rules = [
            ("fixed", "02-29"),
            ("nth", "11 thu 4 +1"),
            ("nth", "01 mon -5 -31"),
            ("near", "12-31 sun 5"),
            ("near", "01-01 sun -5"),
            ("easter", "-46"),
            ("orthodox-easter", "399"),
            ("table", "2000-01-08/2000-02-01"),
        ];
        for (rule, value) in rules {
            let row = Row { rule: DayRule::parse(rule, value, 8).unwrap(), days: 8, country: None };
            for year in (-10_000..=10_000).chain([i32::MIN, i32::MAX]) {
                if let Some((first, last)) = row.days(year, None) {
                    assert!(first <= last, "{rule} {value} {year}");
                }
            }
        }
    }

    #[test]
    fn easter_is_a_sunday_between_its_bounds_in_every_year() {
        for year in -9999..=9999 {
            let date = easter(year).unwrap();
            let bounds = (day(year, 3, 22).unwrap(), day(year, 4, 25).unwrap());
            assert!(weekday(date) == 7 && bounds.0 <= date && date <= bounds.1, "{date}");
            assert!(orthodox_easter(year).is_none_or(|d| weekday(d) == 7), "{year}");
        }
    }

    #[test]
    fn a_fault_of_a_rule_is_told() {
        let fault = |rule: &str, value: &str| DayRule::parse(rule, value, 1).unwrap_err();
        assert_eq!(fault("fixed", "13-01"), "`13-01` is no value of rule `fixed`");
        assert_eq!(fault("nth", "11 thu"), "`11 thu` is no value of rule `nth`");
        assert_eq!(fault("table", "2000-13-01"), "`2000-13-01` is no day or `FIRST/LAST`");
        assert_eq!(
            fault("lunar", "1"),
            "unknown rule `lunar`; there are fixed, nth, near, easter, orthodox-easter, table"
        );
    }
}
