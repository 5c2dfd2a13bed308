//! A feed of XML cut into the source of its entries, before any of them is parsed.
//!
//! Cutting first is what keeps the neighbours of a broken entry, and what keeps memory bounded however many entries
//! there are. The cutter knows marked sections, comments and quoted attributes, and mends the three faults that would
//! otherwise swallow what follows: an entry, a section or a quote that is never closed.

use crate::xml::{self, Space, Spaces};
use encoding_rs::Decoder;
use std::io::Read;

/// How many bytes are asked for at once.
const CHUNK: u64 = 1 << 16;

/// A piece of a feed.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece {
    /// What comes before the first entry; always the first piece.
    Head(String),
    /// One entry from its start tag to its end tag, or to where the next one begins.
    Entry(String),
    /// An entry of more bytes than one text may have.
    TooLong(u64),
}

/// Cuts a source.
pub(crate) struct Cutter<'a> {
    source: &'a mut dyn Read,
    decoder: Option<Decoder>,
    text: String,
    /// Up to where the text has been looked at.
    at: usize,
    is_at_end: bool,
    limit: usize,
    entry_name: EntryName,
    root: Option<Root>,
    spaces: Spaces,
    has_head: bool,
}

/// The outermost element.
struct Root {
    prefix: String,
    name: String,
    tag: String,
    entry: &'static str,
}

/// The local name of the entries below an outermost element of this name; an error says what it should have been.
pub(crate) type EntryName = fn(&str) -> Result<&'static str, String>;

/// One piece of markup.
enum Markup {
    Start { name: std::ops::Range<usize>, is_empty: bool },
    End { name: std::ops::Range<usize> },
    Other,
}

