//! Heads: small networks of our own over what the base model knows of a text.
//!
//! A head reads one [`Unit`] at a time, a paragraph of a text as token numbers, and takes in for each token what
//! [`units`] says of it and what the base model's networks see ([`onrecord_lang::Features`]). Its weights are a
//! safetensors file in `models/`, with a card that says what it was trained on; it answers for that base model alone.

pub mod antecedents;
mod chain;
mod inputs;
pub mod known;
pub(crate) mod layers;
mod mentions;
mod relations;
mod statements;
pub mod units;
pub(crate) mod weights;

use crate::{error::Finding, pairs::Pairs};
use onrecord_lang::Model;
use sha2::{Digest, Sha256};
use std::{borrow::Cow, path::Path};

pub use antecedents::Ranker;
pub use mentions::{Kind, Marked, Marks, Mentions};
pub use statements::{Answer, Scores, Tagged, Tagger};
pub use units::{Sight, Unit};

/// Why the file of a head cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

impl Error {
    /// With that message.
    pub(crate) fn new(what: impl Into<String>) -> Error {
        Error(what.into())
    }
}

/// The files of the heads, and the weights that came with the program.
const STATEMENTS: (&str, &[u8]) =
    ("statements.safetensors", include_bytes!("../../../../models/statements.safetensors"));
const MENTIONS: (&str, &[u8]) =
    ("mentions.safetensors", include_bytes!("../../../../models/mentions.safetensors"));
const ANTECEDENTS: (&str, &[u8]) =
    ("antecedents.safetensors", include_bytes!("../../../../models/antecedents.safetensors"));
const EVENTS: (&str, &[u8]) = ("events.safetensors", include_bytes!("../../../../models/events.safetensors"));

/// The heads that answer beside the rules: none where no head was trained on the base model.
#[derive(Default)]
pub struct Heads {
    statements: Option<Tagger>,
    mentions: Option<Mentions>,
    antecedents: Option<Ranker>,
    pairs: Option<Pairs>,
    sha256: String,
}

impl Heads {
    /// The heads that came with the program, as far as they were trained on `model`.
    ///
    /// # Errors
    ///
    /// Never, once the tests of this crate have passed; the type is that of [`Heads::from_dir`].
    pub fn embedded(model: &Model) -> Result<Heads, crate::Error> {
        Heads::load(model, |_| Ok(None))
    }

    /// The heads of a folder, in files named as in `models/`; those that it does not hold are the program's own.
    ///
    /// # Errors
    ///
    /// If the folder has no such file, one is damaged, or one was trained on another model.
    pub fn from_dir(dir: &Path, model: &Model) -> Result<Heads, crate::Error> {
        let names = [STATEMENTS.0, MENTIONS.0, ANTECEDENTS.0, EVENTS.0, crate::pairs::tuned::FILE];
        if !names.iter().any(|name| dir.join(name).exists()) {
            let hint = format!("a folder of heads holds one or more of {}", names.join(", "));
            return Err(fault(dir.display().to_string(), "holds no head".to_owned(), Some(hint)));
        }
        Heads::load(model, |name| {
            let path = dir.join(name);
            match std::fs::read(&path) {
                Ok(bytes) => Ok(Some((path.display().to_string(), bytes))),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(e) => Err(fault(path.display().to_string(), format!("cannot be read: {e}"), None)),
            }
        })
    }

    /// Loads every head, from what `other` has in its place or else from the program.
    fn load(
        model: &Model,
        other: impl Fn(&str) -> Result<Option<(String, Vec<u8>)>, crate::Error>,
    ) -> Result<Heads, crate::Error> {
        let mut hash = Sha256::new();
        let mut any = false;
        let mut head = |(name, own): (&str, &'static [u8])| -> Result<Option<Bytes>, crate::Error> {
            let bytes = match other(name)? {
                Some((path, bytes)) => Bytes { path, bytes: bytes.into(), is_own: false },
                None => Bytes { path: name.to_owned(), bytes: own.into(), is_own: true },
            };
            let base = weights::Weights::parse(&bytes.bytes)
                .and_then(|w| Ok(w.text("model")?.to_owned()))
                .map_err(|e| fault(bytes.path.clone(), e.to_string(), None))?;
            if base != model.name() {
                if bytes.is_own {
                    // Rules alone answer over a model that the heads have never seen.
                    return Ok(None);
                }
                let what = format!("was trained on `{base}` and not on `{}`", model.name());
                return Err(fault(bytes.path, what, Some(format!("read with the model {base}"))));
            }
            any = true;
            hash.update(&bytes.bytes);
            Ok(Some(bytes))
        };
        let (statements, mentions, antecedents) = (head(STATEMENTS)?, head(MENTIONS)?, head(ANTECEDENTS)?);
        let pairs = head(EVENTS)?;
        let hash = hash.finalize();
        let sha256 = if any { hash.iter().map(|b| format!("{b:02x}")).collect() } else { String::new() };
        Ok(Heads {
            statements: build(statements, |b| Tagger::load(b, model.kernel()))?,
            mentions: build(mentions, |b| Mentions::load(b, model.kernel()))?,
            antecedents: build(antecedents, |b| Ranker::load(b, model.kernel()))?,
            pairs: build(pairs, Pairs::load)?,
            sha256,
        })
    }

    /// The statement tagger.
    pub fn statements(&self) -> Option<&Tagger> {
        self.statements.as_ref()
    }

    /// The mention tagger.
    pub fn mentions(&self) -> Option<&Mentions> {
        self.mentions.as_ref()
    }

    /// The ranker of antecedents.
    pub fn antecedents(&self) -> Option<&Ranker> {
        self.antecedents.as_ref()
    }

    /// The classifier of marked pairs.
    pub fn pairs(&self) -> Option<&Pairs> {
        self.pairs.as_ref()
    }

    /// SHA-256 of the weights, empty where there are none.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// The bytes of a head and where they come from.
struct Bytes {
    path: String,
    bytes: Cow<'static, [u8]>,
    is_own: bool,
}

fn build<T>(
    head: Option<Bytes>,
    load: impl Fn(&[u8]) -> Result<T, Error>,
) -> Result<Option<T>, crate::Error> {
    let Some(head) = head else { return Ok(None) };
    load(&head.bytes).map(Some).map_err(|e| fault(head.path, e.to_string(), None))
}

pub(crate) fn fault(path: String, message: String, hint: Option<String>) -> crate::Error {
    crate::Error::of(vec![Finding { path, line: 0, column: 0, message, hint }])
}
