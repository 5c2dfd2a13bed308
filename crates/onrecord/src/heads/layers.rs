//! Layers over rows of values, one row a token, on the base model's kernels.

use super::{Error, weights::Weights};
use onrecord_lang::kernel::{self, Kernel, Packed};
use std::ops::Range;

/// `W · x + b` for every row.
pub struct Linear {
    weights: Packed,
    bias: Vec<f32>,
    kernel: Kernel,
}

impl Linear {
    /// Reads `NAME.weight` (`outputs × inputs`) and, where there is one, `NAME.bias`.
    pub fn load(
        weights: &Weights,
        name: &str,
        outputs: usize,
        inputs: usize,
        kernel: Kernel,
    ) -> Result<Linear, Error> {
        let values = weights.shaped(&format!("{name}.weight"), &[outputs, inputs])?;
        let bias = if weights.has(&format!("{name}.bias")) {
            weights.shaped(&format!("{name}.bias"), &[outputs])?
        } else {
            Vec::new()
        };
        Ok(Linear { weights: Packed::new(kernel, &values, outputs, inputs), bias, kernel })
    }

    /// Values of one row of outputs.
    pub fn width(&self) -> usize {
        self.weights.outputs()
    }

    /// The outputs of `rows` rows.
    pub fn apply(&self, x: &[f32], rows: usize) -> Vec<f32> {
        let mut y = vec![0.0; rows * self.weights.outputs()];
        if rows == 0 {
            return y;
        }
        self.weights.mul(x, x.len() / rows, &mut y, rows);
        if !self.bias.is_empty() {
            y.chunks_exact_mut(self.bias.len()).for_each(|row| kernel::add(self.kernel, row, &self.bias));
        }
        y
    }
}

/// Normalisation of every row to mean 0 and variance 1, with gain and bias.
pub struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
    kernel: Kernel,
}

impl Norm {
    /// Reads `NAME.weight` and `NAME.bias`.
    pub fn load(weights: &Weights, name: &str, width: usize, kernel: Kernel) -> Result<Norm, Error> {
        Ok(Norm {
            gain: weights.shaped(&format!("{name}.weight"), &[width])?,
            bias: weights.shaped(&format!("{name}.bias"), &[width])?,
            kernel,
        })
    }

    /// Normalises one row.
    pub fn apply(&self, row: &mut [f32]) {
        kernel::normalise(self.kernel, row, &self.gain, &self.bias);
    }
}

/// One residual layer: `x + maxout(W · window(normalised x) + b)`, with a window of three tokens, `dilation` apart.
struct Conv {
    norm: Norm,
    weights: Packed,
    bias: Vec<f32>,
    dilation: usize,
}

/// One residual layer: every token attends to all tokens of its sequence, with a bias for the distance between two.
struct Attend {
    norm: Norm,
    /// Queries, keys and values of all heads, one after the other.
    queries: Linear,
    out: Linear,
    /// For each head one value a distance, from `-REACH` to `REACH`.
    distance: Vec<f32>,
}

/// How many things a token attends to at once.
const HEADS: usize = 4;
/// The distance beyond which tokens are equally far.
const REACH: usize = 32;

/// A layer of a [`Stack`].
enum Layer {
    Conv(Conv),
    Attend(Attend),
}

/// Residual layers and a last normalisation.
pub struct Stack {
    layers: Vec<Layer>,
    norm: Norm,
    width: usize,
    kernel: Kernel,
}

/// Rows that are computed at once: as many as stay in the second cache with their windows.
const ROWS: usize = 192;

impl Stack {
    /// Reads `NAME.layers.N` for each of the layers, given by their dilation, 0 for one that attends, and `NAME.norm`.
    pub fn load(
        weights: &Weights,
        name: &str,
        layers: &[usize],
        width: usize,
        kernel: Kernel,
    ) -> Result<Stack, Error> {
        let layer = |(n, dilation): (usize, &usize)| -> Result<Layer, Error> {
            let own = |part: &str| format!("{name}.layers.{n}.{part}");
            let norm = Norm::load(weights, &own("norm"), width, kernel)?;
            if *dilation == 0 {
                let queries = Linear::load(weights, &own("queries"), 3 * width, width, kernel)?;
                let out = Linear::load(weights, &own("out"), width, width, kernel)?;
                let distance = weights.shaped(&own("distance"), &[HEADS, 2 * REACH + 1])?;
                return Ok(Layer::Attend(Attend { norm, queries, out, distance }));
            }
            let linear = weights.shaped(&own("linear.weight"), &[2 * width, 3 * width])?;
            let bias = weights.shaped(&own("linear.bias"), &[2 * width])?;
            let weights = Packed::new(kernel, &linear, 2 * width, 3 * width);
            Ok(Layer::Conv(Conv { norm, weights, bias, dilation: *dilation }))
        };
        if width == 0 || !width.is_multiple_of(HEADS) {
            return Err(Error(format!("width {width} of `{name}` is no multiple of {HEADS}")));
        }
        Ok(Stack {
            layers: layers.iter().enumerate().map(layer).collect::<Result<_, _>>()?,
            norm: Norm::load(weights, &format!("{name}.norm"), width, kernel)?,
            width,
            kernel,
        })
    }

