//! Rules that finish what the tagger began: part of speech, morphology and some lemmas.
//!
//! spaCy's `attribute_ruler` matches token patterns (`PRP` and `she`, `gon` before `na`) and sets attributes on what
//! it finds. Every rule sees the tokens as they were before any rule; of the rules that set the same attribute of a
//! token, the last one in the file counts. [`Ruler::load`] sorts the patterns under a value that each needs, so that
//! a token meets the handful that may fit and not all of them.

mod patterns;

use fancy_regex::Regex;
use hashbrown::HashMap;

use crate::Error;
use patterns::{Column, Condition, SETTABLE};

/// What the rules see of a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'t> {
    pub(crate) tag: &'t str,
    /// Lower-case form of the text.
    pub(crate) lower: &'t str,
    pub(crate) dep: &'t str,
    pub(crate) is_space: bool,
}

/// What the rules say of a token. What is `None` stays as it was; before the rules, `pos`, `morph` and `lemma` are
/// empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said<'r> {
    pub(crate) tag: Option<&'r str>,
    pub(crate) pos: Option<&'r str>,
    /// Features sorted by name; `Some("")` is a token without any.
    pub(crate) morph: Option<&'r str>,
    /// Never empty: a token that no rule gives a lemma is the lemmatizer's.
    pub(crate) lemma: Option<&'r str>,
    pub(crate) dep: Option<&'r str>,
}

/// The rules of one model.
#[derive(Debug)]
pub(crate) struct Ruler {
    /// What each rule sets, in the order of [`SETTABLE`].
    rules: Vec<[Option<Box<str>>; SETTABLE.len()]>,
    patterns: Vec<Pattern>,
    /// Every string that a pattern names, and its number from 1 upwards. All other strings are 0.
    strings: HashMap<Box<str>, u32>,
    /// By column and number: patterns that need this value.
    by_value: [Vec<Vec<Candidate>>; 3],
    /// Patterns that need white space and no particular value.
    by_space: Vec<Candidate>,
    /// Patterns that may fit anywhere.
    anywhere: Vec<Candidate>,
}

#[derive(Debug)]
struct Pattern {
    rule: u32,
    /// The token that is changed, counted from the first of the match.
    target: usize,
    tokens: Vec<Vec<Test>>,
}

/// A pattern that is worth trying where its token number `at` stands.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    pattern: u32,
    at: u32,
}

/// A [`Condition`] with numbers for strings.
#[derive(Debug)]
enum Test {
    In(Column, Box<[u32]>),
    NotIn(Column, Box<[u32]>),
    Matches(Column, Box<Regex>),
    Space(bool),
}

/// The rule that counts so far for each attribute of a token: its number plus one, or 0.
type Winners = [u32; SETTABLE.len()];

impl Ruler {
    /// Reads `attribute_ruler/patterns`.
    ///
    /// # Errors
    ///
    /// Fails if the file is damaged, or if it has conditions or attributes that are not known here.
    pub(crate) fn load(bytes: &[u8]) -> Result<Ruler, Error> {
        let mut ruler = Ruler {
            rules: Vec::new(),
            patterns: Vec::new(),
            strings: HashMap::new(),
            by_value: [vec![Vec::new()], vec![Vec::new()], vec![Vec::new()]],
            by_space: Vec::new(),
            anywhere: Vec::new(),
        };
        for rule in patterns::read(bytes)? {
            for pattern in rule.patterns {
                ruler.add(pattern.target, pattern.tokens);
            }
            ruler.rules.push(rule.values);
        }
        Ok(ruler)
    }

    /// Adds a pattern of the rule that is being read.
    fn add(&mut self, target: usize, tokens: Vec<Vec<Condition>>) {
        let numbered = |conditions: Vec<Condition>| conditions.into_iter().map(|c| self.test(c)).collect();
        let tokens: Vec<Vec<Test>> = tokens.into_iter().map(numbered).collect();
        // The rarest value makes the best index: a word, then a tag, then a dependency.
        let tests =
            || tokens.iter().enumerate().flat_map(|(at, tests)| tests.iter().map(move |test| (at, test)));
        let needs = |column| tests().find(|(_, test)| matches!(test, Test::In(c, _) if *c == column));
        let anchor = [Column::Lower, Column::Tag, Column::Dep].into_iter().find_map(needs);
        let anchor = anchor.or_else(|| tests().find(|(_, test)| matches!(test, Test::Space(true))));
        let pattern = self.patterns.len() as u32;
        let candidate = |at: usize| Candidate { pattern, at: at as u32 };
        match anchor {
            Some((at, Test::In(column, values))) => {
                for value in values {
                    self.by_value[*column as usize][*value as usize].push(candidate(at));
                }
            }
            Some((at, _)) => self.by_space.push(candidate(at)),
            None => self.anywhere.push(candidate(0)),
        }
        self.patterns.push(Pattern { rule: self.rules.len() as u32, target, tokens });
    }

