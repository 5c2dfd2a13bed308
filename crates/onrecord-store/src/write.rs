//! Adding documents. One transaction holds a batch; ids are given back only after it is committed and flushed.

use crate::ready::{Head, Packed};
use crate::rows::Rows;
use crate::schema::{DERIVED, TABLES};
use crate::{Error, Origin, Ready, Store};
use onrecord_doc::Document;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params, params_from_iter};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What became of a document that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its id.
    pub id: String,
    /// Whether it was not in the store before.
    pub new: bool,
    /// The id of the version with the same key that it replaces.
    pub replaces: Option<String>,
    /// Why it was not taken: it had been removed for good, and this is the reason given then.
    pub removed: Option<String>,
}

impl Store {
    /// Adds one document. It and its records are on disk when this returns.
    ///
    /// # Errors
    ///
    /// Fails when the document is not whole (`is_not_whole`) or the store cannot be written (`is_not_written`); nothing of
    /// the document is then in the store.
    pub fn add(&mut self, doc: &Document, origin: Origin<'_>) -> Result<Added, Error> {
        let ready = Ready::of(doc, origin)?;
        Ok(self.add_all(std::slice::from_ref(&ready))?.remove(0))
    }

    /// Adds a batch of documents in one transaction: all of them are on disk when this returns, or none.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be written (`is_not_written`).
    pub fn add_all(&mut self, batch: &[Ready]) -> Result<Vec<Added>, Error> {
        let tx = self.sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let added = batch.iter().map(|ready| add(&tx, ready)).collect::<Result<Vec<_>, _>>()?;
        tx.commit()?;
        Ok(added)
    }

    /// Whether a document of this id is in the store (or was, and is removed for good), so that it need not be read again.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be read.
    pub fn knows(&self, id: &str) -> Result<bool, Error> {
        let mut query = self.sql.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM documents WHERE id = ?1) OR EXISTS (SELECT 1 FROM removed WHERE id = ?1)",
        )?;
        Ok(query.query_row([id], |r| r.get(0))?)
    }

    /// Notes an input of which no text could be had. Noting it again changes nothing.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be written.
    pub fn refuse(&mut self, name: &str, reason: &str) -> Result<(), Error> {
        self.sql.execute(
            &format!("INSERT INTO refusals (name, reason, at) VALUES (?1, ?2, {NOW}) ON CONFLICT DO NOTHING"),
            [name, reason],
        )?;
        Ok(())
    }

    /// Marks all documents of a key as taken back by their publisher; they stay in the store. Says whether there are any.
    /// Documents of that key that come later are marked too.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be written.
    pub fn withdraw(&mut self, key: &str, reason: &str, name: &str) -> Result<bool, Error> {
        let tx = self.sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute(
            &format!(
                "INSERT INTO withdrawals (key, reason, name, at) VALUES (?1, ?2, ?3, {NOW}) ON CONFLICT DO NOTHING"
            ),
            [key, reason, name],
        )?;
        let any =
            tx.query_row("SELECT EXISTS (SELECT 1 FROM documents WHERE key = ?1)", [key], |r| r.get(0))?;
        tx.commit()?;
        Ok(any)
    }
}

/// The time now in UTC, as SQL.
pub(crate) const NOW: &str = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";

