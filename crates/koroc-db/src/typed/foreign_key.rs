//! Fields that point at one row of another model.

use std::{fmt, hash};

use koroc_spec::Value;

use crate::{Db, DbError, FieldValue, Model, Query};

/// A type that holds the key of another row.
macro_rules! key_of_a_row {
    ($(#[$doc:meta])* $Name:ident) => {
        $(#[$doc])*
        pub struct $Name<M: Model>(
            /// The other row's primary key.
            pub M::Key,
        );

        impl<M: Model> $Name<M> {
            /// Reads the row that it points at.
            ///
            /// # Errors
            /// [`NotFound`](crate::DbErrorKind::NotFound) if it has been deleted since; what the database says.
            pub async fn get(&self, db: &Db) -> Result<M, DbError> {
                Query::<M>::by_key(self.0.clone()).get(db).await
            }
        }

        impl<M: Model> From<&M> for $Name<M> {
            fn from(row: &M) -> Self {
                $Name(row.key())
            }
        }

        impl<M: Model> FieldValue for $Name<M> {
            fn from_value(value: Value) -> Result<Self, DbError> {
                M::Key::from_value(value).map($Name)
            }

            fn into_value(self) -> Value {
                self.0.into_value()
            }
        }

        impl<M: Model> Clone for $Name<M> {
            fn clone(&self) -> Self {
                $Name(self.0.clone())
            }
        }

        impl<M: Model<Key: Copy>> Copy for $Name<M> {}

        impl<M: Model<Key: fmt::Debug>> fmt::Debug for $Name<M> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($Name)).field(&self.0).finish()
            }
        }

        impl<M: Model<Key: PartialEq>> PartialEq for $Name<M> {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }

        impl<M: Model<Key: Eq>> Eq for $Name<M> {}

        impl<M: Model<Key: hash::Hash>> hash::Hash for $Name<M> {
            fn hash<H: hash::Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }
    };
}

key_of_a_row! {
    /// The key of a row of another model, at which other rows may point too.
    ForeignKey
}

key_of_a_row! {
    /// The key of a row of another model, at which no other row points.
    OneToOne
}
