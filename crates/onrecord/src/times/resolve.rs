//! From what an expression says to the days it means.
//!
//! Fields that are steps are counted from their anchor: the day of publication (*next week*), or the time mentioned
//! last (*the previous day*). A weekday, month or month-day without a year takes the nearest one on the side that the
//! verb looks to (see `direction`). Without an anchor the value stays symbolic: `XXXX-WXX-7`.

use super::anchors::{Anchors, Mark};
use super::calendar::{Point, day, days_between, monday, plus_days, plus_months, season_letters, weekday};
use super::direction::Lean;
use super::holidays::Holiday;
use super::meaning::{
    Amount, Anchor, Counted, Field, Grain, MODIFIERS, Meaning, PARTS, REFERENCES, SUMMER, Unit,
};
use jiff::civil::Date;
use onrecord_doc::TimeType;

/// What is known when an expression is resolved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    /// The day of publication.
    pub published: Option<Date>,
    /// Whether the text tells of times long past, each counted from the one before.
    pub narrative: bool,
    /// The times mentioned before.
    pub anchors: Anchors,
    /// Whether a new paragraph has begun since the day mentioned last.
    pub fresh: bool,
    /// A year named in the same sentence.
    pub near_year: Option<i32>,
}

/// A time with its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Resolved {
    pub kind: TimeType,
    pub value: String,
    pub modifier: Option<&'static str>,
    pub days: Option<(Date, Date)>,
    /// What it was counted from.
    pub anchor: Option<String>,
    /// Whether the day or year is one to count later times from.
    pub dated: bool,
    /// Whether the expression turned out to be a plain duration: its preposition is no part of it.
    pub plain_span: bool,
}

/// How many days ahead a month-day in the past tense may lie: a season. With "always past" instead, TimeBank loses 0.7
/// and AQUAINT 0.5 of value F1, and MEANTIME and the probes stay as they are.
const SOON: i64 = 90;

/// How many days ahead a month-day is too far for a plan, where the same day of the year before is just past.
const FAR: i64 = 200;

/// In a narrative, a month that lies so many months or more before the last one is the next year's.
const TURN: i32 = 8;

/// How many days ahead a date follows on the one before in a narrative, whatever year is named between.
const NEXT: i64 = 45;

/// A point, or the part of its value that is known.
enum Found {
    Point(Point),
    Symbol(String),
}

/// What comes round each year.
#[derive(Clone, Copy)]
enum Named<'a> {
    Month(i32),
    /// Month and day.
    Day(i32, i32),
    Holiday(&'a Holiday),
}

impl Named<'_> {
    /// The month in which it begins in a year.
    fn month(self, year: i32, near: Option<Date>) -> Option<i32> {
        match self {
            Named::Month(month) | Named::Day(month, _) => Some(month),
            Named::Holiday(_) => self.first_day(year, near).map(|d| i32::from(d.month())),
        }
    }

    /// Its first day in a year; of two holidays of a year that nearer to `near`.
    fn first_day(self, year: i32, near: Option<Date>) -> Option<Date> {
        match self {
            Named::Month(month) => day(year, month, 1),
            Named::Day(month, d) => day(year, month, d),
            Named::Holiday(holiday) => holiday.days(year, near).map(|(first, _)| first),
        }
    }
}

