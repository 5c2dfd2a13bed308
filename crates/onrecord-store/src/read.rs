//! Getting documents back: one by its id, or all in the order of their ids.

use crate::correct::Kept;
use crate::{Error, Store};
use onrecord_doc::Document;
use rusqlite::{OptionalExtension, Row};

/// A document as it stands in the store.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its id in the store.
    pub id: String,
    /// Its key.
    pub key: String,
    /// When it was added, UTC.
    pub added: String,
    /// SHA-256 of the bytes that it was decoded from.
    pub source_sha256: Option<String>,
    /// The id of the version that it replaces.
    pub replaces: Option<String>,
    /// The publisher's reason for taking it back.
    pub withdrawn: Option<String>,
    /// The text with the records of its current reading, corrections laid over them.
    pub document: Document,
}

/// What is read of a document, before its records are unpacked.
const STORED: &str = "SELECT d.id, d.key, d.added, d.source_sha256, \
     (SELECT x.id FROM documents x WHERE x.number = d.replaces), \
     (SELECT w.reason FROM withdrawals w WHERE w.key = d.key), \
     d.number, d.text, r.records, r.at FROM documents d JOIN readings r ON r.number = d.reading";

impl Store {
    /// The document of an id, or of the beginning of one that no other id begins with.
    ///
    /// # Errors
    ///
    /// Fails when there is none (`is_not_found`), when there are several (`is_ambiguous`), when it was removed
    /// (`is_removed`), or when it is damaged.
    pub fn document(&self, id: &str) -> Result<Stored, Error> {
        let id = self.whole_id(id)?;
        self.exactly(&id)?.ok_or_else(|| Error::not_found(&id))
    }

    /// The whole id of a document of which the beginning is given.
    ///
    /// # Errors
    ///
    /// As [`Store::document`].
    pub fn whole_id(&self, id: &str) -> Result<String, Error> {
        if id.is_empty() || id.len() > 64 || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Error::not_found(id));
        }
        let from = id.to_lowercase();
        // `g` comes after every digit of an id.
        let to = format!("{from}g");
        let mut query =
            self.sql.prepare_cached("SELECT id FROM documents WHERE id >= ?1 AND id < ?2 LIMIT 2")?;
        let ids = query.query_map([&from, &to], |r| r.get(0))?.collect::<Result<Vec<String>, _>>()?;
        match ids.as_slice() {
            [one] => Ok(one.clone()),
            [] => {
                let mut query =
                    self.sql.prepare_cached("SELECT id, reason FROM removed WHERE id >= ?1 AND id < ?2")?;
                let removed = query
                    .query_row([&from, &to], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))
                    .optional()?;
                Err(removed.map_or_else(|| Error::not_found(id), |(id, why)| Error::removed(&id, &why)))
            }
            _ => Err(Error::ambiguous(id)),
        }
    }

    /// All documents in the order of their ids, which does not depend on when they were added. One at a time is in memory.
    pub fn documents(&self) -> Documents<'_> {
        Documents { store: self, last: String::new(), done: false }
    }

    /// How many documents there are.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be read.
    pub fn len(&self) -> Result<u64, Error> {
        let n: i64 = self.sql.query_row("SELECT count(*) FROM documents", [], |r| r.get(0))?;
        Ok(n.unsigned_abs())
    }

    /// Whether there are none.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be read.
    pub fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.len()? == 0)
    }

    fn exactly(&self, id: &str) -> Result<Option<Stored>, Error> {
        let mut query = self.sql.prepare_cached(&format!("{STORED} WHERE d.id = ?1"))?;
        let mut rows = query.query([id])?;
        rows.next()?.map(|row| self.stored(row)).transpose()
    }

    fn after(&self, id: &str) -> Result<Option<Stored>, Error> {
        let mut query =
            self.sql.prepare_cached(&format!("{STORED} WHERE d.id > ?1 ORDER BY d.id LIMIT 1"))?;
        let mut rows = query.query([id])?;
        rows.next()?.map(|row| self.stored(row)).transpose()
    }

    fn stored(&self, row: &Row<'_>) -> Result<Stored, Error> {
        let id: String = row.get(0)?;
        let kept = Kept::of(&self.sql, row.get(6)?, id.clone(), row.get(7)?, row.get(8)?, row.get(9)?)?;
        Ok(Stored {
            id,
            key: row.get(1)?,
            added: row.get(2)?,
            source_sha256: row.get(3)?,
            replaces: row.get(4)?,
            withdrawn: row.get(5)?,
            document: kept.whole()?,
        })
    }
}

/// All documents of a store, in the order of their ids.
#[derive(Debug)]
pub struct Documents<'a> {
    store: &'a Store,
    last: String,
    done: bool,
}

impl Iterator for Documents<'_> {
    type Item = Result<Stored, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.store.after(&self.last) {
            Ok(Some(stored)) => {
                self.last.clone_from(&stored.id);
                Some(Ok(stored))
            }
            Ok(None) => {
                self.done = true;
                None
            }
            // The next document cannot be told from the one that failed; the caller has the error.
            Err(e) => {
                self.done = true;
                Some(Err(e))
            }
        }
    }
}
