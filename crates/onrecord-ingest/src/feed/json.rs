//! JSON Feed: a list of items in one object.

use super::entry::Entry;
use super::{Head, absolute, given, paragraphs, plain, refused};
use crate::json_list;
use crate::raw::{Known, Raw};
use crate::{Limits, dates};
use serde_json::Value;
use std::io::Read;

/// Gives the items of a feed, which must fit into the limit of one text as a whole.
pub(super) fn feed(
    source: &mut dyn Read,
    name: &str,
    limits: &Limits,
    give: &mut dyn FnMut(Raw) -> bool,
) -> Option<Head> {
    let mut bytes = Vec::new();
    let size = match source.take(limits.text + 1).read_to_end(&mut bytes) {
        Err(e) => {
            give(refused(name, name, format!("reading stopped: {e}"), 0));
            return None;
        }
        Ok(size) => size as u64,
    };
    if size > limits.text {
        let what = format!("this feed is longer than the {} bytes that one of JSON may have", limits.text);
        give(refused(name, name, what, size));
        return None;
    }
    let Some(list) = json_list::under_key(&bytes, "items", limits.depth) else {
        give(refused(name, name, "this is no JSON Feed: it has no list of `items`".to_owned(), size));
        return None;
    };
    // What stands around the list.
    let around = [&bytes[..list.start], b"[]", &bytes[list.end..]].concat();
    let around: Value = serde_json::from_slice(&around).unwrap_or(Value::Null);
    let head = Head {
        title: string(&around, "title"),
        link: string(&around, "home_page_url"),
        author: author(&around),
        language: string(&around, "language"),
        ..Head::default()
    };
    for (number, item) in (1u64..).zip(list.items) {
        let (at, id, size) = (format!("{name}: entry {number}"), number.to_string(), item.len() as u64);
        let raw = match serde_json::from_slice::<Value>(&bytes[item]) {
            Ok(value) if value.is_object() => given(entry(&value, &head), at, id, size),
            Ok(_) => refused(&id, &at, "this is no JSON object".to_owned(), size),
            Err(e) => refused(&id, &at, json_list::reason(&e), size),
        };
        if !give(raw) {
            return Some(head);
        }
    }
    if list.is_broken {
        let what = "the list of items breaks off; what follows could not be read".to_owned();
        give(refused(name, name, what, 0));
    }
    Some(head)
}

fn entry(item: &Value, head: &Head) -> Entry {
    let text = |key| string(item, key);
    let id = match item.get("id") {
        Some(Value::Number(n)) => Some(n.to_string()),
        _ => text("id"),
    };
    let url = text("url").or_else(|| text("external_url"));
    let known = Known {
        title: text("title").map(|t| plain(&t)),
        url: url.and_then(|url| absolute(&url, head.link.as_deref())),
        guid: id,
        publisher: head.title.clone().or_else(|| author(item)).or_else(|| head.author.clone()),
        published: text("date_published").or_else(|| text("date_modified")).and_then(|d| dates::day(&d)),
        charset: Some("utf-8".to_owned()),
        ..Known::default()
    };
    let plain_text = || text("content_text").or_else(|| text("summary")).map(|t| paragraphs(&t));
    Entry { known, html: text("content_html").or_else(plain_text).unwrap_or_default() }
}

fn author(value: &Value) -> Option<String> {
    let first = value.get("authors").and_then(|a| a.get(0)).or_else(|| value.get("author"))?;
    string(first, "name")
}

fn string(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned)
}
