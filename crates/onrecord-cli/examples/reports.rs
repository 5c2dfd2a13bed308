//! Prints report-like texts of our own as lines of JSON, for figures: `cargo run --example reports -- 2000 > reports.jsonl`.
//! The first argument is how many, the second how many words each has (400), the third the first number (0).

#![expect(clippy::unwrap_used, reason = "a tool for measuring")]

#[path = "../tests/cli/reports.rs"]
mod reports;

use std::io::{BufWriter, Write};

fn main() {
    let arguments: Vec<u64> = std::env::args().skip(1).map(|a| a.parse().unwrap()).collect();
    let at = |i: usize, default: u64| arguments.get(i).copied().unwrap_or(default);
    let (many, words, first) = (at(0, 1000), at(1, 400) as usize, at(2, 0));
    let mut out = BufWriter::new(std::io::stdout().lock());
    for number in first..first + many {
        writeln!(out, "{}", reports::line(number, words)).unwrap();
    }
    out.flush().unwrap();
}
