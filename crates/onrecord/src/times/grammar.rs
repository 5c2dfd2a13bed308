//! The table grammar: rules join the tokens of an island into phrases, stage by stage.
//!
//! Each stage goes over the island once from left to right; where rules match, the longest match becomes one item, and
//! the next stage sees that item as a phrase with a [`Meaning`]. A pattern (`pattern`) has a fixed greatest length and
//! is never tried twice from the same place, so the time taken grows with the length of the text and nothing else.
//! `build` makes the meaning.

use super::build::Op;
use super::data::{Class, TimeData};
use super::index::Starts;
use super::lexer::{Form, Gap, Kind, Token};
use super::meaning::{Anchor, Grain, Meaning};
use super::pattern::{Node, Pattern, Piece, Test};
use std::sync::Arc;

/// The stages in their order.
pub(crate) const STAGES: &[&str] = &["part", "core", "step", "join", "modify", "range"];

/// The stage that finds holidays.
const CORE: usize = 1;

/// A rule, ready to match.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub path: Arc<str>,
    /// The share of its times that are right.
    pub score: f32,
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
    pub kind: Option<onrecord_doc::TimeType>,
    pub month: Option<i32>,
    pub day: Option<i32>,
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
    pub score: f32,
}

/// A token or a phrase of an island.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// First token and one past the last.
    pub first: usize,
    pub end: usize,
    pub phrase: Option<Box<Phrase>>,
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
pub(crate) type Parts = Vec<(usize, Test)>;

impl<'a> Island<'a> {
    /// The island with every token an item of its own.
    pub fn new(text: &'a str, tokens: &'a [Token], data: &'a TimeData) -> Island<'a> {
        let items = (0..tokens.len()).map(|i| Item { first: i, end: i + 1, phrase: None }).collect();
        Island { data, text, tokens, items, steps: std::cell::Cell::new(0) }
    }

    /// Runs every stage.
    pub fn run(&mut self) {
        let data = self.data;
        for (n, (rules, starts)) in data.stages.iter().zip(&data.starts).enumerate() {
            self.stage(rules, starts, n == CORE);
        }
    }

    /// One stage over the island. The items move forward in their own list: those before `kept` are done, those from
    /// `i` on are still to come.
    fn stage(&mut self, rules: &[Rule], starts: &Starts, with_holidays: bool) {
        let mut parts = Parts::new();
        let (mut kept, mut i) = (0, 0);
        while i < self.items.len() {
            let mut longest: Option<(usize, Phrase)> = None;
            for n in starts.at(&self.items[i], self.tokens) {
                let Some(rule) = rules.get(usize::from(*n)) else { continue };
                parts.clear();
                let Some(end) = self.try_rule(rule, i, kept, &mut parts) else { continue };
                if longest.as_ref().is_some_and(|(other, _)| end <= *other) {
                    continue;
                }
                if let Some(meaning) = self.build(rule, &parts, &self.items[..kept]) {
                    longest = Some((end, Phrase { meaning, path: rule.path.clone(), score: rule.score }));
                }
            }
            // A holiday of as many words as a rule's match gives way to it: the Fourth of July is a date by itself.
            if with_holidays
                && let Some(named) = self.holiday(i)
                && longest.as_ref().is_none_or(|(other, _)| named.0 > *other)
            {
                longest = Some(named);
            }
            match longest {
                Some((end, phrase)) => {
                    let (first, last) = (self.items[i].first, self.items[end - 1].end);
                    self.items[kept] = Item { first, end: last, phrase: Some(Box::new(phrase)) };
                    i = end;
                }
                None => {
                    self.items.swap(kept, i);
                    i += 1;
                }
            }
            kept += 1;
        }
        self.items.truncate(kept);
    }

    /// Where the rule ends if it matches from item `at`; the items before `kept` are done.
    fn try_rule(&self, rule: &Rule, at: usize, kept: usize, parts: &mut Parts) -> Option<usize> {
        let end = self.row(&rule.pattern.nodes, at, true, parts)?;
        let stands_before = |p: &Pattern| self.stands_before(p, &self.items[..kept]);
        if end == at
            || rule.before.as_ref().is_some_and(|p| !stands_before(p))
            || rule.not_before.as_ref().is_some_and(stands_before)
        {
            return None;
        }
        let follows = |p: &Pattern| self.row(&p.nodes, end, false, &mut Parts::new()).is_some();
        if rule.after.as_ref().is_some_and(|p| !follows(p)) || rule.not_after.as_ref().is_some_and(follows) {
            return None;
        }
        self.is_whole(at, end).then_some(end)
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
    pub fn is_whole(&self, first: usize, end: usize) -> bool {
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
        // 555-1998
        let telephone =
            matches!(self.tokens[a].kind, Kind::Number(_, Form::Digits(4))) && before == Some('-') && {
                let digits =
                    self.text.get(..start - 1).unwrap_or("").bytes().rev().take_while(u8::is_ascii_digit);
                digits.take(6).count() == 3
            };
        !telephone && !bad_before && !bad_after && !within_number
    }
}
