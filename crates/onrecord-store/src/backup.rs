//! Copying a live store: readers and the writer go on, and the copy is the store at one commit.

use crate::{Error, Store};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::{path::Path, time::Duration};

/// Pages copied between two reports of progress: 4 MB.
const STEP: i32 = 1024;

impl Store {
    /// Copies the store to a new file. `progress` is told the pages done and to do. The file has its name only when it is
    /// whole.
    ///
    /// # Errors
    ///
    /// Fails when there is a file of that name (`is_there_already`) or it cannot be written (`is_not_written`).
    pub fn backup(&self, to: impl AsRef<Path>, mut progress: impl FnMut(u64, u64)) -> Result<(), Error> {
        let to = to.as_ref();
        if std::fs::symlink_metadata(to).is_ok() {
            return Err(Error::exists(to));
        }
        let mut partial = to.as_os_str().to_owned();
        partial.push(".partial");
        let partial = Path::new(&partial);
        // What an earlier copy that was cut off has left.
        let _ = std::fs::remove_file(partial);
        let copied = self.copy(partial, &mut progress);
        if copied.is_err() {
            let _ = std::fs::remove_file(partial);
            return copied;
        }
        std::fs::rename(partial, to).map_err(|e| Error::file(to, e))
    }

    fn copy(&self, to: &Path, progress: &mut impl FnMut(u64, u64)) -> Result<(), Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut copy = Connection::open_with_flags(to, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // One look at the store for the whole copy: without it every commit of another writer would begin the copy anew.
        let look = self.sql.unchecked_transaction()?;
        look.query_row("SELECT count(*) FROM programs", [], |_| Ok(()))?;
        {
            let backup = Backup::new(&self.sql, &mut copy)?;
            loop {
                let step = backup.step(STEP)?;
                let p = backup.progress();
                let count = |n: i32| u64::from(n.unsigned_abs());
                progress(count(p.pagecount - p.remaining), count(p.pagecount));
                match step {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ => std::thread::sleep(Duration::from_millis(20)),
                }
            }
        }
        look.finish()?;
        copy.close().map_err(|(_, e)| Error::from(e))
    }
}
