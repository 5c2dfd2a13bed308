//! Checking a store from the bytes up: the file, the keys between tables, the search index, every id, every quote against
//! its text, and every row against the reading that it was derived from.

use crate::correct::Kept;
use crate::ids::{Tags, document_id, hex, sha256};
use crate::ready::{Head, unpack_json};
use crate::rows::{Rows, rows};
use crate::schema::{DERIVED, SEARCH};
use crate::write::{columns, has_maker};
use crate::{Error, Mode, Store};
use onrecord_doc::json;
use rusqlite::{Connection, OptionalExtension, types::Value};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many documents were checked.
    pub documents: u64,
    /// How many rows of records were held against their readings.
    pub rows: u64,
    /// What is wrong, one line each, with the id of the document where there is one.
    pub problems: Vec<String>,
    /// Corrections whose record the current reading no longer has. They are kept and nothing is wrong with them.
    pub stale_corrections: Vec<String>,
}

impl Store {
    /// Checks everything. `progress` is told the number of documents done and to do.
    ///
    /// # Errors
    ///
    /// Fails only when the store cannot be read far enough to be checked; what is wrong with its content is in the report.
    pub fn check(&self, mut progress: impl FnMut(u64, u64)) -> Result<Report, Error> {
        let mut report = Report::default();
        self.check_file(&mut report)?;
        let all = self.len()?;
        let makers = self.makers()?;
        let mut last = String::new();
        while let Some(id) = self.id_after(&last)? {
            if let Err(e) = self.check_document(&id, &makers, &mut report) {
                let cause = std::error::Error::source(&e).map(|c| format!(": {c}")).unwrap_or_default();
                report.problems.push(format!("{id}: {e}{cause}"));
            }
            report.documents += 1;
            progress(report.documents, all);
            last = id;
        }
        if report.documents != all {
            report.problems.push(format!("{all} documents are counted and {} are found", report.documents));
        }
        if report.problems.is_empty() {
            report.stale_corrections = self.stale_corrections()?;
        }
        Ok(report)
    }

