//! Correcting, rereading, removing, checking and copying.

use crate::folder;
use crate::reports::{key, report};
use onrecord_doc::{Act, Document, Input, Maker, json};
use onrecord_store::{Change, Mode, Origin, Store};
use rusqlite::types::Value;

fn store(dir: &tempfile::TempDir, documents: u64) -> (Store, Vec<String>) {
    let mut store = Store::open(dir.path().join("a.db"), Mode::Create).unwrap();
    let ids = (0..documents).map(|n| store.add(&report(n, 15), Origin::key(&key(n))).unwrap().id).collect();
    (store, ids)
}

fn one<T: rusqlite::types::FromSql>(store: &Store, sql: &str) -> T {
    store.sql().query_row(sql, [], |r| r.get(0)).unwrap()
}

fn sound(store: &Store) {
    let report = store.check(|_, _| {}).unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
}

#[test]
fn a_correction_shows_in_rows_views_search_and_document_and_names_the_person() {
    let dir = folder();
    let (mut store, _) = store(&dir, 3);
    let id: String = one(&store, "SELECT id FROM statement_list WHERE act = 'deny' ORDER BY id LIMIT 1");
    let made = store.correct(&id, "act", "doubt", "Ada Stone", Some("he only doubted it")).unwrap();
    assert_eq!((made.old.as_str(), made.new.as_str()), ("\"deny\"", "\"doubt\""));
    let of = |column: &str| {
        one::<String>(&store, &format!("SELECT {column} FROM statement_list WHERE id = '{id}'"))
    };
    assert_eq!(of("act"), "doubt");
    assert_eq!(of("corrected"), "act by Ada Stone");
    assert_eq!(of("maker"), "person:Ada Stone");
    let doc = store.document(&of("document")).unwrap().document;
    let by: Vec<Act> = doc
        .statements
        .iter()
        .filter(|(_, e)| e.maker == Maker::Person("Ada Stone".into()))
        .map(|(_, e)| e.value.act)
        .collect();
    assert_eq!(by, [Act::Doubt]);
    sound(&store);
}

#[test]
fn a_speaker_is_put_right_by_the_id_of_another_entity() {
    let dir = folder();
    let (mut store, _) = store(&dir, 1);
    let id: String = one(&store, "SELECT id FROM statement_list ORDER BY start LIMIT 1");
    let other: String = one(
        &store,
        "SELECT id FROM entity_list WHERE name <> (SELECT speaker FROM statement_list ORDER BY start LIMIT 1) LIMIT 1",
    );
    store.correct(&id, "source.entity", &other, "Ada Stone", None).unwrap();
    let name: String = one(&store, &format!("SELECT name FROM entity_list WHERE id = '{other}'"));
    assert_eq!(one::<String>(&store, &format!("SELECT speaker FROM statement_list WHERE id = '{id}'")), name);
    let mention: String = one(&store, "SELECT id FROM mention_list ORDER BY start LIMIT 1");
    store.correct(&mention, "entity", &other, "Ada Stone", None).unwrap();
    assert_eq!(
        one::<String>(&store, &format!("SELECT entity FROM mention_list WHERE id = '{mention}'")),
        name
    );
    sound(&store);
}

#[test]
fn what_no_record_can_hold_is_refused_and_changes_nothing() {
    let dir = folder();
    let (mut store, _) = store(&dir, 1);
    let id: String = one(&store, "SELECT id FROM statement_list LIMIT 1");
    let before = store.fingerprint().unwrap();
    let mut refuse =
        |field: &str, value: &str| store.correct(&id, field, value, "Ada Stone", None).unwrap_err();
    assert!(refuse("act", "sing").to_string().starts_with("`act` cannot be `sing`: `statements["));
    assert!(refuse("act", "").is_wrong_correction());
    assert!(refuse("quote", "x").to_string().contains("cannot be put right"));
    assert!(refuse("colour", "red").to_string().starts_with("the record has no field `colour`; it has `"));
    assert!(refuse("source.entity", "e99").to_string().contains("names no record"));
    assert!(
        store.correct("0123456789abcdef-s00000000", "act", "deny", "A", None).unwrap_err().is_not_found()
    );
    assert!(store.correct(&id, "act", "deny", " ", None).unwrap_err().is_wrong_correction());
    assert_eq!(store.fingerprint().unwrap(), before);
}

