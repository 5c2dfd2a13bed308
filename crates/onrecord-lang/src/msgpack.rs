//! Reading the model's msgpack files without trusting them.
//!
//! A model folder is untrusted input. [`parse`] reads a whole value that borrows from the bytes: nothing is
//! allocated on the word of a length field, nesting is bounded, and bytes left over are refused. [`entries`]
//! walks a large map one pair at a time, so that a table of a million numbers is never held as values.
//! Start with [`parse`] and [`field`].

use rmpv::ValueRef;
use rmpv::decode::read_value_ref_with_max_depth;

use crate::Error;

/// How deep values may nest. spaCy's files use six levels; the reader counts two steps for each level.
const MAX_DEPTH: usize = 64;

/// Reads the one value that `bytes` hold. `file` names them in errors, such as `tagger/model`.
///
/// # Errors
///
/// Fails on bytes that are not msgpack, that end early or late, or that nest too deep.
pub(crate) fn parse<'a>(mut bytes: &'a [u8], file: &str) -> Result<ValueRef<'a>, Error> {
    let value = next(&mut bytes, file)?;
    if !bytes.is_empty() {
        return Err(left_over(bytes, file));
    }
    Ok(value)
}

/// The pairs of the map that `bytes` hold, each read as it is asked for.
///
/// # Errors
///
/// Fails at once if the value is not a map; a pair that cannot be read, a map that ends early and bytes left
/// over are errors of the iterator, which ends after an error.
pub(crate) fn entries<'a>(bytes: &'a [u8], file: &'a str) -> Result<Entries<'a>, Error> {
    let (left, bytes) = match *bytes {
        [marker @ 0x80..=0x8f, ref rest @ ..] => (usize::from(marker & 0x0f), rest),
        [0xde, a, b, ref rest @ ..] => (usize::from(u16::from_be_bytes([a, b])), rest),
        [0xdf, a, b, c, d, ref rest @ ..] => (u32::from_be_bytes([a, b, c, d]) as usize, rest),
        _ => return Err(Error::damaged("not a msgpack map").at(file)),
    };
    if left == 0 && !bytes.is_empty() {
        return Err(left_over(bytes, file));
    }
    Ok(Entries { left, bytes, file })
}

/// The pairs of a map, read one by one: what [`entries`] gives.
#[derive(Debug)]
pub(crate) struct Entries<'a> {
    left: usize,
    bytes: &'a [u8],
    file: &'a str,
}

impl<'a> Entries<'a> {
    /// How many pairs a map of these bytes can hold at most: safe to reserve room for.
    pub(crate) fn at_most(&self) -> usize {
        // A pair takes two bytes at least, so a length that claims more is a lie.
        self.left.min(self.bytes.len() / 2)
    }

    fn pair(&mut self) -> Result<(ValueRef<'a>, ValueRef<'a>), Error> {
        let pair = (next(&mut self.bytes, self.file)?, next(&mut self.bytes, self.file)?);
        if self.left == 0 && !self.bytes.is_empty() {
            return Err(left_over(self.bytes, self.file));
        }
        Ok(pair)
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<(ValueRef<'a>, ValueRef<'a>), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let pair = self.pair();
        if pair.is_err() {
            self.left = 0;
        }
        Some(pair)
    }
}

/// The value of `key` in a map. Keys may be text or raw bytes: spaCy's weights use the latter.
pub(crate) fn field<'v, 'a>(map: &'v ValueRef<'a>, key: &str) -> Option<&'v ValueRef<'a>> {
    pairs(map)?.iter().find(|(k, _)| raw(k) == Some(key.as_bytes())).map(|(_, value)| value)
}

/// The pairs of a map in the order of the file.
pub(crate) fn pairs<'v, 'a>(value: &'v ValueRef<'a>) -> Option<&'v [(ValueRef<'a>, ValueRef<'a>)]> {
    match value {
        ValueRef::Map(pairs) => Some(pairs),
        _ => None,
    }
}

