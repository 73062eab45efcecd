//! The values that flow between a request, a shape and a database.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use indexmap::IndexMap;
use uuid::Uuid;

use crate::{UploadedFile, json};

/// An object: keys in order of first appearance, the last value given for a key.
pub type Map = IndexMap<String, Value>;

/// One value: what a JSON body said, what a validated field holds, or what a row's column held.
///
/// Numbers of a JSON body keep their text ([`Value::Number`]) until a field decides what they are, so that no digit is
/// lost on the way; [`Value::Int`], [`Value::Float`] and [`Value::Decimal`] are validated values.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// JSON's null, SQL's NULL.
    Null,
    /// A truth value.
    Bool(bool),
    /// A validated integer that fits 64 bits.
    Int(i64),
    /// A number as its JSON text (`12345678901234567890123`, `1E2`, `-0.0`), or a validated integer beyond 64 bits.
    Number(String),
    /// A validated binary floating point number.
    Float(f64),
    /// A validated decimal in plain notation with all its places (`-7.01`, `372251000000.00`), or `NaN` and its like where a field lets them in.
    Decimal(String),
    /// Text.
    Str(String),
    /// Text of a JSON body that held a lone surrogate, which Rust's strings cannot: the text with U+FFFD in its place, and the first surrogate.
    Surrogate {
        /// The text, each lone surrogate replaced by U+FFFD.
        text: String,
        /// The first lone surrogate, 0xD800 to 0xDFFF.
        code: u16,
    },
    /// A day.
    Date(NaiveDate),
    /// A time of day, without zone.
    Time(NaiveTime),
    /// An instant.
    DateTime(DateTime<Utc>),
    /// A date and time without zone (only where a field was declared so).
    NaiveDateTime(NaiveDateTime),
    /// A span of time, to the microsecond.
    Duration(TimeDelta),
    /// A UUID.
    Uuid(Uuid),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Map(Map),
    /// A file that a client sent.
    File(UploadedFile),
}

impl Value {
    /// The text of [`Value::Str`].
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The number of [`Value::Int`].
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The file of [`Value::File`].
    pub fn as_file(&self) -> Option<&UploadedFile> {
        match self {
            Value::File(file) => Some(file),
            _ => None,
        }
    }

    /// Whether this is [`Value::Null`].
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// This value as a column of a row, without an allocation; `None` for what a column cannot hold or [`ValueRef`] cannot show exactly (the sign of a
    /// zero, an integer beyond 64 bits).
    pub fn as_column(&self) -> Option<ValueRef<'_>> {
        Some(match self {
            Value::Null => ValueRef::Null,
            Value::Bool(truth) => ValueRef::Bool(*truth),
            Value::Int(number) => ValueRef::Int(*number),
            Value::Float(number) => ValueRef::Float(*number),
            Value::Decimal(text) => decimal_parts(text)?,
            Value::Str(text) => ValueRef::Str(text),
            Value::Date(day) => ValueRef::Date(*day),
            Value::DateTime(instant) => ValueRef::DateTime(*instant),
            Value::Uuid(uuid) => ValueRef::Uuid(*uuid),
            Value::Time(time) => ValueRef::Time(*time),
            Value::Duration(span) => ValueRef::Duration(*span),
            Value::Number(_) | Value::Surrogate { .. } | Value::NaiveDateTime(_) | Value::List(_) | Value::Map(_) | Value::File(_) => return None,
        })
    }

    /// The members of [`Value::Map`].
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Str(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Str(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

impl From<Uuid> for Value {
    fn from(uuid: Uuid) -> Self {
        Value::Uuid(uuid)
    }
}

/// One column of a row as the database's buffer holds it, without an allocation: what the plain read path writes straight into JSON.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueRef<'a> {
    /// SQL's NULL.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating point number.
    Float(f64),
    /// Text.
    Str(&'a str),
    /// An exact decimal: `mantissa / 10^scale`.
    Decimal {
        /// All digits, as one integer.
        mantissa: i128,
        /// How many of them stand behind the point.
        scale: u32,
    },
    /// A day.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// An instant.
    DateTime(DateTime<Utc>),
    /// A span of time.
    Duration(TimeDelta),
    /// A UUID.
    Uuid(Uuid),
    /// A JSON document, as its text.
    Json(&'a str),
}

impl ValueRef<'_> {
    /// The owned value; a text that is no JSON document ([`json::read`] tells) is null.
    pub fn to_value(self) -> Value {
        match self {
            ValueRef::Null => Value::Null,
            ValueRef::Bool(truth) => Value::Bool(truth),
            ValueRef::Int(number) => Value::Int(number),
            ValueRef::Float(number) => Value::Float(number),
            ValueRef::Str(text) => Value::Str(text.to_owned()),
            ValueRef::Decimal { mantissa, scale } => Value::Decimal(decimal_text(mantissa, scale)),
            ValueRef::Date(day) => Value::Date(day),
            ValueRef::Time(time) => Value::Time(time),
            ValueRef::DateTime(instant) => Value::DateTime(instant),
            ValueRef::Duration(span) => Value::Duration(span),
            ValueRef::Uuid(uuid) => Value::Uuid(uuid),
            ValueRef::Json(text) => json::read(text).unwrap_or(Value::Null),
        }
    }
}

/// `mantissa / 10^scale` in plain notation with all its places.
fn decimal_text(mantissa: i128, scale: u32) -> String {
    let sign = if mantissa < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = scale as usize + 1);
    let (whole, places) = digits.split_at(digits.len() - scale as usize);
    if places.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{places}") }
}

/// The digits and places of a decimal in plain notation.
fn decimal_parts(text: &str) -> Option<ValueRef<'static>> {
    let mut mantissa = 0_i128;
    for digit in text.bytes().filter(u8::is_ascii_digit) {
        mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    let negative = text.starts_with('-');
    let scale = text.split_once('.').map_or(0, |(_, places)| places.len());
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-') && !text.is_empty();
    (plain && !(negative && mantissa == 0))
        .then_some(ValueRef::Decimal { mantissa: if negative { -mantissa } else { mantissa }, scale: u32::try_from(scale).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_a_column_and_back() {
        for text in ["-7.01", "0.05", "-0.005", "42", "0.00", "372251000000.00"] {
            let value = Value::Decimal(text.into());
            assert_eq!(value.as_column().unwrap().to_value(), value);
        }
        for text in ["-0.00", "NaN", "Infinity", ""] {
            assert_eq!(Value::Decimal(text.into()).as_column(), None, "{text}");
        }
    }

    #[test]
    fn a_decimal_keeps_its_places() {
        for (mantissa, scale, text) in [(-701, 2, "-7.01"), (5, 2, "0.05"), (-5, 3, "-0.005"), (42, 0, "42"), (0, 2, "0.00")] {
            assert_eq!(ValueRef::Decimal { mantissa, scale }.to_value(), Value::Decimal(text.into()));
        }
    }
}
