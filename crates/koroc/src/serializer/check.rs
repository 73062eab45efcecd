//! What a check of a whole object sees.

use std::marker::PhantomData;

use koroc_db::{Column, FieldValue, Model};
use koroc_serial::Object;
use koroc_spec::{Map, Value};

/// An object whose fields have all passed: what was sent, and the row that it is for.
pub struct Given<'o, M> {
    object: &'o Object<'o>,
    of: PhantomData<fn() -> M>,
}

impl<'o, M> Given<'o, M> {
    pub(crate) fn new(object: &'o Object<'o>) -> Self {
        Given { object, of: PhantomData }
    }

    /// All values that were sent or have a default, by field.
    pub fn values(&self) -> &'o Map {
        self.object.values
    }

    /// The value of a field that is no column, if it was sent and is of this type.
    pub fn value<T: FieldValue>(&self, field: &str) -> Option<T> {
        self.object.values.get(field).cloned().and_then(|value| T::from_value(value).ok())
    }
}

impl<M: Model> Given<'_, M> {
    /// The value that was sent, or has a default.
    pub fn sent<T: FieldValue>(&self, column: Column<M, T>) -> Option<T> {
        self.value(column.name())
    }

    /// The value that was sent, else that of the row which is changed; `None`: a new row was sent none.
    pub fn get<T: FieldValue>(&self, column: Column<M, T>) -> Option<T> {
        self.sent(column).or_else(|| {
            let row: &[Value] = self.object.row?;
            let at = M::describe().field(column.name())?;
            T::from_value(row.get(at)?.clone()).ok()
        })
    }

    /// Whether it is a row that is changed.
    pub fn is_change(&self) -> bool {
        self.object.row.is_some()
    }
}
