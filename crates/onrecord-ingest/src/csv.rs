//! Rows of CSV: one text a row, with the names of the columns in the first.
//!
//! What stands between the columns (comma, semicolon, tab or bar) is told by the first row. A row is refused where it has
//! not as many columns as the first, since then nobody knows which is which.

use crate::outcome::Refusal;
use crate::raw::{Kind, Known, Raw};
use crate::split::{stopped, too_long};
use crate::{Fields, Options, charset, html, jsonl};
use csv::{ByteRecord, ReaderBuilder};
use onrecord_doc::Input;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// How much the reader of rows takes at a time.
const BUFFER: usize = 1 << 16;

/// Gives every row.
pub(crate) fn split(
    source: &mut dyn BufRead,
    name: &str,
    options: &Options,
    give: &mut dyn FnMut(Raw) -> bool,
) -> bool {
    let (delimiter, encoding) = match source.fill_buf() {
        Err(error) => return give(Raw::refused(stopped(name, name, &error), 0)),
        Ok(head) => {
            let is_utf8 = std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true);
            (delimiter(head), (!is_utf8).then(|| charset::guess(head)))
        }
    };
    let left = Rc::new(Cell::new(0));
    let longest = options.limits.text + BUFFER as u64;
    let bounded = Bounded { source, left: left.clone() };
    let mut rows = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(BUFFER)
        .from_reader(bounded);
    let mut row = ByteRecord::new();
    let mut columns: Option<Columns> = None;
    let (mut before, mut number) = (0, 0u64);
    loop {
        left.set(longest);
        // As a spreadsheet counts them, but for blank ones, which are passed over.
        number += 1;
        let (at, id) = (format!("{name}: row {number}"), number.to_string());
        match rows.read_byte_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) if left.get() == 0 => {
                let hint = "a quotation mark before it may not be closed; nothing behind it was read";
                let refusal = Refusal { hint: Some(hint.to_owned()), ..too_long(&id, &at, options) };
                let _ = error;
                return give(Raw::refused(refusal, 0));
            }
            Err(error) => {
                let error = io::Error::other(error.to_string());
                return give(Raw::refused(stopped(&id, &at, &error), 0));
            }
        }
        let now = rows.position().byte();
        let size = now - std::mem::replace(&mut before, now);
        let Some(columns) = &columns else {
            let names: Vec<String> =
                row.iter().map(|field| decoded(field, encoding).trim().to_owned()).collect();
            match Columns::find(names, &options.fields) {
                Ok(found) => columns = Some(found),
                Err((what, hint)) => {
                    return give(Raw::refused(Refusal::new(name, name, what).hint(hint), size));
                }
            }
            continue;
        };
        let raw = match columns.input(&row, encoding) {
            Ok(input) => Raw::new(at, id, size, Kind::Given(Box::new(input))),
            Err((own, what)) => Raw::refused(Refusal::new(own.unwrap_or(id), at, what), size),
        };
        let notes =
            encoding.map(|e| format!("decoded from {} by the look of it", e.name())).into_iter().collect();
        if !give(Raw { known: Known { notes, ..Known::default() }, ..raw }) {
            return false;
        }
    }
    if columns.is_none() {
        return give(Raw::refused(Refusal::new(name, name, "this is empty"), 0));
    }
    true
}

/// What stands between the columns of the first row.
fn delimiter(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut in_quotes = false;
    for byte in head {
        match byte {
            b'"' => in_quotes = !in_quotes,
            b'\n' | b'\r' if !in_quotes => break,
            byte if !in_quotes => counts.iter_mut().filter(|(d, _)| d == byte).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    // The first of the most frequent.
    counts.into_iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(d, _)| d)
}

fn decoded(field: &[u8], encoding: Option<&'static encoding_rs::Encoding>) -> String {
    let text = match (std::str::from_utf8(field), encoding) {
        (Ok(text), _) => text.to_owned(),
        (Err(_), Some(encoding)) => encoding.decode_without_bom_handling(field).0.into_owned(),
        // The first rows were UTF-8 and this is not.
        (Err(_), None) => charset::guess(field).decode_without_bom_handling(field).0.into_owned(),
    };
    text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)
}

/// Where the fields stand in a row.
struct Columns {
    text: usize,
    id: Option<usize>,
    title: Option<usize>,
    url: Option<usize>,
    publisher: Option<usize>,
    published: Option<usize>,
    names: Vec<String>,
}

impl Columns {
    fn find(names: Vec<String>, fields: &Fields) -> Result<Columns, (String, String)> {
        let missing = |column: &str, field: &str| {
            let shown: Vec<String> = names.iter().take(20).map(|name| format!("`{name}`")).collect();
            let more = if names.len() > 20 { ", …" } else { "" };
            let what = format!("there is no column `{column}`; there are {}{more}", shown.join(", "));
            (what, format!("name the column: --fields {field}=COLUMN"))
        };
        let place = |column: &str| names.iter().position(|name| name.eq_ignore_ascii_case(column));
        let find = |given: &Option<String>, own: &str| match given {
            // What is asked for must be there; what has only its own name need not.
            Some(column) => place(column).map(Some).ok_or_else(|| missing(column, own)),
            None => Ok(place(own)),
        };
        Ok(Columns {
            text: find(&fields.text, "text")?.ok_or_else(|| missing("text", "text"))?,
            id: find(&fields.id, "id")?,
            title: find(&fields.title, "title")?,
            url: find(&fields.url, "url")?,
            publisher: find(&fields.publisher, "publisher")?,
            published: find(&fields.published, "published")?,
            names,
        })
    }

