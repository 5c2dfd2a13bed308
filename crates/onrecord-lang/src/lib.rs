//! To be written.

mod error;
pub mod known;
mod wheel;
mod zip;

pub use error::Error;
pub use known::Known;
pub use wheel::Files;
