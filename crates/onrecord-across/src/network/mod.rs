//! Who stands with whom: a signed, dated network of actors, from what many reports say they did and said.
//!
//! [`Ties`] takes reports one by one and keeps for every pair of actors the records that tie them ([`ties`]): an event
//! by its PLOVER score, a relation, a statement to someone. [`Ties::at`] is the network of a day: every tie has decayed
//! by its age, and every edge says how much of it comes from which record, in whose words. On it stand the coalitions
//! ([`fn@frustration`], exact where it can be), the parts that hold together ([`communities`]), balance over time with what
//! chance alone would give ([`balance`]) and the pairs that share an enemy ([`enemies`]).
//!
//! Balance is asked, not taken for granted: states did not move toward it from 1946 to 1999 (Doreian and Mrvar 2015),
//! so a shared enemy is a hypothesis here and never an edge.

pub mod balance;
pub mod enemies;
mod exact;
mod frustration;
mod local;
pub mod ties;

pub use frustration::{Effort, Frustration, Graph, Link, communities, frustration};
pub use ties::{Basis, Edge, Network, Share, Tie, Ties, Weighing};

#[cfg(test)]
mod tests;
