//! Reads an input by a shape: everything that can be said without the database.

use crate::ask::{ask_field, ask_whole};
use crate::compiled::{Compiled, Entry, Part};
use crate::form::{Item, Sent, sent};
use crate::many::{not_an_object, read_item};
use crate::node::Node;
use crate::plan::{Passed, not_a_list, overflow};
use crate::slot::Slot;
use crate::{Env, Errors, FieldPlan, Input, Message, Question};
use chrono::{TimeDelta, Utc};
use koroc_spec::{DefaultValue, ShapeField, Value};
use std::borrow::Cow;
use std::sync::Arc;
use uuid::Uuid;

/// Reads an object; its questions are added, `path` being the way to it: pairs of a slot and an item of its list.
pub(crate) fn read(
    compiled: &Arc<Compiled>,
    input: Input<'_>,
    partial: bool,
    env: &Env<'_>,
    questions: &mut Vec<Question>,
    path: &mut Vec<(usize, usize)>,
) -> Node {
    let mut node = Node::new(Arc::clone(compiled));
    for (at, (field, entry)) in compiled.shape.fields.iter().zip(&compiled.entries).enumerate() {
        if field.read_only {
            continue;
        }
        let sent = if field.hidden { Sent::Nothing } else { sent_for(input, field, entry, partial) };
        let reader = Reader { field, entry, partial, env };
        let slot = match sent {
            Sent::Nothing if partial => None,
            Sent::Nothing if field.required => Some(Slot::failed(at, Errors::List(vec![entry.required().in_words_of(&field.messages)]))),
            Sent::Nothing if field.create_only && env.row.is_some() => None,
            Sent::Nothing => default(field, env).map(|value| Slot::passed(at, value)),
            sent => Some(reader.slot(at, sent, questions, path, node.slots.len())),
        };
        if let Some(slot) = slot {
            ask_field(compiled, &slot, questions, path, node.slots.len());
            node.slots.push(slot);
        }
    }
    ask_whole(&mut node, partial, env, questions, path);
    node
}

fn sent_for<'a>(input: Input<'a>, field: &ShapeField, entry: &Entry, partial: bool) -> Sent<'a> {
    match (input, &entry.part) {
        (Input::Json(value), _) => value.as_map().and_then(|map| map.get(&field.name)).map_or(Sent::Nothing, |value| Sent::Value(Cow::Borrowed(value))),
        (Input::Form(form), Part::Nested { many: true, .. }) => form.items(&field.name).map_or(Sent::Nothing, Sent::Items),
        (Input::Form(form), Part::Nested { many: false, .. }) => form.object(&field.name).map_or(Sent::Nothing, Sent::Form),
        (Input::Form(form), _) => sent(form, field, partial),
    }
}

impl Entry {
    fn required(&self) -> Message {
        match &self.part {
            Part::Value(plan) => plan.required(),
            Part::One(_) | Part::Many(_) | Part::Nested { .. } | Part::Shown => Message::new("This field is required.", "required"),
        }
    }
}

/// Reads one field.
struct Reader<'r> {
    field: &'r ShapeField,
    entry: &'r Entry,
    partial: bool,
    env: &'r Env<'r>,
}

