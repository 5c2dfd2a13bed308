//! The tagger of mentions: which words stand for someone or something, and for what; and what kind of thing any noun
//! stands for.
//!
//! One pass over a unit: the inputs of a head with what the tables of actors say of each token, an encoder, a flat
//! tagging by begin and inside of each type, and beside it a guess of the kind of each token as the head of a noun
//! phrase. It decides whether a country, a capital or a building acts (an organisation) or is where something happens
//! (a place). How it was trained and on what stands in the card beside the weights, `models/mentions.toml`.

use super::{
    Error, Scores,
    chain::Chain,
    inputs::Inputs,
    layers::{Linear, Stack},
    statements::pair,
    units::{self, Sight, Unit},
    weights::Weights,
};
use onrecord_doc::MentionType;
use onrecord_lang::kernel::Kernel;

/// Rows that are computed at once, to bound memory.
const ROWS_AT_ONCE: usize = 4096;

/// What a noun stands for, by the types of OntoGUM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// *the minister*
    Person,
    /// *the ministry*
    Organisation,
    /// *the city*
    Place,
    /// *the bridge*
    Object,
    /// *the attack*
    Event,
    /// *the day*
    Time,
    /// *the idea*
    Abstract,
    /// *water*
    Substance,
    /// *the dog*
    Animal,
    /// *the oak*
    Plant,
}

/// All kinds, in the order of the network's outputs.
pub const KINDS: [(&str, Kind); 10] = [
    ("person", Kind::Person),
    ("organization", Kind::Organisation),
    ("place", Kind::Place),
    ("object", Kind::Object),
    ("event", Kind::Event),
    ("time", Kind::Time),
    ("abstract", Kind::Abstract),
    ("substance", Kind::Substance),
    ("animal", Kind::Animal),
    ("plant", Kind::Plant),
];

/// A mention as the network sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marked {
    /// First token.
    pub first: usize,
    /// Last token.
    pub last: usize,
    /// What it stands for; `None` for a time, which is a record of its own.
    pub kind: Option<MentionType>,
    /// The probability that its labels are right, by the least sure of its tokens.
    pub chance: f32,
}

/// What the network says of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// The mentions, in text order; none touches another.
    pub mentions: Vec<Marked>,
    /// The kind of each token as the head of a noun phrase; `None` for white space.
    pub kinds: Vec<Option<Kind>>,
    /// How its probabilities become scores.
    pub score: [f32; 2],
}

/// The trained network.
pub struct Mentions {
    model: String,
    inputs: Inputs,
    encoder: Stack,
    flat: Linear,
    chain: Chain,
    kinds: Linear,
    /// The type behind each pair of labels.
    types: Vec<Option<MentionType>>,
    score: [f32; 2],
}

impl Mentions {
    /// Builds the network from its file.
    ///
    /// # Errors
    ///
    /// If the file is no safetensors file, or an array is missing or has another shape.
    pub fn load(bytes: &[u8], kernel: Kernel) -> Result<Mentions, Error> {
        let weights = &Weights::parse(bytes)?;
        let inputs = Inputs::load(weights, kernel)?;
        let width = inputs.width();
        let kind = |name: String| match name.as_str() {
            "time" => Ok(None),
            name => MentionType::find(name).map(Some).ok_or_else(|| Error(format!("unknown type `{name}`"))),
        };
        let types: Vec<Option<MentionType>> =
            weights.list::<String>("types")?.into_iter().map(kind).collect::<Result<_, _>>()?;
        let labels = 1 + 2 * types.len();
        if labels > usize::from(u8::MAX) {
            return Err(Error(format!("{} types are too many", types.len())));
        }
        let own: Vec<String> = weights.list("kinds")?;
        if !own.iter().eq(KINDS.iter().map(|(name, _)| name)) {
            return Err(Error(format!("kinds {own:?} are not those of the program")));
        }
        Ok(Mentions {
            model: weights.text("model")?.to_owned(),
            encoder: Stack::load(weights, "encoder", &weights.list("dilations")?, width, kernel)?,
            flat: Linear::load(weights, "flat", labels, width, kernel)?,
            chain: Chain::load(weights, "flat", labels)?,
            kinds: Linear::load(weights, "kinds", KINDS.len(), width, kernel)?,
            score: pair(weights, "score")?,
            types,
            inputs,
        })
    }

    /// The base model that it was trained on; on another one its answers mean nothing.
    pub fn base(&self) -> &str {
        &self.model
    }

    /// What it says of a text; `known` are the classes of [`super::known::classes`].
    pub fn find(&self, sight: &Sight, known: &[Vec<&'static str>]) -> Marks {
        let kinds = vec![None; sight.tokens.len()];
        let mut out = Marks { mentions: Vec::new(), kinds, score: self.score };
        for units in sight.parts(ROWS_AT_ONCE) {
            self.find_in(units, sight, known, &mut out);
        }
        out
    }

    fn find_in(&self, units: &[Unit], sight: &Sight, known: &[Vec<&'static str>], out: &mut Marks) {
        let sequences = units::sequences(units);
        let rows = sequences.last().map_or(0, |s| s.end);
        let mut vectors = self.inputs.of(units, sight, |t| known.get(t).map_or(&[][..], Vec::as_slice));
        self.encoder.apply(&mut vectors, &sequences);
        let (emissions, kinds) = (self.flat.apply(&vectors, rows), self.kinds.apply(&vectors, rows));
        let labels = 1 + 2 * self.types.len();
        for (unit, sequence) in units.iter().zip(&sequences) {
            let own = &emissions[sequence.start * labels..sequence.end * labels];
            let best = self.chain.best(own, None);
            let chances = self.chain.chances_of(own, |t| usize::from(best[t]));
            for (n, token) in unit.tokens.iter().enumerate() {
                let row = &kinds[(sequence.start + n) * KINDS.len()..][..KINDS.len()];
                let top = (0..KINDS.len()).reduce(|a, b| if row[b] > row[a] { b } else { a });
                out.kinds[*token] = top.map(|k| KINDS[k].1);
                let Some(label) = usize::from(best[n]).checked_sub(1) else { continue };
                let (kind, is_inside) = (self.types[label / 2], label % 2 == 1);
                let goes_on = is_inside
                    && n > 0
                    && usize::from(best[n - 1]) > label / 2 * 2
                    && usize::from(best[n - 1]) <= label / 2 * 2 + 2;
                match out.mentions.last_mut().filter(|_| goes_on) {
                    Some(last) => (last.last, last.chance) = (*token, last.chance.min(chances[n])),
                    None => {
                        let (first, last) = (*token, *token);
                        out.mentions.push(Marked { first, last, kind, chance: chances[n] });
                    }
                }
            }
        }
    }
}

impl Marks {
    /// How sure a mention is, as a share of right ones.
    pub fn score(&self, mention: &Marked) -> f32 {
        Scores::share(self.score, mention.chance)
    }
}