    /// A hash over all that the store says: documents in the order of their ids with their records and corrections, what
    /// was withdrawn and what was removed. When and in what order it came in makes no difference, and neither does the
    /// version of the schema.
    ///
    /// # Errors
    ///
    /// Fails when a document cannot be read back.
    pub fn fingerprint(&self) -> Result<String, Error> {
        let mut hash = Sha256::new();
        let mut part = |s: &str| {
            hash.update((s.len() as u64).to_le_bytes());
            hash.update(s);
        };
        for stored in self.documents() {
            let mut stored = stored?;
            stored.document.reading.at = None;
            part(&stored.id);
            part(&stored.key);
            part(stored.source_sha256.as_deref().unwrap_or(""));
            part(stored.withdrawn.as_deref().unwrap_or(""));
            part(&json::to_string(&stored.document, json::Options::default()));
        }
        for sql in [
            "SELECT c.id || c.field || c.old || c.new || c.person FROM correction_list c ORDER BY 1",
            "SELECT id || reason FROM removed ORDER BY 1",
            "SELECT name || reason FROM refusals ORDER BY 1",
        ] {
            let mut query = self.sql.prepare(sql)?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                part(row.get_ref(0)?.as_str().unwrap_or(""));
            }
        }
        Ok(hex(&hash.finalize()))
    }

    fn check_file(&self, report: &mut Report) -> Result<(), Error> {
        let mut query = self.sql.prepare("PRAGMA integrity_check")?;
        for line in query.query_map([], |r| r.get::<_, String>(0))? {
            let line = line?;
            if line != "ok" {
                report.problems.push(format!("file: {line}"));
            }
        }
        let mut query = self.sql.prepare("PRAGMA foreign_key_check")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            report.problems.push(format!("`{table}` points at a row of `{parent}` that is not there"));
        }
        // This check is a command to the index and needs a connection that may write, though it writes nothing.
        if self.mode != Mode::Read {
            for (name, of, _) in SEARCH {
                let check = format!("INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)");
                if let Err(e) = self.sql.execute(&check, []) {
                    report.problems.push(format!("the search index of `{of}` does not fit its rows: {e}"));
                }
            }
        }
        Ok(())
    }

    fn check_document(
        &self,
        id: &str,
        makers: &HashMap<i64, String>,
        report: &mut Report,
    ) -> Result<(), Error> {
        let mut query = self.sql.prepare_cached(
            "SELECT d.key, d.text, d.text_sha256, r.records, r.records_sha256, r.document = d.number \
             FROM documents d JOIN readings r ON r.number = d.reading WHERE d.id = ?1",
        )?;
        let mut found = query.query([id])?;
        let Some(row) = found.next()? else { return Err(Error::lost("it has no current reading")) };
        let (key, text): (String, String) = (row.get(0)?, row.get(1)?);
        let mut wrong = |what: &str| report.problems.push(format!("{id}: {what}"));
        if document_id(&key, &text) != id {
            wrong("its id is not the hash of its key and text");
        }
        if sha256(text.as_bytes()) != row.get::<_, String>(2)? {
            wrong("its text does not have the hash that it came with");
        }
        if sha256(unpack_json(&row.get::<_, Vec<u8>>(3)?)?.as_bytes()) != row.get::<_, String>(4)? {
            wrong("its reading does not have the hash that it came with");
        }
        if !row.get::<_, bool>(5)? {
            wrong("its current reading is of another document");
        }
        drop(found);
        // Reading back holds every quote against the text.
        let kept = Kept::load(&self.sql, id)?.ok_or_else(|| Error::lost("it has no current reading"))?;
        let read = kept.as_read()?;
        for column in head_faults(&self.sql, id, &Head::of(&read))? {
            report.problems.push(format!("{id}: its `{column}` is not what its reading says"));
        }
        let expected = rows(&kept.whole()?, &Tags::of(&read, id));
        report.rows += self.compare(id, kept.number, &expected, makers, &mut report.problems)?;
        Ok(())
    }

    /// Holds the rows of a document against what its reading says.
    fn compare(
        &self,
        id: &str,
        number: i64,
        expected: &Rows,
        makers: &HashMap<i64, String>,
        problems: &mut Vec<String>,
    ) -> Result<u64, Error> {
        let mut count = 0;
        let none = Vec::new();
        for table in DERIVED {
            let columns = columns(table).unwrap_or_default();
            // After `document` the key is in the first three columns at most.
            let own = columns.iter().skip(1).cloned().collect::<Vec<_>>().join(", ");
            let select = format!("SELECT {own} FROM {table} WHERE document = ?1 ORDER BY 1, 2, 3");
            let mut query = self.sql.prepare_cached(&select)?;
            let mut found = query.query([number])?;
            let mut expected = expected.get(table).unwrap_or(&none).iter();
            let named = has_maker(table);
            let width = columns.len() - 1;
            loop {
                let Some(row) = found.next()? else {
                    if let Some(row) = expected.next() {
                        problems.push(format!("{id}: `{table}` lacks the row {}", show(row)));
                    }
                    break;
                };
                count += 1;
                let mut cells = (0..width).map(|i| row.get::<_, Value>(i)).collect::<Result<Vec<_>, _>>()?;
                if let (true, Some(Value::Integer(n))) = (named, cells.last()) {
                    let name = makers.get(n).cloned().unwrap_or_default();
                    cells.pop();
                    cells.push(Value::Text(name));
                }
                match expected.next() {
                    Some(row) if *row == cells => {}
                    Some(row) => {
                        problems.push(format!("{id}: `{table}` has {} for {}", show(&cells), show(row)));
                        break;
                    }
                    None => {
                        problems.push(format!("{id}: `{table}` has a row too many, {}", show(&cells)));
                        break;
                    }
                }
            }
        }
        Ok(count)
    }

    fn makers(&self) -> Result<HashMap<i64, String>, Error> {
        let mut query = self.sql.prepare("SELECT number, name FROM makers")?;
        Ok(query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?)
    }

    fn id_after(&self, id: &str) -> Result<Option<String>, Error> {
        let mut query =
            self.sql.prepare_cached("SELECT id FROM documents WHERE id > ?1 ORDER BY id LIMIT 1")?;
        Ok(query.query_row([id], |r| r.get(0)).optional()?)
    }
}

/// The columns of a document that are not what its reading says.
fn head_faults(sql: &Connection, id: &str, head: &Head) -> Result<Vec<&'static str>, Error> {
    let said: [(&str, Option<&str>); 8] = [
        ("title", head.title.as_deref()),
        ("url", head.url.as_deref()),
        ("publisher", head.publisher.as_deref()),
        ("published", head.published.as_deref()),
        ("published_basis", Some(head.published_basis)),
        ("dateline", head.dateline.as_deref()),
        ("language", head.language.as_deref()),
        ("own_id", head.own_id.as_deref()),
    ];
    let columns = said.map(|s| s.0).join(", ");
    let mut query = sql.prepare_cached(&format!("SELECT {columns} FROM documents WHERE id = ?1"))?;
    Ok(query.query_row([id], |row| {
        let mut faults = Vec::new();
        for (i, (column, value)) in said.iter().enumerate() {
            if row.get::<_, Option<String>>(i)?.as_deref() != *value {
                faults.push(*column);
            }
        }
        Ok(faults)
    })?)
}

/// A row as a message can carry it.
fn show(row: &[Value]) -> String {
    let cell = |v: &Value| match v {
        Value::Null => "null".to_owned(),
        Value::Integer(n) => n.to_string(),
        Value::Real(x) => x.to_string(),
        Value::Text(s) => format!("`{}`", s.chars().take(40).collect::<String>()),
        Value::Blob(b) => format!("{} bytes", b.len()),
    };
    format!("({})", row.iter().map(cell).collect::<Vec<_>>().join(", "))
}
