//! UUIDs.

use crate::json::Text;
use crate::python::{parse_hex, python_str};
use crate::{Errors, Message};
use koroc_spec::{Problem, Value, ValueType};
use std::fmt::Write;
use uuid::Uuid;

/// How a UUID is written.
#[derive(Clone, Copy)]
pub(super) enum UuidPlan {
    Hyphens,
    Hex,
    Int,
    Urn,
}

impl UuidPlan {
    pub fn new(ty: &ValueType) -> Result<UuidPlan, Problem> {
        match ty.wire.format.as_deref() {
            None | Some("hex_verbose") => Ok(UuidPlan::Hyphens),
            Some("hex") => Ok(UuidPlan::Hex),
            Some("int") => Ok(UuidPlan::Int),
            Some("urn") => Ok(UuidPlan::Urn),
            Some(other) => Err(Problem::new("UUID field", format!("has the format `{other}`; expected hex_verbose, hex, int or urn"))),
        }
    }

    pub fn represent(self, value: &Value) -> Value {
        let Value::Uuid(uuid) = value else { return value.clone() };
        match self {
            UuidPlan::Hyphens => Value::Str(uuid.to_string()),
            UuidPlan::Hex => Value::Str(uuid.simple().to_string()),
            UuidPlan::Int => Value::Number(uuid.as_u128().to_string()),
            UuidPlan::Urn => Value::Str(uuid.urn().to_string()),
        }
    }

    pub fn write(self, out: &mut Vec<u8>, uuid: Uuid) -> bool {
        if !matches!(self, UuidPlan::Hyphens) {
            return false;
        }
        write!(Text(out), "\"{uuid}\"").expect("a buffer takes all");
        true
    }
}

pub(super) fn validate(input: &Value) -> Result<Value, Errors> {
    let uuid = match input {
        Value::Uuid(uuid) => Some(*uuid),
        Value::Bool(truth) => Some(Uuid::from_u128(u128::from(*truth))),
        Value::Int(number) => u128::try_from(*number).ok().map(Uuid::from_u128),
        Value::Number(text) => text.parse().ok().map(Uuid::from_u128),
        Value::Str(text) => parse(text),
        _ => None,
    };
    uuid.map(Value::Uuid).ok_or_else(|| Message::new("Must be a valid UUID.", "invalid").with("value", python_str(input)).into())
}

/// Python's `UUID(hex=…)`: hyphens anywhere, braces around and URN prefixes are dropped.
pub(super) fn parse(text: &str) -> Option<Uuid> {
    if let Ok(uuid) = text.parse()
        && matches!(text.len(), 32 | 36)
    {
        return Some(uuid);
    }
    let hex = text.replace("urn:", "").replace("uuid:", "");
    let hex = hex.trim_matches(['{', '}']).replace('-', "");
    (hex.chars().count() == 32).then(|| parse_hex(&hex)).flatten().map(Uuid::from_u128)
}
