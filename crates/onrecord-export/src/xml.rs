//! XML for the formats that are XML: elements with attributes and text, escaped by `quick-xml`, and what XML 1.0 cannot
//! hold replaced.
//!
//! Control characters, U+FFFE and U+FFFF stand in no XML document, not even escaped. U+FFFD takes the place of each, one
//! for one, so that offsets in code points and in UTF-16 units hold. Source: XML 1.0, 2.2 Characters.

use crate::rows::Cell;
use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes elements one after the other; the caller closes what it opens.
pub(crate) struct Xml<W: Write> {
    out: Writer<W>,
}

impl<W: Write> Xml<W> {
    /// Begins a document.
    pub(crate) fn new(out: W) -> io::Result<Xml<W>> {
        let mut xml = Xml { out: Writer::new(out) };
        xml.out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.line()?;
        Ok(xml)
    }

    /// `<name a="b">`
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.out.write_event(Event::Start(tag(name, attributes)))
    }

    /// `<name a="b"/>`
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.out.write_event(Event::Empty(tag(name, attributes)))
    }

    /// `</name>`
    pub(crate) fn close(&mut self, name: &str) -> io::Result<()> {
        self.out.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Words between tags.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        let clean = allowed(text);
        self.out.write_event(Event::Text(BytesText::from_escaped(partial_escape(clean.as_ref()))))
    }

    /// An element that holds words alone.
    pub(crate) fn element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.text(text)?;
        self.close(name)
    }

    /// A line end, where it means nothing.
    pub(crate) fn line(&mut self) -> io::Result<()> {
        self.out.get_mut().write_all(b"\n")
    }

    /// Ends the document and hands the writer back.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.line()?;
        self.out.get_mut().flush()?;
        Ok(self.out.into_inner())
    }
}

fn tag<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut tag = BytesStart::new(name);
    for (key, value) in attributes {
        tag.push_attribute((*key, allowed(value).as_ref()));
    }
    tag
}

/// The text with U+FFFD for every character that XML 1.0 does not allow.
pub(crate) fn allowed(text: &str) -> Cow<'_, str> {
    if !text.contains(is_forbidden) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_forbidden(c) { '\u{fffd}' } else { c }).collect())
}

fn is_forbidden(c: char) -> bool {
    c < ' ' && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// A value as words; `None` where it is not known. A list is joined by `; `.
pub(crate) fn words<'a>(cell: &'a Cell<'_>) -> Option<Cow<'a, str>> {
    Some(match cell {
        Cell::None => return None,
        Cell::Text(text) => Cow::Borrowed(text.as_ref()),
        Cell::Integer(n) => Cow::Owned(n.to_string()),
        Cell::Number(n) => {
            let mut out = String::new();
            crate::csv::number(&mut out, *n);
            Cow::Owned(out)
        }
        Cell::Boolean(b) => Cow::Borrowed(if *b { "true" } else { "false" }),
        Cell::Date(day) => Cow::Owned(day.to_string()),
        Cell::Texts(list) if list.is_empty() => return None,
        Cell::Texts(list) => Cow::Owned(crate::csv::join(list)),
    })
}

/// What an XML parser reads, for the tests of the formats.
#[cfg(test)]
pub(crate) mod parsed {
    use quick_xml::events::Event;
    use quick_xml::{XmlVersion, escape::unescape};

    /// An element with its attributes, the words directly in it, and the number of the element around it.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub(crate) struct Element {
        pub(crate) name: String,
        pub(crate) attributes: Vec<(String, String)>,
        pub(crate) text: String,
        pub(crate) parent: Option<usize>,
    }

    impl Element {
        /// The value of an attribute.
        pub(crate) fn get(&self, key: &str) -> Option<&str> {
            self.attributes.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
        }
    }

    /// All elements in the order in which they open; panics on what is no well-formed XML.
    pub(crate) fn elements(xml: &[u8]) -> Vec<Element> {
        let xml = std::str::from_utf8(xml).unwrap();
        let mut reader = quick_xml::Reader::from_str(xml);
        reader.config_mut().check_end_names = true;
        let (mut all, mut path) = (Vec::<Element>::new(), Vec::<usize>::new());
        let add = |tag: &quick_xml::events::BytesStart<'_>, all: &mut Vec<Element>, path: &[usize]| {
            let attributes = tag.attributes().map(|a| {
                let a = a.unwrap();
                let value = a.normalized_value(XmlVersion::Explicit1_0).unwrap();
                assert!(!value.contains(super::is_forbidden));
                (a.key.as_ref().to_owned(), value.into_owned())
            });
            let attributes = attributes.collect();
            let name = tag.name().as_ref().to_owned();
            all.push(Element { name, attributes, text: String::new(), parent: path.last().copied() });
        };
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(tag) => {
                    add(&tag, &mut all, &path);
                    path.push(all.len() - 1);
                }
                Event::Empty(tag) => add(&tag, &mut all, &path),
                Event::End(_) => {
                    path.pop().unwrap();
                }
                Event::Text(text) => {
                    if let Some(&at) = path.last() {
                        all[at].text.push_str(&text.xml10_content());
                    }
                }
                Event::GeneralRef(name) => {
                    all[*path.last().unwrap()].text.push_str(&unescape(&format!("&{};", &*name)).unwrap());
                }
                Event::Decl(_) => {}
                other => panic!("not written by us: {other:?}"),
            }
        }
        assert!(path.is_empty());
        all
    }
}
