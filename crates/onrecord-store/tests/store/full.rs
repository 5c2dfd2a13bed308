//! The disk is full, or the system refuses a write, at every place where it can happen.

use crate::reports::{key, report};
use crate::{folder, times};
use onrecord_store::{Mode, Origin, Store};
use std::path::Path;
use std::process::Command;

const TEXTS: u64 = 20;
const CHILD: &str = "full::a_process_whose_writes_are_refused_says_so";

/// Adds all documents; gives how many were told and the error that ended it.
fn add_all(path: &Path, limit: Option<i64>) -> (u64, Option<onrecord_store::Error>) {
    let mut store = match Store::open(path, Mode::Write) {
        Ok(store) => store,
        Err(e) => return (0, Some(e)),
    };
    if let Some(more) = limit {
        let pages: i64 = store.sql().query_row("PRAGMA page_count", [], |r| r.get(0)).unwrap();
        store.sql().query_row(&format!("PRAGMA max_page_count = {}", pages + more), [], |_| Ok(())).unwrap();
    }
    for n in 0..TEXTS {
        if let Err(e) = store.add(&report(n, 12), Origin::key(&key(n))) {
            return (n, Some(e));
        }
    }
    (TEXTS, None)
}

fn resumed(path: &Path, told: u64) -> String {
    let store = Store::open(path, Mode::Write).unwrap();
    assert!(store.len().unwrap() >= told, "documents that were told are lost");
    assert_eq!(store.check(|_, _| {}).unwrap().problems, Vec::<String>::new());
    drop(store);
    let (added, error) = add_all(path, None);
    assert!(error.is_none() && added == TEXTS, "{error:?}");
    Store::open(path, Mode::Read).unwrap().fingerprint().unwrap()
}

fn empty_and_whole(dir: &Path) -> (Vec<u8>, String) {
    let (empty, whole) = (dir.join("empty.db"), dir.join("whole.db"));
    drop(Store::open(&empty, Mode::Create).unwrap());
    drop(Store::open(&whole, Mode::Create).unwrap());
    assert!(add_all(&whole, None).1.is_none());
    (std::fs::read(empty).unwrap(), Store::open(whole, Mode::Read).unwrap().fingerprint().unwrap())
}

#[test]
fn a_full_disk_is_a_named_error_and_the_rest_is_added_later() {
    let dir = folder();
    let (empty, whole) = empty_and_whole(dir.path());
    let mut landed = 0;
    let limits = times("ONRECORD_WRITES", 50);
    for pages in 1..=limits {
        let path = dir.path().join(format!("{pages}.db"));
        std::fs::write(&path, &empty).unwrap();
        let (told, error) = add_all(&path, Some(pages as i64));
        if let Some(error) = error {
            assert!(error.is_full() && error.is_not_written(), "{error:?}");
            assert_eq!(error.to_string(), "the disk is full; nothing of the last batch was kept");
            landed += 1;
        }
        assert_eq!(resumed(&path, told), whole);
    }
    println!("{landed} of {limits} full disks landed");
    assert!(landed * 100 >= limits.min(50) * 95, "only {landed} of {limits} limits were met");
}

/// Run by the test below as a process of its own under a limit on the size of files; alone it adds without one.
#[test]
fn a_process_whose_writes_are_refused_says_so() {
    if let Some(path) = std::env::var_os("ONRECORD_FULL_STORE") {
        let (told, error) = add_all(Path::new(&path), None);
        let kind = match error {
            None => "nothing",
            Some(e) if e.is_not_written() => "not written",
            Some(e) => panic!("{e:?}"),
        };
        println!("told {told} refused {kind}.");
        return;
    }
    let dir = folder();
    drop(Store::open(dir.path().join("a.db"), Mode::Create).unwrap());
    let (told, error) = add_all(&dir.path().join("a.db"), None);
    assert!(told == TEXTS && error.is_none());
}

#[test]
fn a_write_that_the_system_refuses_is_a_named_error_wherever_it_is() {
    let dir = folder();
    let (empty, whole) = empty_and_whole(dir.path());
    let limits = times("ONRECORD_WRITES", 50);
    let mut landed = 0;
    for n in 1..=limits {
        let path = dir.path().join(format!("{n}.db"));
        std::fs::write(&path, &empty).unwrap();
        // The limit counts 512 bytes in `sh`; a page and its frame in the log are 4,120, so every limit is the next write.
        // The signal is ignored: the write itself then fails.
        let blocks = n * 4120 / 512 + 1;
        let out = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f \"$0\" && exec \"$@\"", &blocks.to_string()])
            .arg(std::env::current_exe().unwrap())
            .args([CHILD, "--exact", "--nocapture"])
            .env("ONRECORD_FULL_STORE", &path)
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&out.stdout).into_owned();
        let told = out.split("told ").nth(1).and_then(|s| s.split(' ').next()).and_then(|n| n.parse().ok());
        let told: u64 = told.unwrap_or_else(|| panic!("limit {n}: {out}"));
        landed += usize::from(out.contains("refused not written."));
        assert_eq!(resumed(&path, told), whole);
    }
    println!("{landed} of {limits} refused writes landed");
    assert!(landed * 100 >= limits.min(50) * 95, "only {landed} of {limits} limits were met");
}
