//! Patterns: what a rule asks of the items it joins.
//!
//! A pattern is a line of pieces. A piece is `'word'`, `'-'` (a mark), a class of the word list (`month`), or a kind of
//! phrase in capitals (`DAY`); `/` between them means *or*. `~` before a piece asks that no space stands before it, and
//! `[…]` round pieces makes them optional, all or none.

use super::data::{Class, TimeData, WordId};
use super::meaning::Grain;

/// What a piece of a pattern asks of an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Test {
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
pub(crate) struct Piece {
    pub tests: Vec<Test>,
    pub glued: bool,
}

/// A piece, or pieces that may be missing together.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    One(Piece),
    Maybe(Vec<Node>),
}

/// Pieces in a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pattern {
    pub nodes: Vec<Node>,
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
