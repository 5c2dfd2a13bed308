//! Rules: patterns over words and the dependency tree, kept in files that a political scientist edits.
//!
//! A rule file (`data/en/rules/statements.toml`) is TOML; each rule has a pattern, a sentence that says why it is
//! there, and its own tests. A lexicon (`data/en/lexicon/verbs.tsv`) gives the classes of words that patterns ask
//! for. `docs/rules.md` teaches the language. Rules are loaded once ([`Rules::load`]) and then find their matches in
//! the tokens of any number of documents ([`Rules::find`]); what becomes of a match is for the pass to decide.
//!
//! A text's way through the modules: `file` (TOML) → `parse` (pattern to tree, `pattern`) → `compile` (plan) →
//! `matcher` (tokens to matches). Beside it: `shape` (what a node can be), `lexicon` (classes of words), `marked`
//! (examples), `check` (running them), `suggest` (hints).
//!
//! # Example
//!
//! ```
//! use onrecord::rules::{Lexicon, Rules};
//!
//! let lexicon = Lexicon::load([("verbs.tsv", "lemma\tclass\tsource\nsay\tsay\town\n")])?;
//! let file = r#"
//! [[rule]]
//! id    = "say-clause"
//! gives = "statement"
//! match = "source:subject < cue:verb(class=say) > content:clause"
//! why   = "The subject of a verb of saying, with its finite clause."
//! yes   = ["[Lavrov](source) [said](cue) [the talks had failed](content)."]
//! no    = ["The law says nothing about tariffs."]
//! "#;
//! let rules = Rules::load([("data/en/rules/statements.toml", file)], lexicon)?;
//! assert_eq!(&*rules.list()[0].id, "en/statements/say-clause");
//! # Ok::<(), onrecord::Error>(())
//! ```

mod check;
mod compile;
mod file;
mod lexicon;
mod marked;
mod matcher;
mod parse;
mod pattern;
mod shape;
mod suggest;

#[cfg(test)]
mod tests;

pub use check::{Outcome, Verdict, check};
pub use lexicon::{Entry, Lexicon};
pub use marked::{Label, mark, unmark};
pub use matcher::{MAX_MATCHES, MAX_STEPS};
pub use shape::{SHAPES, Shape, ShapeRow};

use crate::{Error, error::Finding};
use onrecord_doc::{Spans, Tokens};
use std::sync::Arc;

/// Rules made ready to find their matches.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    rules: Vec<Rule>,
    /// Every pattern with the number of its rule; a rule has one for each alternative of `match`.
    patterns: Vec<(usize, compile::Compiled)>,
    index: matcher::Index,
    lexicon: Lexicon,
}

/// One rule as its file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Full id: `en/statements/say-clause`.
    pub id: Arc<str>,
    /// The record type that it finds: `statement`, `event`, …
    pub gives: String,
    /// The pattern, or its alternatives.
    pub matches: Vec<String>,
    /// The order in which captures must stand in the text; those that are not there are passed over.
    pub order: Vec<String>,
    /// What the rule finds and why it is there.
    pub why: String,
    /// Its tests.
    pub examples: Vec<Example>,
    /// Fields of the record that the rule decides: `act`, `manner`, …
    pub set: Vec<(String, String)>,
    /// The probability that a match is right, as measured.
    pub score: Option<f32>,
    /// Its file.
    pub path: String,
    /// The line in the file at which it starts, from 1.
    pub line: usize,
    /// The names of its captures.
    pub captures: Vec<String>,
}

impl Rule {
    /// The value that `set` has for a field.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.set.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// A sentence that tests a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What should come of it.
    pub expect: Expect,
    /// The sentence.
    pub text: String,
    /// The words marked in it.
    pub labels: Vec<Label>,
    /// Line in the rule file, from 1.
    pub line: usize,
    /// Column in the rule file in code points, from 1.
    pub column: usize,
}

