//! What later times are counted from: the times of the text so far.
//!
//! "The next day" counts from the day mentioned last, not from a year that was mentioned since; "a year earlier" in
//! accounts compares with the period that they report on, not with the comparison before. So each kind of anchor is
//! kept by itself.

use super::calendar::days_between;
use super::meaning::{Grain, Meaning};
use jiff::civil::Date;

/// A time that later ones are counted from: its first day, its words, and how fine it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mark {
    pub day: Date,
    pub words: String,
    pub grain: Grain,
}

/// Years between the time of a narrative and a year that stands in it as an aside (*in a book of 1999*).
const ASIDE_YEARS: i32 = 4;

/// How old a quarter is when it can be reported on, in days.
const QUARTER_SO_FAR: i64 = 60;

/// The first year that accounts published on that day may report on: the one before in the first months, else their own.
fn reported(published: Date) -> i32 {
    i32::from(published.year()) - i32::from(published.month() <= 4)
}

/// The times mentioned so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anchors {
    /// The time mentioned last, of any grain.
    last: Option<Mark>,
    /// The day mentioned last.
    day: Option<Mark>,
    /// The month, season or day mentioned last.
    fine: Option<Mark>,
    /// The period that accounts report on.
    account: Option<Mark>,
    /// A year far from the narrative: an aside, unless the next date is of that time too.
    aside: Option<i32>,
}

impl Anchors {
    /// The time that steps of this grain are counted from.
    pub fn before(&self, grain: Grain) -> Option<&Mark> {
        let fine_enough = match grain {
            Grain::Clock | Grain::Part | Grain::Day | Grain::Week => &self.day,
            Grain::Month => &self.fine,
            _ => &self.last,
        };
        fine_enough.as_ref().or(self.last.as_ref())
    }

    /// The day mentioned last.
    pub fn day(&self) -> Option<&Mark> {
        self.day.as_ref()
    }

    /// The time mentioned last.
    pub fn last(&self) -> Option<&Mark> {
        self.last.as_ref()
    }

    /// The day, month or season mentioned last.
    pub fn fine(&self) -> Option<&Mark> {
        self.fine.as_ref()
    }

    /// The period that accounts report on, if the text names one.
    pub fn account(&self) -> Option<&Mark> {
        self.account.as_ref()
    }

    /// Takes note of a time. In a narrative an aside is let go.
    pub fn note(
        &mut self,
        meaning: &Meaning,
        day: Date,
        words: &str,
        narrative: bool,
        published: Option<Date>,
    ) {
        let grain = meaning.grain();
        // A decade is nothing to count days from, and a comparison nothing to compare with.
        if grain == Grain::Decade || meaning.like_with_like && !narrative {
            return;
        }
        if narrative && self.is_aside(day) {
            return;
        }
        let mark = Mark { day, words: words.to_owned(), grain };
        match grain {
            // A quarter that has hardly begun is not reported on yet; a year before that of publication is what accounts
            // compare with.
            Grain::Quarter if published.is_none_or(|p| days_between(day, p) >= QUARTER_SO_FAR) => {
                self.account = Some(mark.clone());
            }
            Grain::Year if published.is_none_or(|p| i32::from(day.year()) >= reported(p)) => {
                self.account = Some(mark.clone());
            }
            Grain::Month | Grain::Season => self.fine = Some(mark.clone()),
            Grain::Clock | Grain::Part | Grain::Day => {
                self.day = Some(mark.clone());
                self.fine = Some(mark.clone());
            }
            _ => {}
        }
        self.last = Some(mark);
    }

    /// Takes note of a span of months, which accounts report on as they do on years.
    pub fn note_span(&mut self, published: Date, words: &str) {
        self.account = Some(Mark { day: published, words: words.to_owned(), grain: Grain::Year });
    }

    /// Whether the day is years away from the narrative, for the first time.
    fn is_aside(&mut self, day: Date) -> bool {
        let Some(last) = &self.last else { return false };
        let year = i32::from(day.year());
        let near = |other: i32| (year - other).abs() <= ASIDE_YEARS;
        if near(i32::from(last.day.year())) || self.aside.is_some_and(near) {
            self.aside = None;
            return false;
        }
        self.aside = Some(year);
        true
    }
}
