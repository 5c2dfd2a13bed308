//! How each token of a unit stands to a candidate cue: what the second pass of the tagger is told.

use super::units::{Quote, Unit};

/// Distances, in tokens from the cue's edge, at which a new bucket begins. Fixed with the weights.
const BUCKETS: [usize; 11] = [1, 2, 3, 4, 5, 7, 10, 15, 23, 36, 61];

/// The relations, in the order of the values that [`relate`] gives.
pub const NAMES: [&str; 8] = ["distance", "up", "branch", "down", "sentence", "in_cue", "cues", "marks"];

/// Values of `branch` beyond the labels: the token above itself, no such token, another sentence.
pub const NONE_IN_BRANCH: usize = 3;

/// How many values each relation has; `labels` is the number of dependency labels.
pub fn sizes(labels: usize) -> [usize; 8] {
    [2 * BUCKETS.len() + 1, 8, labels + NONE_IN_BRANCH, 8, 7, 2, 4, 4]
}

/// A candidate cue: its first and last position in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cue {
    /// First position.
    pub first: usize,
    /// Last position.
    pub last: usize,
}

impl Cue {
    /// Whether it holds a position.
    pub fn holds(self, position: usize) -> bool {
        (self.first..=self.last).contains(&position)
    }
}

/// The values of all relations for each token of a unit.
///
/// - `distance`: bucket of the tokens between, to the left 1 to 11, to the right 12 to 22, within the cue 0;
/// - `up`: steps in the tree from the cue up to the first token that is above both, at most 5; 6 if none in the
///   sentence is, 7 in other sentences;
/// - `branch`: dependency label of the branch under that token which holds this one (`deps`), or `labels` if it is
///   that token itself, `labels + 1` and `labels + 2` as 6 and 7 before;
/// - `down`: steps from there down, as `up`;
/// - `sentence`: sentences from the cue's, -3 to 3, plus 3;
/// - `in_cue`: 1 within the cue;
/// - `cues`, `marks`: other candidate cues (`starts`) and quotation marks between, at most 3.
pub fn relate(unit: &Unit, deps: &[usize], labels: usize, cue: Cue, starts: &[usize]) -> Vec<[u8; 8]> {
    /// No tree is walked further.
    const DEEPEST: usize = 40;
    let n = unit.len();
    let head = (cue.first..=cue.last)
        .find(|t| !cue.holds(unit.heads[*t]) || unit.heads[*t] == *t)
        .unwrap_or(cue.first);
    let own = unit.sentences[head];
    // Steps from the cue up to each token above it.
    let mut steps: Vec<Option<usize>> = vec![None; n];
    let (mut above, mut count) = (head, 0);
    while steps[above].is_none() && unit.sentences[above] == own {
        steps[above] = Some(count);
        count += 1;
        above = unit.heads[above];
    }
    let mut out = vec![[0u8; 8]; n];
    for (t, out) in out.iter_mut().enumerate() {
        let gap = if t < cue.first { cue.first - t } else { t.saturating_sub(cue.last) };
        let bucket = BUCKETS.partition_point(|b| *b <= gap);
        let distance = if t > cue.last { BUCKETS.len() + bucket } else { bucket };
        let (mut up, mut branch, mut down) = (7, labels + 2, 7);
        if unit.sentences[t] == own {
            (up, branch, down) = (6, labels + 1, 6);
            let (mut at, mut below) = (t, None);
            for depth in 0..=DEEPEST {
                if let Some(steps) = steps[at] {
                    (up, down) = (steps.min(5), depth.min(5));
                    branch = below.map_or(labels, |b: usize| deps[b]);
                    break;
                }
                let next = unit.heads[at];
                if next == at || unit.sentences[next] != own {
                    break;
                }
                (below, at) = (Some(at), next);
            }
        }
        let sentence = (unit.sentences[t] as i64 - own as i64).clamp(-3, 3) + 3;
        let values = [distance, up, branch, down, sentence as usize, usize::from(cue.holds(t)), 0, 0];
        *out = values.map(|v| v as u8);
    }
    let mut is_start = vec![false; n];
    starts.iter().filter(|s| !cue.holds(**s)).for_each(|s| is_start[*s] = true);
    let is_mark = |t: usize| matches!(unit.quotes[t], Quote::Opening | Quote::Closing);
    let mut between = |positions: &mut dyn Iterator<Item = usize>| {
        let (mut cues, mut marks) = (0, 0);
        for t in positions {
            cues += u8::from(is_start[t]);
            out[t][6] = cues.min(3);
            out[t][7] = marks.min(3);
            cues = cues.min(3);
            marks = (marks + u8::from(is_mark(t))).min(3);
        }
    };
    between(&mut (0..cue.first).rev());
    between(&mut (cue.last + 1..n));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// *The envoy said “it failed” .* with *said* as the root.
    fn unit() -> Unit {
        let quotes = [Quote::Outside; 3].into_iter().chain([
            Quote::Opening,
            Quote::Inside,
            Quote::Inside,
            Quote::Closing,
            Quote::Outside,
        ]);
        Unit {
            tokens: (0..8).collect(),
            heads: vec![1, 2, 2, 5, 5, 2, 2, 2],
            sentences: vec![0; 8],
            quotes: quotes.collect(),
        }
    }

    #[test]
    fn tokens_stand_to_the_cue_by_distance_and_tree() {
        let deps: Vec<usize> = (10..18).collect();
        let found = relate(&unit(), &deps, 50, Cue { first: 2, last: 2 }, &[2, 5]);
        // `The` hangs two steps below the cue in the branch of `envoy`.
        assert_eq!(found[0], [2, 0, 11, 2, 3, 0, 0, 0]);
        assert_eq!(found[2], [0, 0, 50, 0, 3, 1, 0, 0]);
        // `it` hangs from `failed`, behind one quotation mark and before the other candidate.
        assert_eq!(found[4], [13, 0, 15, 2, 3, 0, 0, 1]);
        assert_eq!(found[7], [16, 0, 17, 1, 3, 0, 1, 2]);
    }

    #[test]
    fn other_sentences_have_no_path() {
        let mut unit = unit();
        unit.sentences = vec![0, 0, 0, 1, 1, 1, 1, 1];
        let found = relate(&unit, &[0; 8], 50, Cue { first: 2, last: 2 }, &[]);
        assert_eq!(found[4], [13, 7, 52, 7, 4, 0, 0, 1]);
    }
}
