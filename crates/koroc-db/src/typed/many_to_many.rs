//! A field that stands for rows of another model, kept as pairs in a table of their own.

use std::{fmt, marker::PhantomData};

use koroc_spec::Value;

use crate::{DbError, FieldValue};

/// Rows of another model. The field itself holds nothing: they are read and changed in the database.
pub struct ManyToMany<M>(PhantomData<fn() -> M>);

impl<M> ManyToMany<M> {
    /// The field of a new row.
    pub const fn new() -> Self {
        ManyToMany(PhantomData)
    }
}

impl<M> Default for ManyToMany<M> {
    fn default() -> Self {
        ManyToMany::new()
    }
}

impl<M> Clone for ManyToMany<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for ManyToMany<M> {}

impl<M> PartialEq for ManyToMany<M> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<M> Eq for ManyToMany<M> {}

impl<M> fmt::Debug for ManyToMany<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ManyToMany")
    }
}

/// It has no column: a row has null in its place.
impl<M: 'static> FieldValue for ManyToMany<M> {
    fn from_value(_: Value) -> Result<Self, DbError> {
        Ok(ManyToMany::new())
    }

    fn into_value(self) -> Value {
        Value::Null
    }
}
