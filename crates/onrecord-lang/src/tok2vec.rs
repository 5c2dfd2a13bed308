//! Tokens to vectors: spaCy's `Tok2Vec.v2` with `MultiHashEmbed.v2` and `MaxoutWindowEncoder.v2`.
//!
//! Every token is looked up in one hashed table an attribute (and in the static vectors, where the model has
//! them); the concatenation goes through a maxout layer and a layer norm; then residual layers follow, each over
//! a window of three tokens. Source: thinc 8.3 (`HashEmbed`, `Maxout`, `LayerNorm`, `expand_window`), spaCy 3.8
//! (`spacy.ml.models.tok2vec`).
//!
//! What depends on a token's form alone is computed once a form ([`Tok2Vec::embed`]) and then reused, up to and
//! including the products of the first window layer, since that layer sees nothing but embeddings.

use crate::{
    Error,
    kernel::{self, Kernel, Packed},
    weights::Weights,
};

/// The number of maxout pieces that every published pipeline has.
const PIECES: usize = 3;
/// Tokens on either side that a window layer sees.
const WINDOW: usize = 1;

/// What spaCy's config says about a `Tok2Vec.v2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Width of every vector.
    pub width: usize,
    /// Number of window layers.
    pub depth: usize,
    /// Rows of the hashed table of each attribute.
    pub rows: Vec<usize>,
    /// Width of the static vectors, if they are used.
    pub vectors: Option<usize>,
}

/// A loaded `Tok2Vec.v2`.
pub struct Tok2Vec {
    kernel: Kernel,
    width: usize,
    tables: Vec<Table>,
    /// Static vectors to pre-maxout values, `pieces·width × vector width`, and that width.
    vectors: Option<(Packed, usize)>,
    /// The end of the mixer; its weights are folded into the tables and the projection of the vectors.
    mixer: Finish,
    /// The first window layer as three products of one row: what a row gives its right neighbour, itself, and its
    /// left neighbour.
    first: Packed,
    /// The end of every window layer, the first included.
    finishes: Vec<Finish>,
    /// The weights of every window layer after the first.
    windows: Vec<Packed>,
}

/// An attribute's hashed table, already multiplied with the mixer's weights for it.
struct Table {
    rows: usize,
    seed: u32,
    folded: Vec<f32>,
}

/// What a layer does with its products: bias, maxout, layer norm. Pieces stand one after the other, not interleaved as
/// in the file.
struct Finish {
    bias: Vec<f32>,
    gain: Vec<f32>,
    shift: Vec<f32>,
}

/// A form of a token, as the embedding sees it.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The value of each attribute: NORM, PREFIX, SUFFIX, SHAPE, SPACY, IS_SPACE. A model with fewer tables takes
    /// the first of them.
    pub ids: [u64; 6],
    /// Its static vector, if it has one; of the width that the model was loaded with.
    pub vector: Option<&'a [f32]>,
}

/// What a form of a token contributes, whatever stands around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedded {
    /// The embedding: `width` values.
    pub vector: Box<[f32]>,
    /// Its products with the three parts of the first window layer: 3 × `pieces·width` values.
    pub products: Box<[f32]>,
}

