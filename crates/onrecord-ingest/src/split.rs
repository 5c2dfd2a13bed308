//! A source of bytes to raw inputs of bounded size, one after the other.
//!
//! [`split`] finds out what the source holds and hands it to the splitter of that format. A splitter gives its inputs to
//! `give` in order and stops when that answers `false`. What cannot be read is given like the rest, as a refusal.

use crate::outcome::Refusal;
use crate::raw::{Kind, Raw};
use crate::{Format, Options, charset, csv, feed, jsonl, newsml, ninjs};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

/// How many first bytes tell the format.
const HEAD: usize = 8192;

/// Gives every input of a source in order, until `give` answers `false`; then it answers `false` itself. Where `format`
/// is `None`, name and first bytes tell it.
pub fn split(
    mut source: impl Read,
    name: &str,
    format: Option<Format>,
    options: &Options,
    give: &mut dyn FnMut(Raw) -> bool,
) -> bool {
    let told = format.or_else(|| Format::of_name(Path::new(name)));
    let head = match head(&mut source, matches!(told, Some(Format::Jsonl | Format::Csv))) {
        Ok(head) => head,
        Err(error) => return give(Raw::refused(stopped(name, name, &error), 0)),
    };
    let format = format.unwrap_or_else(|| Format::sniff(Path::new(name), &head));
    // Lines and rows are cut in UTF-8.
    let wide = match format {
        Format::Jsonl | Format::Csv => charset::utf16(&head),
        _ => None,
    };
    let source = Cursor::new(head).chain(source);
    let source: Box<dyn Read + '_> = match wide {
        Some(_) => Box::new(DecodeReaderBytesBuilder::new().encoding(wide).build(source)),
        None => Box::new(source),
    };
    let mut source = BufReader::with_capacity(1 << 16, source);
    match format {
        Format::Text => give(whole(&mut source, name, options, Kind::Text)),
        Format::Html => give(whole(&mut source, name, options, Kind::Html)),
        Format::Jsonl => jsonl::split(&mut source, name, options, give),
        Format::Csv => csv::split(&mut source, name, options, give),
        Format::Feed => {
            let mut wants_more = true;
            feed::feed(&mut source, name, &options.limits, &mut |raw| {
                wants_more = give(raw);
                wants_more
            });
            wants_more
        }
        Format::Warc => give(Raw::refused(Refusal::new(name, name, "web archives cannot be read yet"), 0)),
        Format::Ninjs => ninjs::split(&mut source, name, &options.limits, give),
        Format::NewsMl => newsml::split(&mut source, name, &options.limits, give),
    }
}

/// The first bytes. Of lines no more than the first of them is waited for: whoever pipes in one a minute has each read
/// when it comes.
fn head(source: &mut impl Read, is_lines: bool) -> io::Result<Vec<u8>> {
    let (mut head, mut length) = (vec![0; HEAD], 0);
    loop {
        match source.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(taken) => length += taken,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if is_lines && !is_gzip(&head[..length]) && head[..length].contains(&b'\n') {
            break;
        }
    }
    head.truncate(length);
    Ok(head)
}

/// Whether bytes begin as a gzip member does.
fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(b"\x1F\x8B\x08")
}

/// The whole source as one input, unless it is too long.
pub(crate) fn whole(source: &mut dyn Read, name: &str, options: &Options, kind: fn(Vec<u8>) -> Kind) -> Raw {
    let mut bytes = Vec::new();
    match source.take(options.limits.text + 1).read_to_end(&mut bytes) {
        Err(error) => Raw::refused(stopped(name, name, &error), 0),
        Ok(_) if bytes.len() as u64 > options.limits.text => Raw::refused(too_long(name, name, options), 0),
        Ok(size) => Raw::new(name, name, size as u64, kind(bytes)),
    }
}

/// A refusal for what is longer than a text may be.
pub(crate) fn too_long(id: &str, name: &str, options: &Options) -> Refusal {
    let what = match options.limits.text {
        bytes if bytes >= 1 << 20 => format!("{} MB", bytes >> 20),
        bytes => format!("{bytes} bytes"),
    };
    Refusal::new(id, name, format!("this is longer than the {what} that one text may have"))
        .hint("cut it into its reports; many texts go into JSON lines, one a line")
}

/// A refusal for a source that fails while it is read.
pub(crate) fn stopped(id: &str, name: &str, error: &io::Error) -> Refusal {
    Refusal::new(id, name, format!("reading stopped: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_line_is_given_before_the_next_one_is_waited_for() {
        let given = Cell::new(0);
        let mut lines =
            ["{\"text\": \"Yes.\"}\n", "{\"text\": \"No.\"}\n", "{\"text\": \"Later.\"}\n"].iter();
        let mut asked = 0;
        let source = Piped(|| {
            // Two may be in hand at most: what is read ahead is never more than one line.
            assert!(asked <= given.get() + 1, "line {asked} was asked for when {} were given", given.get());
            asked += 1;
            lines.next().map_or("", |line| line)
        });
        let go_on = split(source, "a.jsonl", None, &Options::default(), &mut |_| {
            given.set(given.get() + 1);
            true
        });
        assert_eq!((go_on, given.get()), (true, 3));
    }

    /// A source that gives what it has and is then asked again.
    struct Piped<F>(F);

    impl<F: FnMut() -> &'static str> Read for Piped<F> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let line = self.0();
            buffer[..line.len()].copy_from_slice(line.as_bytes());
            Ok(line.len())
        }
    }
}
