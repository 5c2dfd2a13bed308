//! What a rule makes of the parts that it matched: one meaning.
//!
//! Most rules put the fields of their parts together ([`Op::Merge`]); the others have an operation of a few lines here.

use super::data::Class;
use super::grammar::{Island, Item, Parts, Rule};
use super::lexer::{Form, Kind};
use super::meaning::{Amount, Anchor, Clock, Counted, Field, Meaning, PARTS, Unit};
use super::pattern::Test;
use onrecord_doc::TimeType;
use std::str::FromStr;

/// What a rule does with the parts that it matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// Puts their fields together.
    Merge,
    Clock,
    Numeric,
    ShortYear,
    Decade,
    Century,
    Quarter,
    Half,
    Step,
    Shift,
    TheQuarter,
    YearBefore,
    Ahead,
    Span,
    Set,
    Reference,
    Range,
    Amount,
    AndAHalf,
    SpanBare,
    SpanStep,
    SpanLong,
    SpanSum,
    SpanHalf,
    YearAmount,
    Fortnight,
    NightsAgo,
    Dated,
    FirstClock,
    StepTwo,
    PlusDay,
    OrdinalDay,
    SameMonth,
    SameCentury,
    SpokenYear,
    QuarterBefore,
    Nth,
    Plus,
    Alone,
    Midpoint,
    Nothing,
}

impl FromStr for Op {
    type Err = String;

    fn from_str(name: &str) -> Result<Op, String> {
        const OPS: &[(&str, Op)] = &[
            ("", Op::Merge),
            ("clock", Op::Clock),
            ("numeric", Op::Numeric),
            ("short-year", Op::ShortYear),
            ("decade", Op::Decade),
            ("century", Op::Century),
            ("quarter", Op::Quarter),
            ("half-year", Op::Half),
            ("step", Op::Step),
            ("shift", Op::Shift),
            ("the-quarter", Op::TheQuarter),
            ("year-before", Op::YearBefore),
            ("ahead", Op::Ahead),
            ("span", Op::Span),
            ("set", Op::Set),
            ("reference", Op::Reference),
            ("range", Op::Range),
            ("and-a-half", Op::AndAHalf),
            ("amount", Op::Amount),
            ("span-bare", Op::SpanBare),
            ("span-step", Op::SpanStep),
            ("span-long", Op::SpanLong),
            ("span-sum", Op::SpanSum),
            ("span-half", Op::SpanHalf),
            ("year-amount", Op::YearAmount),
            ("fortnight", Op::Fortnight),
            ("nights-ago", Op::NightsAgo),
            ("dated", Op::Dated),
            ("first-clock", Op::FirstClock),
            ("step-two", Op::StepTwo),
            ("plus-day", Op::PlusDay),
            ("ordinal-day", Op::OrdinalDay),
            ("same-month", Op::SameMonth),
            ("same-century", Op::SameCentury),
            ("spoken-year", Op::SpokenYear),
            ("quarter-before", Op::QuarterBefore),
            ("nth", Op::Nth),
            ("plus", Op::Plus),
            ("alone", Op::Alone),
            ("between", Op::Midpoint),
            ("nothing", Op::Nothing),
        ];
        OPS.iter().find(|(n, _)| *n == name).map(|(_, op)| *op).ok_or_else(|| {
            let names: Vec<&str> = OPS.iter().map(|(n, _)| *n).filter(|n| !n.is_empty()).collect();
            format!("unknown op `{name}`\n  hint: one of {}", names.join(", "))
        })
    }
}

