//! Days as pages write them in their metadata.

use jiff::civil::Date;

/// No page is older than the first of them; what is says so by mistake (`0001-01-01`, `1970-01-01`).
const FIRST_YEAR: i16 = 1991;

/// The day of a date in any of the forms of metadata; `None` where it is none, or where day and month could be swapped.
/// The day is the one that the page writes, in its own time zone.
pub(crate) fn day(written: &str) -> Option<Date> {
    let written = written.trim();
    // `2026/03/04` is as clear as with dashes; `03/04/2026` is not.
    let is_year_first = written.len() >= 10 && written.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    let found = match is_year_first {
        true => crate::dates::day(&written.replace('/', "-")),
        false => crate::dates::day(written),
    };
    found.filter(|day| day.year() >= FIRST_YEAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_in_the_forms_of_metadata() {
        for written in [
            "2026-03-04",
            "2026-03-04T23:30:00-05:00",
            "20260304",
            "2026/03/04 10:00",
            "Wed, 04 Mar 2026 10:00:00 GMT",
            "March 4, 2026",
            "4 March 2026",
            " 2026-03-04 ",
        ] {
            assert_eq!(day(written), "2026-03-04".parse().ok(), "{written}");
        }
    }

    #[test]
    fn what_is_no_day_or_no_page_could_have_is_none() {
        for written in
            ["", "0001-01-01", "1970-01-01", "03/04/2026", "yesterday", "2026-13-40", "ééééééééééé", "May"]
        {
            assert_eq!(day(written), None, "{written}");
        }
    }
}
