//! Days as people write them beside a phrase: `2018-01-01`, `1 January 2018`, `October 1, 2021`, `May 2015`, `2015`.

use jiff::civil::Date;

/// The day that some words name; a month stands for its first day, a year for its first. `None` for anything else:
/// *today* is no day to one who does not know when it was said.
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() > 64 {
        return None;
    }
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if text.len() == 8 && digits(text) {
        return new(text[..4].parse().ok(), text[4..6].parse().ok(), text[6..].parse().ok());
    }
    if let Ok(date) = text.get(..10).unwrap_or(text).parse::<Date>() {
        return Some(date);
    }
    let (mut year, mut month, mut day) = (None, None, None);
    for part in text.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()) {
        let number = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if part.len() == 4 && digits(part) {
            year = year.or(part.parse().ok());
        } else if !number.is_empty() && number.len() <= 2 && digits(number) {
            day = day.or(number.parse().ok());
        } else if let Some(m) = month_of(part) {
            month = month.or(Some(m));
        }
    }
    year?;
    match (month, day) {
        (Some(_), _) => new(year, month, day.or(Some(1))),
        (None, None) => new(year, Some(1), Some(1)),
        (None, Some(_)) => None,
    }
}

fn new(year: Option<i16>, month: Option<i8>, day: Option<i8>) -> Option<Date> {
    Date::new(year?, month?, day?).ok()
}

fn month_of(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let found = months.iter().position(|m| word.starts_with(m) && word.len() <= 9)?;
    i8::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let shown = |text: &str| parse(text).map(|d| d.to_string());
        for (text, day) in [
            ("2018-01-01", "2018-01-01"),
            ("20180101", "2018-01-01"),
            ("2018-01-01T10:00:00Z", "2018-01-01"),
            ("1 january 2018", "2018-01-01"),
            ("1st of January, 2018", "2018-01-01"),
            ("October 3, 2021", "2021-10-03"),
            ("Sept. 2014", "2014-09-01"),
            ("2015", "2015-01-01"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(day), "{text}");
        }
        for text in ["", "today", "Today", "31 February 2020", "Sunday", "12", "１２３４", "9999999999"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
