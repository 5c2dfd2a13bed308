//! What the numbers of a candidate weigh: fitted by `training/places/fit.py`, whose README says on what.

/// How often the chances are taken anew.
pub(super) const ROUNDS: usize = 4;

/// One weight a number, in the order of `rank::features`.
pub(super) const WEIGHTS: [f64; super::rank::FEATURES] = [
    0.7527,  // people, as a power of ten
    1.0527,  // the same against the largest of the name
    4.1412,  // state
    0.5592,  // first division
    -1.0277, // second division
    1.0714,  // capital
    0.9167,  // seat of a first division
    -0.1853, // seat of a second division
    -1.1255, // part of a settlement
    0.2247,  // from the tables
    2.9966,  // called so before all
    3.048,   // lies in what is named beside it
    -2.048,  // does not, and another does
    3.1933,  // holds what is named beside it
    1.4725,  // share of the other names in its state
    0.5475,  // how many they are
    1.6758,  // share of the other names in its division
    0.6893,  // how many they are
    1.6997,  // names near it
    0.7423,  // any name near it
    1.0549,  // said to be a division
    1.3378,  // said to be a settlement
    1.0,     // the outlet's state
    0.1758,  // division share of settlements
    -0.3198, // names near settlements
    -0.2747, // small settlement
    0.3,     // names that could be near it
    0.3,     // names that could be in its first division
    0.3,     // names that could be in its second division
    0.0,     // share of the other names in its state, of what is no state
    0.5,     // a state in which other names lie
    -0.5,    // a state in which none does
    0.5,     // a first division in which other names lie
];
