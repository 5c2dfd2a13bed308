//! All records as CSV: one file a table of [`crate::rows`], and a `datapackage.json` that describes them.
//!
//! RFC 4180 in UTF-8 with a header. Lists are joined by [`LIST_MARK`]; a value of a list that holds the mark itself loses
//! the space in it, so that splitting gives the list back. What is not known is an empty cell. NUL, which no reader of CSV
//! takes, becomes U+FFFD: one character for one, so that offsets hold.
//!
//! **Formulas.** A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`, and words of a report may begin so. A
//! file of data must hold the exact words, so [`Audience::Programs`] leaves them as they are;
//! [`Audience::Spreadsheets`] puts `'` in front of them, and a byte-order mark in front of the file so that Excel takes it
//! for UTF-8. Source: OWASP, *CSV Injection*.

use crate::rows::{Cell, Facts, Kind, LIST_MARK, TABLES, Table};
use onrecord_doc::Document;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Who opens the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// pandas, R, DuckDB, a script: every cell is exact.
    #[default]
    Programs,
    /// Excel, LibreOffice, Google Sheets: no cell is a formula.
    Spreadsheets,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to write the texts of the documents.
    pub text: bool,
    /// Who opens the files.
    pub audience: Audience,
}

impl Default for Options {
    fn default() -> Options {
        Options { text: true, audience: Audience::Programs }
    }
}

/// The files of an export while they are written; memory does not grow with the documents.
pub struct Package<W: Write> {
    sheets: Vec<Sheet<W>>,
    options: Options,
}

struct Sheet<W: Write> {
    table: &'static Table,
    out: ::csv::Writer<Counted<W>>,
    rows: u64,
}

impl<W: Write> Package<W> {
    /// Opens every file by its name (`statements.csv`) and writes its header.
    ///
    /// # Errors
    ///
    /// Fails where `open` or a write does.
    pub fn create(mut open: impl FnMut(&str) -> io::Result<W>, options: Options) -> io::Result<Package<W>> {
        let mut sheets = Vec::with_capacity(TABLES.len());
        for table in TABLES {
            let mut file = Counted { inner: open(&file_name(table))?, bytes: 0, hash: Sha256::new() };
            if options.audience == Audience::Spreadsheets {
                file.write_all("\u{feff}".as_bytes())?;
            }
            let mut out = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(file);
            out.write_record(table.columns.iter().map(|c| c.name)).map_err(io_error)?;
            sheets.push(Sheet { table, out, rows: 0 });
        }
        Ok(Package { sheets, options })
    }

    /// Writes the records of one document.
    ///
    /// # Errors
    ///
    /// Fails where a write does; what was written is then not whole.
    pub fn write(&mut self, doc: &Document) -> io::Result<()> {
        let mut facts = Facts::of(doc);
        facts.text = self.options.text;
        let mut field = String::new();
        for sheet in &mut self.sheets {
            let mut result = Ok(());
            let (out, rows) = (&mut sheet.out, &mut sheet.rows);
            sheet.table.rows(&facts, &mut |row| {
                if result.is_ok() {
                    result = write_row(out, &row, self.options.audience, &mut field);
                    *rows += 1;
                }
            });
            result?;
        }
        Ok(())
    }

    /// Closes the files and gives the text of `datapackage.json`, with rows, bytes and SHA-256 of each.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn finish(self) -> io::Result<String> {
        let mut resources = Vec::with_capacity(self.sheets.len());
        for sheet in self.sheets {
            let mut file =
                sheet.out.into_inner().map_err(|e| io::Error::new(e.error().kind(), e.to_string()))?;
            file.flush()?;
            resources.push(resource(sheet.table, sheet.rows, file, self.options.audience));
        }
        let package = json!({
            "profile": "tabular-data-package",
            "name": "onrecord",
            "title": "Who said and did what, when, on whose word",
            "description": "Records that Onrecord read from texts. Offsets are Unicode code points into `documents.text`, end exclusive. \
                Lists are joined by `; `. Every row names the words it rests on and the rule or model that made it.",
            "onrecord:format": onrecord_doc::json::FORMAT,
            "onrecord:formulas": match self.options.audience {
                Audience::Programs => "as they are",
                Audience::Spreadsheets => "' in front",
            },
            "resources": resources,
        });
        let mut text = serde_json::to_string_pretty(&package).map_err(io::Error::other)?;
        text.push('\n');
        Ok(text)
    }
}

