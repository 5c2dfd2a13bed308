//! A good division quickly, and a bound on the best one: the two ends between which branch and bound works, and all
//! there is for blocks too big for it.
//!
//! The search starts from spanning trees, moves single nodes while that helps, then kicks a few and goes on. The bound
//! packs unbalanced cycles that share no edge: each costs at least its lightest edge in every division.

use super::frustration::{Division, Small};
use std::collections::VecDeque;

/// A small generator of pseudo-random numbers: the same seed gives the same answer everywhere. Source: Marsaglia 2003
/// (xorshift64), with the multiplier of Vigna 2016.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        // A state of 0 would stay 0.
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `n`, which is not 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// Brings a list into an order of chance.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

/// The best division that the search finds.
pub(super) fn search(block: &Small, starts: usize, seed: u64) -> Division {
    let n = block.nodes.len();
    let mut random = Random::new(seed);
    let mut best: Option<Division> = None;
    for start in 0..starts.max(1) {
        let mut now = match &best {
            // Every other start is a kick of the best so far.
            Some(b) if start % 2 == 1 => {
                let mut sides = b.sides.clone();
                for _ in 0..=n / 8 {
                    let node = random.below(n);
                    sides[node] = !sides[node];
                }
                sides
            }
            _ => tree(block, random.below(n.max(1)), &mut random),
        };
        descend(block, &mut now);
        let cost = cost(block, &now);
        if best.as_ref().is_none_or(|b| cost < b.cost) {
            best = Some(Division { sides: now, cost });
        }
        if best.as_ref().is_some_and(|b| b.cost == 0) {
            break;
        }
    }
    best.unwrap_or(Division { sides: Vec::new(), cost: 0 })
}

/// The division that goes along every edge of a spanning tree.
fn tree(block: &Small, root: usize, random: &mut Random) -> Vec<bool> {
    let mut sides: Vec<Option<bool>> = vec![None; block.nodes.len()];
    let mut queue = vec![(root, false)];
    while !queue.is_empty() {
        let (node, side) = queue.swap_remove(random.below(queue.len()));
        if sides[node].is_some() {
            continue;
        }
        sides[node] = Some(side);
        let open = block.near[node].iter().filter(|(other, _)| sides[*other].is_none());
        queue.extend(open.map(|(other, w)| (*other, side != (*w < 0))));
    }
    sides.into_iter().map(|s| s.unwrap_or(false)).collect()
}

/// Moves single nodes while that makes the division cheaper.
fn descend(block: &Small, sides: &mut [bool]) {
    let gain = |node: usize, sides: &[bool]| -> i64 {
        block.near[node].iter().map(|(o, w)| if sides[*o] == sides[node] { -w } else { *w }).sum()
    };
    let mut open: VecDeque<usize> = (0..sides.len()).collect();
    let mut is_open = vec![true; sides.len()];
    while let Some(node) = open.pop_front() {
        is_open[node] = false;
        if gain(node, sides) <= 0 {
            continue;
        }
        sides[node] = !sides[node];
        for (other, _) in &block.near[node] {
            if !std::mem::replace(&mut is_open[*other], true) {
                open.push_back(*other);
            }
        }
    }
}

pub(super) fn cost(block: &Small, sides: &[bool]) -> i64 {
    let against = block.links.iter().filter(|l| (sides[l.a] != sides[l.b]) == (l.weight > 0));
    against.map(|l| l.weight.abs()).sum()
}

/// How many cycles are looked for at the most; a bound from fewer is still a bound.
const MOST_CYCLES: usize = 2_000;

/// The sum of the lightest edges of unbalanced cycles that share no edge, short cycles first.
pub(super) fn disjoint_cycles(block: &Small) -> i64 {
    let n = block.nodes.len();
    let mut left: Vec<i64> = block.links.iter().map(|l| l.weight.abs()).collect();
    let mut near: Vec<Vec<(usize, usize)>> = vec![Vec::new(); n];
    for (i, l) in block.links.iter().enumerate() {
        near[l.a].push((l.b, i));
        near[l.b].push((l.a, i));
    }
    let (mut total, mut found) = (0, 0);
    // Cycles of up to three edges first, then longer ones: short cycles use up the fewest edges.
    let mut longest = 3;
    while longest <= n.max(3) {
        for root in 0..n {
            while found < MOST_CYCLES
                && let Some(cycle) = unbalanced_cycle(block, &near, &left, root, longest)
            {
                let lightest = cycle.iter().map(|i| left[*i]).min().unwrap_or(0);
                cycle.iter().for_each(|i| left[*i] -= lightest);
                total += lightest;
                found += 1;
            }
        }
        longest = if longest < 8 { longest + 1 } else { longest * 2 };
    }
    total
}

/// The shortest closed walk through `root` with an odd number of negative edges, if it is a cycle of at most `longest`
/// edges. The walk goes over pairs of a node and the sign of the way to it.
fn unbalanced_cycle(
    block: &Small,
    near: &[Vec<(usize, usize)>],
    left: &[i64],
    root: usize,
    longest: usize,
) -> Option<Vec<usize>> {
    let state = |node: usize, odd: bool| node * 2 + usize::from(odd);
    // By which edge and from which state a state was reached first.
    let mut from: Vec<Option<(usize, usize)>> = vec![None; near.len() * 2];
    let mut depth = vec![usize::MAX; near.len() * 2];
    depth[state(root, false)] = 0;
    let mut queue = VecDeque::from([state(root, false)]);
    let goal = state(root, true);
    while let Some(now) = queue.pop_front() {
        if depth[now] >= longest || now == goal {
            break;
        }
        for (other, link) in near[now / 2].iter().filter(|(_, i)| left[*i] > 0) {
            let next = state(*other, (now % 2 == 1) != (block.links[*link].weight < 0));
            if depth[next] == usize::MAX {
                depth[next] = depth[now] + 1;
                from[next] = Some((now, *link));
                queue.push_back(next);
            }
        }
    }
    let mut cycle = Vec::new();
    let mut now = (depth[goal] <= longest).then_some(goal)?;
    while let Some((before, link)) = from[now] {
        // A way that uses an edge twice is no cycle; a shorter one through another root will be found instead.
        if cycle.contains(&link) {
            return None;
        }
        cycle.push(link);
        now = before;
    }
    (!cycle.is_empty()).then_some(cycle)
}
