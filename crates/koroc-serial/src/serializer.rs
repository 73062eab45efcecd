//! One shape, compiled: validates an input and represents rows.

use crate::form::{Sent, sent};
use crate::json::json_string;
use crate::plan::Passed;
use crate::python::type_name;
use crate::validation::Slot;
use crate::{Errors, FieldPlan, FieldValidator, Input, Message, ObjectValidator, Validation, Validators};
use chrono::Utc;
use koroc_spec::{DefaultValue, Map, Model, Problem, Settings, Shape, ShapeField, Source, Value, ValueRef};
use std::borrow::Cow;
use std::sync::Arc;
use uuid::Uuid;

/// A [`Shape`] compiled. Cloning it is cheap.
#[derive(Clone)]
pub struct Serializer {
    inner: Arc<Compiled>,
}

/// What a serializer and the validations it starts share.
pub(crate) struct Compiled {
    pub shape: Shape,
    pub entries: Vec<Entry>,
    pub objects: Vec<ObjectValidator>,
    /// The model's columns that answers read, and the places of their fields.
    columns: Vec<usize>,
    shown: Vec<usize>,
}

/// A field of the shape.
pub(crate) struct Entry {
    pub plan: FieldPlan,
    pub validators: Vec<FieldValidator>,
    /// `"name":`
    key: Vec<u8>,
}

impl Serializer {
    /// Compiles a shape; `models` are those that relations point into ([`Resolved::models`](koroc_spec::Resolved)).
    ///
    /// # Errors
    /// A validator that is named but not given, a pattern or format that cannot be honoured.
    pub fn new(shape: &Shape, models: &[Model], settings: &Settings, validators: &Validators) -> Result<Serializer, Problem> {
        let entries = shape.fields.iter().map(|field| Entry::new(shape, field, models, settings, validators)).collect::<Result<_, _>>()?;
        let object = |name: &String| validators.objects.get(name).cloned().ok_or_else(|| lacking(&shape.name, "object", name));
        let objects = shape.validators.iter().map(object).collect::<Result<_, _>>()?;
        let shown: Vec<usize> = (0..shape.fields.len()).filter(|at| !shape.fields[*at].write_only && shape.fields[*at].column().is_some()).collect();
        let columns = shown.iter().filter_map(|at| shape.fields[*at].column()).collect();
        Ok(Serializer { inner: Arc::new(Compiled { shape: shape.clone(), entries, objects, columns, shown }) })
    }

    /// The shape it was made from.
    pub fn shape(&self) -> &Shape {
        &self.inner.shape
    }

    /// The model's columns that answers read, in output order.
    pub fn columns(&self) -> &[usize] {
        &self.inner.columns
    }

    /// Validates an input; what only the database knows is left as questions. `partial`: what is not sent is left alone (PATCH).
    pub fn validate(&self, input: Input<'_>, partial: bool) -> Validation {
        let compiled = &self.inner;
        let refusal = match input {
            Input::Form(_) | Input::Json(Value::Map(_)) => None,
            Input::Json(Value::Null) => Some(Errors::whole("No data provided", "null")),
            Input::Json(other) => Some(Errors::whole(format!("Invalid data. Expected a dictionary, but got {}.", type_name(other)), "invalid")),
        };
        if let Some(errors) = refusal {
            return Validation::refused(Arc::clone(compiled), errors);
        }
        let mut validation = Validation::new(Arc::clone(compiled));
        for (at, (field, entry)) in compiled.shape.fields.iter().zip(&compiled.entries).enumerate() {
            if !field.read_only
                && let Some(slot) = slot(at, field, entry, sent_for(input, field, partial), partial)
            {
                validation.push(slot);
            }
        }
        validation.ask_together();
        validation
    }

    /// Writes a row as JSON, `column(k)` being the k-th of [`columns`](Self::columns): the fast path, without an allocation beyond the buffer for
    /// values in their usual forms.
    pub fn write_row<'r>(&self, out: &mut Vec<u8>, mut column: impl FnMut(usize) -> ValueRef<'r>) {
        out.push(b'{');
        for (k, at) in self.inner.shown.iter().enumerate() {
            if k > 0 {
                out.push(b',');
            }
            let entry = &self.inner.entries[*at];
            out.extend_from_slice(&entry.key);
            entry.plan.write(out, column(k));
        }
        out.push(b'}');
    }

    /// The wire form of a row, the values of [`columns`](Self::columns) in order: the general path, for hooks and pages.
    pub fn represent(&self, row: &[Value]) -> Value {
        let member = |(at, value): (&usize, &Value)| (self.inner.shape.fields[*at].name.clone(), self.inner.entries[*at].plan.represent(value));
        Value::Map(self.inner.shown.iter().zip(row).map(member).collect::<Map>())
    }
}

