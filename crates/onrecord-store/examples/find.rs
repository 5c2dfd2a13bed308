//! Times of `find` over a store of generated reports with records: `cargo run --release --example find -- find.db 100000`.
//! The store is made if it is not there (bytes and time are told). Then every question is asked with other words each time,
//! warm, as the command asks it: the newest 50.

#![expect(clippy::unwrap_used, reason = "a tool for measuring")]

#[path = "../tests/store/reports.rs"]
mod reports;

use onrecord_store::{Mode, Origin, Query, Ready, Store, What};
use reports::{Numbers, key, report};
use std::time::Instant;

/// How many sentences a report has: some 400 words.
const SENTENCES: usize = 26;

/// How many documents are stored in one transaction, as `onrecord add` does.
const BATCH: u64 = 64;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (path, many) = (&arguments[0], arguments[1].parse::<u64>().unwrap());
    let times: usize = arguments.get(2).map_or(200, |n| n.parse().unwrap());
    if std::fs::metadata(path).is_err() {
        make(path, many);
    }
    let store = Store::open(path, Mode::Read).unwrap();
    let bytes = std::fs::metadata(path).unwrap().len();
    println!("{} documents, {} bytes each", store.len().unwrap(), bytes / store.len().unwrap());
    let words: Vec<String> = words(&store);
    println!("{} different words", words.len());
    let mut numbers = Numbers(5);
    let limit = 50;
    for what in [What::Statements, What::Documents, What::Events] {
        for (name, how_many) in [("one word", 1), ("two words", 2), ("three words", 3)] {
            ask(&store, name, what, times, || {
                let text: Vec<&str> = (0..how_many).map(|_| numbers.one(&words).as_str()).collect();
                Query { text: Some(text.join(" ")), limit, ..Query::default() }
            });
        }
    }
    let text = |text: &str| Query { text: Some(text.to_owned()), limit, ..Query::default() };
    ask(&store, "the commonest word", What::Statements, times, || text("the"));
    ask(&store, "a phrase", What::Statements, times, || text("\"would close\""));
    ask(&store, "nothing asked", What::Statements, times, || Query { limit, ..Query::default() });
    let source = || Query { source: Some("Marek".into()), limit, ..Query::default() };
    ask(&store, "a frequent source", What::Statements, times / 20, source);
    let day = || Query {
        after: Some("2020-03-01".into()),
        before: Some("2020-03-08".into()),
        limit,
        ..Query::default()
    };
    ask(&store, "a week", What::Statements, times, day);
}

fn ask(store: &Store, name: &str, what: What, times: usize, mut query: impl FnMut() -> Query) {
    let mut took = Vec::new();
    let mut found = 0;
    for _ in 0..times.max(5) {
        let query = query();
        let start = Instant::now();
        found += store.find(what, &query, |_| true).unwrap();
        took.push(start.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_by(f64::total_cmp);
    let at = |q: f64| took[((took.len() - 1) as f64 * q) as usize];
    println!(
        "{what:?}, {name}: median {:.1} ms, p99 {:.1} ms, {} asked, {found} rows",
        at(0.5),
        at(0.99),
        took.len()
    );
}

/// Words of the texts, the frequent ones as often as they come.
fn words(store: &Store) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for stored in store.documents().take(2_000) {
        let stored = stored.unwrap();
        words.extend(stored.document.text().split_whitespace().take(40).map(str::to_owned));
    }
    words
}

fn make(path: &str, many: u64) {
    let mut store = Store::open(path, Mode::Create).unwrap();
    let start = Instant::now();
    let (mut writing, mut first) = (0.0, 0);
    while first < many {
        let batch: Vec<Ready> = (first..many.min(first + BATCH))
            .map(|n| Ready::of(&report(n, SENTENCES), Origin::key(&key(n))).unwrap())
            .collect();
        let start = Instant::now();
        store.add_all(&batch).unwrap();
        writing += start.elapsed().as_secs_f64();
        first += BATCH;
    }
    let took = start.elapsed().as_secs_f64();
    println!(
        "made in {took:.0} s, of which {writing:.0} s writing ({:.0} documents a second)",
        many as f64 / writing
    );
}
