//! Rust types that a field of a model can have.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use koroc_spec::Value;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{DbError, DbErrorKind};

/// A Rust type that a column's value is read into and written from.
///
/// Implement it for a type of your own (an enum of choices, a checked text) by going through one of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a model",
    note = "fields are String, i16, i32, i64, f64, bool, Decimal, NaiveDate, NaiveTime, DateTime<Utc>, TimeDelta, Uuid, IpAddr, Json, File, ForeignKey<Model>, OneToOne<Model>, an Option of these, or ManyToMany<Model>"
)]
pub trait FieldValue: Sized + Send + Sync + 'static {
    /// The Rust value of what the column held.
    ///
    /// # Errors
    /// [`DbErrorKind::Mismatch`] where the column held something else.
    fn from_value(value: Value) -> Result<Self, DbError>;

    /// What the column is to hold.
    fn into_value(self) -> Value;
}

/// An implementation from a pattern and a constructor.
macro_rules! field_value {
    ($($rust:ty, $name:literal: $pattern:pat => $read:expr, $write:expr;)*) => {$(
        impl FieldValue for $rust {
            fn from_value(value: Value) -> Result<Self, DbError> {
                match value {
                    $pattern => Ok($read),
                    other => Err(mismatch($name, &other)),
                }
            }

            fn into_value(self) -> Value {
                #[allow(clippy::redundant_closure_call, reason = "the closure is what the macro was given")]
                ($write)(self)
            }
        }
    )*};
}

field_value! {
    String, "text": Value::Str(text) => text, Value::Str;
    i64, "an integer": Value::Int(number) => number, Value::Int;
    f64, "a number": Value::Float(number) => number, Value::Float;
    bool, "a truth value": Value::Bool(truth) => truth, Value::Bool;
    NaiveDate, "a date": Value::Date(day) => day, Value::Date;
    NaiveTime, "a time of day": Value::Time(time) => time, Value::Time;
    TimeDelta, "a span of time": Value::Duration(span) => span, Value::Duration;
    DateTime<Utc>, "an instant": Value::DateTime(instant) => instant, Value::DateTime;
    NaiveDateTime, "a date and time": Value::NaiveDateTime(moment) => moment, Value::NaiveDateTime;
    Uuid, "a UUID": Value::Uuid(uuid) => uuid, Value::Uuid;
}

impl FieldValue for i16 {
    fn from_value(value: Value) -> Result<Self, DbError> {
        narrow(value)
    }

    fn into_value(self) -> Value {
        Value::Int(self.into())
    }
}

impl FieldValue for i32 {
    fn from_value(value: Value) -> Result<Self, DbError> {
        narrow(value)
    }

    fn into_value(self) -> Value {
        Value::Int(self.into())
    }
}

impl FieldValue for Decimal {
    /// Fails for what a [`Decimal`] cannot hold exactly: it has 28 digits, a column up to 38.
    fn from_value(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Decimal(text) => Decimal::from_str_exact(&text)
                .map_err(|error| DbError::new(DbErrorKind::OutOfRange, format!("{text} does not fit a rust_decimal::Decimal: {error}"))),
            other => Err(mismatch("a decimal", &other)),
        }
    }

    fn into_value(self) -> Value {
        Value::Decimal(self.to_string())
    }
}

/// An IP address is text in a row; implementations for the three types that hold one.
macro_rules! address {
    ($($address:ty)*) => {$(
        impl FieldValue for $address {
            fn from_value(value: Value) -> Result<Self, DbError> {
                match &value {
                    Value::Str(text) => text.parse().map_err(|_| mismatch("an IP address", &value)),
                    other => Err(mismatch("an IP address", other)),
                }
            }

            fn into_value(self) -> Value {
                Value::Str(self.to_string())
            }
        }
    )*};
}

address!(IpAddr Ipv4Addr Ipv6Addr);

impl<T: FieldValue> FieldValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, DbError> {
        if value.is_null() { Ok(None) } else { T::from_value(value).map(Some) }
    }

    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
}

fn narrow<T: TryFrom<i64>>(value: Value) -> Result<T, DbError> {
    let number = i64::from_value(value)?;
    T::try_from(number).map_err(|_| DbError::new(DbErrorKind::OutOfRange, format!("{number} does not fit {}", std::any::type_name::<T>())))
}

pub(super) fn mismatch(wanted: &str, got: &Value) -> DbError {
    DbError::new(DbErrorKind::Mismatch, format!("expected {wanted}, got {got:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: FieldValue + PartialEq + Clone + std::fmt::Debug>(values: impl IntoIterator<Item = T>) {
        for value in values {
            assert_eq!(T::from_value(value.clone().into_value()).unwrap(), value);
        }
    }

    #[test]
    fn values_come_back_identical() {
        check(["".to_owned(), "SPY\0".to_owned()]);
        check([i16::MIN, 0, i16::MAX]);
        check([i32::MIN, i32::MAX]);
        check([i64::MIN, i64::MAX]);
        check([0.1, f64::MAX]);
        check([true, false]);
        check([Some(true), None]);
        check([Decimal::MAX, Decimal::MIN, Decimal::new(-1, 28), Decimal::new(100, 2)]);
        check([NaiveDate::MIN, NaiveDate::MAX]);
        check([DateTime::<Utc>::UNIX_EPOCH]);
        check([Uuid::nil(), Uuid::max()]);
        check([NaiveTime::MIN, NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap()]);
        check([TimeDelta::zero(), TimeDelta::microseconds(-1)]);
        check(["127.0.0.1", "::1"].map(|text| text.parse::<IpAddr>().unwrap()));
    }

    #[test]
    fn other_values_are_refused() {
        assert_eq!(i16::from_value(Value::Int(32_768)).unwrap_err().kind(), &DbErrorKind::OutOfRange);
        assert_eq!(Ipv4Addr::from_value("::1".into()).unwrap_err().kind(), &DbErrorKind::Mismatch);
        assert_eq!(String::from_value(Value::Null).unwrap_err().kind(), &DbErrorKind::Mismatch);
        assert_eq!(Decimal::from_value(Value::Decimal("9".repeat(38))).unwrap_err().kind(), &DbErrorKind::OutOfRange);
    }
}