/// Gives the value of a meaning.
pub(crate) fn resolve(m: &Meaning, lean: Lean, context: &Context) -> Resolved {
    let mut r = Resolved {
        kind: m.kind.unwrap_or(TimeType::Date),
        value: String::new(),
        modifier: m.modifier.and_then(|i| MODIFIERS.get(i)).copied(),
        days: None,
        anchor: None,
        dated: false,
        plain_span: false,
    };
    if let Some(fixed) = &m.fixed {
        r.value = fixed.to_string();
        return r;
    }
    if m.kind == Some(TimeType::Duration) {
        r.value = duration(m);
        return r;
    }
    if m.kind == Some(TimeType::Set) {
        r.value = set(m);
        return r;
    }
    let mut counted;
    let mut m = m;
    if m.ahead_or_span {
        let exact = m.amount.and_then(Amount::steps);
        match (exact, m.unit, lean) {
            (Some(n), Some(unit), Lean::Future) if unit as i32 >= Unit::Day as i32 => {
                r.plain_span = true;
                counted = m.clone();
                counted.step(unit, n, Anchor::Published);
                m = &counted;
            }
            _ => {
                r.kind = TimeType::Duration;
                r.value = duration(m);
                r.plain_span = true;
                return r;
            }
        }
    }
    if let Some(reference) = m.reference.and_then(|i| REFERENCES.get(i)) {
        r.kind = TimeType::Date;
        r.value = (*reference).to_string();
        return r;
    }
    let mut finder = Finder { m, lean, context, anchor: None };
    let found = finder.find().map(|found| counted_on(m, found));
    r.anchor = finder.anchor.take();
    let (mut value, point) = match found {
        Some(Found::Point(point)) => (point.value(), Some(point)),
        Some(Found::Symbol(value)) => (value, None),
        None => ("XXXX-XX-XX".to_string(), None),
    };
    r.days = point.and_then(Point::days);
    r.dated = point.is_some();
    if m.before_christ && !value.starts_with("BC") {
        value = format!("BC{value}");
        r.days = None;
        r.dated = false;
    }
    if let Some(part) = m.part.and_then(|p| PARTS.get(p)) {
        r.kind = TimeType::Time;
        value = format!("{value}T{part}");
    }
    if let Some(c) = m.clock {
        r.kind = TimeType::Time;
        value.truncate(value.find('T').unwrap_or(value.len()));
        value.push_str(&match (c.minute, c.second) {
            (Some(minute), Some(second)) => format!("T{:02}:{minute:02}:{second:02}", c.hour),
            (Some(minute), None) => format!("T{:02}:{minute:02}", c.hour),
            _ => format!("T{:02}", c.hour),
        });
        if let Some(zone) = m.zone {
            value.push_str(&zone_text(zone_on(zone, r.days.map(|(day, _)| day))));
        }
    }
    if let Some(until) = &m.until {
        let last = resolve(until, lean, context);
        r.days = match (r.days, last.days) {
            (Some((a, _)), Some((_, b))) if a <= b => Some((a, b)),
            (days, _) => days,
        };
        value = format!("{value}/{}", last.value);
    }
    r.value = value;
    r
}

/// The second Tuesday of it, or two days before it, where the words say so.
fn counted_on(m: &Meaning, found: Found) -> Found {
    let Found::Point(point) = found else { return found };
    let nth = m.nth.and_then(|(n, counted)| nth_of(point, n, counted));
    let plus = m.plus.and_then(|(n, unit)| {
        let (first, _) = point.days()?;
        match unit {
            Unit::Day => plus_days(first, n).map(Point::Day),
            Unit::Week => plus_days(first, n.checked_mul(7)?).map(Point::Day),
            Unit::Month | Unit::Year => {
                let months = if unit == Unit::Year { n.checked_mul(12)? } else { n };
                let (y, month) = plus_months(i32::from(first.year()), i32::from(first.month()), months)?;
                day(y, month, i32::from(first.day())).map(Point::Day)
            }
            _ => None,
        }
    });
    Found::Point(nth.or(plus).unwrap_or(point))
}

