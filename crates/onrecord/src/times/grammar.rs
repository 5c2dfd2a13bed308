//! The table grammar: rules join the tokens of an island into phrases, stage by stage.
//!
//! Each stage goes over the island once from left to right; where rules match, the longest match becomes one item, and
//! the next stage sees that item as a phrase with a [`Meaning`]. A pattern has a fixed greatest length and never goes
//! back, so the time taken grows with the length of the text and nothing else.
//!
//! A pattern is a line of pieces. A piece is `'word'`, `'-'` (a mark), a class of the word list (`month`), or a kind of
//! phrase in capitals (`DAY`); `/` between them means *or*. `~` before a piece asks that no space stands before it, and
//! `[…]` round pieces makes them optional, all or none.

use super::data::{Class, TimeData, WordId};
use super::lexer::{Form, Gap, Kind, Token};
use super::meaning::{Amount, Anchor, Clock, Field, Grain, Meaning, Unit};
use onrecord_doc::TimeType;
use std::str::FromStr;
use std::sync::Arc;

/// The stages in their order.
pub(crate) const STAGES: &[&str] = &["part", "core", "step", "join", "modify", "range"];

/// What a piece of a pattern asks of an item.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Test {
    Word(WordId),
    Mark(char),
    Class(Class),
    /// Any amount: a number, *several*, or a phrase such as *two and a half*.
    Amount,
    /// A phrase of this grain.
    Phrase(Grain),
    /// A duration that is not counted from anywhere: *two years*, but not *the last two years*.
    PlainSpan,
    /// A phrase that names a day, with or without a time of day.
    HasDay,
    /// A phrase that names a date of any grain.
    AnyDate,
}

#[derive(Clone, Debug)]
struct Piece {
    tests: Vec<Test>,
    glued: bool,
}

/// A piece, or pieces that may be missing together.
#[derive(Clone, Debug)]
enum Node {
    One(Piece),
    Maybe(Vec<Node>),
}

/// Pieces in a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pattern {
    nodes: Vec<Node>,
}

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
    OrdinalDay,
    SameMonth,
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
            ("ordinal-day", Op::OrdinalDay),
            ("same-month", Op::SameMonth),
            ("nothing", Op::Nothing),
        ];
        OPS.iter().find(|(n, _)| *n == name).map(|(_, op)| *op).ok_or_else(|| {
            let names: Vec<&str> = OPS.iter().map(|(n, _)| *n).filter(|n| !n.is_empty()).collect();
            format!("unknown op `{name}`\n  hint: one of {}", names.join(", "))
        })
    }
}

/// A rule, ready to match.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub path: Arc<str>,
    pub pattern: Pattern,
    pub before: Option<Pattern>,
    pub after: Option<Pattern>,
    pub not_before: Option<Pattern>,
    pub not_after: Option<Pattern>,
    pub op: Op,
    pub by: i32,
    pub from: Anchor,
    pub modifier: Option<usize>,
    pub part: Option<usize>,
    pub reference: Option<usize>,
    pub value: Option<Box<str>>,
    pub month: Option<i32>,
    pub day: Option<i32>,
    pub yes: Vec<String>,
    pub no: Vec<String>,
}

impl Rule {
    /// Whether a match is a time by itself or a part of one, and no stop rule.
    pub fn stage_starts(&self) -> bool {
        !matches!(self.op, Op::Nothing | Op::Amount | Op::AndAHalf)
    }
}

/// A phrase: tokens that a rule has joined.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub meaning: Meaning,
    pub path: Arc<str>,
}

/// A token or a phrase of an island.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// First token and one past the last.
    pub first: usize,
    pub end: usize,
    pub phrase: Option<Box<Phrase>>,
}

impl Pattern {
    /// Reads a pattern; its words become known to `data`.
    pub fn parse(text: &str, data: &mut TimeData) -> Result<Pattern, String> {
        let spaced = text.replace('[', " [ ").replace(']', " ] ");
        let mut open: Vec<Vec<Node>> = vec![Vec::new()];
        for word in spaced.split_whitespace() {
            let node = match word {
                "[" => {
                    open.push(Vec::new());
                    continue;
                }
                "]" => Node::Maybe(open.pop().filter(|_| !open.is_empty()).ok_or("`]` without `[`")?),
                _ => Node::One(Piece::parse(word, data)?),
            };
            open.last_mut().ok_or("`]` without `[`")?.push(node);
        }
        match (open.pop(), open.is_empty()) {
            (Some(nodes), true) => Ok(Pattern { nodes }),
            _ => Err("`[` that no `]` closes".to_string()),
        }
    }
}

