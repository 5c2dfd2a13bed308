//! The second tier: a small transformer for the pairs that the linear model is unsure of.
//!
//! The lower layers of a published encoder read the plain sentence, once for all its pairs. A learned vector is added
//! to the pieces of the source and one to those of the target; the upper layers, which are ours, go on from there, and
//! a head reads the means over the source, the target and all pieces. What the two models say is added up. Off unless
//! asked for: it reads some hundred pairs a second.

use super::{Answer, CLASSES};
use crate::heads::layers::Linear;
use crate::heads::{Error, weights::Weights};
use onrecord_doc::Span;
use onrecord_lang::encoder::{Encoder, Layer, Piece};
use onrecord_lang::kernel;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// The file of the weights, in a folder of heads.
pub const FILE: &str = "events_tuned.safetensors";
const EMBEDDED: &[u8] = include_bytes!("../../../../models/events_tuned.safetensors");

/// The encoder that the layers were tuned on.
const BASE: &str = "all-MiniLM-L6-v2";
/// Layers of it that stay as they were.
const LOWER: usize = 3;
/// All its layers.
const LAYERS: usize = 6;
/// Pieces of a window, without its ends. Source: the training.
const ROOM: usize = 98;
/// Pairs that are read together, to bound memory.
const AT_ONCE: usize = 48;
/// What stands after the classes: there is no event.
const NONE: usize = CLASSES.len();

/// The two sides of a pair as they stand in a text; either may be empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sides<'s> {
    /// Whoever acts.
    pub source: &'s [Span],
    /// Whoever it is done to.
    pub target: &'s [Span],
}

/// The encoder with the tuned layers.
pub struct Tuned {
    encoder: Encoder,
    upper: Vec<Layer>,
    /// What is added to a piece of the source, and of the target.
    roles: [Vec<f32>; 2],
    hidden: Linear,
    out: Linear,
    /// For each of [`CLASSES`] and for none its place among the outputs.
    order: Vec<usize>,
    joining: Joining,
    sha256: String,
}

/// How the two models are added up.
struct Joining {
    /// The linear model answers alone where its margin is larger.
    margin: f32,
    /// What its scores are multiplied by before their softmax.
    first: f32,
    /// What makes probabilities of the sums.
    sharpness: f32,
    /// Shares of the two log-odds of an event, and an offset.
    event: [f32; 3],
}

impl Tuned {
    /// How many layers of the encoder are needed.
    pub const LOWER: usize = LOWER;

    /// The layers that came with the program over an encoder, which must be the one they were tuned on.
    ///
    /// # Errors
    ///
    /// If the encoder has other sizes.
    pub fn embedded(encoder: Encoder) -> Result<Tuned, crate::Error> {
        Tuned::load(encoder, EMBEDDED).map_err(|e| crate::heads::fault(FILE.to_owned(), e.to_string(), None))
    }

