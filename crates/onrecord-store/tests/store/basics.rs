//! A store as a caller sees it: what goes in comes out, twice changes nothing, and every fault has a name.

use crate::folder;
use crate::reports::{key, report};
use onrecord_doc::{Document, Input, json};
use onrecord_store::{Mode, Origin, Ready, Store, document_id};

fn line(doc: &Document) -> String {
    json::to_string(doc, json::Options::default())
}

#[test]
fn what_goes_in_comes_out() {
    let dir = folder();
    let mut store = Store::open(dir.path().join("a.db"), Mode::Create).unwrap();
    let docs: Vec<Document> = (0..20).map(|n| report(n, 12)).collect();
    for (n, doc) in docs.iter().enumerate() {
        let added = store.add(doc, Origin::key(&key(n as u64))).unwrap();
        assert_eq!((added.new, added.replaces, added.removed), (true, None, None));
        assert_eq!(line(&store.document(&added.id).unwrap().document), line(doc));
    }
    let mut ids: Vec<String> = (0..20).map(|n| document_id(&key(n), docs[n as usize].text())).collect();
    ids.sort();
    let out: Vec<String> = store.documents().map(|d| d.unwrap().id).collect();
    assert_eq!(out, ids);
}

#[test]
fn adding_twice_changes_nothing() {
    let dir = folder();
    let path = dir.path().join("a.db");
    let mut store = Store::open(&path, Mode::Create).unwrap();
    let ready: Vec<Ready> = (0..5).map(|n| Ready::of(&report(n, 5), Origin::key(&key(n))).unwrap()).collect();
    assert!(store.add_all(&ready).unwrap().iter().all(|a| a.new));
    let before = store.sql().query_row("PRAGMA data_version", [], |r| r.get::<_, i64>(0)).unwrap();
    assert!(store.add_all(&ready).unwrap().iter().all(|a| !a.new));
    let changes = store.sql().total_changes();
    assert!(store.add_all(&ready).unwrap().iter().all(|a| !a.new));
    assert_eq!(store.sql().total_changes(), changes);
    assert_eq!(store.sql().query_row("PRAGMA data_version", [], |r| r.get::<_, i64>(0)).unwrap(), before);
    assert_eq!(store.len().unwrap(), 5);
}

#[test]
fn the_same_key_with_another_text_is_a_new_version() {
    let dir = folder();
    let mut store = Store::open(dir.path().join("a.db"), Mode::Create).unwrap();
    let first = store.add(&Document::new(Input::new("One.")), Origin::key("k")).unwrap();
    let second = store.add(&Document::new(Input::new("Two.")), Origin::key("k")).unwrap();
    assert_eq!(second.replaces, Some(first.id.clone()));
    assert_eq!(store.document(&second.id).unwrap().replaces, Some(first.id.clone()));
    let current: Vec<(String, i64)> = store
        .sql()
        .prepare("SELECT id, current FROM document_list ORDER BY current")
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(current, [(first.id, 0), (second.id, 1)]);
}

#[test]
fn an_id_is_found_by_its_beginning() {
    let dir = folder();
    let mut store = Store::open(dir.path().join("a.db"), Mode::Create).unwrap();
    let id = store.add(&Document::new(Input::new("One.")), Origin::key("k")).unwrap().id;
    assert_eq!(store.document(&id[..8]).unwrap().id, id);
    assert!(store.document("zz").unwrap_err().is_not_found());
    assert!(store.document("é").unwrap_err().is_not_found());
    assert!(store.document("").unwrap_err().is_not_found());
}

#[test]
fn every_view_can_be_asked() {
    let dir = folder();
    let mut store = Store::open(dir.path().join("a.db"), Mode::Create).unwrap();
    for n in 0..10 {
        store.add(&report(n, 20), Origin::key(&key(n))).unwrap();
    }
    for view in onrecord_store::views::VIEWS.iter() {
        let rows: i64 =
            store.sql().query_row(&format!("SELECT count(*) FROM {}", view.name), [], |r| r.get(0)).unwrap();
        assert_eq!(rows == 0, view.name == "correction_list", "{} has {rows} rows", view.name);
    }
    let found: i64 = store
        .sql()
        .query_row("SELECT count(*) FROM statements_fts WHERE statements_fts MATCH 'close'", [], |r| r.get(0))
        .unwrap();
    let all: i64 = store.sql().query_row("SELECT count(*) FROM statement_list", [], |r| r.get(0)).unwrap();
    assert_eq!(found, all);
}

#[test]
fn what_is_no_store_is_refused_by_name() {
    let dir = folder();
    let path = |name: &str| dir.path().join(name);
    assert!(Store::open(path("none.db"), Mode::Read).unwrap_err().is_missing());
    std::fs::write(
        path("text.db"),
        "This is a report and not a database, and it goes on for a while.".repeat(90),
    )
    .unwrap();
    assert!(Store::open(path("text.db"), Mode::Create).unwrap_err().is_not_a_store());
    rusqlite::Connection::open(path("other.db")).unwrap().execute_batch("CREATE TABLE a(x)").unwrap();
    assert!(Store::open(path("other.db"), Mode::Write).unwrap_err().is_not_a_store());
    std::fs::write(path("empty.db"), "").unwrap();
    assert!(Store::open(path("empty.db"), Mode::Read).unwrap_err().is_not_a_store());
    drop(Store::open(path("new.db"), Mode::Create).unwrap());
    rusqlite::Connection::open(path("new.db")).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let error = Store::open(path("new.db"), Mode::Write).unwrap_err();
    assert!(error.is_newer());
    assert!(error.to_string().ends_with("its schema is 99, this version knows up to 1"), "{error}");
    assert!(!Store::open(dir.path(), Mode::Write).unwrap_err().is_damaged());
}
