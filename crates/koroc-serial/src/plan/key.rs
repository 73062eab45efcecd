//! The key of a row of another model.

use super::{FieldPlan, Kind, uuid};
use crate::python::{parse_int, python_str, type_name};
use crate::{Errors, Message};
use koroc_spec::{Model, Problem, Relation, Settings, Value, ValueRef};

/// A relation; whether the row exists is a question for the database.
pub(crate) struct KeyPlan {
    key: Box<FieldPlan>,
}

impl KeyPlan {
    pub fn new(relation: &Relation, settings: &Settings, models: &[Model]) -> Result<KeyPlan, Problem> {
        let other = relation
            .target
            .and_then(|target| models.get(target))
            .ok_or_else(|| Problem::new(&relation.to, "is no model of this application, or the application was not resolved"))?;
        Ok(KeyPlan::of(FieldPlan::new(&other.fields[other.primary_key()].ty, settings, models)?))
    }

    /// Of rows that are named by a field which this plan reads and shows.
    pub fn of(plan: FieldPlan) -> KeyPlan {
        KeyPlan { key: Box::new(plan) }
    }

    /// Reads a key as Django reads one in a lookup, by the type of the primary key.
    pub fn validate(&self, input: &Value) -> Result<Value, Errors> {
        let incorrect = || {
            let sort = type_name(input);
            Message::new(format!("Incorrect type. Expected pk value, received {sort}."), "incorrect_type").with("data_type", sort).into()
        };
        match (&self.key.kind, input) {
            (_, Value::Bool(_)) => Err(incorrect()),
            (Kind::Integer(_), _) => match whole(input).ok_or_else(incorrect)? {
                // No row has a key beyond 64 bits.
                Value::Number(_) => Err(missing(&python_str(input))),
                number => Ok(number),
            },
            (Kind::Uuid(_), _) => {
                uuid::validate(input).map_err(|_| Message::new(format!("“{}” is not a valid UUID.", python_str(input)), "invalid").named("").into())
            }
            (Kind::Text(_), Value::Str(_)) => Ok(input.clone()),
            (Kind::Text(_), _) => Ok(Value::Str(python_str(input).into_owned())),
            _ => self.key.validate(input).map_err(|_| incorrect()),
        }
    }

    pub fn represent(&self, value: &Value) -> Value {
        self.key.represent(value)
    }

    pub fn write(&self, out: &mut Vec<u8>, value: ValueRef<'_>) {
        self.key.write(out, value);
    }
}

/// What is said of a key that no row has.
fn missing(shown: &str) -> Errors {
    Message::new(format!("Invalid pk \"{shown}\" - object does not exist."), "does_not_exist").with("pk_value", shown).into()
}

/// Python's `int(value)`.
fn whole(input: &Value) -> Option<Value> {
    match input {
        Value::Int(_) => Some(input.clone()),
        Value::Str(text) => parse_int(text),
        Value::Number(text) => parse_int(text).or_else(|| text.parse().ok().and_then(truncated)),
        Value::Float(number) => truncated(*number),
        _ => None,
    }
}

fn truncated(number: f64) -> Option<Value> {
    number.is_finite().then(|| parse_int(&format!("{:.0}", number.trunc()))).flatten()
}
