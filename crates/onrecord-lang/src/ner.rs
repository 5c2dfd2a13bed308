//! Names: greedy BILUO transitions over a text, inside the sentences that the parser found.
//!
//! Source: spaCy 3.8 (`spacy/pipeline/_parser_internals/ner.pyx`). Entities set beforehand, which spaCy would
//! respect, do not occur here.

use crate::{
    Error,
    kernel::Kernel,
    transitions::{self, Contributions, NOBODY, Scorer},
    weights::Weights,
};
use onrecord_doc::Iob;

/// The next token, the first token of the open name, and the token before if a name is open.
const SLOTS: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Begin,
    Inside,
    Last,
    Unit,
    Out,
}

/// A loaded name recogniser.
pub struct Recogniser {
    scorer: Scorer,
    actions: Vec<(Move, u16)>,
    /// Every type of name; number 0 is none.
    types: Vec<String>,
}

/// Buffers for [`Recogniser::find`], reused between texts.
#[derive(Default)]
pub struct Scratch {
    contributions: Contributions,
    scores: Vec<f32>,
}

impl Recogniser {
    /// Takes the recogniser out of its files.
    pub fn load(weights: &Weights, moves: &[u8], width: usize, kernel: Kernel) -> Result<Recogniser, Error> {
        let file = "ner/moves";
        let mut types = vec![String::new()];
        let mut actions = Vec::new();
        for (kind, label) in transitions::actions(moves, file)? {
            let action = match kind {
                1 => Move::Begin,
                2 => Move::Inside,
                3 => Move::Last,
                4 => Move::Unit,
                5 => Move::Out,
                _ => return Err(Error::unsupported(format!("`{kind}` is no move of a recogniser")).at(file)),
            };
            actions.push((action, transitions::number(&mut types, &label, file)?));
        }
        let scorer = Scorer::load(weights, width, SLOTS, actions.len(), kernel)?;
        Ok(Recogniser { scorer, actions, types })
    }

    /// The types of names by number; number 0 is none.
    pub fn types(&self) -> &[String] {
        &self.types
    }

    /// For every token whether a name begins or goes on there, and the number of its type.
    pub fn find(
        &self,
        vectors: &[f32],
        starts: &[bool],
        is_space: impl Fn(usize) -> bool,
        scratch: &mut Scratch,
    ) -> Vec<(Iob, u16)> {
        self.scorer.prepare(vectors, &mut scratch.contributions);
        let tokens = vectors.len() / self.scorer.width();
        let mut found = Vec::with_capacity(tokens);
        // First token and type of the open name.
        let mut open: Option<(usize, u16)> = None;
        for token in 0..tokens {
            let slots = match open {
                Some((first, _)) => [token, first, token - 1],
                None => [token, NOBODY, NOBODY],
            };
            let scores = self.scorer.score(&mut scratch.contributions, &slots, &mut scratch.scores);
            let space = is_space(token);
            // A name can only go on where a token follows in the same sentence.
            let can_go_on = token + 1 < tokens && !starts[token + 1];
            let best = transitions::best(scores, |action| {
                let (action, kind) = self.actions[action];
                match action {
                    Move::Begin => open.is_none() && can_go_on && !space && kind != 0,
                    Move::Inside => can_go_on && open.is_some_and(|(_, k)| k == kind),
                    Move::Last => open.is_some_and(|(_, k)| k == kind),
                    Move::Unit => open.is_none() && !space && kind != 0,
                    Move::Out => open.is_none(),
                }
            });
            let (action, kind) = best.map_or((Move::Out, 0), |action| self.actions[action]);
            found.push(match action {
                Move::Begin => {
                    open = Some((token, kind));
                    (Iob::Begin, kind)
                }
                Move::Inside => (Iob::Inside, kind),
                Move::Last => {
                    open = None;
                    (Iob::Inside, kind)
                }
                Move::Unit => (Iob::Begin, kind),
                Move::Out => (Iob::Outside, 0),
            });
        }
        found
    }
}
