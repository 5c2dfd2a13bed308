//! A store of every version of the schema is kept here, packed, and must open, migrate and be copied as what it was.

use crate::folder;
use crate::reports::{key, report};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use onrecord_store::{Mode, Origin, Store};
use std::io::{Read, Write};
use std::path::Path;

/// The version of the schema and its packed store.
const FILES: [(i64, &str); 1] = [(1, "version-1.db.gz")];

/// What the kept stores hold: a little of everything.
fn fill(path: &Path) -> Store {
    let mut store = Store::open(path, Mode::Create).unwrap();
    for n in 0..3 {
        store.add(&report(n, 10), Origin { key: &key(n), source_sha256: Some("0f") }).unwrap();
    }
    let gone = store.add(&report(3, 3), Origin::key(&key(3))).unwrap().id;
    store.remove(&gone, "court order").unwrap();
    store.add(&report(4, 3), Origin::key(&key(2))).unwrap();
    store.withdraw(&key(1), "canceled", "feed").unwrap();
    store.refuse("a.html", "no text").unwrap();
    let id: String =
        store.sql().query_row("SELECT id FROM statement_list ORDER BY id LIMIT 1", [], |r| r.get(0)).unwrap();
    store.correct(&id, "act", "praise", "Ada Stone", Some("so it reads")).unwrap();
    store
}

#[test]
fn a_store_of_every_version_opens_migrates_and_is_copied_as_what_it_was() {
    let dir = folder();
    let fresh = fill(&dir.path().join("fresh.db"));
    let folder_of_files = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/store/data"));
    let now: i64 = fresh.sql().query_row("PRAGMA user_version", [], |r| r.get(0)).unwrap();
    assert!(
        FILES.iter().any(|f| f.0 == now),
        "version {now} has no file: UPDATE=1 writes it, `FILES` names it"
    );
    for (version, name) in FILES {
        let packed = folder_of_files.join(name);
        if version == now && !packed.exists() && std::env::var_os("UPDATE").is_some() {
            let plain = dir.path().join("plain.db");
            fresh.backup(&plain, |_, _| {}).unwrap();
            let mut out = GzEncoder::new(std::fs::File::create(&packed).unwrap(), Compression::best());
            out.write_all(&std::fs::read(&plain).unwrap()).unwrap();
            out.finish().unwrap();
        }
        let old = dir.path().join(format!("{version}.db"));
        let mut bytes = Vec::new();
        GzDecoder::new(std::fs::File::open(&packed).unwrap()).read_to_end(&mut bytes).unwrap();
        std::fs::write(&old, bytes).unwrap();
        let read = rusqlite::Connection::open(&old).unwrap();
        assert_eq!(read.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0)).unwrap(), version);
        drop(read);
        let store = Store::open(&old, Mode::Write).unwrap();
        assert_eq!(store.fingerprint().unwrap(), fresh.fingerprint().unwrap(), "version {version}");
        assert_eq!(store.check(|_, _| {}).unwrap().problems, Vec::<String>::new());
        let copy = dir.path().join(format!("{version}-copy.db"));
        store.backup(&copy, |_, _| {}).unwrap();
        assert_eq!(
            Store::open(&copy, Mode::Read).unwrap().fingerprint().unwrap(),
            fresh.fingerprint().unwrap()
        );
    }
}
