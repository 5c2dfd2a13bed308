//! Running the examples of rules: the tests that every rule carries.
//!
//! The outcome is data, so that `onrecord rules test` and `cargo test` show the same.

use super::{Example, Expect, Match, Rule, Rules, mark};
use onrecord_doc::{Spans, Tokens};
use std::fmt;

/// What came of one example.
#[derive(Clone, Debug)]
pub struct Outcome<'r> {
    /// The rule that carries the example.
    pub rule: &'r Rule,
    /// The example.
    pub example: &'r Example,
    /// Whether it came out as it should.
    pub verdict: Verdict,
    /// What the rule found instead, as marked examples; empty if it found nothing.
    pub found: Vec<String>,
}

/// Whether an example came out as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should.
    Passes,
    /// Not as it should.
    Fails,
    /// A `not_yet` that does not work, as expected.
    NotYet,
    /// A `not_yet` that works now: it belongs under `yes` or `no`.
    BeginsToPass,
}

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.verdict {
            Verdict::Passes => "passes",
            Verdict::Fails => "fails",
            Verdict::NotYet => "does not work yet",
            Verdict::BeginsToPass => "begins to pass",
        };
        let Example { line, column, expect, .. } = self.example;
        write!(f, "{}:{line}:{column}: rule `{}`: {} {what}", self.rule.path, self.rule.id, expect.key())?;
        if matches!(self.verdict, Verdict::Fails) {
            write!(f, "\n  wanted: {}", self.example.marked())?;
            for found in &self.found {
                write!(f, "\n  found:  {found}")?;
            }
            if self.found.is_empty() {
                f.write_str("\n  found:  nothing")?;
            }
        }
        if self.verdict == Verdict::BeginsToPass {
            let to = if self.example.labels.is_empty() { "no" } else { "yes" };
            write!(f, "\n  hint: move it to `{to}`: {}", self.example.marked())?;
        }
        Ok(())
    }
}

/// Runs every example of every rule; `analyse` turns a text into tokens.
pub fn check<'r>(rules: &'r Rules, analyse: &dyn Fn(&str) -> Tokens) -> Vec<Outcome<'r>> {
    let examples = rules.list().iter().flat_map(|rule| rule.examples.iter().map(move |e| (rule, e)));
    examples.map(|(rule, example)| run(rules, rule, example, analyse)).collect()
}

fn run<'r>(
    rules: &'r Rules,
    rule: &'r Rule,
    example: &'r Example,
    analyse: &dyn Fn(&str) -> Tokens,
) -> Outcome<'r> {
    let tokens = analyse(&example.text);
    let matches = rules.find(&tokens, &example.text);
    let own: Vec<&Match<'_>> = matches.iter().filter(|m| m.rule.id == rule.id).collect();
    let wanted = example.captures();
    let as_marked = if wanted.is_empty() { own.is_empty() } else { own.iter().any(|m| is_same(m, &wanted)) };
    let verdict = match (example.expect, as_marked) {
        (Expect::NotYet, true) => Verdict::BeginsToPass,
        (Expect::NotYet, false) => Verdict::NotYet,
        (_, true) => Verdict::Passes,
        (_, false) => Verdict::Fails,
    };
    let found =
        own.iter().map(|m| mark(&example.text, m.captures.iter().map(|c| (c.name, &c.spans)))).collect();
    Outcome { rule, example, verdict, found }
}

fn is_same(found: &Match<'_>, wanted: &[(&str, Spans)]) -> bool {
    found.captures.len() == wanted.len()
        && wanted.iter().all(|(name, spans)| found.find(name).is_some_and(|c| c.spans == *spans))
}
