//! A reader: a model, the data and the heads, opened once and shared by all threads.

use crate::batch;
use crate::document::Document;
use crate::errors::{self, TextError};
use crate::unread::{self, Given};
use arrow_array::RecordBatch;
use arrow_pyarrow::PyArrowType;
use onrecord::pairs::Tuned;
use onrecord::{Data, Heads};
use onrecord_doc::Input;
use onrecord_lang::encoder::Encoder;
use onrecord_lang::{Files, Model, known};
use pyo3::PyErr;
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Reads texts. It never changes and is shared by threads.
#[pyclass(frozen, module = "onrecord._native")]
pub struct Reader {
    reader: onrecord::Reader,
}

#[pymethods]
impl Reader {
    /// A reader of the model at that path.
    #[new]
    #[pyo3(signature = (model, *, data=None, heads=None, encoder=None))]
    fn new(
        py: Python<'_>,
        model: PathBuf,
        data: Option<PathBuf>,
        heads: Option<PathBuf>,
        encoder: Option<PathBuf>,
    ) -> PyResult<Reader> {
        py.detach(|| open(&model, data.as_deref(), heads.as_deref(), encoder.as_deref()))
            .map(|reader| Reader { reader })
    }

    /// Name and version of the base model.
    #[getter]
    fn model(&self) -> &str {
        self.reader.model().name()
    }

    /// Whether trained heads answer, or rules alone.
    #[getter]
    fn has_heads(&self) -> bool {
        self.reader.heads().statements().is_some()
    }

    /// Reads one text.
    #[pyo3(signature = (text, *, id=None, title=None, url=None, publisher=None, published=None, any_language=false))]
    #[expect(clippy::too_many_arguments, reason = "they are named where it is called")]
    fn read(
        &self,
        py: Python<'_>,
        text: &[u8],
        id: Option<&str>,
        title: Option<&str>,
        url: Option<&str>,
        publisher: Option<&str>,
        published: Option<&str>,
        any_language: bool,
    ) -> PyResult<Document> {
        let given = Given {
            text: Some(text),
            id: id.map(str::as_bytes),
            title: title.map(str::as_bytes),
            url: url.map(str::as_bytes),
            publisher: publisher.map(str::as_bytes),
            published: published.map(str::as_bytes),
        };
        let read = py.detach(|| unread::input(given, any_language).and_then(|input| self.records(input)));
        read.map(|document| Document { document }).map_err(|why| {
            let hint = if why.contains("not English") {
                "\nhint: `any_language=True` reads it all the same"
            } else {
                ""
            };
            TextError::new_err(why + hint)
        })
    }

    /// Reads every text of a batch, whose columns are those of `batch::INPUT`.
    fn read_batch(
        &self,
        py: Python<'_>,
        batch: PyArrowType<RecordBatch>,
        wanted: batch::Wanted,
        any_language: bool,
        threads: usize,
    ) -> PyResult<PyArrowType<RecordBatch>> {
        batch::read(py, self, &batch.0, &wanted, any_language, threads).map(PyArrowType)
    }
}

impl Reader {
    /// The records of a text. No text may stop the others, not even one that finds a mistake of ours.
    pub fn records(&self, input: Input) -> Result<onrecord_doc::Document, String> {
        catch_unwind(AssertUnwindSafe(|| self.reader.read(input)))
            .map_err(|_| "a mistake in onrecord stopped the reading of this text".to_owned())
    }
}

fn open(
    model: &Path,
    data: Option<&Path>,
    heads: Option<&Path>,
    encoder: Option<&Path>,
) -> PyResult<onrecord::Reader> {
    let model_of = |path: &Path| -> Result<Model, onrecord_lang::Error> {
        let files = Files::open(path)?;
        Model::load(&files).map_err(|e| known::verify(&files).err().unwrap_or(e))
    };
    // Data and model have nothing to do with each other, and both take their time.
    let (data, model) = std::thread::scope(|scope| {
        let data = scope.spawn(|| data.map_or_else(Data::embedded, Data::from_dir));
        let model = model_of(model);
        (data.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), model)
    });
    let model = model.map_err(|e| errors::model(&e))?;
    let data = data.map_err(|e| errors::data(&e))?;
    let own = match heads {
        Some(folder) => Heads::from_dir(folder, &model),
        None => Heads::embedded(&model),
    };
    let reader = onrecord::Reader::new(model, data, own.map_err(|e| errors::data(&e))?);
    let Some(path) = encoder else { return Ok(reader) };
    let encoder = (|| {
        let files = known::MINILM.open(path)?;
        known::MINILM.check(&files)?;
        Encoder::load(&files, Tuned::LOWER)
    })()
    .map_err(|e: onrecord_lang::Error| errors::model(&e))?;
    let tuned = match heads {
        Some(folder) => Tuned::from_dir(folder, encoder),
        None => Tuned::embedded(encoder),
    };
    let tuned: Tuned = tuned.map_err(|e| -> PyErr { errors::data(&e) })?;
    Ok(reader.with_tuned(tuned))
}
