//! How near a network is to two camps, over time, and what chance alone would give.
//!
//! The null keeps who is tied to whom and deals the signs out anew: if shuffled networks come as near to balance as
//! the real one, its camps say no more than its share of enemies does.

use super::local::Random;
use super::{Effort, Graph, Ties, Weighing, frustration};
use jiff::ToSpan;
use jiff::civil::Date;

/// The triads of a graph: three nodes, all tied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Triads {
    /// How many.
    pub all: u64,
    /// How many have an even number of hostile edges.
    pub balanced: u64,
}

/// Counts the triads of a graph.
pub fn triads(graph: &Graph) -> Triads {
    let mut signs = std::collections::HashMap::new();
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes];
    for l in graph.links.iter().filter(|l| l.a != l.b && l.a < graph.nodes && l.b < graph.nodes) {
        if signs.insert((l.a.min(l.b), l.a.max(l.b)), l.weight > 0).is_none() {
            near[l.a].push(l.b);
            near[l.b].push(l.a);
        }
    }
    // Each triad is counted from its node of least degree on: that bounds the work by the edges to the power of 1.5.
    let rank = |n: usize| (near[n].len(), n);
    let mut out = Triads::default();
    for (node, around) in near.iter().enumerate() {
        let up: Vec<usize> = around.iter().copied().filter(|o| rank(*o) > rank(node)).collect();
        for (i, a) in up.iter().enumerate() {
            for b in &up[i + 1..] {
                let sign = |x: usize, y: usize| signs.get(&(x.min(y), x.max(y))).copied();
                if let (Some(ab), Some(na), Some(nb)) = (sign(*a, *b), sign(node, *a), sign(node, *b)) {
                    out.all += 1;
                    out.balanced += u64::from(ab ^ na ^ nb);
                }
            }
        }
    }
    out
}

/// What shuffled signs give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Null {
    /// How many shuffles.
    pub shuffles: usize,
    /// Mean frustration index of the shuffled networks.
    pub mean: f64,
    /// Its standard deviation.
    pub deviation: f64,
    /// The share of networks, the real one counted in, whose index is as low as the real one's or lower. Source of
    /// counting it in: Davison and Hinkley 1997, section 4.2.
    pub p: f64,
    /// Whether every index among the shuffled was proven.
    pub exact: bool,
}

/// The frustration index under shuffled signs. The same seed gives the same answer.
pub fn null(graph: &Graph, observed: i64, shuffles: usize, effort: &Effort) -> Null {
    let mut random = Random::new(effort.seed);
    let mut weights: Vec<i64> = graph.links.iter().map(|l| l.weight).collect();
    let mut shuffled = graph.clone();
    let (mut values, mut as_low, mut exact) = (Vec::with_capacity(shuffles), 0usize, true);
    for _ in 0..shuffles {
        random.shuffle(&mut weights);
        shuffled.links.iter_mut().zip(&weights).for_each(|(l, w)| l.weight = *w);
        let found = frustration(&shuffled, effort);
        exact &= found.exact;
        as_low += usize::from(found.index <= observed);
        values.push(found.index as f64);
    }
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let deviation = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt();
    Null { shuffles, mean, deviation, p: (as_low + 1) as f64 / (shuffles + 1) as f64, exact }
}

/// Balance in one window of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Its first day.
    pub first: Date,
    /// Its last day; the network is that of this day.
    pub last: Date,
    /// Actors in it.
    pub nodes: usize,
    /// Edges with a sign.
    pub edges: usize,
    /// Those that are hostile.
    pub hostile: usize,
    /// Its triads.
    pub triads: Triads,
    /// The frustration index, or the best division found.
    pub index: i64,
    /// The index is not below this.
    pub lower: i64,
    /// What chance alone would give; `None` in a window without edges.
    pub null: Option<Null>,
}

/// Windows at the most; a span of years cut into days is the caller's mistake, not a reason to run for ever.
const MOST_WINDOWS: usize = 1_000;

/// Balance in windows of `days` days from `first` to `last`, the last one possibly shorter.
pub fn over_time(
    ties: &Ties,
    (first, last): (Date, Date),
    days: u32,
    shuffles: usize,
    weighing: &Weighing,
    effort: &Effort,
) -> Vec<Window> {
    let mut out = Vec::new();
    let mut from = first;
    // Shuffled networks are many, and each matters little.
    let small = Effort { steps: effort.steps / 100, starts: effort.starts.min(10), ..*effort };
    while from <= last && out.len() < MOST_WINDOWS {
        let step = i64::from(days.max(1)).min(3_000_000);
        let next = from.checked_add(step.days()).ok();
        let to = next.and_then(|n| n.yesterday().ok()).unwrap_or(last).min(last);
        let network = ties.between(Some(from), to, weighing);
        let (graph, _) = network.graph();
        let found = frustration(&graph, effort);
        out.push(Window {
            first: from,
            last: to,
            nodes: network.nodes.len(),
            edges: graph.links.len(),
            hostile: graph.links.iter().filter(|l| l.weight < 0).count(),
            triads: triads(&graph),
            index: found.index,
            lower: found.lower,
            null: (!graph.links.is_empty()).then(|| null(&graph, found.index, shuffles, &small)),
        });
        match next {
            Some(n) => from = n,
            None => break,
        }
    }
    out
}
