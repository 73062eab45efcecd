//! Lists of values of one type.

use super::{FieldPlan, Passed};
use crate::python::type_name;
use crate::{Errors, Message};
use indexmap::IndexMap;
use koroc_spec::{Value, ValueType};

/// A list kind.
pub(super) struct ListPlan {
    child: Option<Box<FieldPlan>>,
    allow_empty: bool,
    max: Option<(usize, Message)>,
    min: Option<(usize, Message)>,
}

impl ListPlan {
    pub fn new(ty: &ValueType, child: Option<Box<FieldPlan>>, allow_empty: bool) -> ListPlan {
        let max = ty
            .limits
            .max_length
            .map(|n| (n as usize, Message::new(format!("Ensure this field has no more than {n} elements."), "max_length").with("max_length", n)));
        let min = ty
            .limits
            .min_length
            .map(|n| (n as usize, Message::new(format!("Ensure this field has at least {n} elements."), "min_length").with("min_length", n)));
        ListPlan { child, allow_empty, max, min }
    }

    pub fn validate(&self, input: &Value) -> Result<Passed, Errors> {
        let Value::List(items) = input else {
            return Err(not_a_list(input));
        };
        if items.is_empty() && !self.allow_empty {
            return Err(Errors::one("This list may not be empty.", "empty"));
        }
        let items = self.items(items)?;
        let long = self.max.iter().filter(|(max, _)| items.len() > *max);
        let short = self.min.iter().filter(|(min, _)| items.len() < *min);
        let errors = long.chain(short).map(|(_, message)| message.clone()).collect();
        Ok(Passed::checked(Value::List(items), errors))
    }

    fn items(&self, items: &[Value]) -> Result<Vec<Value>, Errors> {
        let Some(child) = &self.child else { return Ok(items.to_vec()) };
        let mut passed = Vec::with_capacity(items.len());
        let mut errors = IndexMap::new();
        for (at, item) in items.iter().enumerate() {
            match child.validate(item) {
                Ok(value) => passed.push(value),
                Err(error) => {
                    errors.insert(at.to_string(), error);
                }
            }
        }
        if errors.is_empty() { Ok(passed) } else { Err(Errors::Map(errors)) }
    }

    pub fn represent(&self, value: &Value) -> Value {
        match (value, &self.child) {
            (Value::List(items), Some(child)) => Value::List(items.iter().map(|item| child.represent(item)).collect()),
            (other, _) => other.clone(),
        }
    }
}

/// What is said of a value that is no list.
pub(crate) fn not_a_list(input: &Value) -> Errors {
    let sort = type_name(input);
    Message::new(format!("Expected a list of items but got type \"{sort}\"."), "not_a_list").with("input_type", sort).into()
}
