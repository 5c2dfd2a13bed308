//! The tagger of statements: finds cues in a unit, then for each cue what is its source and its content.
//!
//! A first pass tags every token of a unit once. The cues that it finds are candidates; a second pass is told one of
//! them, with the distance, the tree and the marks between it and every token ([`relations`]), and tags what belongs
//! to it. So a token can be content of two statements, and every source has its own cue. How it was trained and on
//! what stands in the card beside the weights, `models/statements.toml`.

use super::{
    Error,
    chain::Chain,
    inputs::Inputs,
    layers::{Linear, Norm, Stack, hard_swish, softmax},
    relations::{self, Cue, relate},
    units::{self, Sight, Unit},
    weights::Weights,
};
use crate::rules::Lexicon;
use onrecord_lang::kernel::{self, Kernel};
use std::ops::Range;

/// Labels of the first pass: outside, begin and inside of source, cue and content.
const FLAT: usize = 7;
const B_CUE: usize = 3;
const I_CUE: usize = 4;
/// Labels of the second pass: outside, begin and inside of source and content.
const ROLES: usize = 5;
/// The second pass reads so many tokens to either side of a cue. 99 % of PolNeAR's paragraphs have at most 123 tokens.
const REACH: usize = 96;
/// Of a unit's cues the surest are looked at: these, and one more for each [`TOKENS_A_CUE`] tokens. Prose has one cue
/// in forty tokens; this bounds what a text of nothing but cues costs.
const LEAST_CUES: usize = 4;
const TOKENS_A_CUE: usize = 16;
/// Rows of the second pass that are computed at once, to bound memory.
const ROWS_AT_ONCE: usize = 4096;

/// The trained network.
pub struct Tagger {
    second_width: usize,
    model: String,
    kernel: Kernel,
    inputs: Inputs,
    encoder: Stack,
    flat: Linear,
    flat_chain: Chain,
    token: Linear,
    cue: Linear,
    product: Linear,
    chances: Linear,
    relations: Vec<Vec<f32>>,
    second_norm: Norm,
    second: Stack,
    roles: Linear,
    roles_chain: Chain,
    raise_cue: f32,
    scores: Scores,
}

/// How raw probabilities become shares of right records: `1 / (1 + exp(-(a + b · logit p)))` with `[a, b]`.
///
/// Source: Platt (1999), on texts that the tagger was not trained on; the values come with the weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// For statements of the tagger, from the product of its two probabilities.
    pub tagged: [f32; 2],
    /// For statements that a rule finds and the tagger does not, from the tagger's probability of their cue.
    pub lone: [f32; 2],
}

impl Default for Scores {
    fn default() -> Scores {
        Scores { tagged: [0.0, 1.0], lone: [0.0, 1.0] }
    }
}

impl Scores {
    /// The share of right records among those with the raw probability `p`.
    pub fn share([a, b]: [f32; 2], p: f32) -> f32 {
        let p = p.clamp(1e-4, 1.0 - 1e-4);
        1.0 / (1.0 + (-(a + b * (p / (1.0 - p)).ln())).exp())
    }
}

/// A statement as the network sees it, in token numbers of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    /// The cue's tokens.
    pub cue: Range<usize>,
    /// The source's tokens, ascending; none where no source is named.
    pub source: Vec<usize>,
    /// The content's tokens, ascending; none where the second pass found nothing.
    pub content: Vec<usize>,
    /// Probability that the cue is one.
    pub cue_chance: f32,
    /// Probability that it has a source or a content.
    pub some_chance: f32,
}

/// What the network says of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The statements, in text order of their cues.
    pub statements: Vec<Tagged>,
    /// How its probabilities become scores.
    pub scores: Scores,
    /// For each token the probability that a cue begins with it; 0 for white space.
    pub cues: Vec<f32>,
}

impl Tagger {
    /// Builds the network from its file.
    ///
    /// # Errors
    ///
    /// If the file is no safetensors file, or an array is missing or has another shape.
    pub fn load(bytes: &[u8], kernel: Kernel) -> Result<Tagger, Error> {
        let weights = &Weights::parse(bytes)?;
        let dilations = |key: &str| weights.list::<usize>(key);
        let inputs = Inputs::load(weights, kernel)?;
        let width = inputs.width();
        let [second, _] = weights.matrix("token.weight")?;
        let linear =
            |name: &str, outputs: usize, inputs: usize| Linear::load(weights, name, outputs, inputs, kernel);
        // Relations are kept in bytes.
        if inputs.deps() + relations::NONE_IN_BRANCH > usize::from(u8::MAX) {
            return Err(Error(format!("{} dependency labels are too many", inputs.deps())));
        }
        let sizes = relations::sizes(inputs.deps());
        let relation = |(name, size): (&str, usize)| weights.shaped(name, &[size, second]);
        Ok(Tagger {
            second_width: second,
            model: weights.text("model")?.to_owned(),
            kernel,
            encoder: Stack::load(weights, "encoder", &dilations("dilations")?, width, kernel)?,
            flat: linear("flat", FLAT, width)?,
            flat_chain: Chain::load(weights, "flat", FLAT)?,
            token: linear("token", second, width)?,
            cue: linear("cue", second, width)?,
            product: linear("product", second, width)?,
            chances: linear("chances", second, FLAT)?,
            relations: relations::NAMES.into_iter().zip(sizes).map(relation).collect::<Result<_, _>>()?,
            second_norm: Norm::load(weights, "second_norm", second, kernel)?,
            second: Stack::load(weights, "second", &dilations("second_dilations")?, second, kernel)?,
            roles: linear("roles", ROLES, second)?,
            roles_chain: Chain::load(weights, "roles", ROLES)?,
            raise_cue: weights.list::<f32>("raise_cue")?.first().copied().unwrap_or(0.0),
            scores: Scores { tagged: pair(weights, "scores_tagged")?, lone: pair(weights, "scores_lone")? },
            inputs,
        })
    }

