//! An input on its way to validated values: values so far, errors so far, and what only the database knows.

use crate::serializer::{Compiled, Part};
use crate::validated::{Valid, Validated};
use crate::{Errors, Message, NON_FIELD_ERRORS, Named, Object};
use indexmap::IndexMap;
use koroc_spec::{DatePart, Map, Value};
use std::sync::Arc;

/// What a serializer made of an input.
///
/// Ask the [`questions`](Self::questions), answer those whose answer is unwelcome, and those about related rows in any case; then
/// [`finish`](Self::finish). All can be asked at once: an answer that another one makes pointless is ignored, as DRF would not have asked.
#[must_use]
pub struct Validation {
    root: Root,
    questions: Vec<Question>,
}

enum Root {
    One(Node),
    Many(Result<Vec<Node>, Errors>),
}

/// Something that only the database knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// It.
    pub ask: Ask,
    /// The way to the object that it is about: a slot and an item of its list.
    pub(crate) path: Vec<(usize, usize)>,
    /// The slot or the set there.
    pub(crate) place: usize,
}

impl Question {
    /// Whether it is about the input itself, not about an object inside it: then the row that an update changes does not count as another one.
    pub fn is_about_the_row(&self) -> bool {
        self.path.is_empty()
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Is there another row with this value? If so, answer with [`Validation::taken`].
    Unique {
        /// The model.
        model: usize,
        /// The column.
        column: usize,
        /// The validated value.
        value: Value,
        /// Whether case is ignored.
        ignore_case: bool,
    },
    /// Is there another row with these values? If so, answer with [`Validation::taken`].
    Together {
        /// The model.
        model: usize,
        /// The place in the shape's `unique_together`.
        together: usize,
        /// Columns with their values: what was sent or defaulted; none of them null.
        columns: Vec<(usize, Value)>,
        /// Columns that were not sent. In an update their values are those of the row, in a new row the model's defaults; if one is null, no other row
        /// can be in the way.
        rest: Vec<usize>,
        /// All columns that were sent or defaulted, for the constraint's condition.
        given: Vec<(usize, Value)>,
        /// What must hold of this row and of the other one: columns that have the value, or (`true`) have another.
        condition: Vec<(usize, Value, bool)>,
    },
    /// Is there another row with this value in the same day, month or year? If so, answer with [`Validation::taken`].
    UniqueFor {
        /// The model.
        model: usize,
        /// The column.
        column: usize,
        /// Its value.
        value: Value,
        /// The date's column.
        date: usize,
        /// What two rows would share of it.
        part: DatePart,
        /// The day or instant.
        day: Value,
    },
    /// Which rows have these values in a column? Answer with [`Validation::found`].
    Related {
        /// Their model.
        model: usize,
        /// The column.
        column: usize,
        /// The values, which may repeat.
        values: Vec<Value>,
    },
}

impl Ask {
    /// Puts the key of a row in the place of its name.
    fn know(&mut self, at: usize, key: &Value) {
        match self {
            Ask::Unique { column, value, .. } if *column == at => *value = key.clone(),
            Ask::Together { columns, given, .. } => {
                columns.iter_mut().chain(given).filter(|(column, _)| *column == at).for_each(|(_, value)| *value = key.clone());
            }
            Ask::UniqueFor { column, value, .. } if *column == at => *value = key.clone(),
            Ask::Unique { .. } | Ask::UniqueFor { .. } | Ask::Related { .. } => {}
        }
    }
}

/// An object that was read.
pub(crate) struct Node {
    pub compiled: Arc<Compiled>,
    refusal: Option<Errors>,
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

/// What became of a field.
pub(crate) struct Slot {
    pub field: usize,
    pub outcome: Outcome,
    errors: Option<Errors>,
    /// Where the error of a taken value stands among the field's errors: behind those of the program's own validators.
    place: usize,
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

