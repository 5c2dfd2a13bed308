//! What the parser and the name recogniser share: scoring the next action from a few tokens.
//!
//! spaCy's `TransitionBasedParser.v2` looks at a fixed number of tokens of a state, adds what each contributes at
//! its place (computed for all tokens at once), takes the maximum over two pieces, and scores every action with a
//! linear layer. The first best valid action is taken. Source: spaCy 3.8 (`spacy/ml/parser_model.pyx`,
//! `spacy/pipeline/transition_parser.pyx`).

use crate::{
    Error,
    kernel::{self, Kernel, Packed},
    msgpack,
    weights::Weights,
};

/// Width of the hidden layer.
const HIDDEN: usize = 64;
const PIECES: usize = 2;
const UNITS: usize = HIDDEN * PIECES;

/// A feature slot that no token fills.
pub const NOBODY: usize = usize::MAX;

/// The scoring network of one component with `slots` feature tokens.
pub struct Scorer {
    kernel: Kernel,
    width: usize,
    slots: usize,
    reduce: Packed,
    reduce_bias: Vec<f32>,
    lower: Packed,
    lower_bias: Vec<f32>,
    /// What an empty slot contributes: `slots × UNITS`.
    pad: Vec<f32>,
    /// One row of `actions` values a hidden unit.
    upper: Vec<f32>,
    upper_bias: Vec<f32>,
    actions: usize,
}

/// What the tokens of a text contribute in every slot.
///
/// Only those of the last tokens are kept, in a ring: the states of a text look back a sentence, rarely further,
/// and what they look at then stays in the processor's cache however long the text is.
#[derive(Default)]
pub struct Contributions {
    reduced: Vec<f32>,
    /// Token `t` stands at `t % RING`, for the `RING` tokens before `ready`.
    ring: Vec<f32>,
    ready: usize,
    /// The row of a token that has left the ring.
    old: Vec<f32>,
}

/// Tokens whose contributions are computed at once.
const BLOCK: usize = 64;
/// Tokens whose contributions are kept.
const RING: usize = 4 * BLOCK;

impl Scorer {
    /// Takes the layers out of a model file. `width` is that of the token vectors.
    pub fn load(
        weights: &Weights,
        width: usize,
        slots: usize,
        actions: usize,
        kernel: Kernel,
    ) -> Result<Scorer, Error> {
        let linear = |inputs: usize, outputs: usize| -> Result<(&[f32], &[f32]), Error> {
            let node = weights
                .of_kind("linear")
                .find(|n| n.shape("W") == Some(&[outputs, inputs]))
                .ok_or_else(|| {
                    Error::damaged(format!("it has no linear layer from {inputs} to {outputs}"))
                        .at(weights.file())
                })?;
            Ok((weights.array(node, "W", &[outputs, inputs])?, weights.array(node, "b", &[outputs])?))
        };
        let (reduce, reduce_bias) = linear(width, HIDDEN)?;
        let (upper, upper_bias) = linear(HIDDEN, actions)?;
        let node = weights.node("precomputable_affine", 0)?;
        let w = weights.array(node, "W", &[slots, HIDDEN, PIECES, HIDDEN])?;
        let b = weights.array(node, "b", &[HIDDEN, PIECES])?;
        let p = weights.array(node, "pad", &[1, slots, HIDDEN, PIECES])?;
        // Pieces go one after the other, so that the maximum over them runs along the row.
        let (mut lower, mut pad) = (vec![0.0; slots * UNITS * HIDDEN], vec![0.0; slots * UNITS]);
        let mut lower_bias = vec![0.0; UNITS];
        for unit in 0..HIDDEN {
            for piece in 0..PIECES {
                let to = piece * HIDDEN + unit;
                lower_bias[to] = b[unit * PIECES + piece];
                for slot in 0..slots {
                    let from = (slot * HIDDEN + unit) * PIECES + piece;
                    pad[slot * UNITS + to] = p[from];
                    let to = (slot * UNITS + to) * HIDDEN;
                    lower[to..to + HIDDEN].copy_from_slice(&w[from * HIDDEN..(from + 1) * HIDDEN]);
                }
            }
        }
        // Actions are padded to a multiple of the register width with scores that nothing ever reaches.
        let padded = actions.next_multiple_of(16);
        let mut by_unit = vec![0.0; HIDDEN * padded];
        for (action, row) in upper.chunks_exact(HIDDEN).enumerate() {
            for (unit, value) in row.iter().enumerate() {
                by_unit[unit * padded + action] = *value;
            }
        }
        let mut bias = upper_bias.to_vec();
        bias.resize(padded, f32::NEG_INFINITY);
        Ok(Scorer {
            kernel,
            width,
            slots,
            reduce: Packed::new(kernel, reduce, HIDDEN, width),
            reduce_bias: reduce_bias.to_vec(),
            lower: Packed::new(kernel, &lower, slots * UNITS, HIDDEN),
            lower_bias,
            pad,
            upper: by_unit,
            upper_bias: bias,
            actions,
        })
    }

