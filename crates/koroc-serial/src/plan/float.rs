//! Binary floating point numbers.

use super::Passed;
use super::bounds::Bounds;
use super::integer::MAX_LENGTH;
use crate::Errors;
use crate::python::{parse_float, type_name};
use koroc_spec::{Value, ValueType};

/// A float kind.
pub(super) struct FloatPlan {
    bounds: Bounds,
}

impl FloatPlan {
    pub fn new(ty: &ValueType) -> FloatPlan {
        FloatPlan { bounds: Bounds::new(&ty.limits) }
    }

    pub fn validate(&self, input: &Value) -> Result<Passed, Errors> {
        let number = match input {
            Value::Bool(truth) => Some(f64::from(*truth)),
            Value::Int(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            Value::Number(text) => text.parse().ok(),
            Value::Str(text) if text.chars().count() > MAX_LENGTH => return Err(Errors::one("String value too large.", "max_string_length")),
            Value::Str(text) => parse_float(text),
            _ => None,
        };
        match number {
            Some(number) if number.is_finite() => Ok(self.bounds.check(Value::Float(number))),
            Some(_) if type_name(input) == "int" => Err(Errors::one("Integer value too large to convert to float", "overflow")),
            _ => Err(Errors::one("A valid number is required.", "invalid")),
        }
    }
}

pub(super) fn represent(value: &Value) -> Value {
    match value {
        Value::Int(number) => Value::Float(*number as f64),
        Value::Bool(truth) => Value::Float(f64::from(*truth)),
        Value::Number(text) | Value::Decimal(text) | Value::Str(text) => parse_float(text).map_or_else(|| value.clone(), Value::Float),
        other => other.clone(),
    }
}
