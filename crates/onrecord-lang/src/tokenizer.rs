//! Text to tokens, as spaCy's rule-based tokenizer cuts it.
//!
//! A text is cut at changes between white space and other characters; a single space between two words belongs to
//! no token. Each chunk is then looked up among the exceptions (`don't`, `a.m.`), or stripped of prefixes and
//! suffixes until nothing changes, and what is left is a URL or is cut at infixes. In a last pass, exceptions that
//! the affix patterns would have torn apart (`:-)`) are put together again. Source: spaCy 3.8 (`tokenizer.pyx`).

use crate::{Error, hash::string_id, msgpack, unicode};
use fancy_regex::Regex;
use hashbrown::HashMap;
use std::ops::Range;

const FILE: &str = "tokenizer";

/// spaCy's attribute numbers in the exceptions. Source: `spacy/attrs.pxd`.
const ORTH: u64 = 65;
const NORM: u64 = 67;

/// Chunks longer than this are cut into pieces of about this length before anything else, at a character boundary.
/// spaCy has no such limit, and so takes time in the square of the length of a chunk; no word is this long.
const LONGEST_CHUNK: usize = 4096;

/// How many prefixes and suffixes are stripped from one chunk at most; see [`LONGEST_CHUNK`].
const MOST_AFFIXES: usize = LONGEST_CHUNK;

/// The affix patterns of the published English pipelines, whose answer on common words is known without running
/// them: ids of `prefix_search`, `suffix_search` and `infix_finditer`.
const ENGLISH: [u64; 3] = [ENGLISH_PREFIX, ENGLISH_SUFFIX, ENGLISH_INFIX];
const ENGLISH_PREFIX: u64 = 0xbdce_10f7_f805_aa1b;
const ENGLISH_SUFFIX: u64 = 0xe21b_dfee_103a_48c5;
const ENGLISH_INFIX: u64 = 0x57c5_3722_ff65_cd10;

/// A loaded tokenizer.
pub struct Tokenizer {
    prefix: Regex,
    suffix: Regex,
    infix: Regex,
    url: Option<Regex>,
    exceptions: HashMap<Box<str>, Vec<Part>>,
    /// Exceptions to put together again.
    phrases: Phrases,
    /// Norms that exceptions set; number 0 is none.
    norms: Vec<Box<str>>,
    /// Whether the patterns are those of [`ENGLISH`].
    english: bool,
}

/// Exceptions that affix patterns tear apart, by the text of their first token: the texts of all their tokens.
type Phrases = HashMap<Box<str>, Vec<Vec<Box<str>>>>;

/// One token of a chunk: how many bytes it takes, and the norm that an exception gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// Length in bytes.
    pub len: u32,
    /// The number of its norm in [`Tokenizer::norm`]; 0 where no exception set one.
    pub norm: u32,
}

/// A stretch of a text that is cut on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its bytes.
    pub range: Range<usize>,
    /// Whether a single space follows that belongs to no token.
    pub space: bool,
}

