//! NewsML-G2: one `newsItem`, or a `newsMessage` with several.
//!
//! A message is cut into its items first, as a feed is into its entries, so that a broken item leaves its neighbours
//! whole. The body is NITF, XHTML or plain text inside the item; an item that only points to its content is refused.
//!
//! Source: IPTC NewsML-G2 specification, power conformance (names of elements and attributes).

use crate::feed::scan::{Cutter, Piece};
use crate::feed::{paragraphs, plain, refused};
use crate::news::{self, Item, News};
use crate::raw::{Kind, Known, Raw};
use crate::xml::{Bounds, Spaces, Tree};
use crate::{Limits, dates};
use jiff::Timestamp;
use std::io::Read;

/// Gives every news item of a source.
pub(crate) fn split(
    source: &mut dyn Read,
    name: &str,
    limits: &Limits,
    give: &mut dyn FnMut(Raw) -> bool,
) -> bool {
    let mut cutter = Cutter::new(source, limits.text, entry_name);
    let mut items = 0u64;
    loop {
        let number = items + 1;
        let (at, id) = (format!("{name}: item {number}"), number.to_string());
        let raw = match cutter.next() {
            Ok(Some(Piece::Head(_))) => continue,
            Ok(Some(Piece::Entry(piece))) => {
                let bytes = cutter.within_root(&piece).into_bytes();
                let size = piece.len() as u64;
                Raw { name: at, fallback_id: id, size, known: Known::default(), kind: Kind::NewsItem(bytes) }
            }
            Ok(Some(Piece::TooLong(size))) => refused(
                &id,
                &at,
                format!("this is longer than the {} bytes that one text may have", limits.text),
                size,
            ),
            Ok(None) if items == 0 => {
                return give(refused(name, name, "there is no `<newsItem>` in it".to_owned(), 0));
            }
            Ok(None) => return true,
            Err(reason) => return give(refused(name, name, reason, 0)),
        };
        items += 1;
        if !give(raw) {
            return false;
        }
    }
}

fn entry_name(root: &str) -> Result<&'static str, String> {
    match root {
        "newsItem" | "newsMessage" | "itemSet" => Ok("newsItem"),
        other => {
            let shown: String = other.chars().take(40).collect();
            let what = "`<newsItem>` or `<newsMessage>`";
            Err(format!("this is no NewsML-G2 with news items: it begins with `<{shown}>`, not with {what}"))
        }
    }
}

/// Reads one item.
pub(crate) fn read(bytes: &[u8], name: &str, id: &str, limits: &Limits, now: Option<Timestamp>) -> News {
    let refuse = |reason: String| match refused(id, name, reason, 0).kind {
        Kind::Refused(refusal) => News::Refused(refusal),
        _ => unreachable!("`refused` gives a refusal"),
    };
    let source = String::from_utf8_lossy(bytes);
    let bounds = Bounds { depth: limits.depth, may_break_off: false };
    let tree = match Tree::parse(&source, &Spaces::default(), bounds) {
        Ok(tree) => tree,
        Err(reason) => return refuse(reason),
    };
    let outermost = tree.roots().next();
    let is_item = |at: &usize| tree.name(*at).1 == "newsItem";
    let item = outermost.filter(is_item).or_else(|| tree.inside(outermost?).find(is_item));
    match item {
        Some(item) => news::decide(read_item(&tree, item), name, id, now),
        None => refuse("there is no `<newsItem>` in it".to_owned()),
    }
}

fn read_item(tree: &Tree, item: usize) -> Item {
    let below = |at: usize, name: &str| tree.children(at).find(|c| tree.name(*c).1 == name);
    let meta = below(item, "itemMeta");
    let content = below(item, "contentMeta");
    let of_meta = |name: &str| meta.and_then(|m| below(m, name));
    let of_content = |name: &str| content.and_then(|c| below(c, name));
    let text = |at: Option<usize>| at.and_then(|at| tree.text(at));
    // A code such as `stat:usable`, or a URI with the same end.
    let code = |at: usize| {
        tree.attribute(at, "qcode").or(tree.attribute(at, "uri")).or(tree.attribute(at, "literal"))
    };
    let named = |at: Option<usize>| {
        let at = at?;
        text(below(at, "name"))
            .or_else(|| code(at).map(|c| c.rsplit([':', '/']).next().unwrap_or(c).to_owned()))
    };
    let guid = tree.attribute(item, "guid").map(str::to_owned);
    let day = text(of_meta("versionCreated")).or_else(|| text(of_content("contentCreated")));
    let known = Known {
        title: text(of_content("headline")).or_else(|| text(of_meta("title"))).map(|t| plain(&t)),
        url: guid.clone().filter(|id| id.starts_with("http://") || id.starts_with("https://")),
        guid: guid.clone(),
        publisher: named(of_meta("provider")).or_else(|| named(of_content("infoSource"))),
        published: day.or_else(|| text(of_meta("firstCreated"))).and_then(|d| dates::day(&d)),
        charset: Some("utf-8".to_owned()),
        ..Known::default()
    };
    let class =
        of_meta("itemClass").and_then(code).map(|c| c.rsplit([':', '/']).next().unwrap_or(c).to_owned());
    Item {
        id: guid,
        status: of_meta("pubStatus").and_then(code).map(str::to_owned),
        embargo: of_meta("embargoed").map(|at| tree.text(at).unwrap_or_default()),
        other_kind: class.filter(|class| class != "text" && class != "composite"),
        known,
        html: below(item, "contentSet").and_then(|set| body(tree, set)),
    }
}

/// The body as HTML: that of NITF or XHTML, else the plain text.
fn body(tree: &Tree, set: usize) -> Option<String> {
    let inline = |name: &'static str| tree.children(set).filter(move |c| tree.name(*c).1 == name);
    // Captions, by-lines and tables of data are no part of the running text.
    const LEFT_OUT: [&str; 6] = ["media", "byline", "dateline", "head", "script", "style"];
    let marked = inline("inlineXML").find_map(|xml| {
        let content = tree.inside(xml).find(|c| tree.name(*c).1 == "body.content");
        let body = || tree.inside(xml).find(|c| tree.name(*c).1 == "body");
        Some(tree.html_without(content.or_else(body).unwrap_or(xml), &LEFT_OUT))
            .filter(|h| !h.trim().is_empty())
    });
    marked.or_else(|| {
        inline("inlineData").find_map(|data| {
            let text = tree.text(data)?;
            let is_html = tree.attribute(data, "contenttype").is_some_and(|kind| kind.contains("html"));
            Some(if is_html { text } else { paragraphs(&text) })
        })
    })
}

#[cfg(test)]
mod tests;