    /// The text of a row, or its own id and what is wrong with it.
    fn input(
        &self,
        row: &ByteRecord,
        encoding: Option<&'static encoding_rs::Encoding>,
    ) -> Result<Input, (Option<String>, String)> {
        if row.len() != self.names.len() {
            let (has, wanted) = (row.len(), self.names.len());
            return Err((None, format!("this row has {has} columns, the first has {wanted}")));
        }
        let field = |column: Option<usize>| {
            let value = decoded(row.get(column?)?, encoding);
            Some(value).filter(|value| !value.trim().is_empty())
        };
        let id = field(self.id).map(|id| id.trim().to_owned());
        let published = match field(self.published) {
            Some(written) => {
                let name = self.published.map_or("published", |at| &self.names[at]);
                let day = jsonl::day(name, written.trim()).or_else(|wrong| html::day(&written).ok_or(wrong));
                Some(day.map_err(|what| (id.clone(), what))?)
            }
            None => None,
        };
        let text = row.get(self.text).map(|text| decoded(text, encoding)).unwrap_or_default();
        let (title, url, publisher) = (field(self.title), field(self.url), field(self.publisher));
        Ok(Input { text, id, title, url, publisher, published })
    }
}

/// A source that ends with an error after so many bytes, so that no row grows beyond all bounds.
struct Bounded<'a> {
    source: &'a mut dyn BufRead,
    left: Rc<Cell<u64>>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::other("a row is too long"));
        }
        let most = usize::try_from(self.left.get()).unwrap_or(usize::MAX).min(buffer.len());
        let taken = self.source.read(&mut buffer[..most])?;
        self.left.set(self.left.get() - taken as u64);
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Fields, Format, Limits, Options, Outcome, split};

    /// For each input its id or fallback, and its text or what is wrong.
    fn read(source: &[u8], options: &Options) -> Vec<(String, String)> {
        let mut all = Vec::new();
        split(source, "in.csv", Some(Format::Csv), options, &mut |raw| {
            let id = raw.fallback_id.clone();
            all.push(match raw.parse(options) {
                Outcome::Found(found) => (found.input.id.unwrap_or(id), found.input.text),
                Outcome::Refused(refusal) => (refusal.id.clone(), refusal.to_string()),
                Outcome::Withdrawn(_) => panic!(),
            });
            true
        });
        all
    }

    fn pairs(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
        wanted.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn rows_are_texts_whatever_stands_between_their_columns() {
        for delimiter in [",", ";", "\t", "|"] {
            let source = "\u{FEFF}id|Text|published\r\na|\"Talks \"\"failed\"\"|;,\t\nagain.\"|2015-08-09\r\n|Yes.|\r\n";
            let source = source.replace('|', delimiter);
            let text = format!("Talks \"failed\"{delimiter};,\t\nagain.");
            assert_eq!(read(source.as_bytes(), &Options::default()), pairs(&[("a", &text), ("3", "Yes.")]));
        }
    }

    #[test]
    fn a_missing_column_is_named_with_those_that_are_there() {
        let source = b"body,date\nTalks failed.,2015-08-09\n";
        let what = "in.csv: there is no column `text`; there are `body`, `date`";
        assert_eq!(read(source, &Options::default()), pairs(&[("in.csv", what)]));
        let options =
            |fields: &str| Options { fields: fields.parse::<Fields>().unwrap(), ..Options::default() };
        assert_eq!(read(source, &options("text=body,published=date")), pairs(&[("2", "Talks failed.")]));
        let what = "in.csv: there is no column `day`; there are `body`, `date`";
        assert_eq!(read(source, &options("text=body,published=day")), pairs(&[("in.csv", what)]));
    }

    #[test]
    fn a_row_that_is_wrong_is_refused_and_its_neighbours_are_kept() {
        let source = b"text,published\nOne.,2015-08-09\nTwo, and more.,2015-08-09\nThree.,09/08/2015\n,\nFour.,4 March 2026\n";
        let wanted = [
            ("2", "One."),
            ("3", "in.csv: row 3: this row has 3 columns, the first has 2"),
            ("4", "in.csv: row 4: `published` should be a day such as `2015-08-09`, is `09/08/2015`"),
            ("5", "in.csv: row 5: this is empty"),
            ("6", "Four."),
        ];
        assert_eq!(read(source, &Options::default()), pairs(&wanted));
        assert_eq!(read(b"", &Options::default()), pairs(&[("in.csv", "in.csv: this is empty")]));
    }

    #[test]
    fn older_sets_and_utf16_are_decoded() {
        let source = b"text,title\nThe caf\xE9 is closed.,Caf\xE9\n";
        assert_eq!(read(source, &Options::default()), pairs(&[("2", "The café is closed.")]));
        let wide: Vec<u8> =
            "\u{FEFF}text\ttitle\nThe café.\tCafé\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide, &Options::default()), pairs(&[("2", "The café.")]));
    }

    #[test]
    fn a_quote_that_is_never_closed_ends_the_reading_with_a_reason() {
        let options = Options { limits: Limits { text: 1 << 16, ..Limits::default() }, ..Options::default() };
        let source = ["text\nOne.\n\"", &"x".repeat(1 << 20)].concat();
        let what = "in.csv: row 3: this is longer than the 65536 bytes that one text may have";
        assert_eq!(read(source.as_bytes(), &options), pairs(&[("2", "One."), ("3", what)]));
    }
}
