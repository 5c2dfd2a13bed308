//! A small transformer that reads a sentence, for networks of our own over it: language machinery that knows
//! nothing of what a text is about.
//!
//! An [`Encoder`] cuts a text into pieces and runs the lower layers of a published model over them, here
//! `all-MiniLM-L6-v2`; layers of another file go on from there ([`Layer`]). What PyTorch computes is computed here
//! up to rounding.

mod layer;
mod tables;
mod wordpiece;

pub use layer::{Layer, Shape};
pub use wordpiece::{Piece, WordPiece};

use crate::kernel::{self, Kernel};
use crate::{Error, Files};
use layer::Norm;
use safetensors::{Dtype, SafeTensors};
use std::ops::Range;

/// The lower layers of a published encoder, and its vocabulary.
pub struct Encoder {
    shape: Shape,
    kernel: Kernel,
    words: WordPiece,
    /// One row a piece of the vocabulary.
    pieces: Vec<f32>,
    /// One row a place in the sequence.
    places: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    ends: [u32; 2],
}

/// More layers, heads or values than any encoder that is small.
const MOST: u64 = 1 << 13;

impl Encoder {
    /// Builds the lowest `layers` layers from the files of an encoder.
    ///
    /// # Errors
    ///
    /// Fails if a file is missing, is no part of an encoder of BERT's kind, or has other shapes than it says.
    pub fn load(files: &Files, layers: usize) -> Result<Encoder, Error> {
        Encoder::load_with(files, layers, Kernel::best()).map_err(|e| e.under(files.root()))
    }

    /// The same for one kernel, which this processor must be able to run.
    pub(crate) fn load_with(files: &Files, layers: usize, kernel: Kernel) -> Result<Encoder, Error> {
        let config = Config::parse(files.need("config.json")?)?;
        let words = WordPiece::parse(files.need("vocab.txt")?)?;
        let damaged = |what: String| Error::damaged(what).at(WEIGHTS);
        let arrays = SafeTensors::deserialize(files.need(WEIGHTS)?)
            .map_err(|e| damaged("this is no safetensors file".to_owned()).because(e))?;
        let array = |name: &str, shape: &[usize]| -> Result<Vec<f32>, Error> {
            let view = arrays.tensor(name).map_err(|_| damaged(format!("the array `{name}` is missing")))?;
            if view.dtype() != Dtype::F32 || view.shape() != shape {
                let (found, kind) = (view.shape(), view.dtype());
                return Err(damaged(format!(
                    "array `{name}` is {found:?} of {kind:?} and not {shape:?} of F32"
                )));
            }
            let values: Vec<f32> =
                view.data().as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
            if values.iter().all(|v| v.is_finite()) {
                Ok(values)
            } else {
                Err(damaged(format!("array `{name}` holds what is no number")))
            }
        };
        let shape = config.shape;
        let width = shape.width;
        let mut places = array("embeddings.position_embeddings.weight", &[config.places, width])?;
        // Everything is of the first kind of text.
        let kinds = array("embeddings.token_type_embeddings.weight", &[config.kinds, width])?;
        for row in places.chunks_exact_mut(width) {
            kernel::add(kernel, row, &kinds[..width]);
        }
        Ok(Encoder {
            shape,
            kernel,
            ends: [words.special("[CLS]")?, words.special("[SEP]")?],
            pieces: array("embeddings.word_embeddings.weight", &[words.size(), width])?,
            words,
            places,
            norm: Norm::load("embeddings.LayerNorm", width, &array)?,
            layers: (0..layers.min(config.layers))
                .map(|n| Layer::load(shape, n, kernel, &array))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The sizes of its layers.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The kernel that it computes with.
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// The pieces of a text.
    pub fn pieces(&self, text: &str) -> Vec<Piece> {
        self.words.pieces(text)
    }

    /// The longest sequence that [`Encoder::states`] takes, without its ends.
    pub fn longest(&self) -> usize {
        self.places.len() / self.shape.width - 2
    }

    /// The hidden states of sequences of pieces, each with a row in front and one behind for its ends; a sequence
    /// is cut to [`Encoder::longest`]. The ranges are the rows of each.
    pub fn states(&self, sequences: &[&[Piece]]) -> (Vec<f32>, Vec<Range<usize>>) {
        let width = self.shape.width;
        let (mut x, mut ranges, mut rows) = (Vec::new(), Vec::new(), 0);
        for sequence in sequences {
            let inside = sequence.iter().take(self.longest()).map(|p| p.id);
            let ids = std::iter::once(self.ends[0]).chain(inside).chain([self.ends[1]]);
            let first = rows;
            for (id, place) in ids.zip(self.places.chunks_exact(width)) {
                let start = x.len();
                x.extend_from_slice(&self.pieces[id as usize * width..][..width]);
                kernel::add(self.kernel, &mut x[start..], place);
                self.norm.apply(self.kernel, &mut x[start..]);
                rows += 1;
            }
            ranges.push(first..rows);
        }
        for layer in &self.layers {
            layer.apply(&mut x, &ranges);
        }
        (x, ranges)
    }
}

const WEIGHTS: &str = "model.safetensors";

/// What `config.json` says.
struct Config {
    shape: Shape,
    layers: usize,
    places: usize,
    kinds: usize,
}

impl Config {
    fn parse(bytes: &[u8]) -> Result<Config, Error> {
        let damaged = |what: String| Error::damaged(what).at("config.json");
        let json: serde_json::Value = serde_json::from_slice(bytes)
            .map_err(|e| damaged("this is not the JSON of an encoder's sizes".to_owned()).because(e))?;
        let size = |key: &str| {
            let found = json.get(key).and_then(serde_json::Value::as_u64).filter(|n| (1..=MOST).contains(n));
            found.map(|n| n as usize).ok_or_else(|| damaged(format!("`{key}` is missing or is no size")))
        };
        let shape = Shape {
            width: size("hidden_size")?,
            heads: size("num_attention_heads")?,
            inner: size("intermediate_size")?,
        };
        if !shape.width.is_multiple_of(shape.heads) {
            return Err(damaged("`hidden_size` is no multiple of `num_attention_heads`".to_owned()));
        }
        if json.get("hidden_act").and_then(serde_json::Value::as_str) != Some("gelu") {
            return Err(damaged("`hidden_act` is not `gelu`".to_owned()));
        }
        let places = size("max_position_embeddings")?;
        if places < 3 {
            return Err(damaged("`max_position_embeddings` is too small".to_owned()));
        }
        Ok(Config { shape, layers: size("num_hidden_layers")?, places, kinds: size("type_vocab_size")? })
    }
}

#[cfg(test)]
mod tests;
