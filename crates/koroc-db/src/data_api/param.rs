//! Values on their way to the Data API: as what they are, and in a form that loses nothing.

use chrono::TimeDelta;

use super::wire::{Field, Parameter};
use crate::{bound::Bound, decimal};

/// The microseconds of a day.
const MICROS_A_DAY: i64 = 86_400_000_000;

/// The name of the parameter at a place, counted from 1.
pub(super) fn name(at: usize) -> String {
    format!("p{at}")
}

/// A value as a parameter.
pub(super) fn parameter<'v>(at: usize, value: &'v Bound<'_>) -> Parameter<'v> {
    let text = |text: String| Field::Text(text.into());
    let value_sent = match value {
        Bound::Null => Field::Null(true),
        Bound::Bool(truth) => Field::Bool(*truth),
        Bound::Int(number) => Field::Long(*number),
        Bound::Float(number) if number.is_finite() => Field::Double(*number),
        Bound::Float(number) => text(if number.is_nan() { "NaN".to_owned() } else { format!("{}Infinity", if *number < 0.0 { "-" } else { "" }) }),
        Bound::Text(said) | Bound::Number(said) | Bound::Ip(said) | Bound::Json(said) => Field::Text(said.as_ref().into()),
        Bound::Decimal { mantissa, places } => text(decimal::plain(*mantissa, *places)),
        Bound::Date(day) => text(day.format("%Y-%m-%d").to_string()),
        Bound::Time(time) => text(time.format("%H:%M:%S%.6f").to_string()),
        Bound::DateTime(instant) => text(instant.format("%Y-%m-%d %H:%M:%S%.6f+00").to_string()),
        Bound::Duration(span) => text(interval(*span)),
        Bound::Uuid(uuid) => text(uuid.to_string()),
    };
    Parameter { name: name(at), value: value_sent, type_hint: hint(value) }
}

/// The Data API's own types, as far as they are exact.
fn hint(value: &Bound<'_>) -> Option<&'static str> {
    match value {
        Bound::Number(_) | Bound::Decimal { .. } => Some("DECIMAL"),
        Bound::Date(_) => Some("DATE"),
        Bound::Uuid(_) => Some("UUID"),
        _ => None,
    }
}

/// What a parameter is cast to in SQL: the Data API's times end at the millisecond, and it has no spans, addresses or binary documents. Its texts
/// are texts to PostgreSQL, not what the column beside them is.
pub(super) fn cast(value: &Bound<'_>) -> Option<&'static str> {
    match value {
        Bound::Time(_) => Some("time"),
        Bound::DateTime(_) => Some("timestamptz"),
        Bound::Duration(_) => Some("interval"),
        Bound::Ip(_) => Some("inet"),
        Bound::Json(_) => Some("jsonb"),
        Bound::Float(number) if !number.is_finite() => Some("float8"),
        Bound::Null
        | Bound::Bool(_)
        | Bound::Int(_)
        | Bound::Float(_)
        | Bound::Text(_)
        | Bound::Number(_)
        | Bound::Decimal { .. }
        | Bound::Date(_)
        | Bound::Uuid(_) => None,
    }
}

/// A span as Django writes one: whole days, however negative, and the microseconds of one more.
fn interval(span: TimeDelta) -> String {
    let micros = span.num_microseconds().unwrap_or(i64::MAX);
    format!("{} days {} microseconds", micros.div_euclid(MICROS_A_DAY), micros.rem_euclid(MICROS_A_DAY))
}
