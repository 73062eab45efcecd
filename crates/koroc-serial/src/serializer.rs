//! One shape, compiled: validates an input and represents rows.

use crate::{FieldPlan, Input, Validation, Validators};
use koroc_spec::{Model, Problem, Settings, Shape, Value, ValueRef};

/// A [`Shape`] compiled.
pub struct Serializer {
    shape: Shape,
    columns: Vec<usize>,
    plans: Vec<FieldPlan>,
}

impl Serializer {
    /// Compiles a shape; `models` are those that relations point into ([`Resolved::models`](koroc_spec::Resolved)).
    ///
    /// # Errors
    /// A validator that is named but not given, a pattern or format that cannot be honoured.
    pub fn new(shape: &Shape, models: &[Model], settings: &Settings, _validators: &Validators) -> Result<Serializer, Problem> {
        let plans = shape.fields.iter().map(|field| FieldPlan::new(&field.ty, settings, models)).collect::<Result<_, _>>()?;
        let columns = shape.fields.iter().filter(|field| !field.write_only).filter_map(|field| field.column).collect();
        Ok(Serializer { shape: shape.clone(), columns, plans })
    }

    /// The shape it was made from.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The model's columns that answers read, in output order.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// Validates an input; what only the database knows is left as questions.
    pub fn validate(&self, _input: Input<'_>, _partial: bool) -> Validation {
        todo!("{}", self.plans.len())
    }

    /// Writes a row as JSON, `column(k)` being the k-th of [`columns`](Self::columns): the fast path, without an allocation beyond the buffer.
    pub fn write_row<'r>(&self, _out: &mut Vec<u8>, _column: impl FnMut(usize) -> ValueRef<'r>) {
        todo!()
    }

    /// The wire form of a row, the values of [`columns`](Self::columns) in order: the general path, for hooks and pages.
    pub fn represent(&self, _row: &[Value]) -> Value {
        todo!()
    }
}
