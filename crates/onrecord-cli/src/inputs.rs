//! From files and standard input to texts: one after the other, never all at once.
//!
//! [`each`] opens the files in order and has `onrecord-ingest` split them into raw inputs of bounded size (a whole page,
//! one line of JSON, one record of an archive); [`parse`] turns one into a text with what is known of it, or says why that
//! cannot be done. The first runs on the reading thread, the second on the workers.

use crate::args::Texts;
use crate::failure::{Exit, Failure};
use crate::language;
use onrecord_doc::Input;
use onrecord_ingest::{Format, Options, Outcome, Refusal};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How messages name the standard input.
pub const STDIN: &str = "standard input";

pub use onrecord_ingest::{Kind, Raw, Withdrawn};

/// Why a raw input is no text, with the id of its error line.
#[derive(Debug)]
pub struct Unread {
    /// The id.
    pub id: String,
    /// The reason.
    pub failure: Box<Failure>,
    /// What its publisher takes back, if that is the reason.
    pub withdrawn: Option<Box<Withdrawn>>,
}

impl Unread {
    /// An input that could not be read, for this reason.
    pub fn new(id: impl Into<String>, failure: Failure) -> Unread {
        Unread { id: id.into(), failure: Box::new(failure), withdrawn: None }
    }
}

impl From<Refusal> for Unread {
    fn from(refusal: Refusal) -> Unread {
        let failure = Failure::new(Exit::Partly, refusal.to_string());
        let failure = match refusal.hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        };
        Unread::new(refusal.id, failure)
    }
}

impl From<Withdrawn> for Unread {
    fn from(withdrawn: Withdrawn) -> Unread {
        let what = format!("its publisher takes this text back (`{}`); it was not read", withdrawn.reason);
        let (id, failure) = (withdrawn.key.clone(), problem(&withdrawn.name, what));
        Unread { id, failure: Box::new(failure), withdrawn: Some(Box::new(withdrawn)) }
    }
}

/// A text and what was left out or mended on the way to it.
#[derive(Debug)]
pub struct Text {
    /// The text with what is known of it.
    pub input: Input,
    /// What names it among all others, where its source says so: its URL or the publisher's id.
    pub key: Option<String>,
    /// What to tell about it.
    pub notes: Vec<String>,
}

/// Gives every input of the files in order, until `give` answers `false`.
pub fn each(texts: &Texts, mut give: impl FnMut(Raw) -> bool) {
    let options = options(texts);
    let format = texts.from.map(Format::from);
    for path in &texts.files {
        let is_stdin = path.as_os_str() == "-";
        let name = if is_stdin { STDIN.to_owned() } else { path.display().to_string() };
        let source: Result<Box<dyn Read>, Refusal> = if is_stdin {
            Ok(Box::new(std::io::stdin().lock()))
        } else {
            open(path, &name).map(|f| Box::new(f) as _)
        };
        let go_on = match source {
            Err(refusal) => give(Raw::refused(refusal, 0)),
            Ok(source) => onrecord_ingest::split(source, &name, format, &options, &mut give),
        };
        if !go_on {
            return;
        }
    }
}

/// Limits and fields, as these texts are to be read with.
pub fn options(texts: &Texts) -> Options {
    Options {
        fields: texts.fields.clone().unwrap_or_default(),
        // What is embargoed until a time that has passed may be read.
        now: Some(jiff::Timestamp::now()),
        ..Options::default()
    }
}

/// Whether all of these can give at most one document, as far as their names tell.
pub fn is_one(texts: &Texts) -> bool {
    let [file] = &texts.files[..] else { return false };
    let format = texts.from.map(Format::from).or_else(|| Format::of_name(file));
    matches!(format, None | Some(Format::Text | Format::Html | Format::Ninjs))
}

/// How many bytes all files have; `None` if one of them does not know.
pub fn total_size(texts: &Texts) -> Option<u64> {
    let size =
        |path: &std::path::PathBuf| std::fs::metadata(path).ok().filter(|m| m.is_file()).map(|m| m.len());
    texts.files.iter().map(size).sum()
}

fn problem(name: &str, what: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Partly, format!("{name}: {what}"))
}

fn open(path: &Path, name: &str) -> Result<File, Refusal> {
    let refusal = |what: &str| Refusal::new(name, name, what);
    let unreadable = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::NotFound => refusal("there is no such file"),
        std::io::ErrorKind::PermissionDenied => refusal("this file may not be read by you"),
        _ => refusal(&format!("this file cannot be read: {e}")),
    };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(refusal("this is a folder").hint(format!("give its files: {name}/*.txt")));
    }
    Ok(file)
}

/// The text of a raw input with what is known of it.
pub fn parse(raw: Raw, texts: &Texts) -> Result<Text, Unread> {
    let (name, fallback_id) = (raw.name.clone(), raw.fallback_id.clone());
    let found = match raw.parse(&options(texts)) {
        Outcome::Found(found) => found,
        Outcome::Withdrawn(withdrawn) => return Err(withdrawn.into()),
        Outcome::Refused(refusal) => return Err(refusal.into()),
    };
    let mut input = found.input;
    input.published = input.published.or(texts.published);
    input.publisher = input.publisher.or_else(|| texts.publisher.clone());
    if !texts.any_language
        && let Some(language) = language::other_than_english(&input.text)
    {
        let what = format!("this seems to be {language}, not English; it was not read");
        let failure = problem(&name, what).hint("--any-language reads it all the same");
        return Err(Unread::new(input.id.unwrap_or(fallback_id), failure));
    }
    Ok(Text {
        input,
        key: found.key,
        notes: found.notes.into_iter().map(|note| format!("{name}: {note}")).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_source_says_comes_before_what_is_said_for_all() {
        let texts = Texts {
            files: vec![],
            from: None,
            fields: None,
            published: "2015-08-10".parse().ok(),
            publisher: Some("Daily".into()),
            any_language: false,
        };
        let read = |line: &str| {
            let raw = Raw::new("in.jsonl:3", "3", 0, Kind::JsonLine(line.into()));
            parse(raw, &texts).unwrap().input
        };
        let own = read(r#"{"text": "Talks failed.", "published": "2015-08-09", "publisher": "Weekly"}"#);
        assert_eq!((own.published, own.publisher.as_deref()), ("2015-08-09".parse().ok(), Some("Weekly")));
        let none = read(r#"{"text": "Talks failed."}"#);
        assert_eq!((none.published, none.publisher.as_deref()), ("2015-08-10".parse().ok(), Some("Daily")));
    }
}
