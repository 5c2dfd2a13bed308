//! The gazetteer: states, their divisions and settlements, as one block of bytes that is looked into where it lies.
//!
//! Nothing is built when it is opened. A name becomes a key ([`super::fold`]), the key a number of 64 bits; the upper 16
//! choose a bucket, the next 24 are kept beside every name of the bucket, with the number of the place. Names themselves
//! are stored once a place, for display. `build.rs` writes the block; `docs/places.md` describes every byte.

use super::fold;
use std::borrow::Cow;

/// What the block begins with; the last letter is the version of the layout.
pub(super) const MAGIC: &[u8; 8] = b"ORPLACE1";
/// Length of the header.
pub(super) const HEADER: usize = 48;
/// Length of a place.
pub(super) const RECORD: usize = 21;
/// Length of a name in the index.
pub(super) const ENTRY: usize = 6;
/// Number of buckets.
pub(super) const BUCKETS: usize = 1 << 16;

/// What a place is, as far as choosing between places of one name goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// A state or territory with a code of its own.
    Country,
    /// A first division: `ADM1`.
    Admin1,
    /// A second division: `ADM2`.
    Admin2,
    /// `PPLC`
    Capital,
    /// `PPLA`: seat of a first division.
    Seat1,
    /// `PPLA2`
    Seat2,
    /// `PPLA3` and below.
    Seat3,
    /// `PPL` and what is like it.
    Settlement,
    /// `PPLX`: a part of a settlement.
    Section,
}

impl Feature {
    const ALL: [Feature; 9] = [
        Feature::Country,
        Feature::Admin1,
        Feature::Admin2,
        Feature::Capital,
        Feature::Seat1,
        Feature::Seat2,
        Feature::Seat3,
        Feature::Settlement,
        Feature::Section,
    ];

    /// The feature of a GeoNames code.
    pub(super) fn of(code: &str) -> Feature {
        match code {
            "PCLI" => Feature::Country,
            "ADM1" => Feature::Admin1,
            "ADM2" => Feature::Admin2,
            "PPLC" => Feature::Capital,
            "PPLA" => Feature::Seat1,
            "PPLA2" => Feature::Seat2,
            "PPLA3" | "PPLA4" | "PPLA5" => Feature::Seat3,
            "PPLX" => Feature::Section,
            _ => Feature::Settlement,
        }
    }
}

/// A place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'g> {
    /// Its number in the gazetteer.
    pub number: usize,
    /// Number at GeoNames.
    pub geonames: u32,
    /// Its name.
    pub name: &'g str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// People, to within a tenth.
    pub population: f64,
    /// What it is.
    pub feature: Feature,
    /// ISO 3166 alpha-2.
    pub country: &'g str,
    /// Number of the first division that it lies in or is.
    pub admin1: Option<usize>,
    /// Number of the second division that it lies in or is.
    pub admin2: Option<usize>,
}

/// A place that a name may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Number of the place in the gazetteer.
    pub number: usize,
    /// Whether it is the name that GeoNames gives first.
    pub is_first: bool,
}

/// Why a block is no gazetteer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Damage(pub(super) String);

/// The gazetteer.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    bytes: Cow<'static, [u8]>,
    countries: usize,
    admin1: usize,
    records: usize,
    /// Where the parts begin: places, buckets, index, names.
    at: [usize; 4],
}

