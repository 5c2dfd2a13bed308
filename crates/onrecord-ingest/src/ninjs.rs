//! ninjs, the JSON of news agencies, versions 1.3 to 3: one object, a list of them, or one a line.
//!
//! Version 1 has `headline` and `body_html`, version 2 `headlines` and `bodies`, version 3 the same in camelCase; keys are
//! compared without case and underscores, so that one reading does for all. An editor's note (`ednote`) is no text.
//!
//! Source: IPTC, ninjs 1.3, 2.1 and 3.0 JSON schemas (names of properties).

use crate::feed::{paragraphs, plain, refused};
use crate::news::{self, Item, News};
use crate::raw::{Kind, Known, Raw};
use crate::{Limits, dates, json_list};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::io::Read;

/// Gives every object of a source that holds one, a list of them, or one a line.
pub(crate) fn split(
    source: &mut dyn Read,
    name: &str,
    limits: &Limits,
    give: &mut dyn FnMut(Raw) -> bool,
) -> bool {
    let mut bytes = Vec::new();
    match source.take(limits.text + 1).read_to_end(&mut bytes) {
        Err(e) => return give(refused(name, name, format!("reading stopped: {e}"), 0)),
        Ok(size) if size as u64 > limits.text => {
            let what = format!("this is longer than the {} bytes that a file of ninjs may have", limits.text);
            let mut raw = refused(name, name, what, size as u64);
            if let Kind::Refused(refusal) = &mut raw.kind {
                refusal.hint = Some("write one object a line into files of their own size".to_owned());
            }
            return give(raw);
        }
        Ok(_) => {}
    }
    let start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let bytes = &bytes[start..];
    if let Some(list) = json_list::whole(bytes, limits.depth) {
        for (number, item) in (1u64..).zip(list.items) {
            let size = item.len() as u64;
            if !give(raw(format!("{name}: item {number}"), number.to_string(), size, bytes[item].to_vec())) {
                return false;
            }
        }
        let what = "the list breaks off; what follows could not be read".to_owned();
        return !list.is_broken || give(refused(name, name, what, 0));
    }
    if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() {
        return give(raw(name.to_owned(), name.to_owned(), bytes.len() as u64, bytes.to_vec()));
    }
    let lines = (1u64..).zip(bytes.split(|b| *b == b'\n')).filter(|(_, line)| !line.trim_ascii().is_empty());
    // A broken object over several lines is one refusal, not one for each of its lines.
    let is_lines = lines.clone().all(|(_, line)| line.trim_ascii_start().starts_with(b"{") && line.len() > 2);
    if !is_lines {
        return give(raw(name.to_owned(), name.to_owned(), bytes.len() as u64, bytes.to_vec()));
    }
    for (number, line) in lines {
        if !give(raw(format!("{name}:{number}"), number.to_string(), line.len() as u64, line.to_vec())) {
            return false;
        }
    }
    true
}

fn raw(name: String, fallback_id: String, size: u64, bytes: Vec<u8>) -> Raw {
    Raw { name, fallback_id, size, known: Known::default(), kind: Kind::Ninjs(bytes) }
}

/// Reads one object.
pub(crate) fn read(bytes: &[u8], name: &str, id: &str, now: Option<Timestamp>) -> News {
    let refuse = |reason: String| match refused(id, name, reason, 0).kind {
        Kind::Refused(refusal) => News::Refused(refusal),
        _ => unreachable!("`refused` gives a refusal"),
    };
    let object = match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(object)) => folded(object),
        Ok(_) => return refuse("this is no JSON object".to_owned()),
        Err(e) => return refuse(json_list::reason(&e)),
    };
    let text = |key| string(&object, key);
    let guid = text("uri").or_else(|| text("guid"));
    let source = || list(&object, "infosources").next().and_then(|s| string(&s, "name"));
    let url = || guid.clone().filter(|uri| uri.starts_with("https://") || uri.starts_with("http://"));
    let day = ["versioncreated", "contentcreated", "firstcreated"].into_iter().find_map(text);
    let known = Known {
        title: text("headline")
            .or_else(|| main(&object, "headlines"))
            .or_else(|| text("title"))
            .map(|t| plain(&t)),
        url: text("url").or_else(url),
        guid: guid.clone(),
        publisher: source().or_else(|| text("copyrightholder")).or_else(|| text("source")),
        published: day.and_then(|d| dates::day(&d)),
        charset: Some("utf-8".to_owned()),
        ..Known::default()
    };
    let other_kind = text("type").filter(|kind| kind != "text" && kind != "composite");
    let item = Item {
        id: guid,
        status: text("pubstatus"),
        embargo: ["embargoed", "embargoeduntil"].into_iter().find_map(text),
        other_kind,
        known,
        html: body(&object),
    };
    news::decide(item, name, id, now)
}

/// The body as HTML.
fn body(object: &Map<String, Value>) -> Option<String> {
    let text = |key| string(object, key);
    let marked = ["bodyxhtml", "bodyhtml", "bodyhtml5"].into_iter().find_map(text);
    marked.or_else(|| text("bodytext").map(|t| paragraphs(&t))).or_else(|| {
        let bodies: Vec<_> = list(object, "bodies").collect();
        let is_main = |b: &&Map<String, Value>| string(b, "role").is_none_or(|r| r == "main");
        let kind = |b: &Map<String, Value>| string(b, "contenttype").unwrap_or_default().to_ascii_lowercase();
        let wanted = |html: bool| {
            let fits = |b: &&Map<String, Value>| kind(b).contains("html") == html;
            let main = bodies.iter().filter(is_main).find(fits);
            main.or_else(|| bodies.iter().find(fits)).and_then(|b| string(b, "value"))
        };
        wanted(true).or_else(|| wanted(false).map(|t| paragraphs(&t)))
    })
}

/// The value of the main one of a list, else of the first.
fn main(object: &Map<String, Value>, key: &str) -> Option<String> {
    let all: Vec<_> = list(object, key).collect();
    let main = all.iter().find(|h| string(h, "role").is_some_and(|r| r == "main" || r == "headline"));
    string(main.or(all.first())?, "value")
}

fn list(object: &Map<String, Value>, key: &str) -> impl Iterator<Item = Map<String, Value>> {
    let all = object.get(key).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(|value| value.as_object().cloned().map(folded))
}

/// The object with keys in lower case and without underscores.
fn folded(object: Map<String, Value>) -> Map<String, Value> {
    object.into_iter().map(|(key, value)| (key.replace('_', "").to_ascii_lowercase(), value)).collect()
}

fn string(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned)
}
