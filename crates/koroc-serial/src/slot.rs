//! What became of a field of an input.

use crate::node::Node;
use crate::{Errors, Message};
use koroc_spec::Value;

/// What became of a field.
pub(crate) struct Slot {
    pub field: usize,
    pub outcome: Outcome,
    pub errors: Option<Errors>,
    /// Where the error of a taken value stands among the field's errors: behind those of the program's own validators.
    pub place: usize,
    /// Whether DRF would have looked for other rows with this value.
    pub asks: bool,
}

pub(crate) enum Outcome {
    Value(Value),
    /// What rows must have in a column, and how they were named. Answered, the first is their key.
    References(Vec<(Value, Value)>),
    Object(Box<Node>),
    Objects(Vec<Node>),
}

impl Slot {
    fn new(field: usize, outcome: Outcome) -> Slot {
        Slot { field, outcome, errors: None, place: 0, asks: false }
    }

    /// A value that is taken as it is.
    pub fn passed(field: usize, value: Value) -> Slot {
        Slot::new(field, Outcome::Value(value))
    }

    /// A value that could not be read.
    pub fn failed(field: usize, errors: Errors) -> Slot {
        Slot { errors: Some(errors), ..Slot::passed(field, Value::Null) }
    }

    /// A value that was read, with the errors of the program's validators and of its limits.
    pub fn read(field: usize, value: Value, own: Vec<Message>, limits: Vec<Message>) -> Slot {
        let (place, asks) = (own.len(), limits.is_empty());
        let mut messages = own;
        messages.extend(limits);
        Slot { errors: (!messages.is_empty()).then_some(Errors::List(messages)), place, asks, ..Slot::passed(field, value) }
    }

    pub fn reference(field: usize, lookup: Value, named: Value) -> Slot {
        Slot { asks: true, ..Slot::new(field, Outcome::References(vec![(lookup, named)])) }
    }

    pub fn references(field: usize, pairs: Vec<(Value, Value)>) -> Slot {
        Slot::new(field, Outcome::References(pairs))
    }

    /// As it is, with errors.
    pub fn refused(self, errors: Errors) -> Slot {
        Slot { errors: Some(errors), ..self }
    }

    pub fn object(field: usize, node: Node) -> Slot {
        Slot::new(field, Outcome::Object(Box::new(node)))
    }

    pub fn objects(field: usize, nodes: Vec<Node>) -> Slot {
        Slot::new(field, Outcome::Objects(nodes))
    }

    /// Its single value, as far as it is known before the database is asked.
    pub fn plain(&self) -> Option<Value> {
        match &self.outcome {
            Outcome::Value(value) => Some(value.clone()),
            Outcome::References(pairs) => pairs.first().map(|(lookup, _)| lookup.clone()),
            Outcome::Object(_) | Outcome::Objects(_) => None,
        }
    }
}
