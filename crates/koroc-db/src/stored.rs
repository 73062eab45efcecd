//! A value as its column will hold it: checked and brought into its one form before it is written.

use std::net::IpAddr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use koroc_spec::{Value, json};
use uuid::Uuid;

use crate::{DbError, DbErrorKind, Storage, decimal, table::Column};

/// The value that a read of the column will answer once this one is written.
///
/// # Errors
/// `OutOfRange` where it does not fit, `Mismatch` where it is of another type.
pub(crate) fn stored(column: &Column, value: Value) -> Result<Value, DbError> {
    if value.is_null() {
        return Ok(value);
    }
    match column.storage {
        Storage::Text { max } => text(column, value, max),
        Storage::SmallInt => integer(column, &value, i16::MIN.into(), i16::MAX.into()),
        Storage::Int => integer(column, &value, i32::MIN.into(), i32::MAX.into()),
        Storage::BigInt => integer(column, &value, i64::MIN, i64::MAX),
        Storage::Double => double(column, &value),
        Storage::ScaledInt { digits, places } | Storage::OrderedText { digits, places } | Storage::Numeric { digits, places } => {
            let (number, exact) = whole(column, &value, places)?;
            let fits = exact && number.unsigned_abs() <= decimal::largest(digits).unsigned_abs();
            if fits { Ok(Value::Decimal(decimal::plain(number, places))) } else { Err(out_of_range(column, &value)) }
        }
        Storage::Bool => match value {
            Value::Bool(_) => Ok(value),
            other => Err(mismatch(column, &other)),
        },
        Storage::Date => match value {
            Value::Date(day) if in_years(day) => Ok(value),
            Value::Date(_) => Err(out_of_range(column, &value)),
            Value::DateTime(instant) if in_years(instant.date_naive()) => Ok(Value::Date(instant.date_naive())),
            other => Err(mismatch(column, &other)),
        },
        Storage::DateTime => match value {
            Value::DateTime(instant) if in_years(instant.date_naive()) => Ok(Value::DateTime(micros(instant))),
            Value::Date(day) if in_years(day) => Ok(Value::DateTime(day.and_time(NaiveTime::MIN).and_utc())),
            Value::DateTime(_) | Value::Date(_) => Err(out_of_range(column, &value)),
            other => Err(mismatch(column, &other)),
        },
        Storage::Time => match value {
            Value::Time(time) => Ok(Value::Time(whole_micros(time))),
            other => Err(mismatch(column, &other)),
        },
        Storage::Duration => match value {
            Value::Duration(span) => {
                span.num_microseconds().map(|micros| Value::Duration(TimeDelta::microseconds(micros))).ok_or_else(|| out_of_range(column, &value))
            }
            other => Err(mismatch(column, &other)),
        },
        Storage::Ip => match &value {
            Value::Str(text) => ip(text).map(Value::Str).ok_or_else(|| mismatch(column, &value)),
            other => Err(mismatch(column, other)),
        },
        // What comes back is what Python would read: a number beyond 64 bits as its text, a day as text.
        Storage::Json => Ok(json::read(&json::write(&value)).unwrap_or(Value::Null)),
        Storage::Absent => Err(mismatch(column, &value)),
        Storage::Uuid => match &value {
            Value::Uuid(_) => Ok(value),
            Value::Str(text) => Uuid::try_parse(text).map(Value::Uuid).map_err(|_| mismatch(column, &value)),
            other => Err(mismatch(column, other)),
        },
    }
}

fn text(column: &Column, value: Value, max: Option<u64>) -> Result<Value, DbError> {
    let Value::Str(text) = &value else { return Err(mismatch(column, &value)) };
    // Every character has a byte, so that most texts need no counting.
    let fits = max.is_none_or(|max| text.len() as u64 <= max || text.chars().count() as u64 <= max);
    if fits { Ok(value) } else { Err(out_of_range(column, &value)) }
}

fn integer(column: &Column, value: &Value, min: i64, max: i64) -> Result<Value, DbError> {
    let (number, exact) = whole(column, value, 0)?;
    match i64::try_from(number) {
        Ok(number) if exact && (min..=max).contains(&number) => Ok(Value::Int(number)),
        _ => Err(out_of_range(column, value)),
    }
}

fn double(column: &Column, value: &Value) -> Result<Value, DbError> {
    let number = match value {
        Value::Float(number) => Some(*number),
        Value::Int(number) => Some(*number as f64),
        Value::Number(text) | Value::Decimal(text) => text.parse().ok(),
        _ => None,
    };
    // SQLite would store NaN as NULL.
    match number {
        Some(number) if number.is_nan() => Err(out_of_range(column, value)),
        Some(number) => Ok(Value::Float(number)),
        None => Err(mismatch(column, value)),
    }
}

