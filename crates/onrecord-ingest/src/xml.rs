//! XML of small documents (one feed entry, one news item) as a flat list of nodes, and as HTML again.
//!
//! XML from outside is hostile: the list is walked and never recursed into, depth, number of nodes and of namespace
//! declarations are bounded, and entities that a document defines are not expanded at all. Names are matched by their
//! namespace where it is one that we know; a prefix that nobody declared counts as what it conventionally stands for,
//! since feeds are often cut from larger ones.

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

/// The namespaces that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// None at all, or one of those of RSS.
    Plain,
    /// Atom 1.0 and 0.3.
    Atom,
    /// RSS module `content`.
    Content,
    /// Dublin Core.
    Dc,
    /// IPTC NewsML-G2.
    NewsMl,
    /// IPTC NITF.
    Nitf,
    /// XHTML.
    Xhtml,
    /// RSS module `syndication`.
    Syndication,
    /// Any other.
    Other,
}

impl Space {
    fn of_uri(uri: &str) -> Space {
        match uri.trim() {
            ""
            | "http://purl.org/rss/1.0/"
            | "http://backend.userland.com/rss2"
            | "http://channel.netscape.com/rdf/simple/0.9/"
            | "http://my.netscape.com/rdf/simple/0.9/"
            | "http://blogs.law.harvard.edu/tech/rss"
            | "http://www.rssboard.org/rss-specification" => Space::Plain,
            "http://www.w3.org/2005/Atom" | "http://purl.org/atom/ns#" => Space::Atom,
            "http://purl.org/rss/1.0/modules/content/" => Space::Content,
            "http://purl.org/dc/elements/1.1/" | "http://purl.org/dc/terms/" => Space::Dc,
            "http://purl.org/rss/1.0/modules/syndication/" => Space::Syndication,
            "http://iptc.org/std/nar/2006-10-01/" => Space::NewsMl,
            "http://www.w3.org/1999/xhtml" => Space::Xhtml,
            other if other.starts_with("http://iptc.org/std/NITF/") => Space::Nitf,
            _ => Space::Other,
        }
    }

    fn of_prefix(prefix: &str) -> Space {
        match prefix {
            "" | "rss" => Space::Plain,
            "atom" => Space::Atom,
            "content" => Space::Content,
            "dc" | "dcterms" => Space::Dc,
            "sy" => Space::Syndication,
            "xhtml" | "html" => Space::Xhtml,
            "nitf" => Space::Nitf,
            _ => Space::Other,
        }
    }
}

/// Which prefix stands for which namespace, the innermost last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spaces(Vec<(usize, String, Space)>);

/// More declarations than any real document has; a lookup walks over all of them.
const MOST_DECLARATIONS: usize = 200;

impl Spaces {
    /// What the prefix stands for.
    pub(crate) fn find(&self, prefix: &str) -> Space {
        let declared = self.0.iter().rev().find(|(_, p, _)| p == prefix).map(|(.., space)| *space);
        declared.unwrap_or_else(|| Space::of_prefix(prefix))
    }

    /// Takes the declarations of an element at this depth.
    pub(crate) fn declare(&mut self, depth: usize, attributes: &[(String, String)]) -> Result<(), String> {
        for (name, value) in attributes {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            if self.0.len() == MOST_DECLARATIONS {
                return Err(format!("it declares more than {MOST_DECLARATIONS} namespaces"));
            }
            self.0.push((depth, prefix.to_owned(), Space::of_uri(value)));
        }
        Ok(())
    }

    fn leave(&mut self, depth: usize) {
        while self.0.last().is_some_and(|(d, ..)| *d >= depth) {
            self.0.pop();
        }
    }
}

/// One node: an element or a stretch of text.
#[derive(Clone, Debug)]
struct Node {
    /// One past the last node inside this one.
    end: usize,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Element { space: Space, name: String, attributes: Vec<(String, String)> },
    Text(String),
}

/// A document as a flat list of nodes in the order of the source.
#[derive(Clone, Debug)]
pub(crate) struct Tree(Vec<Node>);

/// How far a document may go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Deepest nesting.
    pub(crate) depth: usize,
    /// Whether elements that are still open at the end are closed instead of being an error.
    pub(crate) may_break_off: bool,
}