    /// The layers of a folder of heads, or those that came with the program where it has none.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is damaged.
    pub fn from_dir(dir: &std::path::Path, encoder: Encoder) -> Result<Tuned, crate::Error> {
        let path = dir.join(FILE);
        let failed = |what: String| crate::heads::fault(path.display().to_string(), what, None);
        match std::fs::read(&path) {
            Ok(bytes) => Tuned::load(encoder, &bytes).map_err(|e| failed(e.to_string())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Tuned::embedded(encoder),
            Err(e) => Err(failed(format!("cannot be read: {e}"))),
        }
    }

    /// Takes the layers from their file.
    ///
    /// # Errors
    ///
    /// If the file is no safetensors file, or an array is missing or has another shape than the encoder's.
    pub fn load(encoder: Encoder, bytes: &[u8]) -> Result<Tuned, Error> {
        let weights = &Weights::parse(bytes)?;
        let base = weights.text("model")?;
        if base != BASE {
            return Err(Error::new(format!("was tuned on `{base}` and not on `{BASE}`")));
        }
        let classes: Vec<String> = weights.list("classes")?;
        let place = |class: &str| {
            let found = classes.iter().position(|c| c == class);
            found.ok_or_else(|| Error::new(format!("class `{class}` is missing among {classes:?}")))
        };
        let order =
            CLASSES.iter().copied().chain(["NONE"]).map(place).collect::<Result<Vec<usize>, Error>>()?;
        if classes.len() != order.len() {
            return Err(Error::new(format!("classes {classes:?} are not those of the program")));
        }
        let numbers: Vec<f32> = weights.list("joining")?;
        let joining = match numbers[..] {
            [margin, first, sharpness, a, b, c] if numbers.iter().all(|n| n.is_finite()) => {
                Joining { margin, first, sharpness, event: [a, b, c] }
            }
            _ => return Err(Error::new("metadata `joining` are not 6 numbers")),
        };
        let (shape, kernel) = (encoder.shape(), encoder.kernel());
        let width = shape.width;
        let array = |name: &str, shape: &[usize]| weights.shaped(name, shape);
        let mut source = weights.shaped("roles", &[2, width])?;
        let target = source.split_off(width);
        Ok(Tuned {
            upper: (LOWER..LAYERS)
                .map(|n| Layer::load(shape, n, kernel, &array))
                .collect::<Result<_, Error>>()?,
            roles: [source, target],
            hidden: Linear::load(weights, "hidden", width, 3 * width, kernel)?,
            out: Linear::load(weights, "out", order.len(), width, kernel)?,
            order,
            joining,
            sha256: Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect(),
            encoder,
        })
    }

    /// The published encoder below.
    pub fn base(&self) -> &'static str {
        BASE
    }

    /// SHA-256 of the layers.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The logarithm of the probability of each of [`CLASSES`], and last of there being no event, for each pair of a
    /// sentence of a text. Spans are those of the text. Of a long sentence only what lies around the pair is read.
    pub fn classify(&self, text: &str, sentence: Span, pairs: &[Sides]) -> Vec<[f32; CLASSES.len() + 1]> {
        let pieces = self.encoder.pieces(text.get(sentence.range()).unwrap_or_default());
        let marked: Vec<Marked> =
            pairs.iter().map(|pair| Marked::new(&pieces, sentence.start(), pair)).collect();
        marked.chunks(AT_ONCE).flat_map(|some| self.read(&pieces, some)).collect()
    }

    /// Asks again about the pairs of a sentence that the linear model is unsure of; the others keep their answers.
    /// Spans are those of the text.
    ///
    /// # Panics
    ///
    /// If there are more or fewer answers than pairs.
    pub fn improve(&self, text: &str, sentence: Span, pairs: &[Sides], answers: &mut [Answer]) {
        assert_eq!(pairs.len(), answers.len());
        let unsure: Vec<usize> = (0..answers.len()).filter(|i| self.is_unsure(&answers[*i])).collect();
        let asked: Vec<Sides> = unsure.iter().map(|i| pairs[*i]).collect();
        for (i, own) in unsure.into_iter().zip(self.classify(text, sentence, &asked)) {
            answers[i] = self.join(&answers[i], &own);
        }
    }

    /// Whether the answer of the linear model is worth a second look.
    pub fn is_unsure(&self, answer: &Answer) -> bool {
        answer.margin() <= self.joining.margin
    }

    /// What the two models say together.
    fn join(&self, first: &Answer, own: &[f32; CLASSES.len() + 1]) -> Answer {
        // Given that there is an event: the softmax over the classes alone.
        let none = own[NONE];
        let some = (1.0 - none.exp()).max(1e-6).ln();
        let mut scores = first.logs(self.joining.first);
        for (score, own) in scores.iter_mut().zip(own) {
            *score += own - some;
        }
        let [a, b, c] = self.joining.event;
        let odds = |p: f32| (p / (1.0 - p)).ln();
        let sum = a * odds(first.event.clamp(1e-6, 1.0 - 1e-6)) + b * (some - none) + c;
        let event = 1.0 / (1.0 + (-sum).exp());
        Answer { scores, sharpness: self.joining.sharpness, event, is_retreat: first.is_retreat }
    }

