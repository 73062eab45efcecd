//! A value on its way into a statement.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use koroc_spec::{Value, json};
use uuid::Uuid;

use crate::{DbError, DbErrorKind, Storage, decimal, table::Table};

/// A value in the form that its column compares and stores; each database encodes it in its own way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Bound<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Cow<'a, str>),
    /// The text of a number of any length.
    Number(Cow<'a, str>),
    /// The text of an address.
    Ip(Cow<'a, str>),
    /// The text of a JSON document.
    Json(Cow<'a, str>),
    /// `numeric` of PostgreSQL: `mantissa / 10^places`.
    Decimal {
        mantissa: i128,
        places: u32,
    },
    Date(NaiveDate),
    Time(NaiveTime),
    DateTime(DateTime<Utc>),
    Duration(TimeDelta),
    Uuid(Uuid),
}

impl<'a> Bound<'a> {
    /// What a column of this storage holds for a value that [`stored`](crate::stored::stored) answered.
    pub(crate) fn stored(storage: Storage, value: &'a Value) -> Result<Bound<'a>, DbError> {
        Ok(match (value, storage) {
            (Value::Decimal(text), Storage::ScaledInt { places, .. } | Storage::OrderedText { places, .. } | Storage::Numeric { places, .. }) => {
                let number = decimal::scaled(text, places).ok_or_else(|| cannot_bind(value))?;
                Bound::decimal(storage, number.floor).ok_or_else(|| cannot_bind(value))?
            }
            (Value::Null, _) => Bound::Null,
            (_, Storage::Json) => Bound::Json(Cow::Owned(json::write(value))),
            (Value::Str(text), Storage::Ip) => Bound::Ip(Cow::Borrowed(text)),
            _ => Bound::raw(value)?,
        })
    }

    /// The values of a row that is stored.
    pub(crate) fn row(table: &Table, row: &'a [(usize, Value)]) -> Result<Vec<Bound<'a>>, DbError> {
        row.iter().map(|(field, value)| Bound::stored(table.columns[*field].storage, value)).collect()
    }

    /// The value without knowledge of its column: what raw SQL gets. A decimal becomes its text, a list or an object JSON.
    pub(crate) fn raw(value: &'a Value) -> Result<Bound<'a>, DbError> {
        Ok(match value {
            Value::Null => Bound::Null,
            Value::Bool(truth) => Bound::Bool(*truth),
            Value::Int(number) => Bound::Int(*number),
            Value::Float(number) => Bound::Float(*number),
            Value::Str(text) => Bound::Text(Cow::Borrowed(text)),
            Value::Decimal(text) | Value::Number(text) => Bound::Number(Cow::Borrowed(text)),
            Value::Date(day) => Bound::Date(*day),
            Value::Time(time) => Bound::Time(*time),
            Value::DateTime(instant) => Bound::DateTime(*instant),
            Value::Duration(span) => Bound::Duration(*span),
            Value::Uuid(uuid) => Bound::Uuid(*uuid),
            Value::List(_) | Value::Map(_) => Bound::Json(Cow::Owned(json::write(value))),
            Value::Surrogate { .. } | Value::NaiveDateTime(_) | Value::File(_) => {
                return Err(cannot_bind(value));
            }
        })
    }

    /// A number of a decimal column, by its whole number at the column's scale.
    pub(crate) fn decimal(storage: Storage, mantissa: i128) -> Option<Bound<'static>> {
        match storage {
            Storage::ScaledInt { .. } => i64::try_from(mantissa).ok().map(Bound::Int),
            Storage::OrderedText { digits, .. } => Some(Bound::Text(Cow::Owned(decimal::ordered(mantissa, digits)))),
            Storage::Numeric { places, .. } => Some(Bound::Decimal { mantissa, places }),
            Storage::SmallInt | Storage::Int | Storage::BigInt => i64::try_from(mantissa).ok().map(Bound::Int),
            Storage::Text { .. }
            | Storage::Double
            | Storage::Bool
            | Storage::Date
            | Storage::Time
            | Storage::DateTime
            | Storage::Duration
            | Storage::Uuid
            | Storage::Ip
            | Storage::Json
            | Storage::Absent => None,
        }
    }

    /// The value, on its own.
    pub(crate) fn into_owned(self) -> Bound<'static> {
        match self {
            Bound::Null => Bound::Null,
            Bound::Bool(truth) => Bound::Bool(truth),
            Bound::Int(number) => Bound::Int(number),
            Bound::Float(number) => Bound::Float(number),
            Bound::Text(text) => Bound::Text(Cow::Owned(text.into_owned())),
            Bound::Number(text) => Bound::Number(Cow::Owned(text.into_owned())),
            Bound::Ip(text) => Bound::Ip(Cow::Owned(text.into_owned())),
            Bound::Json(text) => Bound::Json(Cow::Owned(text.into_owned())),
            Bound::Decimal { mantissa, places } => Bound::Decimal { mantissa, places },
            Bound::Date(day) => Bound::Date(day),
            Bound::Time(time) => Bound::Time(time),
            Bound::Duration(span) => Bound::Duration(span),
            Bound::DateTime(instant) => Bound::DateTime(instant),
            Bound::Uuid(uuid) => Bound::Uuid(uuid),
        }
    }
}

/// A value of a statement of sea-query.
pub(crate) fn from_sea_query(value: sea_query::Value) -> Result<Value, DbError> {
    use sea_query::Value as Sea;
    Ok(match value {
        Sea::Bool(truth) => truth.map_or(Value::Null, Value::Bool),
        Sea::TinyInt(number) => number.map_or(Value::Null, |number| Value::Int(number.into())),
        Sea::SmallInt(number) => number.map_or(Value::Null, |number| Value::Int(number.into())),
        Sea::Int(number) => number.map_or(Value::Null, |number| Value::Int(number.into())),
        Sea::BigInt(number) => number.map_or(Value::Null, Value::Int),
        Sea::TinyUnsigned(number) => number.map_or(Value::Null, |number| Value::Int(number.into())),
        Sea::SmallUnsigned(number) => number.map_or(Value::Null, |number| Value::Int(number.into())),
        Sea::Unsigned(number) => number.map_or(Value::Null, |number| Value::Int(number.into())),
        Sea::BigUnsigned(Some(number)) => i64::try_from(number).map_or_else(|_| Value::Number(number.to_string()), Value::Int),
        Sea::Float(number) => number.map_or(Value::Null, |number| Value::Float(number.into())),
        Sea::Double(number) => number.map_or(Value::Null, Value::Float),
        Sea::String(text) => text.map_or(Value::Null, Value::Str),
        Sea::Char(char) => char.map_or(Value::Null, |char| Value::Str(char.into())),
        Sea::BigUnsigned(None) | Sea::Bytes(None) => Value::Null,
        other => return Err(DbError::new(DbErrorKind::Mismatch, format!("{other:?} is of no kind that columns hold"))),
    })
}

fn cannot_bind(value: &Value) -> DbError {
    DbError::new(DbErrorKind::Mismatch, format!("{value:?} cannot be bound to a statement"))
}
