//! The frustration index: how far a signed graph is from two camps, and the two camps that come nearest.
//!
//! A graph is *balanced* when its nodes fall into two camps with friends inside and enemies between. The index is the
//! least weight of edges to take away until that holds; the division that reaches it is the likeliest pair of
//! coalitions. Sources: Harary 1953 and Cartwright and Harary 1956 (balance), Harary 1959 (line index), Aref and
//! Wilson 2019 (index as the measure to prefer).
//!
//! [`frustration`] cuts the graph into blocks (parts without a cut node: the index of the whole is the sum of theirs)
//! and settles each by branch and bound ([`super::exact`]) within a budget. A block that is too big or takes too
//! long keeps the division of a local search, and the answer says how low the index can still be: edge-disjoint
//! cycles that are unbalanced each cost one edge at least.

use super::{exact, local};

/// An edge of a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// One end.
    pub a: usize,
    /// The other end.
    pub b: usize,
    /// What it costs to go against it: above 0 for friends, below 0 for enemies. An index that counts edges has 1 and -1.
    pub weight: i64,
}

/// A signed graph without direction; nodes are numbers from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// How many nodes.
    pub nodes: usize,
    /// The edges. Several between the same two nodes count each by itself; a loop counts if it is negative.
    pub links: Vec<Link>,
}

impl Graph {
    /// A graph of edges that count one each.
    pub fn unit(nodes: usize, edges: impl IntoIterator<Item = (usize, usize, bool)>) -> Graph {
        let link =
            |(a, b, friends): (usize, usize, bool)| Link { a, b, weight: if friends { 1 } else { -1 } };
        Graph { nodes, links: edges.into_iter().map(link).collect() }
    }

    /// Whether a division goes against an edge.
    pub fn is_frustrated(link: &Link, sides: &[bool]) -> bool {
        let apart = sides.get(link.a) != sides.get(link.b);
        apart == (link.weight > 0) && link.weight != 0
    }

    /// The weight of the edges that a division goes against.
    pub fn cost(&self, sides: &[bool]) -> i64 {
        let against = self.links.iter().filter(|l| Graph::is_frustrated(l, sides));
        against.map(|l| l.weight.abs()).sum()
    }
}

/// How much work a search may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// The largest block that branch and bound is tried on, in nodes.
    pub exact_up_to: usize,
    /// Steps of branch and bound, over all blocks.
    pub steps: u64,
    /// Starts of the local search for each block.
    pub starts: usize,
    /// Seed of the local search.
    pub seed: u64,
}

impl Default for Effort {
    fn default() -> Effort {
        // Measured on random graphs (`examples/frustration.rs`): twenty million steps are some seconds.
        Effort { exact_up_to: 80, steps: 20_000_000, starts: 40, seed: 1 }
    }
}

/// The two camps that come nearest, and how near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frustration {
    /// The weight of the edges that the camps go against: the frustration index if `exact`.
    pub index: i64,
    /// The index is not below this.
    pub lower: i64,
    /// Whether `index` is proven to be the least.
    pub exact: bool,
    /// For each node its camp. The first node of each connected part is in camp `false`.
    pub sides: Vec<bool>,
    /// The edges that the camps go against, as numbers into [`Graph::links`].
    pub against: Vec<usize>,
    /// How many steps the branch and bound took.
    pub steps: u64,
}

/// Finds the frustration index of a graph and the camps that reach it.
///
/// The same graph and effort give the same answer on every machine. Edges that name a node outside the graph are left
/// out.
///
/// # Example
///
/// ```
/// use onrecord_across::network::{Effort, Graph, frustration};
///
/// // Three who are all enemies cannot be two camps: one edge goes against any division.
/// let graph = Graph::unit(3, [(0, 1, false), (1, 2, false), (0, 2, false)]);
/// let found = frustration(&graph, &Effort::default());
/// assert_eq!((found.index, found.exact), (1, true));
/// ```
pub fn frustration(graph: &Graph, effort: &Effort) -> Frustration {
    let joined = joined(graph);
    let blocks = blocks(graph.nodes, &joined);
    let mut sides: Vec<Option<bool>> = vec![None; graph.nodes];
    let (mut lower, mut steps) = (base(graph), 0);
    // A block is given after those that hang on it, so from the last to the first each finds its upper cut node placed.
    for block in blocks.iter().rev() {
        let small = Small::new(block, &joined);
        let mut found = local::search(&small, effort.starts, effort.seed);
        let mut least = local::disjoint_cycles(&small).min(found.cost);
        if least < found.cost && small.nodes.len() <= effort.exact_up_to {
            let answer = exact::search(&small, &found, effort.steps.saturating_sub(steps));
            steps += answer.steps;
            least = least.max(answer.lower);
            found = answer.best;
        }
        lower += least;
        // The division of a block and its mirror image cost the same: take the one that fits what is placed.
        let placed = small.nodes.iter().zip(&found.sides).find_map(|(n, s)| Some(sides[*n]? != *s));
        let mirrored = placed.unwrap_or(found.sides.first() == Some(&true));
        for (node, side) in small.nodes.iter().zip(&found.sides) {
            sides[*node].get_or_insert(*side != mirrored);
        }
    }
    let sides: Vec<bool> = sides.into_iter().map(|s| s.unwrap_or(false)).collect();
    let inside = |l: &Link| l.a < graph.nodes && l.b < graph.nodes;
    let links = graph.links.iter().enumerate();
    let against: Vec<usize> =
        links.filter(|(_, l)| inside(l) && Graph::is_frustrated(l, &sides)).map(|(i, _)| i).collect();
    let index = against.iter().map(|i| graph.links[*i].weight.abs()).sum();
    Frustration { index, lower, exact: lower == index, sides, against, steps }
}

