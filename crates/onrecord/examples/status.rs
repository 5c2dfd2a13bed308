//! How the events of marked texts stand: writes each with what decided, and the counts.
//!
//! usage: status MODEL FILE...
//!
//! A file is of marked sentences, as in `tests/status/README.md`, or JSON Lines: `{"id", "text", "published"?,
//! "events": [{"trigger": [[start, end]...], "type", "status"}]}`, offsets in code points. `--wrong` before the model
//! writes only what is wrong, `--totals` nothing but the counts.

use onrecord::{Data, Depth, Heads, Reader, dating::Dating, status::Standing};
use onrecord_doc::{Document, EventType, Input, Span, Status};
use onrecord_lang::Model;
use serde_json::Value;
use std::{collections::BTreeMap, error::Error};

/// A text with its events: spans of the trigger, type, status.
struct Text {
    input: Input,
    events: Vec<(Vec<Span>, EventType, Status)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut flag = |name: &str| {
        let at = args.iter().position(|a| a == name);
        at.map(|at| args.remove(at)).is_some()
    };
    let (wrong, totals) = (flag("--wrong"), flag("--totals"));
    let (model, files) = args.split_first().ok_or("usage: status MODEL FILE...")?;
    let model = Model::open(model.as_ref())?;
    let heads = Heads::embedded(&model)?;
    let reader = Reader::new(model, Data::embedded()?, heads);
    for path in files {
        let file = std::fs::read_to_string(path)?;
        let (mut right, mut all, mut counts) = (0u32, 0u32, BTreeMap::<Status, [usize; 3]>::new());
        for line in file.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let text = if line.starts_with('{') { json(line)? } else { marked(line)? };
            let doc = reader.read_to(text.input, Depth::Whole);
            let dating = Dating::new(&doc, &reader.data().dating);
            let standing = Standing::new(&doc, &reader.data().status, Some(&dating));
            for (spans, kind, gold) in text.events {
                let stands = standing.of(&tokens(&doc, &spans), kind);
                let is_right = stands.status == gold;
                all += 1;
                right += u32::from(is_right);
                counts.entry(gold).or_default()[0] += 1;
                counts.entry(stands.status).or_default()[1] += 1;
                counts.entry(gold).or_default()[2] += usize::from(is_right);
                if totals || wrong && is_right {
                    continue;
                }
                let quotes: Vec<&str> = spans.iter().map(|s| doc.quote(*s)).collect();
                let evidence: Vec<&str> =
                    stands.evidence.iter().map(|i| doc.quote(doc.tokens.span(*i))).collect();
                let verdict = if is_right { "right" } else { "WRONG" };
                println!(
                    "{verdict} {gold} -> {} [{}] ({}) {kind} `{}` | {}",
                    stands.status,
                    stands.rule,
                    evidence.join(" "),
                    quotes.join("+"),
                    doc.text()
                );
            }
        }
        println!("{path}: {right} of {all} right, {:.3}", f64::from(right) / f64::from(all.max(1)));
        for (status, [gold, said, right]) in counts {
            println!("  {status}: {gold} marked, {said} said, {right} right");
        }
    }
    Ok(())
}

/// `status TYPE | text with a [trigger]`, published on 4 March 2026.
fn marked(line: &str) -> Result<Text, Box<dyn Error>> {
    let bad = || format!("`{line}`: not `status TYPE | text with a [trigger]`");
    let (head, marked) = line.split_once(" | ").ok_or_else(bad)?;
    let (status, kind) = head.trim().split_once(' ').ok_or_else(bad)?;
    let status = Status::find(status).ok_or_else(bad)?;
    let kind = EventType::find(kind).ok_or_else(bad)?;
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '[' => start = text.len(),
            ']' => spans.push(Span::of(start, text.len())),
            c => text.push(c),
        }
    }
    Ok(Text { input: Input::new(text).published("2026-03-04".parse()?), events: vec![(spans, kind, status)] })
}

fn json(line: &str) -> Result<Text, Box<dyn Error>> {
    let given: Value = serde_json::from_str(line)?;
    let text = given["text"].as_str().ok_or("no `text`")?;
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut events = Vec::new();
    for event in given["events"].as_array().into_iter().flatten() {
        let offset = |v: &Value| v.as_u64().and_then(|n| bytes.get(usize::try_from(n).ok()?).copied());
        let spans = event["trigger"].as_array().into_iter().flatten();
        let spans = spans.filter_map(|s| Some(Span::of(offset(&s[0])?, offset(&s[1])?)));
        let kind = event["type"].as_str().and_then(EventType::find).ok_or("no `type`")?;
        let status = event["status"].as_str().and_then(Status::find).ok_or("no `status`")?;
        events.push((spans.collect(), kind, status));
    }
    let mut input = Input::new(text);
    input.published = given["published"].as_str().map(str::parse).transpose()?;
    Ok(Text { input, events })
}

/// The tokens of a trigger, its head first: a verb before a noun, what hangs on nothing of it before what does.
fn tokens(doc: &Document, spans: &[Span]) -> Vec<usize> {
    let t = &doc.tokens;
    let all: Vec<usize> = spans.iter().flat_map(|s| t.within(*s)).collect();
    let is_head = |i: &usize| t.head(*i) == *i || !all.contains(&t.head(*i));
    let mut heads: Vec<usize> = all.iter().copied().filter(is_head).collect();
    heads.sort_by_key(|i| (!matches!(t.pos(*i), "VERB" | "AUX"), *i));
    let rest = all.iter().copied().filter(|i| !heads.contains(i));
    let rest: Vec<usize> = rest.collect();
    heads.into_iter().chain(rest).collect()
}