/// The report with another act in every statement, read by a newer program.
fn newer(doc: &Document) -> Document {
    let line = json::to_string(doc, json::Options::default());
    json::from_str(
        &line.replace("\"act\":\"assert\"", "\"act\":\"report\"").replace("generator 1", "generator 2"),
    )
    .unwrap()
}

#[test]
fn a_correction_outlives_a_newer_reading() {
    let dir = folder();
    let (mut store, ids) = store(&dir, 5);
    let id: String = one(&store, "SELECT id FROM statement_list WHERE act = 'assert' ORDER BY id LIMIT 1");
    let document: String = one(&store, &format!("SELECT document FROM statement_list WHERE id = '{id}'"));
    let n = ids.iter().position(|i| *i == document).unwrap() as u64;
    store.correct(&id, "act", "admit", "Ada Stone", None).unwrap();
    let asserts: i64 = one(
        &store,
        &format!("SELECT count(*) FROM statement_list WHERE act = 'assert' AND document = '{document}'"),
    );
    let changes = store.reread(&document, &newer(&report(n, 15))).unwrap();
    assert_eq!(changes.len() as i64, asserts);
    assert!(changes.iter().all(|c| matches!(c, Change::Differs(_, what)
        if *what == [("act".to_owned(), "assert".to_owned(), "report".to_owned())])));
    assert_eq!(one::<String>(&store, &format!("SELECT act FROM statement_list WHERE id = '{id}'")), "admit");
    assert_eq!(one::<i64>(&store, "SELECT count(*) FROM readings"), 6);
    let of = format!("SELECT program FROM document_list WHERE id = '{document}'");
    assert_eq!(one::<String>(&store, &of), "generator 2");
    // The same reading once more is nothing new.
    assert_eq!(store.reread(&document, &newer(&report(n, 15))).unwrap(), []);
    assert_eq!(one::<i64>(&store, "SELECT count(*) FROM readings"), 6);
    sound(&store);
}

#[test]
fn a_correction_of_a_record_that_a_newer_reading_lacks_is_kept_and_named() {
    let dir = folder();
    let (mut store, ids) = store(&dir, 1);
    let id: String = one(&store, "SELECT id FROM statement_list ORDER BY id LIMIT 1");
    store.correct(&id, "act", "admit", "Ada Stone", None).unwrap();
    let mut bare = Document::new(report(0, 15).input().clone());
    bare.reading.program = "generator 3".into();
    let changes = store.reread(&ids[0], &bare).unwrap();
    assert!(changes.iter().all(|c| matches!(c, Change::Vanished(_))));
    assert_eq!(store.check(|_, _| {}).unwrap().stale_corrections, [id]);
    sound(&store);
}

#[test]
fn readings_are_only_ever_added() {
    let dir = folder();
    let (store, _) = store(&dir, 1);
    for sql in ["UPDATE readings SET at = 'x'", "DELETE FROM readings"] {
        let error = store.sql().execute(sql, []).unwrap_err();
        assert_eq!(error.to_string(), "readings are only ever added");
    }
}

#[test]
fn a_removed_document_leaves_no_word_in_any_file() {
    let dir = folder();
    let (mut store, _) = store(&dir, 20);
    let secret = Document::new(Input::new("The zanzibarquux was shown to Hieronymus Vantablack at noon."));
    let id = store.add(&secret, Origin::key("https://example.org/secret")).unwrap().id;
    store.sql().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let holds = |word: &str| {
        let mut files =
            std::fs::read_dir(dir.path()).unwrap().map(|f| std::fs::read(f.unwrap().path()).unwrap());
        files.any(|f| f.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes())))
    };
    assert!(holds("zanzibarquux") && holds("Vantablack") && holds("example.org/secret"));
    let removed = store.remove(&id[..12], "court order 7").unwrap();
    assert_eq!((removed.id.as_str(), removed.purged), (id.as_str(), true));
    for word in ["zanzibarquux", "Vantablack", "Hieronymus", "example.org/secret"] {
        assert!(!holds(word), "{word} is still there");
    }
    assert!(store.document(&id).unwrap_err().is_removed());
    let again = store.add(&secret, Origin::key("https://example.org/secret")).unwrap();
    assert_eq!((again.new, again.removed.as_deref()), (false, Some("court order 7")));
    assert_eq!(store.len().unwrap(), 20);
    sound(&store);
}