impl Example {
    /// The marked words by name, in the order of the names' first labels.
    pub fn captures(&self) -> Vec<(&str, Spans)> {
        let mut names: Vec<&str> = Vec::new();
        for label in &self.labels {
            if !names.contains(&label.name.as_str()) {
                names.push(&label.name);
            }
        }
        let spans = |name: &str| Spans::new(self.labels.iter().filter(|l| l.name == name).map(|l| l.span));
        names.into_iter().filter_map(|name| Some((name, spans(name)?))).collect()
    }

    /// The sentence with its marks, as in the rule file.
    pub fn marked(&self) -> String {
        mark(&self.text, self.captures().iter().map(|(name, spans)| (*name, spans)))
    }
}

/// What should come of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// `yes`: some match of the rule has exactly the marked captures.
    Match,
    /// `no`: the rule has no match.
    NoMatch,
    /// `not_yet`: it should come out as marked, and does not today.
    NotYet,
}

impl Expect {
    /// The key in the rule file.
    pub fn key(self) -> &'static str {
        match self {
            Expect::Match => "yes",
            Expect::NoMatch => "no",
            Expect::NotYet => "not_yet",
        }
    }
}

/// A place where a rule holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Match<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The token that the match started from.
    pub trigger: usize,
    /// The captured words, in the order of the pattern.
    pub captures: Vec<Capture<'r>>,
}

impl<'r> Match<'r> {
    /// The capture of that name.
    pub fn find(&self, name: &str) -> Option<&Capture<'r>> {
        self.captures.iter().find(|c| c.name == name)
    }
}

/// The words of one capture.
#[derive(Clone, Debug, PartialEq)]
pub struct Capture<'r> {
    /// Its name in the pattern.
    pub name: &'r str,
    /// Its words.
    pub spans: Spans,
    /// The token that the words hang from; of several nodes of that name, the first.
    pub head: usize,
}

impl Rules {
    /// Reads rule files, given as pairs of path and text. The path gives the first part of the ids.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with any of the files, each with path, line, column and, where there is one, a hint.
    pub fn load<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        lexicon: Lexicon,
    ) -> Result<Rules, Error> {
        let mut findings = Vec::new();
        let mut rules: Vec<Rule> = Vec::new();
        let mut patterns = Vec::new();
        for (path, text) in files {
            for (rule, compiled) in file::read(path, text, &lexicon, &mut findings) {
                if let Some(first) = rules.iter().find(|r| r.id == rule.id) {
                    let message =
                        format!("rule `{}` stands at {}:{} already", rule.id, first.path, first.line);
                    findings.push(Fault::new(0, message, None).placed(path, rule.line, 1));
                }
                patterns.extend(compiled.into_iter().map(|c| (rules.len(), c)));
                rules.push(rule);
            }
        }
        if !findings.is_empty() {
            return Err(Error::of(findings));
        }
        let index = matcher::Index::new(patterns.iter().map(|(_, p)| p));
        Ok(Rules { rules, patterns, index, lexicon })
    }

    /// All matches in the tokens of `text`, overlapping ones included, by trigger in text order, then by rule.
    ///
    /// A match lies within one sentence of the parse. One pattern gives at most [`MAX_MATCHES`] matches at one
    /// trigger, and looks at [`MAX_STEPS`] tokens for them.
    pub fn find(&self, tokens: &Tokens, text: &str) -> Vec<Match<'_>> {
        matcher::find(self, tokens, text)
    }

    /// All rules in the order of the files.
    pub fn list(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of a full id, or of the last part of one.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let last = |r: &&Rule| r.id.rsplit('/').next() == Some(id);
        self.rules.iter().find(|r| &*r.id == id).or_else(|| self.rules.iter().find(last))
    }

    /// The words that the rules ask for by class.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }
}

/// Something wrong at a byte offset of a string, before it is known where the string stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    at: usize,
    message: String,
    hint: Option<String>,
}

impl Fault {
    fn new(at: usize, message: impl Into<String>, hint: Option<String>) -> Fault {
        Fault { at, message: message.into(), hint }
    }

    fn placed(self, path: &str, line: usize, column: usize) -> Finding {
        Finding { path: path.to_owned(), line, column, message: self.message, hint: self.hint }
    }
}
