//! Many texts at a time: a batch of texts in, a batch of their records out, one row a text and in the same order.
//!
//! A row has `status` and `error`, the columns of the table `documents`, one column of lists for every other table, and
//! the JSON form where it is asked for. A text that cannot be read has `status` `error`; nothing that stands in a batch
//! raises.
//!
//! Workers take the next text that nobody has; the caller's thread puts what they made in order and makes columns of it,
//! so that no more documents are in memory than are being read or wait for an earlier one.

use crate::columns::{Rows, SCHEMA, fields, nested};
use crate::errors::TextError;
use crate::reader::Reader;
use crate::unread::{self, Given};
use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, LargeBinaryArray, RecordBatch};
use arrow_pyarrow::PyArrowType;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use onrecord_doc::{Document, Tokens, json};
use onrecord_export::rows::{Cell, Facts, TABLES, Table};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

/// The columns that a batch of texts has, all of them large binary; the Python side brings others into this form.
pub const INPUT: [&str; 6] = ["text", "id", "title", "url", "publisher", "published"];

/// The most bytes of words in one table of a batch: offsets are of 32 bits.
const MOST: usize = 1 << 30;

/// What a batch of records is to have.
#[derive(FromPyObject)]
pub struct Wanted {
    /// Names of tables, besides `documents`, in order.
    #[pyo3(item)]
    tables: Vec<String>,
    /// Whether the text comes back.
    #[pyo3(item)]
    text: bool,
    /// Whether there is a column `json`.
    #[pyo3(item)]
    json: bool,
}

impl Wanted {
    fn tables(&self) -> PyResult<Vec<&'static Table>> {
        let find = |name: &String| {
            Table::find(name).filter(|t| t.name != TABLES[0].name).ok_or_else(|| {
                let names: Vec<&str> = TABLES[1..].iter().map(|t| t.name).collect();
                let what = format!("there is no table `{name}`\nhint: there are {}", names.join(", "));
                PyValueError::new_err(what)
            })
        };
        self.tables.iter().map(find).collect()
    }

    fn schema(&self, tables: &[&'static Table]) -> Schema {
        let mut all =
            vec![Field::new("status", DataType::Utf8, false), Field::new("error", DataType::Utf8, true)];
        all.extend(fields(&TABLES[0]).iter().map(|f| f.as_ref().clone()));
        all.extend(tables.iter().map(|t| nested(t)));
        if self.json {
            all.push(Field::new("json", DataType::Utf8, true));
        }
        Schema::new_with_metadata(all, metadata())
    }
}

fn metadata() -> HashMap<String, String> {
    [("onrecord:format", json::FORMAT.to_owned()), ("onrecord:schema", SCHEMA.to_string())]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
}

/// The schema of what `read_batch` gives.
#[pyfunction]
pub fn schema(wanted: Wanted) -> PyResult<PyArrowType<Schema>> {
    let tables = wanted.tables()?;
    Ok(PyArrowType(wanted.schema(&tables)))
}

/// Name of a column, its type, and what it means.
type Column = (&'static str, String, &'static str);

/// Every table: its name, what a row is, its columns.
#[pyfunction]
pub fn columns() -> Vec<(&'static str, &'static str, Vec<Column>)> {
    let row = |t: &'static Table| {
        let kinds = t.columns.iter().map(|c| (c.name, format!("{:?}", c.kind).to_lowercase(), c.about));
        (t.name, t.about, kinds.collect())
    };
    TABLES.iter().map(row).collect()
}

/// Reads a batch.
pub fn read(
    py: Python<'_>,
    reader: &Reader,
    batch: &RecordBatch,
    wanted: &Wanted,
    any_language: bool,
    threads: usize,
) -> PyResult<RecordBatch> {
    let tables = wanted.tables()?;
    let texts = Texts::of(batch)?;
    let mut table = Building::new(wanted, &tables);
    py.detach(|| {
        let count = batch.num_rows();
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let threads = threads.clamp(1, count.max(1));
        let (results, results_end) = sync_channel(2 * threads);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                let (results, next, stop, texts) = (results.clone(), &next, &stop, &texts);
                scope.spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        let row = next.fetch_add(1, Ordering::Relaxed);
                        if row >= count {
                            return;
                        }
                        let read = texts.read(row, reader, any_language);
                        // The taker may have gone: interrupted, or too much for one batch.
                        if results.send((row, read)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(results);
            let taken = take(&results_end, &mut table, &texts);
            stop.store(true, Ordering::Relaxed);
            drop(results_end);
            taken
        })
    })?;
    table.finish(wanted, &tables).map_err(|e| PyValueError::new_err(e.to_string()))
}

type Read = (usize, Result<Document, String>);

