//! An input on its way to validated values: values so far, errors so far, and what only the database knows.

use crate::plan::missing;
use crate::python::python_str;
use crate::serializer::Compiled;
use crate::{Errors, Message, NON_FIELD_ERRORS, Object};
use indexmap::IndexMap;
use koroc_spec::Value;
use std::sync::Arc;

/// What a serializer made of an input.
///
/// Ask the [`questions`](Self::questions), answer those whose answer is unwelcome, then [`finish`](Self::finish). All can be asked at once: an answer
/// that another one makes pointless is ignored, as DRF would not have asked.
#[must_use]
pub struct Validation {
    compiled: Arc<Compiled>,
    refusal: Option<Errors>,
    slots: Vec<Slot>,
    questions: Vec<Question>,
    together: Vec<Message>,
}

/// Something that only the database knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// Is there another row with this value? Answer with [`Validation::taken`].
    Unique {
        /// The place in the shape's fields.
        field: usize,
        /// The model's column.
        column: usize,
        /// The validated value.
        value: Value,
    },
    /// Is there another row with these values? Answer with [`Validation::taken`].
    Together {
        /// The place in the shape's `unique_together`.
        together: usize,
        /// The model's columns with their values: what was sent or defaulted; none of them null.
        columns: Vec<(usize, Value)>,
        /// Columns that were not sent. In an update their values are those of the row, in a new row the model's defaults; if one is null, no other
        /// row can be in the way.
        rest: Vec<usize>,
    },
    /// Does this row exist? Answer with [`Validation::missing`] if not.
    Related {
        /// The place in the shape's fields.
        field: usize,
        /// The model that it belongs to.
        model: usize,
        /// Its key.
        value: Value,
    },
}

/// What became of a field.
pub(crate) struct Slot {
    field: usize,
    value: Value,
    errors: Option<Errors>,
    /// Where the error of a taken value stands among the field's errors: behind those of the program's own validators.
    place: usize,
    /// Whether DRF would have looked for other rows with this value.
    asks: bool,
    /// A key as it was sent, where that is not how the validated one is shown.
    raw: Option<String>,
}

impl Slot {
    /// A value that is taken as it is.
    pub fn passed(field: usize, value: Value) -> Slot {
        Slot { field, value, errors: None, place: 0, asks: false, raw: None }
    }

    /// A value that could not be read.
    pub fn failed(field: usize, errors: Errors) -> Slot {
        Slot { field, value: Value::Null, errors: Some(errors), place: 0, asks: false, raw: None }
    }

    /// A value that was read, with the errors of the program's validators and of its limits.
    pub fn read(field: usize, value: Value, own: Vec<Message>, limits: Vec<Message>, raw: Option<&Value>) -> Slot {
        let (place, asks) = (own.len(), limits.is_empty());
        let mut messages = own;
        messages.extend(limits);
        let errors = (!messages.is_empty()).then_some(Errors::List(messages));
        let raw = raw.filter(|raw| **raw != value).map(|raw| python_str(raw).into_owned());
        Slot { field, value, errors, place, asks, raw }
    }
}

impl Validation {
    pub(crate) fn new(compiled: Arc<Compiled>) -> Validation {
        let slots = Vec::with_capacity(compiled.shape.fields.len());
        Validation { compiled, refusal: None, slots, questions: Vec::new(), together: Vec::new() }
    }

    /// An input that is no object at all.
    pub(crate) fn refused(compiled: Arc<Compiled>, errors: Errors) -> Validation {
        Validation { compiled, refusal: Some(errors), slots: Vec::new(), questions: Vec::new(), together: Vec::new() }
    }

    pub(crate) fn push(&mut self, slot: Slot) {
        let field = slot.field;
        let shape = &self.compiled.shape.fields[field];
        if slot.asks {
            if let Some(model) = self.compiled.entries[field].plan.related() {
                self.questions.push(Question::Related { field, model, value: slot.value.clone() });
            }
            if let (Some(_), Some(column)) = (&shape.unique, shape.column()) {
                self.questions.push(Question::Unique { field, column, value: slot.value.clone() });
            }
        }
        self.slots.push(slot);
    }

