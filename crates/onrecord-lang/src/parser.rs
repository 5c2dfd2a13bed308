//! The dependency parser: greedy, non-monotonic arc-eager transitions over a whole text.
//!
//! The parser also finds the sentences: an action may mark the next token as the start of one, and once all arcs
//! are drawn a sentence begins at the left edge of every root. Labels such as `pobj||prep` stand for arcs that
//! cross others and are undone at the end. Source: spaCy 3.8 (`arc_eager.pyx`, `_state.pxd`, `nonproj.pyx`,
//! `doc.pyx: set_children_from_heads`).

use crate::{
    Error,
    kernel::Kernel,
    transitions::{self, Contributions, NOBODY, Scorer},
    weights::Weights,
};

/// B0, B1, S0, S1, S2, last left child of B0, last left child of S0, last right child of S0.
const SLOTS: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

/// A loaded parser.
pub struct Parser {
    scorer: Scorer,
    /// Move and label of every action.
    actions: Vec<(Move, u16)>,
    /// Every label. Number 0 is the one of roots.
    labels: Vec<String>,
    /// Of a label `X||Y`, the numbers of `X` and `Y`.
    split: Vec<Option<(u16, u16)>>,
}

/// The tree over a text: one entry a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The head of each token; a root is its own.
    pub heads: Vec<u32>,
    /// The number of each label in [`Parser::label`].
    pub labels: Vec<u16>,
    /// Whether a sentence starts at each token.
    pub starts: Vec<bool>,
}

impl Parser {
    /// Takes the parser out of its files.
    pub fn load(weights: &Weights, moves: &[u8], width: usize, kernel: Kernel) -> Result<Parser, Error> {
        let file = "parser/moves";
        let mut labels = vec!["ROOT".to_owned()];
        let mut actions = Vec::new();
        for (kind, label) in transitions::actions(moves, file)? {
            let action = match kind {
                0 => Move::Shift,
                1 => Move::Reduce,
                2 => Move::Left,
                3 => Move::Right,
                4 => Move::Break,
                _ => return Err(Error::unsupported(format!("`{kind}` is no move of a parser")).at(file)),
            };
            actions.push((action, transitions::number(&mut labels, &label, file)?));
        }
        let mut split = Vec::new();
        for n in 0..labels.len() {
            let label = labels[n].clone();
            split.push(match label.split_once("||") {
                None => None,
                Some((own, head)) => Some((
                    transitions::number(&mut labels, own, file)?,
                    transitions::number(&mut labels, head, file)?,
                )),
            });
        }
        split.resize(labels.len(), None);
        let scorer = Scorer::load(weights, width, SLOTS, actions.len(), kernel)?;
        Ok(Parser { scorer, actions, labels, split })
    }

    /// The name of a label.
    pub fn label(&self, number: u16) -> &str {
        self.labels.get(usize::from(number)).map_or("", String::as_str)
    }

    /// Parses a text whose tokens have these vectors. `is_space` says which tokens are white space.
    pub fn parse(&self, vectors: &[f32], is_space: impl Fn(usize) -> bool, scratch: &mut Scratch) -> Tree {
        self.scorer.prepare(vectors, &mut scratch.contributions);
        let tokens = vectors.len() / self.scorer.width();
        let mut state = State::new(tokens);
        while !state.is_final() {
            let slots = state.slots();
            let scores = self.scorer.score(&mut scratch.contributions, &slots, &mut scratch.scores);
            let valid = state.valid();
            match transitions::best(scores, |action| valid[self.actions[action].0 as usize]) {
                Some(action) => state.apply(self.actions[action]),
                None => break,
            }
        }
        let mut tree = state.into_tree();
        self.lift(&mut tree, is_space);
        mark_sentences(&mut tree);
        tree
    }

    /// Undoes decorated labels: `X||Y` hangs its token below the first token with label `Y`, breadth first below
    /// its head, with label `X`.
    fn lift(&self, tree: &mut Tree, is_space: impl Fn(usize) -> bool) {
        let n = tree.heads.len();
        if !tree.labels.iter().any(|l| self.split[usize::from(*l)].is_some()) {
            return;
        }
        // spaCy walks a token's children between the edges of its subtree as they were before any change.
        let (left, right, _) = edges(&tree.heads);
        for token in 0..n {
            let Some((own, wanted)) = self.split[usize::from(tree.labels[token])] else { continue };
            let mut level = vec![tree.heads[token]];
            let mut seen = 0;
            let found = 'search: loop {
                let mut below = Vec::new();
                for above in level {
                    for child in left[above as usize]..=right[above as usize] {
                        let c = child as usize;
                        if tree.heads[c] != above || child == above || is_space(c) || c == token {
                            continue;
                        }
                        if tree.labels[c] == wanted {
                            break 'search Some(child);
                        }
                        below.push(child);
                    }
                }
                // A cycle, which only damaged weights could make, ends here.
                seen += below.len();
                if below.is_empty() || seen > n {
                    break None;
                }
                level = below;
            };
            if let Some(head) = found {
                tree.heads[token] = head;
            }
            tree.labels[token] = own;
        }
    }
}

