//! The network that weighs antecedents: a score for each pair of a phrase and an earlier one, and for none.

use super::{
    Clues, Phrase,
    clues::{OF_PAIR, OF_PHRASE},
};
use crate::heads::{Error, layers::Linear, layers::softmax, units::Sight, weights::Weights};
use onrecord_lang::kernel::{self, Kernel};

/// The trained network.
pub struct Ranker {
    model: String,
    kernel: Kernel,
    width: usize,
    /// For each column of a phrase one row a value: what it adds as anaphor, as antecedent and by itself.
    of_phrase: Vec<Vec<f32>>,
    context: Linear,
    statics: Linear,
    alike: Linear,
    product: Linear,
    of_pair: Vec<Vec<f32>>,
    second: Linear,
    score: Linear,
    none: Linear,
    /// What is added to the score of no antecedent.
    margin: f32,
}

/// An earlier phrase that a phrase means again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Its number.
    pub to: usize,
    /// Its share of the probability of all candidates and none.
    pub chance: f32,
}

impl Ranker {
    /// Builds the network from its file.
    ///
    /// # Errors
    ///
    /// If the file is no safetensors file, an array is missing or has another shape, or its columns are not those of
    /// this program.
    pub fn load(bytes: &[u8], kernel: Kernel) -> Result<Ranker, Error> {
        let weights = &Weights::parse(bytes)?;
        let [second, width] = weights.matrix("second.weight")?;
        let [_, context] = weights.matrix("context.weight")?;
        let [alike, statics] = weights.matrix("alike.weight")?;
        let linear =
            |name: &str, outputs: usize, inputs: usize| Linear::load(weights, name, outputs, inputs, kernel);
        let table = |name: &str, size: usize, width: usize| weights.shaped(name, &[size, width]);
        Ok(Ranker {
            model: weights.text("model")?.to_owned(),
            kernel,
            width,
            of_phrase: OF_PHRASE
                .iter()
                .map(|(name, size)| table(&format!("phrase.{name}"), *size, 3 * width))
                .collect::<Result<_, _>>()?,
            context: linear("context", 3 * width, context)?,
            statics: linear("statics", 3 * width, statics)?,
            alike: linear("alike", alike, statics)?,
            product: linear("product", width, alike)?,
            of_pair: OF_PAIR
                .iter()
                .map(|(name, size)| table(&format!("pair.{name}"), *size, width))
                .collect::<Result<_, _>>()?,
            second: linear("second", second, width)?,
            score: linear("score", 1, second)?,
            none: linear("none", 1, width)?,
            margin: weights.list::<f32>("margin")?.first().copied().unwrap_or(0.0),
        })
    }

    /// The base model that it was trained on; on another one its answers mean nothing.
    pub fn base(&self) -> &str {
        &self.model
    }

    /// What each phrase means again, where it means something again.
    pub fn links(&self, sight: &Sight, phrases: &[Phrase], clues: &Clues) -> Vec<Option<Link>> {
        let (w, n) = (self.width, phrases.len());
        let (rows, alike) = self.phrases(sight, phrases, clues);
        let part = |p: usize, k: usize| &rows[(p * 3 + k) * w..][..w];
        let alone: Vec<f32> = (0..n).flat_map(|p| part(p, 2).iter().map(|v| v.max(0.0))).collect();
        let none = self.none.apply(&alone, n);
        let index = clues.index();
        let size = self.alike.width();
        let (mut products, mut odds) = (Vec::new(), Vec::new());
        let link = |p: usize| {
            let candidates = clues.candidates(&index, p);
            if candidates.is_empty() {
                return None;
            }
            products.clear();
            let own = &alike[p * size..(p + 1) * size];
            for k in &candidates {
                products.extend(own.iter().zip(&alike[k * size..(k + 1) * size]).map(|(a, b)| a * b));
            }
            let mut x = self.product.apply(&products, candidates.len());
            let pairs = clues.of_pairs(p, &candidates);
            for ((row, k), pair) in x.chunks_exact_mut(w).zip(&candidates).zip(pairs) {
                kernel::add(self.kernel, row, part(p, 0));
                kernel::add(self.kernel, row, part(*k, 1));
                for (table, value) in self.of_pair.iter().zip(pair) {
                    kernel::add(self.kernel, row, &table[usize::from(value) * w..][..w]);
                }
            }
            x.iter_mut().for_each(|v| *v = v.max(0.0));
            let mut y = self.second.apply(&x, candidates.len());
            y.iter_mut().for_each(|v| *v = v.max(0.0));
            odds.clear();
            odds.extend(self.score.apply(&y, candidates.len()));
            odds.push(none[p] - self.margin);
            softmax(&mut odds);
            let best = (0..odds.len()).reduce(|a, b| if odds[b] > odds[a] { b } else { a })?;
            candidates.get(best).map(|k| Link { to: *k, chance: odds[best] })
        };
        (0..n).map(link).collect()
    }

    /// Three rows a phrase, and what products are made of.
    fn phrases(&self, sight: &Sight, phrases: &[Phrase], clues: &Clues) -> (Vec<f32>, Vec<f32>) {
        let (w, n) = (3 * self.width, phrases.len());
        let context: Vec<f32> =
            phrases.iter().flat_map(|p| sight.features.context(p.head).iter().copied()).collect();
        let mut rows = self.context.apply(&context, n);
        // One product for each different static vector.
        let mut different: Vec<u32> = phrases.iter().filter_map(|p| sight.features.row(p.head)).collect();
        different.sort_unstable();
        different.dedup();
        let vectors: Vec<f32> = different
            .iter()
            .flat_map(|row| sight.model.static_vector(*row).unwrap_or_default())
            .copied()
            .collect();
        let statics = self.statics.apply(&vectors, different.len());
        let likes = self.alike.apply(&vectors, different.len());
        let size = self.alike.width();
        let mut alike = vec![0.0f32; n * size];
        for (p, phrase) in phrases.iter().enumerate() {
            let row = &mut rows[p * w..(p + 1) * w];
            for (table, value) in self.of_phrase.iter().zip(clues.of(p)) {
                kernel::add(self.kernel, row, &table[usize::from(value) * w..][..w]);
            }
            let at = sight.features.row(phrase.head).and_then(|r| different.binary_search(&r).ok());
            if let Some(at) = at {
                kernel::add(self.kernel, row, &statics[at * w..(at + 1) * w]);
                alike[p * size..(p + 1) * size].copy_from_slice(&likes[at * size..(at + 1) * size]);
            }
        }
        (rows, alike)
    }
}
