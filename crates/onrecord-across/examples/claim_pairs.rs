//! How well pairs of statements are told apart: precision and recall of each relation, and who was taken for whom.
//!
//! ```sh
//! jq -c '.id as $i | .a, .b | {id: ($i + .speaker + .text), text, published: .date}' corpus/claims/pairs.jsonl |
//!     onrecord read --from jsonl --format jsonl - > records.jsonl
//! cargo run --release -p onrecord-across --example claim_pairs -- corpus/claims/pairs.jsonl records.jsonl dev
//! ```
//!
//! With a fourth word, `wrong`, every pair told wrongly is shown.

use onrecord_across::{
    actors::Actors,
    claims::{Relation, Said, compare, said},
};
use std::collections::{BTreeMap, HashMap};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().collect();
    let [_, pairs, records, split, rest @ ..] = args.as_slice() else {
        return Err("needs the pairs, their records and `dev` or `test`".into());
    };
    let mut actors = Actors::new();
    let mut read: HashMap<String, Vec<Said>> = HashMap::new();
    for line in std::fs::read_to_string(records)?.lines() {
        let doc = onrecord_doc::json::from_str(line)?;
        let given = actors.add(&doc);
        read.insert(doc.id(), said(&doc, &given));
    }
    let mut table: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for line in std::fs::read_to_string(pairs)?.lines() {
        let pair: serde_json::Value = serde_json::from_str(line)?;
        if pair["split"] != split.as_str() {
            continue;
        }
        let id = pair["id"].as_str().unwrap_or("");
        let of = |side: &str| {
            let text = |key: &str| pair[side][key].as_str().unwrap_or("").to_owned();
            let id = format!("{id}{}{}", text("speaker"), text("text"));
            read.get(&id).ok_or_else(|| format!("no record `{id}`"))
        };
        let (a, b) = (of("a")?, of("b")?);
        // A sentence may hold several: the strongest that two of them are to each other counts.
        let told =
            a.iter().flat_map(|x| b.iter().map(move |y| compare(x, y))).max().unwrap_or(Relation::Unrelated);
        let gold = pair["label"].as_str().unwrap_or("").to_owned();
        if !rest.is_empty() && gold != told.name() {
            println!("{id} {gold}, told {}\n   {}\n   {}", told.name(), pair["a"]["text"], pair["b"]["text"]);
            if rest[0] == "terms" {
                println!("   {a:?}\n   {b:?}");
            }
        }
        *table.entry((gold, told.name())).or_default() += 1;
    }
    let labels = ["contradicts", "same", "differs", "unrelated"];
    let get = |g: &str, t: &str| table.iter().find(|(k, _)| k.0 == g && k.1 == t).map_or(0, |e| *e.1);
    println!("{split}: rows are the gold, columns what was told");
    println!("{:12}{}", "", labels.map(|l| format!("{l:>12}")).concat());
    for gold in labels {
        println!("{gold:12}{}", labels.map(|t| format!("{:>12}", get(gold, t))).concat());
    }
    let all: usize = table.values().sum();
    for label in labels {
        let right = get(label, label);
        let told: usize = labels.iter().map(|g| get(g, label)).sum();
        let gold: usize = labels.iter().map(|t| get(label, t)).sum();
        let share = |n: usize| if n == 0 { 0.0 } else { right as f64 / n as f64 };
        println!(
            "{label}: precision {:.3} ({right} of {told}), recall {:.3} ({right} of {gold})",
            share(told),
            share(gold)
        );
    }
    let right: usize = labels.iter().map(|l| get(l, l)).sum();
    println!("all: {right} of {all}, {:.3}", right as f64 / all.max(1) as f64);
    Ok(())
}
