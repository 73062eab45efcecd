//! The smallest and the largest value, with their messages.

use super::Passed;
use crate::Message;
use crate::json::float_repr;
use crate::python::{Decimal, timedelta_str};
use koroc_spec::{Limits, Value};
use std::cmp::Ordering;

/// Inclusive bounds; the largest is checked first, as in DRF, and a value may break only one of them.
pub(super) struct Bounds {
    max: Option<(Value, Message)>,
    min: Option<(Value, Message)>,
}

impl Bounds {
    pub fn new(limits: &Limits) -> Bounds {
        let bound = |limit: &Option<Value>, what: &str, code| {
            let limit = limit.clone()?;
            let bound = shown(&limit);
            let message = Message::new(format!("Ensure this value is {what} than or equal to {bound}."), code).with(code, bound);
            Some((limit, message))
        };
        Bounds { max: bound(&limits.max, "less", "max_value"), min: bound(&limits.min, "greater", "min_value") }
    }

    /// The value, with an error if it lies outside.
    pub fn check(&self, value: Value) -> Passed {
        let above = self.max.iter().filter(|(max, _)| compare(&value, max).is_gt());
        let below = self.min.iter().filter(|(min, _)| compare(&value, min).is_lt());
        let errors = above.chain(below).map(|(_, message)| message.clone()).collect();
        Passed::checked(value, errors)
    }
}

fn shown(limit: &Value) -> String {
    match limit {
        Value::Duration(span) => timedelta_str(span),
        other => crate::python::python_str(other).into_owned(),
    }
}

/// Compares two numbers or spans; what cannot be compared counts as equal.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
        (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        (a, b) => match (number_text(a), number_text(b)) {
            (Some(a), Some(b)) => match (Decimal::parse(&a), Decimal::parse(&b)) {
                (Some(a), Some(b)) => a.compare(&b),
                _ => Ordering::Equal,
            },
            _ => Ordering::Equal,
        },
    }
}

fn number_text(value: &Value) -> Option<String> {
    match value {
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(float_repr(*number)),
        Value::Number(text) | Value::Decimal(text) => Some(text.clone()),
        _ => None,
    }
}
