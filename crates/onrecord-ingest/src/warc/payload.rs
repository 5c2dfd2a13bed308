//! What stands in a record of an archive: the head of an HTTP answer, and its body with transfer and content encodings
//! taken off.
//!
//! Archives keep what the server sent, and often not quite: many crawlers store the body unpacked and leave the header
//! that says it is packed. So a header is believed only where the bytes agree with it.
//!
//! Sources: RFC 9112, section 7.1 (chunked transfer coding); RFC 9110, section 8.4.1 (content codings).

use crate::Limits;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use memchr::{memchr, memmem};
use sha1::{Digest, Sha1};
use std::io::Read;

/// The most encodings laid over each other that are taken off.
const MOST_ENCODINGS: usize = 4;
/// Below this many bytes the ratio of unpacked to packed says nothing.
const RATIO_COUNTS_FROM: u64 = 1 << 20;

/// The head of an HTTP answer, as far as it is needed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub status: u16,
    pub content_type: Option<String>,
    pub encodings: Vec<String>,
    pub is_chunked: bool,
}

/// Name and value of each header line; a line that begins with a blank goes on with the one before.
pub(super) fn headers(lines: &[u8]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in lines.split(|b| *b == b'\n') {
        let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line));
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = all.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            all.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    all
}

/// Splits an HTTP answer into its head and its body; `None` if it is none.
pub(super) fn head(bytes: &[u8]) -> Option<(Head, &[u8])> {
    if !bytes.starts_with(b"HTTP/") {
        return None;
    }
    let first = memchr(b'\n', bytes)?;
    let status = std::str::from_utf8(&bytes[..first]).ok()?.split_ascii_whitespace().nth(1)?.parse().ok()?;
    let end = blank_line(&bytes[first..])? + first;
    let mut head = Head { status, ..Head::default() };
    for (name, value) in headers(&bytes[first + 1..end]) {
        let list = || value.split(',').map(|v| v.trim().to_ascii_lowercase()).filter(|v| !v.is_empty());
        match name.as_str() {
            "content-type" => head.content_type = Some(value),
            "content-encoding" => head.encodings.extend(list().filter(|e| e != "identity")),
            "transfer-encoding" => {
                head.is_chunked |= list().any(|e| e == "chunked");
                head.encodings.extend(list().filter(|e| e != "chunked" && e != "identity"));
            }
            _ => {}
        }
    }
    Some((head, &bytes[end..]))
}

/// The offset behind the first blank line, of bytes that begin with a line end.
fn blank_line(bytes: &[u8]) -> Option<usize> {
    let (crlf, lf) = (memmem::find(bytes, b"\n\r\n"), memmem::find(bytes, b"\n\n"));
    match (crlf, lf) {
        (Some(a), Some(b)) if b < a => Some(b + 2),
        (Some(a), _) => Some(a + 3),
        (None, Some(b)) => Some(b + 2),
        (None, None) => None,
    }
}

