//! B³, MUC, CEAFe and CoNLL F1 of one clustering against another.
//!
//! Both clusterings give a number to the same mentions. Sources: Vilain et al. 1995 (MUC), Bagga and Baldwin 1998
//! (B³), Luo 2005 (CEAFe), Pradhan et al. 2012 (CoNLL, the mean of the three).

use std::collections::{BTreeMap, BTreeSet};

/// Precision and recall, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measure {
    /// Share of what was found that is right.
    pub precision: f64,
    /// Share of what is right that was found.
    pub recall: f64,
}

impl Measure {
    /// The harmonic mean.
    pub fn f1(self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// The three measures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// B³.
    pub b3: Measure,
    /// MUC.
    pub muc: Measure,
    /// CEAFe.
    pub ceafe: Measure,
}

impl Scores {
    /// The mean of the three F1.
    pub fn conll(&self) -> f64 {
        (self.b3.f1() + self.muc.f1() + self.ceafe.f1()) / 3.0
    }
}

type Clusters = BTreeMap<usize, BTreeSet<usize>>;

/// Scores mentions, each given by its cluster in the gold and in the answer.
pub fn score(mentions: &[(usize, usize)]) -> Scores {
    let (mut gold, mut found) = (Clusters::new(), Clusters::new());
    for (n, (g, f)) in mentions.iter().enumerate() {
        gold.entry(*g).or_default().insert(n);
        found.entry(*f).or_default().insert(n);
    }
    let total = mentions.len().max(1) as f64;
    let mut b3 = Measure::default();
    for (g, f) in mentions {
        let both = gold[g].intersection(&found[f]).count() as f64;
        b3.precision += both / found[f].len() as f64 / total;
        b3.recall += both / gold[g].len() as f64 / total;
    }
    let by_gold: Vec<usize> = mentions.iter().map(|m| m.0).collect();
    let by_found: Vec<usize> = mentions.iter().map(|m| m.1).collect();
    let muc = Measure { precision: links(&found, &by_gold), recall: links(&gold, &by_found) };
    let aligned = best_alignment(&gold, &found);
    let ceafe = Measure {
        precision: aligned / found.len().max(1) as f64,
        recall: aligned / gold.len().max(1) as f64,
    };
    Scores { b3, muc, ceafe }
}

/// Share of the links of `clusters` that the other clustering keeps.
fn links(clusters: &Clusters, other: &[usize]) -> f64 {
    let (mut kept, mut all) = (0, 0);
    for members in clusters.values() {
        let parts: BTreeSet<usize> = members.iter().map(|&m| other[m]).collect();
        kept += members.len() - parts.len();
        all += members.len() - 1;
    }
    if all == 0 { 0.0 } else { kept as f64 / all as f64 }
}

/// Greatest sum of similarities (φ4) over one-to-one pairs of clusters: the assignment problem, by Kuhn and Munkres
/// with potentials.
fn best_alignment(gold: &Clusters, found: &Clusters) -> f64 {
    let (few, many) = if gold.len() <= found.len() { (gold, found) } else { (found, gold) };
    let (few, many): (Vec<_>, Vec<_>) = (few.values().collect(), many.values().collect());
    let (n, m) = (few.len(), many.len());
    let like = |i: usize, j: usize| {
        2.0 * few[i].intersection(many[j]).count() as f64 / (few[i].len() + many[j].len()) as f64
    };
    // Index 0 stands for nobody; the columns' partners grow row by row along the cheapest augmenting path.
    let (mut u, mut v, mut partner) = (vec![0.0; n + 1], vec![0.0; m + 1], vec![0; m + 1]);
    for row in 1..=n {
        partner[0] = row;
        let mut column = 0;
        let (mut least, mut way, mut used) = (vec![f64::MAX; m + 1], vec![0; m + 1], vec![false; m + 1]);
        while partner[column] != 0 {
            used[column] = true;
            let i = partner[column];
            let (mut delta, mut next) = (f64::MAX, 0);
            for j in (1..=m).filter(|&j| !used[j]) {
                let cost = -like(i - 1, j - 1) - u[i] - v[j];
                if cost < least[j] {
                    (least[j], way[j]) = (cost, column);
                }
                if least[j] < delta {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=m {
                if used[j] {
                    u[partner[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            partner[column] = partner[way[column]];
            column = way[column];
        }
    }
    (1..=m).filter(|&j| partner[j] != 0).map(|j| like(partner[j] - 1, j - 1)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scores_are_those_worked_out_by_hand() {
        // Gold {a b c} {d}, found {a b} {c d}: B³ P = (1+1+½+½)/4, R = (⅔+⅔+⅓+1)/4; MUC P = 1/2, R = 1/2;
        // CEAFe pairs {abc}-{ab} 4/5 and {d}-{cd} 2/3.
        let s = score(&[(0, 0), (0, 0), (0, 1), (1, 1)]);
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        near(s.b3.precision, 0.75);
        near(s.b3.recall, 8.0 / 12.0);
        near(s.muc.f1(), 0.5);
        near(s.ceafe.f1(), (0.8 + 2.0 / 3.0) / 2.0);
        near(score(&[(0, 5), (0, 5), (1, 2)]).conll(), 1.0);
        assert_eq!(score(&[]), Scores::default());
    }
}