/// The most nodes of a document: a report has some hundreds, and each takes about 100 bytes of memory.
const MOST_NODES: usize = 1_000_000;

impl Tree {
    /// Reads a document, whose prefixes may have been declared outside of it.
    pub(crate) fn parse(text: &str, outer: &Spaces, bounds: Bounds) -> Result<Tree, String> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.trim_markup_names_in_closing_tags = true;
        let (mut nodes, mut open, mut spaces) = (Vec::<Node>::new(), Vec::<usize>::new(), outer.clone());
        let mut follows_text = false;
        loop {
            if nodes.len() > MOST_NODES {
                return Err(format!("it has more than {MOST_NODES} elements and texts"));
            }
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(_) if bounds.may_break_off => Event::Eof,
                Err(e) => return Err(format!("broken XML at byte {}: {e}", reader.error_position())),
            };
            if matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_)) {
                follows_text = false;
            }
            match event {
                Event::Start(tag) => {
                    // The depth of namespaces from outside is 0.
                    let depth = open.len() + 1;
                    if depth > bounds.depth {
                        return Err(format!("its elements are nested deeper than {}", bounds.depth));
                    }
                    let element = element(&tag, &mut spaces, depth)?;
                    open.push(nodes.len());
                    nodes.push(Node { end: 0, what: element });
                }
                Event::Empty(tag) => {
                    let depth = open.len() + 1;
                    let element = element(&tag, &mut spaces, depth)?;
                    spaces.leave(depth);
                    let end = nodes.len() + 1;
                    nodes.push(Node { end, what: element });
                }
                Event::End(_) => {
                    spaces.leave(open.len());
                    if let Some(start) = open.pop() {
                        nodes[start].end = nodes.len();
                    }
                }
                Event::Text(text) => add_text(&mut nodes, &mut follows_text, &text),
                Event::CData(text) => add_text(&mut nodes, &mut follows_text, &text),
                Event::GeneralRef(name) => {
                    let resolved = match name.resolve_char_ref() {
                        Ok(Some(c)) => c.to_string(),
                        Ok(None) | Err(_) => match resolve_html5_entity(&name) {
                            Some(text) => text.to_owned(),
                            // An entity of the document's own, or a bare ampersand: as it stands.
                            None => format!("&{};", &*name),
                        },
                    };
                    add_text(&mut nodes, &mut follows_text, &resolved);
                }
                Event::DocType(inside) if inside.to_ascii_uppercase().contains("<!ENTITY") => {
                    return Err("it defines entities of its own, which are never expanded".to_owned());
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => break,
            }
        }
        if let (Some(start), false) = (open.last(), bounds.may_break_off) {
            let name = match &nodes[*start].what {
                What::Element { name, .. } => name.as_str(),
                What::Text(_) => "",
            };
            return Err(format!("broken XML: it ends inside `<{name}>`"));
        }
        let end = nodes.len();
        for start in open {
            nodes[start].end = end;
        }
        Ok(Tree(nodes))
    }

    /// The outermost elements.
    pub(crate) fn roots(&self) -> impl Iterator<Item = usize> {
        self.between(0, self.0.len())
    }

    /// The elements directly inside one.
    pub(crate) fn children(&self, of: usize) -> impl Iterator<Item = usize> {
        self.between(of + 1, self.0[of].end)
    }

    fn between(&self, start: usize, end: usize) -> impl Iterator<Item = usize> {
        let mut next = start;
        std::iter::from_fn(move || {
            while next < end {
                let this = next;
                next = self.0[this].end;
                if matches!(self.0[this].what, What::Element { .. }) {
                    return Some(this);
                }
            }
            None
        })
    }

    /// All elements inside one, at any depth, in order.
    pub(crate) fn inside(&self, of: usize) -> impl Iterator<Item = usize> {
        (of + 1..self.0[of].end).filter(|i| matches!(self.0[*i].what, What::Element { .. }))
    }

    /// Namespace and name of an element.
    pub(crate) fn name(&self, at: usize) -> (Space, &str) {
        match &self.0[at].what {
            What::Element { space, name, .. } => (*space, name),
            What::Text(_) => (Space::Other, ""),
        }
    }

    /// An attribute that is not blank, by its name as it is written.
    pub(crate) fn attribute(&self, at: usize, name: &str) -> Option<&str> {
        let What::Element { attributes, .. } = &self.0[at].what else { return None };
        let value = attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim());
        value.filter(|v| !v.is_empty())
    }

    /// All text of an element, the blanks around it cut; `None` if there is none.
    pub(crate) fn text(&self, at: usize) -> Option<String> {
        let mut all = String::new();
        for node in &self.0[at + 1..self.0[at].end] {
            if let What::Text(text) = &node.what {
                all.push_str(text);
            }
        }
        let trimmed = all.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    /// What is inside an element as HTML. Names lose their prefixes.
    pub(crate) fn html(&self, at: usize) -> String {
        self.html_without(at, &[])
    }

    /// The same without the elements of these names.
    pub(crate) fn html_without(&self, at: usize, names: &[&str]) -> String {
        let (mut out, mut open) = (String::new(), Vec::<usize>::new());
        let mut next = at + 1;
        while next < self.0[at].end {
            let i = next;
            next += 1;
            self.close(&mut out, &mut open, i);
            if names.contains(&self.name(i).1) {
                next = self.0[i].end;
                continue;
            }
            match &self.0[i].what {
                What::Text(text) => escape(&mut out, text),
                What::Element { name, attributes, .. } => {
                    out.push('<');
                    out.push_str(html_name(name));
                    for (key, value) in attributes.iter().filter(|(key, _)| !key.starts_with("xmlns")) {
                        out.push(' ');
                        out.push_str(key);
                        out.push_str("=\"");
                        escape(&mut out, value);
                        out.push('"');
                    }
                    out.push('>');
                    open.push(i);
                }
            }
        }
        self.close(&mut out, &mut open, self.0[at].end);
        out
    }

    fn close(&self, out: &mut String, open: &mut Vec<usize>, before: usize) {
        while let Some(last) = open.pop_if(|last| self.0[*last].end <= before) {
            let (_, name) = self.name(last);
            if !["br", "hr", "img", "meta", "link", "input", "wbr", "col"].contains(&name) {
                out.push_str("</");
                out.push_str(html_name(name));
                out.push('>');
            }
        }
    }
}