/// Type and character set of a `Content-Type`.
pub(super) fn content_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    let charset = parts.find_map(|p| {
        let (name, value) = p.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    (kind, charset)
}

/// A body with chunks joined; `None` if the bytes are not in chunks. The flag says whether the last chunk is missing.
pub(super) fn dechunk(mut bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut body = Vec::new();
    let mut is_first = true;
    loop {
        let size = memchr(b'\n', &bytes[..bytes.len().min(1024)]).and_then(|end| {
            let line = std::str::from_utf8(&bytes[..end]).ok()?;
            let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
            Some((size, end + 1))
        });
        let Some((size, start)) = size else { return (!is_first).then_some((body, true)) };
        if size == 0 {
            return Some((body, false));
        }
        let rest = &bytes[start..];
        if rest.len() < size {
            if is_first && !rest.is_empty() && size > rest.len().saturating_mul(1000) {
                return None;
            }
            body.extend_from_slice(rest);
            return Some((body, true));
        }
        let after = &rest[size..];
        let after = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n"));
        let Some(after) = after else {
            // The first chunk tells: a page that begins with a number is not in chunks.
            if is_first && rest.len() > size {
                return None;
            }
            body.extend_from_slice(&rest[..size]);
            return Some((body, true));
        };
        body.extend_from_slice(&rest[..size]);
        bytes = after;
        is_first = false;
    }
}

/// A body with content encodings taken off, the outermost last in `encodings`; or why that cannot be done.
///
/// `is_cut` says that the archive has only part of it: then what unpacks before the cut is given.
pub(super) fn decode(
    body: Vec<u8>,
    encodings: &[String],
    is_cut: bool,
    limits: &Limits,
) -> Result<Vec<u8>, String> {
    if encodings.len() > MOST_ENCODINGS {
        return Err(format!("it has {} encodings laid over each other", encodings.len()));
    }
    let mut body = body;
    for encoding in encodings.iter().rev() {
        let unpacked = match encoding.as_str() {
            "gzip" | "x-gzip" if !body.starts_with(b"\x1F\x8B") => None,
            "gzip" | "x-gzip" => Some(unpack(MultiGzDecoder::new(&body[..]), &body, is_cut, limits)),
            // "deflate" means zlib, and some servers send it bare.
            "deflate" if is_zlib(&body) => Some(unpack(ZlibDecoder::new(&body[..]), &body, is_cut, limits)),
            "deflate" if is_markup(&body) => None,
            "deflate" => Some(unpack(DeflateDecoder::new(&body[..]), &body, is_cut, limits)),
            _ if is_markup(&body) => None,
            other => {
                let known: String = other.chars().take(20).collect();
                return Err(format!("its content is packed with `{known}`, which is not read"));
            }
        };
        if let Some(unpacked) = unpacked {
            body = unpacked.map_err(|what| format!("its content, packed with {encoding}, {what}"))?;
        }
    }
    Ok(body)
}

fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [a, b, ..] if a & 0x0F == 8 && (u16::from(*a) << 8 | u16::from(*b)) % 31 == 0)
}

/// Whether these bytes were unpacked before they were stored, whatever a header says.
pub(super) fn is_markup(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start();
    matches!(body, [b'<', next, ..] if next.is_ascii_alphabetic() || matches!(next, b'!' | b'?'))
}

fn unpack(decoder: impl Read, packed: &[u8], is_cut: bool, limits: &Limits) -> Result<Vec<u8>, String> {
    let by_ratio = limits.ratio.max(1).saturating_mul(packed.len() as u64).max(RATIO_COUNTS_FROM);
    let mut body = Vec::new();
    let result = decoder.take(limits.text.min(by_ratio).saturating_add(1)).read_to_end(&mut body);
    let length = body.len() as u64;
    if length > limits.text {
        return Err(crate::unpack::too_long(limits));
    }
    if length > by_ratio {
        return Err(format!("unpacks to more than {} times its size", limits.ratio));
    }
    match result {
        Err(_) if !is_cut || body.is_empty() => Err(format!("is damaged after {length} unpacked bytes")),
        _ => Ok(body),
    }
}

/// Whether one of these payloads has this digest; `None` if it is in no form that is checked.
pub(super) fn has_digest(digest: &str, payloads: &[&[u8]]) -> Option<bool> {
    let (name, value) = digest.split_once(':')?;
    if !name.trim().eq_ignore_ascii_case("sha1") && !name.trim().eq_ignore_ascii_case("sha-1") {
        return None;
    }
    let value = value.trim();
    Some(payloads.iter().any(|payload| {
        let sum = Sha1::digest(payload);
        let hex: String = sum.iter().map(|b| format!("{b:02x}")).collect();
        value.eq_ignore_ascii_case(&hex) || value.eq_ignore_ascii_case(&base32(&sum))
    }))
}

