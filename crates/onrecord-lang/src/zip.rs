//! Just enough of the zip format to read a wheel: a list of entries, stored or deflated, each by its name.
//!
//! A wheel needs neither encryption, nor parts, nor archives over 4 GB, and what is not read cannot go wrong:
//! these 100 lines stand in for a crate with a dozen dependencies. Every number that the archive states is
//! checked against the bytes that are there, and unpacking stops at the limit that the caller sets.
//!
//! Source: PKWARE's APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (its end).

use std::io::Read;

/// An archive in memory.
pub(crate) struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    name: &'a str,
    method: u16,
    crc32: u32,
    packed: usize,
    unpacked: u64,
    /// Where its local header starts.
    offset: usize,
}

/// Why an entry could not be unpacked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unpack {
    /// It has more bytes than the limit.
    TooLarge,
    /// It is not what a zip entry must be; the text says in what.
    Damaged(&'static str),
}

impl<'a> Archive<'a> {
    /// Reads the list of entries, or says why there is none. Entries whose name is not UTF-8 are left out.
    pub fn open(bytes: &'a [u8]) -> Result<Archive<'a>, &'static str> {
        const END: &[u8] = b"PK\x05\x06";
        const END_SIZE: usize = 22;
        // The end record is followed by a comment of at most 65,535 bytes.
        let tail = bytes.len().saturating_sub(END_SIZE + 0xFFFF);
        let last = bytes[tail..].windows(END.len()).rposition(|w| w == END);
        let end = tail + last.ok_or("it has no list of files at its end")?;
        let end = bytes.get(end..end + END_SIZE).ok_or("its end is cut off")?;
        let (count, start) = u16_at(end, 10).zip(u32_at(end, 16)).ok_or("its end is cut off")?;
        let mut at = start as usize;
        let mut entries = Vec::new();
        for _ in 0..count {
            let (entry, next) = central_entry(bytes, at).ok_or("its list of files is damaged")?;
            entries.extend(entry);
            at = next;
        }
        Ok(Archive { bytes, entries })
    }

    /// The names of all entries, in the order of the archive.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.entries.iter().map(|e| e.name)
    }

    /// Unpacks the entry of that name, if there is one, up to `limit` bytes.
    pub fn read(&self, name: &str, limit: u64) -> Option<Result<Vec<u8>, Unpack>> {
        // The last one counts, as in Python's `zipfile`, should a name stand there twice.
        let entry = self.entries.iter().rev().find(|e| e.name == name)?;
        Some(self.unpack(entry, limit))
    }

    fn unpack(&self, entry: &Entry, limit: u64) -> Result<Vec<u8>, Unpack> {
        if entry.unpacked > limit {
            return Err(Unpack::TooLarge);
        }
        let packed = self.packed(entry).ok_or(Unpack::Damaged("it lies outside of the archive"))?;
        let mut bytes = Vec::with_capacity(entry.unpacked.min(1 << 20) as usize);
        match entry.method {
            0 => bytes.extend_from_slice(packed),
            8 => {
                let mut unpacking = flate2::read::DeflateDecoder::new(packed).take(limit + 1);
                unpacking
                    .read_to_end(&mut bytes)
                    .map_err(|_| Unpack::Damaged("its packed bytes are damaged"))?;
            }
            _ => return Err(Unpack::Damaged("it is packed in a way that wheels do not use")),
        }
        if bytes.len() as u64 > limit {
            return Err(Unpack::TooLarge);
        }
        let mut crc = flate2::Crc::new();
        crc.update(&bytes);
        if bytes.len() as u64 != entry.unpacked || crc.sum() != entry.crc32 {
            return Err(Unpack::Damaged("its checksum is wrong"));
        }
        Ok(bytes)
    }

    fn packed(&self, entry: &Entry) -> Option<&'a [u8]> {
        if self.bytes.get(entry.offset..)?.get(..4)? != b"PK\x03\x04" {
            return None;
        }
        // The local header repeats the name and may have extra fields of another length than the central one.
        let name = u16_at(self.bytes, entry.offset + 26)? as usize;
        let extra = u16_at(self.bytes, entry.offset + 28)? as usize;
        self.bytes.get(entry.offset + 30 + name + extra..)?.get(..entry.packed)
    }
}

