//! What a head takes in, for training: every token of the texts as the program will see it at run time.
//!
//! ```sh
//! cargo run --release -p onrecord --example features -- MODEL OUT.safetensors texts.jsonl.gz…
//! ```
//!
//! The file has one row a token (`context`, `row`, `tag`, `dep`, `ent`, `quote`, `place`, `lemma`, `classes`, `head`,
//! `sentence`, `start`, `end`: offsets in code points), one a unit (`unit`: text, first token, tokens), the table of
//! static vectors, and in its metadata the names behind the numbers and the ids of the texts.

use onrecord::{
    Data,
    heads::{known, units},
    quotes,
};
use onrecord_doc::{Document, Input};
use onrecord_lang::Model;
use safetensors::{Dtype, tensor::TensorView};
use std::{
    collections::HashMap,
    error::Error,
    fs::File,
    io::{BufRead, BufReader, Read},
};

/// Names in the order in which they were met.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, i32>,
    all: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> i32 {
        if let Some(n) = self.numbers.get(name) {
            return *n;
        }
        let n = self.all.len() as i32;
        self.numbers.insert(name.to_owned(), n);
        self.all.push(name.to_owned());
        n
    }

    fn json(&self) -> Result<String, Box<dyn Error>> {
        Ok(serde_json::to_string(&self.all)?)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, out, paths @ ..] = &arguments[..] else {
        return Err("wants a model, a file and texts".into());
    };
    let (model, data) = (Model::open(model.as_ref())?, Data::embedded()?);
    let lexicon = data.rules.lexicon();
    let (mut tags, mut deps, mut ents, mut lemmas, mut classes, mut ids, mut kinds) = (
        Names::default(),
        Names::default(),
        Names::default(),
        Names::default(),
        Names::default(),
        Names::default(),
        Names::default(),
    );
    let mut columns: HashMap<&str, Vec<i32>> = HashMap::new();
    let mut context: Vec<f32> = Vec::new();
    let mut unit_rows: Vec<i32> = Vec::new();
    let mut count = 0;
    for path in paths {
        let file = File::open(path).map_err(|e| format!("{path}: {e}"))?;
        let bytes: Box<dyn Read> =
            if path.ends_with(".gz") { Box::new(flate2::read::GzDecoder::new(file)) } else { Box::new(file) };
        for line in BufReader::new(bytes).lines() {
            let item: serde_json::Value = serde_json::from_str(&line?)?;
            let text = item["text"].as_str().ok_or("a line has no `text`")?;
            let number = ids.number(item["id"].as_str().ok_or("a line has no `id`")?);
            let start = text.len() - text.trim_start().len();
            let (tokens, features) = model.analyse_with_features(text, start);
            let mut doc = Document::new(Input::new(text));
            doc.tokens = tokens.clone();
            let known = known::classes(&doc, &data.actors);
            let mut code_points = vec![0i32; text.len() + 1];
            let mut points = 0;
            for (byte, slot) in code_points.iter_mut().enumerate() {
                *slot = points;
                points += i32::from(text.is_char_boundary(byte + 1));
            }
            for unit in units::find(text, &tokens, &quotes::find(text)) {
                unit_rows.extend([number, count, unit.len() as i32]);
                count += unit.len() as i32;
                for (n, token) in unit.tokens.iter().copied().enumerate() {
                    let at = tokens.span(token);
                    let mut mask = 0;
                    for class in lexicon.find(&tokens, token).map_or(&[][..], |e| &e.classes) {
                        mask |= 1 << classes.number(class);
                    }
                    let actors = known[token].iter().fold(0, |mask, class| mask | 1 << kinds.number(class));
                    for (column, value) in [
                        ("row", features.row(token).map_or(-1, |r| r as i32)),
                        ("tag", tags.number(tokens.tag(token))),
                        ("dep", deps.number(tokens.dep(token))),
                        ("ent", ents.number(&units::name_kind(&tokens, token))),
                        ("quote", unit.quotes[n] as i32),
                        ("place", n.min(units::PLACES - 1) as i32),
                        ("lemma", lemmas.number(&tokens.lemma(token).to_lowercase())),
                        ("classes", mask),
                        ("actors", actors),
                        ("head", unit.heads[n] as i32),
                        ("sentence", unit.sentences[n] as i32),
                        ("start", code_points[at.start()]),
                        ("end", code_points[at.end()]),
                    ] {
                        columns.entry(column).or_default().push(value);
                    }
                    context.extend_from_slice(features.context(token));
                }
            }
        }
    }
    let width = context.len() / (count.max(1) as usize);
    let mut vectors: Vec<f32> = Vec::new();
    while let Some(vector) = model.static_vector((vectors.len() / model.static_width().max(1)) as u32) {
        if vector.is_empty() {
            break;
        }
        vectors.extend_from_slice(vector);
    }
    let bytes: HashMap<&str, Vec<u8>> = columns
        .iter()
        .map(|(name, values)| (*name, values.iter().flat_map(|v| v.to_le_bytes()).collect()))
        .collect();
    let floats = |values: &[f32]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let (context, vectors) = (floats(&context), floats(&vectors));
    let unit_bytes: Vec<u8> = unit_rows.iter().flat_map(|v| v.to_le_bytes()).collect();
    let rows = count as usize;
    let mut views = vec![
        ("context", TensorView::new(Dtype::F32, vec![rows, width], &context)?),
        ("unit", TensorView::new(Dtype::I32, vec![unit_rows.len() / 3, 3], &unit_bytes)?),
        (
            "vectors",
            TensorView::new(
                Dtype::F32,
                vec![vectors.len() / 4 / model.static_width().max(1), model.static_width()],
                &vectors,
            )?,
        ),
    ];
    for (name, values) in &bytes {
        views.push((*name, TensorView::new(Dtype::I32, vec![rows], values)?));
    }
    let names = [
        ("tags", &tags),
        ("deps", &deps),
        ("ents", &ents),
        ("lemmas", &lemmas),
        ("classes", &classes),
        ("actors", &kinds),
        ("ids", &ids),
    ];
    let mut metadata: HashMap<String, String> = HashMap::new();
    for (key, names) in names {
        metadata.insert(key.to_owned(), names.json()?);
    }
    metadata.insert("model".to_owned(), model.name().to_owned());
    safetensors::serialize_to_file(views, Some(metadata), out.as_ref())?;
    println!("{} texts, {} units, {rows} tokens of width {width}", ids.all.len(), unit_rows.len() / 3);
    Ok(())
}
