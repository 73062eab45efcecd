//! One shape, compiled: validates an input and represents rows.

use crate::form::Item;
use crate::plan::not_a_list;
use crate::python::type_name;
use crate::read::read;
use crate::reference::Reference;
use crate::represent::represent_values;
use crate::validation::{Node, Validation};
use crate::view::{View, collect};
use crate::{Env, Errors, FieldCheck, FieldPlan, FieldValidator, Input, Message, ObjectValidator, Validators};
use koroc_spec::{DefaultValue, FieldKind, Limits, Map, Problem, Reads, Record, Resolved, Shape, ShapeField, Value, ValueRef};
use std::sync::Arc;

/// A [`Shape`] compiled, with the shapes nested in it. Cloning it is cheap.
#[derive(Clone)]
pub struct Serializer {
    inner: Arc<Compiled>,
    answers: Arc<Answers>,
}

/// What a serializer and the validations it starts share.
pub(crate) struct Compiled {
    pub shape: Shape,
    pub entries: Vec<Entry>,
    pub objects: Vec<ObjectValidator>,
    /// The names of the model's fields that the fields are, where they are some.
    pub sources: Vec<Option<String>>,
}

/// A field of the shape, as input.
pub(crate) struct Entry {
    pub part: Part,
    pub validators: Vec<FieldValidator>,
    pub checks: Vec<FieldCheck>,
}

/// What reads a field.
pub(crate) enum Part {
    Value(FieldPlan),
    One(Reference),
    Many(Reference),
    Nested {
        compiled: Arc<Compiled>,
        many: bool,
        limits: ManyLimits,
    },
    /// It is never read.
    Shown,
}

/// How answers are made.
struct Answers {
    reads: Reads,
    view: View,
    /// Where all that is shown are columns of the row: the places of their fields, the plan and the key of each.
    flat: Option<Vec<Column>>,
}

struct Column {
    plan: FieldPlan,
    /// `"name":`
    key: Vec<u8>,
}

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

impl Serializer {
    /// Compiles the shape at a place of [`Resolved::shapes`].
    ///
    /// # Errors
    /// A validator that is named but not given, a pattern or format that cannot be honoured, a relation without a model or route.
    pub fn new(shape: usize, resolved: &Resolved, validators: &Validators) -> Result<Serializer, Problem> {
        let inner = Arc::new(Compiled::new(shape, resolved, validators)?);
        let mut reads = Reads { model: resolved.shapes[shape].model.unwrap_or_default(), ..Reads::default() };
        collect(resolved, shape, &mut reads)?;
        let view = View::new(resolved, shape, &reads)?;
        let fields = &resolved.shapes[shape].fields;
        let column =
            |(_, at, key): (usize, usize, Vec<u8>)| FieldPlan::new(&fields[at].ty, &resolved.settings, &resolved.models).map(|plan| Column { plan, key });
        // Each shown column was collected in order, unless two fields show one.
        let flat = view.flat().filter(|columns| columns.iter().enumerate().all(|(k, (column, ..))| k == *column));
        let flat = flat.map(|columns| columns.into_iter().map(column).collect::<Result<_, _>>()).transpose()?;
        Ok(Serializer { inner, answers: Arc::new(Answers { reads, view, flat }) })
    }

    /// The shape it was made from.
    pub fn shape(&self) -> &Shape {
        &self.inner.shape
    }

    /// What answers are made of.
    pub fn reads(&self) -> &Reads {
        &self.answers.reads
    }

    /// The model's columns that answers read, in output order where the serializer [is flat](Self::is_flat).
    pub fn columns(&self) -> &[usize] {
        &self.answers.reads.columns
    }

    /// Whether answers show columns of the row itself and nothing else, so that [`write_row`](Self::write_row) can write them.
    pub fn is_flat(&self) -> bool {
        self.answers.flat.is_some()
    }

    /// Validates an input; what only the database knows is left as questions. `partial`: what is not sent is left alone (PATCH).
    pub fn validate(&self, input: Input<'_>, partial: bool, env: &Env<'_>) -> Validation {
        let refusal = match input {
            Input::Form(_) | Input::Json(Value::Map(_)) => None,
            Input::Json(Value::Null) => Some(Errors::whole("No data provided", "null")),
            Input::Json(other) => Some(not_an_object(other).in_whole()),
        };
        if let Some(errors) = refusal {
            return Validation::of(Node::refused(Arc::clone(&self.inner), errors), Vec::new());
        }
        let mut questions = Vec::new();
        let node = read(&self.inner, input, partial, env, &mut questions, &mut Vec::new());
        Validation::of(node, questions)
    }

