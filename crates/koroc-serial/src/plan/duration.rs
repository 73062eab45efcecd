//! Spans of time.

use super::Passed;
use super::bounds::Bounds;
use crate::json::float_repr;
use crate::python::{MAX_DAYS, duration_iso, duration_text, parse_duration, python_str};
use crate::{Errors, Message};
use koroc_spec::{Problem, Value, ValueType};

/// A duration kind.
pub(super) struct DurationPlan {
    bounds: Bounds,
    form: Form,
}

/// How a span is written.
enum Form {
    Django,
    Iso,
    /// Its seconds, as text: what DRF's `format=None` comes to.
    Seconds,
}

impl DurationPlan {
    pub fn new(ty: &ValueType) -> Result<DurationPlan, Problem> {
        let form = match ty.wire.format.as_deref() {
            None | Some("django") => Form::Django,
            Some("iso-8601") => Form::Iso,
            Some("seconds") => Form::Seconds,
            Some(other) => return Err(Problem::new("duration field", format!("has the format `{other}`; expected django, iso-8601 or seconds"))),
        };
        Ok(DurationPlan { bounds: Bounds::new(&ty.limits), form })
    }

    pub fn validate(&self, input: &Value) -> Result<Passed, Errors> {
        let span = match input {
            Value::Duration(span) => Some(*span),
            Value::Str(_) | Value::Int(_) | Value::Number(_) | Value::Float(_) => {
                parse_duration(&python_str(input)).map_err(|_| Errors::from(overflow(MAX_DAYS)))?
            }
            _ => None,
        };
        Ok(self.bounds.check(Value::Duration(span.ok_or_else(|| Errors::from(invalid()))?)))
    }

    pub fn represent(&self, value: &Value) -> Value {
        match value {
            Value::Duration(span) => Value::Str(match self.form {
                Form::Django => duration_text(span),
                Form::Iso => duration_iso(span),
                Form::Seconds => float_repr(span.num_seconds() as f64 + f64::from(span.subsec_nanos()) / 1e9),
            }),
            other => other.clone(),
        }
    }
}

/// What is said of a span of more days than there may be.
pub(crate) fn overflow(days: i64) -> Message {
    let message = Message::new(format!("The number of days must be between -{days} and {days}."), "overflow");
    message.with("min_days", format!("-{days}")).with("max_days", days)
}

fn invalid() -> Message {
    let format = "[DD] [HH:[MM:]]ss[.uuuuuu]";
    Message::new(format!("Duration has wrong format. Use one of these formats instead: {format}."), "invalid").with("format", format)
}