/// Buffers for [`Parser::parse`], reused between texts.
#[derive(Default)]
pub struct Scratch {
    contributions: Contributions,
    scores: Vec<f32>,
}

/// A parse under way. Tokens that were taken back from the stack wait in `again`, in front of the buffer.
struct State {
    tokens: usize,
    next: usize,
    again: Vec<usize>,
    stack: Vec<usize>,
    heads: Vec<usize>,
    left: Children,
    right: Children,
    /// Tokens that were taken back once and may not be shifted again.
    unshiftable: Vec<bool>,
    starts: Vec<bool>,
}

/// The children of every token on one side, the last added first, as linked lists in one vector.
struct Children {
    /// The last added arc of each token, as a place in `arcs`.
    last: Vec<u32>,
    /// Child, label, and the arc that was added before it.
    arcs: Vec<(u32, u16, u32)>,
}

const NO_ARC: u32 = u32::MAX;

impl Children {
    fn new(tokens: usize) -> Children {
        Children { last: vec![NO_ARC; tokens], arcs: Vec::with_capacity(tokens) }
    }

    fn add(&mut self, head: usize, child: usize, label: u16) {
        let before = self.last[head];
        self.last[head] = self.arcs.len() as u32;
        self.arcs.push((child as u32, label, before));
    }

    /// Takes the last arc back if it is that to `child`. Upstream, taking back an earlier one changes a copy and
    /// so has no effect; the later arc to the same child then wins.
    fn take_back(&mut self, head: usize, child: usize) {
        if let Some((last, _, before)) = self.arcs.get(self.last[head] as usize).copied()
            && last as usize == child
        {
            self.last[head] = before;
        }
    }

    fn last(&self, head: usize) -> usize {
        match (head != NOBODY).then(|| self.arcs.get(self.last[head] as usize)).flatten() {
            Some((child, _, _)) => *child as usize,
            None => NOBODY,
        }
    }

    /// Writes the arcs of every head, in the order in which they were added.
    fn write(&self, tree: &mut Tree) {
        let mut of_head = Vec::new();
        for (head, last) in self.last.iter().enumerate() {
            of_head.clear();
            let mut at = *last;
            while let Some((child, label, before)) = self.arcs.get(at as usize) {
                of_head.push((*child as usize, *label));
                at = *before;
            }
            for (child, label) in of_head.drain(..).rev() {
                tree.heads[child] = head as u32;
                tree.labels[child] = label;
            }
        }
    }
}

impl State {
    fn new(tokens: usize) -> State {
        State {
            tokens,
            next: 0,
            again: Vec::new(),
            stack: Vec::new(),
            heads: vec![NOBODY; tokens],
            left: Children::new(tokens),
            right: Children::new(tokens),
            unshiftable: vec![false; tokens],
            starts: vec![false; tokens],
        }
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffered() == 0
    }

    fn buffered(&self) -> usize {
        self.again.len() + self.tokens - self.next
    }

    fn stacked(&self, i: usize) -> usize {
        self.stack.len().checked_sub(i + 1).map_or(NOBODY, |at| self.stack[at])
    }

    fn buffer(&self, i: usize) -> usize {
        match self.again.len().checked_sub(i + 1) {
            Some(at) => self.again[at],
            None => {
                let at = self.next + i - self.again.len();
                if at < self.tokens { at } else { NOBODY }
            }
        }
    }

    fn slots(&self) -> [usize; SLOTS] {
        let (b0, s0) = (self.buffer(0), self.stacked(0));
        [
            b0,
            self.buffer(1),
            s0,
            self.stacked(1),
            self.stacked(2),
            self.left.last(b0),
            self.left.last(s0),
            self.right.last(s0),
        ]
    }

