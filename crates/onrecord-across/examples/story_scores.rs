//! How well the reports of one event are found again: B³, MUC, CEAFe and CoNLL F1 against the gold of
//! `corpus/stories`.
//!
//! ```sh
//! onrecord read --from jsonl --format jsonl corpus/stories/test.jsonl > records.jsonl
//! cargo run --release -p onrecord-across --example story_scores -- corpus/stories/gold.jsonl records.jsonl
//! ```
//!
//! Further arguments are thresholds to try in place of [`SAME`]; `wrong` shows every gold event that is not one story.

use onrecord_across::actors::Actors;
use onrecord_across::stories::score::{Measure, score};
use onrecord_across::stories::{SAME, Stories};
use onrecord_doc::{Document, Span};
use std::collections::{BTreeMap, HashMap};

type Failure = Box<dyn std::error::Error>;

/// A gold mention: where it stands and its event.
struct Mention {
    document: usize,
    at: Span,
    words: String,
    event: String,
}

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().collect();
    let [_, gold, records, rest @ ..] = args.as_slice() else {
        return Err("needs the gold and the records".into());
    };
    let mut docs = Vec::new();
    for line in std::fs::read_to_string(records)?.lines() {
        docs.push(onrecord_doc::json::from_str(line)?);
    }
    // In the order of publication, as they would come.
    docs.sort_by_key(|d| (d.published.day, d.id()));
    let mentions = mentions(&std::fs::read_to_string(gold)?, &docs)?;
    let wrong = rest.iter().any(|a| a == "wrong");
    let mut tried: Vec<f64> = rest.iter().filter_map(|a| a.parse().ok()).collect();
    if tried.is_empty() {
        tried.push(SAME);
    }
    for least in tried {
        measure(least, &docs, &mentions, wrong);
    }
    Ok(())
}

fn mentions(gold: &str, docs: &[Document]) -> Result<Vec<Mention>, Failure> {
    let number: HashMap<String, usize> = docs.iter().enumerate().map(|(n, d)| (d.id(), n)).collect();
    let mut out = Vec::new();
    for line in gold.lines() {
        let line: serde_json::Value = serde_json::from_str(line)?;
        let get = |key: &str| line[key].as_str().unwrap_or("").to_owned();
        // The other half's.
        let Some(&document) = number.get(&get("doc")) else { continue };
        let words = get("words");
        let start =
            docs[document].text().find(&words).ok_or_else(|| format!("no `{words}` in `{}`", get("doc")))?;
        out.push(Mention { document, at: Span::of(start, start + words.len()), words, event: get("event") });
    }
    Ok(out)
}

fn measure(least: f64, docs: &[Document], mentions: &[Mention], wrong: bool) {
    let (mut actors, mut stories) = (Actors::new(), Stories::with_least(least));
    let given: Vec<Vec<usize>> = docs
        .iter()
        .map(|d| {
            let actors = actors.add(d);
            stories.add(d, &actors)
        })
        .collect();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut found, mut all) = (Vec::new(), Vec::new());
    let mut spread: BTreeMap<&str, BTreeMap<usize, Vec<String>>> = BTreeMap::new();
    for (n, mention) in mentions.iter().enumerate() {
        let next = numbers.len();
        let event = *numbers.entry(&mention.event).or_insert(next);
        let doc = &docs[mention.document];
        // The record whose trigger shares most with the words; the least trigger of two that share as much.
        let record = doc
            .events
            .iter()
            .filter(|(_, e)| e.at.touch(mention.at))
            .max_by_key(|(_, e)| {
                let shared =
                    e.at.hull().end().min(mention.at.end()) - e.at.hull().start().max(mention.at.start());
                (shared, std::cmp::Reverse(e.at.size()))
            })
            .map(|(e, _)| given[mention.document][e.index()]);
        // A mention without a record stands alone.
        let cluster = record.unwrap_or(1_000_000 + n);
        found.extend(record.map(|r| (event, r)));
        all.push((event, cluster));
        let told = spread.entry(&mention.event).or_default().entry(cluster).or_default();
        told.push(format!("{} {}", doc.id(), mention.words));
    }
    if wrong {
        for (event, told) in spread.iter().filter(|s| s.1.len() > 1) {
            println!("{event}: {told:?}");
        }
    }
    println!(
        "threshold {least}: {} mentions of {} events, {} with a record",
        all.len(),
        numbers.len(),
        found.len()
    );
    for (name, pairs) in [("mentions that have a record", &found), ("all mentions, from raw text", &all)] {
        let s = score(pairs);
        let show = |m: Measure| format!("{:.3} (P {:.3}, R {:.3})", m.f1(), m.precision, m.recall);
        println!(
            "  {name}: CoNLL {:.3}; B³ {}, MUC {}, CEAFe {}",
            s.conll(),
            show(s.b3),
            show(s.muc),
            show(s.ceafe)
        );
    }
}
