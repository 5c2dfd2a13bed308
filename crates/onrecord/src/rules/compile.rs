//! A pattern made ready for matching: which node to start from, and in which order to walk to the others.
//!
//! The start (*trigger*) is the node that the fewest words of a language can be: one with a lemma or a class. The
//! matcher looks its words up in an index, so a rule costs nothing in a text that has none of them.

use super::Fault;
use super::lexicon::{Entry, Lexicon};
use super::pattern::{Field, Need, Node, Op, Pattern, Test};
use super::shape::Shape;

/// A pattern with the plan by which it is matched.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    /// The nodes; a node's number is its place in a match.
    pub nodes: Vec<Slot>,
    /// The node to start from.
    pub trigger: usize,
    /// What makes a token a candidate for the trigger.
    pub keys: Vec<Key>,
    /// How to reach the rest.
    pub plan: Group,
}

/// One node of a compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// Number of its capture in the rule.
    pub capture: Option<usize>,
    /// Its shape.
    pub shape: Shape,
    /// What else must hold.
    pub tests: Vec<Test>,
}

/// Nodes that must be there together, and the branches that hang from them.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// In this order every step starts from a node that is already known.
    pub steps: Vec<Step>,
    /// `[? …]` and `[! …]`; negative ones first, because they end a match early.
    pub branches: Vec<(Need, Group)>,
}

/// From a known node to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The known node.
    pub from: usize,
    /// Where the next one stands, seen from it.
    pub op: Op,
    /// The next node.
    pub to: usize,
}

/// A column and a string in it that can start a match.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// Which column.
    pub column: Column,
    /// What stands in it.
    pub string: String,
}

/// The columns that the index knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
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
}

/// Plans a pattern. Capture names are numbered in `captures`, which grows.
///
/// Fails when no node of the main part says anything that a match could start from.
pub(super) fn compile(
    pattern: &Pattern,
    lexicon: &Lexicon,
    captures: &mut Vec<String>,
) -> Result<Compiled, Fault> {
    let nodes = pattern
        .nodes
        .iter()
        .map(|node| Slot {
            capture: node.capture.as_ref().map(|name| number(captures, name)),
            shape: node.shape,
            tests: node.tests.clone(),
        })
        .collect();
    let main = reach(pattern, 0);
    let start = main.iter().filter_map(|n| Some((*n, keys(&pattern.nodes[*n], lexicon)?)));
    let Some((trigger, (_, keys))) = start.min_by_key(|(n, (cost, _))| (*cost, *n)) else {
        return Err(Fault::new(
            pattern.nodes[0].at,
            "no node that must be there has a word to start from",
            Some("give one of them a `lemma`, `lower` or `class`".into()),
        ));
    };
    let plan = group(pattern, trigger, Vec::new());
    Ok(Compiled { nodes, trigger, keys, plan })
}

fn number(captures: &mut Vec<String>, name: &str) -> usize {
    captures.iter().position(|c| c == name).unwrap_or_else(|| {
        captures.push(name.to_owned());
        captures.len() - 1
    })
}

/// The nodes that must be there when node `start` is, itself included, in the order of a walk.
fn reach(pattern: &Pattern, start: usize) -> Vec<usize> {
    let mut nodes = vec![start];
    let mut next = 0;
    while next < nodes.len() {
        let at = nodes[next];
        next += 1;
        for link in pattern.links.iter().filter(|l| l.need == Need::Must) {
            for (a, b) in [(link.from, link.to), (link.to, link.from)] {
                if a == at && !nodes.contains(&b) {
                    nodes.push(b);
                }
            }
        }
    }
    nodes
}

/// The plan of the group around `start`, after the steps that lead to it. The parser bounds how deep groups lie in
/// each other, and with it this recursion.
fn group(pattern: &Pattern, start: usize, enter: Vec<Step>) -> Group {
    let nodes = reach(pattern, start);
    let mut group = Group { steps: enter, branches: Vec::new() };
    for (n, to) in nodes.iter().enumerate().skip(1) {
        let step = pattern.links.iter().filter(|l| l.need == Need::Must).find_map(|l| {
            let known = |node: &usize| nodes[..n].contains(node);
            if l.to == *to && known(&l.from) {
                Some(Step { from: l.from, op: l.op, to: *to })
            } else if l.from == *to && known(&l.to) {
                Some(Step { from: l.to, op: l.op.inverse(), to: *to })
            } else {
                None
            }
        });
        group.steps.extend(step);
    }
    for link in pattern.links.iter().filter(|l| l.need != Need::Must && nodes.contains(&l.from)) {
        let enter = vec![Step { from: link.from, op: link.op, to: link.to }];
        group.branches.push((link.need, self::group(pattern, link.to, enter)));
    }
    group.branches.sort_by_key(|(need, _)| *need != Need::Not);
    group
}

/// What a grammatical word or one without a capture costs more than another as the start of a match: *of* and *it*
/// are among the most frequent words of any text, and the words of a record hang from its cue.
const FREQUENT: usize = 500;

/// Dependency labels of grammatical words.
const GRAMMATICAL: [&str; 6] = ["prep", "agent", "mark", "aux", "det", "case"];

/// The keys of a node with a rough count of the tokens they let through; `None` if it can be any token.
///
/// The counts only order the choices: a lemma before a class, a class before a tag.
fn keys(node: &Node, lexicon: &Lexicon) -> Option<(usize, Vec<Key>)> {
    let mut best: Option<(usize, Vec<Key>)> = None;
    let mut offer = |cost: usize, keys: Vec<Key>| {
        if best.as_ref().is_none_or(|(c, _)| cost < *c) {
            best = Some((cost, keys));
        }
    };
    let grammatical = node.shape == Shape::Prep
        || node.tests.iter().any(|t| {
            t.field == Field::Dep && !t.not && t.values.iter().all(|v| GRAMMATICAL.contains(&v.as_str()))
        });
    let more = if grammatical || node.capture.is_none() { FREQUENT } else { 0 };
    let key = |column, string: &str| Key { column, string: string.to_owned() };
    let all = |column, values: &[String]| values.iter().map(|v| key(column, v)).collect::<Vec<_>>();
    for test in node.tests.iter().filter(|t| !t.not) {
        let n = test.values.len();
        match test.field {
            Field::Lemma => offer(more + n, all(Column::Lemma, &test.values)),
            Field::Lower => offer(more + n, all(Column::Lower, &test.values)),
            Field::Tag => offer(5_000 * n, all(Column::Tag, &test.values)),
            Field::Pos => offer(20_000 * n, all(Column::Pos, &test.values)),
            Field::Dep => offer(5_000 * n, all(Column::Dep, &test.values)),
            Field::Ent => offer(2_000 * n, all(Column::Ent, &test.values)),
            Field::Class | Field::Frame => {
                let words = lexicon.first_words(|e| in_list(e, test));
                let keys =
                    words.iter().flat_map(|w| [key(Column::Lemma, w), key(Column::Lower, w)]).collect();
                offer(more + words.len(), keys);
            }
        }
    }
    let deps = node.shape.deps();
    if !deps.is_empty() {
        offer(5_000 * deps.len(), deps.iter().map(|d| key(Column::Dep, d)).collect());
    }
    best
}

/// Whether a line of the lexicon is in one of the classes (or has one of the frames) that a test names.
pub(super) fn in_list(entry: &Entry, test: &Test) -> bool {
    let list = if test.field == Field::Class { &entry.classes } else { &entry.frames };
    list.iter().any(|name| test.values.contains(name))
}
