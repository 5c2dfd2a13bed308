//! Words per CPU second of one thread, by how far a text is read.
//!
//! ```sh
//! cargo run --release -p onrecord --example speed -- MODEL texts.jsonl.gz
//! ```
//!
//! Each depth reads all texts once to warm up and then as often as takes three seconds. CPU time is that of this
//! process, user and system, as the kernel counts it; a word is what stands between white space.

use onrecord::{Data, Depth, Heads, Reader};
use onrecord_doc::Input;
use std::{
    error::Error,
    fs::File,
    io::{BufRead, BufReader, Read},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, path] = &arguments[..] else { return Err("wants a model and texts".into()) };
    let model = onrecord_lang::Model::open(model.as_ref())?;
    let heads = Heads::embedded(&model)?;
    let reader = Reader::new(model, Data::embedded()?, heads);
    let file = File::open(path).map_err(|e| format!("{path}: {e}"))?;
    let bytes: Box<dyn Read> =
        if path.ends_with(".gz") { Box::new(flate2::read::GzDecoder::new(file)) } else { Box::new(file) };
    let mut texts = Vec::new();
    for line in BufReader::new(bytes).lines() {
        let item: serde_json::Value = serde_json::from_str(&line?)?;
        texts.push(item["text"].as_str().ok_or("a line has no `text`")?.to_owned());
    }
    let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();
    let read = |depth| {
        texts.iter().map(|t| reader.read_to(Input::new(t.as_str()), depth).tokens.len()).sum::<usize>()
    };
    println!("{} texts, {words} words, {}", texts.len(), reader.model().kernel().name());
    for (name, depth) in [
        ("lang", Depth::Lang),
        ("statements", Depth::Statements),
        ("entities", Depth::Entities),
        ("all", Depth::Whole),
    ] {
        let tokens = read(depth);
        let (start, mut rounds) = (cpu_seconds()?, 0);
        while rounds == 0 || cpu_seconds()? - start < 3.0 {
            read(depth);
            rounds += 1;
        }
        let seconds = (cpu_seconds()? - start) / f64::from(rounds);
        println!(
            "{name}: {:.0} words per CPU second, {:.0} tokens",
            words as f64 / seconds,
            tokens as f64 / seconds
        );
    }
    Ok(())
}

/// User and system time of this process, from `/proc/self/stat`, in ticks of a hundredth of a second.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or("");
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}
