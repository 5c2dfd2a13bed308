//! Which texts are not read, and why: the same judgement, in the same words, as the command's.
//!
//! FIXME: the words stand here a second time, because the command's are bound to its arguments; a test compares them.

use crate::language;
use jiff::civil::Date;
use onrecord_doc::Input;

/// The most bytes one text may have, as the command has it.
pub const LONGEST: usize = 32 << 20;

/// What is known of a text beforehand, as bytes that may still be anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// The text.
    pub text: Option<&'a [u8]>,
    /// Its own name.
    pub id: Option<&'a [u8]>,
    /// Headline.
    pub title: Option<&'a [u8]>,
    /// Where it was published.
    pub url: Option<&'a [u8]>,
    /// Who published it.
    pub publisher: Option<&'a [u8]>,
    /// A day, or a day with a time behind it.
    pub published: Option<&'a [u8]>,
}

/// What a reader can read, or why there is nothing to read.
pub fn input(given: Given<'_>, any_language: bool) -> Result<Input, String> {
    let text = given.text.ok_or("it has no `text`")?;
    if text.len() > LONGEST {
        return Err(format!("this is longer than the {} MB that one text may have", LONGEST >> 20));
    }
    let text = std::str::from_utf8(text).map_err(|e| {
        let at = e.valid_up_to();
        let line = text[..at].iter().filter(|b| **b == b'\n').count() + 1;
        format!("this is not UTF-8 text: byte {at} (in line {line}) is 0x{:02X}", text[at])
    })?;
    if text.chars().all(|c| c.is_whitespace() || c == '\u{FEFF}') {
        let what = if text.is_empty() { "this is empty" } else { "there are no words in it" };
        return Err(what.to_owned());
    }
    let published = words("published", given.published)?.map(|p| day(&p)).transpose()?;
    if !any_language && let Some(language) = language::other_than_english(text) {
        return Err(format!("this seems to be {language}, not English; it was not read"));
    }
    Ok(Input {
        text: text.to_owned(),
        id: words("id", given.id)?,
        title: given.title.map(|t| words("title", Some(t))).transpose()?.flatten(),
        url: words("url", given.url)?,
        publisher: words("publisher", given.publisher)?,
        published,
    })
}

/// The words of a column; nothing where it is empty.
fn words(name: &str, bytes: Option<&[u8]>) -> Result<Option<String>, String> {
    let Some(bytes) = bytes.filter(|b| !b.is_empty()) else { return Ok(None) };
    let words = std::str::from_utf8(bytes).map_err(|_| format!("`{name}` is not UTF-8 text"))?;
    Ok(Some(words.to_owned()))
}

/// The day of a date or of a date with a time of day behind it.
fn day(text: &str) -> Result<Date, String> {
    let date = text.split(['T', ' ']).next().unwrap_or("");
    date.parse().map_err(|_| format!("`published` should be a day such as `2015-08-09`, is `{text}`"))
}