impl Entry {
    fn new(shape: &Shape, field: &ShapeField, models: &[Model], settings: &Settings, validators: &Validators) -> Result<Entry, Problem> {
        let place = || format!("{}.{}", shape.name, field.name);
        if let Some(what) = not_yet(field) {
            return Err(Problem::new(place(), format!("{what}, which cannot be served yet")));
        }
        if let Some(DefaultValue::Named(name)) = &field.default {
            return Err(Problem::new(place(), format!("has the default `{name}` of the program, which only a model's field can have")));
        }
        let named = |name: &String| validators.fields.get(name).cloned().ok_or_else(|| lacking(&place(), "field", name));
        let mut key = Vec::new();
        json_string(&mut key, &field.name);
        key.push(b':');
        Ok(Entry {
            plan: FieldPlan::new(&field.ty, settings, models).map_err(|problem| Problem::new(place(), problem.to_string()))?,
            validators: field.validators.iter().map(named).collect::<Result<_, _>>()?,
            key,
        })
    }
}

/// What a field asks for that is described and not there yet.
fn not_yet(field: &ShapeField) -> Option<&'static str> {
    match &field.source {
        _ if field.default == Some(DefaultValue::CurrentUser) => Some("has the user who asks as its default"),
        _ if field.hidden => Some("is hidden"),
        _ if !field.checks.is_empty() => Some("has checks"),
        Source::Field(_) | Source::Own(_) => None,
        Source::Path { .. } => Some("shows other rows"),
        Source::Whole => Some("shows the row itself"),
        Source::Computed(_) => Some("is computed"),
    }
}

fn lacking(place: &str, sort: &str, name: &str) -> Problem {
    Problem::new(place, format!("names the validator `{name}`, but the program gives no {sort} validator of that name"))
}

fn sent_for<'a>(input: Input<'a>, field: &ShapeField, partial: bool) -> Sent<'a> {
    match input {
        Input::Form(form) => sent(form, field, partial),
        Input::Json(value) => value.as_map().and_then(|map| map.get(&field.name)).map_or(Sent::Nothing, |value| Sent::Value(Cow::Borrowed(value))),
    }
}

/// What becomes of a field; `None`: it plays no part.
fn slot(at: usize, field: &ShapeField, entry: &Entry, sent: Sent<'_>, partial: bool) -> Option<Slot> {
    let (passed, raw) = match &sent {
        Sent::Nothing if partial => return None,
        Sent::Nothing if field.required => return Some(Slot::failed(at, Errors::List(vec![entry.plan.required()]))),
        Sent::Nothing => return default(field).map(|value| Slot::passed(at, value)),
        Sent::Value(value) => (entry.plan.run(value), entry.plan.related().map(|_| &**value)),
        Sent::JsonText(text) => (FieldPlan::run_json_text(text), None),
    };
    Some(match passed {
        Ok(Passed { value, empty: true, .. }) => Slot::passed(at, value),
        Ok(Passed { value, errors, .. }) => {
            let own: Vec<Message> = entry.validators.iter().filter_map(|validator| validator(&value).err()).collect();
            Slot::read(at, value, own, errors, raw)
        }
        Err(errors) => Slot::failed(at, errors),
    })
}

/// The value of a field that was not sent.
fn default(field: &ShapeField) -> Option<Value> {
    match field.default.as_ref()? {
        DefaultValue::Const(value) => Some(value.clone()),
        DefaultValue::Now => Some(Value::DateTime(Utc::now())),
        DefaultValue::Today => Some(Value::Date(Utc::now().date_naive())),
        DefaultValue::Uuid4 => Some(Value::Uuid(Uuid::new_v4())),
        DefaultValue::Named(_) | DefaultValue::CurrentUser => unreachable!("Serializer::new refuses it"),
    }
}