/// What no division can spare: negative loops, and the lesser side where the same two are friends and enemies at once.
fn base(graph: &Graph) -> i64 {
    let mut pairs: std::collections::BTreeMap<(usize, usize), (i64, i64)> = std::collections::BTreeMap::new();
    for l in graph.links.iter().filter(|l| l.a < graph.nodes && l.b < graph.nodes) {
        let both = pairs.entry((l.a.min(l.b), l.a.max(l.b))).or_default();
        if l.weight > 0 { both.0 += l.weight } else { both.1 -= l.weight }
    }
    pairs.iter().map(|((a, b), (p, n))| if a == b { *n } else { *p.min(n) }).sum()
}

/// The edges with those between the same two nodes added up; what adds up to nothing and loops are left out.
fn joined(graph: &Graph) -> Vec<Link> {
    let mut pairs: std::collections::BTreeMap<(usize, usize), i64> = std::collections::BTreeMap::new();
    for l in graph.links.iter().filter(|l| l.a != l.b && l.a < graph.nodes && l.b < graph.nodes) {
        *pairs.entry((l.a.min(l.b), l.a.max(l.b))).or_default() += l.weight;
    }
    pairs.into_iter().filter(|(_, w)| *w != 0).map(|((a, b), weight)| Link { a, b, weight }).collect()
}

/// The blocks of a graph as lists of edge numbers, each after the blocks that hang on it. Source: Hopcroft and Tarjan
/// 1973; with a stack of our own, for a chain of ten thousand actors must not end the program.
fn blocks(nodes: usize, links: &[Link]) -> Vec<Vec<usize>> {
    let mut at: Vec<Vec<(usize, usize)>> = vec![Vec::new(); nodes];
    for (i, l) in links.iter().enumerate() {
        at[l.a].push((l.b, i));
        at[l.b].push((l.a, i));
    }
    let mut order = vec![usize::MAX; nodes];
    let mut low = vec![usize::MAX; nodes];
    let (mut count, mut waiting, mut out) = (0, Vec::new(), Vec::new());
    for root in 0..nodes {
        if order[root] != usize::MAX {
            continue;
        }
        // A node, the edge it was reached by, and how many of its edges are done.
        let mut path = vec![(root, usize::MAX, 0usize)];
        (order[root], low[root]) = (count, count);
        count += 1;
        while let Some(&mut (node, by, ref mut next)) = path.last_mut() {
            if let Some(&(other, link)) = at[node].get(*next) {
                *next += 1;
                if link == by {
                    continue;
                }
                if order[other] == usize::MAX {
                    (order[other], low[other]) = (count, count);
                    count += 1;
                    waiting.push(link);
                    path.push((other, link, 0));
                } else if order[other] < order[node] {
                    waiting.push(link);
                    low[node] = low[node].min(order[other]);
                }
                continue;
            }
            path.pop();
            let Some(&(parent, _, _)) = path.last() else { break };
            low[parent] = low[parent].min(low[node]);
            if low[node] >= order[parent] {
                let from = waiting.iter().rposition(|l| *l == by).unwrap_or(0);
                out.push(waiting.split_off(from));
            }
        }
    }
    out
}

/// A block with nodes numbered from 0.
pub(super) struct Small {
    /// The nodes' numbers in the graph.
    pub nodes: Vec<usize>,
    /// For each node its neighbours with the weight between them.
    pub near: Vec<Vec<(usize, i64)>>,
    /// The edges.
    pub links: Vec<Link>,
}

/// A division of a block and what it costs.
#[derive(Clone)]
pub(super) struct Division {
    pub sides: Vec<bool>,
    pub cost: i64,
}

impl Small {
    fn new(block: &[usize], links: &[Link]) -> Small {
        let mut nodes: Vec<usize> = block.iter().flat_map(|i| [links[*i].a, links[*i].b]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let number = |n: usize| nodes.binary_search(&n).unwrap_or(0);
        let mut near = vec![Vec::new(); nodes.len()];
        let links: Vec<Link> = block
            .iter()
            .map(|i| Link { a: number(links[*i].a), b: number(links[*i].b), weight: links[*i].weight })
            .collect();
        for l in &links {
            near[l.a].push((l.b, l.weight));
            near[l.b].push((l.a, l.weight));
        }
        Small { nodes, near, links }
    }
}

/// Nodes of the same camp that are tied by friendship, directly or through one another: the parts in which a coalition
/// holds together. Nodes without a friend in their camp stand alone. The largest comes first.
pub fn communities(graph: &Graph, sides: &[bool]) -> Vec<Vec<usize>> {
    let mut head: Vec<usize> = (0..graph.nodes).collect();
    fn find(head: &mut [usize], mut n: usize) -> usize {
        while head[n] != n {
            head[n] = head[head[n]];
            n = head[n];
        }
        n
    }
    let fits = |l: &&Link| {
        l.weight > 0 && l.a < graph.nodes && l.b < graph.nodes && sides.get(l.a) == sides.get(l.b)
    };
    for l in graph.links.iter().filter(fits) {
        let (a, b) = (find(&mut head, l.a), find(&mut head, l.b));
        head[a.max(b)] = a.min(b);
    }
    let mut parts: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
    for n in 0..graph.nodes {
        let h = find(&mut head, n);
        parts.entry(h).or_default().push(n);
    }
    let mut parts: Vec<Vec<usize>> = parts.into_values().collect();
    parts.sort_by_key(|p| std::cmp::Reverse(p.len()));
    parts
}
