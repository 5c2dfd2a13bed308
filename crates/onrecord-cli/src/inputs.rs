//! From files, folders of no use and standard input to texts: one after the other, never all at once.
//!
//! [`each`] walks the files in order and gives raw inputs (a whole text file, or one line of JSON) of bounded
//! size; [`parse`] turns one into a text with what is known of it, or says why that cannot be done. The first runs
//! on the reading thread, the second on the workers.

use crate::args::{From, Texts};
use crate::failure::{Exit, Failure};
use crate::language;
use jiff::civil::Date;
use onrecord_doc::Input;
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The most bytes one text may have. Ten times *War and Peace*; what is longer is no report.
pub const LONGEST: u64 = 32 << 20;

/// How messages name the standard input.
pub const STDIN: &str = "standard input";

/// One input as it lies in a file.
pub struct Raw {
    /// How messages name it: the file, with the line for JSON lines.
    pub name: String,
    /// The id of its error line, should it have no id of its own.
    pub fallback_id: String,
    /// How many bytes of the input it took, line end included.
    pub size: u64,
    /// What it holds.
    pub kind: Kind,
}

/// What a raw input holds.
pub enum Kind {
    /// A whole text.
    Text(Vec<u8>),
    /// A JSON object.
    JsonLine(Vec<u8>),
    /// It could not be read.
    Failed(Failure),
}

/// Why a raw input is no text, with the id of its error line.
#[derive(Debug)]
pub struct Unread {
    /// The id.
    pub id: String,
    /// The reason.
    pub failure: Box<Failure>,
}

impl Unread {
    /// An input that could not be read, for this reason.
    pub fn new(id: impl Into<String>, failure: Failure) -> Unread {
        Unread { id: id.into(), failure: Box::new(failure) }
    }
}

/// Gives every input of the files in order, until `give` answers `false`.
pub fn each(texts: &Texts, mut give: impl FnMut(Raw) -> bool) {
    for path in &texts.files {
        let is_stdin = path.as_os_str() == "-";
        let name = if is_stdin { STDIN.to_owned() } else { path.display().to_string() };
        let source: Result<Box<dyn Read>, Failure> = if is_stdin {
            Ok(Box::new(std::io::stdin().lock()))
        } else {
            open(path).map(|f| Box::new(f) as _)
        };
        let go_on = match (source, kind_of(path, texts.from)) {
            (Err(failure), _) => give(failed(&name, name.clone(), 0, failure)),
            (Ok(source), From::Text) => give(text(source, &name)),
            (Ok(source), From::Jsonl) => lines(BufReader::with_capacity(1 << 16, source), &name, &mut give),
        };
        if !go_on {
            return;
        }
    }
}

/// Whether all of these can give at most one document.
pub fn is_one(texts: &Texts) -> bool {
    texts.files.len() == 1 && kind_of(&texts.files[0], texts.from) == From::Text
}

/// How many bytes all files have; `None` if one of them does not know.
pub fn total_size(texts: &Texts) -> Option<u64> {
    let size =
        |path: &std::path::PathBuf| std::fs::metadata(path).ok().filter(|m| m.is_file()).map(|m| m.len());
    texts.files.iter().map(size).sum()
}

fn kind_of(path: &Path, from: Option<From>) -> From {
    let by_name = || match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("jsonl" | "ndjson") => From::Jsonl,
        _ => From::Text,
    };
    from.unwrap_or_else(by_name)
}

fn problem(name: &str, what: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Partly, format!("{name}: {what}"))
}

fn failed(name: &str, fallback_id: String, size: u64, failure: Failure) -> Raw {
    Raw { name: name.to_owned(), fallback_id, size, kind: Kind::Failed(failure) }
}

fn open(path: &Path) -> Result<File, Failure> {
    let name = path.display().to_string();
    let unreadable = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::NotFound => problem(&name, "there is no such file"),
        std::io::ErrorKind::PermissionDenied => problem(&name, "this file may not be read by you"),
        _ => problem(&name, "this file cannot be read").because(&e),
    };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(problem(&name, "this is a folder").hint(format!("give its files: {name}/*.txt")));
    }
    Ok(file)
}