    fn test(&mut self, condition: Condition) -> Test {
        match condition {
            Condition::In(column, values) => Test::In(column, self.numbers(values)),
            Condition::NotIn(column, values) => Test::NotIn(column, self.numbers(values)),
            Condition::Matches(column, regex) => Test::Matches(column, regex),
            Condition::Space(is_space) => Test::Space(is_space),
        }
    }

    fn numbers(&mut self, values: Vec<Box<str>>) -> Box<[u32]> {
        let mut numbers: Vec<u32> = Vec::with_capacity(values.len());
        for value in values {
            let next = self.strings.len() as u32 + 1;
            let number = *self.strings.entry(value).or_insert(next);
            if number == next {
                self.by_value.iter_mut().for_each(|lists| lists.push(Vec::new()));
            }
            numbers.push(number);
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into()
    }

    /// What the rules say of each token of a document.
    pub(crate) fn apply(&self, tokens: &[Seen<'_>]) -> Vec<Said<'_>> {
        let numbers: Vec<[u32; 3]> = tokens.iter().map(|token| self.seen(token)).collect();
        let mut winners: Vec<Winners> = vec![[0; SETTABLE.len()]; tokens.len()];
        let text = Text { tokens, numbers: &numbers };
        for (at, token) in tokens.iter().enumerate() {
            for (lists, number) in self.by_value.iter().zip(numbers[at]) {
                self.try_all(&lists[number as usize], at, &text, &mut winners);
            }
            if token.is_space {
                self.try_all(&self.by_space, at, &text, &mut winners);
            }
            self.try_all(&self.anywhere, at, &text, &mut winners);
        }
        winners.iter().map(|winners| self.said(winners)).collect()
    }

    /// The numbers of a token's values, by column.
    fn seen(&self, token: &Seen<'_>) -> [u32; 3] {
        let number = |value: &str| self.strings.get(value).copied().unwrap_or(0);
        [number(token.tag), number(token.lower), number(token.dep)]
    }

    fn try_all(&self, candidates: &[Candidate], at: usize, text: &Text<'_>, winners: &mut [Winners]) {
        for candidate in candidates {
            let pattern = &self.patterns[candidate.pattern as usize];
            let Some(start) = at.checked_sub(candidate.at as usize) else { continue };
            if !text.matches(&pattern.tokens, start) {
                continue;
            }
            let values = &self.rules[pattern.rule as usize];
            for (winner, value) in winners[start + pattern.target].iter_mut().zip(values) {
                if value.is_some() {
                    *winner = (*winner).max(pattern.rule + 1);
                }
            }
        }
    }

    fn said(&self, winners: &Winners) -> Said<'_> {
        let value = |column: usize| {
            let rule = winners[column].checked_sub(1)?;
            self.rules[rule as usize][column].as_deref()
        };
        Said {
            tag: value(0),
            pos: value(1),
            morph: value(2),
            lemma: value(3).filter(|lemma| !lemma.is_empty()),
            dep: value(4),
        }
    }
}

/// The tokens that the rules look at, and the numbers of their values.
struct Text<'t> {
    tokens: &'t [Seen<'t>],
    numbers: &'t [[u32; 3]],
}

impl Text<'_> {
    /// Whether a pattern matches the tokens from `start` on.
    fn matches(&self, pattern: &[Vec<Test>], start: usize) -> bool {
        start + pattern.len() <= self.tokens.len()
            && pattern.iter().zip(start..).all(|(tests, at)| tests.iter().all(|test| self.passes(test, at)))
    }

    fn passes(&self, test: &Test, at: usize) -> bool {
        let number = |column: &Column| self.numbers[at][*column as usize];
        match test {
            Test::In(column, values) => values.contains(&number(column)),
            Test::NotIn(column, values) => !values.contains(&number(column)),
            Test::Space(is_space) => self.tokens[at].is_space == *is_space,
            Test::Matches(column, regex) => {
                let token = &self.tokens[at];
                let value = match column {
                    Column::Tag => token.tag,
                    Column::Lower => token.lower,
                    Column::Dep => token.dep,
                };
                // An expression that gives up on a value, after a million steps, does not match it.
                regex.is_match(value).unwrap_or(false)
            }
        }
    }
}

#[cfg(test)]
mod tests;
