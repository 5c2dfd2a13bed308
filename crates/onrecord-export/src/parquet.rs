//! All records as Parquet: a folder a table of [`crate::rows`], a folder a month of publication in it
//! (`events/published_month=2015-08/part-0.parquet`), lists as real lists.
//!
//! Rows are held by column and by month. When those of one part reach [`Options::part_bytes`], or all that are held
//! [`Options::held_bytes`], the fullest part is written as a file of one row group and its memory is free again: any number
//! of documents in any order needs no more than that, and at no time is more than one file open. Documents in the order of
//! publication give few large files.
//!
//! The `parquet` crate is used without `arrow`, whose building takes minutes: columns are written with their levels, as the
//! format has them. A list is required and its values are optional, so a value has definition level 2, an unknown one 1, an
//! empty list 0. Source: Apache Parquet format, *Nested Encoding* and *LogicalTypes* (LIST).

use crate::rows::{Cell, Column, Facts, Kind, TABLES, Table};
use ::parquet::basic::Compression;
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use ::parquet::schema::types::TypePtr;
use bytes::Bytes;
use onrecord_doc::Document;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

/// Name of the column that the folders of months make.
pub const MONTH: &str = "published_month";

/// What to write, and how much to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to write the texts of the documents.
    pub text: bool,
    /// Most bytes of rows, before compression, in one file, which is one row group.
    pub part_bytes: usize,
    /// Most bytes of rows that are held before the fullest part is written.
    pub held_bytes: usize,
}

impl Default for Options {
    fn default() -> Options {
        // Readers take a row group as one piece of work; DuckDB and Spark advise at most 128 MB.
        Options { text: true, part_bytes: 64 << 20, held_bytes: 256 << 20 }
    }
}

/// The folders of an export while they are written.
pub struct Lake<W, O> {
    open: O,
    options: Options,
    /// Rows that are not written yet, by month and number of the table.
    parts: BTreeMap<(String, usize), Part>,
    /// How many files each has.
    written: BTreeMap<(String, usize), u32>,
    held: usize,
    rows: Vec<u64>,
    schemas: Vec<TypePtr>,
    properties: WriterPropertiesPtr,
    file: std::marker::PhantomData<fn() -> W>,
}

