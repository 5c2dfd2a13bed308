//! When the events of texts were: reads JSON Lines with the spans of events, and writes for each what it rests on.
//!
//! usage: dates MODEL < TEXTS.jsonl
//!
//! In: `{"id", "text", "published"?, "events": [[start, end]…]}`, offsets in code points. Out: the same id, and `times`
//! (`[start, end]` of each) and `events`: order, basis, number of the time, earliest and latest day, evidence.
//! `training/dating/measure.py` holds the answers against gold.

use onrecord::{Data, Depth, Heads, Reader, dating::Dating};
use onrecord_doc::{Document, Input};
use onrecord_lang::Model;
use serde_json::{Value, json};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let model = std::env::args().nth(1).ok_or("usage: dates MODEL < TEXTS.jsonl")?;
    let reader = Reader::new(Model::open(model.as_ref())?, Data::embedded()?, Heads::default());
    for line in std::io::stdin().lines() {
        let given: Value = serde_json::from_str(&line?)?;
        let mut input = Input::new(given["text"].as_str().ok_or("no `text`")?);
        input.published = given["published"].as_str().map(str::parse).transpose()?;
        let doc = reader.read_to(input, Depth::Entities);
        let dating = Dating::new(&doc, &reader.data().dating);
        let events: Vec<Value> =
            given["events"].as_array().into_iter().flatten().map(|span| event(&doc, &dating, span)).collect();
        let times: Vec<(usize, usize)> = doc.times.iter().map(|(_, t)| doc.chars(t.at.hull())).collect();
        println!("{}", json!({"id": given["id"], "times": times, "events": events}));
    }
    Ok(())
}

/// What is known of the event in a span: by its head word, the one that hangs on something outside.
fn event(doc: &Document, dating: &Dating, span: &Value) -> Value {
    let offset = |n: usize| span[n].as_u64().and_then(|n| usize::try_from(n).ok());
    let (Some(start), Some(end)) = (offset(0), offset(1)) else { return Value::Null };
    let Some(at) = doc.span_of_chars(start, end) else { return Value::Null };
    let range = doc.tokens.within(at);
    let is_head = |i: &usize| doc.tokens.head(*i) == *i || !range.contains(&doc.tokens.head(*i));
    let Some(token) = range.clone().find(is_head) else { return Value::Null };
    let when = dating.of(token);
    let group = dating.group(token);
    json!({
        "order": when.order.name(),
        "basis": when.basis.name(),
        "time": when.time.map(|t| t.index()),
        "earliest": when.earliest.map(|d| d.to_string()),
        "latest": when.latest.map(|d| d.to_string()),
        "evidence": when.evidence.iter().map(|s| doc.quote(*s)).collect::<Vec<_>>(),
        "tag": doc.tokens.tag(token),
        "dep": doc.tokens.dep(token),
        "tense": format!("{:?}", group.tense),
        "modal": group.modal.map(|i| doc.tokens.lower(i)),
        "lemma": doc.tokens.lemma(token),
        "perfect": group.perfect,
        "progressive": group.progressive,
        "passive": group.passive,
        "negation": group.negation.is_some(),
        "det": doc.tokens.children(token).find(|c| matches!(doc.tokens.dep(*c), "det" | "poss")).map(|c| doc.tokens.lower(c)),
        "mark": doc.tokens.children(token).find(|c| matches!(doc.tokens.dep(*c), "mark" | "advmod") && *c < token).map(|c| doc.tokens.lower(c)),
        "above": format!("{}/{}", doc.tokens.lemma(doc.tokens.head(doc.tokens.head(token))), doc.tokens.dep(doc.tokens.head(token))),
        "head": doc.tokens.lower(doc.tokens.head(token)),
    })
}
