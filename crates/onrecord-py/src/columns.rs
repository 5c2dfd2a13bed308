//! Rows as columns of Arrow: the tables and columns of `onrecord_export::rows`, which the Parquet export has, too.
//!
//! Types are what a reader of that export finds: keys and lists are never null, the values of a list may be. A table
//! inside another's row (the events of a document) is a list of structs with just these columns.

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, ListArray, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields};
use onrecord_export::rows::{Cell, Column, Kind, Table};
use std::sync::Arc;

/// The version of the columns: it grows when one is renamed, removed or changes its type, not when one is added.
pub const SCHEMA: u32 = 1;

/// The columns of a table as Arrow has them.
pub fn fields(table: &Table) -> Fields {
    table.columns.iter().map(|c| Arc::new(field(table, c))).collect()
}

fn field(table: &Table, column: &Column) -> Field {
    let kind = match column.kind {
        Kind::Text => DataType::Utf8,
        Kind::Integer => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
        Kind::Date => DataType::Date32,
        Kind::Texts => DataType::List(element()),
    };
    let is_needed = table.key.contains(&column.name) || column.kind == Kind::Texts;
    Field::new(column.name, kind, !is_needed)
}

/// The values of a list; the name is that of Parquet.
fn element() -> FieldRef {
    Arc::new(Field::new("element", DataType::Utf8, true))
}

/// A table as a column of lists.
pub fn nested(table: &Table) -> Field {
    let row = Field::new("element", DataType::Struct(fields(table)), false);
    Field::new(table.name, DataType::List(Arc::new(row)), false)
}

/// A column while it grows.
enum Growing {
    Text(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Texts(ListBuilder<StringBuilder>),
}

/// Rows of a table, and how many each document has.
pub struct Rows {
    fields: Fields,
    columns: Vec<Growing>,
    rows: usize,
    ends: Vec<i32>,
    bytes: usize,
}

impl Rows {
    /// No rows.
    pub fn of(table: &Table) -> Rows {
        let growing = |c: &Column| match c.kind {
            Kind::Text => Growing::Text(StringBuilder::new()),
            Kind::Integer => Growing::Integer(Int64Builder::new()),
            Kind::Number => Growing::Number(Float64Builder::new()),
            Kind::Boolean => Growing::Boolean(BooleanBuilder::new()),
            Kind::Date => Growing::Date(Date32Builder::new()),
            Kind::Texts => Growing::Texts(ListBuilder::new(StringBuilder::new()).with_field(element())),
        };
        let columns = table.columns.iter().map(growing).collect();
        Rows { fields: fields(table), columns, rows: 0, ends: vec![0], bytes: 0 }
    }

    /// How many bytes of words it has; a column holds at most 2 GB.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Cell<'_>>) {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            self.bytes += column.push(cell);
        }
        self.rows += 1;
    }

    /// Ends the rows of a document.
    pub fn end(&mut self) {
        self.ends.push(i32::try_from(self.rows).unwrap_or(i32::MAX));
    }

    /// The columns as they are: a row a row.
    pub fn flat(mut self) -> Vec<ArrayRef> {
        self.columns.iter_mut().map(Growing::finish).collect()
    }

    /// One column of lists, a list a document.
    pub fn nested(mut self) -> Result<ArrayRef, ArrowError> {
        let ends = OffsetBuffer::new(std::mem::take(&mut self.ends).into());
        let (fields, rows) = (self.fields.clone(), self.rows);
        let rows = StructArray::try_new_with_length(fields.clone(), self.flat(), None, rows)?;
        let element = Arc::new(Field::new("element", DataType::Struct(fields), false));
        Ok(Arc::new(ListArray::try_new(element, ends, Arc::new(rows), None)?))
    }
}

impl Growing {
    /// Adds a value and gives the bytes of its words.
    fn push(&mut self, cell: Cell<'_>) -> usize {
        match (&mut *self, cell) {
            (Growing::Text(all), Cell::Text(text)) => {
                all.append_value(&text);
                return text.len();
            }
            (Growing::Texts(all), Cell::Texts(list)) => {
                for value in &list {
                    all.values().append_option(value.as_deref());
                }
                all.append(true);
                return list.iter().flatten().map(|v| v.len()).sum();
            }
            (Growing::Integer(all), Cell::Integer(n)) => all.append_value(n),
            (Growing::Number(all), Cell::Number(n)) => all.append_value(n),
            (Growing::Boolean(all), Cell::Boolean(b)) => all.append_value(b),
            (Growing::Date(all), Cell::Date(day)) => all.append_value(day_number(day)),
            // Nothing known; a cell of another kind cannot be, which a test of the rows rules out.
            (Growing::Text(all), _) => all.append_null(),
            (Growing::Texts(all), _) => all.append(true),
            (Growing::Integer(all), _) => all.append_null(),
            (Growing::Number(all), _) => all.append_null(),
            (Growing::Boolean(all), _) => all.append_null(),
            (Growing::Date(all), _) => all.append_null(),
        }
        0
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Growing::Text(all) => Arc::new(all.finish()),
            Growing::Integer(all) => Arc::new(all.finish()),
            Growing::Number(all) => Arc::new(all.finish()),
            Growing::Boolean(all) => Arc::new(all.finish()),
            Growing::Date(all) => Arc::new(all.finish()),
            Growing::Texts(all) => Arc::new(all.finish()),
        }
    }
}

/// Days since 1970-01-01.
fn day_number(day: jiff::civil::Date) -> i32 {
    jiff::civil::date(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
}