    /// Validates a list of inputs (DRF's `many=True`); errors are keyed by the index of the input.
    pub fn validate_many(&self, input: Input<'_>, limits: ManyLimits, env: &Env<'_>) -> Validation {
        let parts: Vec<Item>;
        let items: Result<Vec<Input<'_>>, Errors> = match input {
            Input::Json(Value::List(items)) => Ok(items.iter().map(Input::Json).collect()),
            Input::Json(other) => Err(not_a_list(other).in_whole()),
            Input::Form(form) => {
                parts = form.items("").unwrap_or_default();
                Ok(parts.iter().map(Item::input).collect())
            }
        };
        let mut questions = Vec::new();
        let nodes = items.and_then(|items| {
            limits.check(items.len()).map_err(Errors::in_whole)?;
            let mut node = |(k, item): (usize, Input<'_>)| read_item(&self.inner, item, false, env, &[], &mut questions, &mut vec![(0, k)]);
            Ok(items.into_iter().enumerate().map(&mut node).collect())
        });
        Validation::of_many(nodes, questions)
    }

    /// Writes a row as JSON, `column(k)` being the k-th of [`columns`](Self::columns): the fast path of flat serializers, without an allocation beyond the
    /// buffer for values in their usual forms.
    ///
    /// # Panics
    /// Where the serializer is not flat.
    pub fn write_row<'r>(&self, out: &mut Vec<u8>, mut column: impl FnMut(usize) -> ValueRef<'r>) {
        let columns = self.answers.flat.as_ref().expect("only flat serializers write rows");
        out.push(b'{');
        for (k, shown) in columns.iter().enumerate() {
            if k > 0 {
                out.push(b',');
            }
            out.extend_from_slice(&shown.key);
            shown.plan.write(out, column(k));
        }
        out.push(b'}');
    }

    /// The wire form of a record that was read as [`reads`](Self::reads) says.
    pub fn represent(&self, record: &Record, env: &Env<'_>) -> Value {
        self.answers.view.represent(record, env)
    }

    /// The wire form of validated values by their sources, for a serializer that stands for no row.
    pub fn represent_values(&self, values: &Map) -> Value {
        represent_values(&self.inner, values)
    }
}

impl ManyLimits {
    fn of(limits: &Limits, allow_empty: bool) -> ManyLimits {
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

impl Compiled {
    fn new(shape: usize, resolved: &Resolved, validators: &Validators) -> Result<Compiled, Problem> {
        let shape = &resolved.shapes[shape];
        let entries = shape.fields.iter().map(|field| Entry::new(shape, field, resolved, validators)).collect::<Result<_, _>>()?;
        let object = |name: &String| validators.objects.get(name).cloned().ok_or_else(|| lacking(&shape.name, "object", name));
        let objects = shape.validators.iter().map(object).collect::<Result<_, _>>()?;
        let source = |field: &ShapeField| Some(resolved.models.get(shape.model?)?.fields.get(field.column()?)?.name.clone());
        let sources = shape.fields.iter().map(source).collect();
        Ok(Compiled { shape: shape.clone(), entries, objects, sources })
    }
}

impl Entry {
    fn new(shape: &Shape, field: &ShapeField, resolved: &Resolved, validators: &Validators) -> Result<Entry, Problem> {
        let place = || format!("{}.{}", shape.name, field.name);
        let at = |problem: Problem| Problem::new(place(), problem.to_string());
        if let Some(DefaultValue::Named(name)) = &field.default {
            return Err(Problem::new(place(), format!("has the default `{name}` of the program, which only a model's field can have")));
        }
        let part = match &field.ty.kind {
            FieldKind::Nested { .. } if field.read_only => Part::Shown,
            FieldKind::Nested { shape, many, allow_empty } => {
                let compiled = Arc::new(Compiled::new(*shape, resolved, validators)?);
                Part::Nested { compiled, many: *many, limits: ManyLimits::of(&field.ty.limits, *allow_empty) }
            }
            FieldKind::ForeignKey(_) | FieldKind::OneToOne(_) | FieldKind::ManyToMany(_) if field.read_only && field.column().is_none() => Part::Shown,
            FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => Part::One(Reference::new(relation, resolved).map_err(at)?),
            FieldKind::ManyToMany(relation) => Part::Many(Reference::new(relation, resolved).map_err(at)?),
            _ => Part::Value(FieldPlan::new(&field.ty, &resolved.settings, &resolved.models).map_err(at)?),
        };
        let named = |name: &String| validators.fields.get(name).cloned().ok_or_else(|| lacking(&place(), "field", name));
        let check = |name: &String| validators.checks.get(name).cloned().ok_or_else(|| lacking(&place(), "value", name));
        Ok(Entry {
            part,
            validators: field.validators.iter().map(named).collect::<Result<_, _>>()?,
            checks: field.checks.iter().map(check).collect::<Result<_, _>>()?,
        })
    }
}

fn lacking(place: &str, sort: &str, name: &str) -> Problem {
    Problem::new(place, format!("names the validator `{name}`, but the program gives no {sort} validator of that name"))
}