/// What HTML calls an element of NITF; any other keeps its name.
fn html_name(name: &str) -> &str {
    match name {
        "block" => "div",
        "hl1" => "h1",
        "hl2" => "h2",
        name => name,
    }
}

/// Adds text to the node before it where that is text, too, and no element lies between them.
fn add_text(nodes: &mut Vec<Node>, follows_text: &mut bool, text: &str) {
    match nodes.last_mut() {
        Some(Node { what: What::Text(last), .. }) if *follows_text => last.push_str(text),
        _ => {
            let end = nodes.len() + 1;
            nodes.push(Node { end, what: What::Text(text.to_owned()) });
            *follows_text = true;
        }
    }
}

fn element(tag: &BytesStart, spaces: &mut Spaces, depth: usize) -> Result<What, String> {
    let name = tag.name();
    let (prefix, local) = name.0.split_once(':').unwrap_or(("", name.0));
    let attributes = attributes(tag);
    spaces.declare(depth, &attributes)?;
    Ok(What::Element { space: spaces.find(prefix), name: local.to_owned(), attributes })
}

/// The attributes of a tag as far as they can be read, character references resolved.
fn attributes(tag: &BytesStart) -> Vec<(String, String)> {
    // The check for doubles compares each with all others.
    let mut all = tag.html_attributes();
    all.with_checks(false).flatten().map(|a| (a.key.0.to_owned(), unescape(&a.value))).collect()
}

/// A text with its character references resolved; what cannot be resolved stays as it is.
pub(crate) fn unescape(text: &str) -> String {
    quick_xml::escape::unescape_with(text, resolve_html5_entity)
        .map_or_else(|_| text.to_owned(), |t| t.into_owned())
}

/// The attributes of a start tag that stands for itself, such as `<rss version="2.0">`.
pub(crate) fn attributes_of_tag(tag: &str) -> Vec<(String, String)> {
    match Reader::from_str(tag).read_event() {
        Ok(Event::Start(tag) | Event::Empty(tag)) => attributes(&tag),
        _ => Vec::new(),
    }
}