/// The items of an array.
pub(crate) fn items<'v, 'a>(value: &'v ValueRef<'a>) -> Option<&'v [ValueRef<'a>]> {
    match value {
        ValueRef::Array(items) => Some(items),
        _ => None,
    }
}

/// A string's text, or raw bytes that are UTF-8.
pub(crate) fn text<'a>(value: &ValueRef<'a>) -> Option<&'a str> {
    std::str::from_utf8(raw(value)?).ok()
}

/// The bytes of a string or of raw bytes. A string that is not UTF-8 is none.
pub(crate) fn raw<'a>(value: &ValueRef<'a>) -> Option<&'a [u8]> {
    match value {
        ValueRef::String(text) => text.into_str().map(str::as_bytes),
        ValueRef::Binary(bytes) => Some(bytes),
        _ => None,
    }
}

fn next<'a>(bytes: &mut &'a [u8], file: &str) -> Result<ValueRef<'a>, Error> {
    read_value_ref_with_max_depth(bytes, MAX_DEPTH).map_err(|cause| {
        // The reader's own words speak of "I/O"; what it found is always one of these.
        let what = match cause {
            rmpv::decode::Error::DepthLimitExceeded => "not msgpack: nested too deep",
            _ => "not msgpack, or cut short",
        };
        Error::damaged(what).at(file)
    })
}

fn left_over(bytes: &[u8], file: &str) -> Error {
    Error::damaged(format!("`{}` bytes are left over after the msgpack value", bytes.len())).at(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &ValueRef<'_>) -> Vec<u8> {
        let mut bytes = Vec::new();
        rmpv::encode::write_value_ref(&mut bytes, value).unwrap();
        bytes
    }

    #[test]
    fn a_field_is_found_by_a_key_of_text_or_of_bytes() {
        let map = ValueRef::Map(vec![("nd".into(), 2.into()), (ValueRef::Binary(b"type"), "<f4".into())]);
        let bytes = written(&map);
        let map = parse(&bytes, "a").unwrap();
        assert_eq!(field(&map, "nd").and_then(ValueRef::as_u64), Some(2));
        assert_eq!(field(&map, "type").and_then(text), Some("<f4"));
        assert_eq!(field(&map, "shape"), None);
        assert_eq!(field(&ValueRef::Nil, "nd"), None);
    }

    #[test]
    fn entries_give_the_pairs_of_a_map_in_order() {
        let map = ValueRef::Map((0..40_u64).map(|n| (n.into(), (n * n).into())).collect());
        let bytes = written(&map);
        let read = entries(&bytes, "a").unwrap();
        assert_eq!(read.at_most(), 40);
        let squares: Vec<_> = read.map(|pair| pair.unwrap().1.as_u64().unwrap()).collect();
        assert_eq!(squares, (0..40).map(|n| n * n).collect::<Vec<u64>>());
    }

    #[test]
    fn bytes_that_are_not_one_whole_value_are_refused() {
        let nested = [0x91; 200];
        for bytes in [&[][..], &[0xc0, 0xc0], &[0x82, 0x01, 0x01], &[0xdb, 0xff, 0xff, 0xff, 0xff], &nested] {
            assert!(parse(bytes, "a").is_err(), "{bytes:02x?}");
        }
        // A map said to hold four thousand million pairs, of which one is there.
        let boast = [0xdf, 0xff, 0xff, 0xff, 0xff, 0x01, 0x02];
        let mut read = entries(&boast, "a").unwrap();
        assert_eq!(read.at_most(), 1);
        assert!(read.next().unwrap().is_ok());
        assert!(read.next().unwrap().is_err());
        assert!(read.next().is_none());
        for bytes in [&[0x80, 0x00][..], &[0x90], &[0xde, 0x00]] {
            assert!(entries(bytes, "a").is_err(), "{bytes:02x?}");
        }
        let longer = [0x81, 0x01, 0x02, 0x03];
        assert!(entries(&longer, "a").unwrap().any(|pair| pair.is_err()));
    }
}