impl<W: Write + Send, O: FnMut(&str) -> io::Result<W>> Lake<W, O> {
    /// An export into the files that `open` makes; it is asked for paths that look like
    /// `events/published_month=2015-08/part-0.parquet`.
    ///
    /// # Errors
    ///
    /// Fails if the columns make no schema, which a test rules out.
    pub fn create(open: O, options: Options) -> io::Result<Lake<W, O>> {
        let schema = |t: &Table| parse_message_type(&message(t)).map(Arc::new).map_err(failed);
        let format = KeyValue::new("onrecord:format".to_owned(), onrecord_doc::json::FORMAT.to_owned());
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(vec![format]))
            .build();
        Ok(Lake {
            open,
            options,
            parts: BTreeMap::new(),
            written: BTreeMap::new(),
            held: 0,
            rows: vec![0; TABLES.len()],
            schemas: TABLES.iter().map(schema).collect::<io::Result<_>>()?,
            properties: Arc::new(properties),
            file: std::marker::PhantomData,
        })
    }

    /// Takes the records of one document, and writes files when enough are held.
    ///
    /// # Errors
    ///
    /// Fails where `open` or a write does; what was written is then not whole.
    pub fn write(&mut self, doc: &Document) -> io::Result<()> {
        let mut facts = Facts::of(doc);
        facts.text = self.options.text;
        let month = facts.month();
        for (number, table) in TABLES.iter().enumerate() {
            let key = (month.clone(), number);
            let mut part = self.parts.remove(&key).unwrap_or_else(|| Part::of(table));
            let (rows, bytes) = (part.rows, part.bytes);
            table.rows(&facts, &mut |row| part.push(row));
            self.rows[number] += (part.rows - rows) as u64;
            self.held += part.bytes - bytes;
            let is_full = part.bytes >= self.options.part_bytes;
            if part.rows > 0 {
                self.parts.insert(key.clone(), part);
            }
            if is_full {
                self.write_part(&key)?;
            }
        }
        while self.held > self.options.held_bytes {
            let fullest = self.parts.iter().max_by_key(|(_, p)| p.bytes).map(|(key, _)| key.clone());
            let Some(key) = fullest else { break };
            self.write_part(&key)?;
        }
        Ok(())
    }

    /// Writes what is held, and gives the number of rows of each table.
    ///
    /// A table without rows gets a file without rows, so that a query over it finds its columns. [`views`] is the text of
    /// `views.sql`.
    ///
    /// # Errors
    ///
    /// Fails where `open` or a write does.
    pub fn finish(mut self) -> io::Result<Vec<(&'static str, u64)>> {
        for (number, table) in TABLES.iter().enumerate() {
            if self.rows[number] == 0 {
                self.parts.insert(("unknown".to_owned(), number), Part::of(table));
            }
        }
        while let Some(key) = self.parts.keys().next().cloned() {
            self.write_part(&key)?;
        }
        Ok(TABLES.iter().map(|t| t.name).zip(self.rows).collect())
    }

    /// Writes a part as a file of its own.
    fn write_part(&mut self, key: &(String, usize)) -> io::Result<()> {
        let Some(part) = self.parts.remove(key) else { return Ok(()) };
        self.held -= part.bytes;
        let (month, number) = key;
        let count = self.written.entry(key.clone()).or_default();
        let path = format!("{}/{MONTH}={month}/part-{count}.parquet", TABLES[*number].name);
        *count += 1;
        let file = (self.open)(&path)?;
        let (schema, properties) = (self.schemas[*number].clone(), self.properties.clone());
        let mut out = SerializedFileWriter::new(file, schema, properties).map_err(failed)?;
        if part.rows > 0 {
            let mut group = out.next_row_group().map_err(failed)?;
            for column in part.columns {
                let mut writer = group.next_column().map_err(failed)?.ok_or_else(|| {
                    io::Error::other("the schema has fewer columns than the table, which cannot be")
                })?;
                column.write(writer.untyped()).map_err(failed)?;
                writer.close().map_err(failed)?;
            }
            group.close().map_err(failed)?;
        }
        out.into_inner().map_err(failed)?.flush()
    }
}

/// The error of the file underneath where there is one.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(own) => *own,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

/// The schema of a table in the words of the format.
fn message(table: &Table) -> String {
    let mut out = format!("message {} {{\n", table.name);
    for column in table.columns {
        let need = if is_required(table, column) { "REQUIRED" } else { "OPTIONAL" };
        let name = column.name;
        out += &match column.kind {
            Kind::Text => format!("  {need} BYTE_ARRAY {name} (STRING);\n"),
            Kind::Integer => format!("  {need} INT64 {name};\n"),
            Kind::Number => format!("  {need} DOUBLE {name};\n"),
            Kind::Boolean => format!("  {need} BOOLEAN {name};\n"),
            Kind::Date => format!("  {need} INT32 {name} (DATE);\n"),
            Kind::Texts => format!(
                "  REQUIRED GROUP {name} (LIST) {{ REPEATED GROUP list {{ OPTIONAL BYTE_ARRAY element (STRING); }} }}\n"
            ),
        };
    }
    out + "}"
}

fn is_required(table: &Table, column: &Column) -> bool {
    table.key.contains(&column.name)
}

/// Rows by column.
struct Part {
    columns: Vec<Held>,
    rows: usize,
    bytes: usize,
}

/// The values of a column that are not written yet, with their levels.
struct Held {
    values: Values,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

enum Values {
    /// All words in a row, and where each ends.
    Text(Vec<u8>, Vec<usize>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Boolean(Vec<bool>),
    Day(Vec<i32>),
}

impl Part {
    fn of(table: &Table) -> Part {
        let column = |c: &Column| Held {
            values: match c.kind {
                Kind::Text | Kind::Texts => Values::Text(Vec::new(), Vec::new()),
                Kind::Integer => Values::Integer(Vec::new()),
                Kind::Number => Values::Number(Vec::new()),
                Kind::Boolean => Values::Boolean(Vec::new()),
                Kind::Date => Values::Day(Vec::new()),
            },
            definition: Vec::new(),
            repetition: Vec::new(),
        };
        Part { columns: table.columns.iter().map(column).collect(), rows: 0, bytes: 0 }
    }

