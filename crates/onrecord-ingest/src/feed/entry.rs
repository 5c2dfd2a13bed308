//! One entry of RSS or Atom, and what a feed says of itself.

use super::Head;
use crate::dates;
use crate::raw::Known;
use crate::xml::{self, Bounds, Space, Spaces, Tree};

/// What an entry gives: what is known of it, and its text as HTML, empty where it has none.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Entry {
    pub(crate) known: Known,
    pub(crate) html: String,
}

/// Reads the source of one entry.
pub(crate) fn read(source: &str, spaces: &Spaces, head: &Head, depth: usize) -> Result<Entry, String> {
    let tree = Tree::parse(source, spaces, Bounds { depth, may_break_off: false })?;
    let root = tree.roots().next().ok_or("there is no element in it")?;
    let mut entry =
        Entry { known: Known { charset: Some("utf-8".to_owned()), ..Known::default() }, html: String::new() };
    let known = &mut entry.known;
    let (mut encoded, mut content, mut summary) = (None, None, None);
    let (mut published, mut updated, mut author, mut source_title) = (None, None, None, None);
    let mut permalink = None;
    for child in tree.children(root) {
        let text = || tree.text(child);
        match tree.name(child) {
            (Space::Plain | Space::Atom, "title") => known.title = title(&tree, child).or(known.title.take()),
            (Space::Dc, "title") => known.title = known.title.take().or_else(|| title(&tree, child)),
            (Space::Plain | Space::Atom, "link") => {
                let is_page = tree.attribute(child, "rel").is_none_or(|rel| rel == "alternate");
                let link = tree.attribute(child, "href").map(str::to_owned).or_else(text).filter(|_| is_page);
                known.url = known.url.take().or(link);
            }
            (Space::Plain, "guid") => {
                known.guid = text();
                let is_link = tree.attribute(child, "isPermaLink") != Some("false");
                permalink =
                    text().filter(|id| is_link && (id.starts_with("http://") || id.starts_with("https://")));
            }
            (Space::Plain | Space::Atom, "id") => known.guid = known.guid.take().or_else(text),
            (Space::Plain, "pubDate")
            | (Space::Atom, "published" | "issued")
            | (Space::Plain, "published") => {
                published = text().and_then(|t| dates::day(&t)).or(published);
            }
            (Space::Dc, "date" | "issued") => {
                published = published.or_else(|| text().and_then(|t| dates::day(&t)))
            }
            (Space::Plain | Space::Atom, "updated" | "modified") => {
                updated = text().and_then(|t| dates::day(&t))
            }
            (Space::Content, "encoded") => encoded = text().or(encoded),
            (Space::Atom | Space::Plain, "content") => content = atom_text(&tree, child).or(content),
            (Space::Atom, "summary") => summary = atom_text(&tree, child).or(summary),
            (Space::Xhtml, "body") | (Space::Xhtml, "div") => content = Some(tree.html(child)).or(content),
            (Space::Plain, "description") => summary = text().or(summary),
            (Space::Dc, "description") => summary = summary.or_else(text),
            (Space::Dc, "publisher") => source_title = text(),
            (Space::Plain, "source") => source_title = text().or(source_title),
            (Space::Atom, "source") => {
                let own = tree.children(child).find(|c| tree.name(*c) == (Space::Atom, "title"));
                source_title = own.and_then(|c| title(&tree, c)).or(source_title);
            }
            (Space::Atom, "author") => {
                let name = tree.children(child).find(|c| tree.name(*c) == (Space::Atom, "name"));
                author = name.and_then(|c| tree.text(c)).or(author);
            }
            (Space::Dc, "creator") => author = author.or_else(text),
            _ => {}
        }
    }
    if known.guid.is_none() {
        known.guid = tree.attribute(root, "rdf:about").map(str::to_owned);
    }
    let base = tree.attribute(root, "xml:base").or(head.link.as_deref());
    known.url = known.url.take().or(permalink).and_then(|url| absolute(&url, base));
    known.published = published.or(updated);
    known.publisher = source_title.or_else(|| head.title.clone()).or_else(|| head.author.clone()).or(author);
    entry.html = encoded.or(content).or(summary).unwrap_or_default();
    Ok(entry)
}