impl Island<'_> {
    fn amount_of(&self, item: &Item) -> Option<Amount> {
        let token = &self.tokens[item.first];
        match (&item.phrase, token.kind) {
            (Some(p), _) => p.meaning.amount,
            (None, Kind::Number(n, _)) => Some(Amount::Exact(n)),
            (None, _) => match token.value(Class::Number, self.data) {
                Some(n) => Some(Amount::Exact(f64::from(n))),
                None => token.value(Class::Vague, self.data).map(|_| Amount::Vague),
            },
        }
    }

    /// Whether one of the parts is this word.
    fn has_word(&self, parts: &Parts, word: &str) -> bool {
        parts.iter().any(|(i, _)| match self.tokens[self.items[*i].first].kind {
            Kind::Word(id) => self.data.spelling(id) == Some(word),
            _ => false,
        })
    }

    /// Puts the meaning of the parts together.
    pub fn build(&self, rule: &Rule, parts: &Parts, done: &[Item]) -> Option<Meaning> {
        let mut m = Meaning {
            modifier: rule.modifier,
            part: rule.part,
            fixed: rule.value.clone(),
            kind: rule.kind,
            ..Meaning::default()
        };
        if let Some(i) = rule.reference {
            m.reference = Some(i);
        }
        m.month = rule.month.map(Field::Is);
        m.day = rule.day.map(Field::Is);
        let mut numbers: Vec<(Class, i32)> = Vec::new();
        let mut step: Option<(i32, Anchor)> = None;
        let mut second_day = None;
        for (i, test) in parts {
            let item = &self.items[*i];
            match test {
                Test::Phrase(_) | Test::PlainSpan | Test::HasDay | Test::AnyDate => {
                    if let Some(p) = &item.phrase {
                        m.merge(&p.meaning);
                    }
                }
                Test::Amount => m.amount = m.amount.or(self.amount_of(item)),
                Test::Class(class) => {
                    let value = self.tokens[item.first].value(*class, self.data)?;
                    match class {
                        Class::StepNow if value == 0 => step = Some((0, Anchor::Context)),
                        Class::StepNow => step = Some((value, Anchor::Published)),
                        Class::StepThen => step = Some((value, Anchor::Previous)),
                        Class::Day if m.day.is_some() => second_day = Some(value),
                        Class::PointClock => {
                            if let Kind::Number(n, Form::Decimal(_)) = self.tokens[item.first].kind {
                                numbers.push((Class::Hour, value));
                                numbers.push((Class::Sixty, ((n.fract()) * 100.0).round() as i32));
                            }
                        }
                        _ => {
                            numbers.push((*class, value));
                            add_class(&mut m, *class, value);
                        }
                    }
                }
                Test::Word(_) | Test::Mark(_) => {}
            }
        }
        let value_of = |class: Class| numbers.iter().find(|(c, _)| *c == class).map(|(_, v)| *v);
        match rule.op {
            Op::Merge => {}
            Op::Nothing => return Some(Meaning::default()),
            Op::Clock => {
                clock(&mut m, &numbers)?;
            }
            Op::Numeric => {
                let short: Vec<i32> =
                    numbers.iter().filter(|(c, _)| *c == Class::Day).map(|(_, v)| *v).collect();
                let (a, b) = (*short.first()?, second_day.or(short.get(1).copied())?);
                m.day = None;
                m.either = Some((a, b));
                if let Some(y) = value_of(Class::TwoDigits) {
                    m.year = Some(Field::Is(full_year(y)));
                }
            }
            Op::ShortYear => m.year = Some(Field::Is(full_year(value_of(Class::TwoDigits)?))),
            Op::Decade => {
                let y = value_of(Class::DecadeYear).or(value_of(Class::DecadeWord))?;
                m.decade = Some(Field::Is(if y < 100 { 190 + y / 10 } else { y / 10 }));
            }
            Op::Century => m.century = Some(Field::Is(value_of(Class::Ordinal)?.checked_sub(1)?)),
            Op::Quarter => {
                let q = value_of(Class::Ordinal)
                    .or(value_of(Class::Number))
                    .or((rule.by > 0).then_some(rule.by))?;
                (1..=4).contains(&q).then_some(())?;
                m.amount = None;
                m.unit = None;
                m.quarter = Some(Field::Is(q));
            }
            Op::Half => {
                let h = value_of(Class::Ordinal).or((rule.by > 0).then_some(rule.by))?;
                (1..=2).contains(&h).then_some(())?;
                m.half = Some(Field::Is(h));
            }
            Op::AndAHalf => {
                if let Some(Amount::Exact(n)) = m.amount {
                    m.amount = Some(Amount::Exact(n + 0.5));
                } else {
                    m.amount = Some(Amount::Exact(0.5));
                }
            }
            Op::Step => {
                m.kind = None;
                let (by, from) = step.unwrap_or((rule.by, rule.from));
                let year = self.has_word(parts, "year").then_some(Unit::Year);
                if let Some(unit) = m.unit.take().or(year) {
                    let from = if unit == Unit::Quarter && step.is_some() { Anchor::Published } else { from };
                    m.amount = None;
                    m.step(unit, by, from);
                } else if m.weekday.is_some() || m.month.is_some() || m.season.is_some() {
                    m.choose = Some((by, from));
                } else if m.part.is_some() {
                    m.day = Some(Field::Step(by, from));
                } else if m.weekend {
                    m.week = Some(Field::Step(by, from));
                } else {
                    return None;
                }
            }
            Op::Shift => {
                m.kind = None;
                m.reference = None;
                m.like_with_like = rule.by < 0;
                shift(&mut m, rule.by, rule.from)?;
            }
            Op::TheQuarter => m.quarter = Some(Field::Step(-1, Anchor::Context)),
            Op::YearBefore => {
                m.year = Some(Field::Step(rule.by, rule.from));
                m.like_with_like = true;
            }
            Op::Ahead => {
                m.ahead_or_span = true;
                m.unit?;
                // Whatever is said to be the first in years looks back on them.
                (!follows_a_first(self.text, self.tokens[self.items[parts.first()?.0].first].span.start()))
                    .then_some(())?;
            }
            Op::Span | Op::SpanBare | Op::SpanStep => {
                m.kind = Some(TimeType::Duration);
                m.choose = step.or((rule.op == Op::SpanStep).then_some((rule.by, rule.from)));
                m.amount = m.amount.or(Some(match rule.by {
                    0 => Amount::Vague,
                    _ => Amount::Exact(1.0),
                }));
                // "A second man", "a quarter of them"; bare seconds and minutes are too short to date anything.
                let one = m.amount == Some(Amount::Exact(1.0));
                m.unit = m.unit.or(self.has_word(parts, "year").then_some(Unit::Year));
                match m.unit? {
                    Unit::Second | Unit::Quarter if one => return None,
                    Unit::Second | Unit::Minute | Unit::Quarter | Unit::Weekend
                        if rule.op == Op::SpanBare =>
                    {
                        return None;
                    }
                    _ => {}
                }
            }
            Op::SpanSum => {
                let mut spans = parts.iter().filter_map(|(i, _)| self.items[*i].phrase.as_deref());
                let (a, b) = (&spans.next()?.meaning, &spans.next()?.meaning);
                let (Some(Amount::Exact(_)), Some(Amount::Exact(n))) = (a.amount, b.amount) else {
                    return None;
                };
                (a.unit? as i32 > b.unit? as i32).then_some(())?;
                m.and = Some((n, b.unit?));
            }
            Op::Fortnight => {
                m.kind = Some(TimeType::Duration);
                (m.unit, m.amount) = (Some(Unit::Week), Some(Amount::Exact(2.0)));
            }
            Op::NightsAgo => {
                let n = m.amount.take()?.steps()?;
                m.kind = None;
                m.day = Some(Field::Step(n.checked_mul(rule.by)?, rule.from));
            }
            Op::YearAmount => {
                let Some(Amount::Exact(n)) = m.amount.take() else { return None };
                (1000.0..3000.0).contains(&n).then_some(())?;
                m.year = Some(Field::Is(n as i32));
            }
            Op::SpanHalf => {
                let Some(Amount::Exact(n)) = m.amount else { return None };
                m.amount = Some(Amount::Exact(n + 0.5));
            }
            Op::Dated => {
                (m.month.is_some() || m.holiday.is_some()).then_some(())?;
            }
            Op::FirstClock => {
                let first = parts.iter().find_map(|(i, _)| self.items[*i].phrase.as_deref())?;
                m.zone = first.meaning.zone;
            }
            Op::SpanLong => {
                let many = numbers.iter().any(|(c, _)| *c == Class::Units);
                m.kind = Some(TimeType::Duration);
                m.amount = Some(if many { Amount::Vague } else { Amount::Exact(1.0) });
            }
            Op::PlusDay => {
                m.unit = None;
                m.plus = Some((rule.by, Unit::Day));
            }
            Op::StepTwo => {
                let (by, from) = (if self.has_word(parts, "past") { -1 } else { 1 }, Anchor::Published);
                match m.unit.take() {
                    Some(unit) => m.step(unit, by, from),
                    None => m.choose = Some((by, from)),
                }
            }
            Op::Amount => {
                let given: Vec<i32> =
                    numbers.iter().filter(|(c, _)| *c == Class::Number).map(|(_, v)| *v).collect();
                m.amount = Some(match (rule.by, given.as_slice()) {
                    // 2 1/2
                    (-1, [whole, part, of @ 2..=4]) if part < of => {
                        Amount::Exact(f64::from(*whole) + f64::from(*part) / f64::from(*of))
                    }
                    (-1, _) => return None,
                    (0, [a, of @ (1000 | 1_000_000)]) if *a < 1000 => {
                        Amount::Exact(f64::from(*a) * f64::from(*of))
                    }
                    (0, [a, 100]) if *a < 100 => Amount::Exact(f64::from(a * 100)),
                    (0, [a, b]) if (20..100).contains(a) && a % 10 == 0 && (1..10).contains(b) => {
                        Amount::Exact(f64::from(a + b))
                    }
                    (0, []) => Amount::Vague,
                    (0, _) => return None,
                    (by, _) => Amount::Exact(f64::from(by)),
                });
            }
            Op::SameCentury => {
                let first = &done.iter().rev().find_map(|i| i.phrase.as_ref())?.meaning;
                let Some(Field::Is(year)) = first.year else { return None };
                m.year = Some(Field::Is(year / 100 * 100 + value_of(Class::TwoDigits)?));
            }
            Op::SpokenYear => {
                let Some(Amount::Exact(n)) = m.amount.take() else { return None };
                // "Nineteen Eighty" with two capitals is a title.
                let tens = &self.tokens[self.items[parts.last()?.0].first];
                ((10.0..100.0).contains(&n) && !tens.capital).then_some(())?;
                m.year = Some(Field::Is(value_of(Class::CenturyWord)? * 100 + n as i32));
            }
            Op::QuarterBefore => {
                m.quarter = value_of(Class::Ordinal).map_or(Some(Field::Step(-1, Anchor::Context)), |q| {
                    (1..=4).contains(&q).then_some(Field::Is(q))
                });
                m.quarter?;
                m.unit = None;
                if m.year.is_none() {
                    m.year = Some(Field::Step(-1, Anchor::Previous));
                    m.like_with_like = true;
                }
            }
            Op::Nth => {
                let n = if rule.by == 0 { value_of(Class::Ordinal)? } else { rule.by };
                // "The second of a second": a unit that the rule itself names, one of the words, or a weekday.
                let unit = if self.has_word(parts, "week") { Some(Unit::Week) } else { m.unit };
                let counted = match (unit, m.weekday) {
                    (Some(Unit::Second | Unit::Quarter), None) => return None,
                    (Some(unit), _) => Counted::Unit(unit),
                    (None, Some(weekday)) => {
                        m.weekday = None;
                        m.choose = None;
                        Counted::Weekday(weekday)
                    }
                    (None, None) => return None,
                };
                (m.unit, m.amount) = (None, None);
                m.nth = Some((n, counted));
            }
            Op::Plus => {
                m.kind = None;
                let n = m.amount.take().map_or(Some(1), Amount::steps)?;
                m.plus = Some((n.checked_mul(rule.by)?, m.unit.take()?));
            }
            Op::Alone => {
                m.alone = true;
                m.part?;
            }
            Op::Midpoint => m.amount = Some(Amount::Vague),
            Op::OrdinalDay => m.day = Some(Field::Is(value_of(Class::Ordinal)?)),
            Op::SameMonth => {
                let first = &done.iter().rev().find_map(|i| i.phrase.as_ref())?.meaning;
                m.month = Some(first.month?);
                m.year = first.year;
                m.choose = first.choose;
            }
            Op::Set => {
                m.kind = Some(TimeType::Set);
                if rule.by > 0 {
                    m.amount = Some(Amount::Exact(f64::from(rule.by)));
                }
                if self.has_word(parts, "times") {
                    m.amount = None;
                }
            }
            Op::Reference => {
                m.reference = rule.reference.or(value_of(Class::Reference).map(|v| v as usize));
                m.reference?;
                m.kind = None;
                m.unit = None;
                m.amount = None;
            }
            Op::Range => {
                let mut until = m.clone();
                until.day = Some(Field::Is(second_day?));
                m.until = Some(Box::new(until));
            }
        }
        Some(m)
    }
}