    /// The answers for some pairs, together.
    fn read(&self, pieces: &[Piece], pairs: &[Marked]) -> Vec<[f32; CLASSES.len() + 1]> {
        let kernel = self.encoder.kernel();
        let width = self.encoder.shape().width;
        let mut windows: Vec<Range<usize>> = pairs.iter().map(|p| p.window.clone()).collect();
        windows.sort_by_key(|w| (w.start, w.end));
        windows.dedup();
        let read: Vec<&[Piece]> = windows.iter().map(|w| &pieces[w.clone()]).collect();
        let (lower, places) = self.encoder.states(&read);
        let (mut x, mut sequences) = (Vec::new(), Vec::new());
        for pair in pairs {
            let rows = &places[windows.iter().position(|w| *w == pair.window).unwrap_or(0)];
            let first = x.len() / width;
            x.extend_from_slice(&lower[rows.start * width..rows.end * width]);
            sequences.push(first..first + rows.len());
            for (side, role) in pair.sides.iter().zip(&self.roles) {
                for piece in side {
                    kernel::add(kernel, &mut x[(first + 1 + piece) * width..][..width], role);
                }
            }
        }
        for layer in &self.upper {
            layer.apply(&mut x, &sequences);
        }
        let mut means = vec![0.0f32; pairs.len() * 3 * width];
        for ((pair, rows), means) in pairs.iter().zip(&sequences).zip(means.chunks_exact_mut(3 * width)) {
            let inside = |side: &[usize]| side.iter().map(|p| rows.start + 1 + p).collect::<Vec<usize>>();
            let parts = [inside(&pair.sides[0]), inside(&pair.sides[1]), rows.clone().collect()];
            for (rows, mean) in parts.iter().zip(means.chunks_exact_mut(width)) {
                for row in rows {
                    kernel::add(kernel, mean, &x[row * width..][..width]);
                }
                let share = 1.0 / rows.len().max(1) as f32;
                mean.iter_mut().for_each(|v| *v *= share);
            }
        }
        let mut hidden = self.hidden.apply(&means, pairs.len());
        kernel::gelu(kernel, &mut hidden);
        let scores = self.out.apply(&hidden, pairs.len());
        scores.chunks_exact(self.order.len()).map(|row| self.logs(row)).collect()
    }

    /// Scores to logarithms of probabilities, in the order of the program.
    fn logs(&self, row: &[f32]) -> [f32; CLASSES.len() + 1] {
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = row.iter().map(|s| (s - most).exp()).sum();
        let mut out = [0.0; CLASSES.len() + 1];
        for (out, place) in out.iter_mut().zip(&self.order) {
            *out = row[*place] - most - sum.ln();
        }
        out
    }
}

/// A pair by its pieces.
#[derive(Debug, PartialEq, Eq)]
struct Marked {
    /// The pieces that are read.
    window: Range<usize>,
    /// The pieces of source and target within the window, counted from its start.
    sides: [Vec<usize>; 2],
}

impl Marked {
    /// The pair in a sentence of these pieces, which begins at byte `offset` of the text.
    fn new(pieces: &[Piece], offset: usize, pair: &Sides) -> Marked {
        let of = |spans: &[Span]| -> Vec<usize> {
            let mut all: Vec<usize> = spans
                .iter()
                .flat_map(|s| {
                    let first = pieces.partition_point(|p| offset + p.at.end() <= s.start());
                    let end = pieces.partition_point(|p| offset + p.at.start() < s.end());
                    first..end.max(first)
                })
                .collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        let sides = [of(pair.source), of(pair.target)];
        let ends = |f: fn(usize, usize) -> usize| sides.iter().flatten().copied().reduce(f).unwrap_or(0);
        // The middle of a long text's window is that of the pair.
        let middle = (ends(usize::min) + ends(usize::max)) / 2;
        let start = middle.saturating_sub(ROOM / 2).min(pieces.len().saturating_sub(ROOM));
        let window = start..pieces.len().min(start + ROOM);
        let within = |side: Vec<usize>| {
            side.into_iter().filter(|p| window.contains(p)).map(|p| p - window.start).collect::<Vec<usize>>()
        };
        Marked { sides: sides.map(within), window }
    }
}
