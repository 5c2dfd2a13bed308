//! Heads: small networks of our own over what the base model knows of a text.
//!
//! A head reads one [`Unit`] at a time, a paragraph of a text as token numbers, and takes in for each token what
//! [`units`] says of it and what the base model's networks see ([`onrecord_lang::Features`]). Its weights are a
//! safetensors file in `models/`, with a card that says what it was trained on; it answers for that base model alone.

mod chain;
mod inputs;
mod layers;
mod relations;
mod statements;
pub mod units;
mod weights;

use crate::error::Finding;
use onrecord_lang::Model;
use sha2::{Digest, Sha256};
use std::path::Path;

pub use statements::{Answer, Scores, Tagged, Tagger};
pub use units::Unit;

/// Why the file of a head cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

/// The file of the statement tagger.
const STATEMENTS: &str = "statements.safetensors";

/// The weights that came with the program.
const EMBEDDED: &[u8] = include_bytes!("../../../../models/statements.safetensors");

/// The heads that answer beside the rules: none where no head was trained on the base model.
#[derive(Default)]
pub struct Heads {
    statements: Option<Tagger>,
    sha256: String,
}

impl Heads {
    /// The heads that came with the program, as far as they were trained on `model`.
    ///
    /// # Errors
    ///
    /// Never, once the tests of this crate have passed; the type is that of [`Heads::from_dir`].
    pub fn embedded(model: &Model) -> Result<Heads, crate::Error> {
        let heads =
            Heads::load(EMBEDDED, model).map_err(|e| fault(STATEMENTS.to_owned(), e.to_string(), None))?;
        // Rules alone answer over a model that the heads have never seen.
        Ok(if heads.base() == Some(model.name()) { heads } else { Heads::default() })
    }

    /// The heads of a folder, in files named as in `models/`.
    ///
    /// # Errors
    ///
    /// If the folder has no such file, it is damaged, or it was trained on another model.
    pub fn from_dir(dir: &Path, model: &Model) -> Result<Heads, crate::Error> {
        let path = dir.join(STATEMENTS);
        let place = path.display().to_string();
        let bytes = std::fs::read(&path).map_err(|e| {
            let hint = format!("a folder of heads holds {STATEMENTS}");
            fault(place.clone(), format!("cannot be read: {e}"), Some(hint))
        })?;
        let heads = Heads::load(&bytes, model).map_err(|e| fault(place.clone(), e.to_string(), None))?;
        match heads.base() {
            Some(base) if base != model.name() => {
                let what = format!("was trained on `{base}` and not on `{}`", model.name());
                Err(fault(place, what, Some(format!("read with the model {base}"))))
            }
            _ => Ok(heads),
        }
    }

    fn load(statements: &[u8], model: &Model) -> Result<Heads, Error> {
        let hash = Sha256::digest(statements);
        let sha256 = hash.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Heads { statements: Some(Tagger::load(statements, model.kernel())?), sha256 })
    }

    fn base(&self) -> Option<&str> {
        self.statements.as_ref().map(Tagger::base)
    }

    /// The statement tagger.
    pub fn statements(&self) -> Option<&Tagger> {
        self.statements.as_ref()
    }

    /// SHA-256 of the weights, empty where there are none.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

fn fault(path: String, message: String, hint: Option<String>) -> crate::Error {
    crate::Error::of(vec![Finding { path, line: 0, column: 0, message, hint }])
}
