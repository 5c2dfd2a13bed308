//! Matching: from every token whose word can start a rule, along the plan of the rule, to the words of its captures.
//!
//! The index maps words to the patterns that start at them. Each distinct word of a document is looked up once;
//! then a token costs one array access. Work at one trigger is bounded ([`MAX_STEPS`], [`MAX_MATCHES`]), so time
//! grows with the length of the text whatever the text is.

use super::compile::{Column, Compiled, Group, Step, in_list};
use super::lexicon::Lexicon;
use super::pattern::{Field, Need, Op, Test};
use super::shape::{self, Shape};
use super::{Capture, Match, Rules};
use hashbrown::HashMap;
use onrecord_doc::{Spans, Tokens};
use std::ops::Range;

/// At one trigger a pattern looks at no more tokens than this. In news text a pattern needs fewer than a hundred;
/// the bound is for lists that the parser takes for one sentence of thousands of tokens.
pub const MAX_STEPS: usize = 4_000;

/// At one trigger a pattern gives no more matches than this, the first ones in text order.
pub const MAX_MATCHES: usize = 32;

/// Words to the patterns that start at them.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    lists: Vec<Vec<(Column, u32)>>,
    by_string: HashMap<String, u32>,
    /// The columns that any pattern starts from, in their order.
    columns: Vec<Column>,
}

impl Index {
    /// The index of these patterns; their numbers are their places.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a Compiled>) -> Index {
        let mut index = Index::default();
        for (number, pattern) in patterns.into_iter().enumerate() {
            for key in &pattern.keys {
                let list = *index.by_string.entry(key.string.clone()).or_insert_with(|| {
                    index.lists.push(Vec::new());
                    (index.lists.len() - 1) as u32
                });
                index.lists[list as usize].push((key.column, number as u32));
                if !index.columns.contains(&key.column) {
                    index.columns.push(key.column);
                }
            }
        }
        index.columns.sort();
        index
    }
}

/// All matches of all rules, by trigger in text order, then by rule.
pub(super) fn find<'r>(rules: &'r Rules, tokens: &Tokens, text: &str) -> Vec<Match<'r>> {
    let index = &rules.index;
    let lists: Vec<&[(Column, u32)]> = tokens
        .words
        .iter()
        .map(|(_, string)| index.by_string.get(string).map_or(&[][..], |n| &index.lists[*n as usize]))
        .collect();
    let mut found = Vec::new();
    let mut patterns: Vec<u32> = Vec::new();
    for sentence in tokens.sentences() {
        for i in sentence.clone() {
            patterns.clear();
            for column in &index.columns {
                let word = match column {
                    Column::Lemma => tokens.lemma_word(i),
                    Column::Lower => tokens.lower_word(i),
                    Column::Tag => tokens.tag_word(i),
                    Column::Pos => tokens.pos_word(i),
                    Column::Dep => tokens.dep_word(i),
                    Column::Ent => tokens.ent_type_word(i),
                };
                patterns.extend(lists[word.index()].iter().filter(|(c, _)| c == column).map(|(_, n)| *n));
            }
            patterns.sort_unstable();
            patterns.dedup();
            let first = found.len();
            for number in &patterns {
                let (rule, pattern) = &rules.patterns[*number as usize];
                let mut search = Search {
                    tokens,
                    lexicon: &rules.lexicon,
                    pattern,
                    sentence: sentence.clone(),
                    steps: MAX_STEPS,
                };
                for bound in search.all(i) {
                    let captures = search.captures(rules, *rule, &bound, text);
                    let new = Match { rule: &rules.rules[*rule], trigger: i, captures };
                    if in_order(&new) && !found[first..].contains(&new) {
                        found.push(new);
                    }
                }
            }
        }
    }
    found
}

/// Whether the captures stand in the order that the rule asks for.
fn in_order(m: &Match<'_>) -> bool {
    let mut end = 0;
    m.rule.order.iter().filter_map(|name| m.find(name)).all(|capture| {
        let follows = capture.spans.first().start() >= end;
        end = capture.spans.last().end();
        follows
    })
}

