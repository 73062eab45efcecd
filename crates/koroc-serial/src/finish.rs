//! The end of a validation: values, or errors in the order of the fields.

use crate::compiled::{Compiled, Part};
use crate::node::{Node, Whole};
use crate::slot::{Outcome, Slot};
use crate::validated::{Valid, Validated};
use crate::{Errors, Message, Object};
use indexmap::IndexMap;
use koroc_spec::{Map, Value};
use std::sync::Arc;

impl Node {
    /// The validated values. `row`: the row that they are for; `None`: a new one.
    pub fn finish(self, row: Option<&[Value]>) -> Result<Validated, Errors> {
        let Node { compiled, refusal, slots, whole } = self;
        if let Some(errors) = refusal {
            return Err(errors);
        }
        let fields = &compiled.shape.fields;
        let mut errors = IndexMap::new();
        let mut values = Vec::with_capacity(slots.len());
        for slot in slots {
            let field = slot.field;
            match valid(slot, &compiled) {
                Ok(value) => values.push((field, value)),
                Err(refused) => drop(errors.insert(fields[field].name.clone(), refused)),
            }
        }
        if !errors.is_empty() {
            return Err(Errors::Map(errors));
        }
        check_sets(&compiled, whole)?;
        let validated = Validated::new(Arc::clone(&compiled), values);
        if !compiled.objects.is_empty() {
            check_object(&compiled, &validated.to_map(), row)?;
        }
        Ok(validated)
    }
}

/// The value of a field, or what is wrong with it.
fn valid(slot: Slot, compiled: &Compiled) -> Result<Valid, Errors> {
    if let Some(errors) = slot.errors {
        return Err(errors);
    }
    let value = match slot.outcome {
        Outcome::Value(value) => Valid::Value(value),
        Outcome::References(pairs) => {
            let mut keys = pairs.into_iter().map(|(key, _)| key);
            match &compiled.entries[slot.field].part {
                Part::Many(_) => Valid::Keys(keys.collect()),
                _ => Valid::Value(keys.next().unwrap_or(Value::Null)),
            }
        }
        Outcome::Object(node) => Valid::Object(Box::new(node.finish(None)?)),
        Outcome::Objects(nodes) => Valid::Objects(each(nodes)?),
    };
    let checks = &compiled.entries[slot.field].checks;
    if checks.is_empty() {
        return Ok(value);
    }
    let shown = value.to_value();
    checks.iter().try_for_each(|check| check(&shown)).map_err(Errors::List)?;
    Ok(value)
}

/// All of a list, or errors by index.
pub(crate) fn each(nodes: Vec<Node>) -> Result<Vec<Validated>, Errors> {
    let mut errors = IndexMap::new();
    let mut values = Vec::with_capacity(nodes.len());
    for (at, node) in nodes.into_iter().enumerate() {
        match node.finish(None) {
            Ok(value) => values.push(value),
            Err(refused) => drop(errors.insert(at.to_string(), refused)),
        }
    }
    if errors.is_empty() { Ok(values) } else { Err(Errors::Map(errors)) }
}

/// Sets that are taken add up; what is wrong with single fields is answered at once, as DRF does.
fn check_sets(compiled: &Compiled, whole: Vec<Whole>) -> Result<(), Errors> {
    let shape = &compiled.shape;
    let mut messages = Vec::new();
    for said in whole {
        match said {
            Whole::Together { together, taken: true } => {
                let question = &shape.unique_together[together];
                messages.push(Message::new(question.message.clone(), question.code.clone()));
            }
            Whole::UniqueFor { question, taken: true } => {
                let question = &shape.unique_for[question];
                let name = shape.fields[question.field].name.clone();
                return Err(Errors::Map(IndexMap::from([(name, Errors::one(question.message.clone(), "unique"))])));
            }
            Whole::Lacking(names) => {
                let required = || Errors::one("This field is required.", "required");
                return Err(Errors::Map(names.into_iter().map(|name| (name, required())).collect()));
            }
            Whole::Together { .. } | Whole::UniqueFor { .. } => {}
        }
    }
    if messages.is_empty() { Ok(()) } else { Err(Errors::List(messages).in_whole()) }
}

/// Runs the validators of the whole object: lists of errors add up, errors by field are answered at once.
fn check_object(compiled: &Compiled, values: &Map, row: Option<&[Value]>) -> Result<(), Errors> {
    let mut messages = Vec::new();
    for validator in &compiled.objects {
        match validator(&Object { values, row }) {
            Ok(()) => {}
            Err(Errors::List(more)) => messages.extend(more),
            Err(errors @ Errors::Map(_)) => return Err(errors),
        }
    }
    if messages.is_empty() { Ok(()) } else { Err(Errors::List(messages).in_whole()) }
}