impl Pattern {
    /// The word that an island must hold for the rule to match, where no class or phrase of the pattern is enough.
    pub fn key_word(&self, data: &TimeData) -> Option<WordId> {
        let must: Vec<&Piece> =
            self.nodes.iter().filter_map(|n| if let Node::One(p) = n { Some(p) } else { None }).collect();
        let starts = |t: &Test| match t {
            Test::Word(id) => data.is_trigger(*id),
            Test::Class(class) => class.is_trigger(),
            Test::Mark(_) => false,
            _ => true,
        };
        if must.iter().any(|p| p.tests.iter().all(starts)) {
            return None;
        }
        let words = must.iter().filter_map(|p| match p.tests.as_slice() {
            [Test::Word(id)] => Some(*id),
            _ => None,
        });
        words.max_by_key(|id| data.spelling(*id).map_or(0, str::len))
    }
}

impl Piece {
    fn parse(word: &str, data: &mut TimeData) -> Result<Piece, String> {
        let glued = word.starts_with('~');
        let body = word.trim_start_matches('~');
        let mut tests = Vec::new();
        // A lone slash between quotes is a mark; any other slash means *or*.
        let alternatives: Vec<&str> = if body == "'/'" { vec![body] } else { body.split('/').collect() };
        for alternative in alternatives {
            let quoted = alternative.strip_prefix('\'').and_then(|a| a.strip_suffix('\''));
            tests.push(match (quoted, alternative) {
                (Some(q), _) if q.chars().count() == 1 && !q.starts_with(char::is_alphabetic) => {
                    Test::Mark(q.chars().next().unwrap_or(' '))
                }
                (Some(q), _) => Test::Word(data.intern(q)),
                (_, "AMOUNT") => Test::Amount,
                (_, "DAY") => Test::HasDay,
                (_, "DATE") => Test::AnyDate,
                (_, "MONTH") => Test::Phrase(Grain::Month),
                (_, "YEAR") => Test::Phrase(Grain::Year),
                (_, "WEEK") => Test::Phrase(Grain::Week),
                (_, "SEASON") => Test::Phrase(Grain::Season),
                (_, "QUARTER") => Test::Phrase(Grain::Quarter),
                (_, "DECADE") => Test::Phrase(Grain::Decade),
                (_, "CLOCK") => Test::Phrase(Grain::Clock),
                (_, "PART") => Test::Phrase(Grain::Part),
                (_, "SPAN") => Test::PlainSpan,
                (_, "REFERENCE") => Test::Phrase(Grain::Reference),
                (_, name) => Test::Class(Class::find(name).ok_or_else(|| format!("unknown class `{name}`"))?),
            });
        }
        Ok(Piece { tests, glued })
    }
}

/// An island on its way through the stages.
pub(crate) struct Island<'a> {
    pub data: &'a TimeData,
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub items: Vec<Item>,
    /// How many items were held against a piece: the work done, which the tests count.
    pub steps: std::cell::Cell<usize>,
}

/// The items that matched, each with the test that it met.
type Parts = Vec<(usize, Test)>;