/// Whether a superlative or an ordinal stands before: *the worst in ten years*, *the second time in two years*.
fn follows_a_first(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("").trim_end();
    let mut words = before.rsplit(|c: char| !c.is_alphabetic());
    let (last, second) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    // "The highest", but neither an arrest nor a protest.
    let superlative = last.ends_with("est") && second.eq_ignore_ascii_case("the");
    superlative
        || ["time", "times", "worst", "best", "first", "low", "high", "record", "most"].contains(&last)
}

/// What a word or number adds to a meaning.
fn add_class(m: &mut Meaning, class: Class, value: i32) {
    match class {
        Class::Month | Class::MonthShort | Class::MonthWord | Class::MonthNumber => {
            m.month = Some(Field::Is(value))
        }
        Class::Weekday | Class::WeekdayShort | Class::Weekdays => m.weekday = Some(value),
        Class::Day | Class::Day2 | Class::DayOrdinal => m.day = Some(Field::Is(value)),
        Class::Year | Class::OldYear | Class::AnyYear => m.year = Some(Field::Is(value)),
        Class::Season | Class::SeasonSure => m.season = Some(value),
        Class::Part | Class::Parts => m.part = usize::try_from(value).ok(),
        Class::Approx | Class::Phase | Class::Edge => m.modifier = usize::try_from(value).ok(),
        Class::DayStep => m.day = Some(Field::Step(value, Anchor::Published)),
        Class::Era => m.before_christ |= value == 1,
        Class::Zone | Class::ZoneName => m.zone = Some(value),
        Class::Unit | Class::Units | Class::ShortUnit | Class::Frequency => {
            m.unit = UNITS.get(value as usize).copied();
            if class == Class::Frequency {
                m.amount = Some(Amount::Exact(1.0));
            }
        }
        Class::Weekend => m.weekend = true,
        Class::HourWord => m.clock = Some(Clock { hour: value, minute: Some(0), second: None }),
        _ => {}
    }
}