impl Tokenizer {
    /// Reads the `tokenizer` file.
    pub fn load(bytes: &[u8]) -> Result<Tokenizer, Error> {
        let damaged = |what: String| Error::damaged(what).at(FILE);
        let root = msgpack::parse(bytes, FILE)?;
        let source = |key: &str| msgpack::field(&root, key).and_then(msgpack::text);
        let pattern = |key: &str| -> Result<Regex, Error> {
            let source = source(key).ok_or_else(|| damaged(format!("the pattern `{key}` is missing")))?;
            // The limit is generous for the published patterns and stops one that would take gigabytes.
            fancy_regex::RegexBuilder::new(source)
                .delegate_size_limit(50 << 20)
                .build()
                .map_err(|e| damaged(format!("the pattern `{key}` cannot be used")).because(e))
        };
        if source("token_match").is_some() {
            return Err(Error::unsupported("a `token_match` pattern is not run here").at(FILE));
        }
        let mut norms: Vec<Box<str>> = vec!["".into()];
        let mut exceptions: HashMap<Box<str>, Vec<Part>> = HashMap::new();
        let map = msgpack::field(&root, "exceptions").and_then(msgpack::pairs);
        for (key, parts) in map.ok_or_else(|| damaged("the `exceptions` are missing".to_owned()))? {
            let bad = || damaged("an exception is not a list of tokens that make up its text".to_owned());
            let key = msgpack::text(key).ok_or_else(bad)?;
            let mut cut = Vec::new();
            let mut rest = key;
            for part in msgpack::items(parts).ok_or_else(bad)? {
                let mut orth = None;
                let mut norm = 0;
                for (attribute, value) in msgpack::pairs(part).ok_or_else(bad)? {
                    match (attribute.as_u64(), msgpack::text(value)) {
                        (Some(ORTH), Some(text)) => orth = Some(text),
                        (Some(NORM), Some(text)) => {
                            norm = norms.iter().position(|n| &**n == text).unwrap_or_else(|| {
                                norms.push(text.into());
                                norms.len() - 1
                            });
                        }
                        _ => {
                            return Err(
                                Error::unsupported(format!("exception `{key}` sets an attribute")).at(FILE)
                            );
                        }
                    }
                }
                let orth = orth.filter(|o| !o.is_empty()).ok_or_else(bad)?;
                rest = rest.strip_prefix(orth).ok_or_else(bad)?;
                cut.push(Part { len: orth.len() as u32, norm: norm as u32 });
            }
            if !rest.is_empty() || cut.is_empty() {
                return Err(bad());
            }
            exceptions.insert(key.into(), cut);
        }
        // The patterns take most of the time to load, so they are compiled side by side.
        let (prefix, suffix, infix, url) = std::thread::scope(|scope| {
            let suffix = scope.spawn(|| pattern("suffix_search"));
            let infix = scope.spawn(|| pattern("infix_finditer"));
            let url = source("url_match").map(|_| pattern("url_match"));
            let prefix = pattern("prefix_search");
            let stopped = || Err(Error::damaged("its patterns could not be read").at(FILE));
            (
                prefix,
                suffix.join().unwrap_or_else(|_| stopped()),
                infix.join().unwrap_or_else(|_| stopped()),
                url,
            )
        });
        let english = ["prefix_search", "suffix_search", "infix_finditer"]
            .iter()
            .zip(ENGLISH)
            .all(|(key, id)| source(key).is_some_and(|s| string_id(s) == id));
        let mut tokenizer = Tokenizer {
            prefix: prefix?,
            suffix: suffix?,
            infix: infix?,
            url: url.transpose()?,
            exceptions,
            phrases: HashMap::new(),
            norms,
            english,
        };
        tokenizer.phrases = tokenizer.torn_exceptions();
        Ok(tokenizer)
    }

    /// The norm of that number.
    pub fn norm(&self, number: u32) -> &str {
        self.norms.get(number as usize).map_or("", |n| n)
    }

