//! Reads a row's columns out of PostgreSQL's message by how they are stored.

use std::cell::Cell;
use std::error::Error;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use koroc_spec::{Value, ValueRef};
use tokio_postgres::types::{FromSql, Type};
use uuid::Uuid;

use super::{encode::MICROS_A_DAY, numeric};
use crate::{DbError, DbErrorKind, Row, Storage, decimal};

/// A row in the message that brought it.
pub(super) struct PostgresRow<'r> {
    row: &'r tokio_postgres::Row,
    columns: &'r [Storage],
    /// The first column that held what it cannot hold.
    corrupt: Cell<Option<usize>>,
}

impl<'r> PostgresRow<'r> {
    pub(super) fn new(row: &'r tokio_postgres::Row, columns: &'r [Storage]) -> Self {
        PostgresRow { row, columns, corrupt: Cell::new(None) }
    }

    /// Fails if a column was read that held what it cannot hold.
    pub(super) fn check(&self) -> Result<(), DbError> {
        let Some(k) = self.corrupt.get() else { return Ok(()) };
        let column = &self.row.columns()[k];
        let message = format!("the column {} is stored as {:?} and is a {}", column.name(), self.columns[k], column.type_());
        Err(DbError::new(DbErrorKind::Corrupt, message))
    }
}

impl Row for PostgresRow<'_> {
    fn get(&self, k: usize) -> ValueRef<'_> {
        decode(self.columns[k], self.row, k).unwrap_or_else(|_| {
            self.corrupt.set(self.corrupt.get().or(Some(k)));
            ValueRef::Null
        })
    }
}

fn decode(storage: Storage, row: &tokio_postgres::Row, k: usize) -> Result<ValueRef<'_>, tokio_postgres::Error> {
    let value = match storage {
        Storage::Text { .. } | Storage::Ip => row.try_get::<_, Option<&str>>(k)?.map(ValueRef::Str),
        Storage::SmallInt | Storage::Int | Storage::BigInt => row.try_get::<_, Option<Whole>>(k)?.map(|number| ValueRef::Int(number.0)),
        Storage::Double => row.try_get::<_, Option<f64>>(k)?.map(ValueRef::Float),
        Storage::ScaledInt { places, .. } | Storage::OrderedText { places, .. } | Storage::Numeric { places, .. } => {
            let number = row.try_get::<_, Option<Numeric>>(k)?.and_then(|Numeric(text)| decimal::scaled(&text, places));
            number.map(|number| ValueRef::Decimal { mantissa: number.floor, scale: places })
        }
        Storage::Bool => row.try_get::<_, Option<bool>>(k)?.map(ValueRef::Bool),
        Storage::Date => row.try_get::<_, Option<NaiveDate>>(k)?.map(ValueRef::Date),
        Storage::Time => row.try_get::<_, Option<NaiveTime>>(k)?.map(ValueRef::Time),
        Storage::Duration => row.try_get::<_, Option<Interval>>(k)?.map(|span| ValueRef::Duration(span.0)),
        Storage::Json => row.try_get::<_, Option<Document<'_>>>(k)?.map(|document| document.0),
        Storage::Absent => None,
        Storage::DateTime => row.try_get::<_, Option<DateTime<Utc>>>(k)?.map(ValueRef::DateTime),
        Storage::Uuid => row.try_get::<_, Option<Uuid>>(k)?.map(ValueRef::Uuid),
    };
    Ok(value.unwrap_or(ValueRef::Null))
}

/// A row of raw SQL, by the types that PostgreSQL names.
pub(super) fn raw_row(row: &tokio_postgres::Row) -> Result<Vec<Value>, DbError> {
    (0..row.len()).map(|k| raw_value(row, k).map_err(|error| DbError::new(DbErrorKind::Mismatch, error.to_string()))).collect()
}

fn raw_value(row: &tokio_postgres::Row, k: usize) -> Result<Value, tokio_postgres::Error> {
    let value = match *row.columns()[k].type_() {
        Type::BOOL => row.try_get::<_, Option<bool>>(k)?.map(Value::Bool),
        Type::INT2 | Type::INT4 | Type::INT8 => row.try_get::<_, Option<Whole>>(k)?.map(|number| Value::Int(number.0)),
        Type::FLOAT4 => row.try_get::<_, Option<f32>>(k)?.map(|number| Value::Float(number.into())),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(k)?.map(Value::Float),
        Type::NUMERIC => row.try_get::<_, Option<Numeric>>(k)?.map(|number| Value::Decimal(number.0)),
        Type::DATE => row.try_get::<_, Option<NaiveDate>>(k)?.map(Value::Date),
        Type::TIMESTAMPTZ => row.try_get::<_, Option<DateTime<Utc>>>(k)?.map(Value::DateTime),
        Type::TIME => row.try_get::<_, Option<NaiveTime>>(k)?.map(Value::Time),
        Type::INTERVAL => row.try_get::<_, Option<Interval>>(k)?.map(|span| Value::Duration(span.0)),
        Type::JSONB => row.try_get::<_, Option<Document<'_>>>(k)?.map(|document| document.0.to_value()),
        Type::UUID => row.try_get::<_, Option<Uuid>>(k)?.map(Value::Uuid),
        _ => row.try_get::<_, Option<String>>(k)?.map(Value::Str),
    };
    Ok(value.unwrap_or(Value::Null))
}

/// An integer of any width.
struct Whole(i64);

impl<'a> FromSql<'a> for Whole {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Whole(match *ty {
            Type::INT2 => i16::from_sql(ty, raw)?.into(),
            Type::INT4 => i32::from_sql(ty, raw)?.into(),
            _ => i64::from_sql(ty, raw)?,
        }))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT2 | Type::INT4 | Type::INT8)
    }
}

/// A span of time; a month that someone else wrote has 30 days, as Django's driver counts it.
struct Interval(TimeDelta);

impl<'a> FromSql<'a> for Interval {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let (micros, rest) = raw.split_first_chunk::<8>().ok_or("an interval that is too short")?;
        let (days, rest) = rest.split_first_chunk::<4>().ok_or("an interval without days")?;
        let months = i32::from_be_bytes(rest.try_into()?);
        let days = i64::from(i32::from_be_bytes(*days)) + 30 * i64::from(months);
        let span = days.checked_mul(MICROS_A_DAY).and_then(|days| days.checked_add(i64::from_be_bytes(*micros)));
        Ok(Interval(TimeDelta::microseconds(span.ok_or("an interval beyond 64 bits of microseconds")?)))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::INTERVAL
    }
}

/// A JSON document, behind the version of its form; JSON's null reads as NULL does.
struct Document<'a>(ValueRef<'a>);

impl<'a> FromSql<'a> for Document<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let Some((1, text)) = raw.split_first() else { return Err("a jsonb of another version".into()) };
        Ok(Document(if text == b"null" { ValueRef::Null } else { ValueRef::Json(std::str::from_utf8(text)?) }))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::JSONB
    }
}

/// A decimal's text.
struct Numeric(String);

impl<'a> FromSql<'a> for Numeric {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        numeric::read(raw).map(Numeric).ok_or_else(|| "a numeric that is no number".into())
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::NUMERIC
    }
}
