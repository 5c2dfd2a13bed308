//! One layer of BERT: every piece looks at all pieces of its sequence, then is transformed by itself.
//!
//! Source: Devlin et al. (2019), BERT; Vaswani et al. (2017), Attention Is All You Need. Both halves add what they
//! give to what they were given and normalise the sum.

use crate::kernel::{self, Kernel, Packed};
use std::ops::Range;

/// The sizes of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Values of a piece.
    pub width: usize,
    /// How many things a piece looks at, at once.
    pub heads: usize,
    /// Values between the two products of the second half.
    pub inner: usize,
}

/// Rows that go through the second half together: as many as stay in the second cache.
const ROWS: usize = 48;

/// A layer with its weights packed.
pub struct Layer {
    shape: Shape,
    kernel: Kernel,
    /// Queries, keys and values, one after the other.
    looks: Linear,
    mixed: Linear,
    norm: Norm,
    inner: Linear,
    outer: Linear,
    last: Norm,
}

impl Layer {
    /// Layer `number` of the arrays that `array` gives by their published names and shapes.
    ///
    /// # Errors
    ///
    /// Those of `array`.
    pub fn load<E>(
        shape: Shape,
        number: usize,
        kernel: Kernel,
        array: &impl Fn(&str, &[usize]) -> Result<Vec<f32>, E>,
    ) -> Result<Layer, E> {
        let own = |part: &str| format!("encoder.layer.{number}.{part}");
        let Shape { width, inner, .. } = shape;
        let (mut weights, mut bias) = (Vec::new(), Vec::new());
        for part in ["query", "key", "value"] {
            let name = own(&format!("attention.self.{part}"));
            weights.extend(array(&format!("{name}.weight"), &[width, width])?);
            bias.extend(array(&format!("{name}.bias"), &[width])?);
        }
        let linear = |part: &str, outputs: usize, inputs: usize| -> Result<Linear, E> {
            let weights = array(&format!("{}.weight", own(part)), &[outputs, inputs])?;
            let bias = array(&format!("{}.bias", own(part)), &[outputs])?;
            Ok(Linear { weights: Packed::new(kernel, &weights, outputs, inputs), bias })
        };
        Ok(Layer {
            shape,
            kernel,
            looks: Linear { weights: Packed::new(kernel, &weights, 3 * width, width), bias },
            mixed: linear("attention.output.dense", width, width)?,
            norm: Norm::load(&own("attention.output.LayerNorm"), width, array)?,
            inner: linear("intermediate.dense", inner, width)?,
            outer: linear("output.dense", width, inner)?,
            last: Norm::load(&own("output.LayerNorm"), width, array)?,
        })
    }

    /// Runs the layer over the rows of `x` in place. Nothing crosses the borders of `sequences`, which part them.
    ///
    /// # Panics
    ///
    /// If the sequences reach beyond the rows.
    pub fn apply(&self, x: &mut [f32], sequences: &[Range<usize>]) {
        let Shape { width, inner, .. } = self.shape;
        let seen = self.look(x, sequences);
        let mut hidden = vec![0.0f32; ROWS * inner];
        let mut out = vec![0.0f32; ROWS * width];
        for (x, seen) in x.chunks_mut(ROWS * width).zip(seen.chunks(ROWS * width)) {
            let rows = x.len() / width;
            let (hidden, out) = (&mut hidden[..rows * inner], &mut out[..rows * width]);
            self.mixed.apply(self.kernel, seen, out, rows);
            kernel::add(self.kernel, x, out);
            x.chunks_exact_mut(width).for_each(|row| self.norm.apply(self.kernel, row));
            self.inner.apply(self.kernel, x, hidden, rows);
            kernel::gelu(self.kernel, hidden);
            self.outer.apply(self.kernel, hidden, out, rows);
            kernel::add(self.kernel, x, out);
            x.chunks_exact_mut(width).for_each(|row| self.last.apply(self.kernel, row));
        }
    }

    /// What every piece takes from the pieces that it looks at.
    fn look(&self, x: &[f32], sequences: &[Range<usize>]) -> Vec<f32> {
        let Shape { width, heads, .. } = self.shape;
        let own = width / heads;
        let scale = (own as f32).sqrt().recip();
        let mut seen = vec![0.0f32; x.len()];
        let (mut all, mut scores, mut out) = (Vec::new(), Vec::new(), Vec::new());
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        for sequence in sequences.iter().filter(|s| !s.is_empty()) {
            let n = sequence.len();
            all.resize(n * 3 * width, 0.0);
            self.looks.apply(self.kernel, &x[sequence.start * width..sequence.end * width], &mut all, n);
            scores.resize(n * n, 0.0);
            out.resize(n * own, 0.0);
            for head in 0..heads {
                let part = |what: usize, t: usize| &all[t * 3 * width + what * width + head * own..][..own];
                keys.clear();
                keys.extend((0..n).flat_map(|t| part(1, t).iter().map(|v| v * scale)));
                Packed::new(self.kernel, &keys, n, own).mul(&all[head * own..], 3 * width, &mut scores, n);
                scores.chunks_exact_mut(n).for_each(|row| kernel::softmax(self.kernel, row));
                values.clear();
                values.resize(own * n, 0.0);
                for t in 0..n {
                    for (k, v) in part(2, t).iter().enumerate() {
                        values[k * n + t] = *v;
                    }
                }
                Packed::new(self.kernel, &values, own, n).mul(&scores, n, &mut out, n);
                for (t, row) in sequence.clone().zip(out.chunks_exact(own)) {
                    seen[t * width + head * own..][..own].copy_from_slice(row);
                }
            }
        }
        seen
    }
}

/// `W · x + b` for every row.
struct Linear {
    weights: Packed,
    bias: Vec<f32>,
}

impl Linear {
    fn apply(&self, kernel: Kernel, x: &[f32], y: &mut [f32], rows: usize) {
        self.weights.mul(x, x.len() / rows, y, rows);
        y.chunks_exact_mut(self.bias.len()).take(rows).for_each(|row| kernel::add(kernel, row, &self.bias));
    }
}

/// Normalisation of a row to mean 0 and variance 1, with gain and bias.
pub(super) struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

impl Norm {
    pub(super) fn load<E>(
        name: &str,
        width: usize,
        array: &impl Fn(&str, &[usize]) -> Result<Vec<f32>, E>,
    ) -> Result<Norm, E> {
        let part = |part: &str| array(&format!("{name}.{part}"), &[width]);
        Ok(Norm { gain: part("weight")?, bias: part("bias")? })
    }

    /// BERT adds 1e-12 to the variance where this kernel adds 1e-8; the rows have variances far above either.
    pub(super) fn apply(&self, kernel: Kernel, row: &mut [f32]) {
        kernel::normalise(kernel, row, &self.gain, &self.bias);
    }
}
