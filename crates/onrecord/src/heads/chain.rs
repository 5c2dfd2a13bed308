//! Linear-chain conditional random fields: the best labels of a sequence, and how likely labels are.
//!
//! Emissions are one row of `labels` scores a token. Probabilities are computed in rows that are scaled to sum to
//! one, with one exponential a score.

use super::{Error, weights::Weights};

/// Scores of labels after labels and at the beginning.
pub struct Chain {
    labels: usize,
    /// `transitions[a * labels + b]`: label `b` after label `a`.
    transitions: Vec<f32>,
    start: Vec<f32>,
    /// Their exponentials.
    steps: Vec<f32>,
    first: Vec<f32>,
}

impl Chain {
    /// Reads `NAME.transitions` and `NAME.start`.
    pub fn load(weights: &Weights, name: &str, labels: usize) -> Result<Chain, Error> {
        let transitions = weights.shaped(&format!("{name}.transitions"), &[labels, labels])?;
        Ok(Chain::new(labels, transitions, weights.shaped(&format!("{name}.start"), &[labels])?))
    }

    fn new(labels: usize, transitions: Vec<f32>, start: Vec<f32>) -> Chain {
        let exponentials = |v: &[f32]| v.iter().map(|x| x.exp()).collect();
        Chain { labels, steps: exponentials(&transitions), first: exponentials(&start), transitions, start }
    }

    /// The best labels of a sequence; `raised` is added to the score of one label everywhere.
    pub fn best(&self, emissions: &[f32], raised: Option<(usize, f32)>) -> Vec<u8> {
        let n = self.labels;
        let length = emissions.len() / n;
        let plus = |label: usize| raised.filter(|r| r.0 == label).map_or(0.0, |r| r.1);
        let mut back = vec![0u8; length * n];
        let mut now: Vec<f32> = self.start.clone();
        let mut new = vec![0.0f32; n];
        for (t, row) in emissions.chunks_exact(n).enumerate() {
            if t == 0 {
                now.iter_mut().enumerate().for_each(|(b, s)| *s += row[b] + plus(b));
                continue;
            }
            for b in 0..n {
                let (mut from, mut top) = (0, f32::NEG_INFINITY);
                for (a, before) in now.iter().enumerate() {
                    let score = before + self.transitions[a * n + b];
                    if score > top {
                        (from, top) = (a, score);
                    }
                }
                back[t * n + b] = from as u8;
                new[b] = top + row[b] + plus(b);
            }
            std::mem::swap(&mut now, &mut new);
        }
        let mut label = (0..n).reduce(|a, b| if now[b] > now[a] { b } else { a }).unwrap_or(0);
        let mut out = vec![0u8; length];
        for t in (0..length).rev() {
            out[t] = label as u8;
            label = usize::from(back[t * n + label]);
        }
        out
    }

    /// Scaled forward sums, one row a token, and the logarithm of the sum over all label sequences.
    fn forward(&self, odds: &[f32], shift: f64) -> (Vec<f32>, f64) {
        let n = self.labels;
        let mut rows = vec![0.0f32; odds.len()];
        let mut log = shift;
        let mut before = vec![0.0f32; n];
        for (t, odds) in odds.chunks_exact(n).enumerate() {
            let row = &mut rows[t * n..(t + 1) * n];
            for b in 0..n {
                let reached = if t == 0 {
                    self.first[b]
                } else {
                    before.iter().enumerate().map(|(a, p)| p * self.steps[a * n + b]).sum()
                };
                row[b] = reached * odds[b];
            }
            let sum: f32 = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            row.iter_mut().for_each(|p| *p /= sum);
            before.copy_from_slice(row);
            log += f64::from(sum).ln();
        }
        (rows, log)
    }

    /// `exp(score - highest of its token)`, and the sum of the highest.
    fn odds(&self, emissions: &[f32]) -> (Vec<f32>, f64) {
        let mut shift = 0.0f64;
        let mut odds = Vec::with_capacity(emissions.len());
        for row in emissions.chunks_exact(self.labels) {
            let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            odds.extend(row.iter().map(|s| (s - top).exp()));
            shift += f64::from(top);
        }
        (odds, shift)
    }

    /// The probability of one label at each token.
    pub fn chances(&self, emissions: &[f32], label: usize) -> Vec<f32> {
        self.chances_of(emissions, |_| label)
    }