/// The search for one pattern from one trigger.
struct Search<'a> {
    tokens: &'a Tokens,
    lexicon: &'a Lexicon,
    pattern: &'a Compiled,
    sentence: Range<usize>,
    /// Tokens that may still be looked at.
    steps: usize,
}

/// The token of every node; `None` for nodes of branches that are not there.
type Bound = Vec<Option<usize>>;

impl Search<'_> {
    fn all(&mut self, trigger: usize) -> Vec<Bound> {
        let mut bound: Bound = vec![None; self.pattern.nodes.len()];
        if !self.fits(self.pattern.trigger, trigger) {
            return Vec::new();
        }
        bound[self.pattern.trigger] = Some(trigger);
        let pattern = self.pattern;
        self.solve(&pattern.plan, bound, MAX_MATCHES)
    }

    /// The ways to find the nodes of a group, at most `most` of them. Calls itself for branches, which the parser
    /// lets lie in each other only a few deep; the tokens are walked without recursion.
    fn solve(&mut self, group: &Group, bound: Bound, most: usize) -> Vec<Bound> {
        let mut found = Vec::new();
        let mut bound = bound;
        // The candidates left at each step, the next one last.
        let mut open: Vec<Vec<usize>> = Vec::new();
        loop {
            if let Some(step) = group.steps.get(open.len()) {
                let candidates = self.candidates(step, &bound);
                open.push(candidates);
            } else {
                found.extend(self.with_branches(group, &bound));
                if found.len() >= most {
                    return found;
                }
            }
            // Take the next candidate of the deepest step that has one left.
            loop {
                let Some(deepest) = open.len().checked_sub(1) else { return found };
                let to = group.steps[deepest].to;
                bound[to] = None;
                let Some(next) = open[deepest].pop() else {
                    open.pop();
                    continue;
                };
                if self.steps == 0 {
                    return found;
                }
                self.steps -= 1;
                if !bound.contains(&Some(next)) && self.fits(to, next) {
                    bound[to] = Some(next);
                    break;
                }
            }
        }
    }

    /// The binding with its optional branches, or nothing if a branch is there that must not be.
    fn with_branches(&mut self, group: &Group, bound: &Bound) -> Option<Bound> {
        let mut bound = bound.clone();
        for (need, branch) in &group.branches {
            let first = self.solve(branch, bound.clone(), 1).pop();
            match (need, first) {
                (Need::Not, Some(_)) => return None,
                (_, Some(more)) => bound = more,
                (_, None) => {}
            }
        }
        Some(bound)
    }

    /// The tokens that stand to the known node of a step as it asks, last one first.
    fn candidates(&self, step: &Step, bound: &Bound) -> Vec<usize> {
        let Some(from) = bound[step.from] else { return Vec::new() };
        let (t, to_shape) = (self.tokens, self.pattern.nodes[step.to].shape);
        let from_shape = self.pattern.nodes[step.from].shape;
        let mut out = Vec::new();
        match step.op {
            Op::Child => to_shape.below(t, from, &mut out),
            Op::Head => from_shape.above(t, from, &mut out),
            Op::Above => {
                let mut at = from;
                while t.head(at) != at && out.len() < self.steps.min(MAX_STEPS) {
                    at = t.head(at);
                    out.push(at);
                }
            }
            Op::Below => {
                let (first, last) = t.subtree(from);
                let near = (first..=last).take(self.steps.min(MAX_STEPS));
                out.extend(near.filter(|i| *i != from && shape::is_below(t, *i, from)));
            }
            Op::After(gap) => {
                let start = self.runs(step.from, from, &[]).last().map_or(from + 1, |r| r.end);
                let places = start..(start + 1 + gap as usize).min(self.sentence.end);
                self.over(places, to_shape, step.to, |run, place| run.start == place, &mut out);
            }
            Op::Before(gap) => {
                let end = self.runs(step.from, from, &[]).first().map_or(from, |r| r.start);
                let places = end.saturating_sub(1 + gap as usize).max(self.sentence.start)..end;
                self.over(places, to_shape, step.to, |run, place| run.end == place + 1, &mut out);
            }
        }
        out.retain(|i| self.sentence.contains(i));
        out.sort_unstable_by(|a, b| b.cmp(a));
        out.dedup();
        out
    }

    /// Tokens at or above one of the places whose words in a shape begin (or end) there.
    fn over(
        &self,
        places: Range<usize>,
        shape: Shape,
        node: usize,
        touches: impl Fn(&Range<usize>, usize) -> bool,
        out: &mut Vec<usize>,
    ) {
        /// The head of a phrase lies seldom more than this many steps above its first or last word.
        const MAX_HEIGHT: usize = 12;
        for place in places {
            let mut at = place;
            for _ in 0..MAX_HEIGHT {
                let fits = shape.fits(self.tokens, at) && self.fits(node, at);
                if fits && self.runs(node, at, &[]).iter().any(|run| touches(run, place)) {
                    out.push(at);
                }
                if self.tokens.head(at) == at {
                    break;
                }
                at = self.tokens.head(at);
            }
        }
    }

    fn runs(&self, node: usize, token: usize, cut: &[usize]) -> Vec<Range<usize>> {
        shape::runs(self.pattern.nodes[node].shape, self.tokens, self.lexicon, token, cut)
    }

    fn fits(&self, node: usize, token: usize) -> bool {
        let slot = &self.pattern.nodes[node];
        slot.shape.fits(self.tokens, token) && slot.tests.iter().all(|test| self.holds(test, token))
    }

    fn holds(&self, test: &Test, i: usize) -> bool {
        let t = self.tokens;
        let has = |string: &str| test.values.iter().any(|v| v == string);
        let holds = match test.field {
            Field::Lemma => has(t.lemma(i)),
            Field::Lower => has(t.lower(i)),
            Field::Tag => has(t.tag(i)),
            Field::Pos => has(t.pos(i)),
            Field::Dep => has(t.dep(i)),
            Field::Ent => has(t.ent_type(i)),
            Field::Class | Field::Frame => self.lexicon.fitting(t, i).any(|(entry, _)| in_list(entry, test)),
        };
        holds != test.not
    }

    /// The words of every capture, without the branch that leads to the trigger: in *Two soldiers died, according to
    /// the ministry* the content is the branch of *died*, and the cue hangs in it.
    fn captures<'r>(&self, rules: &'r Rules, rule: usize, bound: &Bound, text: &str) -> Vec<Capture<'r>> {
        let t = self.tokens;
        let trigger = bound[self.pattern.trigger].unwrap_or(0);
        let above: Vec<usize> =
            bound.iter().flatten().copied().filter(|b| shape::is_below(t, trigger, *b)).collect();
        let mut captures: Vec<Capture<'r>> = Vec::new();
        let names = &rules.rules[rule].captures;
        for (node, slot) in self.pattern.nodes.iter().enumerate() {
            let (Some(number), Some(token)) = (slot.capture, bound[node]) else { continue };
            let cut: Vec<usize> = above.iter().copied().filter(|b| *b != token).collect();
            let name = names[number].as_str();
            let spans = shape::spans(self.tokens, &self.runs(node, token, &cut))
                .unwrap_or_else(|| Spans::from(self.tokens.span(token)));
            match captures.iter_mut().find(|c| c.name == name) {
                Some(capture) => {
                    let both = capture.spans.iter().chain(spans.iter());
                    if let Some(joined) = join(text, both.collect()) {
                        capture.spans = joined;
                    }
                }
                None => captures.push(Capture { name, spans, head: token }),
            }
        }
        captures
    }
}

/// Spans as one role: those with nothing but blanks between them become one.
fn join(text: &str, mut spans: Vec<onrecord_doc::Span>) -> Option<Spans> {
    spans.sort();
    let mut out: Vec<onrecord_doc::Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if text.get(last.end()..span.start()).is_none_or(|gap| gap.trim().is_empty()) => {
                *last = last.join(span);
            }
            _ => out.push(span),
        }
    }
    Spans::new(out)
}
