//! RSS 0.9 to 2.0, Atom and JSON Feed: one input an entry.
//!
//! The XML formats are cut into entries first ([`scan`]) and each is then parsed by itself ([`entry`]), over the kept
//! library quick-xml. A library for whole feeds (feed-rs was looked at) keeps all entries in memory, gives up the whole
//! feed for one broken entry, refuses feeds whose version it does not know, and turns the day of publication into that of
//! Greenwich; none of this would do here. A feed may have any number of entries; one entry may have as many bytes as a text.

mod entry;
mod json;
pub(crate) mod scan;

use crate::Limits;
use crate::outcome::Refusal;
use crate::raw::{Kind, Raw};
pub use entry::absolute;
pub(crate) use entry::{paragraphs, plain};
use scan::{Cutter, Piece};
use std::io::Read;

/// What a feed says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its title.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub link: Option<String>,
    /// Who writes it.
    pub author: Option<String>,
    /// The language it says it is in.
    pub language: Option<String>,
    /// How many minutes it asks to be left alone.
    pub ttl_minutes: Option<u32>,
    /// The hours of the day (UTC) in which it asks not to be read.
    pub skip_hours: Vec<u8>,
}

/// Gives every entry of a feed in order as a piece of HTML with what is known of it, until `give` answers `false`, and
/// gives back what the feed says of itself; `None` where it is no feed, which is given as a refusal.
pub fn feed(
    mut source: impl Read,
    name: &str,
    limits: &Limits,
    give: &mut dyn FnMut(Raw) -> bool,
) -> Option<Head> {
    let mut first = Vec::new();
    let read = source.by_ref().take(1 << 12).read_to_end(&mut first);
    if let Err(e) = read {
        give(refused(name, name, format!("reading stopped: {e}"), 0));
        return None;
    }
    let is_json = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&first).trim_ascii_start().starts_with(b"{");
    let mut source = first.as_slice().chain(source);
    if is_json { json::feed(&mut source, name, limits, give) } else { xml(&mut source, name, limits, give) }
}

fn xml(
    source: &mut dyn Read,
    name: &str,
    limits: &Limits,
    give: &mut dyn FnMut(Raw) -> bool,
) -> Option<Head> {
    let mut cutter = Cutter::new(source, limits.text, entry_name);
    let mut head = None;
    for number in 0u64.. {
        let at = format!("{name}: entry {number}");
        let id = number.to_string();
        let piece = match cutter.next() {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(reason) => {
                give(refused(name, name, reason, 0));
                break;
            }
        };
        let raw = match piece {
            Piece::Head(source) => match entry::head(&source, limits.depth) {
                Ok(found) => {
                    head = Some(found);
                    continue;
                }
                Err(reason) => {
                    give(refused(name, name, reason, source.len() as u64));
                    break;
                }
            },
            Piece::TooLong(size) => refused(
                &id,
                &at,
                format!("this is longer than the {} bytes that one text may have", limits.text),
                size,
            ),
            Piece::Entry(source) => {
                let size = source.len() as u64;
                let none = Head::default();
                match entry::read(&source, cutter.spaces(), head.as_ref().unwrap_or(&none), limits.depth) {
                    Err(reason) => refused(&id, &at, reason, size),
                    Ok(entry) => given(entry, at, id, size),
                }
            }
        };
        if !give(raw) {
            break;
        }
    }
    head
}

fn entry_name(root: &str) -> Result<&'static str, String> {
    match root {
        "rss" | "RDF" | "channel" => Ok("item"),
        "feed" => Ok("entry"),
        other => {
            let shown: String = other.chars().take(40).collect();
            Err(format!(
                "this is no feed: it begins with `<{shown}>`, not with `<rss>`, `<feed>` or `<rdf:RDF>`"
            ))
        }
    }
}

/// An entry as an input; one without any text is refused, under what is known of it.
fn given(entry: entry::Entry, name: String, fallback_id: String, size: u64) -> Raw {
    let known = entry.known;
    let kind = match entry.html.trim().is_empty() {
        false => Kind::Html(entry.html.into_bytes()),
        true => Kind::Refused(Refusal {
            id: known.guid.clone().unwrap_or_else(|| fallback_id.clone()),
            name: name.clone(),
            reason: "this entry has no text".to_owned(),
            hint: known.url.as_ref().map(|url| format!("its page may have one: {url}")),
        }),
    };
    Raw { name, fallback_id, size, known, kind }
}

pub(crate) fn refused(id: &str, name: &str, reason: String, size: u64) -> Raw {
    let refusal = Refusal { id: id.to_owned(), name: name.to_owned(), reason, hint: None };
    let (name, fallback_id) = (refusal.name.clone(), refusal.id.clone());
    Raw { name, fallback_id, size, known: crate::Known::default(), kind: Kind::Refused(refusal) }
}

#[cfg(test)]
mod tests;
