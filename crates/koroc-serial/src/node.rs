//! An object on its way to validated values: what became of its fields, and what is asked about several of them.

use crate::compiled::{Compiled, Part};
use crate::slot::{Outcome, Slot};
use crate::{Errors, Message, Named};
use std::sync::Arc;

/// An object that was read.
pub(crate) struct Node {
    pub compiled: Arc<Compiled>,
    pub refusal: Option<Errors>,
    pub slots: Vec<Slot>,
    pub whole: Vec<Whole>,
}

/// What several fields say together.
pub(crate) enum Whole {
    Together {
        together: usize,
        taken: bool,
    },
    UniqueFor {
        question: usize,
        taken: bool,
    },
    /// Fields that a date's uniqueness needs and that were not sent.
    Lacking(Vec<String>),
}

impl Node {
    pub fn new(compiled: Arc<Compiled>) -> Node {
        let slots = Vec::with_capacity(compiled.shape.fields.len());
        Node { compiled, refusal: None, slots, whole: Vec::new() }
    }

    /// An input that is no object at all.
    pub fn refused(compiled: Arc<Compiled>, errors: Errors) -> Node {
        Node { refusal: Some(errors), ..Node::new(compiled) }
    }

    pub fn has_errors(&self) -> bool {
        let inside = |slot: &Slot| match &slot.outcome {
            Outcome::Value(_) | Outcome::References(_) => false,
            Outcome::Object(node) => node.has_errors(),
            Outcome::Objects(nodes) => nodes.iter().any(Node::has_errors),
        };
        self.refusal.is_some() || self.slots.iter().any(|slot| slot.errors.is_some() || inside(slot))
    }

    pub fn at(&mut self, path: &[(usize, usize)]) -> &mut Node {
        let Some(((slot, item), rest)) = path.split_first() else { return self };
        let inside = match &mut self.slots[*slot].outcome {
            Outcome::Object(node) => node,
            Outcome::Objects(nodes) => &mut nodes[*item],
            Outcome::Value(_) | Outcome::References(_) => unreachable!("questions lead to objects"),
        };
        inside.at(rest)
    }

    pub fn taken_value(&mut self, place: usize) {
        let slot = &mut self.slots[place];
        if !slot.asks {
            return;
        }
        let question = self.compiled.shape.fields[slot.field].unique.as_ref().expect("only unique fields are asked for");
        let message = Message::new(question.message.clone(), "unique");
        match &mut slot.errors {
            Some(Errors::List(messages)) => messages.insert(slot.place, message),
            _ => slot.errors = Some(Errors::List(vec![message])),
        }
    }

    /// Puts the keys of the rows that were found in the place of their names.
    pub fn found(&mut self, place: usize, rows: &Named) {
        let slot = &mut self.slots[place];
        let (Part::One(reference) | Part::Many(reference)) = &self.compiled.entries[slot.field].part else { return };
        let Outcome::References(pairs) = &mut slot.outcome else { return };
        for (lookup, named) in pairs {
            match rows.key(lookup) {
                Some(key) => *lookup = key.clone(),
                None => {
                    slot.errors = Some(reference.missing(named).in_words_of(&self.compiled.shape.fields[slot.field].messages));
                    // A name without a row is not looked at any further.
                    slot.asks = false;
                    return;
                }
            }
        }
    }
}