    /// The base model that it was trained on; on another one its answers mean nothing.
    pub fn base(&self) -> &str {
        &self.model
    }

    /// What it says of a text.
    pub fn find(&self, sight: &Sight, lexicon: &Lexicon) -> Answer {
        let cues = vec![0.0; sight.tokens.len()];
        let mut out = Answer { statements: Vec::new(), scores: self.scores, cues };
        for units in sight.parts(ROWS_AT_ONCE) {
            self.find_in(units, sight, lexicon, &mut out);
        }
        out
    }

    fn find_in(&self, units: &[Unit], sight: &Sight, lexicon: &Lexicon, out: &mut Answer) {
        let tokens = sight.tokens;
        let sequences = units::sequences(units);
        let rows = sequences.last().map_or(0, |s| s.end);
        let classes = |t: usize| lexicon.find(tokens, t).map_or(&[][..], |entry| &entry.classes);
        let mut vectors = self.inputs.of(units, sight, classes);
        self.encoder.apply(&mut vectors, &sequences);
        let mut emissions = self.flat.apply(&vectors, rows);
        let mut candidates: Vec<Candidate> = Vec::new();
        for (n, sequence) in sequences.iter().enumerate() {
            let own = &emissions[sequence.start * FLAT..sequence.end * FLAT];
            let mut cues = cues(&self.flat_chain.best(own, Some((B_CUE, self.raise_cue))));
            let chances = self.flat_chain.chances(own, B_CUE);
            units[n].tokens.iter().zip(&chances).for_each(|(t, chance)| out.cues[*t] = *chance);
            let most = LEAST_CUES + units[n].len() / TOKENS_A_CUE;
            if cues.len() > most {
                cues.sort_by(|a, b| chances[b.first].total_cmp(&chances[a.first]));
                cues.truncate(most);
                cues.sort_by_key(|cue| cue.first);
            }
            candidates.extend(cues.iter().map(|cue| Candidate {
                unit: n,
                cue: *cue,
                around: cue.first.saturating_sub(REACH)..(cue.last + 1 + REACH).min(units[n].len()),
                chance: chances[cue.first],
            }));
        }
        emissions.chunks_exact_mut(FLAT).for_each(softmax);
        // What the second pass takes from a token alone.
        let mut alone = self.token.apply(&vectors, rows);
        let likely = self.chances.apply(&emissions, rows);
        kernel::add(self.kernel, &mut alone, &likely);
        let deps = |unit: &Unit| unit.tokens.iter().map(|t| self.inputs.dep(tokens.dep(*t))).collect();
        let deps: Vec<Vec<usize>> = units.iter().map(deps).collect();
        let mut from = 0;
        while from < candidates.len() {
            let mut rows = 0;
            let together = candidates[from..].iter().take_while(|c| {
                let fits = rows == 0 || rows + c.around.len() <= ROWS_AT_ONCE;
                rows += c.around.len();
                fits
            });
            let to = from + together.count();
            let seen = Seen { units, sequences: &sequences, vectors: &vectors, alone: &alone, deps: &deps };
            self.condition(&candidates, from..to, &seen, &mut out.statements);
            from = to;
        }
    }

