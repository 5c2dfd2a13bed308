//! How alike two words are, by the static vectors of the base model: what a row of the lexicon says of boats holds for
//! submarines. Models without vectors know only the words themselves.

use onrecord_lang::Model;

/// The vectors to compare by.
#[derive(Clone, Copy)]
pub(super) struct Likeness<'m> {
    model: Option<&'m Model>,
}

/// Words at least so alike stand for each other in a condition. Chosen on texts of our own.
pub(super) const ALIKE: f32 = 0.48;

impl<'m> Likeness<'m> {
    /// By the vectors of a model, or by none.
    pub fn new(model: Option<&'m Model>) -> Likeness<'m> {
        Likeness { model: model.filter(|m| m.static_width() > 0) }
    }

    /// Whether there are vectors.
    pub fn is_known(&self) -> bool {
        self.model.is_some()
    }

    /// The cosine of the two, from -1 to 1; 0 where one has no vector.
    pub fn of(&self, a: &str, b: &str) -> f32 {
        let Some(model) = self.model else { return 0.0 };
        let (Some(a), Some(b)) = (model.word_vector(a), model.word_vector(b)) else { return 0.0 };
        let (mut dot, mut aa, mut bb) = (0.0, 0.0, 0.0);
        for (x, y) in a.iter().zip(b) {
            dot += x * y;
            aa += x * x;
            bb += y * y;
        }
        if aa * bb > 0.0 { dot / (aa * bb).sqrt() } else { 0.0 }
    }
}
