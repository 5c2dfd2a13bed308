//! "The enemy of my enemy": pairs without a tie that share an enemy. Each is a *hypothesis*, shown with the triads that
//! speak for and against it, and never becomes an edge.
//!
//! How often the saying held where the tie is known stands beside the list ([`Held`]), with what shuffled signs give:
//! without that a reader would take a list of hypotheses for a finding.

use super::local::Random;
use super::{Graph, Link};
use std::collections::{BTreeMap, HashMap};

/// Two who have no tie and a common enemy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hypothesis {
    /// One.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// The triads that speak for it, each by the common enemy.
    pub enemies: Vec<Triad>,
    /// The triads that speak against it, each by someone who is a friend of one and an enemy of the other.
    pub against: Vec<Triad>,
}

/// A third actor with the edges to the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Triad {
    /// The third.
    pub third: usize,
    /// The edge to `a`, as a number into [`Graph::links`].
    pub to_a: usize,
    /// The edge to `b`.
    pub to_b: usize,
}

/// How the saying does where it can be checked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Held {
    /// Pairs with a common enemy and a tie.
    pub pairs: usize,
    /// Those of them that are friends.
    pub friends: usize,
    /// Mean of the share of friends among such pairs with shuffled signs; `None` if no shuffle had such a pair.
    pub by_chance: Option<f64>,
}

/// Enemies of one actor that are looked at: one who is everybody's enemy ties nobody together.
const MOST_ENEMIES: usize = 100;

/// The hypotheses of a graph, those with the most triads for and the fewest against first, at most `most` of them.
pub fn hypotheses(graph: &Graph, most: usize) -> Vec<Hypothesis> {
    let near = near(graph);
    let mut out = Vec::new();
    for ((a, b), enemies) in common(graph, &near) {
        if near[a].contains_key(&b) {
            continue;
        }
        let differs = |third: &usize, link: &usize| {
            let other = near[b].get(third).copied()?;
            let differ = (graph.links[*link].weight > 0) != (graph.links[other].weight > 0);
            differ.then_some(Triad { third: *third, to_a: *link, to_b: other })
        };
        let against = near[a].iter().filter_map(|(third, link)| differs(third, link)).collect();
        out.push(Hypothesis { a, b, enemies, against });
    }
    out.sort_by_key(|h: &Hypothesis| {
        (h.against.len() as i64 - h.enemies.len() as i64, h.against.len(), h.a, h.b)
    });
    out.truncate(most);
    out
}

/// How often two with a common enemy and a tie are friends, here and with shuffled signs.
pub fn held(graph: &Graph, shuffles: usize, seed: u64) -> Held {
    let count = |graph: &Graph| {
        let near = near(graph);
        let pairs = common(graph, &near).into_keys();
        let known = pairs.filter_map(|(a, b)| near[a].get(&b).map(|l| graph.links[*l].weight > 0));
        known.fold((0, 0), |(all, friends), f| (all + 1, friends + usize::from(f)))
    };
    let (pairs, friends) = count(graph);
    let mut random = Random::new(seed);
    let mut weights: Vec<i64> = graph.links.iter().map(|l| l.weight).collect();
    let (mut shuffled, mut shares) = (graph.clone(), Vec::new());
    for _ in 0..shuffles {
        random.shuffle(&mut weights);
        shuffled.links.iter_mut().zip(&weights).for_each(|(l, w)| l.weight = *w);
        let (all, friends) = count(&shuffled);
        if all > 0 {
            shares.push(friends as f64 / all as f64);
        }
    }
    let by_chance = (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64);
    Held { pairs, friends, by_chance }
}

fn near(graph: &Graph) -> Vec<BTreeMap<usize, usize>> {
    let mut out = vec![BTreeMap::new(); graph.nodes];
    let inside = |l: &Link| l.a != l.b && l.a < graph.nodes && l.b < graph.nodes;
    for (i, l) in graph.links.iter().enumerate().filter(|(_, l)| inside(l)) {
        out[l.a].insert(l.b, i);
        out[l.b].insert(l.a, i);
    }
    out
}

/// Every pair with a common enemy, tied or not.
fn common(graph: &Graph, near: &[BTreeMap<usize, usize>]) -> BTreeMap<(usize, usize), Vec<Triad>> {
    let mut pairs: HashMap<(usize, usize), Vec<Triad>> = HashMap::new();
    for (third, around) in near.iter().enumerate() {
        let enemies = around.iter().filter(|(_, l)| graph.links[**l].weight < 0);
        let enemies: Vec<(usize, usize)> = enemies.map(|(n, l)| (*n, *l)).take(MOST_ENEMIES).collect();
        for (i, (a, to_a)) in enemies.iter().enumerate() {
            for (b, to_b) in &enemies[i + 1..] {
                pairs.entry((*a, *b)).or_default().push(Triad { third, to_a: *to_a, to_b: *to_b });
            }
        }
    }
    pairs.into_iter().collect()
}
