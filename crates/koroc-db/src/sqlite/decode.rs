//! Reads a row's columns out of SQLite's buffer by how they are stored.

use std::cell::Cell;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use koroc_spec::{Value, ValueRef, json};
use rusqlite::types::ValueRef as Raw;
use uuid::Uuid;

use crate::{DbError, DbErrorKind, Row, Storage, decimal};

/// A row in SQLite's buffer.
pub(super) struct SqliteRow<'r> {
    row: &'r rusqlite::Row<'r>,
    columns: &'r [Storage],
    /// The first column that held what it cannot hold.
    corrupt: Cell<Option<usize>>,
}

impl<'r> SqliteRow<'r> {
    pub(super) fn new(row: &'r rusqlite::Row<'r>, columns: &'r [Storage]) -> Self {
        SqliteRow { row, columns, corrupt: Cell::new(None) }
    }

    /// Fails if a column was read that held what it cannot hold.
    pub(super) fn check(&self) -> Result<(), DbError> {
        let Some(k) = self.corrupt.get() else { return Ok(()) };
        let name = self.row.as_ref().column_name(k).unwrap_or("?").to_owned();
        let raw = self.row.get_ref(k).map_or_else(|error| error.to_string(), |raw| format!("{raw:?}"));
        Err(DbError::new(DbErrorKind::Corrupt, format!("the column {name} is stored as {:?} and holds {raw}", self.columns[k])))
    }
}

impl Row for SqliteRow<'_> {
    fn get(&self, k: usize) -> ValueRef<'_> {
        let raw = self.row.get_ref(k).expect("k is below the number of selected columns");
        decode(self.columns[k], raw).unwrap_or_else(|| {
            self.corrupt.set(self.corrupt.get().or(Some(k)));
            ValueRef::Null
        })
    }
}

/// The value of a column; `None` if it cannot hold this.
fn decode(storage: Storage, raw: Raw<'_>) -> Option<ValueRef<'_>> {
    Some(match (storage, raw) {
        (_, Raw::Null) => ValueRef::Null,
        (Storage::Text { .. }, Raw::Text(text)) => ValueRef::Str(std::str::from_utf8(text).ok()?),
        (Storage::SmallInt | Storage::Int | Storage::BigInt, Raw::Integer(number)) => ValueRef::Int(number),
        (Storage::Double, Raw::Real(number)) => ValueRef::Float(number),
        (Storage::Double, Raw::Integer(number)) => ValueRef::Float(number as f64),
        (Storage::ScaledInt { places, .. }, Raw::Integer(number)) => ValueRef::Decimal { mantissa: number.into(), scale: places },
        (Storage::OrderedText { digits, places }, Raw::Text(text)) => ValueRef::Decimal { mantissa: decimal::from_ordered(text, digits)?, scale: places },
        (Storage::Bool, Raw::Integer(number @ (0 | 1))) => ValueRef::Bool(number == 1),
        (Storage::Date, Raw::Text(text)) => ValueRef::Date(date(text)?),
        (Storage::Time, Raw::Text(text)) => ValueRef::Time(time(text)?),
        (Storage::Duration, Raw::Integer(micros)) => ValueRef::Duration(TimeDelta::microseconds(micros)),
        (Storage::Ip, Raw::Text(text)) => ValueRef::Str(std::str::from_utf8(text).ok()?),
        (Storage::Json, Raw::Text(text)) => document(std::str::from_utf8(text).ok()?)?,
        (Storage::DateTime, Raw::Text(text)) => ValueRef::DateTime(date_time(text)?),
        (Storage::Uuid, Raw::Text(text)) => ValueRef::Uuid(Uuid::try_parse_ascii(text).ok()?),
        (
            Storage::Text { .. }
            | Storage::SmallInt
            | Storage::Int
            | Storage::BigInt
            | Storage::Double
            | Storage::ScaledInt { .. }
            | Storage::OrderedText { .. }
            | Storage::Numeric { .. }
            | Storage::Bool
            | Storage::Date
            | Storage::Time
            | Storage::DateTime
            | Storage::Duration
            | Storage::Uuid
            | Storage::Ip
            | Storage::Json
            | Storage::Absent,
            Raw::Integer(_) | Raw::Real(_) | Raw::Text(_) | Raw::Blob(_),
        ) => return None,
    })
}

/// A column of raw SQL, by what SQLite says that it is.
pub(super) fn raw_value(raw: Raw<'_>) -> Result<Value, DbError> {
    Ok(match raw {
        Raw::Null => Value::Null,
        Raw::Integer(number) => Value::Int(number),
        Raw::Real(number) => Value::Float(number),
        Raw::Text(text) => Value::Str(String::from_utf8(text.to_vec()).map_err(|error| DbError::new(DbErrorKind::Corrupt, error.to_string()))?),
        Raw::Blob(_) => return Err(DbError::new(DbErrorKind::Mismatch, "the statement answers a blob; select hex(..) of it")),
    })
}

/// `YYYY-MM-DD`.
fn date(text: &[u8]) -> Option<NaiveDate> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text else { return None };
    NaiveDate::from_ymd_opt(number(&[a, b, c, d])? as i32, number(&[e, f])?, number(&[g, h])?)
}

