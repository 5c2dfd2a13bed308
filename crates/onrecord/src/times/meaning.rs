//! What a time expression says before anybody knows when it was written: an under-specified value.
//!
//! "The end of next month" says `month: one on from the day of publication` and `modifier: END`; "Tuesday night" says
//! `weekday: 2` and `part: NI`. Every rule of the grammar builds a [`Meaning`] from the meanings of its parts, so that
//! a compound needs no code of its own. `resolve` turns a meaning into a value and days.

use super::holidays::Holiday;
use onrecord_doc::TimeType;

/// What a step ("next", "ago", "later") is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The day of publication: *yesterday*, *next week*, *two days ago*.
    Published,
    /// The time mentioned last: *the previous day*, *two days later*, *that year*.
    Previous,
    /// The day of publication in a report, the time mentioned last in a narrative: *the end of the year*.
    Context,
}

/// A field of a date: a number of the calendar, or a number of steps from an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// This year, month or day of the calendar.
    Is(i32),
    /// So many years, months or days on from the anchor (back, if negative).
    Step(i32, Anchor),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// The unit of that name in the word list.
    pub fn find(name: &str) -> Option<Unit> {
        Some(match name {
            "second" => Unit::Second,
            "minute" => Unit::Minute,
            "hour" => Unit::Hour,
            "day" => Unit::Day,
            "weekend" => Unit::Weekend,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "quarter" => Unit::Quarter,
            "year" => Unit::Year,
            "decade" => Unit::Decade,
            "century" => Unit::Century,
            _ => return None,
        })
    }

    /// The letters that close a TIMEX3 duration of this unit, and whether a `T` stands before the amount.
    ///
    /// Source: TimeML 1.2.1 (ISO 8601 durations, with DE, CE and Q added).
    pub fn letters(self) -> (&'static str, bool) {
        match self {
            Unit::Second => ("S", true),
            Unit::Minute => ("M", true),
            Unit::Hour => ("H", true),
            Unit::Day => ("D", false),
            Unit::Weekend => ("WE", false),
            Unit::Week => ("W", false),
            Unit::Month => ("M", false),
            Unit::Quarter => ("Q", false),
            Unit::Year => ("Y", false),
            Unit::Decade => ("DE", false),
            Unit::Century => ("CE", false),
        }
    }
}

/// What can be counted within a stretch of time: *the second Tuesday of May*, *the last week of the year*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    Unit(Unit),
    /// 1 Monday to 7 Sunday.
    Weekday(i32),
}

/// How many of a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Amount {
    /// A number, as worded: *two and a half*.
    Exact(f64),
    /// *several*, *a few*, or a bare plural.
    Vague,
}

impl Amount {
    /// The number in a TIMEX3 value.
    pub fn text(self) -> String {
        match self {
            Amount::Exact(n) => n.to_string(),
            Amount::Vague => "X".to_string(),
        }
    }

    /// The whole number of steps, if it is one that a calendar can take.
    pub fn steps(self) -> Option<i32> {
        match self {
            Amount::Exact(n) if n.fract() == 0.0 && (0.0..4_000_000.0).contains(&n) => Some(n as i32),
            _ => None,
        }
    }
}

/// A time on the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    pub hour: i32,
    /// `None` is as worded: *5 p.m.* is `T17:00`, *17* hours without minutes is `T17`.
    pub minute: Option<i32>,
    pub second: Option<i32>,
}

/// Marks a zone that has the summer time of the United States.
pub(crate) const SUMMER: i32 = 10_000;

/// TIMEX3 `mod`: the names of TimeML 1.2.1.
pub(crate) const MODIFIERS: &[&str] = &[
    "START",
    "MID",
    "END",
    "APPROX",
    "MORE_THAN",
    "LESS_THAN",
    "EQUAL_OR_MORE",
    "EQUAL_OR_LESS",
    "BEFORE",
    "AFTER",
];

/// Parts of the day in a TIMEX3 value, with the letters after `T`.
pub(crate) const PARTS: &[&str] = &["MO", "MI", "AF", "EV", "NI", "DT"];

/// References without a date.
pub(crate) const REFERENCES: &[&str] = &["PAST_REF", "PRESENT_REF", "FUTURE_REF"];

/// An under-specified time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Meaning {
    /// The TIMEX3 type, where the fields do not tell it.
    pub kind: Option<TimeType>,
    pub century: Option<Field>,
    /// The year without its last digit: the 1990s are 199.
    pub decade: Option<Field>,
    pub year: Option<Field>,
    pub half: Option<Field>,
    pub quarter: Option<Field>,
    /// 0 spring, 1 summer, 2 autumn, 3 winter.
    pub season: Option<i32>,
    pub month: Option<Field>,
    pub week: Option<Field>,
    pub weekend: bool,
    pub day: Option<Field>,
    /// 1 Monday to 7 Sunday.
    pub weekday: Option<i32>,
    pub holiday: Option<Holiday>,
    /// Which one of a name that comes round: *next* Tuesday, *last* March.
    pub choose: Option<(i32, Anchor)>,
    /// Index into [`PARTS`].
    pub part: Option<usize>,
    pub clock: Option<Clock>,
    /// Minutes east of Greenwich; with [`SUMMER`] added, an hour more in the summer of the United States.
    pub zone: Option<i32>,
    pub before_christ: bool,
    pub fiscal: bool,
    pub amount: Option<Amount>,
    pub unit: Option<Unit>,
    /// Index into [`REFERENCES`].
    pub reference: Option<usize>,
    /// Index into [`MODIFIERS`].
    pub modifier: Option<usize>,
    /// A whole value that stands in the rule itself.
    pub fixed: Option<Box<str>>,
    /// A numeric date that can be read in two orders: first number, second number.
    pub either: Option<(i32, i32)>,
    /// Counted on from the day of publication if the verb looks forward, else how long: *in three days*.
    pub ahead_or_span: bool,
    /// Compared with the time before, at its grain: *a year earlier*.
    pub like_with_like: bool,
    /// The first (1), second (2) or last (-1) of a kind within what the other fields say.
    pub nth: Option<(i32, Counted)>,
    /// What a duration adds to its first amount: *and six months*.
    pub and: Option<(f64, Unit)>,
    /// So many units on from what the other fields say: *two days before Christmas*.
    pub plus: Option<(i32, Unit)>,
    /// A part of the day that stands for itself: *at dawn*.
    pub alone: bool,
    /// The last day of a range.
    pub until: Option<Box<Meaning>>,
}

