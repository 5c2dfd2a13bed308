//! The page of the schema says what the schema is.

use onrecord_store::schema::{Column, TABLES};
use onrecord_store::views::VIEWS;
use std::fmt::Write;

fn page() -> String {
    let mut out = String::from(
        "# The schema of a store\n\n\
         Made from `crates/onrecord-store/src/schema.rs` and `views.rs`; a test keeps it so. How to ask a store questions \
         is told in [store.md](store.md).\n\n\
         The views are for reading: one line a record, names in place of numbers. The tables below them are what the views \
         are made of. Offsets are Unicode code points in `documents.text`, end exclusive. Days are ISO 8601. A record of a \
         document has a number `n` there, and what points at a record of the same document holds its `n`. The rows of \
         records come from the current reading with persons' corrections laid over it; `readings.records` keeps every \
         reading whole.\n\n## Views\n",
    );
    for view in VIEWS.iter() {
        section(&mut out, view.name, view.means, &view.columns, false);
    }
    out.push_str("\n## Tables\n");
    for table in TABLES.iter() {
        section(&mut out, table.name, table.means, &table.columns, true);
        for key in &table.keys {
            writeln!(out, "- {}", key.replace('"', "")).unwrap();
        }
    }
    out.push_str(
        "\n## Full-text search\n\n\
         `documents_fts(title, text)`, `statements_fts(content, source, cue)`, `events_fts(quote, actors, recipients)` and \
         `entities_fts(name, aliases)` are FTS5 tables over the tables of those names; `rowid` is their `number`. Diacritics do not count.\n",
    );
    out
}

fn section(out: &mut String, name: &str, means: &str, columns: &[Column], types: bool) {
    writeln!(out, "\n### `{name}`\n\n{means}\n").unwrap();
    out.push_str(if types {
        "| column | type | meaning |\n|---|---|---|\n"
    } else {
        "| column | meaning |\n|---|---|\n"
    });
    for c in columns {
        // Of the constraints only those that a reader of the table needs.
        let kind = c.sql.split(" CHECK").next().unwrap_or("").replace(" DEFERRABLE INITIALLY DEFERRED", "");
        let means = c.means.replace('|', "\\|");
        match types {
            true => writeln!(out, "| `{}` | {kind} | {means} |", c.name).unwrap(),
            false => writeln!(out, "| `{}` | {means} |", c.name).unwrap(),
        }
    }
    if types {
        out.push('\n');
    }
}

#[test]
fn the_page_of_the_schema_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema.md");
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let on_disk = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        on_disk == page,
        "docs/schema.md is out of date; UPDATE=1 cargo test -p onrecord-store writes it"
    );
}

#[test]
fn every_table_view_and_column_says_what_it_holds() {
    let columns = TABLES
        .iter()
        .map(|t| (t.name, &t.columns, t.means))
        .chain(VIEWS.iter().map(|v| (v.name, &v.columns, v.means)));
    for (name, columns, means) in columns {
        assert!(means.ends_with('.'), "`{name}` is not described");
        for c in columns {
            assert!(!c.means.is_empty(), "`{name}.{}` is not described", c.name);
        }
    }
}
