//! Lists of objects, and what is no object.

use crate::compiled::Compiled;
use crate::node::Node;
use crate::python::type_name;
use crate::read::read;
use crate::{Env, Errors, Input, Message};
use koroc_spec::{Limits, Value};
use std::sync::Arc;

/// How many objects a list may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManyLimits {
    /// Whether it may be empty.
    pub allow_empty: bool,
    /// The fewest.
    pub min_length: Option<u64>,
    /// The most.
    pub max_length: Option<u64>,
}

impl Default for ManyLimits {
    /// Any number, none included.
    fn default() -> Self {
        ManyLimits { allow_empty: true, min_length: None, max_length: None }
    }
}

impl ManyLimits {
    pub(crate) fn of(limits: &Limits, allow_empty: bool) -> ManyLimits {
        ManyLimits { allow_empty, min_length: limits.min_length, max_length: limits.max_length }
    }

    /// DRF's refusals of a list that is too short or too long.
    pub(crate) fn check(&self, length: usize) -> Result<(), Errors> {
        let length = length as u64;
        if !self.allow_empty && length == 0 {
            return Err(Errors::one("This list may not be empty.", "empty"));
        }
        if let Some(max) = self.max_length.filter(|max| length > *max) {
            return Err(Message::new(format!("Ensure this field has no more than {max} elements."), "max_length").with("max_length", max).into());
        }
        match self.min_length.filter(|min| length < *min) {
            Some(min) => Err(Message::new(format!("Ensure this field has at least {min} elements."), "min_length").with("min_length", min).into()),
            None => Ok(()),
        }
    }
}

/// An object of a list, which may be none; `messages`: the words of the field that the list is.
pub(crate) fn read_item(
    compiled: &Arc<Compiled>,
    input: Input<'_>,
    partial: bool,
    env: &Env<'_>,
    messages: &[(String, String)],
    questions: &mut Vec<crate::Question>,
    path: &mut Vec<(usize, usize)>,
) -> Node {
    match input {
        Input::Json(Value::Null) => Node::refused(Arc::clone(compiled), Errors::one("This field may not be null.", "null").in_words_of(messages)),
        Input::Json(other) if other.as_map().is_none() => Node::refused(Arc::clone(compiled), not_an_object(other).in_words_of(messages).in_whole()),
        input => read(compiled, input, partial, env, questions, path),
    }
}

pub(crate) fn not_an_object(input: &Value) -> Errors {
    let sort = type_name(input);
    Message::new(format!("Invalid data. Expected a dictionary, but got {sort}."), "invalid").with("datatype", sort).into()
}
