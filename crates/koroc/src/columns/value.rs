//! The types of values that a filter of the program's own takes.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use koroc_db::FieldValue;
use koroc_spec::{FieldKind, IntegerWidth, ValueType};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A type of values that a filter written in Rust takes; its form reads a query's text.
#[diagnostic::on_unimplemented(
    message = "a filter cannot take a `{Self}`",
    note = "filters take String, bool, i64, f64, Decimal, NaiveDate, NaiveTime, DateTime<Utc> or Uuid"
)]
pub trait FilterValue: FieldValue {
    /// Its type.
    fn value_type() -> ValueType;
}

/// An implementation for each pair of a type and a kind.
macro_rules! filter_value {
    ($($Rust:ty: $kind:expr;)*) => {$(
        impl FilterValue for $Rust {
            fn value_type() -> ValueType {
                ValueType::of($kind)
            }
        }
    )*};
}

filter_value! {
    String: FieldKind::Char { trim: true };
    bool: FieldKind::Boolean;
    i64: FieldKind::Integer { width: IntegerWidth::Big, positive: false };
    f64: FieldKind::Float;
    Decimal: FieldKind::Decimal { max_digits: None, decimal_places: None };
    NaiveDate: FieldKind::Date;
    NaiveTime: FieldKind::Time;
    DateTime<Utc>: FieldKind::DateTime;
    Uuid: FieldKind::Uuid;
}
