//! Numbers of features: 64-bit hashes that are built up piece by piece, so that no n-gram is ever a string.
//!
//! The numbers stand in the file of the weights, so these functions are part of its format: a change of theirs makes
//! every feature unknown and wants new weights. Source of the string hash: FNV-1a, 64 bits.

const PRIME: u64 = 0x0000_0100_0000_01B3;

/// The hash of a string.
pub const fn text(string: &str) -> u64 {
    bytes(string.as_bytes())
}

/// The hash of bytes.
pub const fn bytes(bytes: &[u8]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(PRIME);
        i += 1;
    }
    hash
}

/// A hash in the making: of what has been added, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(u64);

impl Hash {
    /// Begins a feature of that kind.
    pub const fn new(kind: u64) -> Hash {
        Hash(kind)
    }

    /// Adds a part.
    pub const fn with(self, part: u64) -> Hash {
        Hash((self.0.rotate_left(23) ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// The number of the feature.
    pub const fn end(self) -> u32 {
        let mixed = (self.0 ^ (self.0 >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_file() {
        // FNV-1a of "a" is published with the function; the others are ours, and the weights know them.
        assert_eq!(text("a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(Hash::new(text("a")).with(text("b")).with(text("c")).end(), 0xD098DED4);
    }

    #[test]
    fn the_order_of_the_parts_counts() {
        let one = Hash::new(1).with(text("meet")).with(text("with"));
        assert_ne!(one.end(), Hash::new(1).with(text("with")).with(text("meet")).end());
        assert_ne!(one.end(), Hash::new(2).with(text("meet")).with(text("with")).end());
    }
}
