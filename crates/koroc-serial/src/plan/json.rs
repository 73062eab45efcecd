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
            _ if self.binary => Err(invalid()),
            _ => as_python(input).ok_or_else(invalid),
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
    parse_json(text.as_bytes()).ok().and_then(|value| as_python(&value)).ok_or_else(invalid)
}

fn invalid() -> Errors {
    Errors::one("Value must be valid JSON.", "invalid")
}

/// The value as Python holds it: numbers with a point or exponent are floats. `None`: one of them is too large for that and could not be written again.
fn as_python(value: &Value) -> Option<Value> {
    match value {
        Value::Number(text) if text.contains(['.', 'e', 'E']) => text.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float),
        Value::List(items) => items.iter().map(as_python).collect::<Option<_>>().map(Value::List),
        Value::Map(members) => members.iter().map(|(key, member)| Some((key.clone(), as_python(member)?))).collect::<Option<_>>().map(Value::Map),
        other => Some(other.clone()),
    }
}