/// The entry of the central directory at `at`, unless its name is not text, and where the next one starts.
fn central_entry(bytes: &[u8], at: usize) -> Option<(Option<Entry<'_>>, usize)> {
    if bytes.get(at..)?.get(..4)? != b"PK\x01\x02" {
        return None;
    }
    let name_len = u16_at(bytes, at + 28)? as usize;
    let after = u16_at(bytes, at + 30)? as usize + u16_at(bytes, at + 32)? as usize;
    let name = std::str::from_utf8(bytes.get(at + 46..)?.get(..name_len)?).ok();
    let (method, crc32) = (u16_at(bytes, at + 10)?, u32_at(bytes, at + 16)?);
    let (packed, unpacked) = (u32_at(bytes, at + 20)? as usize, u64::from(u32_at(bytes, at + 24)?));
    let offset = u32_at(bytes, at + 42)? as usize;
    let entry = name.map(|name| Entry { name, method, crc32, packed, unpacked, offset });
    Some((entry, at + 46 + name_len + after))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|b| u16::from_le_bytes(*b))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_le_bytes(*b))
}

/// Writes archives for tests.
#[cfg(test)]
pub(crate) mod write {
    use std::io::Write;

    /// An archive of these files, deflated.
    pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut out, mut central) = (Vec::new(), Vec::new());
        for (name, bytes) in files {
            let mut packing = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
            packing.write_all(bytes).unwrap();
            let packed = packing.finish().unwrap();
            let mut crc = flate2::Crc::new();
            crc.update(bytes);
            let offset = out.len() as u32;
            let sizes = [crc.sum(), packed.len() as u32, bytes.len() as u32].map(u32::to_le_bytes).concat();
            let name_len = (name.len() as u16).to_le_bytes();
            let fixed = [&[20u8, 0, 0, 0, 8, 0, 0, 0, 0, 0][..], &sizes, &name_len, &[0, 0]].concat();
            out.extend([&b"PK\x03\x04"[..], &fixed, name.as_bytes(), &packed].concat());
            let tail = [&[0u8; 10][..], &offset.to_le_bytes()].concat();
            central.extend([&b"PK\x01\x02\x14\x00"[..], &fixed, &tail, name.as_bytes()].concat());
        }
        let count = (files.len() as u16).to_le_bytes();
        let (size, start) = ((central.len() as u32).to_le_bytes(), (out.len() as u32).to_le_bytes());
        out.extend(central);
        out.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &size, &start, &[0, 0]].concat());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        write::archive(&[("a/config.cfg", b"[nlp]\n"), ("a/ner/model", &[7; 5000])])
    }

    #[test]
    fn entries_are_listed_and_unpacked() {
        let bytes = sample();
        let zip = Archive::open(&bytes).unwrap();
        assert_eq!(zip.names().collect::<Vec<_>>(), ["a/config.cfg", "a/ner/model"]);
        assert_eq!(zip.read("a/config.cfg", 100), Some(Ok(b"[nlp]\n".to_vec())));
        assert_eq!(zip.read("a/ner/model", 5000), Some(Ok(vec![7; 5000])));
        assert_eq!(zip.read("b", 100), None);
    }

    #[test]
    fn unpacking_stops_at_the_limit_whatever_the_archive_states() {
        let mut bytes = sample();
        assert_eq!(Archive::open(&bytes).unwrap().read("a/ner/model", 4999), Some(Err(Unpack::TooLarge)));
        // The same with a stated size of 1: the size in the central directory, 24 bytes after its signature.
        let second = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
        bytes[second + 24..second + 28].copy_from_slice(&1u32.to_le_bytes());
        assert_eq!(Archive::open(&bytes).unwrap().read("a/ner/model", 4999), Some(Err(Unpack::TooLarge)));
        let damaged = Some(Err(Unpack::Damaged("its checksum is wrong")));
        assert_eq!(Archive::open(&bytes).unwrap().read("a/ner/model", 5000), damaged);
    }

    #[test]
    fn an_archive_cut_or_changed_anywhere_gives_an_error_or_the_same_bytes() {
        let whole = sample();
        for cut in 0..whole.len() {
            assert!(Archive::open(&whole[..cut]).is_err(), "cut at {cut}");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            if let Ok(zip) = Archive::open(&changed)
                && let Some(Ok(bytes)) = zip.read("a/ner/model", 1 << 20)
            {
                assert_eq!(bytes, [7; 5000], "changed at {at}");
            }
        }
    }
}
