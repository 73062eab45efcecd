//! True and false, in all of DRF's spellings.

use crate::python::python_str;
use crate::{Errors, Message};
use koroc_spec::Value;

/// The truth value that this says.
fn truth(value: &Value) -> Option<bool> {
    let number = |number: f64| if number == 1.0 { Some(true) } else { (number == 0.0).then_some(false) };
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Int(whole) => number(*whole as f64),
        Value::Float(float) => number(*float),
        Value::Number(text) | Value::Decimal(text) => number(text.parse().ok()?),
        Value::Str(text) => word(text),
        _ => None,
    }
}

fn word(text: &str) -> Option<bool> {
    let any = |words: [&str; 6]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if any(["true", "t", "yes", "y", "on", "1"]) { Some(true) } else { any(["false", "f", "no", "n", "off", "0"]).then_some(false) }
}

fn says_null(value: &Value) -> bool {
    matches!(value, Value::Str(text) if text.is_empty() || text.eq_ignore_ascii_case("null"))
}

pub(super) fn validate(input: &Value, null: bool) -> Result<Value, Errors> {
    match truth(input) {
        Some(truth) => Ok(Value::Bool(truth)),
        None if null && says_null(input) => Ok(Value::Null),
        None => Err(Message::new("Must be a valid boolean.", "invalid").with("input", python_str(input)).into()),
    }
}

/// Whatever a column holds: what is no known word is true unless it is empty, as Python's `bool` has it.
pub(super) fn represent(value: &Value, null: bool) -> Value {
    match truth(value) {
        Some(truth) => Value::Bool(truth),
        None if null && says_null(value) => Value::Null,
        None => Value::Bool(!matches!(value, Value::Str(text) if text.is_empty())),
    }
}
