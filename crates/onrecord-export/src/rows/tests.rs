//! Every row fits its table, whatever the document.

use super::*;
use onrecord_doc::json::generate::{document, texts};
use proptest::prelude::*;
use std::collections::HashSet;

proptest! {
    #[test]
    fn every_cell_fits_its_column_and_every_key_names_one_row(
        text in texts(),
        draws in prop::collection::vec(any::<u32>(), 1..400),
    ) {
        let doc = document(&text, draws);
        let facts = Facts::of(&doc);
        let mut made = 0;
        for table in TABLES {
            let mut keys = HashSet::new();
            table.rows(&facts, &mut |row| {
                assert_eq!(row.len(), table.columns.len(), "{}", table.name);
                for (cell, column) in row.iter().zip(table.columns) {
                    assert!(cell.fits(column.kind), "{}.{}: {cell:?}", table.name, column.name);
                    if let (Some(values), Cell::Text(value)) = (column.values, cell) {
                        assert!(values().contains(&&**value), "{}.{}: {value}", table.name, column.name);
                    }
                }
                let at = |name: &&str| table.columns.iter().position(|c| c.name == *name).unwrap();
                let key: Vec<String> = table.key.iter().map(|k| format!("{:?}", row[at(k)])).collect();
                assert!(!key.contains(&"None".to_owned()));
                assert!(keys.insert(key), "{}: twice the same key", table.name);
                made += 1;
            });
        }
        // The document, and three records in each of its twelve layers.
        prop_assert!(made >= 37);
    }

    #[test]
    fn every_stretch_of_a_row_quotes_the_text(
        text in texts(),
        draws in prop::collection::vec(any::<u32>(), 1..400),
    ) {
        let doc = document(&text, draws);
        let facts = Facts::of(&doc);
        let chars: Vec<char> = text.chars().collect();
        let table = Table::find("statements").unwrap();
        let at = |name: &str| table.columns.iter().position(|c| c.name == name).unwrap();
        let mut seen = 0;
        table.rows(&facts, &mut |row| {
            let Cell::Texts(spans) = &row[at("spans")] else { panic!("a list") };
            let words = spans.iter().map(|s| {
                let (start, end) = s.as_deref().unwrap().split_once('-').unwrap();
                let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
                chars[start..end].iter().collect::<String>()
            });
            assert_eq!(row[at("quote")], Cell::from(words.collect::<Vec<_>>().join(GAP)));
            seen += 1;
        });
        prop_assert_eq!(seen, 3);
    }
}

#[test]
fn every_table_and_column_has_a_name_of_its_own_and_a_meaning() {
    let mut tables = HashSet::new();
    for table in TABLES {
        assert!(tables.insert(table.name) && !table.about.is_empty(), "{}", table.name);
        let mut columns = HashSet::new();
        for column in table.columns {
            assert!(columns.insert(column.name), "{}.{}", table.name, column.name);
            assert!(
                !column.about.is_empty() && !column.about.ends_with('.'),
                "{}.{}",
                table.name,
                column.name
            );
        }
        for name in table.key.iter().chain(table.links.iter().map(|(from, _)| from)) {
            assert!(columns.contains(name), "{}: no column `{name}`", table.name);
        }
        for (_, to) in table.links {
            assert!(Table::find(to).is_some(), "{}: no table `{to}`", table.name);
        }
    }
}

#[test]
fn a_short_number_reads_as_it_was_given() {
    assert_eq!(exact(0.1), 0.1);
    assert_eq!(exact(-10.0), -10.0);
}
