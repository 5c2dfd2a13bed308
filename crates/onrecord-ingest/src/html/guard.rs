//! Limits on a page before and after it becomes a tree.
//!
//! Libraries that build and walk trees of HTML may take a call of their own for each level, and a stack that overflows
//! cannot be caught; looking for a name among a million attributes takes minutes. So depth and attributes are counted
//! first, in one pass over the characters that keeps no more than the open elements. The pass is not a full parser: the
//! levels of the tree are counted again when it is there.

use crate::Limits;
use dom_query::Document;

/// The most attributes of one element. Each new one is compared with all before it.
const PER_ELEMENT: usize = 2_000;

/// Elements that never have an end tag.
const VOID: [&[u8]; 14] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param",
    b"source", b"track", b"wbr",
];

/// Elements that the next of their like ends, or whose end tags are often left out.
const LEFT_OPEN: [&[u8]; 16] = [
    b"p",
    b"li",
    b"dt",
    b"dd",
    b"tr",
    b"td",
    b"th",
    b"option",
    b"optgroup",
    b"thead",
    b"tbody",
    b"tfoot",
    b"colgroup",
    b"rt",
    b"rp",
    b"html",
];

/// Elements whose inside is no markup.
const RAW: [&[u8]; 9] =
    [b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes", b"noscript"];

/// Says what is beyond the limits in a page.
pub(super) fn check(page: &str, limits: &Limits) -> Result<(), String> {
    // Elements that are open by count may be closed by rules that are not followed here: the exact count comes later.
    let most_open = limits.depth * 2;
    let bytes = page.as_bytes();
    let (mut at, mut attributes, mut foreign) = (0, 0, 0usize);
    let mut open: Vec<&[u8]> = Vec::new();
    while let Some(next) = memchr(b'<', bytes, at) {
        at = next + 1;
        let rest = &bytes[at..];
        if rest.starts_with(b"!--") {
            at = find(bytes, b"-->", at + 1).map_or(bytes.len(), |end| end + 3);
            continue;
        }
        let is_end = rest.first() == Some(&b'/');
        let start = at + usize::from(is_end);
        if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let length = bytes[start..]
            .iter()
            .take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>'))
            .count();
        let name = &bytes[start..start + length];
        let (end, of_this, is_self_closed) = tag(bytes, start + length);
        at = end;
        attributes += of_this;
        if of_this > PER_ELEMENT {
            return Err(format!("one of its elements has more than {PER_ELEMENT} attributes"));
        }
        if attributes > limits.attributes {
            return Err(format!("its elements have more than {} attributes", limits.attributes));
        }
        let is = |names: &[&[u8]]| names.iter().any(|n| name.eq_ignore_ascii_case(n));
        if is_end {
            // No further back than the limit: beyond it the page is refused anyway.
            if let Some(found) = open.iter().rposition(|n| n.eq_ignore_ascii_case(name)) {
                open.truncate(found);
                foreign = open.iter().filter(|n| is_foreign(n)).count();
            }
            continue;
        }
        if is(&VOID) || is(&LEFT_OPEN) || (is_self_closed && foreign > 0) {
            continue;
        }
        if is(&RAW) && foreign == 0 {
            let Some(end) = end_of_raw(bytes, name, at) else { return Ok(()) };
            at = end;
            continue;
        }
        foreign += usize::from(is_foreign(name));
        open.push(name);
        if open.len() > most_open {
            return Err(too_deep(limits.depth));
        }
    }
    Ok(())
}

/// Says whether the tree of a page is too deep.
pub(super) fn check_tree(document: &Document, depth: usize) -> Result<(), String> {
    let root = document.root();
    let mut level = 0usize;
    let mut node = root.first_child();
    while let Some(current) = node {
        if let Some(child) = current.first_child() {
            level += 1;
            if level > depth {
                return Err(too_deep(depth));
            }
            node = Some(child);
            continue;
        }
        let mut up = current;
        node = loop {
            if let Some(sibling) = up.next_sibling() {
                break Some(sibling);
            }
            match up.parent() {
                Some(parent) if parent.id != root.id => {
                    level = level.saturating_sub(1);
                    up = parent;
                }
                _ => break None,
            }
        };
    }
    Ok(())
}

fn too_deep(depth: usize) -> String {
    format!("its elements lie too deep; {depth} levels are the most")
}

fn is_foreign(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"svg") || name.eq_ignore_ascii_case(b"math")
}

/// Where a tag ends, how many attributes it has, and whether it closes itself.
fn tag(bytes: &[u8], mut at: usize) -> (usize, usize, bool) {
    let mut count = 0;
    loop {
        while bytes.get(at).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/') {
            at += 1;
        }
        match bytes.get(at) {
            None => return (bytes.len(), count, false),
            Some(b'>') => return (at + 1, count, at > 0 && bytes[at - 1] == b'/'),
            Some(_) => count += 1,
        }
        // The name; one that begins with an equals sign keeps it.
        at += 1;
        while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'=')) {
            at += 1;
        }
        let mut value = at;
        while bytes.get(value).is_some_and(u8::is_ascii_whitespace) {
            value += 1;
        }
        if bytes.get(value) != Some(&b'=') {
            continue;
        }
        value += 1;
        while bytes.get(value).is_some_and(u8::is_ascii_whitespace) {
            value += 1;
        }
        at = match bytes.get(value) {
            Some(quote @ (b'"' | b'\'')) => {
                memchr(*quote, bytes, value + 1).map_or(bytes.len(), |end| end + 1)
            }
            _ => bytes[value..]
                .iter()
                .position(|b| b.is_ascii_whitespace() || *b == b'>')
                .map_or(bytes.len(), |length| value + length),
        };
    }
}

/// Where the end tag of a raw element begins.
fn end_of_raw(bytes: &[u8], name: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = find(bytes, b"</", at)?;
        let rest = &bytes[at + 2..];
        if rest.len() >= name.len() && rest[..name.len()].eq_ignore_ascii_case(name) {
            return Some(at);
        }
        at += 2;
    }
}

fn memchr(byte: u8, bytes: &[u8], from: usize) -> Option<usize> {
    bytes.get(from..)?.iter().position(|b| *b == byte).map(|at| from + at)
}

fn find(bytes: &[u8], part: &[u8], from: usize) -> Option<usize> {
    bytes.get(from..)?.windows(part.len()).position(|w| w == part).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_raw_text_hide_what_looks_like_a_tag() {
        assert_eq!(tag(b" a='<b>' c = \"d>\" e>", 0), (20, 3, false));
        assert_eq!(tag(b" a/>", 0), (4, 1, true));
        let page = format!("<script>{}</script><p>Talks", "<div>".repeat(5_000));
        assert_eq!(check(&page, &Limits::default()), Ok(()));
    }

    #[test]
    fn a_style_within_a_picture_is_markup_as_browsers_have_it() {
        let page = format!("<svg><style>{}</style>", "<g>".repeat(5_000));
        assert_eq!(check(&page, &Limits::default()), Err(too_deep(512)));
    }
}