impl Tok2Vec {
    /// Takes the layers out of a model file. Fails if their shapes are not those of `shape`.
    pub fn load(weights: &Weights, shape: &Shape, kernel: Kernel) -> Result<Tok2Vec, Error> {
        let width = shape.width;
        let inputs = (shape.rows.len() + usize::from(shape.vectors.is_some())) * width;
        let node = weights.node("maxout", 0)?;
        let mix = pieces_first(weights.array(node, "W", &[width, PIECES, inputs])?, width, inputs);
        let out = width * PIECES;
        // The columns of the mixer that see input block `b`, as a matrix of their own.
        let block = |b: usize| -> Vec<f32> {
            mix.chunks_exact(inputs).flat_map(|row| row[b * width..(b + 1) * width].iter().copied()).collect()
        };
        let mut tables = Vec::new();
        for (b, rows) in shape.rows.iter().enumerate() {
            let node = weights.node("hashembed", b)?;
            let table = weights.array(node, "E", &[*rows, width])?;
            let seed = node
                .seed()
                .ok_or_else(|| Error::damaged("a hash embedding has no seed").at(weights.file()))?;
            let mut folded = vec![0.0; rows * out];
            Packed::new(kernel, &block(b), out, width).mul(table, width, &mut folded, *rows);
            tables.push(Table { rows: *rows, seed, folded });
        }
        let vectors = match shape.vectors {
            None => None,
            Some(length) => {
                let node = weights.node("static_vectors", 0)?;
                let project = weights.array(node, "W", &[width, length])?;
                // (mix · project) row by row: out × length.
                let mix = block(shape.rows.len());
                let mut product = vec![0.0; out * length];
                let transposed: Vec<f32> =
                    (0..length).flat_map(|i| (0..width).map(move |j| project[j * length + i])).collect();
                Packed::new(kernel, &transposed, length, width).mul(&mix, width, &mut product, out);
                Some((Packed::new(kernel, &product, out, length), length))
            }
        };
        let window = 2 * WINDOW + 1;
        let weights_of = |n: usize| -> Result<Vec<f32>, Error> {
            let w = weights.array(weights.node("maxout", n)?, "W", &[width, PIECES, window * width])?;
            Ok(pieces_first(w, width, window * width))
        };
        let pack = |n: usize| Ok(Packed::new(kernel, &weights_of(n)?, out, window * width));
        let windows: Vec<Packed> = (2..=shape.depth).map(pack).collect::<Result<_, Error>>()?;
        let first = weights_of(1)?;
        let by_part: Vec<f32> = (0..window)
            .flat_map(|part| {
                first
                    .chunks_exact(window * width)
                    .flat_map(move |row| row[part * width..(part + 1) * width].iter().copied())
            })
            .collect();
        Ok(Tok2Vec {
            kernel,
            width,
            tables,
            vectors,
            mixer: Finish::load(weights, 0, width)?,
            first: Packed::new(kernel, &by_part, window * out, width),
            finishes: (1..=shape.depth).map(|n| Finish::load(weights, n, width)).collect::<Result<_, _>>()?,
            windows,
        })
    }

    /// What each of several forms contributes. They are computed together, since one row at a time would wait for
    /// the weights to come from memory.
    pub fn embed(&self, forms: &[Form]) -> Vec<Embedded> {
        let (width, out) = (self.width, self.width * PIECES);
        let mut pre = vec![0.0; forms.len() * out];
        if let Some((project, length)) = &self.vectors {
            let mut vectors = vec![0.0; forms.len() * length];
            for (row, form) in vectors.chunks_exact_mut(*length).zip(forms) {
                if let Some(vector) = form.vector {
                    row.copy_from_slice(vector);
                }
            }
            project.mul(&vectors, *length, &mut pre, forms.len());
        }
        let mut embedded = vec![0.0; forms.len() * width];
        for (n, form) in forms.iter().enumerate() {
            let pre = &mut pre[n * out..(n + 1) * out];
            for (table, id) in self.tables.iter().zip(form.ids) {
                for hash in hash_rows(id, table.seed) {
                    let row = hash as usize % table.rows * out;
                    kernel::add(self.kernel, pre, &table.folded[row..row + out]);
                }
            }
            self.mixer.apply(self.kernel, pre, &mut embedded[n * width..(n + 1) * width]);
        }
        let mut products = vec![0.0; forms.len() * self.first.outputs()];
        self.first.mul(&embedded, width, &mut products, forms.len());
        embedded
            .chunks_exact(width)
            .zip(products.chunks_exact(self.first.outputs()))
            .map(|(vector, products)| Embedded { vector: vector.into(), products: products.into() })
            .collect()
    }

