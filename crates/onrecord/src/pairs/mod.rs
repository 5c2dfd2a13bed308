//! What one side does to the other: the PLOVER class of a marked pair in a sentence, by a sparse linear model over
//! n-grams and grammar.
//!
//! Two answers come from one look. Given that there is an event, its class, one of fifteen ([`CLASSES`]: CONCEDE and
//! RETREAT are one to the model and are told apart by a score of their own); and whether there is one at all between
//! these two in this direction ([`Answer::event`]). Status is folded into the class as PLOVER alone has it: an
//! announced visit is AGREE, a threatened attack THREATEN.
//!
//! The features are computed here alone: the `pairs` example writes them out for the training, which is in
//! `training/events`. A new kind of feature changes the numbers in the file of the weights and wants new ones.
//!
//! # Example
//!
//! ```no_run
//! # fn example(reader: &onrecord::Reader, doc: &onrecord_doc::Document) {
//! use onrecord::pairs::{Pair, Sentence};
//!
//! if let Some(pairs) = reader.heads().pairs() {
//!     for range in doc.tokens.sentences() {
//!         // Once a sentence; a pair in it costs some microseconds more.
//!         let sentence = pairs.sentence(Sentence::new(&doc.tokens, range));
//!         let pair = Pair { source: &[0], target: &[2], trigger: Some(1) };
//!         if let Some(answer) = sentence.classify(&pair).filter(|a| a.event > 0.5) {
//!             println!("{} {:.2}", answer.kind(), answer.chance());
//!         }
//!     }
//! }
//! # }
//! ```

mod frame;
mod grams;
mod hash;
mod linear;
mod sentence;
pub mod tuned;

pub use sentence::Sentence;
pub use tuned::{Sides, Tuned};

use crate::heads::{Error, weights::Weights};
use linear::{Linear, Sum, Sums};
use onrecord_doc::{EventType, Tokens};
use sentence::{Role, View};
use std::ops::Range;

/// The classes, in the order of the scores. YIELD is CONCEDE and RETREAT.
pub const CLASSES: [&str; 15] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "YIELD",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// The classes, then whether there is an event, then whether a yielding one is RETREAT.
const COLUMNS: usize = CLASSES.len() + 2;
const EVENT: usize = CLASSES.len();
const RETREAT: usize = CLASSES.len() + 1;

/// The place of YIELD in [`CLASSES`].
const YIELD: usize = 5;

/// A kind of feature. The features of one block together have length one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Block {
    /// N-grams of words.
    Words,
    /// N-grams of lemmas and types of names.
    Lemmas,
    /// N-grams of letters.
    Letters,
    /// The trigger, what hangs on it, and the way from side to side.
    Frame,
    /// Who stands where in the grammar.
    Direction,
    /// What kind of noun each side is.
    Sides,
}

impl Block {
    /// All blocks, in order.
    pub const ALL: [Block; 6] =
        [Block::Words, Block::Lemmas, Block::Letters, Block::Frame, Block::Direction, Block::Sides];
}

/// A feature of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feature {
    /// Its kind.
    pub block: Block,
    /// Its number.
    pub hash: u32,
    /// How much of it there is.
    pub value: f32,
}

/// Two sides by their tokens, numbers in the text in any order. A side may be empty, and tokens outside the sentence
/// count for nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pair<'p> {
    /// Whoever acts.
    pub source: &'p [usize],
    /// Whoever it is done to.
    pub target: &'p [usize],
    /// The word that names what happens, where it is known; else the verb above the source.
    pub trigger: Option<usize>,
}

/// Gives every feature of a pair; one may come more than once and then counts as often. Nothing comes of a sentence
/// without tokens.
pub fn features(sentence: &Sentence, pair: &Pair, mut out: impl FnMut(Feature)) {
    let Some(view) = View::new(sentence, pair) else { return };
    grams::words(&view, &mut |hash| out(Feature { block: Block::Words, hash, value: 1.0 }));
    grams::lemmas(&view, &mut |hash| out(Feature { block: Block::Lemmas, hash, value: 1.0 }));
    for i in view.window.clone().filter(|i| view.role(*i) == Role::None) {
        grams::letters(sentence, i, &mut |hash| out(Feature { block: Block::Letters, hash, value: 1.0 }));
    }
    frame::all(&view, &mut out);
}

/// The tokens of the sentences that a pair lies in: from the start of the first to the end of the last; those of the
/// whole text for a pair without sides.
pub fn range_of(tokens: &Tokens, pair: &Pair) -> Range<usize> {
    let all = || pair.source.iter().chain(pair.target).copied().filter(|t| *t < tokens.len());
    let (Some(first), Some(last)) = (all().min(), all().max()) else { return 0..tokens.len() };
    let start = (0..=first).rev().find(|i| tokens.sent_start(*i)).unwrap_or(0);
    let end = (last + 1..tokens.len()).find(|i| tokens.sent_start(*i)).unwrap_or(tokens.len());
    start..end
}

/// The trained model.
pub struct Pairs {
    linear: Linear,
    /// What a score is multiplied by before the softmax.
    sharpness: f32,
    /// Slope and offset that make a probability of the score for an event.
    event: [f32; 2],
}

