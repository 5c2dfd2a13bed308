//! Cells of rows as JSON, in the order in which they are given.

use crate::rows::Cell;
use serde::{Serialize, Serializer};

/// Named cells as an object.
pub(crate) struct Fields<'a>(pub(crate) &'a [(&'static str, Cell<'a>)]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, cell)| (name, Json(cell))))
    }
}

struct Json<'a>(&'a Cell<'a>);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Cell::None => to.serialize_none(),
            Cell::Text(text) => to.serialize_str(text),
            Cell::Integer(n) => to.serialize_i64(*n),
            Cell::Number(n) => to.serialize_f64(*n),
            Cell::Boolean(b) => to.serialize_bool(*b),
            Cell::Date(day) => to.collect_str(day),
            Cell::Texts(list) => to.collect_seq(list),
        }
    }
}