/// Takes what the workers made, in the order of the rows.
fn take(
    results: &std::sync::mpsc::Receiver<Read>,
    table: &mut Building<'_>,
    texts: &Texts<'_>,
) -> PyResult<()> {
    let mut early: BTreeMap<usize, Result<Document, String>> = BTreeMap::new();
    let mut row = 0;
    let mut looked = std::time::Instant::now();
    loop {
        match results.recv_timeout(Duration::from_millis(100)) {
            Ok((number, read)) => {
                early.insert(number, read);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        while let Some(read) = early.remove(&row) {
            table.push(&read, texts, row);
            row += 1;
        }
        if table.largest() > MOST {
            let what = format!(
                "the records of the first {row} rows take more than {} MB in one column\nhint: give smaller batches",
                MOST >> 20
            );
            return Err(PyValueError::new_err(what));
        }
        // Ctrl-C is heard between texts, at most ten times a second: to ask takes the interpreter.
        if looked.elapsed() > Duration::from_millis(100) {
            Python::attach(|py| py.check_signals())?;
            looked = std::time::Instant::now();
        }
    }
}

/// The columns of a batch of texts.
struct Texts<'a> {
    columns: [&'a LargeBinaryArray; INPUT.len()],
}

impl<'a> Texts<'a> {
    fn of(batch: &'a RecordBatch) -> PyResult<Texts<'a>> {
        let mut columns = Vec::new();
        for name in INPUT {
            let column =
                batch.column_by_name(name).and_then(|c| c.as_any().downcast_ref::<LargeBinaryArray>());
            let missing =
                || PyValueError::new_err(format!("the batch has no column `{name}` of large binary"));
            columns.push(column.ok_or_else(missing)?);
        }
        let columns = columns.try_into().map_err(|_| PyValueError::new_err("the batch lacks columns"))?;
        Ok(Texts { columns })
    }

    fn given(&self, row: usize) -> Given<'a> {
        let [text, id, title, url, publisher, published] =
            self.columns.map(|c| (!c.is_null(row)).then(|| c.value(row)));
        Given { text, id, title, url, publisher, published }
    }

    fn read(&self, row: usize, reader: &Reader, any_language: bool) -> Result<Document, String> {
        let mut document = unread::input(self.given(row), any_language).and_then(|i| reader.records(i))?;
        // Most of a document's memory, and in no table.
        document.tokens = Tokens::default();
        Ok(document)
    }
}

/// A batch of records while it grows.
struct Building<'a> {
    wanted: &'a Wanted,
    status: StringBuilder,
    error: StringBuilder,
    documents: Rows,
    tables: Vec<(&'static Table, Rows)>,
    json: StringBuilder,
}

impl<'a> Building<'a> {
    fn new(wanted: &'a Wanted, tables: &[&'static Table]) -> Building<'a> {
        Building {
            wanted,
            status: StringBuilder::new(),
            error: StringBuilder::new(),
            documents: Rows::of(&TABLES[0]),
            tables: tables.iter().map(|t| (*t, Rows::of(t))).collect(),
            json: StringBuilder::new(),
        }
    }

    fn largest(&self) -> usize {
        let tables = self.tables.iter().map(|(_, rows)| rows.bytes());
        tables.chain([self.documents.bytes(), self.json.values_slice().len()]).max().unwrap_or(0)
    }

    fn push(&mut self, read: &Result<Document, String>, texts: &Texts<'_>, row: usize) {
        match read {
            Ok(document) => {
                self.status.append_value("ok");
                self.error.append_null();
                let mut facts = Facts::of(document);
                facts.text = self.wanted.text;
                TABLES[0].rows(&facts, &mut |row| self.documents.push(row));
                for (table, rows) in &mut self.tables {
                    table.rows(&facts, &mut |row| rows.push(row));
                }
                if self.wanted.json {
                    self.json
                        .append_value(json::to_string(document, json::Options { text: self.wanted.text }));
                }
            }
            Err(why) => {
                self.status.append_value("error");
                self.error.append_value(why);
                let id = texts.id(row);
                let known = |c: &onrecord_export::rows::Column| match c.name {
                    "document" => Cell::Text(id.as_str().into()),
                    _ if c.kind == onrecord_export::rows::Kind::Texts => Cell::Texts(Vec::new()),
                    _ => Cell::None,
                };
                self.documents.push(TABLES[0].columns.iter().map(known).collect());
                if self.wanted.json {
                    self.json.append_value(json::error_line(&id, why));
                }
            }
        }
        self.tables.iter_mut().for_each(|(_, rows)| rows.end());
    }

    fn finish(mut self, wanted: &Wanted, tables: &[&'static Table]) -> Result<RecordBatch, ArrowError> {
        let mut columns: Vec<ArrayRef> = vec![Arc::new(self.status.finish()), Arc::new(self.error.finish())];
        columns.extend(self.documents.flat());
        for (_, rows) in self.tables {
            columns.push(rows.nested()?);
        }
        if wanted.json {
            columns.push(Arc::new(self.json.finish()));
        }
        RecordBatch::try_new(Arc::new(wanted.schema(tables)), columns)
    }
}

impl Texts<'_> {
    /// The id of a row that could not be read: its own, else the SHA-256 of its bytes.
    fn id(&self, row: usize) -> String {
        let given = self.given(row);
        let own = given.id.filter(|id| !id.is_empty()).map(|id| String::from_utf8_lossy(id).into_owned());
        own.unwrap_or_else(|| onrecord_lang::known::sha256(given.text.unwrap_or_default()))
    }
}

/// The rows of one table over many documents, as a batch: for stores.
pub fn flat(
    table: &'static Table,
    documents: impl Iterator<Item = PyResult<Document>>,
) -> PyResult<RecordBatch> {
    let mut rows = Rows::of(table);
    for document in documents {
        table.rows(&Facts::of(&document?), &mut |row| rows.push(row));
        if rows.bytes() > MOST {
            return Err(TextError::new_err(format!("the table `{}` takes more than 1 GB", table.name)));
        }
    }
    let schema = Schema::new_with_metadata(fields(table), metadata());
    RecordBatch::try_new(Arc::new(schema), rows.flat()).map_err(|e| PyValueError::new_err(e.to_string()))
}
