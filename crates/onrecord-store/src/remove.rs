//! Taking a document out for good (a takedown): text, readings, rows, corrections and every word of them in the search
//! index are overwritten; its id and the reason stay, so that it is not taken in again.

use crate::schema::SEARCH;
use crate::write::{NOW, drop_rows};
use crate::{Error, Store};
use rusqlite::TransactionBehavior;

/// What became of a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The whole id.
    pub id: String,
    /// Whether the words are gone from every file of the store already. `false` while a reader still holds the log; they go
    /// when the last one closes the store, or at the next removal.
    pub purged: bool,
}

impl Store {
    /// Removes a document for good.
    ///
    /// # Errors
    ///
    /// Fails when there is none (`is_not_found`) or the store cannot be written.
    pub fn remove(&mut self, id: &str, reason: &str) -> Result<Removed, Error> {
        let id = self.whole_id(id)?;
        let tx = self.sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let number: i64 = tx.query_row("SELECT number FROM documents WHERE id = ?1", [&id], |r| r.get(0))?;
        tx.execute(&format!("INSERT INTO removed (id, reason, at) VALUES (?1, ?2, {NOW})"), [&id, reason])?;
        drop_rows(&tx, number)?;
        tx.execute("DELETE FROM corrections WHERE document = ?1", [number])?;
        tx.execute("DELETE FROM readings WHERE document = ?1", [number])?;
        tx.execute("DELETE FROM documents WHERE number = ?1", [number])?;
        // A deleted row leaves its words in the index until segments are merged. (The index's own `secure-delete` would be
        // quicker and would make the file unreadable for SQLite before 3.42, which Python on older systems still has.)
        for (name, _, _) in SEARCH {
            tx.execute(&format!("INSERT INTO {name}({name}) VALUES ('optimize')"), [])?;
        }
        tx.commit()?;
        // The log still holds pages from before.
        let busy: i64 = self.sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))?;
        Ok(Removed { id, purged: busy == 0 })
    }
}
