//! The small words that the pass asks for: what stands around names of places and what ends names of sites. From
//! `data/places/words.tsv`, which says what each class is.

use crate::error::Error;
use crate::tsv;
use hashbrown::HashMap;

/// The classes, each a bit.
const CLASSES: [&str; 8] =
    ["around", "before", "inside", "site", "street", "common", "division", "settlement"];

/// The words of places by their classes.
#[derive(Clone, Debug, Default)]
pub struct PlaceWords {
    classes: HashMap<String, u8>,
}

impl PlaceWords {
    /// Reads the table.
    ///
    /// # Errors
    ///
    /// At a row without a source or of an unknown class.
    pub(crate) fn parse(path: &str, table: &str) -> Result<PlaceWords, Error> {
        let mut words = PlaceWords::default();
        for row in tsv::rows(path, table, ["word", "class", "source"])? {
            let [word, class, _] = row.cells;
            let Some(bit) = CLASSES.iter().position(|c| *c == class) else {
                let hint = Some(format!("classes: {}", CLASSES.join(", ")));
                return Err(tsv::wrong(path, row.line, format!("unknown class `{class}`"), hint));
            };
            *words.classes.entry(word.to_owned()).or_default() |= 1 << bit;
        }
        Ok(words)
    }

    fn is(&self, lower: &str, bit: u8) -> bool {
        self.classes.get(lower).is_some_and(|c| c & (1 << bit) != 0)
    }

    pub(super) fn is_around(&self, lower: &str) -> bool {
        self.is(lower, 0)
    }

    pub(super) fn is_locative(&self, lower: &str) -> bool {
        self.is(lower, 1)
    }

    pub(super) fn is_inside(&self, lower: &str) -> bool {
        self.is(lower, 2)
    }

    pub(super) fn is_site(&self, lower: &str) -> bool {
        self.is(lower, 3)
    }

    pub(super) fn is_street(&self, lower: &str) -> bool {
        self.is(lower, 4)
    }

    pub(super) fn is_common(&self, lower: &str) -> bool {
        self.is(lower, 5)
    }

    /// A division: 1, a settlement: -1, neither: 0.
    pub(super) fn kind(&self, lower: &str) -> i8 {
        i8::from(self.is(lower, 6)) - i8::from(self.is(lower, 7))
    }
}