/// The name of a table's file.
pub fn file_name(table: &Table) -> String {
    format!("{}.csv", table.name)
}

fn write_row<W: Write>(
    out: &mut ::csv::Writer<W>,
    row: &[Cell<'_>],
    audience: Audience,
    field: &mut String,
) -> io::Result<()> {
    for cell in row {
        field.clear();
        match cell {
            Cell::None => {}
            Cell::Text(text) => words(field, text, audience),
            Cell::Texts(list) => words(field, &join(list), audience),
            Cell::Integer(n) => _ = write!(field, "{n}"),
            Cell::Number(n) => number(field, *n),
            Cell::Boolean(b) => _ = write!(field, "{b}"),
            Cell::Date(day) => _ = write!(field, "{day}"),
        }
        out.write_field(&field).map_err(io_error)?;
    }
    out.write_record(None::<&[u8]>).map_err(io_error)
}

/// A list as one cell: no value holds the mark, so that as many come out as went in.
pub(crate) fn join(list: &[Option<Cow<'_, str>>]) -> String {
    let mut out = String::new();
    for (i, value) in list.iter().enumerate() {
        if i > 0 {
            out.push_str(LIST_MARK);
        }
        let mut after_semicolon = false;
        for c in value.as_deref().unwrap_or_default().chars() {
            if !(after_semicolon && c == ' ') {
                out.push(c);
                after_semicolon = c == ';';
            }
        }
    }
    out
}

/// Text as a cell.
fn words(field: &mut String, text: &str, audience: Audience) {
    // The full-width forms count in East Asian settings of Excel.
    let starts = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if audience == Audience::Spreadsheets && text.starts_with(starts) {
        field.push('\'');
    }
    field.extend(text.chars().map(|c| if c == '\0' { '\u{fffd}' } else { c }));
}

/// The shortest digits that give the number back; an exponent only where there would be a row of zeros.
pub(crate) fn number(field: &mut String, n: f64) {
    let plain = n == 0.0 || (1e-5..1e16).contains(&n.abs());
    _ = if plain { write!(field, "{n}") } else { write!(field, "{n:e}") };
}

fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(e) => e,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A file as the Frictionless Data Package standard describes it (version 1 of the specification).
fn resource<W>(table: &Table, rows: u64, file: Counted<W>, audience: Audience) -> Value {
    let never_empty = |name: &str| table.key.contains(&name);
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|c| {
            let mut field = Map::new();
            field.insert("name".into(), c.name.into());
            field.insert("type".into(), type_name(c.kind).into());
            field.insert("description".into(), c.about.into());
            let mut constraints = Map::new();
            if never_empty(c.name) {
                constraints.insert("required".into(), true.into());
            }
            if let Some(values) = c.values {
                constraints.insert("enum".into(), values().into());
            }
            if !constraints.is_empty() {
                field.insert("constraints".into(), constraints.into());
            }
            if c.kind == Kind::Texts {
                field.insert("onrecord:list".into(), LIST_MARK.into());
            }
            if let Some((_, to)) = table.links.iter().find(|(from, _)| *from == c.name) {
                field.insert("onrecord:names".into(), (*to).into());
            }
            field.into()
        })
        .collect();
    // A foreign key of two columns is checked by some programs even where one of them is empty; those links are named in
    // the fields alone.
    let foreign: Vec<Value> = table
        .links
        .iter()
        .filter(|(from, _)| never_empty(from))
        .map(|(from, to)| match *from {
            "document" => json!({"fields": "document", "reference": {"resource": to, "fields": "document"}}),
            _ => json!({"fields": ["document", from], "reference": {"resource": to, "fields": ["document", "id"]}}),
        })
        .collect();
    let mut schema = json!({"fields": fields, "primaryKey": table.key, "missingValues": [""]});
    if !foreign.is_empty() {
        schema["foreignKeys"] = foreign.into();
    }
    let digest: String = file.hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": file_name(table),
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": if audience == Audience::Spreadsheets { "utf-8-sig" } else { "utf-8" },
        "dialect": {"delimiter": ",", "quoteChar": "\"", "doubleQuote": true, "lineTerminator": "\r\n", "header": true},
        "rows": rows,
        "bytes": file.bytes,
        "hash": format!("sha256:{digest}"),
        "schema": schema,
    })
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Texts => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
    }
}

/// A writer that knows what went through it.
struct Counted<W> {
    inner: W,
    bytes: u64,
    hash: Sha256,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests;