#[test]
fn a_withdrawn_text_stays_and_is_marked() {
    let dir = folder();
    let (mut store, ids) = store(&dir, 2);
    assert!(store.withdraw(&key(0), "canceled", "feed.json: item 3").unwrap());
    assert!(!store.withdraw("https://example.org/later", "withheld", "feed.json").unwrap());
    assert_eq!(store.document(&ids[0]).unwrap().withdrawn.as_deref(), Some("canceled"));
    assert_eq!(store.document(&ids[1]).unwrap().withdrawn, None);
    let later = store.add(&report(9, 3), Origin::key("https://example.org/later")).unwrap();
    assert_eq!(store.document(&later.id).unwrap().withdrawn.as_deref(), Some("withheld"));
}

#[test]
fn a_refused_input_is_noted_once() {
    let dir = folder();
    let (mut store, _) = store(&dir, 0);
    for _ in 0..3 {
        store.refuse("pages.warc: record 12", "no text").unwrap();
    }
    assert_eq!(one::<i64>(&store, "SELECT count(*) FROM refusals"), 1);
}

#[test]
fn a_row_that_does_not_fit_its_reading_is_found() {
    for (n, sql) in [
        "UPDATE statements SET act = 'praise' WHERE n = 1",
        "DELETE FROM mentions WHERE n = 2",
        "UPDATE events SET quote = 'x' WHERE n = 1",
        "UPDATE documents SET text = replace(text, 'the', 'teh')",
        "UPDATE documents SET title = 'x'",
        "DELETE FROM agenda_parties",
        "INSERT INTO findings VALUES (1, 9, 9, 0, 1, 'x', NULL, 'weekday', 'x', 1.0, 1)",
    ]
    .iter()
    .enumerate()
    {
        let dir = folder();
        let (store, ids) = store(&dir, 1);
        store.sql().execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        assert!(store.sql().execute(sql, []).unwrap() > 0, "{sql} changed nothing");
        let problems = store.check(|_, _| {}).unwrap().problems;
        assert!(problems.iter().any(|p| p.starts_with(&ids[0])), "fault {n} was not found: {problems:?}");
    }
}

#[test]
fn a_search_index_that_does_not_fit_is_found() {
    let dir = folder();
    let (store, _) = store(&dir, 2);
    store.sql().execute_batch("DROP TRIGGER documents_fts_drop; DROP TRIGGER documents_fts_change").unwrap();
    store.sql().execute("UPDATE documents SET title = 'another'", []).unwrap();
    let problems = store.check(|_, _| {}).unwrap().problems;
    assert!(problems.iter().any(|p| p.contains("search index of `documents`")), "{problems:?}");
}

#[test]
fn a_copy_made_while_another_writes_is_the_store_at_one_commit() {
    let dir = folder();
    let (store, _) = store(&dir, 30);
    let path = store.path().to_owned();
    let copy = dir.path().join("copy.db");
    let writer = std::thread::spawn(move || {
        let mut store = Store::open(path, Mode::Write).unwrap();
        (100..160).map(|n| store.add(&report(n, 4), Origin::key(&key(n))).unwrap().id).collect::<Vec<_>>()
    });
    let mut told = Vec::new();
    store.backup(&copy, |done, all| told.push((done, all))).unwrap();
    let ids = writer.join().unwrap();
    assert!(told.last().is_some_and(|(done, all)| done == all && *all > 100), "{told:?}");
    let copy = Store::open(&copy, Mode::Write).unwrap();
    sound(&copy);
    let has = copy.len().unwrap() as usize;
    assert!((30..=90).contains(&has));
    // What it has of the writer's documents are the first of them.
    let there: Vec<bool> = ids.iter().map(|id| copy.knows(id).unwrap()).collect();
    assert_eq!(there.iter().filter(|t| **t).count(), has - 30);
    assert!(there.iter().take(has - 30).all(|t| *t));
    assert!(store.backup(copy.path(), |_, _| {}).unwrap_err().is_there_already());
}

