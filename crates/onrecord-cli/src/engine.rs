//! The one place that calls the library: opens model and data, and reads.

use crate::args::Only;
use crate::failure::Failure;
use onrecord::pairs::{Pairs, Tuned};
use onrecord::{Data, Depth, Heads, Reader};
use onrecord_doc::{Document, Input, Reading, Span, Tokens};
use onrecord_lang::{Files, Model, encoder::Encoder, known};
use std::path::Path;

/// A model and data, ready to read texts. Shared by all threads.
pub struct Engine {
    reader: Reader,
    depth: Depth,
}

/// A rule that found something.
pub struct Found {
    /// Its full id.
    pub rule: String,
    /// What it captured: name and words.
    pub captures: Vec<(String, String)>,
}

/// The built-in data, with that of a folder laid over.
pub fn data(folder: Option<&Path>) -> Result<Data, Failure> {
    Ok(folder.map_or_else(Data::embedded, Data::from_dir)?)
}

/// Opens a model. That a file of a known one is not what it was says more than where its reading stopped.
fn open(path: &Path) -> Result<Model, onrecord_lang::Error> {
    let files = Files::open(path)?;
    Model::load(&files).map_err(|e| known::verify(&files).err().unwrap_or(e))
}

/// Opens the encoder, which must be the known one, with the layers of a folder or the built-in ones over it.
fn tuned(path: &Path, heads: Option<&Path>) -> Result<Tuned, Failure> {
    let files = known::MINILM.open(path)?;
    known::MINILM.check(&files)?;
    let encoder = Encoder::load(&files, Tuned::LOWER)?;
    Ok(match heads {
        Some(folder) => Tuned::from_dir(folder, encoder)?,
        None => Tuned::embedded(encoder)?,
    })
}

impl Engine {
    /// Opens the model folder or wheel at `model`, and the built-in data with that of `folder` laid over; the
    /// trained heads are the built-in ones or those of a folder.
    pub fn open(
        model: &Path,
        folder: Option<&Path>,
        heads: Option<&Path>,
        encoder: Option<&Path>,
        only: Only,
    ) -> Result<Engine, Failure> {
        // Data and model have nothing to do with each other, and both take their time.
        let (data, tuned, model) = std::thread::scope(|scope| {
            let data = scope.spawn(|| data(folder));
            let tuned = scope.spawn(|| encoder.map(|path| tuned(path, heads)).transpose());
            (data.join(), tuned.join(), open(model))
        });
        let data = data.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let depth = match only {
            Only::Lang => Depth::Lang,
            Only::Statements => Depth::Statements,
            Only::Entities => Depth::Entities,
            Only::Whole => Depth::Whole,
        };
        let model = model?;
        let tuned = tuned.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let heads = match heads {
            Some(folder) => Heads::from_dir(folder, &model)?,
            None => Heads::embedded(&model)?,
        };
        let reader = Reader::new(model, data, heads);
        Ok(Engine {
            reader: match tuned {
                Some(tuned) => reader.with_tuned(tuned),
                None => reader,
            },
            depth,
        })
    }

    /// Name and version of the model.
    pub fn model(&self) -> &str {
        self.reader.model().name()
    }

    /// Whether trained heads answer, or rules alone.
    pub fn has_heads(&self) -> bool {
        self.reader.heads().statements().is_some()
    }

    /// The classifier of marked pairs, where one was trained on the model.
    pub fn pairs(&self) -> Option<&Pairs> {
        self.reader.heads().pairs()
    }

    /// The second opinion on pairs that the classifier is unsure of, where it was asked for.
    pub fn tuned(&self) -> Option<&Tuned> {
        self.reader.tuned()
    }

    /// The data.
    pub fn data(&self) -> &Data {
        self.reader.data()
    }

    /// The records of a text.
    pub fn read(&self, input: Input) -> Document {
        self.reader.read_to(input, self.depth)
    }

    /// What its readings say of who made them.
    pub fn reading(&self) -> Reading {
        self.reader.read_to(Input::new(""), Depth::Lang).reading
    }

    /// The tokens of a text without a document around it.
    pub fn analyse(&self, text: &str) -> Tokens {
        self.reader.model().analyse(text)
    }

    /// The rules that found something in a document, with the first byte of each, in text order.
    pub fn rules_in(&self, doc: &Document) -> Vec<(usize, Found)> {
        let matches = self.data().rules.find(&doc.tokens, doc.text());
        let found = matches.iter().map(|m| {
            let captures =
                m.captures.iter().map(|c| (c.name.to_owned(), doc.quotes(&c.spans).join(" … "))).collect();
            let spans = m.captures.iter().flat_map(|c| c.spans.iter());
            let first = spans.map(Span::start).min().unwrap_or_else(|| doc.tokens.span(m.trigger).start());
            (first, Found { rule: m.rule.id.to_string(), captures })
        });
        found.collect()
    }
}