    /// Runs all layers over `x` in place. Nothing crosses the borders of `sequences`, which part the rows.
    pub fn apply(&self, x: &mut [f32], sequences: &[Range<usize>]) {
        let mut normal = vec![0.0f32; x.len()];
        for layer in &self.layers {
            let norm = match layer {
                Layer::Conv(layer) => &layer.norm,
                Layer::Attend(layer) => &layer.norm,
            };
            normal.copy_from_slice(x);
            normal.chunks_exact_mut(self.width).for_each(|row| norm.apply(row));
            match layer {
                Layer::Conv(layer) => self.convolve(layer, &normal, x, sequences),
                Layer::Attend(layer) => self.attend(layer, &normal, x, sequences),
            }
        }
        x.chunks_exact_mut(self.width).for_each(|row| self.norm.apply(row));
    }

    fn convolve(&self, layer: &Conv, normal: &[f32], x: &mut [f32], sequences: &[Range<usize>]) {
        let w = self.width;
        let row = |t: usize| &normal[t * w..(t + 1) * w];
        let mut windows = vec![0.0f32; ROWS * 3 * w];
        let mut pre = vec![0.0f32; ROWS * 2 * w];
        let mut out = vec![0.0f32; w];
        let mut at = 0;
        // Rows of all sequences one after the other, so that short ones share a product.
        let mut places = sequences.iter().flat_map(|s| s.clone().map(move |t| (t, s))).peekable();
        while places.peek().is_some() {
            let mut rows = 0;
            for ((t, sequence), window) in places.by_ref().take(ROWS).zip(windows.chunks_exact_mut(3 * w)) {
                let (left, rest) = window.split_at_mut(w);
                let (own, right) = rest.split_at_mut(w);
                own.copy_from_slice(row(t));
                match t.checked_sub(layer.dilation).filter(|t| *t >= sequence.start) {
                    Some(t) => left.copy_from_slice(row(t)),
                    None => left.fill(0.0),
                }
                match t.checked_add(layer.dilation).filter(|t| *t < sequence.end) {
                    Some(t) => right.copy_from_slice(row(t)),
                    None => right.fill(0.0),
                }
                rows += 1;
            }
            layer.weights.mul(&windows, 3 * w, &mut pre, rows);
            for pre in pre.chunks_exact(2 * w).take(rows) {
                kernel::maxout(self.kernel, pre, &layer.bias, &mut out);
                kernel::add(self.kernel, &mut x[at * w..(at + 1) * w], &out);
                at += 1;
            }
        }
    }

    fn attend(&self, layer: &Attend, normal: &[f32], x: &mut [f32], sequences: &[Range<usize>]) {
        let (w, own) = (self.width, self.width / HEADS);
        let rows = normal.len() / w;
        let all = layer.queries.apply(normal, rows);
        let mut mixed = vec![0.0f32; normal.len()];
        let scale = (own as f32).sqrt().recip();
        let (mut scores, mut out) = (Vec::new(), Vec::new());
        for sequence in sequences.iter().filter(|s| !s.is_empty()) {
            let n = sequence.len();
            let all = &all[sequence.start * 3 * w..sequence.end * 3 * w];
            scores.resize(n * n, 0.0);
            out.resize(n * own, 0.0);
            for head in 0..HEADS {
                let part = |what: usize, t: usize| &all[t * 3 * w + what * w + head * own..][..own];
                let keys: Vec<f32> = (0..n).flat_map(|t| part(1, t).iter().map(|v| v * scale)).collect();
                Packed::new(self.kernel, &keys, n, own).mul(&all[head * own..], 3 * w, &mut scores, n);
                let bias = &layer.distance[head * (2 * REACH + 1)..(head + 1) * (2 * REACH + 1)];
                for (t, row) in scores.chunks_exact_mut(n).enumerate() {
                    for (u, score) in row.iter_mut().enumerate() {
                        *score += bias[(u + REACH).saturating_sub(t).min(2 * REACH)];
                    }
                    softmax(row);
                }
                let values: Vec<f32> = (0..own).flat_map(|k| (0..n).map(move |t| part(2, t)[k])).collect();
                Packed::new(self.kernel, &values, own, n).mul(&scores, n, &mut out, n);
                for (t, row) in sequence.clone().zip(out.chunks_exact(own)) {
                    mixed[t * w + head * own..][..own].copy_from_slice(row);
                }
            }
        }
        kernel::add(self.kernel, x, &layer.out.apply(&mixed, rows));
    }
}

/// `x · min(max(x + 3, 0), 6) / 6` for every value. Source: the hard swish of Howard et al. (2019), MobileNetV3.
pub fn hard_swish(x: &mut [f32]) {
    x.iter_mut().for_each(|v| *v = *v * (*v + 3.0).clamp(0.0, 6.0) / 6.0);
}

/// Scores to probabilities, in place.
pub fn softmax(row: &mut [f32]) {
    let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    row.iter_mut().for_each(|v| *v = (*v - top).exp());
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|v| *v /= sum);
}
