//! Every question in `docs/store.md` is asked here, and its answer must be the one on the page.

use crate::folder;
use onrecord_doc::json;
use onrecord_store::{Mode, Origin, Store};

/// The store of the page: three reports of our own with their records as the program read them, and one correction.
fn store(dir: &tempfile::TempDir) -> Store {
    let mut store = Store::open(dir.path().join("news.db"), Mode::Create).unwrap();
    for line in include_str!("data/reports.jsonl").lines() {
        let doc = json::from_str(line).unwrap();
        store.add(&doc, Origin::key(&doc.input().url.clone().unwrap())).unwrap();
    }
    let id: String = store
        .sql()
        .query_row("SELECT id FROM statement_list WHERE act = 'characterise'", [], |r| r.get(0))
        .unwrap();
    store.correct(&id, "act", "criticise", "Ada Stone", Some("a bad joke is no neutral name")).unwrap();
    // The page shows no clock.
    store.sql().execute_batch("UPDATE corrections SET at = '2026-11-24T12:00:00Z'").unwrap();
    store
}

fn answer(store: &Store, sql: &str) -> String {
    let mut query = store.sql().prepare(sql).unwrap();
    let mut table: Vec<Vec<String>> = vec![query.column_names().map(str::to_owned).collect()];
    let width = table[0].len();
    let mut rows = query.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let cell = |i| match row.get::<_, rusqlite::types::Value>(i).unwrap() {
            rusqlite::types::Value::Null => String::new(),
            rusqlite::types::Value::Integer(n) => n.to_string(),
            rusqlite::types::Value::Real(x) => x.to_string(),
            rusqlite::types::Value::Text(s) => s,
            rusqlite::types::Value::Blob(b) => format!("{} bytes", b.len()),
        };
        table.push((0..width).map(cell).collect());
    }
    let widths: Vec<usize> =
        (0..width).map(|i| table.iter().map(|row| row[i].chars().count()).max().unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(c, w)| format!("{c}{}", " ".repeat(w - c.chars().count())));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    table.iter().map(line).collect()
}

#[test]
fn every_question_on_the_page_of_the_store_has_the_answer_that_stands_there() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/store.md");
    let page = std::fs::read_to_string(path).unwrap();
    let dir = folder();
    let store = store(&dir);
    let (mut out, mut rest, mut asked) = (String::new(), page.as_str(), 0);
    // A question in SQL is followed at once by a block with its answer.
    while let Some((before, after)) = rest.split_once("```sql\n") {
        let (sql, after) = after.split_once("```\n").unwrap();
        let after = after.strip_prefix("```text\n").unwrap();
        let (_, after) = after.split_once("```\n").unwrap();
        out.push_str(&format!("{before}```sql\n{sql}```\n```text\n{}```\n", answer(&store, sql)));
        rest = after;
        asked += 1;
    }
    out.push_str(rest);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &out).unwrap();
    } else {
        assert!(page == out, "docs/store.md is out of date; UPDATE=1 cargo test -p onrecord-store writes it");
    }
    assert!(asked >= 5);
}