    fn push(&mut self, row: Vec<Cell<'_>>) {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            self.bytes += column.push(cell);
        }
        self.rows += 1;
    }
}

impl Held {
    /// Adds a value and gives the bytes that it takes.
    fn push(&mut self, cell: Cell<'_>) -> usize {
        // A list of n values is n entries, an empty one is one.
        const LEVELS: usize = 4;
        match (&mut self.values, cell) {
            (Values::Text(words, ends), Cell::Texts(list)) => {
                let mut bytes = LEVELS;
                if list.is_empty() {
                    self.definition.push(0);
                    self.repetition.push(0);
                }
                for (i, value) in list.iter().enumerate() {
                    self.repetition.push(i16::from(i > 0));
                    self.definition.push(if value.is_some() { 2 } else { 1 });
                    if let Some(value) = value {
                        words.extend(value.as_bytes());
                        ends.push(words.len());
                        bytes += value.len() + size_of::<usize>();
                    }
                    bytes += LEVELS;
                }
                return bytes;
            }
            (Values::Text(words, ends), Cell::Text(text)) => {
                words.extend(text.as_bytes());
                ends.push(words.len());
                self.definition.push(1);
                return text.len() + size_of::<usize>() + LEVELS;
            }
            (Values::Integer(all), Cell::Integer(n)) => all.push(n),
            (Values::Number(all), Cell::Number(n)) => all.push(n),
            (Values::Boolean(all), Cell::Boolean(b)) => all.push(b),
            (Values::Day(all), Cell::Date(day)) => all.push(day_number(day)),
            // Nothing known; a cell of another kind cannot be, which a test of the rows rules out.
            _ => {
                self.definition.push(0);
                return LEVELS;
            }
        }
        self.definition.push(1);
        size_of::<i64>() + LEVELS
    }

    fn write(self, out: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let definition = Some(self.definition.as_slice());
        let repetition = (!self.repetition.is_empty()).then_some(self.repetition.as_slice());
        match (out, self.values) {
            (ColumnWriter::ByteArrayColumnWriter(out), Values::Text(words, ends)) => {
                let words = Bytes::from(words);
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let all: Vec<ByteArray> =
                    starts.zip(&ends).map(|(start, end)| ByteArray::from(words.slice(start..*end))).collect();
                out.write_batch(&all, definition, repetition)?;
            }
            (ColumnWriter::Int64ColumnWriter(out), Values::Integer(all)) => {
                out.write_batch(&all, definition, repetition)?;
            }
            (ColumnWriter::DoubleColumnWriter(out), Values::Number(all)) => {
                out.write_batch(&all, definition, repetition)?;
            }
            (ColumnWriter::BoolColumnWriter(out), Values::Boolean(all)) => {
                out.write_batch(&all, definition, repetition)?;
            }
            (ColumnWriter::Int32ColumnWriter(out), Values::Day(all)) => {
                out.write_batch(&all, definition, repetition)?;
            }
            _ => return Err(ParquetError::General("a column of another type than its table has".to_owned())),
        }
        Ok(())
    }
}

/// Days since 1970-01-01.
fn day_number(day: jiff::civil::Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(day).map_or(0, |span| span.get_days())
}

/// `views.sql`: a view a table for DuckDB, and two that read well. To be run in the folder of the export.
pub fn views() -> String {
    let mut out = String::from(
        "-- Records that Onrecord read, for DuckDB. In the folder of this file: duckdb -init views.sql\n\
         -- From elsewhere: SET file_search_path = 'FOLDER'; and then .read FOLDER/views.sql\n",
    );
    for table in TABLES {
        out += &format!(
            "\n-- {}\nCREATE OR REPLACE VIEW {name} AS\n  SELECT * FROM read_parquet('{name}/*/*.parquet', hive_partitioning = true, \
             hive_types = {{'{MONTH}': VARCHAR}});\n",
            table.about,
            name = table.name,
        );
    }
    out += include_str!("parquet/views.sql");
    out
}

#[cfg(test)]
mod tests;
