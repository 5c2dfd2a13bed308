//! A source of bytes to raw inputs of bounded size, one after the other.
//!
//! [`split`] finds out what the source holds and hands it to the splitter of that format. A splitter gives its inputs to
//! `give` in order and stops when that answers `false`. What cannot be read is given like the rest, as a refusal.

use crate::outcome::Refusal;
use crate::raw::{Kind, Raw};
use crate::unpack::Unpack;
use crate::warc::Warc;
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
    let is_packed = is_gzip(&head);
    let beginning = if is_packed { unpacked_head(&head, options) } else { head.clone() };
    let format = format.unwrap_or_else(|| Format::sniff(Path::new(name), &beginning));
    let source = Cursor::new(head).chain(source);
    if format == Format::Warc {
        // It needs the packed bytes: damage in one record must not end the others.
        return Warc::new(source, name, &options.limits).all(give);
    }
    let source: Box<dyn Read + '_> = match is_packed {
        true => Box::new(Unpack::new(source, 0, &options.limits)),
        false => Box::new(source),
    };
    // Lines and rows are cut in UTF-8.
    let wide = match format {
        Format::Jsonl | Format::Csv => charset::utf16(&beginning),
        _ => None,
    };
    let source: Box<dyn Read + '_> = match wide {
        Some(_) => Box::new(DecodeReaderBytesBuilder::new().encoding(wide).build(source)),
        None => source,
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
        // Read above.
        Format::Warc => true,
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

/// The first bytes of a packed source, unpacked.
fn unpacked_head(packed: &[u8], options: &Options) -> Vec<u8> {
    let mut head = Vec::new();
    // Only the head is there, so it breaks off; what came before tells the format.
    let _ = Unpack::new(packed, 0, &options.limits).take(HEAD as u64).read_to_end(&mut head);
    head
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
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::cell::Cell;
    use std::io::Write;

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

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn all(bytes: &[u8], name: &str) -> Vec<Kind> {
        let mut kinds = vec![];
        split(bytes, name, None, &Options::default(), &mut |raw| {
            kinds.push(raw.kind);
            true
        });
        kinds
    }

    #[test]
    fn what_is_packed_with_gzip_is_unpacked_on_the_way() {
        let lines = gzip(b"{\"text\": \"Yes.\"}\n{\"text\": \"No.\"}\n");
        assert!(matches!(&all(&lines, "a.jsonl.gz")[..], [Kind::JsonLine(_), Kind::JsonLine(_)]));
        let page = gzip(b"<!DOCTYPE html><p>Yes.</p>");
        assert!(matches!(&all(&page, "a.html.gz")[..], [Kind::Html(page)] if page.ends_with(b"Yes.</p>")));
        let archive = gzip(
            b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nYes.",
        );
        assert!(matches!(&all(&archive, "a.warc.gz")[..], [Kind::Text(text)] if text == b"Yes."));
    }

    #[test]
    fn a_packed_source_that_is_cut_or_grows_too_much_is_refused() {
        let reason = |bytes: &[u8]| match &all(bytes, "a.txt.gz")[..] {
            [Kind::Refused(refusal)] => refusal.reason.clone(),
            other => panic!("{other:?}"),
        };
        let packed = gzip(b"Talks failed in Geneva on Sunday.");
        let cut = reason(&packed[..packed.len() - 9]);
        assert_eq!(cut, "reading stopped: byte 0: the file ends inside this gzip member");
        let bomb = reason(&gzip(&vec![b' '; 8 << 20]));
        assert_eq!(bomb, "reading stopped: byte 0: this gzip member unpacks to more than 100 times its size");
    }
}
