//! How much of the article is found on pages whose article is known: `cargo run -p onrecord-ingest --example bodies`.
//!
//! Each `NAME.html` of a folder (by default the pages of our tests) has its article beside it in `NAME.txt`, with blank
//! lines between the paragraphs. F1 is over words, each as often as it stands there; a paragraph counts as found only
//! word for word.

use onrecord_ingest::{Kind, Options, Outcome, Raw};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages"), PathBuf::from);
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<std::io::Result<_>>()?;
    pages.retain(|path| path.extension().is_some_and(|e| e == "html"));
    pages.sort();
    let (mut sum, mut exact, mut wanted) = (0.0, 0, 0);
    for path in &pages {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let gold = std::fs::read_to_string(path.with_extension("txt"))?;
        let text = match Raw::new(name.clone(), "1", 0, Kind::Html(std::fs::read(path)?))
            .parse(&Options::default())
        {
            Outcome::Found(found) => found.input.text,
            _ => String::new(),
        };
        let found: Vec<&str> = text.split("\n\n").collect();
        let paragraphs: Vec<&str> = gold.trim_end().split("\n\n").collect();
        let whole = paragraphs.iter().filter(|p| found.contains(p)).count();
        let f1 = f1(&gold, &text);
        println!("{name:28} F1 {f1:.3}  paragraphs {whole} of {}", paragraphs.len());
        sum += f1;
        exact += whole;
        wanted += paragraphs.len();
    }
    println!(
        "{} pages: mean F1 {:.4}, paragraphs {exact} of {wanted}",
        pages.len(),
        sum / pages.len() as f64
    );
    Ok(())
}

/// F1 over words.
fn f1(gold: &str, found: &str) -> f64 {
    let mut left: HashMap<&str, usize> = HashMap::new();
    gold.split_whitespace().for_each(|word| *left.entry(word).or_default() += 1);
    let (mut hits, mut words) = (0, 0);
    for word in found.split_whitespace() {
        words += 1;
        if let Some(n) = left.get_mut(word).filter(|n| **n > 0) {
            *n -= 1;
            hits += 1;
        }
    }
    let all = words + gold.split_whitespace().count();
    if all == 0 { 0.0 } else { 2.0 * f64::from(hits) / all as f64 }
}
