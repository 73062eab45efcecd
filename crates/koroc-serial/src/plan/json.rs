//! Any JSON value.

use crate::json::write_python;
use crate::{Errors, parse_json};
use koroc_spec::Value;

/// A JSON kind; `binary` is sent as text that holds JSON.
pub(super) struct JsonPlan {
    pub binary: bool,
}

impl JsonPlan {
    pub fn validate(&self, input: &Value) -> Result<Value, Errors> {
        match input {
            Value::Str(text) if self.binary => validate_text(text),
            _ if self.binary || !is_finite(input) => Err(invalid()),
            _ => Ok(input.clone()),
        }
    }

    pub fn represent(&self, value: &Value) -> Value {
        if !self.binary {
            return value.clone();
        }
        let mut out = Vec::new();
        write_python(&mut out, value);
        Value::Str(String::from_utf8(out).expect("the writer writes UTF-8"))
    }
}

/// The value of text that holds JSON: what a form sends.
pub(super) fn validate_text(text: &str) -> Result<Value, Errors> {
    parse_json(text.as_bytes()).map_err(|_| invalid())
}

fn invalid() -> Errors {
    Errors::one("Value must be valid JSON.", "invalid")
}

/// Whether every number in it can be written again: `1e400` would be infinite.
fn is_finite(value: &Value) -> bool {
    match value {
        Value::Number(text) => text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') || text.parse::<f64>().is_ok_and(f64::is_finite),
        Value::Float(number) => number.is_finite(),
        Value::List(items) => items.iter().all(is_finite),
        Value::Map(members) => members.values().all(is_finite),
        _ => true,
    }
}
