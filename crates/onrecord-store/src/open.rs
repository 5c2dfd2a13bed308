//! Opening a store: making it, telling it from other files, bringing an old one up to date.

use crate::{Error, schema};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::{path::Path, path::PathBuf, time::Duration};

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To read and write; made if it is not there.
    Create,
    /// To read and write; it must be there.
    Write,
    /// To read. Readers do not wait for the writer and the writer does not wait for them.
    Read,
}

/// One SQLite file with documents and their records.
#[derive(Debug)]
pub struct Store {
    pub(crate) sql: Connection,
    pub(crate) path: PathBuf,
    pub(crate) mode: Mode,
}

/// What marks the file as a store: `Onrc` in ASCII, in the header of the file.
pub const APPLICATION_ID: i32 = 0x4f6e_7263;

/// One step from a schema version to the next, as SQL.
type Step = &'static str;

/// The steps from version 1 on: the first leads from 1 to 2.
const STEPS: &[Step] = &[];

/// The schema version of stores that this version makes.
pub const SCHEMA: i64 = STEPS.len() as i64 + 1;

/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(10);

impl Store {
    /// Opens a store.
    ///
    /// # Errors
    ///
    /// Fails when there is none (`is_missing`), when the file is something else (`is_not_a_store`), of a newer version
    /// (`is_newer`), of an older one and opened for reading only (`is_older`), damaged, locked, read-only or not to be
    /// opened at all.
    pub fn open(path: impl AsRef<Path>, mode: Mode) -> Result<Store, Error> {
        let path = path.as_ref();
        let there = std::fs::metadata(path).is_ok();
        if !there && mode != Mode::Create {
            return Err(Error::missing(path));
        }
        let mut sql = connect(path, mode)?;
        prepare(&sql, mode).map_err(|e| named(path, e))?;
        match version(&sql, path)? {
            0 if mode == Mode::Read => return Err(Error::not_a_store(path, "it is empty")),
            0 => create(&mut sql, path)?,
            SCHEMA => {}
            older if older < SCHEMA && mode == Mode::Read => return Err(Error::older(path, older, SCHEMA)),
            older if older < SCHEMA => migrate(&mut sql, older, STEPS)?,
            newer => return Err(Error::newer(path, newer, SCHEMA)),
        }
        Ok(Store { sql, path: path.to_owned(), mode })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The connection, for questions in SQL.
    pub fn sql(&self) -> &Connection {
        &self.sql
    }
}

fn connect(path: &Path, mode: Mode) -> Result<Connection, Error> {
    let shared = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let flags = match mode {
        Mode::Create => shared | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Mode::Write => shared | OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::Read => shared | OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let sql = Connection::open_with_flags(path, flags)?;
    sql.busy_timeout(PATIENCE)?;
    if mode == Mode::Read && sql.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).is_err() {
        // In a folder that cannot be written a reader cannot make the shared index of the log. Without a log there is
        // nothing to share, and the file as it stands is the store.
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        if std::fs::metadata(&log).map_or(0, |m| m.len()) == 0 {
            let uri = format!("file:{}?immutable=1", escape(path));
            let fixed = Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?;
            if fixed.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).is_ok() {
                return Ok(fixed);
            }
        }
    }
    Ok(sql)
}

/// A path as it stands in a URI.
fn escape(path: &Path) -> String {
    let mut out = String::new();
    for b in path.as_os_str().as_encoded_bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => out.push(char::from(*b)),
            _ => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

/// The settings of a connection. The log is flushed at every commit (`FULL`): what is acknowledged survives a power cut.
fn prepare(sql: &Connection, mode: Mode) -> rusqlite::Result<()> {
    sql.set_prepared_statement_cache_capacity(128);
    sql.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; \
         PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -65536;",
    )?;
    if mode == Mode::Read {
        sql.execute_batch("PRAGMA query_only = ON;")?;
    }
    Ok(())
}

/// The schema version; 0 for an empty file.
fn version(sql: &Connection, path: &Path) -> Result<i64, Error> {
    let pragma = |name: &str| sql.query_row(&format!("PRAGMA {name}"), [], |r| r.get::<_, i64>(0));
    let named = |e| named(path, e);
    let id = pragma("application_id").map_err(named)?;
    let tables: i64 = sql.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(named)?;
    if id == i64::from(APPLICATION_ID) {
        let version = pragma("user_version").map_err(named)?;
        return if version < 1 {
            Err(Error::not_a_store(path, "it has no schema version"))
        } else {
            Ok(version)
        };
    }
    if id == 0 && tables == 0 {
        return Ok(0);
    }
    Err(Error::not_a_store(path, "it is another program's SQLite file"))
}

fn named(path: &Path, e: rusqlite::Error) -> Error {
    match e.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => Error::not_a_store(path, "it is no SQLite file"),
        _ => Error::from(e),
    }
}

/// Makes the schema, in one transaction: a store that was cut off here is still an empty file.
fn create(sql: &mut Connection, path: &Path) -> Result<(), Error> {
    // The kind of journal is kept in the file; it cannot be changed inside a transaction.
    sql.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    let tx = sql.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    // Another process may have made it while this one waited.
    if version(&tx, path)? == 0 {
        for statement in schema::statements() {
            tx.execute_batch(&statement)?;
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", SCHEMA)?;
        tx.commit()?;
    }
    Ok(())
}

/// Brings an older store up to date, each step in a transaction of its own.
fn migrate(sql: &mut Connection, from: i64, steps: &[Step]) -> Result<(), Error> {
    for (number, step) in (1_i64..).zip(steps).filter(|(number, _)| *number >= from) {
        let tx = sql.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        let now: i64 = tx.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        if now == number {
            tx.execute_batch(step)?;
            tx.pragma_update(None, "user_version", number + 1)?;
            tx.commit()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(sql: &Connection) -> (i64, i64) {
        let version = sql.query_row("PRAGMA user_version", [], |r| r.get(0)).unwrap();
        (version, sql.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).unwrap())
    }

    #[test]
    fn a_migration_takes_every_step_after_the_version_of_the_file() {
        let mut sql = Connection::open_in_memory().unwrap();
        sql.execute_batch("PRAGMA user_version = 2; CREATE TABLE a(x)").unwrap();
        migrate(&mut sql, 2, &["CREATE TABLE a(x)", "CREATE TABLE b(x)", "CREATE TABLE c(x)"]).unwrap();
        assert_eq!(numbered(&sql), (4, 3));
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before_it() {
        let mut sql = Connection::open_in_memory().unwrap();
        sql.execute_batch("PRAGMA user_version = 1").unwrap();
        let error =
            migrate(&mut sql, 1, &["CREATE TABLE a(x)", "CREATE TABLE b(x); CREATE TABLE a(x)"]).unwrap_err();
        assert_eq!(error.to_string(), "the store does not answer as it should");
        assert_eq!(numbered(&sql), (2, 1));
    }
}