fn add(tx: &Transaction<'_>, ready: &Ready) -> Result<Added, Error> {
    let mut added = Added { id: ready.id.clone(), new: false, replaces: None, removed: None };
    if tx.prepare_cached("SELECT 1 FROM documents WHERE id = ?1")?.exists([&ready.id])? {
        return Ok(added);
    }
    added.removed = tx
        .prepare_cached("SELECT reason FROM removed WHERE id = ?1")?
        .query_row([&ready.id], |r| r.get(0))
        .optional()?;
    if added.removed.is_some() {
        return Ok(added);
    }
    let before: Option<(i64, String)> = tx
        .prepare_cached("SELECT number, id FROM documents WHERE key = ?1 ORDER BY number DESC LIMIT 1")?
        .query_row([&ready.key], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let Head { text, title, url, publisher, published, published_basis, dateline, language, own_id } =
        &ready.head;
    tx.prepare_cached(&format!(
        "INSERT INTO documents (id, key, title, url, publisher, published, published_basis, dateline, language, own_id, \
         text_sha256, source_sha256, replaces, added, text) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, {NOW}, ?14)"
    ))?
    .execute(params![
        ready.id,
        ready.key,
        title,
        url,
        publisher,
        published,
        published_basis,
        dateline,
        language,
        own_id,
        crate::ids::sha256(text.as_bytes()),
        ready.source_sha256,
        before.as_ref().map(|b| b.0),
        text,
    ])?;
    let document = tx.last_insert_rowid();
    add_reading(tx, document, &ready.read)?;
    write_rows(tx, document, &ready.rows)?;
    added.new = true;
    added.replaces = before.map(|b| b.1);
    Ok(added)
}

/// Adds a reading and makes it the current one; gives its number.
pub(crate) fn add_reading(sql: &Connection, document: i64, read: &Packed) -> Result<i64, Error> {
    let number = |sql: &Connection| {
        sql.prepare_cached(
            "SELECT number FROM programs WHERE program = ?1 AND model = ?2 AND data = ?3 AND heads = ?4",
        )?
        .query_row(params_from_iter(&read.program), |r| r.get::<_, i64>(0))
        .optional()
    };
    let program = match number(sql)? {
        Some(n) => n,
        None => {
            sql.execute(
                "INSERT INTO programs (program, model, data, heads) VALUES (?1, ?2, ?3, ?4)",
                params_from_iter(&read.program),
            )?;
            sql.last_insert_rowid()
        }
    };
    sql.prepare_cached(
        "INSERT INTO readings (document, program, at, records_sha256, records) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![document, program, read.at, read.records_sha256, read.records])?;
    let reading = sql.last_insert_rowid();
    sql.prepare_cached("UPDATE documents SET reading = ?2 WHERE number = ?1")?
        .execute([document, reading])?;
    Ok(reading)
}

/// How rows of each table are written.
static INSERT: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
    DERIVED
        .iter()
        .filter_map(|name| {
            let columns = columns(name)?;
            let marks: Vec<String> = (1..=columns.len()).map(|i| format!("?{i}")).collect();
            let sql = format!("INSERT INTO {name} ({}) VALUES ({})", columns.join(", "), marks.join(", "));
            Some((*name, sql))
        })
        .collect()
});

/// The columns that rows give, `document` first, quoted.
pub(crate) fn columns(table: &str) -> Option<Vec<String>> {
    let table = TABLES.iter().find(|t| t.name == table)?;
    let own = table.columns.iter().filter(|c| c.name != "number" || table.clustered);
    Some(own.map(|c| format!("\"{}\"", c.name)).collect())
}

/// Whether the last column of a table is the maker.
pub(crate) fn has_maker(table: &str) -> bool {
    TABLES.iter().any(|t| t.name == table && t.columns.last().is_some_and(|c| c.name == "maker"))
}

/// Writes the rows of a document that has none.
pub(crate) fn write_rows(sql: &Connection, document: i64, rows: &Rows) -> Result<(), Error> {
    let mut makers: HashMap<&str, i64> = HashMap::new();
    for (table, rows) in rows {
        let Some(insert) = INSERT.get(table) else { continue };
        let mut insert = sql.prepare_cached(insert)?;
        let named = has_maker(table);
        for row in rows {
            insert.raw_bind_parameter(1, document)?;
            for (i, cell) in row.iter().enumerate() {
                match cell {
                    Value::Text(name) if named && i + 1 == row.len() => {
                        let number = match makers.get(name.as_str()) {
                            Some(n) => *n,
                            None => maker(sql, name)?,
                        };
                        makers.insert(name, number);
                        insert.raw_bind_parameter(i + 2, number)?;
                    }
                    cell => insert.raw_bind_parameter(i + 2, cell)?,
                }
            }
            insert.raw_execute()?;
        }
    }
    Ok(())
}

fn maker(sql: &Connection, name: &str) -> Result<i64, Error> {
    let known = sql
        .prepare_cached("SELECT number FROM makers WHERE name = ?1")?
        .query_row([name], |r| r.get(0))
        .optional()?;
    Ok(match known {
        Some(number) => number,
        None => {
            sql.prepare_cached("INSERT INTO makers (name) VALUES (?1)")?.execute([name])?;
            sql.last_insert_rowid()
        }
    })
}

/// Takes out the rows of a document.
pub(crate) fn drop_rows(sql: &Connection, document: i64) -> Result<(), Error> {
    for table in DERIVED.iter().rev() {
        sql.prepare_cached(&format!("DELETE FROM {table} WHERE document = ?1"))?.execute([document])?;
    }
    Ok(())
}