impl<'a> Cutter<'a> {
    /// A cutter that gives no piece of more than `limit` bytes.
    pub(crate) fn new(source: &'a mut dyn Read, limit: u64, entry_name: EntryName) -> Cutter<'a> {
        Cutter {
            source,
            decoder: None,
            text: String::new(),
            at: 0,
            is_at_end: false,
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            entry_name,
            root: None,
            spaces: Spaces::default(),
            has_head: false,
        }
    }

    /// The namespaces that stand before the first entry.
    pub(crate) fn spaces(&self) -> &Spaces {
        &self.spaces
    }

    /// A piece inside the outermost element, so that what that declares still holds.
    pub(crate) fn within_root(&self, piece: &str) -> String {
        match &self.root {
            Some(root) if !root.tag.ends_with("/>") && split_name(&root.name).1 != root.entry => {
                format!("{}{piece}</{}>", root.tag, root.name)
            }
            _ => piece.to_owned(),
        }
    }

    /// How many bytes are held in memory.
    #[cfg(test)]
    pub(crate) fn held(&self) -> usize {
        self.text.capacity()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    ///
    /// Fails where the source cannot be read, is no feed, or has no entry within the limit.
    pub(crate) fn next(&mut self) -> Result<Option<Piece>, String> {
        if self.has_head {
            // Nothing before this is needed any more.
            self.forget(self.at);
        }
        // Where the entry begins that is being looked at.
        let mut start = None;
        loop {
            let base = start.unwrap_or(if self.has_head { self.at } else { 0 });
            if self.at - base > self.limit {
                return self.too_long(start);
            }
            let Some(open) = self.find("<", self.at, start)? else {
                self.at = self.text.len();
                return Ok(match start {
                    Some(start) => self.entry(start, self.text.len()),
                    None if !self.has_head => self.head(self.text.len())?,
                    None => None,
                });
            };
            self.at = open;
            let markup = match self.markup(open, start)? {
                Some(markup) => markup,
                None => return self.too_long(start),
            };
            match markup {
                Markup::Other => {}
                Markup::Start { name, is_empty } => {
                    if self.root.is_none() {
                        self.root = Some(self.root(&self.text[name.clone()], &self.text[open..self.at])?);
                    }
                    let is_entry = self.is_entry(&name);
                    match start {
                        // The one before was never closed.
                        Some(start) if is_entry => {
                            self.at = open;
                            return Ok(self.entry(start, open));
                        }
                        None if is_entry && !self.has_head => {
                            self.at = open;
                            return self.head(open);
                        }
                        None if is_entry && is_empty => return Ok(self.entry(open, self.at)),
                        None if is_entry => start = Some(open),
                        None if !self.has_head => {
                            let tag = &self.text[open..self.at];
                            // Declarations of any element of the head may be meant for the entries, too.
                            self.spaces.declare(0, &xml::attributes_of_tag(tag))?;
                        }
                        _ => {}
                    }
                }
                Markup::End { name } => {
                    if let Some(start) = start
                        && self.is_entry(&name)
                    {
                        return Ok(self.entry(start, self.at));
                    }
                }
            }
        }
    }

    fn root(&self, name: &str, tag: &str) -> Result<Root, String> {
        let (prefix, local) = split_name(name);
        let entry = (self.entry_name)(local)?;
        // The prefix of `rdf:RDF` is not that of its items.
        let prefix = if local == "RDF" { "" } else { prefix };
        Ok(Root { prefix: prefix.to_owned(), name: name.to_owned(), tag: tag.to_owned(), entry })
    }

    fn is_entry(&self, name: &std::ops::Range<usize>) -> bool {
        let Some(root) = &self.root else { return false };
        let (prefix, local) = split_name(&self.text[name.clone()]);
        let is_own = |prefix| matches!(self.spaces.find(prefix), Space::Plain | Space::Atom | Space::NewsMl);
        local == root.entry && (prefix.is_empty() || prefix == root.prefix || is_own(prefix))
    }

    fn entry(&mut self, start: usize, end: usize) -> Option<Piece> {
        let piece = self.text[start..end].to_owned();
        Some(if piece.len() > self.limit { Piece::TooLong(piece.len() as u64) } else { Piece::Entry(piece) })
    }

    fn head(&mut self, end: usize) -> Result<Option<Piece>, String> {
        if self.root.is_none() {
            return Err("there is no XML element in it".to_owned());
        }
        let head = self.text[..end].to_owned();
        if head.to_ascii_uppercase().contains("<!ENTITY") {
            return Err("it defines entities of its own, which are never expanded".to_owned());
        }
        self.has_head = true;
        Ok(Some(Piece::Head(head)))
    }

    /// Passes over an entry that is too long, up to where the next one begins.
    fn too_long(&mut self, start: Option<usize>) -> Result<Option<Piece>, String> {
        let (Some(start), Some(root)) = (start, &self.root) else {
            return Err(format!("there is no entry in its first {} bytes", self.limit));
        };
        let end_tag = format!("</{}", root.entry);
        let mut size = 0;
        let mut from = start;
        loop {
            if let Some(found) = self.text[from..].find(&end_tag) {
                self.at = from + found;
                size += self.at - start;
                return Ok(Some(Piece::TooLong(size as u64)));
            }
            let mut keep = self.text.len().saturating_sub(end_tag.len()).max(start);
            while !self.text.is_char_boundary(keep) {
                keep -= 1;
            }
            size += keep - start;
            self.text.replace_range(start..keep, "");
            from = start;
            if !self.fill()? {
                self.at = self.text.len();
                return Ok(Some(Piece::TooLong(size as u64)));
            }
        }
    }

    /// What stands at a `<`, with `at` moved behind it; `None` where it does not end within the limit.
    fn markup(&mut self, open: usize, start: Option<usize>) -> Result<Option<Markup>, String> {
        // The longest mark that must be told from others.
        while self.text.len() < open + 9 && self.fill()? {}
        let rest = &self.text[open..];
        let end = match () {
            () if rest.starts_with("<![CDATA[") => return self.section(open, "<![CDATA[", "]]>", start),
            () if rest.starts_with("<!--") => return self.section(open, "<!--", "-->", start),
            () if rest.starts_with("<?") => self.find("?>", open, start)?.map(|end| end + 2),
            () if rest.starts_with("<!") => self.doctype_end(open)?,
            () => return self.tag(open),
        };
        self.at = end.unwrap_or(self.text.len());
        Ok(self.is_within(open, end).then_some(Markup::Other))
    }

    fn is_within(&self, open: usize, end: Option<usize>) -> bool {
        end.is_some() || self.text.len() - open <= self.limit
    }

    /// A section or a comment. One that is not closed before the entry ends and another such begins is broken, and ends
    /// with its entry.
    fn section(
        &mut self,
        open: usize,
        mark: &str,
        close: &str,
        start: Option<usize>,
    ) -> Result<Option<Markup>, String> {
        let inside = open + mark.len();
        let end = self.find(close, inside, start)?;
        let within = &self.text[inside..end.unwrap_or(self.text.len())];
        let end_tag = self.root.as_ref().map(|root| format!("</{}>", root.entry));
        let broken_off = end_tag.filter(|_| start.is_some()).and_then(|tag| within.find(&tag));
        if let Some(cut) = broken_off
            && (end.is_none() || within[cut..].contains(mark))
        {
            self.at = inside + cut;
            return Ok(Some(Markup::Other));
        }
        self.at = end.map_or(self.text.len(), |end| end + close.len());
        Ok(self.is_within(open, end).then_some(Markup::Other))
    }

    fn doctype_end(&mut self, open: usize) -> Result<Option<usize>, String> {
        let (mut at, mut is_inside) = (open, false);
        loop {
            let bytes = self.text.as_bytes();
            while let Some(byte) = bytes.get(at) {
                at += 1;
                match byte {
                    b'[' => is_inside = true,
                    b']' => is_inside = false,
                    b'>' if !is_inside => return Ok(Some(at)),
                    _ => {}
                }
            }
            if self.text.len() - open > self.limit || !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// A tag. A `<` inside one means that its quote or itself was never closed.
    fn tag(&mut self, open: usize) -> Result<Option<Markup>, String> {
        let (mut at, mut quote) = (open + 1, None);
        loop {
            let bytes = self.text.as_bytes();
            while let Some(byte) = bytes.get(at).copied() {
                match (byte, quote) {
                    (b'<', _) => return Ok(Some(self.tag_of(open, at))),
                    (b'>', None) => return Ok(Some(self.tag_of(open, at + 1))),
                    (b'"' | b'\'', None) => quote = Some(byte),
                    (_, Some(q)) if q == byte => quote = None,
                    _ => {}
                }
                at += 1;
            }
            if self.text.len() - open > self.limit {
                return Ok(None);
            }
            if !self.fill()? {
                return Ok(Some(self.tag_of(open, at)));
            }
        }
    }

    fn tag_of(&mut self, open: usize, end: usize) -> Markup {
        self.at = end;
        let tag = &self.text[open + 1..end];
        let is_end = tag.starts_with('/');
        let first = open + 1 + usize::from(is_end);
        let name = &self.text[first..end];
        let length =
            name.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<')).unwrap_or(name.len());
        let name = first..first + length;
        match is_end {
            true => Markup::End { name },
            false => Markup::Start { is_empty: tag.ends_with("/>"), name },
        }
    }

    /// Where `what` stands next, reading on where it must.
    fn find(&mut self, what: &str, from: usize, start: Option<usize>) -> Result<Option<usize>, String> {
        let mut from = from;
        loop {
            if let Some(found) = self.text[from..].find(what) {
                return Ok(Some(from + found));
            }
            let mut next = self.text.len().saturating_sub(what.len()).max(from);
            while !self.text.is_char_boundary(next) {
                next -= 1;
            }
            from = next;
            if self.text.len() - start.unwrap_or(0) > self.limit.saturating_add(CHUNK as usize) {
                return Ok(None);
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Reads on; `false` at the end.
    fn fill(&mut self) -> Result<bool, String> {
        if self.is_at_end {
            return Ok(false);
        }
        let mut bytes = Vec::new();
        let read = (&mut *self.source).take(CHUNK).read_to_end(&mut bytes);
        let read = read.map_err(|e| format!("reading stopped: {e}"))?;
        self.is_at_end = read == 0;
        let decoder = self.decoder.get_or_insert_with(|| xml::charset(&bytes).new_decoder_with_bom_removal());
        let room = decoder.max_utf8_buffer_length(read).unwrap_or(read * 4 + 16);
        self.text.reserve(room);
        let _ = decoder.decode_to_string(&bytes, &mut self.text, self.is_at_end);
        Ok(true)
    }

    /// Drops what lies before `end`, once it is worth the move.
    fn forget(&mut self, end: usize) {
        if end > 4 * CHUNK as usize {
            self.text.drain(..end);
            self.at -= end;
        }
    }
}

fn split_name(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}