/// The n-th day, week, weekend, month or weekday of a stretch of time; below zero from its end.
fn nth_of(point: Point, n: i32, counted: Counted) -> Option<Point> {
    let (first, last) = point.days()?;
    let (from, back) = if n > 0 { (first, n - 1) } else { (last, n + 1) };
    let on_or_after = |w: i32, d: Date| plus_days(d, (w - weekday(d)).rem_euclid(7));
    let on_or_before = |w: i32, d: Date| plus_days(d, -(weekday(d) - w).rem_euclid(7));
    let at = |w: i32| {
        let start = if n > 0 { on_or_after(w, from) } else { on_or_before(w, from) };
        plus_days(start?, back.checked_mul(7)?)
    };
    match counted {
        Counted::Weekday(w) => at(w).map(Point::Day),
        Counted::Unit(Unit::Day) => plus_days(from, back).map(Point::Day),
        Counted::Unit(Unit::Week) => monday(plus_days(from, back.checked_mul(7)?)?).map(Point::Week),
        Counted::Unit(Unit::Weekend) => monday(at(6)?).map(Point::Weekend),
        Counted::Unit(Unit::Month) => {
            let (y, month) = plus_months(i32::from(from.year()), i32::from(from.month()), back)?;
            Some(Point::Month(y, month))
        }
        Counted::Unit(_) => None,
    }
}

/// `P3D`, `PT24H`, `PXM`.
fn duration(m: &Meaning) -> String {
    let (letters, time) = m.unit.map_or(("D", false), Unit::letters);
    let first =
        format!("P{}{}{letters}", if time { "T" } else { "" }, m.amount.unwrap_or(Amount::Vague).text());
    match m.and {
        Some((n, unit)) => {
            let (letters, second_time) = unit.letters();
            format!("{first}{}{n}{letters}", if second_time && !time { "T" } else { "" })
        }
        None => first,
    }
}

/// `P1D`, `XXXX-WXX-4`, `XXXX-XX-XXTMO`.
fn set(m: &Meaning) -> String {
    let mut value = if let Some(holiday) = &m.holiday {
        holiday.symbol(None)
    } else if let Some(w) = m.weekday {
        format!("XXXX-WXX-{w}")
    } else if let Some(Field::Is(month)) = m.month {
        match m.day {
            Some(Field::Is(d)) => format!("XXXX-{month:02}-{d:02}"),
            _ => format!("XXXX-{month:02}"),
        }
    } else if let Some(s) = m.season {
        format!("XXXX-{}", season_letters(s))
    } else if m.weekend || m.unit == Some(Unit::Weekend) {
        "XXXX-WXX-WE".to_string()
    } else if m.part.is_some() || m.unit.is_none() {
        "XXXX-XX-XX".to_string()
    } else {
        let amount = m.amount.unwrap_or(Amount::Exact(1.0));
        return duration(&Meaning { amount: Some(amount), ..m.clone() });
    };
    if let Some(part) = m.part.and_then(|p| PARTS.get(p)) {
        value.push('T');
        value.push_str(part);
    }
    value
}

/// Minutes east of Greenwich on a day.
///
/// Summer time in the United States: from the second Sunday of March to the first of November (Energy Policy Act of
/// 2005); it is taken to have been so before.
fn zone_on(zone: i32, date: Option<Date>) -> i32 {
    if zone < SUMMER / 2 {
        return zone;
    }
    let summer = date.is_some_and(|date| {
        let sunday = |month: i32, n: i32| {
            nth_of(Point::Month(i32::from(date.year()), month), n, Counted::Weekday(7))
                .and_then(Point::days)
                .map(|(day, _)| day)
        };
        sunday(3, 2).is_some_and(|start| date >= start) && sunday(11, 1).is_some_and(|end| date < end)
    });
    zone - SUMMER + if summer { 60 } else { 0 }
}

/// `Z`, or hours and minutes east of Greenwich. Source: ISO 8601.
fn zone_text(minutes: i32) -> String {
    if minutes == 0 {
        return "Z".to_string();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    let (h, m) = (minutes.abs() / 60, minutes.abs() % 60);
    if m == 0 { format!("{sign}{h:02}") } else { format!("{sign}{h:02}:{m:02}") }
}

struct Finder<'a> {
    m: &'a Meaning,
    lean: Lean,
    context: &'a Context,
    anchor: Option<String>,
}

