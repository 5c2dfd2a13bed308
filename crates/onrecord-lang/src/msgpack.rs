//! Reading the model's msgpack files without trusting them.
//!
//! A model folder is untrusted input. [`parse`] reads a whole value that borrows from the bytes: nothing is
//! allocated on the word of a length field, nesting is bounded, and bytes left over are refused. [`numbers`]
//! walks a map of numbers one pair at a time, so that a table of a million is never held as values.
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
    let value = read_value_ref_with_max_depth(&mut bytes, MAX_DEPTH).map_err(|cause| {
        // The reader's own words speak of "I/O"; what it found is always one of these.
        let what = match cause {
            rmpv::decode::Error::DepthLimitExceeded => "not msgpack: nested too deep",
            _ => "not msgpack, or cut short",
        };
        Error::damaged(what).at(file)
    })?;
    if !bytes.is_empty() {
        return Err(left_over(bytes, file));
    }
    Ok(value)
}

/// The pairs of a map from numbers to numbers, none of them negative, each read as it is asked for.
///
/// # Errors
///
/// Fails at once if the value is not a map; a pair that is not of numbers, a map that ends early and bytes left
/// over are errors of the iterator, which ends after an error.
pub(crate) fn numbers<'a>(bytes: &'a [u8], file: &'a str) -> Result<Numbers<'a>, Error> {
    let (left, bytes) = match bytes {
        [marker @ 0x80..=0x8f, rest @ ..] => (usize::from(marker & 0x0f), rest),
        [0xde, a, b, rest @ ..] => (usize::from(u16::from_be_bytes([*a, *b])), rest),
        [0xdf, a, b, c, d, rest @ ..] => (u32::from_be_bytes([*a, *b, *c, *d]) as usize, rest),
        _ => return Err(Error::damaged("not a msgpack map").at(file)),
    };
    if left == 0 && !bytes.is_empty() {
        return Err(left_over(bytes, file));
    }
    Ok(Numbers { left, bytes, file })
}

/// The pairs of a map, read one by one: what [`numbers`] gives.
#[derive(Debug)]
pub(crate) struct Numbers<'a> {
    left: usize,
    bytes: &'a [u8],
    file: &'a str,
}

impl Numbers<'_> {
    /// How many pairs these bytes can hold at most: safe to reserve room for.
    pub(crate) fn at_most(&self) -> usize {
        // A pair takes two bytes at least, so a length that claims more is a lie.
        self.left.min(self.bytes.len() / 2)
    }

    fn pair(&mut self) -> Result<(u64, u64), Error> {
        let (Some(key), Some(value)) = (number(&mut self.bytes), number(&mut self.bytes)) else {
            return Err(Error::damaged("not a map of whole numbers, or cut short").at(self.file));
        };
        if self.left == 0 && !self.bytes.is_empty() {
            return Err(left_over(self.bytes, self.file));
        }
        Ok((key, value))
    }
}

impl Iterator for Numbers<'_> {
    type Item = Result<(u64, u64), Error>;

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

/// Takes a number that is not negative from the front, if one stands there whole.
fn number(bytes: &mut &[u8]) -> Option<u64> {
    let (number, rest) = match *bytes {
        [number @ 0..=0x7f, rest @ ..] | [0xcc, number, rest @ ..] => (u64::from(*number), rest),
        [0xcd, a, b, rest @ ..] => (u64::from(u16::from_be_bytes([*a, *b])), rest),
        [0xce, rest @ ..] => {
            rest.split_first_chunk().map(|(n, rest)| (u64::from(u32::from_be_bytes(*n)), rest))?
        }
        [0xcf, rest @ ..] => rest.split_first_chunk().map(|(n, rest)| (u64::from_be_bytes(*n), rest))?,
        _ => return None,
    };
    *bytes = rest;
    Some(number)
}

fn left_over(bytes: &[u8], file: &str) -> Error {
    Error::damaged(format!("`{}` bytes are left over after the msgpack value", bytes.len())).at(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
    fn numbers_of_every_width_are_read_in_order() {
        let widths = [0, 127, 128, 255, 256, 65_535, 65_536, u64::from(u32::MAX), 1 << 32, u64::MAX];
        for count in [0, 1, 9, 40, 70_000] {
            let pairs: Vec<(u64, u64)> = (0..count).map(|n| (n, widths[n as usize % 10])).collect();
            let map = pairs.iter().map(|(key, value)| ((*key).into(), (*value).into()));
            let bytes = written(&ValueRef::Map(map.collect()));
            let read = numbers(&bytes, "a").unwrap();
            assert_eq!(read.at_most(), pairs.len());
            assert_eq!(read.collect::<Result<Vec<_>, _>>().unwrap(), pairs);
        }
    }

    #[test]
    fn bytes_that_are_not_one_whole_value_are_refused() {
        let nested = [0x91; 200];
        for bytes in [&[][..], &[0xc0, 0xc0], &[0x82, 0x01, 0x01], &[0xdb, 0xff, 0xff, 0xff, 0xff], &nested] {
            assert!(parse(bytes, "a").is_err(), "{bytes:02x?}");
        }
    }

    #[test]
    fn a_map_that_is_not_of_numbers_or_not_whole_is_refused() {
        // A map said to hold four thousand million pairs, of which one is there.
        let boast = [0xdf, 0xff, 0xff, 0xff, 0xff, 0x01, 0x02];
        let mut read = numbers(&boast, "a").unwrap();
        assert_eq!(read.at_most(), 1);
        assert_eq!(read.next().unwrap().unwrap(), (1, 2));
        assert_eq!(
            read.next().unwrap().unwrap_err().to_string(),
            "a: not a map of whole numbers, or cut short"
        );
        assert!(read.next().is_none());
        for bytes in [&[][..], &[0x80, 0x00], &[0x90], &[0xde, 0x00], &[0xdf, 0x00]] {
            assert!(numbers(bytes, "a").is_err(), "{bytes:02x?}");
        }
        for bytes in [
            &[0x81, 0x01, 0x02, 0x03][..],
            &[0x81, 0x01, 0xff],
            &[0x81, 0xcf, 0x00],
            &[0x81, 0xa1, 0x61, 0x01],
        ] {
            assert!(numbers(bytes, "a").unwrap().any(|pair| pair.is_err()), "{bytes:02x?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in any::<Vec<u8>>()) {
            let value = parse(&bytes, "a");
            prop_assert_eq!(value.is_ok_and(|value| field(&value, "a").is_some() && pairs(&value).is_none()), false);
            if let Ok(read) = numbers(&bytes, "a") {
                let at_most = read.at_most();
                prop_assert!(read.filter(Result::is_ok).count() <= at_most);
            }
        }
    }
}
