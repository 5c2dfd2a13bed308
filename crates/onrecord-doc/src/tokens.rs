//! The tokens of a document: one array a column, and one table of the distinct words behind them.
//!
//! Lemmas, tags and the like are numbers ([`Word`]) into a [`Words`] table of the document, so a pass that asks
//! "which of these words is a verb of saying?" looks every distinct word up once and then compares numbers.

use crate::Span;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// A distinct string of a document, by number. Number 0 is the empty string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(u32);

impl Word {
    /// The empty string: a column that says nothing about a token.
    pub const NONE: Word = Word(0);

    /// The number, for tables with one row a distinct word.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The distinct strings of a document.
#[derive(Clone, Debug)]
pub struct Words {
    text: String,
    /// Where each string ends in `text`; it starts where the one before ends.
    ends: Vec<u32>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Default for Words {
    fn default() -> Words {
        let mut words = Words {
            text: String::new(),
            ends: Vec::new(),
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        };
        words.add("");
        words
    }
}

impl Words {
    /// The number of a string, which is added if it is new.
    pub fn add(&mut self, string: &str) -> Word {
        let hash = self.hasher.hash_one(string);
        let (text, ends) = (&self.text, &self.ends);
        if let Some(n) = self.table.find(hash, |n| slice(text, ends, *n) == string) {
            return Word(*n);
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.text.push_str(string);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let (text, ends, hasher) = (&self.text, &self.ends, &self.hasher);
        self.table.insert_unique(hash, number, |n| hasher.hash_one(slice(text, ends, *n)));
        Word(number)
    }

    /// The number of a string, if the document has it.
    pub fn find(&self, string: &str) -> Option<Word> {
        let hash = self.hasher.hash_one(string);
        self.table.find(hash, |n| slice(&self.text, &self.ends, *n) == string).map(|n| Word(*n))
    }

    /// The string with this number.
    pub fn get(&self, word: Word) -> &str {
        slice(&self.text, &self.ends, word.0)
    }

    /// How many distinct strings there are, the empty one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never true: the empty string is always there.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All strings with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Word, &str)> {
        (0..self.ends.len() as u32).map(|n| (Word(n), self.get(Word(n))))
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], n: u32) -> &'a str {
    let n = n as usize;
    let start = if n == 0 { 0 } else { ends.get(n - 1).copied().unwrap_or(0) as usize };
    let end = ends.get(n).copied().unwrap_or(0) as usize;
    text.get(start..end).unwrap_or("")
}

/// Whether a token begins, continues or is outside a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Iob {
    /// Outside any name.
    #[default]
    Outside,
    /// The first token of a name.
    Begin,
    /// A further token of a name.
    Inside,
}

impl Iob {
    /// `O`, `B` or `I`.
    pub fn letter(self) -> &'static str {
        match self {
            Iob::Outside => "O",
            Iob::Begin => "B",
            Iob::Inside => "I",
        }
    }
}

/// One token with all its columns, to fill [`Tokens`] with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Whether a single space follows, as spaCy's `whitespace_` says.
    pub space: bool,
    /// Normal form (`NORM`).
    pub norm: Word,
    /// Shape (`Xxxxx`, `dd`).
    pub shape: Word,
    /// Fine tag (Penn Treebank: `VBD`).
    pub tag: Word,
    /// Coarse part of speech (Universal: `VERB`).
    pub pos: Word,
    /// Morphology in Universal Features (`Tense=Past|VerbForm=Fin`).
    pub morph: Word,
    /// Lemma.
    pub lemma: Word,
    /// Lower-cased text.
    pub lower: Word,
    /// Number of the head token; a root is its own head.
    pub head: u32,
    /// Dependency label (ClearNLP: `nsubj`).
    pub dep: Word,
    /// Whether a sentence of the parse starts here.
    pub sent_start: bool,
    /// Begin, inside or outside of a name.
    pub iob: Iob,
    /// Type of the name (`ORG`), empty outside names.
    pub ent_type: Word,
}

