//! Reads columns out of the Data API's records by how they are stored.

use std::cell::Cell;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use koroc_spec::{Value, ValueRef, json};

use super::{
    interval,
    wire::{Column, Field},
};
use crate::{DbError, DbErrorKind, Row, Storage, decimal};

/// A row in the answer that brought it.
pub(super) struct DataRow<'r> {
    fields: &'r [Field<'r>],
    columns: &'r [Storage],
    /// The first column that held what it cannot hold.
    corrupt: Cell<Option<usize>>,
}

impl<'r> DataRow<'r> {
    pub(super) fn new(fields: &'r [Field<'r>], columns: &'r [Storage]) -> Self {
        DataRow { fields, columns, corrupt: Cell::new(None) }
    }

    /// Fails if a column was read that held what it cannot hold.
    pub(super) fn check(&self) -> Result<(), DbError> {
        let Some(k) = self.corrupt.get() else { return Ok(()) };
        let message = format!("the column {k} is stored as {:?} and came as {:?}", self.columns.get(k), self.fields.get(k));
        Err(DbError::new(DbErrorKind::Corrupt, message))
    }
}

impl Row for DataRow<'_> {
    fn get(&self, k: usize) -> ValueRef<'_> {
        let read = self.fields.get(k).zip(self.columns.get(k)).and_then(|(field, storage)| decode(*storage, field));
        read.unwrap_or_else(|| {
            self.corrupt.set(self.corrupt.get().or(Some(k)));
            ValueRef::Null
        })
    }
}

/// What a column holds; `None` if it cannot be that.
fn decode<'r>(storage: Storage, field: &'r Field<'_>) -> Option<ValueRef<'r>> {
    Some(match (storage, field) {
        (_, Field::Null(_)) | (Storage::Absent, _) => ValueRef::Null,
        (Storage::Bool, Field::Bool(truth)) => ValueRef::Bool(*truth),
        (Storage::SmallInt | Storage::Int | Storage::BigInt, Field::Long(number)) => ValueRef::Int(*number),
        (Storage::Double, Field::Double(number)) => ValueRef::Float(*number),
        (_, Field::Text(text)) => of_text(storage, text)?,
        _ => return None,
    })
}

/// What a column holds that came as text.
fn of_text(storage: Storage, text: &str) -> Option<ValueRef<'_>> {
    Some(match storage {
        Storage::Text { .. } | Storage::Ip => ValueRef::Str(text),
        Storage::Double => ValueRef::Float(text.parse().ok()?),
        Storage::ScaledInt { places, .. } | Storage::OrderedText { places, .. } | Storage::Numeric { places, .. } => {
            ValueRef::Decimal { mantissa: decimal::scaled(text, places)?.floor, scale: places }
        }
        Storage::Date => ValueRef::Date(day(text)?),
        Storage::Time => ValueRef::Time(time(text)?),
        Storage::DateTime => ValueRef::DateTime(instant(text)?),
        Storage::Duration => ValueRef::Duration(interval::read(text)?),
        Storage::Uuid => ValueRef::Uuid(text.parse().ok()?),
        // JSON's null reads as NULL does.
        Storage::Json if text == "null" => ValueRef::Null,
        Storage::Json => ValueRef::Json(text),
        Storage::SmallInt | Storage::Int | Storage::BigInt | Storage::Bool | Storage::Absent => return None,
    })
}

fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M:%S%.f").ok()
}

/// An instant; without an offset it is one of UTC, in which the Data API gives them.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let with_offset = DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z").map(|instant| instant.to_utc());
    with_offset.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").map(|instant| instant.and_utc())).ok()
}

/// A row of raw SQL, by the types that PostgreSQL names; what cannot be read as one is a text.
pub(super) fn raw_row(fields: &[Field<'_>], columns: &[Column]) -> Vec<Value> {
    let name = |k: usize| columns.get(k).map(|column| column.type_name.as_str()).unwrap_or_default();
    fields.iter().enumerate().map(|(k, field)| raw_value(field, name(k))).collect()
}

fn raw_value(field: &Field<'_>, type_name: &str) -> Value {
    match field {
        Field::Null(_) => Value::Null,
        Field::Bool(truth) => Value::Bool(*truth),
        Field::Long(number) => Value::Int(*number),
        Field::Double(number) => Value::Float(*number),
        Field::Text(text) => typed(text, type_name).unwrap_or_else(|| Value::from(text.as_ref())),
        Field::Blob(text) => Value::from(text.as_ref()),
        Field::Array(array) => json::read(&array.to_string()).unwrap_or(Value::Null),
    }
}

fn typed(text: &str, type_name: &str) -> Option<Value> {
    Some(match type_name {
        "numeric" => Value::Decimal(text.to_owned()),
        "date" => Value::Date(day(text)?),
        "time" => Value::Time(time(text)?),
        "timestamptz" => Value::DateTime(instant(text)?),
        "interval" => Value::Duration(interval::read(text)?),
        "uuid" => Value::Uuid(text.parse().ok()?),
        "json" | "jsonb" => json::read(text)?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_column_cannot_hold_is_corrupt() {
        let cases = [
            (Storage::Int, Field::Text("1".into())),
            (Storage::Bool, Field::Long(1)),
            (Storage::Date, Field::Text("infinity".into())),
            (Storage::Numeric { digits: 6, places: 2 }, Field::Text("NaN".into())),
            (Storage::Text { max: None }, Field::Blob("eA==".into())),
        ];
        for (storage, field) in cases {
            let (fields, columns) = ([field], [storage]);
            let row = DataRow::new(&fields, &columns);
            assert!(row.check().is_ok());
            assert_eq!(row.get(0), ValueRef::Null);
            assert_eq!(row.check().expect_err("it was read").kind(), &DbErrorKind::Corrupt);
        }
    }

    #[test]
    fn instants_have_any_offset_or_none() {
        let wanted: DateTime<Utc> = "2024-01-02T03:04:05.000006Z".parse().expect("it is one");
        for text in ["2024-01-02 03:04:05.000006+00", "2024-01-02 08:34:05.000006+05:30", "2024-01-02 03:04:05.000006"] {
            assert_eq!(instant(text), Some(wanted), "{text}");
        }
    }
}