    /// Cuts a text into chunks.
    pub fn chunks<'t>(&self, text: &'t str) -> impl Iterator<Item = Chunk> + use<'t> {
        let mut start = 0;
        std::iter::from_fn(move || {
            let rest = text.get(start..).filter(|r| !r.is_empty())?;
            let in_space = rest.chars().next().is_some_and(unicode::is_space);
            let change = rest.find(|c| unicode::is_space(c) != in_space).unwrap_or(rest.len());
            let mut end = start + if in_space { change } else { change.min(LONGEST_CHUNK) };
            while !text.is_char_boundary(end) {
                end += 1;
            }
            let at_change = end == start + change;
            let range = start..end;
            // A single space after a word belongs to no token; further white space is a chunk of its own.
            let space = at_change && !in_space && text[end..].starts_with(' ');
            start = if space { end + 1 } else { end };
            Some(Chunk { range, space })
        })
    }

    /// Cuts a chunk into tokens.
    pub fn cut(&self, chunk: &str, out: &mut Vec<Part>) {
        match self.exceptions.get(chunk) {
            Some(parts) => out.extend_from_slice(parts),
            None => self.strip(chunk, true, out),
        }
    }

    /// Whether a token of this text can be the first of an exception that was torn apart.
    pub fn begins_phrase(&self, token: &str) -> bool {
        self.phrases.contains_key(token)
    }

    /// The exceptions that stand, torn apart, at token `first` of a text: how many tokens each takes. `token(i)` gives the text of token `i`, or `None` after the last.
    pub fn phrases_at<'s, 't>(
        &'s self,
        first: usize,
        token: impl Fn(usize) -> Option<&'t str> + 's,
    ) -> impl Iterator<Item = usize> + 's {
        let candidates = token(first).and_then(|t| self.phrases.get(t)).map_or(&[][..], Vec::as_slice);
        candidates
            .iter()
            .filter(move |texts| texts.iter().enumerate().all(|(i, t)| token(first + i) == Some(&**t)))
            .map(Vec::len)
    }

    /// How an exception is cut; `None` if the text is none.
    pub fn exception(&self, text: &str) -> Option<&[Part]> {
        self.exceptions.get(text).map(Vec::as_slice)
    }

    /// Strips affixes and cuts what is left. `exceptions` says whether exceptions count.
    fn strip(&self, chunk: &str, exceptions: bool, out: &mut Vec<Part>) {
        let part = |text: &str| Part { len: text.len() as u32, norm: 0 };
        let is_exception = |text: &str| exceptions && self.exceptions.contains_key(text);
        let mut suffixes: Vec<Part> = Vec::new();
        let mut rest = chunk;
        for _ in 0..MOST_AFFIXES {
            if rest.is_empty() || is_exception(rest) {
                break;
            }
            let prefix = self.prefix_length(rest);
            let after = &rest[prefix..];
            if prefix > 0 && !after.is_empty() && is_exception(after) {
                out.push(part(&rest[..prefix]));
                rest = after;
                break;
            }
            let suffix = self.suffix_length(after);
            let before = &rest[..rest.len() - suffix];
            if suffix > 0 && !before.is_empty() && is_exception(before) {
                suffixes.push(part(&rest[before.len()..]));
                rest = before;
                break;
            }
            if prefix > 0 && suffix > 0 && prefix + suffix <= rest.len() {
                out.push(part(&rest[..prefix]));
                suffixes.push(part(&rest[before.len()..]));
                rest = &rest[prefix..before.len()];
            } else if prefix > 0 {
                out.push(part(&rest[..prefix]));
                rest = after;
            } else if suffix > 0 {
                suffixes.push(part(&rest[before.len()..]));
                rest = before;
            } else {
                break;
            }
        }
        if !rest.is_empty() {
            match self.exceptions.get(rest) {
                Some(parts) if exceptions => out.extend_from_slice(parts),
                _ if self.is_url(rest) => out.push(part(rest)),
                _ => self.cut_at_infixes(rest, out),
            }
        }
        out.extend(suffixes.into_iter().rev());
    }

    /// Length of the prefix that a text begins with, 0 without one.
    fn prefix_length(&self, text: &str) -> usize {
        if self.english {
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                // Prefixes that begin with a letter are currencies: `US$`.
                (Some(first), _) if first.is_ascii_alphabetic() && !text.contains('$') => return 0,
                (Some(first), Some(second)) if second.is_ascii_alphabetic() && "\"'([“‘".contains(first) =>
                {
                    return first.len_utf8();
                }
                (Some('.'), _) => {}
                _ => return length(&self.prefix, head(text)),
            }
        }
        length(&self.prefix, text)
    }

    /// Length of the suffix that a text ends with, 0 without one.
    fn suffix_length(&self, text: &str) -> usize {
        if self.english {
            let mut chars = text.chars().rev();
            let (last, second, third) = (chars.next(), chars.next(), chars.next());
            let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
            match (last, second) {
                // Suffixes that end with a letter are `'s` and units, which follow a digit.
                (Some('s' | 'S'), Some(mark @ ('\'' | '’'))) if is_letter(third) => {
                    return 1 + mark.len_utf8();
                }
                (Some(last), _)
                    if last.is_ascii_alphabetic()
                        && text.bytes().all(|b| b.is_ascii() && !b.is_ascii_digit() && b != b'\'') =>
                {
                    return 0;
                }
                (Some('.'), Some(second)) if second.is_ascii_lowercase() => return 1,
                (Some(last), Some(second))
                    if second.is_ascii_alphabetic() && ",;:!?)]\"'”’".contains(last) =>
                {
                    return last.len_utf8();
                }
                (Some('.'), _) => {}
                _ => return length(&self.suffix, tail(text)),
            }
        }
        length(&self.suffix, text)
    }

    fn is_url(&self, text: &str) -> bool {
        // No URL without a full stop or a colon; the pattern is by far the slowest.
        text.contains(['.', ':']) && self.url.as_ref().is_some_and(|url| url.is_match(text).unwrap_or(false))
    }

    fn cut_at_infixes(&self, text: &str, out: &mut Vec<Part>) {
        if self.english && text.bytes().all(|b| b.is_ascii_alphabetic()) {
            return out.push(Part { len: text.len() as u32, norm: 0 });
        }
        let mut push = |from: usize, to: usize| {
            if from < to {
                out.push(Part { len: (to - from) as u32, norm: 0 });
            }
        };
        let mut from = 0;
        for found in self.infix.find_iter(text).map_while(Result::ok) {
            // An infix at the very start is left where it is.
            if found.start() == 0 {
                continue;
            }
            push(from, found.start());
            push(found.start(), found.end());
            from = found.end();
        }
        push(from, text.len());
    }

    /// Exceptions that affix patterns touch or that hold a space, by the text of their first token when exceptions
    /// do not count.
    fn torn_exceptions(&self) -> Phrases {
        let mut phrases = Phrases::new();
        let mut keys: Vec<&str> = self.exceptions.keys().map(|k| &**k).collect();
        keys.sort_unstable();
        for key in keys {
            let touched = self.prefix_length(key) > 0
                || self.suffix_length(key) > 0
                || self.infix.is_match(key).unwrap_or(false)
                || key.contains(' ');
            if !touched {
                continue;
            }
            let mut texts: Vec<Box<str>> = Vec::new();
            for chunk in self.chunks(key) {
                let chunk = &key[chunk.range];
                let mut parts = Vec::new();
                self.strip(chunk, false, &mut parts);
                let mut from = 0;
                for part in parts {
                    texts.push(chunk[from..from + part.len as usize].into());
                    from += part.len as usize;
                }
            }
            if let Some(first) = texts.first().cloned() {
                phrases.entry(first).or_default().push(texts);
            }
        }
        phrases
    }
}

/// How many characters at an end of a text decide on its affix. The longest affix of [`ENGLISH`] but runs of full stops,
/// with what it looks back to, has fewer than half as many.
const WINDOW: usize = 24;

fn head(text: &str) -> &str {
    text.char_indices().nth(WINDOW).map_or(text, |(end, _)| &text[..end])
}

fn tail(text: &str) -> &str {
    text.char_indices().rev().nth(WINDOW).map_or(text, |(start, _)| &text[start..])
}

/// Length of the first match of a pattern, 0 without one. Prefix and suffix patterns are tied to an end.
fn length(pattern: &Regex, text: &str) -> usize {
    pattern.find(text).ok().flatten().map_or(0, |m| m.end() - m.start())
}