impl Reader<'_> {
    fn slot(&self, at: usize, sent: Sent<'_>, questions: &mut Vec<Question>, path: &mut Vec<(usize, usize)>, slot: usize) -> Slot {
        match &self.entry.part {
            Part::Value(plan) => self.value(at, plan, sent),
            Part::One(_) | Part::Many(_) | Part::Nested { .. } if matches!(&sent, Sent::Value(value) if value.is_null()) => self.null(at),
            Part::One(reference) => {
                let Sent::Value(value) = sent else { return self.null(at) };
                if value.as_str() == Some("") {
                    return self.null(at);
                }
                match reference.read(&value, self.env) {
                    Ok(lookup) => Slot::reference(at, lookup, value.into_owned()),
                    Err(errors) => Slot::failed(at, self.own(errors)),
                }
            }
            Part::Many(reference) => {
                let Sent::Value(value) = sent else { return Slot::failed(at, Errors::one("This list may not be empty.", "empty")) };
                let items = match &*value {
                    Value::List(items) => items.clone(),
                    // An object is gone through by its keys.
                    Value::Map(map) => map.keys().map(|key| Value::from(key.as_str())).collect(),
                    other => return Slot::failed(at, self.own(not_a_list(other))),
                };
                if items.is_empty() && !self.field.ty.blank {
                    return Slot::failed(at, self.own(Errors::one("This list may not be empty.", "empty")));
                }
                let mut pairs = Vec::with_capacity(items.len());
                for item in items {
                    match reference.read_one_of_many(&item, self.env) {
                        Ok(lookup) => pairs.push((lookup, item)),
                        // The first bad one is the error: those before it are still asked for.
                        Err(errors) => return Slot::references(at, pairs).refused(self.own(errors)),
                    }
                }
                Slot::references(at, pairs)
            }
            Part::Nested { compiled, many: false, .. } => {
                path.push((slot, 0));
                let node = match &sent {
                    Sent::Form(form) => Ok(read(compiled, Input::Form(form), self.partial, self.env, questions, path)),
                    Sent::Value(value) if value.as_map().is_some() => Ok(read(compiled, Input::Json(value), self.partial, self.env, questions, path)),
                    Sent::Value(value) => Err(self.own(not_an_object(value)).in_whole()),
                    Sent::Nothing | Sent::JsonText(_) | Sent::Items(_) => Err(Errors::one("This field is required.", "required")),
                };
                path.pop();
                match node {
                    Ok(node) => Slot::object(at, node),
                    Err(errors) => Slot::failed(at, errors),
                }
            }
            Part::Nested { compiled, many: true, limits } => {
                let items: Vec<Input<'_>> = match &sent {
                    Sent::Items(items) => items.iter().map(Item::input).collect(),
                    Sent::Value(value) => match &**value {
                        Value::List(items) => items.iter().map(Input::Json).collect(),
                        other => return Slot::failed(at, self.own(not_a_list(other)).in_whole()),
                    },
                    Sent::Nothing | Sent::JsonText(_) | Sent::Form(_) => Vec::new(),
                };
                if let Err(errors) = limits.check(items.len()) {
                    return Slot::failed(at, self.own(errors).in_whole());
                }
                let mut nodes = Vec::with_capacity(items.len());
                for (k, item) in items.into_iter().enumerate() {
                    path.push((slot, k));
                    nodes.push(read_item(compiled, item, self.partial, self.env, &self.field.messages, questions, path));
                    path.pop();
                }
                Slot::objects(at, nodes)
            }
            Part::Shown => Slot::passed(at, Value::Null),
        }
    }

    fn value(&self, at: usize, plan: &FieldPlan, sent: Sent<'_>) -> Slot {
        let passed = match sent {
            Sent::Value(value) => plan.run(&value),
            Sent::JsonText(text) => FieldPlan::run_json_text(text),
            Sent::Nothing | Sent::Form(_) | Sent::Items(_) => plan.run(&Value::Null),
        };
        match passed {
            Ok(Passed { value, .. }) if self.is_beyond_its_column(&value) => Slot::failed(at, self.own(not_kept(&value))),
            Ok(Passed { value, empty: true, .. }) => Slot::passed(at, value),
            Ok(Passed { value, errors, .. }) => {
                let own: Vec<Message> = self.entry.validators.iter().filter_map(|validator| validator(&value).err()).collect();
                Slot::read(at, value, own, errors.into_iter().map(|message| message.in_words_of(&self.field.messages)).collect())
            }
            Err(errors) => Slot::failed(at, self.own(errors)),
        }
    }

    /// Whether the field reads the value, but its column could not keep it: a span of more microseconds than 64 bits count, JSON's null from a form.
    fn is_beyond_its_column(&self, value: &Value) -> bool {
        let beyond = match value {
            Value::Duration(span) => span.num_microseconds().is_none(),
            Value::Null => !self.field.ty.null,
            _ => false,
        };
        beyond && self.field.column().is_some()
    }

    fn null(&self, at: usize) -> Slot {
        if self.field.ty.null { Slot::passed(at, Value::Null) } else { Slot::failed(at, self.own(Errors::one("This field may not be null.", "null"))) }
    }

    /// In the field's own words.
    fn own(&self, errors: Errors) -> Errors {
        errors.in_words_of(&self.field.messages)
    }
}

/// What is said of a value that no column could keep.
fn not_kept(value: &Value) -> Errors {
    match value {
        Value::Null => Errors::one("This field may not be null.", "null"),
        _ => overflow(TimeDelta::microseconds(i64::MAX).num_days()).into(),
    }
}

/// The value of a field that was not sent.
pub(crate) fn default(field: &ShapeField, env: &Env<'_>) -> Option<Value> {
    Some(match field.default.as_ref()? {
        DefaultValue::Const(value) => value.clone(),
        DefaultValue::Now => Value::DateTime(Utc::now()),
        DefaultValue::Today => Value::Date(Utc::now().date_naive()),
        DefaultValue::Uuid4 => Value::Uuid(Uuid::new_v4()),
        DefaultValue::CurrentUser => env.user.cloned().unwrap_or(Value::Null),
        DefaultValue::Named(_) => unreachable!("Serializer::new refuses it"),
    })
}