/// The units in the order of the enum, so that `unit as i32` can be turned back.
const UNITS: &[Unit] = &[
    Unit::Second,
    Unit::Minute,
    Unit::Hour,
    Unit::Day,
    Unit::Weekend,
    Unit::Week,
    Unit::Month,
    Unit::Quarter,
    Unit::Year,
    Unit::Decade,
    Unit::Century,
];

/// A year of two digits: those up to 39 are taken to be of this century.
fn full_year(y: i32) -> i32 {
    if y < 40 { 2000 + y } else { 1900 + y }
}

fn clock(m: &mut Meaning, numbers: &[(Class, i32)]) -> Option<()> {
    let find = |class: Class| numbers.iter().find(|(c, _)| *c == class).map(|(_, v)| *v);
    let mut sixties = numbers.iter().filter(|(c, _)| *c == Class::Sixty).map(|(_, v)| *v);
    let (mut hour, mut minute) = match find(Class::FourClock) {
        Some(n) => (n / 100, Some(n % 100)),
        None => (find(Class::Hour).or(find(Class::Number))?, sixties.next()),
    };
    if let Some(pm) = find(Class::AmPm) {
        (1..=12).contains(&hour).then_some(())?;
        hour = hour % 12 + pm;
        minute = minute.or(Some(0));
    }
    if let Some(part) = find(Class::Part) {
        // "Six in the evening" is 18:00; the part is no more said of the hour.
        let after_noon = PARTS.get(part as usize).is_some_and(|p| matches!(*p, "AF" | "EV" | "NI"));
        (1..=12).contains(&hour).then_some(())?;
        hour = if after_noon && hour < 12 { hour + 12 } else { hour };
        minute = minute.or(Some(0));
        m.part = None;
    }
    if hour > 24 || minute.is_some_and(|m| m > 59) {
        return None;
    }
    m.amount = None;
    m.day = None;
    m.clock = Some(Clock { hour, minute, second: sixties.next() });
    Some(())
}

/// So many units on from an anchor.
fn shift(m: &mut Meaning, by: i32, from: Anchor) -> Option<()> {
    let unit = m.unit.take()?;
    let amount = m.amount.take().unwrap_or(Amount::Vague);
    // Long before any calendar: thousands and millions of years. Source: TIMEX2 2005, `KA`, `MA`.
    if let (Amount::Exact(n), Unit::Year) = (amount, unit)
        && n >= 10_000.0
    {
        let (letters, of) = if n >= 1e6 { ("MA", 1e6) } else { ("KA", 1e3) };
        m.fixed = Some(format!("{letters}{}", n / of).into());
        m.kind = Some(TimeType::Date);
        return Some(());
    }
    match (amount.steps(), amount, unit) {
        (Some(n), ..) => m.step(unit, n.checked_mul(by)?, from),
        (None, Amount::Exact(n), Unit::Year) if (n * 12.0).fract() == 0.0 && n < 100_000.0 => {
            m.step(Unit::Month, (n * 12.0) as i32 * by, from);
        }
        _ => m.reference = Some(if by < 0 { 0 } else { 2 }),
    }
    Some(())
}
