//! What the head of relations takes in, for training: the pairs of gold mentions of each sentence with their features.
//!
//! ```sh
//! cargo run --release -p onrecord --example relations -- MODEL re3d/*.jsonl > pairs.jsonl
//! ```
//!
//! One line a text: its id and `pairs`, each the code points of both mentions and the rows of its features.

mod features;

use features::{Half, features};
use onrecord::Data;
use onrecord_doc::{Document, Input};
use onrecord_lang::Model;
use std::{
    error::Error,
    io::{BufRead, BufReader, Write},
};

/// The types of re3d, and those of the program.
const KINDS: [(&str, &str); 9] = [
    ("Organisation", "organisation"),
    ("Person", "person"),
    ("Location", "place"),
    ("Nationality", "nationality"),
    ("Weapon", "weapon"),
    ("MilitaryPlatform", "platform"),
    ("Vehicle", "vehicle"),
    ("Quantity", "quantity"),
    ("DocumentReference", "document"),
];

/// A sentence of more mentions is a list; only the first are paired.
const MOST: usize = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, paths @ ..] = &arguments[..] else { return Err("wants a model and texts".into()) };
    let (model, data) = (Model::open(model.as_ref())?, Data::embedded()?);
    let mut out = std::io::stdout().lock();
    for path in paths {
        for line in BufReader::new(std::fs::File::open(path)?).lines() {
            let item: serde_json::Value = serde_json::from_str(&line?)?;
            let text = item["text"].as_str().ok_or("a line has no `text`")?;
            let mut doc = Document::new(Input::new(text));
            doc.tokens = model.analyse(text);
            let t = &doc.tokens;
            let mut mentions = Vec::new();
            for entity in item["entities"].as_array().into_iter().flatten() {
                let at = |key: &str| entity[key].as_u64().map(|n| n as usize);
                let (Some(start), Some(end)) = (at("start"), at("end")) else { continue };
                let Some(span) = doc.span_of_chars(start, end) else { continue };
                let range = t.within(span);
                if range.is_empty() {
                    continue;
                }
                let kind = KINDS.iter().find(|(name, _)| entity["type"] == *name).map_or("time", |(_, k)| k);
                mentions.push(((start, end), Half::new(t, kind, range.start, range.end - 1)));
            }
            mentions.sort_by_key(|(at, _)| *at);
            mentions.dedup_by_key(|(at, _)| *at);
            let mut pairs = Vec::new();
            for sentence in t.sentences() {
                let inside: Vec<_> =
                    mentions.iter().filter(|(_, m)| sentence.contains(&m.head)).take(MOST).collect();
                let halves: Vec<Half> = inside.iter().map(|(_, m)| *m).collect();
                for (n, (a, one)) in inside.iter().enumerate() {
                    for (b, two) in &inside[n + 1..] {
                        let rows = features(t, data.relations.lexicon(), *one, *two, &halves);
                        pairs.push(serde_json::json!([a.0, a.1, b.0, b.1, rows]));
                    }
                }
            }
            writeln!(out, "{}", serde_json::json!({ "id": item["id"], "pairs": pairs }))?;
        }
    }
    Ok(())
}