/// `YYYY-MM-DD HH:MM:SS`, and up to six digits of a second.
fn date_time(text: &[u8]) -> Option<DateTime<Utc>> {
    let (day, time) = text.split_at_checked(10)?;
    let Some((b' ' | b'T', clock)) = time.split_first() else { return None };
    Some(date(day)?.and_time(self::time(clock)?).and_utc())
}

/// `HH:MM:SS`, and up to six digits of a second.
fn time(text: &[u8]) -> Option<NaiveTime> {
    let &[a, b, b':', c, d, b':', e, f, ref fraction @ ..] = text else { return None };
    let micros = match fraction {
        [] => 0,
        [b'.', digits @ ..] if (1..=6).contains(&digits.len()) => number(digits)? * 10_u32.pow(6 - digits.len() as u32),
        _ => return None,
    };
    NaiveTime::from_hms_micro_opt(number(&[a, b])?, number(&[c, d])?, number(&[e, f])?, micros)
}

/// A text that is a JSON document; JSON's null reads as NULL does.
fn document(text: &str) -> Option<ValueRef<'_>> {
    json::read(text).map(|value| if value.is_null() { ValueRef::Null } else { ValueRef::Json(text) })
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_column_cannot_hold_is_corrupt() {
        let cases = [
            (Storage::Text { max: None }, Raw::Integer(1)),
            (Storage::Text { max: None }, Raw::Text(b"\xff")),
            (Storage::Int, Raw::Text(b"1")),
            (Storage::ScaledInt { digits: 6, places: 2 }, Raw::Real(1.0)),
            (Storage::OrderedText { digits: 20, places: 2 }, Raw::Text(b"1123")),
            (Storage::Bool, Raw::Integer(2)),
            (Storage::Date, Raw::Text(b"2026-02-30")),
            (Storage::Date, Raw::Text(b"2026-2-3")),
            (Storage::DateTime, Raw::Text(b"2026-02-03 24:00:00")),
            (Storage::DateTime, Raw::Text(b"2026-02-03 10:00:00.1234567")),
            (Storage::DateTime, Raw::Text(b"2026-02-03")),
            (Storage::Uuid, Raw::Text(b"1234")),
            (Storage::Uuid, Raw::Blob(b"1234567890123456")),
        ];
        for (storage, raw) in cases {
            assert_eq!(decode(storage, raw), None, "{storage:?} {raw:?}");
        }
    }

    #[test]
    fn a_second_has_up_to_six_digits() {
        for (text, micros) in [("", 0), (".1", 100_000), (".000001", 1)] {
            let instant = date_time(format!("2026-02-03 10:00:00{text}").as_bytes()).unwrap();
            assert_eq!(instant.timestamp_subsec_micros(), micros);
        }
    }
}
