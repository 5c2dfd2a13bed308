//! What the ranker of antecedents takes in, for training: the noun phrases of texts, and the pairs that it weighs.
//!
//! ```sh
//! cargo run --release -p onrecord --example antecedents -- MODEL models/statements.safetensors OUT.safetensors texts.jsonl…
//! ```
//!
//! One row a phrase (`phrase`: text, first and last code point; `of`: its columns; `row`, `context`: what the base model
//! sees at its head), one a pair (`pair`: both phrases by row; `of_pair`: its columns), the static vectors, and in the
//! metadata the ids of the texts and the sizes of the columns.

use onrecord::{
    Data, entities,
    heads::{
        Sight, Tagger,
        antecedents::{Clues, clues, phrases},
        units,
    },
    quotes,
};
use onrecord_doc::{Document, Input};
use onrecord_lang::Model;
use safetensors::{Dtype, tensor::TensorView};
use std::{
    collections::HashMap,
    error::Error,
    io::{BufRead, BufReader},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, statements, out, paths @ ..] = &arguments[..] else {
        return Err("wants a model, the weights of the statement tagger, a file and texts".into());
    };
    let (model, data) = (Model::open(model.as_ref())?, Data::embedded()?);
    let tagger = Tagger::load(&std::fs::read(statements)?, model.kernel())?;
    let (mut phrase, mut of, mut rows, mut context) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut pair, mut of_pair, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        for line in BufReader::new(std::fs::File::open(path)?).lines() {
            let item: serde_json::Value = serde_json::from_str(&line?)?;
            let text = item["text"].as_str().ok_or("a line has no `text`")?;
            ids.push(item["id"].as_str().ok_or("a line has no `id`")?.to_owned());
            let mut doc = Document::new(Input::new(text));
            let (tokens, features) = model.analyse_with_features(text, text.len() - text.trim_start().len());
            doc.tokens = tokens;
            doc.sentences = onrecord::sentences::find(&doc, &data.leftovers);
            let units = units::find(text, &doc.tokens, &quotes::find(text));
            let sight = Sight { tokens: &doc.tokens, features: &features, model: &model, units };
            let tagged = tagger.find(&sight, data.rules.lexicon());
            let known = entities::settled(&doc, &data.actors);
            let found = phrases::find(&doc.tokens);
            let known = found.iter().map(|p| known.get(&p.head).copied()).collect();
            let clues = Clues::new(&doc, &data.actors, Some(&tagged), &found, known);
            let index = clues.index();
            let base = rows.len() as i32;
            for (n, p) in found.iter().enumerate() {
                let at = doc.tokens.span_of(p.first, p.last);
                let points = |byte: usize| text[..byte].chars().count() as i32;
                phrase.extend([ids.len() as i32 - 1, points(at.start()), points(at.end())]);
                of.extend(clues.of(n).map(i32::from));
                rows.push(features.row(p.head).map_or(-1, |r| r as i32));
                context.extend_from_slice(features.context(p.head));
                let candidates = clues.candidates(&index, n);
                for (k, columns) in candidates.iter().zip(clues.of_pairs(n, &candidates)) {
                    pair.extend([base + n as i32, base + *k as i32]);
                    of_pair.extend(columns.map(i32::from));
                }
            }
        }
    }
    let mut vectors: Vec<f32> = Vec::new();
    while let Some(vector) = model.static_vector((vectors.len() / model.static_width().max(1)) as u32) {
        if vector.is_empty() {
            break;
        }
        vectors.extend_from_slice(vector);
    }
    let ints = |v: &[i32]| v.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
    let floats = |v: &[f32]| v.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
    let (n, m) = (rows.len(), pair.len() / 2);
    let (width, statics) = (context.len() / n.max(1), model.static_width());
    let tensors = [
        ("phrase", vec![n, 3], Dtype::I32, ints(&phrase)),
        ("of", vec![n, clues::OF_PHRASE.len()], Dtype::I32, ints(&of)),
        ("row", vec![n], Dtype::I32, ints(&rows)),
        ("context", vec![n, width], Dtype::F32, floats(&context)),
        ("pair", vec![m, 2], Dtype::I32, ints(&pair)),
        ("of_pair", vec![m, clues::OF_PAIR.len()], Dtype::I32, ints(&of_pair)),
        ("vectors", vec![vectors.len() / statics.max(1), statics], Dtype::F32, floats(&vectors)),
    ];
    let mut views = Vec::new();
    for (name, shape, kind, bytes) in &tensors {
        views.push((*name, TensorView::new(*kind, shape.clone(), bytes)?));
    }
    let metadata = HashMap::from([
        ("ids".to_owned(), serde_json::to_string(&ids)?),
        ("of".to_owned(), serde_json::to_string(&clues::OF_PHRASE)?),
        ("of_pair".to_owned(), serde_json::to_string(&clues::OF_PAIR)?),
        ("model".to_owned(), model.name().to_owned()),
    ]);
    safetensors::serialize_to_file(views, Some(metadata), out.as_ref())?;
    println!("{} texts, {n} phrases, {m} pairs", ids.len());
    Ok(())
}