/// The tokens of a document, a struct of arrays. Tokens are numbered from 0.
///
/// All columns have one row a token; functions that take a token number panic if there is no such token.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// The strings behind the columns.
    pub words: Words,
    starts: Vec<u32>,
    ends: Vec<u32>,
    spaces: Vec<bool>,
    norms: Vec<Word>,
    shapes: Vec<Word>,
    tags: Vec<Word>,
    poses: Vec<Word>,
    morphs: Vec<Word>,
    lemmas: Vec<Word>,
    lowers: Vec<Word>,
    heads: Vec<u32>,
    deps: Vec<Word>,
    sent_starts: Vec<bool>,
    iobs: Vec<Iob>,
    ent_types: Vec<Word>,
    /// First and last token of the subtree of each token.
    edges: Vec<(u32, u32)>,
    /// The children of token `i` are `children[child_starts[i]..child_starts[i + 1]]`, in text order.
    children: Vec<u32>,
    child_starts: Vec<u32>,
}

macro_rules! columns {
    ($($(#[$doc:meta])* $text:ident $word:ident $column:ident;)*) => {$(
        $(#[$doc])*
        pub fn $text(&self, i: usize) -> &str {
            self.words.get(self.$column[i])
        }
        #[doc = concat!("The number of what [`Tokens::", stringify!($text), "`] gives.")]
        pub fn $word(&self, i: usize) -> Word {
            self.$column[i]
        }
    )*};
}

impl Tokens {
    /// Builds the columns, and the subtrees and children from the heads.
    ///
    /// A head that is no token makes its token a root: the tree is whole whatever comes in.
    pub fn new(words: Words, tokens: impl IntoIterator<Item = Token>) -> Tokens {
        let mut t = Tokens { words, ..Tokens::default() };
        for token in tokens {
            t.starts.push(token.start);
            t.ends.push(token.end);
            t.spaces.push(token.space);
            t.norms.push(token.norm);
            t.shapes.push(token.shape);
            t.tags.push(token.tag);
            t.poses.push(token.pos);
            t.morphs.push(token.morph);
            t.lemmas.push(token.lemma);
            t.lowers.push(token.lower);
            t.heads.push(token.head);
            t.deps.push(token.dep);
            t.sent_starts.push(token.sent_start);
            t.iobs.push(token.iob);
            t.ent_types.push(token.ent_type);
        }
        let n = t.starts.len();
        for (i, head) in t.heads.iter_mut().enumerate() {
            if *head as usize >= n {
                *head = i as u32;
            }
        }
        t.link();
        t
    }

    /// Fills `children`, `child_starts` and `edges` from `heads`.
    fn link(&mut self) {
        let n = self.len();
        let mut count = vec![0u32; n + 1];
        for (i, h) in self.heads.iter().enumerate() {
            if *h as usize != i {
                count[*h as usize + 1] += 1;
            }
        }
        for i in 0..n {
            count[i + 1] += count[i];
        }
        self.child_starts = count.clone();
        self.children = vec![0; count[n] as usize];
        for (i, h) in self.heads.iter().enumerate() {
            if *h as usize != i {
                let slot = &mut count[*h as usize];
                self.children[*slot as usize] = i as u32;
                *slot += 1;
            }
        }
        // Top-down order by a walk from the roots, then edges from the leaves up. Tokens on a cycle of heads,
        // which no parser of ours makes, are never reached and keep themselves as their subtree.
        self.edges = (0..n as u32).map(|i| (i, i)).collect();
        let mut order: Vec<u32> = (0..n as u32).filter(|i| self.heads[*i as usize] == *i).collect();
        let mut next = 0;
        while next < order.len() {
            let i = order[next] as usize;
            next += 1;
            let range = self.child_starts[i] as usize..self.child_starts[i + 1] as usize;
            order.extend_from_slice(&self.children[range]);
        }
        for &i in order.iter().rev() {
            let (l, r) = self.edges[i as usize];
            let h = self.heads[i as usize];
            if h != i {
                let edge = &mut self.edges[h as usize];
                *edge = (edge.0.min(l), edge.1.max(r));
            }
        }
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The bytes of a token.
    pub fn span(&self, i: usize) -> Span {
        Span::of(self.starts[i] as usize, self.ends[i] as usize)
    }

    /// From the first byte of token `first` to the last of token `last`.
    pub fn span_of(&self, first: usize, last: usize) -> Span {
        self.span(first).join(self.span(last))
    }

    /// Whether a single space follows the token.
    pub fn space(&self, i: usize) -> bool {
        self.spaces[i]
    }

    columns! {
        /// Normal form.
        norm norm_word norms;
        /// Shape.
        shape shape_word shapes;
        /// Fine tag (Penn Treebank).
        tag tag_word tags;
        /// Coarse part of speech (Universal).
        pos pos_word poses;
        /// Morphology in Universal Features.
        morph morph_word morphs;
        /// Lemma.
        lemma lemma_word lemmas;
        /// Lower-cased text.
        lower lower_word lowers;
        /// Dependency label (ClearNLP).
        dep dep_word deps;
        /// Type of the name that the token belongs to, empty outside names.
        ent_type ent_type_word ent_types;
    }

    /// The head of a token; a root is its own head.
    pub fn head(&self, i: usize) -> usize {
        self.heads[i] as usize
    }

    /// Whether a sentence of the parse starts here.
    pub fn sent_start(&self, i: usize) -> bool {
        self.sent_starts[i]
    }

    /// Begin, inside or outside of a name.
    pub fn iob(&self, i: usize) -> Iob {
        self.iobs[i]
    }

    /// The children of a token in text order.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let range = self.child_starts[i] as usize..self.child_starts[i + 1] as usize;
        self.children[range].iter().map(|c| *c as usize)
    }

    /// First and last token of the subtree of a token.
    pub fn subtree(&self, i: usize) -> (usize, usize) {
        let (l, r) = self.edges[i];
        (l as usize, r as usize)
    }

    /// Whether `above` is `i` itself or one of the heads above it.
    pub fn is_below(&self, mut i: usize, above: usize) -> bool {
        for _ in 0..=self.len() {
            if i == above {
                return true;
            }
            let head = self.head(i);
            if head == i {
                return false;
            }
            i = head;
        }
        false
    }

    /// The tokens that share a byte with `span`, as a range of token numbers.
    pub fn within(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.ends.partition_point(|e| *e as usize <= span.start());
        let last = self.starts.partition_point(|s| (*s as usize) < span.end());
        first..last.max(first)
    }

    /// The sentences of the parse, as ranges of token numbers.
    pub fn sentences(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let mut start = 0;
        std::iter::from_fn(move || {
            if start >= self.len() {
                return None;
            }
            let end = (start + 1..self.len()).find(|i| self.sent_starts[*i]).unwrap_or(self.len());
            let range = start..end;
            start = end;
            Some(range)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(heads: &[u32]) -> Tokens {
        let tokens = heads.iter().enumerate().map(|(i, h)| Token {
            start: 2 * i as u32,
            end: 2 * i as u32 + 1,
            head: *h,
            sent_start: i == 0,
            ..Token::default()
        });
        Tokens::new(Words::default(), tokens)
    }

    #[test]
    fn a_string_has_one_number() {
        let mut words = Words::default();
        let say = words.add("say");
        assert_eq!(words.add("say"), say);
        assert_eq!(words.get(say), "say");
        assert_eq!(words.find("deny"), None);
        assert_eq!(words.find(""), Some(Word::NONE));
    }

    #[test]
    fn children_and_subtrees_follow_the_heads() {
        // 1 is the root; 0 and 3 hang below it, 2 below 3.
        let t = tree(&[1, 1, 3, 1]);
        assert_eq!(t.children(1).collect::<Vec<_>>(), [0, 3]);
        assert_eq!(t.subtree(1), (0, 3));
        assert_eq!(t.subtree(3), (2, 3));
        assert!(t.is_below(2, 1));
        assert!(!t.is_below(0, 3));
    }

    #[test]
    fn heads_that_make_no_tree_do_no_harm() {
        let t = tree(&[1, 0, 9, 2]);
        assert_eq!(t.head(2), 2);
        assert_eq!(t.subtree(0), (0, 0));
        assert!(!t.is_below(0, 2));
    }

    #[test]
    fn tokens_are_found_by_the_bytes_they_cover() {
        let t = tree(&[0, 0, 0]);
        assert_eq!(t.within(Span::of(1, 3)), 1..2);
        assert_eq!(t.within(Span::of(0, 5)), 0..3);
        assert_eq!(t.within(Span::of(1, 2)), 1..1);
    }
}
