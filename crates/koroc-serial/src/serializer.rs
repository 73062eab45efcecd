//! One shape, compiled: validates an input and represents rows.

use crate::compiled::Compiled;
use crate::form::Item;
use crate::many::{not_an_object, read_item};
use crate::node::Node;
use crate::plan::not_a_list;
use crate::read::read;
use crate::represent::represent_values;
use crate::view::{View, collect};
use crate::{Env, Errors, FieldPlan, Input, ManyLimits, Validation, Validators};
use koroc_spec::{Map, Problem, Reads, Record, Resolved, Shape, Value, ValueRef};
use std::sync::Arc;

/// A [`Shape`] compiled, with the shapes nested in it. Cloning it is cheap.
#[derive(Clone)]
pub struct Serializer {
    inner: Arc<Compiled>,
    answers: Arc<Answers>,
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
            Input::Json(Value::Null) => Err(Errors::whole("No data provided", "null")),
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