    /// Asks for sets of values, if every field has passed so far and at least one of the set was sent.
    pub(crate) fn ask_together(&mut self) {
        if self.slots.iter().any(|slot| slot.errors.is_some()) {
            return;
        }
        for (together, question) in self.compiled.shape.unique_together.iter().enumerate() {
            let (mut columns, mut rest) = (Vec::new(), Vec::new());
            for field in &question.fields {
                let Some(column) = self.compiled.shape.fields[*field].column() else { continue };
                match self.slots.iter().find(|slot| slot.field == *field) {
                    Some(slot) => columns.push((column, slot.value.clone())),
                    None => rest.push(column),
                }
            }
            if !columns.is_empty() && !columns.iter().any(|(_, value)| value.is_null()) {
                self.questions.push(Question::Together { together, columns, rest });
            }
        }
    }

    /// What must be asked before [`finish`](Self::finish): in the order of the fields, each to be answered by its place.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Another row has the value, or the values, of this question.
    pub fn taken(&mut self, question: usize) {
        match &self.questions[question] {
            Question::Unique { field, .. } => self.taken_value(*field),
            Question::Together { together, .. } => {
                let message = self.compiled.shape.unique_together[*together].message.clone();
                self.together.push(Message::new(message, "unique"));
            }
            // A related row that exists is what was hoped for.
            Question::Related { .. } => {}
        }
    }

    fn taken_value(&mut self, field: usize) {
        let question = self.compiled.shape.fields[field].unique.as_ref().expect("only unique fields are asked for");
        let message = Message::new(question.message.clone(), "unique");
        let Some(slot) = self.slots.iter_mut().find(|slot| slot.field == field && slot.asks) else { return };
        match &mut slot.errors {
            Some(Errors::List(messages)) => messages.insert(slot.place, message),
            _ => slot.errors = Some(Errors::List(vec![message])),
        }
    }

    /// The row of this question does not exist.
    pub fn missing(&mut self, question: usize) {
        let Question::Related { field, .. } = &self.questions[question] else { return };
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.field == *field) {
            let shown = slot.raw.take().unwrap_or_else(|| key_text(&slot.value));
            slot.errors = Some(missing(&shown));
            // A key without a row is not looked at any further.
            slot.asks = false;
        }
    }

    /// The model's columns with their validated values, in the order of the fields.
    ///
    /// # Errors
    /// All errors, in the order of the fields. Sets of values count, and validators of the whole object run, only when every field has passed.
    pub fn finish(self) -> Result<Vec<(usize, Value)>, Errors> {
        let Validation { compiled, refusal, slots, together, .. } = self;
        if let Some(errors) = refusal {
            return Err(errors);
        }
        let fields = &compiled.shape.fields;
        if slots.iter().any(|slot| slot.errors.is_some()) {
            let errors = slots.into_iter().filter_map(|slot| Some((fields[slot.field].name.clone(), slot.errors?)));
            return Err(Errors::Map(errors.collect()));
        }
        if !together.is_empty() {
            return Err(whole(Errors::List(together)));
        }
        if !compiled.objects.is_empty() {
            let object = slots.iter().map(|slot| (fields[slot.field].name.clone(), slot.value.clone())).collect();
            check_object(&compiled, &object)?;
        }
        let mut values = Vec::with_capacity(slots.len());
        values.extend(slots.into_iter().filter_map(|slot| Some((fields[slot.field].column()?, slot.value))));
        Ok(values)
    }
}

/// Runs the validators of the whole object: lists of errors add up, errors by field are answered at once.
fn check_object(compiled: &Compiled, object: &IndexMap<String, Value>) -> Result<(), Errors> {
    let mut messages = Vec::new();
    for validator in &compiled.objects {
        match validator(&Object { values: object, row: None }) {
            Ok(()) => {}
            Err(Errors::List(more)) => messages.extend(more),
            Err(errors @ Errors::Map(_)) => return Err(errors),
        }
    }
    if messages.is_empty() { Ok(()) } else { Err(whole(Errors::List(messages))) }
}

fn whole(errors: Errors) -> Errors {
    Errors::Map(IndexMap::from([(NON_FIELD_ERRORS.to_owned(), errors)]))
}

fn key_text(key: &Value) -> String {
    if let Value::Uuid(uuid) = key { uuid.to_string() } else { python_str(key).into_owned() }
}
