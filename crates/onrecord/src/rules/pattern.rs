//! The syntax tree of a pattern: nodes that stand for tokens, and links between them.
//!
//! `source:subject < cue:verb(class=say) > content:clause` is three nodes and two links. What a shape tests and how
//! far its words reach is `shape.rs`; how the text becomes this tree is `parse.rs`; how it is matched is
//! `compile.rs` and `matcher.rs`.

use super::shape::Shape;

/// A pattern as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// The nodes in the order of the text; never none.
    pub nodes: Vec<Node>,
    /// The links in the order of the text; together they make a tree over the nodes, rooted at the first.
    pub links: Vec<Link>,
}

/// One token that the pattern asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// The name under which its words are given out.
    pub capture: Option<String>,
    /// What kind of token it is and how far its words reach.
    pub shape: Shape,
    /// What else must hold of the token; all of it.
    pub tests: Vec<Test>,
    /// Byte offset in the pattern.
    pub at: usize,
}

/// A condition on one column of a token: `lemma=say|tell`, `tag!=VBG`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Test {
    /// Which column.
    pub field: Field,
    /// Whether none of the values may hold (`!=`), instead of one of them.
    pub not: bool,
    /// The values to choose from.
    pub values: Vec<String>,
}

/// The column that a test looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Lemma.
    Lemma,
    /// Lower-cased text.
    Lower,
    /// Fine tag.
    Tag,
    /// Coarse part of speech.
    Pos,
    /// Dependency label.
    Dep,
    /// Type of name.
    Ent,
    /// Class in the lexicon.
    Class,
    /// What may follow the word, from the lexicon.
    Frame,
}

impl Field {
    /// All of them with their names.
    pub const ALL: [(&'static str, Field); 8] = [
        ("lemma", Field::Lemma),
        ("lower", Field::Lower),
        ("tag", Field::Tag),
        ("pos", Field::Pos),
        ("dep", Field::Dep),
        ("ent", Field::Ent),
        ("class", Field::Class),
        ("frame", Field::Frame),
    ];

    /// The attribute of that name.
    pub fn find(name: &str) -> Option<Field> {
        Field::ALL.iter().find(|(n, _)| *n == name).map(|(_, f)| *f)
    }
}

/// How the token of `to` stands to the token of `from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The node on the left.
    pub from: usize,
    /// The node on the right.
    pub to: usize,
    /// The operator between them.
    pub op: Op,
    /// Whether it has to be there.
    pub need: Need,
}

/// An operator. Each says where the right node stands, seen from the left one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    /// `<`: it is the head.
    Head,
    /// `<<`: it is one of the heads above.
    Above,
    /// `>`: it hangs directly below.
    Child,
    /// `>>`: it hangs below at any depth.
    Below,
    /// `.` and `..n`: its words begin after those of the left node, with at most so many tokens between.
    After(u8),
    /// Its words end before those of the left node begin. Not written, only the inverse of `After`.
    Before(u8),
}

impl Op {
    /// The same relation seen from the other side.
    pub fn inverse(self) -> Op {
        match self {
            Op::Head => Op::Child,
            Op::Above => Op::Below,
            Op::Child => Op::Head,
            Op::Below => Op::Above,
            Op::After(n) => Op::Before(n),
            Op::Before(n) => Op::After(n),
        }
    }
}

/// Whether a branch has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// It must be there.
    Must,
    /// `[? …]`: it is taken if it is there.
    May,
    /// `[! …]`: it must not be there.
    Not,
}
