//! How fast times are found without a model, and how the time grows with the text.
//!
//! ```sh
//! cargo run --release -p onrecord --example times -- texts.jsonl
//! ```
//!
//! The texts, each a line `{"text", "published"?}`, are read in one thread as often as takes three seconds. Then
//! texts that a careless grammar would be slow on are read at two lengths, the second twice the first: the time should
//! double.

use onrecord::times::{self, TimeData};
use onrecord_doc::{Document, Input};
use std::error::Error;
use std::time::{Duration, Instant};

/// What the long texts are made of.
const PIECES: &[&str] = &[
    "1 ",
    "the ",
    "Monday ",
    "1,1,",
    "in ",
    "May ",
    "between May and ",
    "a ",
    "Monday to ",
    "one ",
    "1-1-",
    "last ",
];

fn main() -> Result<(), Box<dyn Error>> {
    let data = TimeData::embedded()?;
    for path in std::env::args().skip(1) {
        let mut docs = Vec::new();
        for line in std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?.lines() {
            let item: serde_json::Value = serde_json::from_str(line)?;
            let mut input = Input::new(item["text"].as_str().ok_or("a line has no `text`")?);
            input.published = ["published", "dct"].iter().find_map(|k| item[k].as_str()?.parse().ok());
            docs.push(Document::new(input));
        }
        let bytes: usize = docs.iter().map(|d| d.text().len()).sum();
        let (start, mut rounds, mut found) = (Instant::now(), 0, 0);
        while rounds == 0 || start.elapsed() < Duration::from_secs(3) {
            found = docs.iter().map(|d| times::find(d, &data).len()).sum();
            rounds += 1;
        }
        let seconds = start.elapsed().as_secs_f64() / f64::from(rounds);
        let rate = bytes as f64 / seconds / 1e6;
        println!("{path}: {} texts, {bytes} bytes, {found} times, {rate:.1} MB/s", docs.len());
    }
    println!("{:<18}{:>10}{:>10}{:>8}", "repeated", "1 MB", "2 MB", "ratio");
    for piece in PIECES {
        let seconds = |megabytes: usize| {
            let doc = Document::new(Input::new(piece.repeat((megabytes << 20) / piece.len())));
            let best = (0..3).map(|_| {
                let start = Instant::now();
                times::find(&doc, &data);
                start.elapsed().as_secs_f64()
            });
            best.fold(f64::INFINITY, f64::min)
        };
        let (one, two) = (seconds(1), seconds(2));
        println!("{piece:<18}{one:>8.2} s{two:>8.2} s{:>8.2}", two / one);
    }
    Ok(())
}
