//! Branch and bound for the frustration index of one block.
//!
//! Nodes are placed one by one in a fixed order, both sides tried. A branch is left when three sums reach the best
//! division known: what the placed nodes cost among themselves; for every open node the cheaper of its two sides
//! towards the placed ones; and the index of the open nodes among themselves. These sums share no edge, so together
//! they are a bound. The last one is known because the search solves the order's tails first, from the shortest to the
//! whole ("Russian doll search": Verfaillie, Lemaître and Schiex 1996); it also packs triangles of two open nodes and
//! the placed ones where that is the better bound.

use super::frustration::{Division, Small};

/// What the search found.
pub(super) struct Answer {
    pub best: Division,
    /// No division costs less.
    pub lower: i64,
    pub steps: u64,
}

/// The best division within a number of steps.
pub(super) fn search(block: &Small, known: &Division, most_steps: u64) -> Answer {
    let n = block.nodes.len();
    let order = order(block);
    let mut weight = vec![vec![0i64; n]; n];
    let mut place = vec![0; n];
    for (i, node) in order.iter().enumerate() {
        place[*node] = i;
    }
    for l in &block.links {
        weight[place[l.a]][place[l.b]] = l.weight;
        weight[place[l.b]][place[l.a]] = l.weight;
    }
    let known_in_order: Vec<bool> = order.iter().map(|node| known.sides[*node]).collect();
    // The index of the nodes from the i-th on, and a division of them that reaches it.
    let mut tail = vec![0i64; n + 1];
    let mut tail_sides: Vec<bool> = Vec::new();
    let mut steps = 0;
    for first in (0..n).rev() {
        let mut best = start(&weight, first, n, &known_in_order, &tail_sides);
        if best.1 > tail[first + 1] {
            let mut doll = Doll::new(&weight, first, n, &tail, best);
            let done = doll.run(most_steps.saturating_sub(steps));
            steps += doll.steps;
            best = (doll.best_sides, doll.best);
            if !done {
                // The tails solved so far are parts of the block, so theirs is a bound for the whole.
                let lower = tail[first + 1];
                let is_whole = first == 0 && best.1 < known.cost;
                let best = if is_whole { division(&order, &best.0, best.1) } else { known.clone() };
                return Answer { best, lower, steps };
            }
        }
        tail[first] = best.1;
        tail_sides = best.0;
    }
    let best = if tail[0] < known.cost { division(&order, &tail_sides, tail[0]) } else { known.clone() };
    Answer { best, lower: tail[0], steps }
}

fn division(order: &[usize], sides: &[bool], cost: i64) -> Division {
    let mut out = vec![false; order.len()];
    for (node, side) in order.iter().zip(sides) {
        out[*node] = *side;
    }
    Division { sides: out, cost }
}

/// Nodes in an order in which each is tied to those before it as strongly as can be: what is placed early then says
/// most about what is open.
fn order(block: &Small) -> Vec<usize> {
    let n = block.nodes.len();
    let degree: Vec<i64> = block.near.iter().map(|l| l.iter().map(|(_, w)| w.abs()).sum()).collect();
    let mut tied = vec![0i64; n];
    let mut taken = vec![false; n];
    let mut out = Vec::with_capacity(n);
    while let Some(next) = (0..n).filter(|i| !taken[*i]).max_by_key(|i| (tied[*i], degree[*i], n - i)) {
        taken[next] = true;
        out.push(next);
        for (other, w) in &block.near[next] {
            tied[*other] += w.abs();
        }
    }
    out
}

/// A first division of the nodes from `first` on: the known one, or the last tail's with the new node on its better side.
fn start(weight: &[Vec<i64>], first: usize, n: usize, known: &[bool], tail: &[bool]) -> (Vec<bool>, i64) {
    let cost = |sides: &[bool]| -> i64 {
        let mut sum = 0;
        for i in first..n {
            for j in i + 1..n {
                let w = weight[i][j];
                if w != 0 && (sides[i - first] != sides[j - first]) == (w > 0) {
                    sum += w.abs();
                }
            }
        }
        sum
    };
    let same: Vec<bool> = std::iter::once(false).chain(tail.iter().copied()).collect();
    let other: Vec<bool> = std::iter::once(true).chain(tail.iter().copied()).collect();
    let all = [known[first..].to_vec(), same, other];
    let costs = all.map(|s| {
        let c = cost(&s);
        (s, c)
    });
    costs.into_iter().min_by_key(|c| c.1).unwrap_or_default()
}