    fn at(&mut self, path: &[(usize, usize)]) -> &mut Node {
        let Some(((slot, item), rest)) = path.split_first() else { return self };
        let inside = match &mut self.slots[*slot].outcome {
            Outcome::Object(node) => node,
            Outcome::Objects(nodes) => &mut nodes[*item],
            Outcome::Value(_) | Outcome::References(_) => unreachable!("questions lead to objects"),
        };
        inside.at(rest)
    }

    fn taken_value(&mut self, place: usize) {
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
    fn found(&mut self, place: usize, rows: &Named) {
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

    fn finish(self, row: Option<&[Value]>) -> Result<Validated, Errors> {
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
fn each(nodes: Vec<Node>) -> Result<Vec<Validated>, Errors> {
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
    if messages.is_empty() { Ok(()) } else { Err(whole_object(Errors::List(messages))) }
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
    if messages.is_empty() { Ok(()) } else { Err(whole_object(Errors::List(messages))) }
}

fn whole_object(errors: Errors) -> Errors {
    Errors::Map(IndexMap::from([(NON_FIELD_ERRORS.to_owned(), errors)]))
}

impl Validation {
    pub(crate) fn of(node: Node, questions: Vec<Question>) -> Validation {
        Validation { root: Root::One(node), questions }
    }

    pub(crate) fn of_many(nodes: Result<Vec<Node>, Errors>, questions: Vec<Question>) -> Validation {
        Validation { root: Root::Many(nodes), questions }
    }

    /// What must be asked before [`finish`](Self::finish): in the order of the fields, each to be answered by its place.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Another row has the value, or the values, of this question.
    pub fn taken(&mut self, question: usize) {
        let Question { ask, place, .. } = self.questions[question].clone();
        let Some(node) = self.node(question) else { return };
        match ask {
            Ask::Unique { .. } => node.taken_value(place),
            Ask::Together { .. } | Ask::UniqueFor { .. } => {
                if let Whole::Together { taken, .. } | Whole::UniqueFor { taken, .. } = &mut node.whole[place] {
                    *taken = true;
                }
            }
            // Related rows are found, not taken.
            Ask::Related { .. } => {}
        }
    }

    /// The rows that a question about related rows names, others perhaps among them. Later questions then ask about the key.
    pub fn found(&mut self, question: usize, rows: &Named) {
        let place = self.questions[question].place;
        let Some(node) = self.node(question) else { return };
        node.found(place, rows);
        let slot = &node.slots[place];
        let (Some(key), Some(column)) = (slot.plain(), node.compiled.shape.fields[slot.field].column()) else { return };
        let (asked, later) = self.questions.split_at_mut(question + 1);
        let path = &asked[question].path;
        // Those of one object stand together, with those of the objects inside it.
        let inside = later.iter_mut().take_while(|other| other.path.starts_with(path));
        inside.filter(|other| other.path.len() == path.len()).for_each(|other| other.ask.know(column, &key));
    }

    fn node(&mut self, question: usize) -> Option<&mut Node> {
        let path = &self.questions[question].path;
        Some(match &mut self.root {
            Root::One(node) => node.at(path),
            Root::Many(Ok(nodes)) => nodes[path[0].1].at(&path[1..]),
            Root::Many(Err(_)) => return None,
        })
    }

    /// The validated values. `row`: the row that they are for, all fields of its model; `None`: a new one.
    ///
    /// # Errors
    /// All errors, in the order of the fields. Sets of values count, and validators of the whole object run, only when every field has passed.
    pub fn finish(self, row: Option<&[Value]>) -> Result<Validated, Errors> {
        match self.root {
            Root::One(node) => node.finish(row),
            Root::Many(_) => Err(Errors::whole("Expected an object, not a list of them.", "invalid")),
        }
    }

    /// The validated values of each input of a list.
    ///
    /// # Errors
    /// Of the list, or of its inputs by their index.
    pub fn finish_many(self) -> Result<Vec<Validated>, Errors> {
        match self.root {
            Root::Many(nodes) => each(nodes?),
            Root::One(node) => Ok(vec![node.finish(None)?]),
        }
    }
}
