//! One or several values of a list.

use super::list::not_a_list;
use crate::python::python_str;
use crate::{Errors, Message};
use indexmap::IndexMap;
use koroc_spec::{Choice, Value};

/// A list of values, found by the text that Python prints for them.
pub(super) struct ChoicePlan {
    values: IndexMap<String, Value>,
    blank: bool,
}

impl ChoicePlan {
    pub fn new(choices: &[Choice], blank: bool) -> ChoicePlan {
        let values = Choice::items(choices).into_iter().map(|(value, _)| (python_str(value).into_owned(), value.clone())).collect();
        ChoicePlan { values, blank }
    }

    pub fn validate(&self, input: &Value) -> Result<Value, Errors> {
        if self.blank && input.as_str() == Some("") {
            return Ok(input.clone());
        }
        let text = python_str(input);
        self.values.get(&*text).cloned().ok_or_else(|| Message::new(format!("\"{text}\" is not a valid choice."), "invalid_choice").with("input", &text).into())
    }

    pub fn represent(&self, value: &Value) -> Value {
        self.values.get(&*python_str(value)).unwrap_or(value).clone()
    }
}

/// Several values of a list, each once.
pub(super) struct MultipleChoicePlan {
    one: ChoicePlan,
    allow_empty: bool,
}

impl MultipleChoicePlan {
    pub fn new(choices: &[Choice], blank: bool, allow_empty: bool) -> MultipleChoicePlan {
        MultipleChoicePlan { one: ChoicePlan::new(choices, blank), allow_empty }
    }

    pub fn validate(&self, input: &Value) -> Result<Value, Errors> {
        let picked: Vec<Value> = match input {
            Value::List(items) => items.iter().map(|item| self.one.validate(item)).collect::<Result<_, _>>()?,
            // An object is a list of its keys to Python.
            Value::Map(members) => members.keys().map(|key| self.one.validate(&Value::from(key.as_str()))).collect::<Result<_, _>>()?,
            other => return Err(not_a_list(other)),
        };
        if picked.is_empty() && !self.allow_empty {
            return Err(Errors::one("This selection may not be empty.", "empty"));
        }
        Ok(Value::List(distinct(picked.into_iter())))
    }

    pub fn represent(&self, value: &Value) -> Value {
        match value {
            Value::List(items) => Value::List(distinct(items.iter().map(|item| self.one.represent(item)))),
            other => other.clone(),
        }
    }
}

/// The values in order, each once.
fn distinct(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut by_text = IndexMap::new();
    for value in values {
        by_text.entry(python_str(&value).into_owned()).or_insert(value);
    }
    by_text.into_values().collect()
}