    /// Runs the second pass for some of the candidates.
    fn condition(&self, candidates: &[Candidate], which: Range<usize>, seen: &Seen, out: &mut Vec<Tagged>) {
        let w = self.second_width;
        let rows: usize = candidates[which.clone()].iter().map(|c| c.around.len()).sum();
        let mut products: Vec<f32> = Vec::new();
        let mut x: Vec<f32> = Vec::with_capacity(rows * w);
        let mut sequences: Vec<Range<usize>> = Vec::new();
        for candidate in &candidates[which.clone()] {
            let (unit, sequence) = (&seen.units[candidate.unit], &seen.sequences[candidate.unit]);
            let width = seen.vectors.len() / seen.sequences.last().map_or(1, |s| s.end);
            let own = &seen.vectors[sequence.start * width..sequence.end * width];
            let around = candidate.around.clone();
            let Cue { first, last } = candidate.cue;
            let mut cue = vec![0.0f32; width];
            for row in own[first * width..(last + 1) * width].chunks_exact(width) {
                kernel::add(self.kernel, &mut cue, row);
            }
            cue.iter_mut().for_each(|v| *v /= (last + 1 - first) as f32);
            let near = own[around.start * width..around.end * width].chunks_exact(width);
            products.extend(near.flat_map(|row| row.iter().zip(&cue).map(|(a, b)| a * b)));
            let about = self.cue.apply(&cue, 1);
            let others = candidates.iter().filter(|c| c.unit == candidate.unit).map(|c| c.cue.first);
            let starts: Vec<usize> = others.filter(|s| !candidate.cue.holds(*s)).collect();
            let labels = self.inputs.deps();
            let related = relate(unit, &seen.deps[candidate.unit], labels, candidate.cue, &starts);
            sequences.push(x.len() / w..x.len() / w + around.len());
            let alone = &seen.alone[(sequence.start + around.start) * w..(sequence.start + around.end) * w];
            for (alone, related) in alone.chunks_exact(w).zip(&related[around]) {
                let from = x.len();
                x.extend_from_slice(alone);
                let row = &mut x[from..];
                kernel::add(self.kernel, row, &about);
                for (table, value) in self.relations.iter().zip(related) {
                    let value = usize::from(*value);
                    kernel::add(self.kernel, row, &table[value * w..(value + 1) * w]);
                }
            }
        }
        kernel::add(self.kernel, &mut x, &self.product.apply(&products, rows));
        hard_swish(&mut x);
        x.chunks_exact_mut(w).for_each(|row| self.second_norm.apply(row));
        self.second.apply(&mut x, &sequences);
        let emissions = self.roles.apply(&x, rows);
        for (candidate, sequence) in candidates[which].iter().zip(sequences) {
            let own = &emissions[sequence.start * ROLES..sequence.end * ROLES];
            let labels = self.roles_chain.best(own, None);
            let tokens = &seen.units[candidate.unit].tokens;
            let with = |wanted: [u8; 2]| {
                let all = candidate.around.clone().zip(&labels);
                let mine = all.filter(|(t, l)| wanted.contains(l) && !candidate.cue.holds(*t));
                mine.map(|(t, _)| tokens[t]).collect()
            };
            out.push(Tagged {
                cue: tokens[candidate.cue.first]..tokens[candidate.cue.last] + 1,
                source: with([1, 2]),
                content: with([3, 4]),
                cue_chance: candidate.chance,
                some_chance: self.roles_chain.chance_of_some(own),
            });
        }
    }
}

/// Two finite numbers of the metadata.
pub(super) fn pair(weights: &Weights, key: &str) -> Result<[f32; 2], Error> {
    let found: Result<[f32; 2], _> = weights.list::<f32>(key)?.try_into();
    let pair =
        found.map_err(|list| Error(format!("metadata `{key}` hold {} numbers and not 2", list.len())))?;
    if pair.iter().all(|v| v.is_finite()) {
        Ok(pair)
    } else {
        Err(Error(format!("metadata `{key}` are no numbers")))
    }
}

/// A cue that the first pass found.
struct Candidate {
    /// Number of its unit.
    unit: usize,
    cue: Cue,
    /// The positions that the second pass reads.
    around: Range<usize>,
    /// Probability that one begins there.
    chance: f32,
}

/// What the second pass looks at.
struct Seen<'a> {
    units: &'a [Unit],
    /// The rows of each unit.
    sequences: &'a [Range<usize>],
    /// What the encoder gave, one row a token.
    vectors: &'a [f32],
    /// What a token adds to the second pass's input whatever the cue is.
    alone: &'a [f32],
    /// Numbers of the dependency labels, by unit.
    deps: &'a [Vec<usize>],
}

/// The cues of a unit's labels.
fn cues(labels: &[u8]) -> Vec<Cue> {
    let mut out: Vec<Cue> = Vec::new();
    let mut open = false;
    for (t, label) in labels.iter().enumerate() {
        let label = usize::from(*label);
        match out.last_mut() {
            Some(cue) if label == I_CUE && open => cue.last = t,
            _ if label == B_CUE || label == I_CUE => out.push(Cue { first: t, last: t }),
            _ => {}
        }
        open = label == B_CUE || label == I_CUE;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_runs_of_their_labels() {
        let cue = |first, last| Cue { first, last };
        assert_eq!(cues(&[3, 4, 0, 4, 3, 3, 4, 5]), [cue(0, 1), cue(3, 3), cue(4, 4), cue(5, 6)]);
        assert_eq!(cues(&[0, 1, 2]), []);
    }
}