/// Source: RFC 4648, section 6. The 20 bytes of a SHA-1 need no padding.
pub(super) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for group in bytes.chunks_exact(5) {
        let bits = group.iter().fold(0u64, |bits, b| bits << 8 | u64::from(*b));
        text.extend((0..8).rev().map(|i| char::from(LETTERS[(bits >> (5 * i) & 31) as usize])));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    fn names(all: &[&str]) -> Vec<String> {
        all.iter().map(|n| (*n).to_owned()).collect()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn the_head_of_an_answer_is_read_with_both_kinds_of_line_ends() {
        for end in ["\r\n", "\n"] {
            let answer = [
                "HTTP/1.1 200 OK",
                "content-TYPE: text/html;",
                "  charset=\"ISO-8859-2\"",
                "Content-Encoding: gzip",
                "Transfer-Encoding: chunked",
                "",
                "<p>\r\n\r\nYes",
            ]
            .join(end);
            let (head, body) = head(answer.as_bytes()).unwrap();
            assert_eq!(body, b"<p>\r\n\r\nYes");
            assert_eq!((head.status, head.is_chunked, head.encodings), (200, true, names(&["gzip"])));
            let said = content_type(&head.content_type.unwrap());
            assert_eq!(said, ("text/html".into(), Some("ISO-8859-2".into())));
        }
        assert_eq!(head(b"<html>"), None);
        assert_eq!(head(b"HTTP/1.1 200 OK\r\nno end"), None);
    }

    #[test]
    fn chunks_are_joined_and_what_is_in_none_is_left() {
        let whole = |bytes: &[u8]| dechunk(bytes).map(|(b, cut)| (String::from_utf8(b).unwrap(), cut));
        assert_eq!(whole(b"4;x=1\r\nTalk\r\n2\r\ns \r\n0\r\n\r\n"), Some(("Talks ".into(), false)));
        assert_eq!(whole(b"4\r\nTalk\r\n20\r\ns fa"), Some(("Talks fa".into(), true)));
        assert_eq!(whole(b"<html>"), None);
        assert_eq!(whole(b"10\nyears on, talks fail again"), None);
    }

    #[test]
    fn encodings_are_taken_off_where_the_bytes_agree() {
        let limits = Limits::default();
        let text = b"<p>Talks failed.".to_vec();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&text).unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
        bare.write_all(&text).unwrap();
        let cases = [
            (gzip(&text), "gzip"),
            (text.clone(), "gzip"),
            (zlib.finish().unwrap(), "deflate"),
            (bare.finish().unwrap(), "deflate"),
            (text.clone(), "deflate"),
            (text.clone(), "br"),
        ];
        for (packed, encoding) in cases {
            assert_eq!(decode(packed, &names(&[encoding]), false, &limits), Ok(text.clone()), "{encoding}");
        }
        assert_eq!(decode(gzip(&gzip(&text)), &names(&["gzip", "gzip"]), false, &limits), Ok(text.clone()));
        assert_eq!(
            decode(b"\x0b\x01\x80".to_vec(), &names(&["br"]), false, &limits),
            Err("its content is packed with `br`, which is not read".into())
        );
    }

    #[test]
    fn a_body_that_grows_too_much_or_breaks_off_is_refused() {
        let limits = Limits { text: 4 << 20, ..Limits::default() };
        let zeros = vec![0; 3 << 20];
        let reason = |body: Vec<u8>, is_cut| decode(body, &names(&["gzip"]), is_cut, &limits).unwrap_err();
        assert_eq!(
            reason(gzip(&zeros), false),
            "its content, packed with gzip, unpacks to more than 100 times its size"
        );
        let packed = gzip(b"Talks failed in Geneva on Sunday, and nobody knows when they go on.");
        let cut = packed[..packed.len() - 12].to_vec();
        assert!(reason(cut.clone(), false).starts_with("its content, packed with gzip, is damaged after"));
        let kept = decode(cut, &names(&["gzip"]), true, &limits).unwrap();
        assert!(kept.starts_with(b"Talks failed in"), "{kept:?}");
    }

    #[test]
    fn a_digest_is_read_in_base_32_and_in_hexadecimal() {
        // Source: the SHA-1 of "abc" in FIPS 180-4's examples.
        let payloads: &[&[u8]] = &[b"xyz", b"abc"];
        assert_eq!(has_digest("sha1:A9993E364706816ABA3E25717850C26C9CD0D89D", payloads), Some(true));
        assert_eq!(has_digest("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", payloads), Some(true));
        assert_eq!(has_digest("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE6", payloads), Some(false));
        assert_eq!(has_digest("md5:900150983cd24fb0d6963f7d28e17f72", payloads), None);
    }
}
