//! Counts the tokens in which our pipeline differs from spaCy's, column by column.
//!
//! ```sh
//! python3 training/parity.py MODEL texts.jsonl.gz > answers.jsonl
//! cargo run --release -p onrecord-lang --example parity -- MODEL answers.jsonl texts.jsonl.gz
//! ```
//!
//! MODEL is a model folder or wheel; the answers are those of the same texts in the same order.

mod columns;

use columns::{COLUMNS, Tally};
use serde_json::Value;
use std::{
    error::Error,
    fs::File,
    io::{BufRead, BufReader, Read},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, answers, texts @ ..] = &arguments[..] else {
        return Err("wants a model, spaCy's answers, and the texts".into());
    };
    let model = onrecord_lang::Model::open(model.as_ref())?;
    let mut answers = lines(answers)?;
    let mut tally = Tally::default();
    let mut count = 0;
    for path in texts {
        for line in lines(path)? {
            let item: Value = serde_json::from_str(&line?)?;
            let answer: Value =
                serde_json::from_str(&answers.next().ok_or("there are fewer answers than texts")??)?;
            let text = item["text"].as_str().ok_or("a line has no `text`")?;
            tally.add(text, &model.analyse(text), &answer);
            count += 1;
        }
    }
    for example in &tally.examples {
        println!("{example}");
    }
    println!("{} on {}: {count} texts, {} tokens", model.name(), model.kernel().name(), tally.tokens);
    println!("texts cut into another number of tokens: {}", tally.cut_otherwise);
    for (name, n) in COLUMNS.iter().zip(tally.differing) {
        println!("{name}: {n} differ");
    }
    Ok(())
}

fn lines(path: &str) -> Result<impl Iterator<Item = std::io::Result<String>>, Box<dyn Error>> {
    let file = File::open(path).map_err(|e| format!("{path}: {e}"))?;
    let bytes: Box<dyn Read> =
        if path.ends_with(".gz") { Box::new(flate2::read::GzDecoder::new(file)) } else { Box::new(file) };
    Ok(BufReader::new(bytes).lines())
}