impl Pairs {
    /// Takes the model from its file.
    ///
    /// # Errors
    ///
    /// If the file is no safetensors file, or an array is missing or has another shape.
    pub fn load(bytes: &[u8]) -> Result<Pairs, Error> {
        let weights = &Weights::parse(bytes)?;
        let classes: Vec<String> = weights.list("classes")?;
        if classes != CLASSES {
            return Err(Error::new(format!("classes {classes:?} are not those of the program")));
        }
        let numbers = |key: &str, n: usize| -> Result<Vec<f32>, Error> {
            let numbers: Vec<f32> = weights.list(key)?;
            let is_right = numbers.len() == n && numbers.iter().all(|x| x.is_finite());
            if is_right {
                Ok(numbers)
            } else {
                Err(Error::new(format!("metadata `{key}` are not {n} numbers")))
            }
        };
        let event = numbers("event", 2)?;
        Ok(Pairs {
            linear: Linear::load(weights)?,
            sharpness: numbers("sharpness", 1)?[0],
            event: [event[0], event[1]],
        })
    }

    /// Looks at a sentence once, for any number of pairs in it.
    pub fn sentence<'p>(&'p self, sentence: Sentence<'p>) -> Scene<'p> {
        let letters = (0..sentence.seen.len()).map(|i| {
            let mut sum = Sum::default();
            grams::letters(&sentence, i, &mut |hash| self.linear.add(hash, 1.0, &mut sum));
            sum
        });
        let letters = letters.collect();
        Scene { pairs: self, letters, sentence }
    }

    /// The class of one pair by itself, in the sentences that it lies in.
    pub fn classify(&self, tokens: &Tokens, pair: &Pair) -> Option<Answer> {
        self.sentence(Sentence::new(tokens, range_of(tokens, pair))).classify(pair)
    }
}

/// A sentence with what the model makes of its words.
pub struct Scene<'p> {
    pairs: &'p Pairs,
    sentence: Sentence<'p>,
    /// What the letters of each token say.
    letters: Vec<Sum>,
}

impl Scene<'_> {
    /// What the source does to the target; `None` for a sentence without tokens.
    pub fn classify(&self, pair: &Pair) -> Option<Answer> {
        let view = View::new(&self.sentence, pair)?;
        let linear = &self.pairs.linear;
        let mut sums = Sums::default();
        for i in view.window.clone().filter(|i| view.role(*i) == Role::None) {
            sums[Block::Letters as usize].join(&self.letters[i]);
        }
        grams::words(&view, &mut |hash| linear.add(hash, 1.0, &mut sums[Block::Words as usize]));
        grams::lemmas(&view, &mut |hash| linear.add(hash, 1.0, &mut sums[Block::Lemmas as usize]));
        frame::all(&view, &mut |f| linear.add(f.hash, f.value, &mut sums[f.block as usize]));
        let mut answer = linear.bias();
        sums.iter().for_each(|sum| sum.weigh_into(&mut answer));
        Some(self.pairs.answer(&answer))
    }
}

impl Pairs {
    fn answer(&self, columns: &[f32; COLUMNS]) -> Answer {
        let mut scores = [0.0; CLASSES.len()];
        scores.copy_from_slice(&columns[..CLASSES.len()]);
        let [slope, offset] = self.event;
        let event = 1.0 / (1.0 + (-(slope * columns[EVENT] + offset)).exp());
        Answer { scores, sharpness: self.sharpness, event, is_retreat: columns[RETREAT] > 0.0 }
    }
}

/// What the model says of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The score of each of [`CLASSES`]; above 0 where the class alone would be said to hold.
    pub scores: [f32; CLASSES.len()],
    /// The probability that the source does something to the target at all.
    pub event: f32,
    /// Whether what gives in is RETREAT and not CONCEDE.
    pub is_retreat: bool,
    sharpness: f32,
}

impl Answer {
    /// The best class, a place in [`CLASSES`].
    pub fn best(&self) -> usize {
        (0..CLASSES.len()).reduce(|a, b| if self.scores[b] > self.scores[a] { b } else { a }).unwrap_or(0)
    }

    /// The best class as a type of event.
    pub fn kind(&self) -> EventType {
        self.kind_of(self.best())
    }

    /// A class as a type of event: YIELD as CONCEDE or RETREAT.
    pub fn kind_of(&self, class: usize) -> EventType {
        match class {
            YIELD if self.is_retreat => EventType::Retreat,
            YIELD => EventType::Concede,
            class => CLASSES.get(class).and_then(|name| EventType::find(name)).unwrap_or(EventType::Agree),
        }
    }

    /// How far the best score lies above the next: where it is small, the answer is unsure.
    pub fn margin(&self) -> f32 {
        let best = self.best();
        let others = (0..CLASSES.len()).filter(|c| *c != best).map(|c| self.scores[c]);
        self.scores[best] - others.fold(f32::NEG_INFINITY, f32::max)
    }

    /// The probabilities of the classes, given that there is an event.
    pub fn chances(&self) -> [f32; CLASSES.len()] {
        self.logs(self.sharpness).map(f32::exp)
    }

    /// The probability of the best class, given that there is an event.
    pub fn chance(&self) -> f32 {
        self.chances()[self.best()]
    }

    /// The logarithms of the softmax over the scores times `sharpness`: what a second model's can be added to.
    pub fn logs(&self, sharpness: f32) -> [f32; CLASSES.len()] {
        let scores = self.scores.map(|s| s * sharpness);
        let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = scores.iter().map(|s| (s - most).exp()).sum();
        scores.map(|s| s - most - sum.ln())
    }
}