fn text(source: impl Read, name: &str) -> Raw {
    let mut bytes = Vec::new();
    let kind = match source.take(LONGEST + 1).read_to_end(&mut bytes) {
        Err(e) => Kind::Failed(problem(name, "reading stopped").because(&e)),
        Ok(_) if bytes.len() as u64 > LONGEST => Kind::Failed(too_long(name)),
        Ok(_) => Kind::Text(std::mem::take(&mut bytes)),
    };
    let size = if let Kind::Text(bytes) = &kind { bytes.len() as u64 } else { 0 };
    Raw { name: name.to_owned(), fallback_id: name.to_owned(), size, kind }
}

fn too_long(name: &str) -> Failure {
    let what = format!("this is longer than the {} MB that one text may have", LONGEST >> 20);
    problem(name, what).hint("cut it into its reports; many texts go into JSON lines, one a line")
}

/// Gives every line that is not blank; `false` if `give` wants no more.
fn lines(mut source: impl BufRead, name: &str, give: &mut impl FnMut(Raw) -> bool) -> bool {
    for number in 1u64.. {
        let at = format!("{name}:{number}");
        let (line, size, is_too_long) = match bounded_line(&mut source) {
            Err(e) => {
                give(failed(&at, number.to_string(), 0, problem(&at, "reading stopped").because(&e)));
                // What follows cannot be read either, but the next file may.
                return true;
            }
            Ok(None) => return true,
            Ok(Some(line)) => line,
        };
        let kind = if is_too_long {
            Kind::Failed(too_long(&at))
        } else if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        } else {
            Kind::JsonLine(line)
        };
        if !give(Raw { name: at, fallback_id: number.to_string(), size, kind }) {
            return false;
        }
    }
    true
}

/// The next line without its end, how many bytes it took, and whether it was too long to keep; `None` at the end.
fn bounded_line(source: &mut impl BufRead) -> std::io::Result<Option<(Vec<u8>, u64, bool)>> {
    let mut line = Vec::new();
    let mut size = source.by_ref().take(LONGEST + 1).read_until(b'\n', &mut line)? as u64;
    if size == 0 {
        return Ok(None);
    }
    let ended = line.last() == Some(&b'\n');
    if ended {
        line.pop();
    }
    let is_too_long = line.len() as u64 > LONGEST;
    if is_too_long && !ended {
        line = Vec::new();
        size += source.skip_until(b'\n')? as u64;
    }
    Ok(Some((line, size, is_too_long)))
}

/// One line of JSON lines input. Keys that are not known are left alone: corpora carry many of their own.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Option<serde_json::Value>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    publisher: Option<String>,
    #[serde(default)]
    published: Option<String>,
}

/// The text of a raw input with what is known of it.
pub fn parse(raw: Raw, texts: &Texts) -> Result<Input, Unread> {
    let Raw { name, fallback_id, kind, .. } = raw;
    let mut input = match kind {
        Kind::Failed(failure) => return Err(Unread::new(fallback_id, failure)),
        Kind::Text(bytes) => {
            utf8(bytes, &name).map(Input::new).map_err(|failure| Unread::new(&fallback_id, failure))?
        }
        Kind::JsonLine(bytes) => json(bytes, &name, &fallback_id)?,
    };
    input.published = input.published.or(texts.published);
    input.publisher = input.publisher.or_else(|| texts.publisher.clone());
    let id = || input.id.clone().unwrap_or_else(|| fallback_id.clone());
    if input.text.chars().all(|c| c.is_whitespace() || c == '\u{FEFF}') {
        let what = if input.text.is_empty() { "this is empty" } else { "there are no words in it" };
        return Err(Unread::new(id(), problem(&name, what)));
    }
    if !texts.any_language
        && let Some(language) = language::other_than_english(&input.text)
    {
        let what = format!("this seems to be {language}, not English; it was not read");
        let failure = problem(&name, what).hint("--any-language reads it all the same");
        return Err(Unread::new(id(), failure));
    }
    Ok(input)
}

