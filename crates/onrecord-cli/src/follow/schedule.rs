//! When a feed is asked again.
//!
//! Its server comes first: what it calls fresh is not asked for, what it says in `Retry-After` is kept to, and the feed's own
//! `ttl` and `skipHours` too. A feed that fails is asked less and less often. The times of many feeds are spread by their
//! addresses, so that one machine's feeds do not all come at once; the spread is the same in every run.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Nobody waits longer than a day for a feed.
const LONGEST: Duration = Duration::from_secs(86_400);

/// How long a feed that failed is left alone first, where nothing else says so.
const FIRST: Duration = Duration::from_secs(60);

/// How long to leave a server alone after this many failures in a row: twice as long each time, up to a day, and never less
/// than it asks for; spread by up to a quarter.
pub fn after_failure(url: &str, failures: u32, retry_after: Option<Duration>) -> Duration {
    let doubled = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(20)).min(LONGEST);
    let wait = doubled.max(retry_after.unwrap_or_default());
    wait + wait.mul_f64(share(url, failures) / 4.0)
}

/// Where an address falls between 0 and 1.
fn share(url: &str, turn: u32) -> f64 {
    let mut hash = Sha256::new();
    hash.update(url);
    hash.update(turn.to_le_bytes());
    let digest = hash.finalize();
    f64::from(u16::from_le_bytes([digest[0], digest[1]])) / 65_536.0
}

/// The first moment from `at` on that is not in an hour in which the feed asks not to be read.
pub fn outside(skip_hours: &[u8], at: Timestamp) -> Timestamp {
    let hour_of = |t: Timestamp| (t.as_second().rem_euclid(86_400) / 3_600) as u8;
    let mut moved = at;
    for _ in 0..24 {
        if !skip_hours.contains(&hour_of(moved)) {
            return moved;
        }
        let next = (moved.as_second().div_euclid(3_600) + 1) * 3_600;
        moved = Timestamp::from_second(next).unwrap_or(moved);
    }
    // It skips all hours of the day, which cannot be meant.
    at
}

/// So much later.
pub fn later(at: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| at.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

/// A length of time in the form `90s`, `15m`, `2h`, `1d`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` should be a length of time such as `90s`, `15m`, `2h` or `1d`");
    let at = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at(at);
    let seconds = match unit {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let length = number.checked_mul(seconds).filter(|s| (1..=31 * 86_400).contains(s)).ok_or_else(wrong)?;
    Ok(Duration::from_secs(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_that_fails_is_asked_less_and_less_often_and_no_sooner_than_it_says() {
        let url = "https://example.org/rss";
        for (failures, least) in [(1, 60), (2, 120), (3, 240), (11, 61_440), (12, 86_400), (u32::MAX, 86_400)]
        {
            let wait = after_failure(url, failures, None).as_secs();
            assert!((least..=least * 5 / 4).contains(&wait), "{failures}: {wait}");
        }
        let asked = after_failure(url, 1, Some(Duration::from_secs(3_600))).as_secs();
        assert!((3_600..=4_500).contains(&asked), "{asked}");
        assert_eq!(after_failure(url, 3, None), after_failure(url, 3, None));
        assert_ne!(after_failure(url, 3, None), after_failure("https://example.org/atom", 3, None));
    }

    #[test]
    fn hours_that_a_feed_wants_for_itself_are_passed_over() {
        let at = |t: &str| t.parse::<Timestamp>().unwrap();
        assert_eq!(outside(&[23, 0], at("2026-11-24T23:10:00Z")), at("2026-11-25T01:00:00Z"));
        assert_eq!(outside(&[3], at("2026-11-24T23:10:00Z")), at("2026-11-24T23:10:00Z"));
        let all: Vec<u8> = (0..24).collect();
        assert_eq!(outside(&all, at("2026-11-24T23:10:00Z")), at("2026-11-24T23:10:00Z"));
    }

    #[test]
    fn lengths_of_time_have_a_number_and_a_unit() {
        let seconds = |text: &str| duration(text).map(|d| d.as_secs()).ok();
        assert_eq!(
            [seconds("90s"), seconds("15m"), seconds("2h"), seconds("1d")].map(Option::unwrap),
            [90, 900, 7_200, 86_400]
        );
        for wrong in ["", "15", "m", "0s", "-1h", "1.5h", "99999999999999999999d", "32d", "5w"] {
            let said = duration(wrong).unwrap_err();
            assert_eq!(
                said,
                format!("`{wrong}` should be a length of time such as `90s`, `15m`, `2h` or `1d`")
            );
        }
    }
}
