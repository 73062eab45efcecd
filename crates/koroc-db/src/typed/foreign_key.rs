//! A field that points at a row of another model.

use std::{fmt, hash};

use koroc_spec::Value;

use crate::{Db, DbError, FieldValue, Model, Query};

/// The key of a row of another model.
pub struct ForeignKey<M: Model>(
    /// The other row's primary key.
    pub M::Key,
);

impl<M: Model> ForeignKey<M> {
    /// Reads the row that it points at.
    ///
    /// # Errors
    /// [`NotFound`](crate::DbErrorKind::NotFound) if it has been deleted since; what the database says.
    pub async fn get(&self, db: &Db) -> Result<M, DbError> {
        Query::<M>::by_key(self.0.clone()).get(db).await
    }
}

impl<M: Model> From<&M> for ForeignKey<M> {
    fn from(row: &M) -> Self {
        ForeignKey(row.key())
    }
}

impl<M: Model> FieldValue for ForeignKey<M> {
    fn from_value(value: Value) -> Result<Self, DbError> {
        M::Key::from_value(value).map(ForeignKey)
    }

    fn into_value(self) -> Value {
        self.0.into_value()
    }
}

impl<M: Model> Clone for ForeignKey<M> {
    fn clone(&self) -> Self {
        ForeignKey(self.0.clone())
    }
}

impl<M: Model<Key: Copy>> Copy for ForeignKey<M> {}

impl<M: Model<Key: fmt::Debug>> fmt::Debug for ForeignKey<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ForeignKey").field(&self.0).finish()
    }
}

impl<M: Model<Key: PartialEq>> PartialEq for ForeignKey<M> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<M: Model<Key: Eq>> Eq for ForeignKey<M> {}

impl<M: Model<Key: hash::Hash>> hash::Hash for ForeignKey<M> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
