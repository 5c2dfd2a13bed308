//! The file or its log is cut short or has a bit flipped, anywhere. A store then opens as it was after some commit, or says
//! what is wrong; it never panics and never shows half a document.

use crate::reports::{Numbers, key, report};
use crate::{folder, times};
use onrecord_doc::json;
use onrecord_store::{Error, Mode, Origin, Store, document_id};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

const IN_FILE: u64 = 10;
const IN_LOG: u64 = 15;

/// What can be seen of a damaged store.
enum Seen {
    /// It refused, at opening or later, with an error that has a name.
    Refused,
    /// The check found and named what is wrong.
    Found,
    /// It holds these documents, all whole.
    Whole(Vec<u64>),
}

fn named(e: &Error) -> bool {
    e.is_damaged() || e.is_not_a_store() || e.is_newer() || e.is_not_openable() || e.is_refused_write() || {
        // A bit of the schema's own text: SQLite names the table that it cannot parse.
        std::error::Error::source(e).is_some()
    }
}

fn look(path: &Path, lines: &[(String, String)]) -> Seen {
    let look = || -> Result<Seen, Error> {
        let store = Store::open(path, Mode::Write)?;
        let report = store.check(|_, _| {})?;
        if !report.problems.is_empty() {
            return Ok(Seen::Found);
        }
        let mut there = Vec::new();
        for (n, (id, line)) in (0..).zip(lines) {
            match store.document(id) {
                Ok(stored) => {
                    assert_eq!(json::to_string(&stored.document, json::Options::default()), *line);
                    there.push(n);
                }
                Err(e) if e.is_not_found() => {}
                Err(e) => return Err(e),
            }
        }
        assert_eq!(there.len() as u64, store.len()?);
        Ok(Seen::Whole(there))
    };
    match look() {
        Ok(seen) => seen,
        Err(e) => {
            assert!(named(&e), "{e:?}");
            Seen::Refused
        }
    }
}

#[test]
fn a_cut_or_flipped_file_opens_at_a_commit_or_says_what_is_wrong() {
    let dir = folder();
    let path = dir.path().join("a.db");
    let mut store = Store::open(&path, Mode::Create).unwrap();
    let mut lines = Vec::new();
    for n in 0..IN_FILE + IN_LOG {
        let doc = report(n, 4);
        if n == IN_FILE {
            store.sql().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
            store.sql().query_row("PRAGMA wal_autocheckpoint = 0", [], |_| Ok(())).unwrap();
        }
        store.add(&doc, Origin::key(&key(n))).unwrap();
        lines.push((document_id(&key(n), doc.text()), json::to_string(&doc, json::Options::default())));
    }
    let log = dir.path().join("a.db-wal");
    let (file, log) = (std::fs::read(&path).unwrap(), std::fs::read(&log).unwrap());
    assert!(log.len() > 100_000, "the log holds the later documents");
    drop(store);

    let faults = times("ONRECORD_CUTS", 200);
    let mut r = Numbers(2);
    let (mut panics, mut refused, mut found, mut earlier, mut unchanged) = (0, 0, 0, 0, 0);
    for n in 0..faults {
        let dir = folder();
        let path = dir.path().join("b.db");
        let (mut file, mut log) = (file.clone(), log.clone());
        let victim = if n % 2 == 0 { &mut log } else { &mut file };
        let at = r.below(victim.len());
        if n % 4 < 2 {
            victim.truncate(at);
        } else {
            victim[at] ^= 1 << r.below(8);
        }
        std::fs::write(&path, &file).unwrap();
        // In half of the faults of the file there is no log that covers its pages.
        let logged = n % 2 == 0 || n % 8 < 4;
        if logged {
            std::fs::write(dir.path().join("b.db-wal"), &log).unwrap();
        }
        match catch_unwind(AssertUnwindSafe(|| look(&path, &lines))) {
            Err(_) => panics += 1,
            Ok(Seen::Refused) => refused += 1,
            Ok(Seen::Found) => found += 1,
            Ok(Seen::Whole(there)) => {
                let first: Vec<u64> = (0..there.len() as u64).collect();
                assert_eq!(there, first, "fault {n} at {at}: not what any commit left");
                assert!(there.len() as u64 >= IN_FILE || n % 2 == 1, "the log lost what was in the file");
                match there.len() as u64 == if logged { IN_FILE + IN_LOG } else { IN_FILE } {
                    true => unchanged += 1,
                    false => earlier += 1,
                }
            }
        }
    }
    println!(
        "{faults} faults: {refused} refused, {found} found by the check, {earlier} opened at an earlier commit, \
         {unchanged} without effect, {panics} panics"
    );
    assert_eq!(panics, 0);
    let landed = refused + found + earlier;
    assert!(landed * 2 > faults, "only {landed} of {faults} faults had an effect");
}