fn json(bytes: Vec<u8>, name: &str, fallback_id: &str) -> Result<Input, Unread> {
    let unread = |failure| Unread::new(fallback_id, failure);
    let text = utf8(bytes, name).map_err(unread)?;
    // A byte-order mark before the first line belongs to the file, not to a text.
    let line: Line = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).map_err(|e| {
        let said = e.to_string();
        let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
        unread(problem(&format!("{name}:{}", e.column()), format!("not the JSON of a text: {what}")))
    })?;
    let id = match &line.id {
        None | Some(serde_json::Value::Null) => None,
        Some(serde_json::Value::String(s)) if !s.is_empty() => Some(s.clone()),
        Some(serde_json::Value::Number(n)) => Some(n.to_string()),
        Some(other) => {
            return Err(unread(problem(
                name,
                format!("`id` should be a string that is not empty, is `{other}`"),
            )));
        }
    };
    let unread = |failure| Unread::new(id.as_deref().unwrap_or(fallback_id), failure);
    let text = line.text.ok_or_else(|| unread(problem(name, "it has no `text`")))?;
    let published = line
        .published
        .as_deref()
        .filter(|p| !p.is_empty())
        .map(day)
        .transpose()
        .map_err(|what| unread(problem(name, what)))?;
    Ok(Input { text, published, title: line.title, url: line.url, publisher: line.publisher, id })
}

/// The day of a date or of a date with a time of day behind it.
fn day(text: &str) -> Result<Date, String> {
    let date = text.split(['T', ' ']).next().unwrap_or("");
    date.parse().map_err(|_| format!("`published` should be a day such as `2015-08-09`, is `{text}`"))
}

/// The bytes as text, or what they are instead.
fn utf8(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    if let Some((what, hint)) = other_format(&bytes) {
        return Err(problem(name, format!("this is {what}, not text")).hint(hint.replace("FILE", name)));
    }
    String::from_utf8(bytes).map_err(|e| {
        let (at, bytes) = (e.utf8_error().valid_up_to(), e.as_bytes());
        let line = bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
        let what = format!("this is not UTF-8 text: byte {at} (in line {line}) is 0x{:02X}", bytes[at]);
        problem(name, what)
            .hint(format!("if it is in an older encoding: iconv -f WINDOWS-1252 -t UTF-8 {name}"))
    })
}

