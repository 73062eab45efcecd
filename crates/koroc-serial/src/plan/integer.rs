//! Whole numbers of any size.

use super::Passed;
use super::bounds::Bounds;
use crate::Errors;
use crate::python::{is_space, parse_int, python_str};
use koroc_spec::{Value, ValueType};

/// The longest text that is read as a number, in characters.
pub(super) const MAX_LENGTH: usize = 1000;

/// An integer kind.
pub(super) struct IntegerPlan {
    bounds: Bounds,
    as_text: bool,
    invalid: &'static str,
}

impl IntegerPlan {
    pub fn new(ty: &ValueType, big: bool) -> IntegerPlan {
        let invalid = if big { "A valid biginteger is required." } else { "A valid integer is required." };
        IntegerPlan { bounds: Bounds::new(&ty.limits), as_text: ty.wire.as_string == Some(true), invalid }
    }

    pub fn validate(&self, input: &Value) -> Result<Passed, Errors> {
        let number = match input {
            Value::Int(number) => Some(Value::Int(*number)),
            Value::Number(_) | Value::Float(_) => parse_int(without_places(&python_str(input))),
            Value::Str(text) if text.chars().count() > MAX_LENGTH => return Err(Errors::one("String value too large.", "max_string_length")),
            Value::Str(text) => parse_int(without_places(text)),
            _ => None,
        };
        Ok(self.bounds.check(number.ok_or_else(|| Errors::one(self.invalid, "invalid"))?))
    }

    pub fn represent(&self, value: &Value) -> Value {
        match value {
            _ if self.as_text => Value::Str(python_str(value).into_owned()),
            Value::Bool(truth) => Value::Int(i64::from(*truth)),
            Value::Float(number) => parse_int(&format!("{number:.0}")).unwrap_or(Value::Null),
            Value::Str(text) => parse_int(text).unwrap_or_else(|| value.clone()),
            other => other.clone(),
        }
    }

    pub fn write(&self, out: &mut Vec<u8>, number: i64) {
        if self.as_text {
            out.push(b'"');
        }
        crate::json::write_int(out, number);
        if self.as_text {
            out.push(b'"');
        }
    }
}

/// The text without a point and zeros at its end: `1.0` is whole, `1.2` is not.
fn without_places(text: &str) -> &str {
    text.trim_end_matches(is_space).trim_end_matches('0').strip_suffix('.').unwrap_or(text)
}
