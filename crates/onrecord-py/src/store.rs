//! A store, read only: its documents, what is found in it, and its tables as columns.

use crate::batch;
use crate::document::Document;
use crate::errors::{self, StoreError};
use arrow_array::RecordBatch;
use arrow_pyarrow::PyArrowType;
use onrecord_export::rows::{TABLES, Table};
use onrecord_store::{Cell, Mode, Query, What};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// A store of documents, opened for reading.
#[pyclass(frozen, module = "onrecord._native")]
pub struct Store {
    // A connection belongs to one thread at a time.
    store: Mutex<onrecord_store::Store>,
}

/// The number of documents after which the rows of a table are handed over.
const PIECE: usize = 1_000;

#[pymethods]
impl Store {
    /// The store in that file.
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Store> {
        let store = py.detach(|| onrecord_store::Store::open(&path, Mode::Read)).map_err(|e| {
            let hint = if e.is_missing() {
                "\nhint: `onrecord add` makes one: onrecord add --store FILE TEXTS"
            } else {
                ""
            };
            StoreError::new_err(format!("{e}{hint}"))
        })?;
        Ok(Store { store: Mutex::new(store) })
    }

    /// How many documents there are.
    fn count(&self, py: Python<'_>) -> PyResult<u64> {
        py.detach(|| self.with(|s| s.len()))
    }

    /// The ids of the documents that a question finds, sorted.
    fn ids(&self, py: Python<'_>, question: Question) -> PyResult<Vec<String>> {
        py.detach(|| self.with(|s| s.document_ids(&question.query())))
    }

    /// The document of an id or of the beginning of one.
    fn document(&self, py: Python<'_>, id: &str) -> PyResult<(String, Document)> {
        let stored = py.detach(|| self.with(|s| s.document(id)))?;
        Ok((stored.id, Document { document: stored.document }))
    }

    /// The rows of a view that a question finds, as dictionaries, the newest first.
    fn find<'py>(&self, py: Python<'py>, what: &str, question: Question) -> PyResult<Bound<'py, PyList>> {
        let what = match what {
            "statements" => What::Statements,
            "events" => What::Events,
            "entities" => What::Entities,
            "documents" => What::Documents,
            other => {
                let what = format!(
                    "`{other}` cannot be found\nhint: there are statements, events, entities, documents"
                );
                return Err(StoreError::new_err(what));
            }
        };
        let hits = py.detach(|| {
            self.with(|s| {
                let mut hits = Vec::new();
                s.find(what, &question.query(), |hit| {
                    hits.push(hit);
                    true
                })?;
                Ok(hits)
            })
        })?;
        let rows = PyList::empty(py);
        for hit in hits {
            let row = PyDict::new(py);
            for (name, cell) in hit.columns {
                match cell {
                    Cell::Nothing => row.set_item(name, py.None())?,
                    Cell::Number(n) => row.set_item(name, n)?,
                    Cell::Real(x) => row.set_item(name, x)?,
                    Cell::Words(s) => row.set_item(name, s)?,
                }
            }
            if let Some(marked) = hit.marked {
                row.set_item("marked", marked)?;
            }
            rows.append(row)?;
        }
        Ok(rows)
    }

    /// Rows of a table of the Parquet export, of the documents with these ids.
    fn table(
        &self,
        py: Python<'_>,
        table: &str,
        ids: Vec<String>,
    ) -> PyResult<Vec<PyArrowType<RecordBatch>>> {
        let table = Table::find(table).ok_or_else(|| {
            let names: Vec<&str> = TABLES.iter().map(|t| t.name).collect();
            StoreError::new_err(format!("there is no table `{table}`\nhint: there are {}", names.join(", ")))
        })?;
        let piece = |ids: &[String]| {
            py.detach(|| {
                let of = |id: &String| self.with(|s| s.document(id)).map(|stored| stored.document);
                batch::flat(table, ids.iter().map(of))
            })
        };
        let pieces = ids.chunks(PIECE).map(|ids| {
            py.check_signals()?;
            piece(ids).map(PyArrowType)
        });
        // A table without rows still has its columns.
        if ids.is_empty() { Ok(vec![PyArrowType(piece(&[])?)]) } else { pieces.collect() }
    }
}

impl Store {
    fn with<T>(
        &self,
        work: impl FnOnce(&onrecord_store::Store) -> Result<T, onrecord_store::Error>,
    ) -> PyResult<T> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        work(&store).map_err(|e| errors::store(&e))
    }
}

/// A question, as a dictionary in Python.
#[derive(FromPyObject)]
pub struct Question {
    #[pyo3(item)]
    source: Option<String>,
    #[pyo3(item)]
    about: Option<String>,
    #[pyo3(item)]
    publisher: Option<String>,
    #[pyo3(item)]
    document: Option<String>,
    #[pyo3(item)]
    after: Option<String>,
    #[pyo3(item)]
    before: Option<String>,
    #[pyo3(item)]
    place: Option<String>,
    #[pyo3(item)]
    types: Vec<String>,
    #[pyo3(item)]
    status: Option<String>,
    #[pyo3(item)]
    act: Option<String>,
    #[pyo3(item)]
    text: Option<String>,
    #[pyo3(item)]
    all: bool,
    #[pyo3(item)]
    limit: usize,
}

impl Question {
    fn query(self) -> Query {
        let Question {
            source,
            about,
            publisher,
            document,
            after,
            before,
            place,
            types,
            status,
            act,
            text,
            all,
            limit,
        } = self;
        Query {
            source,
            about,
            publisher,
            document,
            after,
            before,
            place,
            types,
            status,
            act,
            text,
            all,
            limit,
        }
    }
}