impl<'a> Island<'a> {
    /// The island with every token an item of its own.
    pub fn new(text: &'a str, tokens: &'a [Token], data: &'a TimeData) -> Island<'a> {
        let items = (0..tokens.len()).map(|i| Item { first: i, end: i + 1, phrase: None }).collect();
        Island { data, text, tokens, items, steps: std::cell::Cell::new(0) }
    }

    /// Runs every stage.
    pub fn run(&mut self) {
        let data = self.data;
        for rules in &data.stages {
            self.stage(rules);
        }
    }

    fn stage(&mut self, rules: &[Rule]) {
        let mut out: Vec<Item> = Vec::with_capacity(self.items.len());
        let mut i = 0;
        while i < self.items.len() {
            let mut best: Option<(usize, &Rule, Parts)> = None;
            for rule in rules {
                let Some((end, parts)) = self.try_rule(rule, i, &out) else { continue };
                if best.as_ref().is_none_or(|(longest, ..)| end > *longest) {
                    best = Some((end, rule, parts));
                }
            }
            let built = best.and_then(|(end, rule, parts)| {
                let meaning = self.build(rule, &parts, &out)?;
                Some((end, rule, meaning))
            });
            match built {
                Some((end, rule, meaning)) => {
                    let phrase = Phrase { meaning, path: rule.path.clone() };
                    let (first, last) = (self.items[i].first, self.items[end - 1].end);
                    out.push(Item { first, end: last, phrase: Some(Box::new(phrase)) });
                    i = end;
                }
                None => {
                    out.push(self.items[i].clone());
                    i += 1;
                }
            }
        }
        self.items = out;
    }

    /// Where the rule ends if it matches from item `at`.
    fn try_rule(&self, rule: &Rule, at: usize, done: &[Item]) -> Option<(usize, Parts)> {
        let mut parts = Parts::new();
        let end = self.row(&rule.pattern.nodes, at, true, &mut parts)?;
        if end == at
            || rule.before.as_ref().is_some_and(|p| !self.stands_before(p, done))
            || rule.not_before.as_ref().is_some_and(|p| self.stands_before(p, done))
        {
            return None;
        }
        let follows = |p: &Pattern| self.row(&p.nodes, end, false, &mut Parts::new()).is_some();
        if rule.after.as_ref().is_some_and(|p| !follows(p)) || rule.not_after.as_ref().is_some_and(follows) {
            return None;
        }
        self.is_whole(at, end).then_some((end, parts))
    }

    /// Matches nodes in a row from item `at`; what may be missing is taken where it is there.
    fn row(&self, row: &[Node], mut at: usize, starts: bool, parts: &mut Parts) -> Option<usize> {
        let (before, first) = (parts.len(), at);
        for node in row {
            let starts = starts && at == first;
            match node {
                Node::Maybe(inner) => at = self.row(inner, at, starts, parts).unwrap_or(at),
                Node::One(piece) => {
                    let Some(test) = self.items.get(at).and_then(|item| self.meets(item, piece, starts))
                    else {
                        parts.truncate(before);
                        return None;
                    };
                    parts.push((at, test));
                    at += 1;
                }
            }
        }
        Some(at)
    }

    /// The test of the piece that the item meets.
    fn meets(&self, item: &Item, piece: &Piece, starts: bool) -> Option<Test> {
        self.steps.set(self.steps.get() + 1);
        let gap = self.tokens[item.first].gap;
        if !starts && piece.glued && gap != Gap::None {
            return None;
        }
        piece.tests.iter().copied().find(|test| self.is(item, *test))
    }

    fn is(&self, item: &Item, test: Test) -> bool {
        let token = &self.tokens[item.first];
        match (&item.phrase, test) {
            (None, Test::Word(id)) => token.kind == Kind::Word(id),
            (None, Test::Mark(c)) => token.kind == Kind::Mark(c),
            (None, Test::Class(class)) => token.value(class, self.data).is_some(),
            (None, Test::Amount) => {
                token.value(Class::Number, self.data).is_some()
                    || token.value(Class::Vague, self.data).is_some()
            }
            (Some(p), Test::Amount) => p.meaning.grain() == Grain::Amount,
            (Some(p), Test::Phrase(grain)) => p.meaning.grain() == grain,
            (Some(p), Test::PlainSpan) => p.meaning.grain() == Grain::Span && p.meaning.choose.is_none(),
            (Some(p), Test::HasDay) => {
                p.meaning.has_day() && !matches!(p.meaning.grain(), Grain::Set | Grain::Span)
            }
            (Some(p), Test::AnyDate) => !matches!(
                p.meaning.grain(),
                Grain::Set | Grain::Span | Grain::Amount | Grain::Nothing | Grain::Reference | Grain::Clock
            ),
            _ => false,
        }
    }

    /// Whether the pattern stands right before, ending at the last item done.
    fn stands_before(&self, pattern: &Pattern, done: &[Item]) -> bool {
        let Some(from) = done.len().checked_sub(pattern.nodes.len()) else { return false };
        pattern.nodes.iter().zip(&done[from..]).all(|(node, item)| match node {
            Node::One(piece) => piece.tests.iter().any(|t| self.is(item, *t)),
            Node::Maybe(_) => true,
        })
    }

    /// Whether the match does not start or end within a word, a number or a sum of money.
    fn is_whole(&self, first: usize, end: usize) -> bool {
        let (a, b) = (self.items[first].first, self.items[end - 1].end - 1);
        let (start, stop) = (self.tokens[a].span.start(), self.tokens[b].span.end());
        let before = self.text.get(..start).and_then(|s| s.chars().next_back());
        let after = self.text.get(stop..).and_then(|s| s.chars().next());
        let is_number = |t: &Token| matches!(t.kind, Kind::Number(..));
        let bad_before = before.is_some_and(|c| {
            c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '¥' | '#' | '@' | '_' | '%' | '&')
        });
        let bad_after = after.is_some_and(|c| {
            c.is_alphanumeric()
                || matches!(c, '@' | '_')
                || (is_number(&self.tokens[b]) && matches!(c, '%' | '°'))
        });
        let within_number = is_number(&self.tokens[a])
            && matches!(before, Some('.' | ',' | ':' | '/'))
            && self
                .text
                .get(..start - 1)
                .and_then(|s| s.chars().next_back())
                .is_some_and(|c| c.is_ascii_digit());
        !bad_before && !bad_after && !within_number
    }

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

