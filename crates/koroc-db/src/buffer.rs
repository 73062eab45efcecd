//! Rows on their own: copied out of the database's buffer to be shown later or elsewhere.

use koroc_spec::ValueRef;

use crate::Row;

/// Rows of one select, their texts side by side in one allocation.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    width: usize,
    rows: usize,
    cells: Vec<Cell>,
    texts: String,
}

/// A value; a text by where it starts and ends.
#[derive(Debug, Clone, Copy)]
enum Cell {
    Value(ValueRef<'static>),
    Text(usize, usize),
    Json(usize, usize),
}

impl Buffer {
    /// Adds a row of so many columns.
    pub(crate) fn push(&mut self, row: &dyn Row, width: usize) {
        self.width = width;
        self.rows += 1;
        for k in 0..width {
            let start = self.texts.len();
            let cell = match row.get(k) {
                ValueRef::Str(text) => {
                    self.texts.push_str(text);
                    Cell::Text(start, self.texts.len())
                }
                ValueRef::Json(text) => {
                    self.texts.push_str(text);
                    Cell::Json(start, self.texts.len())
                }
                ValueRef::Null => Cell::Value(ValueRef::Null),
                ValueRef::Bool(truth) => Cell::Value(ValueRef::Bool(truth)),
                ValueRef::Int(number) => Cell::Value(ValueRef::Int(number)),
                ValueRef::Float(number) => Cell::Value(ValueRef::Float(number)),
                ValueRef::Decimal { mantissa, scale } => Cell::Value(ValueRef::Decimal { mantissa, scale }),
                ValueRef::Date(day) => Cell::Value(ValueRef::Date(day)),
                ValueRef::DateTime(instant) => Cell::Value(ValueRef::DateTime(instant)),
                ValueRef::Time(time) => Cell::Value(ValueRef::Time(time)),
                ValueRef::Duration(span) => Cell::Value(ValueRef::Duration(span)),
                ValueRef::Uuid(uuid) => Cell::Value(ValueRef::Uuid(uuid)),
            };
            self.cells.push(cell);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// Shows each row.
    pub(crate) fn each(&self, mut sink: impl FnMut(&dyn Row)) {
        for row in 0..self.rows {
            sink(&Buffered { cells: &self.cells[row * self.width..][..self.width], texts: &self.texts });
        }
    }
}

/// A row of a [`Buffer`].
struct Buffered<'b> {
    cells: &'b [Cell],
    texts: &'b str,
}

impl Row for Buffered<'_> {
    fn get(&self, k: usize) -> ValueRef<'_> {
        match self.cells[k] {
            Cell::Value(value) => value,
            Cell::Text(start, end) => ValueRef::Str(&self.texts[start..end]),
            Cell::Json(start, end) => ValueRef::Json(&self.texts[start..end]),
        }
    }
}