/// The search over the nodes from `first` on.
struct Doll<'a> {
    weight: &'a [Vec<i64>],
    first: usize,
    n: usize,
    tail: &'a [i64],
    best: i64,
    best_sides: Vec<bool>,
    steps: u64,
}

impl<'a> Doll<'a> {
    fn new(
        weight: &'a [Vec<i64>],
        first: usize,
        n: usize,
        tail: &'a [i64],
        best: (Vec<bool>, i64),
    ) -> Doll<'a> {
        Doll { weight, first, n, tail, best: best.1, best_sides: best.0, steps: 0 }
    }

    /// Whether the search came to its end within the steps.
    fn run(&mut self, most_steps: u64) -> bool {
        let (first, n) = (self.first, self.n);
        let size = n - first;
        // pull[d][j]: how much the first d placed nodes pull node j to side `false` (above 0) or `true`.
        let mut pull = vec![vec![0i64; size]; size + 1];
        // Costs among the placed and the cheaper sides of the open, for d placed nodes.
        let mut paid = vec![0i64; size + 1];
        let mut sides = vec![false; size];
        // Which side of the node at depth d is tried next: 0 none yet, 1 the first was, 2 both were.
        let mut tried = vec![0u8; size + 1];
        // The weights that no placed node has settled, for the two sides of node j: cost of `false` and of `true`.
        let mut against = vec![vec![(0i64, 0i64); size]; size + 1];
        let mut depth = 0;
        loop {
            if depth == size {
                if paid[depth] < self.best {
                    self.best = paid[depth];
                    self.best_sides.clone_from(&sides);
                }
                depth -= 1;
                continue;
            }
            // The first node stays on one side: the mirror image costs the same.
            let both = if depth == 0 { 1 } else { 2 };
            if tried[depth] >= both || self.best <= self.tail[first + 1] {
                tried[depth] = 0;
                if depth == 0 {
                    return true;
                }
                depth -= 1;
                continue;
            }
            self.steps += 1;
            if self.steps > most_steps {
                return false;
            }
            let cheaper = against[depth][depth].1 < against[depth][depth].0;
            let side = depth != 0 && cheaper == (tried[depth] == 0);
            tried[depth] += 1;
            sides[depth] = side;
            let here = against[depth][depth];
            paid[depth + 1] = paid[depth] + if side { here.1 } else { here.0 };
            let mut open = 0;
            let (before, after) = against.split_at_mut(depth + 1);
            for j in depth + 1..size {
                let w = self.weight[first + depth][first + j];
                let (mut f, mut t) = before[depth][j];
                // A friend on the other side or an enemy on the same one costs.
                if (w > 0) == side {
                    f += w.abs()
                } else {
                    t += w.abs()
                }
                after[0][j] = (f, t);
                pull[depth + 1][j] = t - f;
                open += f.min(t);
            }
            let bound = paid[depth + 1] + open;
            let rest = self.tail[first + depth + 1];
            if bound + rest >= self.best {
                continue;
            }
            let gap = self.best - bound;
            if self.triangles(&pull[depth + 1], depth + 1, gap) >= gap {
                continue;
            }
            depth += 1;
        }
    }

    /// A bound on what the open nodes cost beyond their cheaper sides: triangles of two open nodes and the placed ones
    /// that are unbalanced and share no edge, then the open edges' own. Stops at `enough`.
    fn triangles(&self, pull: &[i64], depth: usize, enough: i64) -> i64 {
        let size = self.n - self.first;
        let mut left: Vec<i64> = pull.to_vec();
        let mut sum = 0;
        for i in depth..size {
            let row = &self.weight[self.first + i];
            for j in i + 1..size {
                if left[i] == 0 {
                    break;
                }
                let w = row[self.first + j];
                // Friends pulled apart or enemies pulled together.
                if w == 0 || left[j] == 0 || ((left[i] > 0) == (left[j] > 0)) == (w > 0) {
                    continue;
                }
                let lightest = w.abs().min(left[i].abs()).min(left[j].abs());
                left[i] -= lightest * left[i].signum();
                left[j] -= lightest * left[j].signum();
                sum += lightest;
                if sum >= enough {
                    return sum;
                }
            }
        }
        sum
    }
}
