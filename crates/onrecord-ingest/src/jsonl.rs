//! JSON lines: one object a line, each a text with what is known of it.

use crate::charset;
use crate::outcome::{Found, Outcome, Refusal};
use crate::raw::{At, Kind, Raw};
use crate::split::{stopped, too_long};
use crate::{Fields, Options};
use jiff::civil::Date;
use onrecord_doc::Input;
use serde_json::{Map, Value};
use std::io::BufRead;

/// Gives every line that is not blank.
pub(crate) fn split(
    source: &mut dyn BufRead,
    name: &str,
    options: &Options,
    give: &mut dyn FnMut(Raw) -> bool,
) -> bool {
    for number in 1u64.. {
        let (at, id) = (format!("{name}:{number}"), number.to_string());
        let (line, size, is_too_long) = match bounded_line(source, options.limits.text) {
            // What follows cannot be read either, but the next file may.
            Err(error) => return give(Raw::refused(stopped(&id, &at, &error), 0)),
            Ok(None) => return true,
            Ok(Some(line)) => line,
        };
        let raw = if is_too_long {
            Raw::refused(too_long(&id, &at, options), size)
        } else if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        } else {
            Raw::new(at, id, size, Kind::JsonLine(line))
        };
        if !give(raw) {
            return false;
        }
    }
    true
}

/// The next line without its end, how many bytes it took, and whether it was too long to keep; `None` at the end.
fn bounded_line(source: &mut dyn BufRead, longest: u64) -> std::io::Result<Option<(Vec<u8>, u64, bool)>> {
    let mut line = Vec::new();
    let mut size = std::io::Read::take(&mut *source, longest + 1).read_until(b'\n', &mut line)? as u64;
    if size == 0 {
        return Ok(None);
    }
    let ended = line.last() == Some(&b'\n');
    if ended {
        line.pop();
    }
    let is_too_long = line.len() as u64 > longest;
    if is_too_long && !ended {
        line = Vec::new();
        size += source.skip_until(b'\n')? as u64;
    }
    Ok(Some((line, size, is_too_long)))
}

/// The text of one line. Keys that are not known are left alone: corpora carry many of their own.
pub(crate) fn parse(bytes: Vec<u8>, at: &At) -> Outcome {
    let (text, notes) = match charset::text(bytes, at) {
        Ok(decoded) => decoded,
        Err(refusal) => return Outcome::Refused(refusal),
    };
    match line(&text, at) {
        Ok(input) => Outcome::Found(Box::new(Found { input, key: None, notes })),
        Err(refusal) => Outcome::Refused(refusal),
    }
}

fn line(text: &str, at: &At) -> Result<Input, Refusal> {
    // A byte-order mark before the first line belongs to the file, not to a text.
    let object: Map<String, Value> =
        serde_json::from_str(text.trim_start_matches('\u{FEFF}')).map_err(|e| {
            let said = e.to_string();
            let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
            Refusal {
                name: format!("{}:{}", at.name, e.column()),
                ..at.refusal(format!("not the JSON of a text: {what}"))
            }
        })?;
    let Fields { text, id, title, url, publisher, published } = &at.options.fields;
    let named = |field: &Option<String>, own: &'static str| field.clone().unwrap_or_else(|| own.to_owned());
    let id = match object.get(&named(id, "id")) {
        None | Some(Value::Null) => None,
        Some(Value::String(s)) if !s.is_empty() => Some(s.clone()),
        Some(Value::Number(n)) => Some(n.to_string()),
        Some(other) => {
            return Err(at.refusal(format!("`id` should be a string that is not empty, is `{other}`")));
        }
    };
    let wrong =
        |what: String| Refusal { id: id.clone().unwrap_or_else(|| at.id.to_owned()), ..at.refusal(what) };
    let string = |key: &str| match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(s)) => Ok(Some(s.clone())),
        Some(other) => Err(wrong(format!("`{key}` should be a string, is `{}`", short(other)))),
    };
    let key = named(text, "text");
    let text = string(&key)?.ok_or_else(|| wrong(format!("it has no `{key}`")))?;
    let key = named(published, "published");
    let published = match string(&key)?.filter(|p| !p.is_empty()) {
        Some(published) => Some(day(&key, &published).map_err(&wrong)?),
        None => None,
    };
    let title = string(&named(title, "title"))?;
    let url = string(&named(url, "url"))?;
    let publisher = string(&named(publisher, "publisher"))?;
    Ok(Input { text, published, title, url, publisher, id })
}

/// A value as a message can show it.
fn short(value: &Value) -> String {
    let whole = value.to_string();
    match whole.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &whole[..at]),
        None => whole,
    }
}

/// The day of a date or of a date with a time of day behind it.
pub(crate) fn day(field: &str, text: &str) -> Result<Date, String> {
    let date = text.split(['T', ' ']).next().unwrap_or("");
    date.parse().map_err(|_| format!("`{field}` should be a day such as `2015-08-09`, is `{text}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_line(line: &str) -> Outcome {
        Raw::new("in.jsonl:3", "3", 0, Kind::JsonLine(line.into())).parse(&Options::default())
    }

    fn found(line: &str) -> Input {
        match read_line(line) {
            Outcome::Found(found) => found.input,
            other => panic!("{other:?}"),
        }
    }

    fn wrong(line: &str) -> (String, String) {
        match read_line(line) {
            Outcome::Refused(refusal) => (refusal.id.clone(), refusal.to_string()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_line_gives_a_text_with_what_is_known_of_it() {
        let input = found(
            r#"{"id": 7, "text": "Talks failed.\r\n", "published": "2015-08-09T10:00:00Z", "url": "u", "own": [1]}"#,
        );
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
        assert_eq!(wrong(r#"{"text": 5}"#), say("3", "in.jsonl:3: `text` should be a string, is `5`"));
    }

    #[test]
    fn a_byte_order_mark_of_the_file_goes() {
        assert_eq!(found("\u{FEFF}{\"text\": \"Yes.\"}").text, "Yes.");
    }

    #[test]
    fn fields_have_the_names_that_the_options_say() {
        let fields =
            Fields { text: Some("body".into()), published: Some("date".into()), ..Fields::default() };
        let options = Options { fields, ..Options::default() };
        let line = r#"{"id": "a", "body": "Yes.", "date": "2015-08-09", "text": 3, "title": "Talks"}"#;
        let outcome = Raw::new("in.jsonl:3", "3", 0, Kind::JsonLine(line.into())).parse(&options);
        let Outcome::Found(found) = outcome else { panic!("{outcome:?}") };
        assert_eq!((found.input.text.as_str(), found.input.title.as_deref()), ("Yes.", Some("Talks")));
        assert_eq!(found.input.published, "2015-08-09".parse().ok());
    }

    #[test]
    fn a_long_line_is_passed_over_and_the_next_one_is_whole() {
        let longest = 1 << 16;
        let mut source = vec![b'x'; longest as usize + 5];
        source.extend_from_slice(b"\nyes");
        let mut source = source.as_slice();
        let (first, size, is_too_long) = bounded_line(&mut source, longest).unwrap().unwrap();
        assert_eq!((first.len(), size, is_too_long), (0, longest + 6, true));
        assert_eq!(bounded_line(&mut source, longest).unwrap().unwrap(), (b"yes".to_vec(), 3, false));
        assert_eq!(bounded_line(&mut source, longest).unwrap(), None);
    }
}
