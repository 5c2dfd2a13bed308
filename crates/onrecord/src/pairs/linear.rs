//! The weights: one row for each feature known, found by its number. Rows hold whole numbers of 8 bits with a scale.

use super::{Block, COLUMNS};
use crate::heads::{Error, weights::Weights};

/// How many leading bits of a feature's number lead to its rows.
const BITS: u32 = 16;

/// What rows say together, before they are weighed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    scores: [f32; COLUMNS],
    /// The squared length of the vector of features.
    squares: f32,
}

/// All rows.
pub struct Linear {
    /// Where the rows of each beginning of a number start in `numbers`.
    starts: Vec<u32>,
    numbers: Vec<u32>,
    rarity: Vec<f32>,
    scales: Vec<f32>,
    rows: Vec<i8>,
    bias: [f32; COLUMNS],
}

impl Linear {
    /// Takes the rows from the file of the head.
    pub fn load(weights: &Weights) -> Result<Linear, Error> {
        let numbers = weights.numbers("features")?;
        let n = numbers.len();
        if !numbers.is_sorted_by(|a, b| a < b) {
            return Err(Error::new("array `features` is not in rising order"));
        }
        let rows = weights.small("rows", &[n, COLUMNS])?;
        let (rarity, scales) = (weights.shaped("rarity", &[n])?, weights.shaped("scales", &[n])?);
        let bias = weights.shaped("bias", &[COLUMNS])?;
        let bias = bias.try_into().map_err(|_| Error::new("array `bias` has another length"))?;
        let mut starts = Vec::with_capacity((1 << BITS) + 1);
        let mut at = 0;
        for lead in 0..1u32 << BITS {
            while numbers.get(at).is_some_and(|n| n >> (32 - BITS) < lead) {
                at += 1;
            }
            starts.push(at as u32);
        }
        starts.push(n as u32);
        Ok(Linear { starts, numbers, rarity, scales, rows, bias })
    }

    /// What all answers begin with.
    pub fn bias(&self) -> [f32; COLUMNS] {
        self.bias
    }

    /// Adds a feature to a sum; one that is not known adds nothing.
    pub fn add(&self, number: u32, value: f32, sum: &mut Sum) {
        let lead = (number >> (32 - BITS)) as usize;
        let (first, end) = (self.starts[lead] as usize, self.starts[lead + 1] as usize);
        let Some(row) = self.numbers[first..end].iter().position(|n| *n == number) else { return };
        let row = first + row;
        let length = value * self.rarity[row];
        sum.squares += length * length;
        let scale = value * self.scales[row];
        let weights = &self.rows[row * COLUMNS..(row + 1) * COLUMNS];
        for (score, weight) in sum.scores.iter_mut().zip(weights) {
            *score += scale * f32::from(*weight);
        }
    }
}

impl Sum {
    /// Adds the features of another sum to this one.
    pub fn join(&mut self, other: &Sum) {
        self.squares += other.squares;
        for (score, more) in self.scores.iter_mut().zip(&other.scores) {
            *score += more;
        }
    }

    /// Adds what this block says to the answer, its features together of length one.
    pub fn weigh_into(&self, answer: &mut [f32; COLUMNS]) {
        if self.squares > 0.0 {
            let length = self.squares.sqrt();
            answer.iter_mut().zip(&self.scores).for_each(|(a, s)| *a += s / length);
        }
    }
}

/// One sum for each block.
pub type Sums = [Sum; Block::ALL.len()];
