//! Validated values on their way into a row, and into the rows that belong to it.

mod write;

use std::sync::Arc;

use koroc_db::{Column, FieldValue, Model, Operand, Relates};
use koroc_serial::Validated;
use koroc_spec::{Hop, Map, Resolved, Value};

use crate::ApiError;

/// Validated values on their way into a row: its columns, the pairs of its many-to-many relations, the rows nested in it, and what has no place in it.
#[derive(Clone)]
pub struct Changes {
    resolved: Arc<Resolved>,
    model: usize,
    pub(crate) values: Vec<(usize, Value)>,
    /// The rows that it is paired with from now on, by their keys.
    many: Vec<(usize, Vec<Value>)>,
    /// The rows that point at it from now on.
    children: Vec<(Hop, Vec<Changes>)>,
    own: Map,
}

impl Changes {
    /// The changes of what was validated for a row of a model.
    ///
    /// # Errors
    /// 500 where rows are nested in another way than along one foreign key that points at this one.
    pub(crate) fn of(resolved: &Arc<Resolved>, model: usize, validated: Validated) -> Result<Self, ApiError> {
        let parts = validated.into_parts();
        let children = |(hop, rows): (Hop, Vec<Validated>)| {
            let Hop::Reverse { model, .. } = hop else {
                return Err(ApiError::internal("only rows that point at this one can be written with it; write the others with a function of your own"));
            };
            Ok((hop, rows.into_iter().map(|row| Changes::of(resolved, model, row)).collect::<Result<_, _>>()?))
        };
        Ok(Changes {
            resolved: Arc::clone(resolved),
            model,
            values: parts.columns,
            many: parts.many,
            children: parts.nested.into_iter().map(children).collect::<Result<_, _>>()?,
            own: parts.own,
        })
    }

    /// The value that a column will get; `None`: it is not among those that are written.
    ///
    /// # Errors
    /// 500 where the column is another model's.
    pub fn get<M: Model, T: FieldValue>(&self, column: Column<M, T>) -> Result<Option<T>, ApiError> {
        let field = self.field::<M>(column.name())?;
        let value = self.values.iter().find(|(known, _)| *known == field).map(|(_, value)| value.clone());
        value.map(T::from_value).transpose().map_err(ApiError::internal)
    }

    /// Sets a column, whether it was sent or not, and whether clients may write it or not (`serializer.save(owner=…)` in DRF).
    ///
    /// # Errors
    /// 500 where the column is another model's.
    pub fn set<M: Model, T: FieldValue>(&mut self, column: Column<M, T>, value: impl Operand<T>) -> Result<(), ApiError> {
        let field = self.field::<M>(column.name())?;
        self.put(field, value.into_operand());
        Ok(())
    }

    /// The keys of the rows that it will be paired with along a many-to-many relation; `None`: they stay as they are.
    ///
    /// # Errors
    /// 500 where the column is another model's.
    pub fn related<M: Model, T: FieldValue + Relates>(&self, column: Column<M, T>) -> Result<Option<Vec<<T::To as Model>::Key>>, ApiError> {
        let field = self.field::<M>(column.name())?;
        let keys = self.many.iter().find(|(known, _)| *known == field).map(|(_, keys)| keys.iter().cloned().map(FieldValue::from_value));
        keys.map(Iterator::collect).transpose().map_err(ApiError::internal)
    }

    /// Values that have no place in the model, by field: those of fields that the serializer has of its own.
    pub fn own(&self) -> &Map {
        &self.own
    }

    fn put(&mut self, field: usize, value: Value) {
        match self.values.iter_mut().find(|(known, _)| *known == field) {
            Some((_, known)) => *known = value,
            None => self.values.push((field, value)),
        }
    }

    fn field<M: Model>(&self, name: &str) -> Result<usize, ApiError> {
        let model = &self.resolved.models[self.model];
        let field = (model.label() == M::LABEL).then(|| model.field(name)).flatten();
        field.ok_or_else(|| ApiError::internal(format!("{} has no column {}.{name}", model.label(), M::LABEL)))
    }

    pub(crate) fn model(&self) -> usize {
        self.model
    }
}
