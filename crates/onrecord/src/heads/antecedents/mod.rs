//! Which phrase means again what an earlier one meant: a ranker over the noun phrases of a text.
//!
//! [`phrases`] finds what can be meant again, [`clues`] says what is known of each and of a pair, and the network
//! weighs every near candidate against the others and against none. How it was trained and on what stands in the card
//! beside the weights, `models/antecedents.toml`.

pub mod clues;
pub mod phrases;
mod ranker;

pub use clues::Clues;
pub use phrases::Phrase;
pub use ranker::{Link, Ranker};