    /// Which moves are allowed, in the order of [`Move`].
    fn valid(&self) -> [bool; 5] {
        let (b0, b1) = (self.buffer(0), self.buffer(1));
        let stacked = !self.stack.is_empty();
        let starts = |token: usize| token != NOBODY && self.starts[token];
        let shift = !stacked || (b1 != NOBODY && !starts(b0) && !self.unshiftable[b0]);
        let arc = stacked && b0 != NOBODY && !starts(b0);
        let stop = b1 != NOBODY && b1 == b0 + 1 && !starts(b1);
        [shift, stacked, arc, arc, stop]
    }

    fn apply(&mut self, (action, label): (Move, u16)) {
        let (b0, s0) = (self.buffer(0), self.stacked(0));
        match action {
            Move::Shift => self.shift(),
            Move::Reduce => {
                if self.heads[s0] != NOBODY || self.stack.len() == 1 {
                    self.stack.pop();
                } else {
                    self.unshiftable[s0] = true;
                    self.again.push(s0);
                    self.stack.pop();
                }
            }
            Move::Left => {
                self.add_arc(b0, s0, label);
                self.unshiftable[b0] = false;
                self.stack.pop();
            }
            Move::Right => {
                self.add_arc(s0, b0, label);
                self.shift();
            }
            Move::Break => self.starts[b0 + 1] = true,
        }
    }

    fn shift(&mut self) {
        let token = self.again.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(token);
    }

    fn add_arc(&mut self, head: usize, child: usize, label: u16) {
        let old = self.heads[child];
        if old != NOBODY {
            let side = if old > child { &mut self.left } else { &mut self.right };
            side.take_back(old, child);
        }
        let side = if head > child { &mut self.left } else { &mut self.right };
        side.add(head, child, label);
        self.heads[child] = head;
    }

    fn into_tree(self) -> Tree {
        let n = self.tokens;
        let mut tree = Tree { heads: (0..n as u32).collect(), labels: vec![0; n], starts: vec![false; n] };
        self.left.write(&mut tree);
        self.right.write(&mut tree);
        for (token, head) in tree.heads.iter().enumerate() {
            if *head as usize == token {
                tree.labels[token] = 0;
            }
        }
        tree
    }
}

/// Left and right edge of every token's subtree, and whether a sentence starts at each token.
///
/// As upstream: passes over the tokens forwards and backwards, until every head lies in the sentence of its
/// token, or for the twelfth time.
fn edges(heads: &[u32]) -> (Vec<u32>, Vec<u32>, Vec<bool>) {
    let n = heads.len();
    let mut left: Vec<u32> = (0..n as u32).collect();
    let mut right = left.clone();
    let mut starts = vec![false; n];
    for _ in 0..12 {
        let mut widen = |i: usize| {
            let head = heads[i] as usize;
            left[head] = left[head].min(left[i]);
            right[head] = right[head].max(right[i]);
        };
        (0..n).for_each(&mut widen);
        (0..n).rev().for_each(&mut widen);
        starts.fill(false);
        for (i, head) in heads.iter().enumerate() {
            if *head as usize == i {
                starts[left[i] as usize] = true;
            }
        }
        if within_sentences(heads, &starts) {
            break;
        }
    }
    (left, right, starts)
}

/// Whether every head lies between the sentence start before its token and the one after.
///
/// As upstream, a head that is the first token after the sentence passes, and the last token is not looked at.
fn within_sentences(heads: &[u32], starts: &[bool]) -> bool {
    let mut from = 0;
    for i in 0..heads.len() {
        if (i > 0 && starts[i]) || i + 1 == heads.len() {
            if heads[from..i].iter().any(|h| !(from..=i).contains(&(*h as usize))) {
                return false;
            }
            from = i;
        }
    }
    true
}

fn mark_sentences(tree: &mut Tree) {
    tree.starts = edges(&tree.heads).2;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_starts_at_the_left_edge_of_every_root() {
        let mut tree = Tree { heads: vec![1, 1, 1, 4, 4], labels: vec![0; 5], starts: vec![] };
        mark_sentences(&mut tree);
        assert_eq!(tree.starts, [true, false, false, true, false]);
    }

    #[test]
    fn the_last_child_is_the_one_added_last() {
        let mut children = Children::new(3);
        children.add(2, 1, 5);
        children.add(2, 0, 6);
        assert_eq!(children.last(2), 0);
        children.take_back(2, 1);
        assert_eq!(children.last(2), 0);
        children.take_back(2, 0);
        assert_eq!(children.last(2), 1);
        assert_eq!(children.last(NOBODY), NOBODY);
    }
}