/// Writes a text so that HTML shows it as it is.
pub(crate) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// The character set of XML, by its byte-order mark, else by its declaration; UTF-8 where it says none.
pub(crate) fn charset(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    match head {
        [b'<', 0, ..] => return encoding_rs::UTF_16LE,
        [0, b'<', ..] => return encoding_rs::UTF_16BE,
        _ => {}
    }
    let head = &head[..head.len().min(1024)];
    let declared = (|| {
        let head = head.trim_ascii_start().strip_prefix(b"<?xml")?;
        let end = head.windows(2).position(|w| w == b"?>")?;
        let declaration = std::str::from_utf8(&head[..end]).ok()?;
        let (_, value) = declaration.split_once("encoding")?;
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'')?;
        Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
    })();
    // A document that can be read as far as its declaration is in no 16-bit set, whatever it says.
    declared.filter(|e| e.is_ascii_compatible()).unwrap_or(encoding_rs::UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { depth: 512, may_break_off: false };

    fn tree(text: &str) -> Result<Tree, String> {
        Tree::parse(text, &Spaces::default(), BOUNDS)
    }

    #[test]
    fn texts_references_and_marked_sections_are_one_text() {
        let tree =
            tree("<a>Tom &amp; Ana&nbsp;&#8212; <![CDATA[<b>x</b>]]> AT&T &own;<b> in</b> out</a>").unwrap();
        let root = tree.roots().next().unwrap();
        assert_eq!(tree.text(root).unwrap(), "Tom & Ana\u{a0}\u{2014} <b>x</b> AT&T &own; in out");
        assert_eq!(
            tree.html(root),
            "Tom &amp; Ana\u{a0}\u{2014} &lt;b&gt;x&lt;/b&gt; AT&amp;T &amp;own;<b> in</b> out"
        );
    }

    #[test]
    fn names_are_known_by_their_namespace_or_else_by_convention() {
        let text = "<x:feed xmlns:x='http://www.w3.org/2005/Atom'><dc:date/><x:title xmlns:x='u:r'/><x:id a='1 &amp; 2'/></x:feed>";
        let tree = tree(text).unwrap();
        let names: Vec<_> = (0..tree.0.len()).map(|e| tree.name(e)).collect();
        assert_eq!(
            names,
            [(Space::Atom, "feed"), (Space::Dc, "date"), (Space::Other, "title"), (Space::Atom, "id")]
        );
        assert_eq!(tree.attribute(3, "a"), Some("1 & 2"));
    }

    #[test]
    fn bombs_are_refused_by_rule() {
        let deep = "<a>".repeat(100_000);
        assert_eq!(tree(&deep).unwrap_err(), "its elements are nested deeper than 512");
        let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>";
        assert_eq!(tree(laughs).unwrap_err(), "it defines entities of its own, which are never expanded");
        let wide = format!("<a>{}</a>", "<b/>".repeat(1_000_001));
        assert_eq!(tree(&wide).unwrap_err(), "it has more than 1000000 elements and texts");
        let spaces: String = (0..100_000).map(|i| format!(" xmlns:n{i}='u'")).collect();
        assert_eq!(tree(&format!("<a{spaces}/>")).unwrap_err(), "it declares more than 200 namespaces");
        let many: String = (0..1_000_000).map(|i| format!(" a{i}='u'")).collect();
        assert_eq!(tree(&format!("<a{many}/>")).unwrap().attribute(0, "a999999"), Some("u"));
    }

    #[test]
    fn what_breaks_off_is_an_error_or_closed() {
        assert_eq!(tree("<a><b>x").unwrap_err(), "broken XML: it ends inside `<b>`");
        let bounds = Bounds { may_break_off: true, ..BOUNDS };
        let tree = Tree::parse("<a><b>x", &Spaces::default(), bounds).unwrap();
        assert_eq!(tree.html(0), "<b>x</b>");
    }

    #[test]
    fn the_character_set_is_read_from_mark_or_declaration() {
        assert_eq!(charset(b"<?xml version='1.0' encoding='ISO-8859-1'?>"), encoding_rs::WINDOWS_1252);
        assert_eq!(charset(b"<?xml encoding=\"utf-16\"?>"), encoding_rs::UTF_8);
        assert_eq!(charset(b"<\0?\0"), encoding_rs::UTF_16LE);
        assert_eq!(charset(b"\xEF\xBB\xBF<rss>"), encoding_rs::UTF_8);
    }
}
