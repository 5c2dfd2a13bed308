//! Bytes to text in the character set that they are in, found out as browsers do it.
//!
//! Plain text that is UTF-8 stays exactly what it is. Anything else is decoded: by its byte-order mark, by what a header
//! or the page itself says, and where nothing says it by a guess. Whatever was not exact is told in a note.

use crate::outcome::Refusal;
use crate::raw::At;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a page its own word for the character set is looked for. Browsers stop at 1,024 bytes; some pages have
/// a long comment or a script before it.
const PRESCAN: usize = 4096;

/// How many first bytes are looked at to guess: more does not change the guess, and takes time.
const GUESSED_FROM: usize = 1 << 20;

/// A plain text, with notes on what was not exact.
///
/// # Errors
///
/// Refuses what is no text: another format, or binary data.
pub(crate) fn text(bytes: Vec<u8>, at: &At) -> Result<(String, Vec<String>), Refusal> {
    if let Some((what, hint)) = other_format(&bytes) {
        return Err(at.refusal(format!("this is {what}, not text")).hint(hint.replace("FILE", at.name)));
    }
    if let Some(encoding) = utf16(&bytes) {
        let (text, notes) = decode(&bytes, encoding, "");
        return Ok((text, notes));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, Vec::new())),
        Err(error) => error.into_bytes(),
    };
    if let Some(nul) = bytes.iter().position(|b| *b == 0) {
        return Err(at.refusal(format!("this is binary data, not text: byte {nul} is 0x00")));
    }
    let said = at.known.charset.as_deref().and_then(label);
    Ok(match said {
        Some(encoding) => decode(&bytes, encoding, ""),
        None => decode(&bytes, guess(&bytes), " by the look of it"),
    })
}

/// A page, with notes on what was not exact.
pub(crate) fn html(bytes: &[u8], known: Option<&str>) -> (String, Vec<String>) {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    if let Some(encoding) = marked.or_else(|| known.and_then(label)).or_else(|| prescan(bytes)) {
        let (text, mut notes) = decode(bytes, encoding, "");
        // What the page says of itself is nothing to report.
        notes.retain(|note| !note.starts_with("decoded from"));
        return (text, notes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), Vec::new()),
        Err(_) => decode(bytes, guess(bytes), " by the look of it"),
    }
}

/// The character set of a name that a header, a page or a person gives it.
pub(crate) fn label(name: &str) -> Option<&'static Encoding> {
    // "replacement" stands for sets that no browser decodes.
    Encoding::for_label_no_replacement(name.trim().trim_matches(['"', '\'']).as_bytes())
}

/// The character set that bytes are in that are not UTF-8, by their look.
pub(crate) fn guess(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(GUESSED_FROM)];
    // A few damaged bytes make of UTF-8 no other set: a broken copy is far commoner than another set with that look.
    let (mut whole, mut broken) = (0, 0);
    for chunk in head.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if whole > 2 * broken {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Which UTF-16 bytes are, by their mark, or by an alphabet that leaves every other byte empty.
pub(crate) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding).filter(|e| *e != UTF_8);
    }
    let head = &bytes[..bytes.len().min(256)];
    let empty = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, most) = (empty(0), empty(1), head.len() / 2 * 9 / 10);
    match head.len() {
        16.. if odd >= most && even == 0 => Some(UTF_16LE),
        16.. if even >= most && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Bytes in a character set, without a byte-order mark, and a note on it.
pub(crate) fn decode(bytes: &[u8], encoding: &'static Encoding, how: &str) -> (String, Vec<String>) {
    let (text, is_damaged) = encoding.decode_with_bom_removal(bytes);
    let name = encoding.name();
    let mut notes = Vec::new();
    if encoding != UTF_8 {
        notes.push(format!("decoded from {name}{how}"));
    }
    if is_damaged {
        let damaged = text.matches('\u{FFFD}').count();
        let what = if damaged == 1 { "1 place".to_owned() } else { format!("{damaged} places") };
        notes.push(format!("{what} could not be decoded as {name} and became U+FFFD"));
    }
    (text.into_owned(), notes)
}

/// What a page says of its own character set: the prescan of the HTML standard.
/// Source: HTML Living Standard, 13.2.3.2, "prescan a byte stream to determine its encoding".
fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut rest = &bytes[..bytes.len().min(PRESCAN)];
    while let Some(at) = rest.iter().position(|b| *b == b'<') {
        rest = &rest[at..];
        if rest.starts_with(b"<!--") {
            let end = rest.windows(3).skip(2).position(|w| w == b"-->")? + 5;
            rest = &rest[end..];
        } else if rest.len() > 5
            && rest[..5].eq_ignore_ascii_case(b"<meta")
            && (rest[5].is_ascii_whitespace() || rest[5] == b'/')
        {
            let end = rest.iter().position(|b| *b == b'>').unwrap_or(rest.len());
            if let Some(encoding) = of_meta(&rest[5..end]) {
                // A page whose first bytes could be read so is in no UTF-16.
                return Some(match encoding {
                    e if e == UTF_16LE || e == UTF_16BE => UTF_8,
                    e if e.name() == "x-user-defined" => WINDOWS_1252,
                    e => e,
                });
            }
            rest = &rest[end..];
        } else if rest.starts_with(b"<?xml ") {
            let end = rest.windows(2).position(|w| w == b"?>").unwrap_or(rest.len());
            let declaration = String::from_utf8_lossy(&rest[..end]);
            let value =
                declaration.split_once("encoding").map(|(_, v)| v.trim_start().trim_start_matches('='));
            let named = value.and_then(|v| v.trim_start().split(['"', '\'']).nth(1)).and_then(label);
            if named.is_some_and(|e| e != UTF_16LE && e != UTF_16BE) {
                return named;
            }
            rest = &rest[end..];
        } else {
            rest = &rest[1..];
        }
    }
    None
}

