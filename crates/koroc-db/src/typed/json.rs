//! A JSON column as `serde_json`'s value.

use koroc_spec::Value;
use serde_json::Number;

use super::value::mismatch;
use crate::{DbError, FieldValue};

/// Any JSON value. Numbers are those of `serde_json`: 64-bit integers and floating point numbers; one with more digits is rounded.
impl FieldValue for serde_json::Value {
    fn from_value(value: Value) -> Result<Self, DbError> {
        Ok(match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(truth) => truth.into(),
            Value::Int(number) => number.into(),
            Value::Number(text) | Value::Decimal(text) => number(&text).ok_or_else(|| mismatch("a JSON number", &Value::Number(text)))?,
            Value::Float(float) => float.into(),
            Value::Str(text) | Value::Surrogate { text, .. } => text.into(),
            Value::List(items) => serde_json::Value::Array(items.into_iter().map(FieldValue::from_value).collect::<Result<_, _>>()?),
            Value::Map(members) => {
                let member = |(key, value)| Ok((key, FieldValue::from_value(value)?));
                serde_json::Value::Object(members.into_iter().map(member).collect::<Result<_, DbError>>()?)
            }
            other @ (Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::NaiveDateTime(_) | Value::Duration(_) | Value::Uuid(_) | Value::File(_)) => {
                return Err(mismatch("JSON", &other));
            }
        })
    }

    fn into_value(self) -> Value {
        match self {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(truth) => Value::Bool(truth),
            serde_json::Value::Number(number) => Value::Number(number.to_string()),
            serde_json::Value::String(text) => Value::Str(text),
            serde_json::Value::Array(items) => Value::List(items.into_iter().map(FieldValue::into_value).collect()),
            serde_json::Value::Object(members) => Value::Map(members.into_iter().map(|(key, value)| (key, value.into_value())).collect()),
        }
    }
}

/// The number that a text says; `None` for what JSON has no number for.
fn number(text: &str) -> Option<serde_json::Value> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = text.parse::<u64>() {
        return Some(whole.into());
    }
    text.parse().ok().and_then(Number::from_f64).map(serde_json::Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_comes_back_identical() {
        let text = r#"{"a": [1, -2.5, 18446744073709551615, true, null, "x"], "b": {}}"#;
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::Value::from_value(value.clone().into_value()).unwrap(), value);
    }

    #[test]
    fn what_json_has_no_word_for_is_refused() {
        for value in [Value::Number("NaN".into()), Value::Uuid(uuid::Uuid::nil())] {
            assert!(serde_json::Value::from_value(value).is_err());
        }
    }
}