    /// The probability that each token has the label `of` it.
    pub fn chances_of(&self, emissions: &[f32], of: impl Fn(usize) -> usize) -> Vec<f32> {
        let n = self.labels;
        let (odds, shift) = self.odds(emissions);
        let (mut rows, _) = self.forward(&odds, shift);
        let mut after = vec![1.0f32; n];
        let mut out = vec![0.0f32; rows.len() / n];
        let mut weighted = vec![0.0f32; n];
        for t in (0..out.len()).rev() {
            let row = &mut rows[t * n..(t + 1) * n];
            row.iter_mut().zip(&after).for_each(|(p, b)| *p *= b);
            let sum: f32 = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            out[t] = row[of(t)] / sum;
            let odds = &odds[t * n..(t + 1) * n];
            weighted.iter_mut().zip(odds.iter().zip(&after)).for_each(|(w, (o, b))| *w = o * b);
            for (a, before) in after.iter_mut().enumerate() {
                *before = weighted.iter().enumerate().map(|(b, w)| w * self.steps[a * n + b]).sum();
            }
            let sum: f32 = after.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            after.iter_mut().for_each(|b| *b /= sum);
        }
        out
    }

    /// The probability that not every token has label 0.
    pub fn chance_of_some(&self, emissions: &[f32]) -> f32 {
        let n = self.labels;
        let (odds, shift) = self.odds(emissions);
        let (_, all) = self.forward(&odds, shift);
        let length = emissions.len() / n;
        let none: f64 = emissions.chunks_exact(n).map(|row| f64::from(row[0])).sum::<f64>()
            + f64::from(self.start[0])
            + f64::from(self.transitions[0]) * length.saturating_sub(1) as f64;
        (1.0 - (none - all).min(0.0).exp()) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: usize = 3;

    fn chain() -> Chain {
        let transitions = vec![0.2, -0.3, -6.0, 0.1, -1.0, 0.7, 0.4, 0.0, 0.3];
        Chain::new(LABELS, transitions, vec![0.1, -0.2, -6.0])
    }

    /// Every sequence of labels with its score.
    fn all(chain: &Chain, emissions: &[f32]) -> Vec<(Vec<u8>, f64)> {
        let length = emissions.len() / LABELS;
        let sequences = (0..LABELS.pow(length as u32)).map(|mut code| {
            let mut labels = Vec::new();
            for _ in 0..length {
                labels.push((code % LABELS) as u8);
                code /= LABELS;
            }
            labels
        });
        let score = |labels: &Vec<u8>| {
            let at = |t: usize| usize::from(labels[t]);
            let mut score = chain.start[at(0)];
            for t in 0..length {
                score += emissions[t * LABELS + at(t)];
                if t > 0 {
                    score += chain.transitions[at(t - 1) * LABELS + at(t)];
                }
            }
            f64::from(score)
        };
        sequences.map(|l| (l.clone(), score(&l))).collect()
    }

    const EMISSIONS: [f32; 15] =
        [0.3, 1.2, -0.4, 0.0, 0.4, 2.0, 1.0, -1.0, 0.2, 0.1, 0.1, 0.1, -2.0, 0.5, 0.9];

    #[test]
    fn the_best_path_is_the_best_of_all() {
        let chain = chain();
        let best =
            all(&chain, &EMISSIONS).into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).expect("there are some");
        assert_eq!(chain.best(&EMISSIONS, None), best.0);
    }

    #[test]
    fn probabilities_are_shares_of_all_paths() {
        let chain = chain();
        let all = all(&chain, &EMISSIONS);
        let total: f64 = all.iter().map(|(_, s)| s.exp()).sum();
        for label in 0..LABELS {
            let found = chain.chances(&EMISSIONS, label);
            for (t, found) in found.iter().enumerate() {
                let with = all.iter().filter(|(l, _)| usize::from(l[t]) == label);
                let expected = with.map(|(_, s)| s.exp()).sum::<f64>() / total;
                assert!(
                    (f64::from(*found) - expected).abs() < 1e-5,
                    "label {label} at {t}: {found} {expected}"
                );
            }
        }
        let none = all.iter().find(|(l, _)| l.iter().all(|x| *x == 0)).expect("it is one of them").1.exp();
        assert!((f64::from(chain.chance_of_some(&EMISSIONS)) - (1.0 - none / total)).abs() < 1e-5);
    }

    #[test]
    fn no_tokens_have_no_labels() {
        assert!(chain().best(&[], None).is_empty() && chain().chances(&[], 1).is_empty());
    }
}
