//! Static word vectors: a table of rows and the row of each known form.
//!
//! The rows come from `vocab/vectors`, a NumPy array file of 32-bit floats; which form has which row from
//! `vocab/key2row`, a msgpack map from the 64-bit id of a form to its row.

use crate::{Error, msgpack, weights::floats};
use hashbrown::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Vectors by the id of a form. The small models have none.
pub struct Vectors {
    width: usize,
    values: Vec<f32>,
    rows: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
}

/// The ids are hashes already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*b);
        }
    }

    fn write_u64(&mut self, id: u64) {
        // The table takes its seven control bits from the top and its slot from the bottom of a hash.
        self.0 = id;
    }
}

impl Vectors {
    /// Reads both files.
    pub fn load(npy: &[u8], key2row: &[u8]) -> Result<Vectors, Error> {
        let (count, width, data) = table(npy)?;
        let file = "vocab/key2row";
        let entries = msgpack::numbers(key2row, file)?;
        let mut rows = HashMap::with_capacity_and_hasher(entries.at_most(), BuildHasherDefault::default());
        for entry in entries {
            let (key, row) = entry?;
            let within = u32::try_from(row).ok().filter(|_| row < count as u64);
            let outside = || Error::damaged(format!("row `{row}` lies outside the {count} vectors")).at(file);
            rows.insert(key, within.ok_or_else(outside)?);
        }
        Ok(Vectors { width, values: floats(data), rows })
    }

    /// The vector of a form.
    pub fn find(&self, id: u64) -> Option<&[f32]> {
        self.row(self.find_row(id)?)
    }

    /// The row that holds the vector of a form.
    pub fn find_row(&self, id: u64) -> Option<u32> {
        self.rows.get(&id).copied()
    }

    /// A row of the table.
    pub fn row(&self, row: u32) -> Option<&[f32]> {
        let row = row as usize;
        self.values.get(row * self.width..(row + 1) * self.width)
    }

    /// Values in a row.
    pub fn width(&self) -> usize {
        self.width
    }
}

/// Width of the vectors in a `vocab/vectors` file.
pub fn width(npy: &[u8]) -> Result<usize, Error> {
    table(npy).map(|(_, width, _)| width)
}

/// Number of rows, width and values of an array file.
///
/// Source: NumPy's npy format 1.0: magic, version, length of the header, the header as a Python dictionary, values.
fn table(npy: &[u8]) -> Result<(usize, usize, &[u8]), Error> {
    let damaged = |what: &str| Error::damaged(what).at("vocab/vectors");
    let rest =
        npy.strip_prefix(b"\x93NUMPY\x01\x00").ok_or_else(|| damaged("it is no NumPy array of version 1"))?;
    let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(|| damaged("its header is cut short"))?;
    let length = usize::from(u16::from_le_bytes(*length));
    let (header, data) = rest.split_at_checked(length).ok_or_else(|| damaged("its header is cut short"))?;
    let header = std::str::from_utf8(header).map_err(|_| damaged("its header is no text"))?;
    if !header.contains("'descr': '<f4'") || !header.contains("'fortran_order': False") {
        return Err(damaged("its values are not 32-bit floats in row-major order"));
    }
    let shape: Vec<usize> = header
        .split_once("'shape': (")
        .and_then(|(_, s)| s.split_once(')'))
        .map(|(s, _)| s.split(',').filter_map(|n| n.trim().parse().ok()).collect())
        .unwrap_or_default();
    let [count, width] = shape[..] else { return Err(damaged("its shape is not two numbers")) };
    if count.checked_mul(width).and_then(|n| n.checked_mul(4)) != Some(data.len()) {
        return Err(damaged("it does not hold as many values as its shape says"));
    }
    Ok((count, width, data))
}
