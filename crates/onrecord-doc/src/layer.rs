//! Layers: the records of one type, each with the words it rests on and the name of what made it.
//!
//! The only way into a layer is [`Layer::push`], which takes the words ([`Spans`], of which there is at least one)
//! and the maker: a record without them cannot be built.

use crate::Spans;
use std::{fmt, hash::Hash, marker::PhantomData, sync::Arc};

/// Who made a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Maker {
    /// A rule, by its path: `en/statements/say-clause`.
    Rule(Arc<str>),
    /// A model, by its name and version: `en_core_web_md-3.8.0/ner`.
    Model(Arc<str>),
    /// A person, by name.
    Person(Arc<str>),
}

impl Maker {
    /// The rule of that path.
    pub fn rule(path: impl Into<Arc<str>>) -> Maker {
        Maker::Rule(path.into())
    }

    /// The model of that name.
    pub fn model(name: impl Into<Arc<str>>) -> Maker {
        Maker::Model(name.into())
    }

    /// The path, name or person, without the kind.
    pub fn name(&self) -> &str {
        match self {
            Maker::Rule(s) | Maker::Model(s) | Maker::Person(s) => s,
        }
    }
}

impl fmt::Display for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A record with the words it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<T> {
    /// What the record says.
    pub value: T,
    /// The words it rests on; never empty.
    pub at: Spans,
    /// What made it.
    pub maker: Maker,
    /// The probability that it is right, 0 to 1.
    pub score: f32,
}

/// The number of a record in its layer; good within one document.
pub struct Id<T> {
    number: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The number, from 0.
    pub fn index(self) -> usize {
        self.number as usize
    }

    /// The id of the entry that stands at `index`; it is the caller's to know that there is one.
    pub fn at(index: usize) -> Id<T> {
        Id { number: u32::try_from(index).unwrap_or(u32::MAX), of: PhantomData }
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.number.cmp(&other.number)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.number)
    }
}

/// The records of one type, in the order in which they were pushed.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer<T> {
    entries: Vec<Entry<T>>,
}

impl<T> Default for Layer<T> {
    fn default() -> Self {
        Layer { entries: Vec::new() }
    }
}

impl<T> Layer<T> {
    /// An empty layer.
    pub fn new() -> Layer<T> {
        Layer::default()
    }

    /// Adds a record that rests on the words `at`.
    ///
    /// `score` is clipped to 0 to 1 and kept to four decimals, which is what JSON shows; a score that is no number
    /// becomes 0.
    pub fn push(&mut self, value: T, at: Spans, maker: Maker, score: f32) -> Id<T> {
        let score = if score.is_nan() { 0.0 } else { (score.clamp(0.0, 1.0) * 1e4).round() / 1e4 };
        self.entries.push(Entry { value, at, maker, score });
        Id::at(self.entries.len() - 1)
    }

    /// The record with this id.
    pub fn find(&self, id: Id<T>) -> Option<&Entry<T>> {
        self.entries.get(id.index())
    }

    /// All records with their ids, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &Entry<T>)> + ExactSizeIterator {
        self.entries.iter().enumerate().map(|(i, e)| (Id::at(i), e))
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<T> std::ops::Index<Id<T>> for Layer<T> {
    type Output = Entry<T>;

    fn index(&self, id: Id<T>) -> &Entry<T> {
        &self.entries[id.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    #[test]
    fn a_score_is_always_a_probability() {
        let mut layer = Layer::new();
        for score in [f32::NAN, -1.0, 2.0, 0.5, 0.123_456] {
            layer.push((), Span::of(0, 1).into(), Maker::rule("r"), score);
        }
        let scores: Vec<f32> = layer.iter().map(|(_, e)| e.score).collect();
        assert_eq!(scores, [0.0, 0.0, 1.0, 0.5, 0.1235]);
    }
}