/// What stands before the first entry.
pub(crate) fn head(source: &str, depth: usize) -> Result<Head, String> {
    let tree = Tree::parse(source, &Spaces::default(), Bounds { depth, may_break_off: true })?;
    let mut head = Head::default();
    let root = tree.roots().next().ok_or("there is no element in it")?;
    let channel = tree.children(root).find(|c| tree.name(*c).1 == "channel").unwrap_or(root);
    for child in tree.children(channel) {
        let text = || tree.text(child);
        match tree.name(child) {
            (Space::Plain | Space::Atom, "title") => head.title = title(&tree, child).or(head.title.take()),
            (Space::Plain | Space::Atom, "link") => {
                let is_page = tree.attribute(child, "rel").is_none_or(|rel| rel == "alternate");
                let link = tree.attribute(child, "href").map(str::to_owned).or_else(text).filter(|_| is_page);
                head.link = head.link.take().or(link).filter(|link| is_absolute(link));
            }
            (Space::Plain, "language") | (Space::Dc, "language") => head.language = text(),
            (Space::Atom, "author") => {
                let name = tree.children(child).find(|c| tree.name(*c) == (Space::Atom, "name"));
                head.author = name.and_then(|c| tree.text(c));
            }
            (Space::Dc, "publisher" | "creator") => head.author = text(),
            (Space::Plain, "ttl") => head.ttl_minutes = text().and_then(|t| t.parse().ok()),
            (Space::Plain, "skipHours") => {
                let hours = tree.children(child).filter_map(|h| tree.text(h)?.parse::<u8>().ok());
                // Some feeds count the hours from 1 to 24.
                head.skip_hours = hours.filter(|h| *h <= 24).map(|h| h % 24).collect();
            }
            _ => {}
        }
    }
    Ok(head)
}

/// A title without the markup that some feeds put into it.
fn title(tree: &Tree, at: usize) -> Option<String> {
    tree.text(at).map(|text| plain(&text)).filter(|text| !text.is_empty())
}

/// The words of a title: tags taken out, character references resolved once more, blanks folded.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match after.find('>').filter(|_| is_tag) {
            Some(close) => rest = &after[close + 1..],
            None => {
                out.push('<');
                rest = after;
                // Without a `>` there is no tag any more.
                if is_tag {
                    break;
                }
            }
        }
    }
    out.push_str(rest);
    let resolved = xml::unescape(&out);
    resolved.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Content of Atom as HTML.
fn atom_text(tree: &Tree, at: usize) -> Option<String> {
    let kind = tree.attribute(at, "type").unwrap_or("text").to_ascii_lowercase();
    let html = match kind.as_str() {
        "xhtml" | "application/xhtml+xml" => tree.html(at),
        "html" | "text/html" => tree.text(at)?,
        "text" | "text/plain" if tree.children(at).next().is_some() => tree.html(at),
        // Feeds that forget to say that it is HTML are commoner than texts with tags in them.
        "text" if tree.text(at)?.contains("</") => tree.text(at)?,
        "text" | "text/plain" => paragraphs(&tree.text(at)?),
        // Pictures, sound, data.
        _ => return None,
    };
    (!html.trim().is_empty()).then_some(html)
}

/// Plain text as HTML, its blank lines as the ends of paragraphs.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    let text = text.replace("\r\n", "\n");
    for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
        out.push_str("<p>");
        xml::escape(&mut out, paragraph.trim());
        out.push_str("</p>\n");
    }
    out
}

fn is_absolute(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// An address of a page as it is, or after the one that it stands on; `None` where it is none of http or https.
pub fn absolute(url: &str, base: Option<&str>) -> Option<String> {
    let url = url.trim();
    if is_absolute(url) {
        return Some(url.to_owned());
    }
    if url.is_empty() || url.chars().any(char::is_whitespace) {
        return None;
    }
    // Another scheme than those of pages.
    let scheme_end = url.find(|c: char| !c.is_ascii_alphanumeric());
    if scheme_end.is_some_and(|end| url[end..].starts_with(':')) {
        return None;
    }
    let base = base.filter(|base| is_absolute(base))?;
    let host_start = base.find("://")? + 3;
    let path_start = base[host_start..].find(['/', '?', '#']).map_or(base.len(), |at| host_start + at);
    let (origin, path) = base.split_at(path_start);
    if let Some(rest) = url.strip_prefix("//") {
        return Some(format!("{}{rest}", &base[..host_start]));
    }
    if url.starts_with('/') {
        return Some(format!("{origin}{url}"));
    }
    let path = path.split(['?', '#']).next().unwrap_or("");
    if url.starts_with('?') {
        return Some(format!("{origin}{path}{url}"));
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(format!("{origin}{folder}/{url}"))
}