    /// Values in the row of a token.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Runs the window layers over a text: one row a token into `rows`, which is resized to `tokens · width`.
    ///
    /// `form(i)` gives what token `i` contributes; `scratch` only saves allocations.
    pub fn encode<'a>(
        &self,
        tokens: usize,
        form: impl Fn(usize) -> &'a Embedded,
        scratch: &mut Scratch,
        rows: &mut Vec<f32>,
    ) {
        let (width, out) = (self.width, self.width * PIECES);
        // spaCy pads a text by as many zero rows as the encoder can see (a window a layer) and computes those rows
        // like any other, so they are part of the answer at the edges. One more row at either end stays zero and
        // completes the windows of the outermost.
        let padding = self.finishes.len() * WINDOW;
        let padded = tokens + 2 * padding;
        let (here, next) = (&mut scratch.here, &mut scratch.next);
        for buffer in [&mut *here, &mut *next] {
            buffer.clear();
            buffer.resize((padded + 2) * width, 0.0);
        }
        let at = |row: usize| (row + 1) * width;
        for i in 0..tokens {
            let row = at(padding + i);
            here[row..row + width].copy_from_slice(&form(i).vector);
        }
        let pre = &mut scratch.pre;
        for (n, finish) in self.finishes.iter().enumerate() {
            // Blocks small enough for the products to stay in the first-level cache.
            const BLOCK: usize = 24;
            let mut from = 0;
            while from < padded {
                let rows = (padded - from).min(BLOCK);
                pre.clear();
                pre.resize(rows * out, 0.0);
                if n == 0 {
                    for r in 0..rows {
                        let pre = &mut pre[r * out..(r + 1) * out];
                        for part in 0..3 {
                            // Row `from + r` sees rows one before, itself and one after.
                            let Some(token) = (from + r + part).checked_sub(1 + padding) else { continue };
                            if token < tokens {
                                let products = &form(token).products[part * out..(part + 1) * out];
                                kernel::add(self.kernel, pre, products);
                            }
                        }
                    }
                } else {
                    self.windows[n - 1].mul(&here[from * width..], width, pre, rows);
                }
                for r in 0..rows {
                    let row = at(from + r);
                    let result = &mut next[row..row + width];
                    finish.apply(self.kernel, &pre[r * out..(r + 1) * out], result);
                    kernel::add(self.kernel, result, &here[row..row + width]);
                }
                from += rows;
            }
            std::mem::swap(here, next);
        }
        rows.clear();
        rows.extend_from_slice(&here[at(padding)..at(padding + tokens)]);
    }
}

/// Buffers for [`Tok2Vec::encode`], reused between texts.
#[derive(Default)]
pub struct Scratch {
    here: Vec<f32>,
    next: Vec<f32>,
    pre: Vec<f32>,
}

impl Finish {
    fn load(weights: &Weights, n: usize, width: usize) -> Result<Finish, Error> {
        let maxout = weights.node("maxout", n)?;
        let norm = weights.node("layernorm", n)?;
        Ok(Finish {
            bias: pieces_first(weights.array(maxout, "b", &[width, PIECES])?, width, 1),
            gain: weights.array(norm, "G", &[width])?.to_vec(),
            shift: weights.array(norm, "b", &[width])?.to_vec(),
        })
    }

    /// One row of products.
    fn apply(&self, kernel: Kernel, pre: &[f32], out: &mut [f32]) {
        kernel::maxout(kernel, pre, &self.bias, out);
        kernel::normalise(kernel, out, &self.gain, &self.shift);
    }
}

/// From `[output][piece][input]` to `[piece][output][input]`, so that the maximum over pieces runs along rows.
fn pieces_first(w: &[f32], outputs: usize, inputs: usize) -> Vec<f32> {
    (0..PIECES)
        .flat_map(|p| (0..outputs).map(move |o| (o * PIECES + p) * inputs))
        .flat_map(|at| w[at..at + inputs].iter().copied())
        .collect()
}

/// The four rows of a hashed table that a value is the sum of, before the modulo.
///
/// Source: the finaliser of MurmurHash3 x64 128 over one 64-bit value, as thinc's `HashEmbed` uses it.
fn hash_rows(value: u64, seed: u32) -> [u32; 4] {
    let seed = u64::from(seed);
    let mut h1 =
        value.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    h1 ^= seed;
    h1 ^= 8;
    let mut h2 = seed ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    let mix = |mut h: u64| {
        h ^= h >> 33;
        h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 33;
        h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    };
    h1 = mix(h1);
    h2 = mix(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_apart() {
        // Two outputs, three pieces, one input.
        assert_eq!(pieces_first(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, 1), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
    }
}