    /// Width of the token vectors.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Makes ready to compute what the tokens of a text contribute; `vectors` has one row of the width given to `load` a token.
    pub fn prepare(&self, vectors: &[f32], out: &mut Contributions) {
        let tokens = vectors.len() / self.width;
        out.reduced.clear();
        out.reduced.resize(tokens * HIDDEN, 0.0);
        self.reduce.mul(vectors, self.width, &mut out.reduced, tokens);
        for row in out.reduced.chunks_exact_mut(HIDDEN) {
            kernel::add(self.kernel, row, &self.reduce_bias);
        }
        out.ring.resize(RING * self.slots * UNITS, 0.0);
        out.ready = 0;
    }

    /// What `token` contributes in `slot`.
    fn row<'c>(&self, of: &'c mut Contributions, token: usize, slot: usize) -> &'c [f32] {
        let length = self.slots * UNITS;
        while token >= of.ready {
            let tokens = (of.reduced.len() / HIDDEN - of.ready).min(BLOCK);
            let to = of.ready % RING * length;
            let from = &of.reduced[of.ready * HIDDEN..];
            self.lower.mul(from, HIDDEN, &mut of.ring[to..to + tokens * length], tokens);
            of.ready += BLOCK;
        }
        let row = if token + RING >= of.ready {
            let at = token % RING * length;
            &of.ring[at..at + length]
        } else {
            of.old.resize(length, 0.0);
            self.lower.mul(&of.reduced[token * HIDDEN..], HIDDEN, &mut of.old, 1);
            &of.old[..]
        };
        &row[slot * UNITS..(slot + 1) * UNITS]
    }

    /// Scores every action in a state whose slots hold these tokens ([`NOBODY`] for none).
    pub fn score<'s>(&self, of: &mut Contributions, slots: &[usize], scores: &'s mut Vec<f32>) -> &'s [f32] {
        let mut units = [0.0f32; UNITS];
        units.copy_from_slice(&self.lower_bias);
        for (slot, token) in slots.iter().enumerate() {
            let row = if *token == NOBODY {
                &self.pad[slot * UNITS..(slot + 1) * UNITS]
            } else {
                self.row(of, *token, slot)
            };
            kernel::add(self.kernel, &mut units, row);
        }
        let mut hidden = [0.0f32; HIDDEN];
        for (unit, value) in hidden.iter_mut().enumerate() {
            let (a, b) = (units[unit], units[HIDDEN + unit]);
            *value = if b > a { b } else { a };
        }
        scores.resize(self.upper_bias.len(), 0.0);
        kernel::score(self.kernel, &hidden, &self.upper, &self.upper_bias, scores);
        &scores[..self.actions]
    }
}

/// The actions of a component in the order of its scores: number of the kind of action, and label.
///
/// Source: `TransitionSystem.initialize_actions`: by kind, and in a kind by frequency and then label, both falling;
/// labels with a frequency below zero, which were added after training, come after all others.
pub fn actions(moves: &[u8], file: &str) -> Result<Vec<(u8, String)>, Error> {
    let damaged = |what: &str| Error::damaged(what).at(file);
    let root = msgpack::parse(moves, file)?;
    let json =
        msgpack::field(&root, "moves").and_then(msgpack::text).ok_or_else(|| damaged("it has no `moves`"))?;
    let kinds: std::collections::BTreeMap<u8, std::collections::HashMap<String, i64>> =
        serde_json::from_str(json).map_err(|e| damaged(&format!("`moves` are not as expected: {e}")))?;
    let mut found: Vec<(bool, u8, i64, String)> = Vec::new();
    for (kind, labels) in kinds {
        found.extend(labels.into_iter().map(|(label, freq)| (freq < 0, kind, freq, label)));
    }
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| (b.2, &b.3).cmp(&(a.2, &a.3))));
    Ok(found.into_iter().map(|(_, kind, _, label)| (kind, label)).collect())
}

/// The number of a label, which is added if it is new.
pub fn number(labels: &mut Vec<String>, label: &str, file: &str) -> Result<u16, Error> {
    let found = labels.iter().position(|l| l == label).unwrap_or_else(|| {
        labels.push(label.to_owned());
        labels.len() - 1
    });
    u16::try_from(found).map_err(|_| Error::damaged("it has too many labels").at(file))
}

/// The first of the best among the valid actions.
#[inline]
pub fn best(scores: &[f32], valid: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (i, score) in scores.iter().enumerate() {
        if best.is_none_or(|(_, s)| *score > s) && valid(i) {
            best = Some((i, *score));
        }
    }
    best.map(|(i, _)| i)
}
