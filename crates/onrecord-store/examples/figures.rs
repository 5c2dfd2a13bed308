//! Figures of the store alone, on generated reports of some 400 words with their records:
//!
//! ```sh
//! cargo run --release -p onrecord-store --example figures -- 100000 /tmp/figures.db 2
//! ```
//!
//! The arguments are the number of reports, the file (it must not be there) and the number of threads that make reports
//! ready. Printed are documents a second (with the generator's own share told), bytes a document by table, peak memory,
//! and the median and 99th percentile of full-text questions, warm.

#[path = "../tests/store/reports.rs"]
mod reports;

use onrecord_store::{Mode, Origin, Ready, Store, search_query};
use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

const SENTENCES: usize = 26;
const BATCH: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let number = |arg: Option<String>, usual| arg.map_or(Ok(usual), |n| n.parse::<u64>());
    let reports = number(args.next(), 1000)?;
    let path = args.next().unwrap_or_else(|| "figures.db".to_owned());
    let threads = number(args.next(), 1)?.max(1);
    let mut store = Store::open(&path, Mode::Create)?;
    if !store.is_empty()? {
        println!("the store is there: {} documents", store.len()?);
    } else {
        add(&mut store, reports, threads)?;
    }
    sizes(&store)?;
    find(&store)?;
    println!("peak memory {} MB", peak_memory_mb());
    Ok(())
}

fn add(store: &mut Store, reports: u64, threads: u64) -> Result<(), Box<dyn Error>> {
    let next = AtomicU64::new(0);
    let start = Instant::now();
    let (making, preparing) = (AtomicU64::new(0), AtomicU64::new(0));
    let mut storing = Duration::ZERO;
    let mut words = 0;
    std::thread::scope(|s| -> Result<(), Box<dyn Error>> {
        let (send, take) = sync_channel::<(usize, Ready)>(2 * BATCH);
        for _ in 0..threads {
            let (send, next, making, preparing) = (send.clone(), &next, &making, &preparing);
            s.spawn(move || {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= reports {
                        break;
                    }
                    let begin = Instant::now();
                    let doc = reports::report(n, SENTENCES);
                    making.fetch_add(begin.elapsed().as_micros() as u64, Ordering::Relaxed);
                    let begin = Instant::now();
                    let ready =
                        Ready::of(&doc, Origin::key(&reports::key(n))).expect("generated reports are whole");
                    preparing.fetch_add(begin.elapsed().as_micros() as u64, Ordering::Relaxed);
                    if send.send((doc.text().split_whitespace().count(), ready)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut batch = Vec::new();
        let mut write = |batch: &mut Vec<Ready>| -> Result<(), Box<dyn Error>> {
            let begin = Instant::now();
            store.add_all(batch)?;
            storing += begin.elapsed();
            batch.clear();
            Ok(())
        };
        for (count, ready) in take {
            words += count;
            batch.push(ready);
            if batch.len() == BATCH {
                write(&mut batch)?;
            }
        }
        write(&mut batch)
    })?;
    let took = start.elapsed().as_secs_f64();
    let each = |micros: u64| micros as f64 / reports as f64 / 1000.0;
    println!(
        "{reports} reports of {} words, {threads} threads make ready, batches of {BATCH}",
        words as u64 / reports.max(1)
    );
    println!("{:.0} documents a second ({took:.1} s)", reports as f64 / took);
    println!(
        "a document: {:.2} ms generated, {:.2} ms made ready, {:.2} ms written",
        each(making.into_inner()),
        each(preparing.into_inner()),
        storing.as_secs_f64() * 1000.0 / reports as f64
    );
    Ok(())
}

fn sizes(store: &Store) -> Result<(), Box<dyn Error>> {
    store.sql().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let documents = store.len()? as f64;
    let bytes = std::fs::metadata(store.path())?.len() as f64;
    let one = |sql: &str| store.sql().query_row(sql, [], |r| r.get::<_, f64>(0));
    println!("{:.0} bytes a document", bytes / documents);
    let text = one("SELECT CAST(sum(octet_length(text)) AS REAL) FROM documents")?;
    let readings = one("SELECT CAST(sum(octet_length(records)) AS REAL) FROM readings")?;
    println!("  of these {:.0} text and {:.0} packed readings", text / documents, readings / documents);
    for table in ["mentions", "entities", "times", "places", "statements", "events", "relations", "agenda"] {
        let rows = one(&format!("SELECT CAST(count(*) AS REAL) FROM {table}"))?;
        println!("  {:.1} {table}", rows / documents);
    }
    Ok(())
}

/// Questions as people ask them: one or two words, over texts, over statements with the speaker's name, newest first.
fn find(store: &Store) -> Result<(), Box<dyn Error>> {
    // Words of every frequency, four common ones, and pairs, phrases, beginnings and words kept out among them.
    let mut words: Vec<String> = [1, 3, 9, 30, 100, 200, 400, 700, 1000, 1500, 2000, 2500, 3000, 3500]
        .map(reports::noun_of_rank)
        .into();
    words.extend(
        [
            "harbour grain",
            "\"ferry of the glacier\"",
            "refiner*",
            "Zielińska convoy",
            "Oslo sanctions",
            "tunnel -harbour",
        ]
        .map(str::to_owned),
    );
    let kinds = [
        (
            "texts, best first",
            "SELECT d.id, d.title FROM documents_fts f JOIN documents d ON d.number = f.rowid \
             WHERE documents_fts MATCH ?1 ORDER BY rank LIMIT 20",
        ),
        (
            "texts, in the order of the index",
            "SELECT d.id, d.title FROM documents_fts f JOIN documents d ON d.number = f.rowid \
             WHERE documents_fts MATCH ?1 LIMIT 20",
        ),
        (
            "statements with speakers",
            "SELECT s.tag, s.content, e.name, d.title FROM statements_fts f JOIN statements s ON s.number = f.rowid \
             JOIN documents d ON d.number = s.document \
             LEFT JOIN entities e ON e.document = s.document AND e.n = s.source_entity \
             WHERE statements_fts MATCH ?1 ORDER BY f.rowid DESC LIMIT 20",
        ),
    ];
    for (name, sql) in kinds {
        let mut query = store.sql().prepare(sql)?;
        let mut times: Vec<f64> = Vec::new();
        let mut found = 0;
        for round in 0..11 {
            for typed in &words {
                let asked = search_query(typed).unwrap_or_default();
                let begin = Instant::now();
                found += query.query_map([&asked], |r| r.get::<_, rusqlite::types::Value>(1))?.count();
                // The first round warms the cache.
                if round > 0 {
                    times.push(begin.elapsed().as_secs_f64() * 1000.0);
                }
            }
        }
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!("find {name}: median {:.1} ms, 99th {:.1} ms ({found} rows)", at(0.5), at(0.99));
    }
    Ok(())
}

/// The most memory that the process has held. Source: Linux, `proc(5)`, `VmHWM`.
fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}
