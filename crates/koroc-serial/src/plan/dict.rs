//! Objects with values of one type.

use super::FieldPlan;
use crate::python::type_name;
use crate::{Errors, Message};
use indexmap::IndexMap;
use koroc_spec::{Map, Value};

/// A dict kind.
pub(super) struct DictPlan {
    pub child: Option<Box<FieldPlan>>,
    pub allow_empty: bool,
}

impl DictPlan {
    pub fn validate(&self, input: &Value) -> Result<Value, Errors> {
        let Value::Map(members) = input else {
            let sort = type_name(input);
            return Err(Message::new(format!("Expected a dictionary of items but got type \"{sort}\"."), "not_a_dict").with("input_type", sort).into());
        };
        if members.is_empty() && !self.allow_empty {
            return Err(Errors::one("This dictionary may not be empty.", "empty"));
        }
        let Some(child) = &self.child else { return Ok(input.clone()) };
        let mut passed = Map::with_capacity(members.len());
        let mut errors = IndexMap::new();
        for (key, member) in members {
            match child.validate(member) {
                Ok(value) => {
                    passed.insert(key.clone(), value);
                }
                Err(error) => {
                    errors.insert(key.clone(), error);
                }
            }
        }
        if errors.is_empty() { Ok(Value::Map(passed)) } else { Err(Errors::Map(errors)) }
    }

    pub fn represent(&self, value: &Value) -> Value {
        match (value, &self.child) {
            (Value::Map(members), Some(child)) => Value::Map(members.iter().map(|(key, member)| (key.clone(), child.represent(member))).collect()),
            (other, _) => other.clone(),
        }
    }
}