/// The character set that the inside of a meta tag names.
fn of_meta(tag: &[u8]) -> Option<&'static Encoding> {
    let tag = String::from_utf8_lossy(tag).to_ascii_lowercase();
    // `charset="utf-8"` and `content="text/html; charset=utf-8"` both have the word, an equals sign and a name.
    for (at, word) in tag.match_indices("charset") {
        let Some(value) = tag[at + word.len()..].trim_start().strip_prefix('=') else { continue };
        let value = value.trim_start();
        let name = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
            _ => value.split(|c: char| c.is_whitespace() || matches!(c, ';' | '"' | '\'' | '/')).next(),
        };
        if let Some(encoding) = name.and_then(label) {
            return Some(encoding);
        }
    }
    None
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
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Options, Outcome, Raw};

    /// Text and notes of a plain text of these bytes, or why it is none.
    fn read(bytes: &[u8]) -> Result<(String, Vec<String>), String> {
        match Raw::new("a.txt", "a.txt", 0, Kind::Text(bytes.to_vec())).parse(&Options::default()) {
            Outcome::Found(found) => Ok((found.input.text, found.notes)),
            Outcome::Refused(refusal) => Err(refusal.to_string()),
            Outcome::Withdrawn(_) => panic!(),
        }
    }

    fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn a_text_in_utf8_stays_what_it_is() {
        let text = "\u{FEFF}Talks failed,\r\nshe said. \u{1F54A}\u{0} \u{435}\u{301}\r\n";
        assert_eq!(read(text.as_bytes()), Ok((text.to_owned(), vec![])));
    }

    #[test]
    fn utf16_is_told_by_its_mark_or_by_its_empty_bytes() {
        let note = |name: &str| vec![format!("decoded from {name}")];
        let text = "Talks failed, she said \u{1F54A}.";
        let marked = format!("\u{FEFF}{text}");
        for (bytes, name) in [
            (wide(&marked, u16::to_le_bytes), "UTF-16LE"),
            (wide(&marked, u16::to_be_bytes), "UTF-16BE"),
            (wide(text, u16::to_le_bytes), "UTF-16LE"),
            (wide(text, u16::to_be_bytes), "UTF-16BE"),
        ] {
            assert_eq!(read(&bytes), Ok((text.to_owned(), note(name))));
        }
    }

    #[test]
    fn an_older_set_is_guessed_and_said() {
        let (text, notes) = read(b"Talks failed.\nThe caf\xE9 is closed, \x93for now\x94.\n").unwrap();
        assert_eq!(text, "Talks failed.\nThe café is closed, \u{201C}for now\u{201D}.\n");
        assert_eq!(notes, ["decoded from windows-1252 by the look of it"]);
    }

    #[test]
    fn damaged_utf8_stays_utf8_and_says_how_often_it_is_damaged() {
        let (text, notes) = read(b"Caf\xC3\xA9, na\xC3\xAFve, r\xC3\xA9sum\xC3\xA9, caf\xC3").unwrap();
        assert_eq!(text, "Café, naïve, résumé, caf\u{FFFD}");
        assert_eq!(notes, ["1 place could not be decoded as UTF-8 and became U+FFFD"]);
    }

    #[test]
    fn binary_data_is_refused() {
        let said = "a.txt: this is binary data, not text: byte 4 is 0x00";
        assert_eq!(read(b"\x7FELF\0\0\xFF\x80"), Err(said.into()));
    }

    #[test]
    fn a_page_says_its_own_set() {
        let decoded = |page: &[u8]| html(page, None).0;
        assert_eq!(
            decoded(b"<meta charset=windows-1251><p>\xCC\xE8\xF0"),
            "<meta charset=windows-1251><p>Мир"
        );
        let page = b"<!-- <meta charset=utf-8> --><META http-equiv=Content-Type content='text/html; charset=koi8-r'>\xED\xC9\xD2";
        assert!(decoded(page).ends_with("Мир"), "{}", decoded(page));
        // A page that claims UTF-16 and can be read up to there is not in UTF-16.
        assert!(decoded("<meta charset=utf-16>Café".as_bytes()).ends_with("Café"));
        let page = b"<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><p>Wa\xB3\xEAsa";
        assert!(decoded(page).ends_with("Wałęsa"));
    }

    #[test]
    fn a_header_comes_before_the_page_and_a_mark_before_both() {
        let page = b"<meta charset=utf-8>\xCC\xE8\xF0";
        assert!(html(page, Some("windows-1251")).0.ends_with("Мир"));
        let page = "\u{FEFF}<meta charset=koi8-r>Мир";
        assert!(html(page.as_bytes(), Some("windows-1251")).0.ends_with("Мир"));
    }
}