/// The whole number at this scale, and whether nothing of the value is lost with it.
fn whole(column: &Column, value: &Value, places: u32) -> Result<(i128, bool), DbError> {
    let number = match value {
        Value::Int(number) => decimal::scaled(&number.to_string(), places),
        Value::Number(text) | Value::Decimal(text) => decimal::scaled(text, places),
        _ => None,
    };
    number.map(|number| (number.floor, number.exact)).ok_or_else(|| mismatch(column, value))
}

/// The years that both databases and every client can write.
pub(crate) fn in_years(day: NaiveDate) -> bool {
    (1..=9999).contains(&day.year())
}

/// An address as it comes back: that of Python's `ipaddress`, IPv4 addresses within IPv6 with their dots.
pub(crate) fn ip(text: &str) -> Option<String> {
    text.parse::<IpAddr>().ok().map(|address| address.to_string())
}

/// The time to the microsecond; a leap second is the last of its minute.
pub(crate) fn whole_micros(time: NaiveTime) -> NaiveTime {
    time.with_nanosecond(time.nanosecond().min(999_999_999) / 1000 * 1000).expect("fewer nanoseconds are as valid")
}

/// The instant to the microsecond, as columns hold it.
pub(crate) fn micros(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.with_nanosecond(instant.nanosecond() / 1000 * 1000).expect("fewer nanoseconds are as valid")
}

fn out_of_range(column: &Column, value: &Value) -> DbError {
    DbError::new(DbErrorKind::OutOfRange, format!("{value:?} does not fit the column {} ({:?})", column.name, column.storage))
}

fn mismatch(column: &Column, value: &Value) -> DbError {
    DbError::new(DbErrorKind::Mismatch, format!("{value:?} is nothing that the column {} ({:?}) holds", column.name, column.storage))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(storage: Storage, value: Value) -> Result<Value, DbErrorKind> {
        stored(&Column { name: "c".into(), storage, unique: false, counted: false, null: true, target: None }, value).map_err(|error| error.kind().clone())
    }

    #[test]
    fn values_get_the_form_in_which_they_come_back() {
        let money = Storage::ScaledInt { digits: 6, places: 2 };
        let nanos = DateTime::from_timestamp(1, 123_456_789).unwrap();
        let cases = [
            (money, Value::Decimal("7".into()), Value::Decimal("7.00".into())),
            (money, Value::Number("1.5E1".into()), Value::Decimal("15.00".into())),
            (money, Value::Int(-3), Value::Decimal("-3.00".into())),
            (money, Value::Decimal("1.000".into()), Value::Decimal("1.00".into())),
            (Storage::Int, Value::Number("2.0".into()), Value::Int(2)),
            (Storage::DateTime, Value::DateTime(nanos), Value::DateTime(DateTime::from_timestamp(1, 123_456_000).unwrap())),
            (Storage::Text { max: Some(2) }, "öö".into(), "öö".into()),
            (Storage::Text { max: Some(2) }, Value::Null, Value::Null),
            (Storage::Double, Value::Int(2), Value::Float(2.0)),
        ];
        for (storage, value, expected) in cases {
            assert_eq!(check(storage, value), Ok(expected));
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let money = Storage::OrderedText { digits: 20, places: 2 };
        let cases = [
            (money, Value::Decimal("1.005".into()), DbErrorKind::OutOfRange),
            (money, Value::Decimal("1000000000000000000".into()), DbErrorKind::OutOfRange),
            (money, Value::Decimal("-1000000000000000000".into()), DbErrorKind::OutOfRange),
            (money, Value::Decimal("Infinity".into()), DbErrorKind::OutOfRange),
            (money, Value::Decimal("NaN".into()), DbErrorKind::Mismatch),
            (Storage::SmallInt, Value::Int(32_768), DbErrorKind::OutOfRange),
            (Storage::BigInt, Value::Number("9223372036854775808".into()), DbErrorKind::OutOfRange),
            (Storage::Double, Value::Float(f64::NAN), DbErrorKind::OutOfRange),
            (Storage::Text { max: Some(2) }, "abc".into(), DbErrorKind::OutOfRange),
            (Storage::Text { max: None }, Value::Surrogate { text: "\u{fffd}".into(), code: 0xd800 }, DbErrorKind::Mismatch),
            (Storage::Date, Value::Date(NaiveDate::MAX), DbErrorKind::OutOfRange),
            (Storage::DateTime, Value::DateTime(DateTime::<Utc>::MIN_UTC), DbErrorKind::OutOfRange),
            (Storage::Bool, Value::Int(1), DbErrorKind::Mismatch),
        ];
        for (storage, value, expected) in cases {
            assert_eq!(check(storage, value), Err(expected));
        }
    }
}