impl Gazetteer {
    /// Opens a block.
    ///
    /// # Errors
    ///
    /// If the block is another thing, was cut, or its checksum is wrong. What passes is never out of bounds: every number
    /// in it is checked again where it is used.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Gazetteer, Damage> {
        let fault = |what: String| Err(Damage(what));
        if bytes.len() < HEADER || !bytes.starts_with(MAGIC) {
            return fault("does not begin as a gazetteer does".to_owned());
        }
        let number = |i: usize| u32_at(&bytes, 8 + 4 * i).unwrap_or(0) as usize;
        let [countries, admin1, admin2, records, entries, names] = [0, 1, 2, 3, 4, 5].map(number);
        // No product of two 32-bit numbers and a constant of this size overflows 64 bits.
        let sizes = [records * RECORD, (BUCKETS + 1) * 4, entries * ENTRY, names];
        let mut at = [HEADER; 4];
        let mut end = HEADER;
        for (start, size) in at.iter_mut().zip(sizes) {
            *start = end;
            end = end.saturating_add(size);
        }
        if end != bytes.len() {
            return fault(format!("has {} bytes; its header tells of {end}", bytes.len()));
        }
        if countries + admin1 + admin2 > records || records > 1 << 20 || countries > 256 {
            return fault(format!("tells of {records} places, too few or too many"));
        }
        let (sum, told) = (checksum(&bytes[HEADER..]), u64_at(&bytes, 32).unwrap_or(0));
        if sum != told {
            return fault(format!("is damaged: checksum {sum:016x}, should be {told:016x}"));
        }
        Ok(Gazetteer { bytes, countries, admin1, records, at })
    }

    /// How many places it has.
    pub fn len(&self) -> usize {
        self.records
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// The header, which tells one gazetteer from another.
    pub fn header(&self) -> &[u8] {
        self.bytes.get(..HEADER).unwrap_or_default()
    }

    /// The places that a key may mean, those with most people first.
    pub(crate) fn find(&self, key: &str) -> Vec<Hit> {
        let h = fold::hash(key);
        let (bucket, rest) = ((h >> 48) as usize, (h >> 24) as u32 & 0xff_ffff);
        let edge = |i: usize| u32_at(&self.bytes, self.at[1] + 4 * i).unwrap_or(0) as usize;
        let (first, last) = (edge(bucket), edge(bucket + 1));
        let mut hits = Vec::new();
        for i in first..last {
            let at = self.at[2] + i * ENTRY;
            let Some(kept) = u24_at(&self.bytes, at).filter(|_| at < self.at[3]) else { break };
            if kept > rest {
                break;
            }
            if kept == rest {
                let value = u24_at(&self.bytes, at + 3).unwrap_or(0);
                hits.push(Hit { number: (value & 0xf_ffff) as usize, is_first: value >> 20 == 0 });
            }
        }
        hits
    }

    /// A place by its number.
    pub fn row(&self, number: usize) -> Option<Row<'_>> {
        if number >= self.records {
            return None;
        }
        let at = self.at[0] + number * RECORD;
        let b = self.bytes.get(at..at + RECORD)?;
        let name = self.at[3] + u24_at(b, 17)? as usize;
        let name = self.bytes.get(name..name + usize::from(b[20]))?;
        let feature = *Feature::ALL.get(usize::from(b[11]))?;
        let ordinal = |at: usize| (u16::from(b[at]) | (u16::from(b[at + 1]) << 8)) as usize;
        Some(Row {
            number,
            geonames: u32_at(b, 0)?,
            name: std::str::from_utf8(name).ok()?,
            lat: f64::from(u24_at(b, 4)?) / 1e4 - 90.0,
            lon: f64::from(u24_at(b, 7)?) / 1e4 - 180.0,
            population: 2f64.powf(f64::from(b[10]) / 8.0) - 1.0,
            feature,
            country: self.code(usize::from(b[12])).unwrap_or(""),
            admin1: ordinal(13).checked_sub(1).map(|n| self.countries + n),
            admin2: ordinal(15).checked_sub(1).map(|n| self.countries + self.admin1 + n),
        })
    }

    /// The state of that ISO 3166 alpha-2 code.
    pub fn country(&self, alpha2: &str) -> Option<Row<'_>> {
        (0..self.countries).find(|n| self.code(*n) == Some(alpha2)).and_then(|n| self.row(n))
    }

    /// Code of a state. It stands behind the name: `FranceFR`.
    fn code(&self, number: usize) -> Option<&str> {
        let at = self.at[0] + number * RECORD;
        let b = self.bytes.get(at..at + RECORD).filter(|_| number < self.countries)?;
        let start = self.at[3] + u24_at(b, 17)? as usize + usize::from(b[20]);
        std::str::from_utf8(self.bytes.get(start..start + 2)?).ok()
    }
}

fn u24_at(b: &[u8], at: usize) -> Option<u32> {
    let b = b.get(at..at + 3)?;
    Some(u32::from(b[0]) | (u32::from(b[1]) << 8) | (u32::from(b[2]) << 16))
}

fn u32_at(b: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(b.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(b: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(b.get(at..at + 8)?.try_into().ok()?))
}

/// Four sums over words of eight bytes, mixed: it finds damage, not intent, and takes a millisecond for ten million bytes.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut lanes = [K, K ^ 1, K ^ 2, K ^ 3];
    let (blocks, tail) = bytes.as_chunks::<32>();
    for block in blocks {
        for (lane, word) in lanes.iter_mut().zip(block.as_chunks::<8>().0) {
            *lane = (*lane ^ u64::from_le_bytes(*word)).wrapping_mul(K).rotate_left(31);
        }
    }
    let mut sum = bytes.len() as u64;
    for b in tail {
        sum = (sum ^ u64::from(*b)).wrapping_mul(K).rotate_left(17);
    }
    lanes.iter().fold(sum, |sum, lane| (sum ^ lane).wrapping_mul(K).rotate_left(29))
}
