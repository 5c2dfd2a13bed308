//! The features of marked pairs, for training: as the program will compute them at run time.
//!
//! ```sh
//! cargo run --release -p onrecord --example pairs -- MODEL OUT.safetensors pairs.jsonl…
//! ```
//!
//! A line is `{"id", "text", "source": [[s, e]…], "target": [[s, e]…]}` with offsets in code points; `"spans"` may ask
//! for the names of the text besides. The file has one row a feature (`hash`, `value`, `block`), in `ends` where the
//! rows of each pair end, and in its metadata the ids and the name of the model. With `--names` as OUT, the lines come
//! back with `"names"`, the spans of the names that the model finds, as `[start, end, type]`.

use onrecord::pairs::{self, Pair, Sentence};
use onrecord_doc::{Document, Input, Iob};
use onrecord_lang::Model;
use safetensors::{Dtype, tensor::TensorView};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    error::Error,
    fs::File,
    io::{BufRead, BufReader},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, out, paths @ ..] = &arguments[..] else {
        return Err("wants a model, a file and pairs".into());
    };
    let model = Model::open(model.as_ref())?;
    let (mut hashes, mut values, mut blocks, mut ends, mut ids) = (vec![], vec![], vec![], vec![], vec![]);
    // Pairs of one text mostly follow each other.
    let mut doc = Document::new(Input::new(""));
    for path in paths {
        for line in BufReader::new(File::open(path).map_err(|e| format!("{path}: {e}"))?).lines() {
            let mut item: Value = serde_json::from_str(&line?)?;
            let text = item["text"].as_str().ok_or("a line has no `text`")?;
            if doc.text() != text {
                let tokens = model.analyse(text);
                doc = Document::new(Input::new(text));
                doc.tokens = tokens;
            }
            if out == "--names" {
                item["names"] = names(&doc);
                println!("{item}");
                continue;
            }
            let (source, target) = (tokens(&doc, &item["source"])?, tokens(&doc, &item["target"])?);
            let pair = Pair { source: &source, target: &target, trigger: None };
            let sentence = Sentence::new(&doc.tokens, pairs::range_of(&doc.tokens, &pair));
            pairs::features(&sentence, &pair, |f| {
                hashes.extend(f.hash.to_le_bytes());
                values.extend(f.value.to_le_bytes());
                blocks.push(f.block as u8);
            });
            ends.extend((blocks.len() as u32).to_le_bytes());
            ids.push(item["id"].as_str().ok_or("a line has no `id`")?.to_owned());
        }
    }
    if out == "--names" {
        return Ok(());
    }
    let rows = blocks.len();
    let views = [
        ("hash", TensorView::new(Dtype::U32, vec![rows], &hashes)?),
        ("value", TensorView::new(Dtype::F32, vec![rows], &values)?),
        ("block", TensorView::new(Dtype::U8, vec![rows], &blocks)?),
        ("ends", TensorView::new(Dtype::U32, vec![ids.len()], &ends)?),
    ];
    let metadata = HashMap::from([
        ("ids".to_owned(), serde_json::to_string(&ids)?),
        ("model".to_owned(), model.name().to_owned()),
    ]);
    safetensors::serialize_to_file(views, Some(metadata), out.as_ref())?;
    println!("{} pairs, {rows} features", ids.len());
    Ok(())
}

/// The tokens of spans in code points.
fn tokens(doc: &Document, spans: &Value) -> Result<Vec<usize>, Box<dyn Error>> {
    let mut out = Vec::new();
    for span in spans.as_array().ok_or("a side is no list")? {
        let at = |n: usize| span[n].as_u64().map(|n| n as usize);
        let (start, end) = at(0).zip(at(1)).ok_or("a span is no pair of numbers")?;
        let span = doc.span_of_chars(start, end).ok_or("a span lies outside its text")?;
        out.extend(doc.tokens.within(span));
    }
    Ok(out)
}

/// The names of a text.
fn names(doc: &Document) -> Value {
    let t = &doc.tokens;
    let mut out: Vec<(usize, usize)> = Vec::new();
    for i in 0..t.len() {
        match (t.iob(i), out.last_mut()) {
            (Iob::Begin, _) => out.push((i, i)),
            (Iob::Inside, Some(last)) => last.1 = i,
            _ => {}
        }
    }
    let name = |(first, last): &(usize, usize)| {
        let (start, end) = doc.chars(t.span_of(*first, *last));
        json!([start, end, t.ent_type(*first)])
    };
    out.iter().map(name).collect()
}