/// What a file is that is no plain text, by its first bytes, and what to do with it.
fn other_format(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let head = &bytes[..bytes.len().min(2048)];
    let starts = |magic: &[u8]| head.starts_with(magic);
    let contains = |part: &[u8]| head.windows(part.len()).any(|w| w == part);
    // Some writers put a few bytes before the header of a PDF; readers accept it within the first 1,024.
    if head[..head.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return Some(("a PDF", "take its text out first: pdftotext FILE - | onrecord read -"));
    }
    if starts(b"PK\x03\x04") {
        let as_text = "take its text out first: pandoc -t plain FILE | onrecord read -";
        return Some(match () {
            () if contains(b"word/") => ("a Word document (DOCX)", as_text),
            () if contains(b"opendocument.text") => ("an OpenDocument text", as_text),
            () if contains(b"epub") => ("an e-book (EPUB)", as_text),
            () => ("a zip archive", "unpack it and give the texts in it"),
        });
    }
    if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some((
            "an old Word or Office document",
            "take its text out first: catdoc FILE | onrecord read -",
        ));
    }
    if starts(b"{\\rtf") {
        return Some((
            "a rich text file (RTF)",
            "take its text out first: pandoc -t plain FILE | onrecord read -",
        ));
    }
    if starts(b"\x1F\x8B") {
        return Some(("packed with gzip", "unpack it on the way: zcat FILE | onrecord read -"));
    }
    if starts(b"\xFF\xFE") || starts(b"\xFE\xFF") {
        return Some(("in UTF-16", "convert it on the way: iconv -f UTF-16 -t UTF-8 FILE | onrecord read -"));
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start().to_ascii_lowercase();
    if text.starts_with(b"<!doctype html") || text.starts_with(b"<html") {
        return Some((
            "an HTML page",
            "take its text out first: pandoc -f html -t plain FILE | onrecord read -",
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        Texts { files: vec![], from: None, published: None, publisher: None, any_language: false }
    }

    fn read_line(line: &str) -> Result<Input, (String, String)> {
        let raw = Raw {
            name: "in.jsonl:3".into(),
            fallback_id: "3".into(),
            size: 0,
            kind: Kind::JsonLine(line.as_bytes().to_vec()),
        };
        parse(raw, &texts()).map_err(|u| (u.id, u.failure.in_one_line()))
    }

    fn wrong(line: &str) -> (String, String) {
        read_line(line).unwrap_err()
    }

    #[test]
    fn a_line_gives_a_text_with_what_is_known_of_it() {
        let input = read_line(
            r#"{"id": 7, "text": "Talks failed.\r\n", "published": "2015-08-09T10:00:00Z", "url": "u", "own": [1]}"#,
        )
        .unwrap();
        assert_eq!((input.id.as_deref(), input.text.as_str()), (Some("7"), "Talks failed.\r\n"));
        assert_eq!(input.published, "2015-08-09".parse().ok());
        assert_eq!(input.url.as_deref(), Some("u"));
    }

    #[test]
    fn a_line_that_gives_none_says_why_under_its_own_id_or_its_number() {
        let say = |id: &str, what: &str| (id.to_owned(), what.to_owned());
        assert_eq!(
            wrong("{\"text\": "),
            say("3", "in.jsonl:3:9: not the JSON of a text: EOF while parsing a value")
        );
        assert_eq!(wrong(r#"{"id": "a"}"#), say("a", "in.jsonl:3: it has no `text`"));
        assert_eq!(wrong(r#"{"id": "a", "text": ""}"#), say("a", "in.jsonl:3: this is empty"));
        assert_eq!(wrong(r#"{"text": " \n"}"#), say("3", "in.jsonl:3: there are no words in it"));
        assert_eq!(
            wrong(r#"{"id": [], "text": "x"}"#),
            say("3", "in.jsonl:3: `id` should be a string that is not empty, is `[]`")
        );
        assert_eq!(
            wrong(r#"{"text": "x", "published": "Sunday"}"#),
            say("3", "in.jsonl:3: `published` should be a day such as `2015-08-09`, is `Sunday`")
        );
    }

    #[test]
    fn a_byte_order_mark_of_a_text_stays_and_one_of_the_file_goes() {
        assert_eq!(read_line("\u{FEFF}{\"text\": \"Yes.\"}").unwrap().text, "Yes.");
        let raw = Raw {
            name: "a".into(),
            fallback_id: "a".into(),
            size: 0,
            kind: Kind::Text("\u{FEFF}Yes.".as_bytes().to_vec()),
        };
        assert_eq!(parse(raw, &texts()).unwrap().text, "\u{FEFF}Yes.");
    }

    #[test]
    fn a_long_line_is_passed_over_and_the_next_one_is_whole() {
        let mut source = vec![b'x'; LONGEST as usize + 5];
        source.extend_from_slice(b"\nyes");
        let mut source = source.as_slice();
        let (first, size, is_too_long) = bounded_line(&mut source).unwrap().unwrap();
        assert_eq!((first.len(), size, is_too_long), (0, LONGEST + 6, true));
        assert_eq!(bounded_line(&mut source).unwrap().unwrap(), (b"yes".to_vec(), 3, false));
        assert_eq!(bounded_line(&mut source).unwrap(), None);
    }
}