impl Finder<'_> {
    /// The day of a mark, which becomes the anchor.
    fn from(&mut self, mark: &Mark) -> Date {
        self.anchor = Some(mark.words.clone());
        mark.day
    }

    fn published(&mut self) -> Option<Date> {
        let day = self.context.published?;
        self.anchor = Some("published".to_string());
        Some(day)
    }

    /// The day that a name which comes round (a weekday, a month) is looked for around.
    fn base(&mut self, anchor: Anchor, grain: Grain) -> Option<Date> {
        let use_previous = anchor == Anchor::Previous || self.context.narrative;
        match self.context.anchors.before(grain).filter(|_| use_previous) {
            Some(mark) => Some(self.from(mark)),
            None => self.published(),
        }
    }

    /// The day that steps are counted from: that of publication even in a narrative, as *today* is the day of writing.
    fn step_base(&mut self, anchor: Anchor, grain: Grain) -> Option<Date> {
        if self.m.like_with_like
            && (anchor, grain) == (Anchor::Previous, Grain::Year)
            && let Some(mark) = self.context.anchors.account().filter(|_| !self.context.narrative)
        {
            return Some(self.from(mark));
        }
        match anchor {
            Anchor::Previous => self.base(anchor, grain),
            Anchor::Context if self.context.narrative => self.base(Anchor::Previous, grain),
            Anchor::Published | Anchor::Context => self.published(),
        }
    }

    fn find(&mut self) -> Option<Found> {
        let m = self.m;
        let sign = if m.before_christ { -1 } else { 1 };
        match m.century {
            Some(Field::Is(c)) => return Some(Found::Point(Point::Century(c))),
            Some(Field::Step(by, from)) => {
                let Some(base) = self.step_base(from, Grain::Decade) else {
                    return Some(Found::Symbol("XX".to_string()));
                };
                return Some(Found::Point(Point::Century(
                    i32::from(base.year()).div_euclid(100).checked_add(by)?,
                )));
            }
            None => {}
        }
        match m.decade {
            Some(Field::Is(d)) => return Some(Found::Point(Point::Decade(d))),
            Some(Field::Step(by, from)) => {
                let Some(base) = self.step_base(from, Grain::Decade) else {
                    return Some(Found::Symbol("XXX".to_string()));
                };
                return Some(Found::Point(Point::Decade(
                    i32::from(base.year()).div_euclid(10).checked_add(by)?,
                )));
            }
            None => {}
        }
        let year = match m.year {
            Some(Field::Is(y)) => Some(y.checked_mul(sign)?),
            Some(Field::Step(by, from)) => match self.step_base(from, Grain::Year) {
                Some(base) => Some(i32::from(base.year()).checked_add(by)?),
                None => return Some(Found::Symbol(self.symbol("XXXX"))),
            },
            None => None,
        };
        if m.day.is_some() || m.weekday.is_some() || m.either.is_some() || m.holiday.is_some() {
            return self.find_day(year);
        }
        if let Some(quarter) = self.quarter_of_year_before() {
            return Some(Found::Point(quarter));
        }
        if let Some(season) = m.season {
            return Some(match year.or_else(|| self.season_year(season)) {
                Some(y) => Found::Point(Point::Season(y, season)),
                None => Found::Symbol(format!("XXXX-{}", season_letters(season))),
            });
        }
        if m.week.is_some() || m.weekend {
            return self.find_week();
        }
        if let Some(month) = m.month {
            return self.find_month(year, month);
        }
        if let Some(half) = m.half {
            let Field::Is(h) = half else { return None };
            return Some(match year.or_else(|| self.part_year(6 * h - 5)) {
                Some(y) => Found::Point(Point::Half(y, h)),
                None => Found::Symbol(format!("XXXX-H{h}")),
            });
        }
        if let Some(quarter) = m.quarter {
            return match quarter {
                Field::Is(q) => Some(match year.or_else(|| self.part_year(3 * q - 2)) {
                    Some(y) => Found::Point(Point::Quarter(y, q)),
                    None => Found::Symbol(format!("XXXX-Q{q}")),
                }),
                Field::Step(by, from) => {
                    // "The quarter" is the one spoken of before, else the one that ended last.
                    let spoken_of =
                        self.context.anchors.account().filter(|mark| mark.grain == Grain::Quarter);
                    let (by, base) = match spoken_of.filter(|_| from != Anchor::Published) {
                        Some(mark) if from == Anchor::Context => (by + 1, Some(self.from(mark))),
                        Some(mark) => (by, Some(self.from(mark))),
                        None => (by, self.step_base(from, Grain::Quarter)),
                    };
                    let Some(base) = base else {
                        return Some(Found::Symbol("XXXX-QX".to_string()));
                    };
                    let (y, month) =
                        plus_months(i32::from(base.year()), i32::from(base.month()), by.checked_mul(3)?)?;
                    // "The 1988 quarter", "the quarter a year ago".
                    let y = match m.year {
                        Some(Field::Is(year)) => year,
                        Some(Field::Step(by, _)) => y.checked_add(by)?,
                        None => y,
                    };
                    Some(Found::Point(Point::Quarter(y, (month + 2) / 3)))
                }
            };
        }
        if let Some(y) = year {
            return Some(Found::Point(Point::Year(y)));
        }
        // A bare time of day belongs to the day mentioned last in its paragraph, else to the day of publication.
        let last = self.context.anchors.day().filter(|_| self.context.narrative || !self.context.fresh);
        let base = match (last, self.context.published) {
            (None, Some(_)) if !self.context.narrative => self.published(),
            (Some(mark), _) => Some(self.from(mark)),
            (None, _) => self.base(Anchor::Previous, Grain::Day),
        };
        match base {
            Some(base) => Some(Found::Point(Point::Day(base))),
            None => Some(Found::Symbol("XXXX-XX-XX".to_string())),
        }
    }

    /// "A year earlier" after a quarter is that quarter of the year before: accounts compare like with like.
    fn quarter_of_year_before(&mut self) -> Option<Point> {
        let m = self.m;
        let alone = m.month.is_none()
            && m.week.is_none()
            && m.season.is_none()
            && m.quarter.is_none()
            && m.half.is_none();
        let Some(Field::Step(by @ -1, _)) = m.year.filter(|_| alone && m.like_with_like) else { return None };
        let mark = self.context.anchors.account().filter(|mark| mark.grain == Grain::Quarter)?;
        let date = self.from(mark);
        let year = i32::from(date.year()).checked_add(by)?;
        Some(Point::Quarter(year, (i32::from(date.month()) + 2) / 3))
    }

    /// What is known of a date without its anchor.
    fn symbol(&self, year: &str) -> String {
        match (self.m.month, self.m.day, self.m.season, self.m.quarter) {
            (Some(Field::Is(m)), Some(Field::Is(d)), ..) => format!("{year}-{m:02}-{d:02}"),
            (Some(Field::Is(m)), ..) => format!("{year}-{m:02}"),
            (_, _, Some(s), _) => format!("{year}-{}", season_letters(s)),
            (_, _, _, Some(Field::Is(q))) => format!("{year}-Q{q}"),
            _ => year.to_string(),
        }
    }

    /// A holiday, or the weekend at it: that before it if it falls on the first half of a week.
    fn find_holiday(&mut self, holiday: &Holiday, year: Option<i32>) -> Option<Found> {
        let year = year.or_else(|| self.named_year(Named::Holiday(holiday)));
        let Some((first, last)) = year.and_then(|y| holiday.days(y, self.context.published)) else {
            return Some(Found::Symbol(holiday.symbol(year)));
        };
        if self.m.weekend {
            let back = if weekday(first) <= 3 { -7 } else { 0 };
            return plus_days(monday(first)?, back).map(|m| Found::Point(Point::Weekend(m)));
        }
        Some(Found::Point(Point::Run(first, last)))
    }

    fn find_day(&mut self, year: Option<i32>) -> Option<Found> {
        let m = self.m;
        if let Some(holiday) = &m.holiday {
            return self.find_holiday(holiday, year);
        }
        if let Some((a, b)) = m.either {
            let Some(year) = year else { return Some(Found::Symbol("XXXX-XX-XX".to_string())) };
            let readings = [day(year, b, a), day(year, a, b)];
            let near = self.context.published;
            // The reading nearest to the day of publication; day before month where that is not known.
            let best =
                readings.into_iter().flatten().min_by_key(|d| near.map_or(0, |n| days_between(n, *d).abs()));
            return best.map(|d| Found::Point(Point::Day(d)));
        }
        if let (Some(Field::Is(month)), Some(Field::Is(d))) = (m.month, m.day) {
            let year = year.or_else(|| self.named_year(Named::Day(month, d)));
            return Some(match year.and_then(|y| day(y, month, d)) {
                Some(date) => Found::Point(Point::Day(date)),
                None => Found::Symbol(self.symbol(&year.map_or("XXXX".to_string(), |y| format!("{y:04}")))),
            });
        }
        if let (Some(Field::Step(by, from)), Some(Field::Is(d))) = (m.month, m.day) {
            let base = self.step_base(from, Grain::Month)?;
            let (y, month) = plus_months(i32::from(base.year()), i32::from(base.month()), by)?;
            return day(y, month, d).map(|d| Found::Point(Point::Day(d)));
        }
        match m.day {
            Some(Field::Step(by, from)) => {
                return Some(match self.step_base(from, Grain::Day).and_then(|base| plus_days(base, by)) {
                    Some(date) => Found::Point(Point::Day(date)),
                    None => Found::Symbol("XXXX-XX-XX".to_string()),
                });
            }
            Some(Field::Is(d)) => return self.day_of_month(d),
            None => {}
        }
        let wanted = m.weekday?;
        if let Some(Field::Step(by, from)) = m.week {
            let base = self.step_base(from, Grain::Day).and_then(monday);
            let date = base.and_then(|b| plus_days(b, by.checked_mul(7)?.checked_add(wanted - 1)?));
            return Some(match date {
                Some(date) => Found::Point(Point::Day(date)),
                None => Found::Symbol(format!("XXXX-WXX-{wanted}")),
            });
        }
        Some(match self.near_weekday(wanted) {
            Some(date) => Found::Point(Point::Day(date)),
            None => Found::Symbol(format!("XXXX-WXX-{wanted}")),
        })
    }

    /// "The 15th": of the month mentioned last, else of the month of publication.
    fn day_of_month(&mut self, d: i32) -> Option<Found> {
        if let (Some(wanted), Some(published)) = (self.m.weekday, self.context.published) {
            // "Friday the 13th" is the nearest of them.
            let near = (-12..=12).filter_map(|by| {
                let (y, month) = plus_months(i32::from(published.year()), i32::from(published.month()), by)?;
                day(y, month, d).filter(|date| weekday(*date) == wanted)
            });
            let found = near.min_by_key(|date| days_between(published, *date).abs())?;
            self.anchor = Some("published".to_string());
            return Some(Found::Point(Point::Day(found)));
        }
        let base = self.base(Anchor::Previous, Grain::Month);
        let date = base.and_then(|b| day(i32::from(b.year()), i32::from(b.month()), d));
        Some(match date {
            Some(date) => Found::Point(Point::Day(date)),
            None => Found::Symbol(format!("XXXX-XX-{d:02}")),
        })
    }

    /// The weekday on the side that the words or the verb look to.
    fn near_weekday(&mut self, wanted: i32) -> Option<Date> {
        let (by, from) = self.m.choose.unwrap_or((0, Anchor::Published));
        let base = self.base(from, Grain::Day)?;
        let back = (weekday(base) - wanted).rem_euclid(7);
        let ahead = (wanted - weekday(base)).rem_euclid(7);
        let following =
            from == Anchor::Published && self.context.narrative && self.context.anchors.last().is_some();
        let days = match (self.m.choose, self.lean) {
            (Some(_), _) if by < 0 => -(if back == 0 { 7 } else { back }),
            (Some(_), _) if by > 0 => {
                if ahead == 0 {
                    7
                } else {
                    ahead
                }
            }
            (Some(_), Lean::Past) => -back,
            (Some(_), _) => ahead,
            (None, _) if following => ahead,
            (None, Lean::Future) => ahead,
            (None, _) => -back,
        };
        plus_days(base, days)
    }

    /// The year of a month, month-day or holiday that names none.
    fn named_year(&mut self, named: Named<'_>) -> Option<i32> {
        // A year of the sentence that would put a plan into the past, or what is over into time to come, is another's.
        let against = |year: i32| {
            let date = named.first_day(year, self.context.published);
            self.context.published.zip(date).is_some_and(|(published, date)| match self.lean {
                Lean::Future => year < i32::from(published.year()),
                Lean::Past => date > published,
                _ => false,
            })
        };
        if self.m.choose.is_none()
            && let Some(year) = self.context.near_year.filter(|year| !against(*year))
        {
            return Some(year);
        }
        let (by, from) = self.m.choose.unwrap_or((0, Anchor::Published));
        let base = self.base(from, Grain::Month)?;
        let this = i32::from(base.year());
        // Months are compared with the month of the anchor, days with its day.
        let at = |y: i32| match named {
            Named::Month(month) => Some(i64::from((y - this) * 12 + month - i32::from(base.month()))),
            _ => named.first_day(y, Some(base)).map(|x| days_between(base, x)),
        };
        let is_day = !matches!(named, Named::Month(_));
        let candidates = || [this - 1, this, this + 1].into_iter().filter_map(|y| Some((y, at(y)?)));
        let past = || candidates().filter(|(_, n)| *n <= 0).max_by_key(|(_, n)| *n);
        let future = || candidates().filter(|(_, n)| *n >= 0).min_by_key(|(_, n)| *n);
        // A day just past is likelier than the same day of the next year, even where the verb looks ahead.
        let future = || match (is_day, future(), past()) {
            (true, Some((_, ahead)), Some((y, back))) if ahead > FAR && -back < NEXT => Some((y, back)),
            (_, ahead, _) => ahead,
        };
        let picked = if self.m.choose.is_some() && by < 0 {
            // In March, the February just over is "last month"; "last February" is that of the year before.
            let over = if !is_day && from == Anchor::Published { -1 } else { 0 };
            candidates().filter(|(_, n)| *n < over).max_by_key(|(_, n)| *n)
        } else if self.m.choose.is_some() && by > 0 {
            candidates().filter(|(_, n)| *n > 0).min_by_key(|(_, n)| *n)
        } else if self.m.choose.is_some() {
            return Some(this);
        } else if let Some(year) = self.narrative_year(named) {
            return Some(year);
        } else {
            match (self.lean, is_day) {
                (Lean::Future, _) => future(),
                // A day soon to come is likelier than the same day of the year before, even in the past tense: the
                // verb found may be that of the frame ("said the bonds, due on Nov. 15, ...").
                (Lean::Past, true) => candidates().filter(|(_, n)| *n <= SOON).min_by_key(|(_, n)| n.abs()),
                (Lean::Past, _) | (Lean::Unknown, false) => past(),
                _ => candidates().min_by_key(|(_, n)| n.abs()),
            }
        };
        picked.or_else(past).map(|(y, _)| y)
    }

    /// The year of a month in a narrative, which goes forward: January after December is the next year's.
    fn narrative_year(&mut self, named: Named<'_>) -> Option<i32> {
        let last = self.context.anchors.last().filter(|_| self.context.narrative)?;
        let year_only = matches!(last.grain, Grain::Year | Grain::Quarter);
        // The day or month to come next in the chain of days, if it is near.
        let next = |mark: &Mark| {
            let (y, m) = (i32::from(mark.day.year()), i32::from(mark.day.month()));
            let back = named.month(y, Some(mark.day)).map_or(0, |month| m - month);
            if back >= TURN { y + 1 } else { y }
        };
        let near = |mark: &Mark| {
            let date = match named {
                Named::Month(month) => day(next(mark), month, 28),
                _ => named.first_day(next(mark), Some(mark.day)),
            };
            let ahead = date.map(|x| days_between(mark.day, x));
            ahead.is_some_and(|n| (0..=NEXT).contains(&n))
        };
        let mark = match self.context.anchors.fine().filter(|fine| !year_only || near(fine)) {
            Some(fine) => fine,
            None => last,
        };
        let year = if mark.grain == Grain::Year { i32::from(mark.day.year()) } else { next(mark) };
        self.anchor = Some(mark.words.clone());
        Some(year)
    }

    fn season_year(&mut self, season: i32) -> Option<i32> {
        if self.m.choose.is_none()
            && let Some(year) = self.context.near_year
        {
            return Some(year);
        }
        let (by, from) = self.m.choose.unwrap_or((0, Anchor::Published));
        let base = self.base(from, Grain::Season)?;
        let this = i32::from(base.year());
        let months = i32::from(base.month()) - (3 + 3 * season);
        // January and February belong to the winter that began the year before.
        let current = if season == 3 && base.month() < 3 { this - 1 } else { this };
        Some(match (self.m.choose, self.lean) {
            (None, _) if self.context.narrative => this,
            (Some(_), _) if by < 0 && months < 3 => current - 1,
            (Some(_), _) if by > 0 && months >= 0 => current + 1,
            (None, Lean::Past | Lean::Unknown) if months < 0 && season != 3 => this - 1,
            (None, Lean::Future) if months > 2 => this + 1,
            _ => current,
        })
    }

    /// The year of a quarter or half that names none: this one, or the last if it had not begun.
    fn part_year(&mut self, first_month: i32) -> Option<i32> {
        let base = self.base(Anchor::Published, Grain::Quarter)?;
        let begun = i32::from(base.month()) >= first_month;
        let year = i32::from(base.year());
        Some(if begun || self.lean != Lean::Past { year } else { year - 1 })
    }

    fn find_week(&mut self) -> Option<Found> {
        let (by, from) = match (self.m.week, self.m.choose) {
            (Some(Field::Step(by, from)), _) => (by, from),
            (_, Some(choose)) => choose,
            _ => (0, Anchor::Published),
        };
        let weekend = self.m.weekend;
        let unknown = || Some(Found::Symbol(if weekend { "XXXX-WXX-WE" } else { "XXXX-WXX" }.to_string()));
        let Some(base) = self.step_base(from, Grain::Week) else { return unknown() };
        let stated = matches!(self.m.week, Some(Field::Step(..))) || self.m.choose.is_some();
        // "The weekend" before Saturday is the last one unless the verb looks forward.
        let shift =
            if weekend && !stated && weekday(base) < 6 && self.lean != Lean::Future { -1 } else { by };
        let Some(start) = monday(base).and_then(|d| plus_days(d, shift.checked_mul(7)?)) else {
            return unknown();
        };
        Some(Found::Point(if weekend { Point::Weekend(start) } else { Point::Week(start) }))
    }

    fn find_month(&mut self, year: Option<i32>, month: Field) -> Option<Found> {
        match month {
            Field::Step(by, from) => {
                let Some(base) = self.step_base(from, Grain::Month) else {
                    return Some(Found::Symbol("XXXX-XX".to_string()));
                };
                let (y, month) = plus_months(i32::from(base.year()), i32::from(base.month()), by)?;
                // "The same month of 2009".
                Some(Found::Point(Point::Month(year.unwrap_or(y), month)))
            }
            Field::Is(month) => Some(match year.or_else(|| self.named_year(Named::Month(month))) {
                Some(y) => Found::Point(Point::Month(y, month)),
                None => Found::Symbol(format!("XXXX-{month:02}")),
            }),
        }
    }
}