/// The finest thing that a meaning names; what patterns ask of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    Clock,
    Part,
    Day,
    Week,
    Month,
    Season,
    Quarter,
    Year,
    Decade,
    Span,
    Set,
    Reference,
    Amount,
    Nothing,
}

impl Meaning {
    /// Takes over every field that `other` has and `self` lacks.
    pub fn merge(&mut self, other: &Meaning) {
        macro_rules! take {
            ($($field:ident),*) => { $( if self.$field.is_none() { self.$field = other.$field.clone(); } )* };
        }
        take!(
            kind, century, decade, year, half, quarter, season, month, week, day, weekday, holiday, choose,
            part, clock, zone
        );
        take!(amount, unit, reference, modifier, fixed, either, nth, plus, and, until);
        self.weekend |= other.weekend;
        self.alone |= other.alone;
        self.before_christ |= other.before_christ;
        self.fiscal |= other.fiscal;
        self.like_with_like |= other.like_with_like;
        self.ahead_or_span |= other.ahead_or_span;
    }

    /// The finest thing named.
    pub fn grain(&self) -> Grain {
        match self.kind {
            Some(TimeType::Set) => return Grain::Set,
            Some(TimeType::Duration) => return Grain::Span,
            _ => {}
        }
        match (self.nth, self.plus) {
            (Some((_, Counted::Weekday(_) | Counted::Unit(Unit::Day))), _) | (_, Some(_)) => {
                return Grain::Day;
            }
            (Some((_, Counted::Unit(Unit::Week | Unit::Weekend))), _) => return Grain::Week,
            (Some((_, Counted::Unit(Unit::Month))), _) => return Grain::Month,
            (Some(_), _) => return Grain::Decade,
            (None, None) => {}
        }
        let has_date = self.day.is_some()
            || self.weekday.is_some()
            || self.either.is_some()
            || self.holiday.is_some() && !self.weekend;
        if self.reference.is_some() || self.fixed.is_some() {
            Grain::Reference
        } else if self.clock.is_some() {
            Grain::Clock
        } else if self.part.is_some() {
            Grain::Part
        } else if has_date {
            Grain::Day
        } else if self.week.is_some() || self.weekend {
            Grain::Week
        } else if self.month.is_some() {
            Grain::Month
        } else if self.season.is_some() {
            Grain::Season
        } else if self.quarter.is_some() || self.half.is_some() {
            Grain::Quarter
        } else if self.year.is_some() {
            Grain::Year
        } else if self.decade.is_some() || self.century.is_some() {
            Grain::Decade
        } else if self.amount.is_some() {
            Grain::Amount
        } else {
            Grain::Nothing
        }
    }

    /// Whether a date of any grain is named.
    pub fn has_date(&self) -> bool {
        let no_date =
            [Grain::Span, Grain::Set, Grain::Reference, Grain::Amount, Grain::Nothing, Grain::Decade];
        !no_date.contains(&self.grain())
    }

    /// Whether a day is named, be it beside a time of day.
    pub fn has_day(&self) -> bool {
        self.day.is_some()
            || self.weekday.is_some()
            || self.either.is_some()
            || self.holiday.is_some() && !self.weekend
            || self.grain() == Grain::Day
    }

    /// Whether its days depend on the side that the verb looks to.
    pub fn needs_side(&self) -> bool {
        let part_of_year = matches!(self.month, Some(Field::Is(_)))
            || self.season.is_some()
            || self.half.is_some()
            || self.quarter.is_some()
            || self.holiday.is_some();
        self.weekday.is_some() || self.weekend || self.ahead_or_span || part_of_year && self.year.is_none()
    }

    /// Sets the field of `unit` to so many steps from the anchor.
    pub fn step(&mut self, unit: Unit, by: i32, from: Anchor) {
        let to = Some(Field::Step(by, from));
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour => {
                self.kind = Some(TimeType::Time);
                self.unit = Some(unit);
                self.choose = Some((by, from));
                self.reference = Some(if by < 0 { 0 } else { 2 });
            }
            Unit::Day => self.day = to,
            Unit::Weekend => {
                self.weekend = true;
                self.week = to;
            }
            Unit::Week => self.week = to,
            Unit::Month => self.month = to,
            Unit::Quarter => self.quarter = to,
            Unit::Year => self.year = to,
            Unit::Decade => self.decade = to,
            Unit::Century => self.century = to,
        }
    }
}
