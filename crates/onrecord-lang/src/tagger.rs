//! Fine tags: one linear layer over the shared vectors, the first best label taken.

use crate::{
    Error,
    kernel::{self, Kernel, Packed},
    transitions::best,
    weights::Weights,
};

/// A loaded tagger.
pub struct Tagger {
    kernel: Kernel,
    width: usize,
    weights: Packed,
    bias: Vec<f32>,
    labels: Vec<String>,
}

impl Tagger {
    /// Takes the tagger out of its files: `cfg` is JSON and has the labels.
    pub fn load(weights: &Weights, cfg: &[u8], width: usize, kernel: Kernel) -> Result<Tagger, Error> {
        let damaged = |what: &str| Error::damaged(what).at("tagger/cfg");
        let cfg: serde_json::Value =
            serde_json::from_slice(cfg).map_err(|e| damaged("it is not the JSON of a tagger").because(e))?;
        let labels: Option<Vec<String>> = cfg
            .get("labels")
            .and_then(|l| l.as_array())
            .map(|l| l.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect());
        let labels = labels
            .filter(|l| !l.is_empty() && l.len() < 1000)
            .ok_or_else(|| damaged("its labels are missing"))?;
        let node = weights.node("softmax", 0)?;
        let n = labels.len();
        Ok(Tagger {
            kernel,
            width,
            weights: Packed::new(kernel, weights.array(node, "W", &[n, width])?, n, width),
            bias: weights.array(node, "b", &[n])?.to_vec(),
            labels,
        })
    }

    /// Every label by number.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The number of the label of every token.
    pub fn tag(&self, vectors: &[f32]) -> Vec<u16> {
        let tokens = vectors.len() / self.width;
        let n = self.labels.len();
        let mut tags = Vec::with_capacity(tokens);
        // A few rows at a time: the scores of a whole text would be a large block of memory for nothing.
        const BLOCK: usize = 24;
        let mut scores = vec![0.0; BLOCK * n];
        for vectors in vectors.chunks(BLOCK * self.width) {
            let tokens = vectors.len() / self.width;
            self.weights.mul(vectors, self.width, &mut scores, tokens);
            for row in scores.chunks_exact_mut(n).take(tokens) {
                kernel::add(self.kernel, row, &self.bias);
                tags.push(best(row, |_| true).unwrap_or(0) as u16);
            }
        }
        tags
    }
}