    /// Puts the meaning of the parts together.
    fn build(&self, rule: &Rule, parts: &Parts, done: &[Item]) -> Option<Meaning> {
        let mut m = Meaning {
            modifier: rule.modifier,
            part: rule.part,
            fixed: rule.value.clone(),
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
                let q = value_of(Class::Ordinal).or(value_of(Class::Number))?;
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
                if let Some(unit) = m.unit.take() {
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
            Op::Amount => {
                let given: Vec<i32> =
                    numbers.iter().filter(|(c, _)| *c == Class::Number).map(|(_, v)| *v).collect();
                m.amount = Some(match (rule.by, given.as_slice()) {
                    (0, [a, 100]) if *a < 100 => Amount::Exact(f64::from(a * 100)),
                    (0, [a, b]) if (20..100).contains(a) && a % 10 == 0 && (1..10).contains(b) => {
                        Amount::Exact(f64::from(a + b))
                    }
                    (0, []) => Amount::Vague,
                    (0, _) => return None,
                    (by, _) => Amount::Exact(f64::from(by)),
                });
            }
            Op::OrdinalDay => m.day = Some(Field::Is(value_of(Class::Ordinal)?)),
            Op::SameMonth => {
                let first = &done.iter().rev().find_map(|i| i.phrase.as_ref())?.meaning;
                m.month = Some(first.month?);
                m.year = first.year;
                m.choose = first.choose;
            }
            Op::Set => m.kind = Some(TimeType::Set),
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

/// What a word or number adds to a meaning.
fn add_class(m: &mut Meaning, class: Class, value: i32) {
    match class {
        Class::Month | Class::MonthShort | Class::MonthWord | Class::MonthNumber => {
            m.month = Some(Field::Is(value))
        }
        Class::Weekday | Class::WeekdayShort | Class::Weekdays => m.weekday = Some(value),
        Class::Day | Class::Day2 => m.day = Some(Field::Is(value)),
        Class::Year | Class::OldYear | Class::AnyYear => m.year = Some(Field::Is(value)),
        Class::Season => m.season = Some(value),
        Class::Part | Class::Parts => m.part = usize::try_from(value).ok(),
        Class::Approx | Class::Phase | Class::Edge => m.modifier = usize::try_from(value).ok(),
        Class::DayStep => m.day = Some(Field::Step(value, Anchor::Published)),
        Class::Era => m.before_christ = true,
        Class::Zone => m.zone = Some(value),
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
    match (amount.steps(), amount, unit) {
        (Some(n), ..) => m.step(unit, n.checked_mul(by)?, from),
        (None, Amount::Exact(n), Unit::Year) if (n * 12.0).fract() == 0.0 && n < 100_000.0 => {
            m.step(Unit::Month, (n * 12.0) as i32 * by, from);
        }
        _ => m.reference = Some(if by < 0 { 0 } else { 2 }),
    }
    Some(())
}