#[test]
fn a_store_in_a_folder_that_cannot_be_written_is_read_and_refuses_to_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder();
    let (store, ids) = store(&dir, 2);
    let path = store.path().to_owned();
    drop(store);
    let set = |file: u32, folder: u32| {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(file)).unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(folder)).unwrap();
    };
    set(0o444, 0o555);
    let reader = Store::open(&path, Mode::Read).unwrap();
    assert_eq!(reader.document(&ids[1]).unwrap().id, ids[1]);
    assert!(reader.sql().execute("DELETE FROM refusals", []).is_err());
    drop(reader);
    // Whoever may write everything (root) is not stopped by the rights of a file.
    let privileged = std::fs::OpenOptions::new().append(true).open(&path).is_ok();
    let write = Store::open(&path, Mode::Write).and_then(|mut s| s.add(&report(7, 3), Origin::key("k")));
    set(0o644, 0o755);
    match write {
        Ok(added) => assert!(privileged && added.new),
        Err(e) => assert!(e.is_read_only() || e.is_not_openable(), "{e:?}"),
    }
}

#[test]
fn another_writer_that_does_not_let_go_is_a_named_error() {
    let dir = folder();
    let (mut store, _) = store(&dir, 1);
    store.sql().busy_timeout(std::time::Duration::from_millis(50)).unwrap();
    let other = rusqlite::Connection::open(store.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(store.add(&report(5, 3), Origin::key("k")).unwrap_err().is_locked());
    other.execute_batch("ROLLBACK").unwrap();
    assert!(store.add(&report(5, 3), Origin::key("k")).unwrap().new);
}

#[test]
fn a_document_whose_records_point_nowhere_is_refused() {
    let dir = folder();
    let (mut store, _) = store(&dir, 0);
    let mut doc = report(1, 3);
    let mention = onrecord_doc::Mention {
        form: onrecord_doc::MentionForm::Name,
        kind: onrecord_doc::MentionType::Person,
        entity: Some(onrecord_doc::Id::at(99)),
    };
    doc.mentions.push(mention, onrecord_doc::Span::of(0, 3).into(), Maker::rule("r"), 1.0);
    assert!(store.add(&doc, Origin::key("k")).unwrap_err().is_not_whole());
    let mut doc = report(1, 3);
    doc.sentences.push(
        onrecord_doc::Sentence,
        onrecord_doc::Span::of(0, 1 << 20).into(),
        Maker::rule("r"),
        1.0,
    );
    assert!(store.add(&doc, Origin::key("k")).unwrap_err().is_not_whole());
    assert!(store.is_empty().unwrap());
}

#[test]
fn texts_with_every_odd_character_come_back_as_they_were() {
    let dir = folder();
    let (mut store, _) = store(&dir, 0);
    for text in ["", "\0", "a\0b", "\u{feff}x", "😀\r\n\u{2028}é\u{301}", "},\"sentences\":[ \"at\":\"x\""]
    {
        let id = store.add(&Document::new(Input::new(text)), Origin::key(text)).unwrap().id;
        assert_eq!(store.document(&id).unwrap().document.text(), text);
    }
    sound(&store);
}

#[test]
fn a_lists_cell_reads_well() {
    let dir = folder();
    let (store, _) = store(&dir, 1);
    let row: Vec<Value> = store
        .sql()
        .query_row(
            "SELECT actors, actor_countries, type, recipients, place, earliest, word FROM event_list ORDER BY start LIMIT 1",
            [],
            |r| (0..7).map(|i| r.get(i)).collect(),
        )
        .unwrap();
    let said: Vec<String> = row
        .into_iter()
        .map(|v| match v {
            Value::Text(s) => s,
            other => format!("{other:?}"),
        })
        .collect();
    let doc = report(0, 15);
    let first = doc.events.iter().next().unwrap().1;
    let name = |r: &onrecord_doc::Role| doc.entities[r.entity.unwrap()].value.name.clone();
    assert_eq!(said[0], name(&first.value.actors[0]));
    assert_eq!(said[1], doc.entities[first.value.actors[0].entity.unwrap()].value.country.clone().unwrap());
    assert_eq!(said[2], first.value.kind.name());
    assert_eq!(said[3], name(&first.value.recipients[0]));
    assert_eq!(said[4], doc.places[first.value.place.unwrap()].value.name);
    assert_eq!(said[5], first.value.earliest.unwrap().to_string());
}
