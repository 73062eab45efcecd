//! A struct whose values are rows.

use koroc_spec::{Auto, FieldKind, Value};

use super::create::{insert_all, insert_all_in};
use crate::{Cond, Db, DbError, FieldValue, Query, Tx};

/// A struct whose values are rows of a table; `#[derive(Model)]` writes this.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a model", note = "add `#[derive(Model)]` to it")]
pub trait Model: Sized + Send + Sync + 'static {
    /// The type of its primary key.
    type Key: FieldValue + Clone;

    /// `app.Name`, by which relations and resources name it.
    const LABEL: &'static str;

    /// Its description.
    fn describe() -> koroc_spec::Model;

    /// The struct from a row: all fields in declared order.
    ///
    /// # Errors
    /// Where a value is not of its field's type.
    fn from_row(row: Vec<Value>) -> Result<Self, DbError>;

    /// The row: all fields in declared order.
    fn to_row(&self) -> Vec<Value>;

    /// The primary key's value.
    fn key(&self) -> Self::Key {
        let value = self.to_row().swap_remove(Self::describe().primary_key());
        Self::Key::from_value(value).expect("a model's key has the type of its primary key")
    }

    /// All rows, to be filtered.
    fn objects() -> Query<Self> {
        Query::new()
    }

    /// Adds it as a new row and answers what was stored.
    ///
    /// What the database sets by itself (an instant of creation, a key that counts up and is 0 here) is not taken from the struct.
    ///
    /// # Errors
    /// A violated constraint; what the database says.
    fn insert(&self, db: &Db) -> impl Future<Output = Result<Self, DbError>> + Send {
        let row = self.to_row();
        async move {
            let model = db.model_of::<Self>()?;
            let described = &db.resolved().models[model];
            Self::from_row(db.insert(model, given(described, row, true), &all(described)).await?)
        }
    }

    /// Writes every field of the row that has its key, or adds it where there is none, and answers what was stored.
    ///
    /// # Errors
    /// As [`insert`](Model::insert).
    fn save(&self, db: &Db) -> impl Future<Output = Result<Self, DbError>> + Send {
        let (row, new) = (self.to_row(), self.insert(db));
        async move {
            let model = db.model_of::<Self>()?;
            let described = &db.resolved().models[model];
            if let Some((this, values)) = by_key(described, row)
                && let Some(row) = db.update(model, &this, values, &all(described)).await?
            {
                return Self::from_row(row);
            }
            new.await
        }
    }

    /// Adds rows in their order, all or none of them, and answers what was stored (Django's `bulk_create`).
    ///
    /// # Errors
    /// As [`insert`](Model::insert).
    fn insert_all(db: &Db, rows: &[Self]) -> impl Future<Output = Result<Vec<Self>, DbError>> + Send {
        insert_all(db, rows)
    }

    /// As [`insert_all`](Model::insert_all), inside a transaction.
    ///
    /// # Errors
    /// As there.
    fn insert_all_in(tx: &mut Tx<'_>, rows: &[Self]) -> Result<Vec<Self>, DbError> {
        insert_all_in(tx, rows)
    }

    /// As [`insert`](Model::insert), inside a transaction.
    ///
    /// # Errors
    /// As there.
    fn insert_in(&self, tx: &mut Tx<'_>) -> Result<Self, DbError> {
        let model = tx.db().model_of::<Self>()?;
        let described = &tx.db().resolved().models[model];
        Self::from_row(tx.insert(model, given(described, self.to_row(), true), &all(described))?)
    }

    /// As [`save`](Model::save), inside a transaction.
    ///
    /// # Errors
    /// As there.
    fn save_in(&self, tx: &mut Tx<'_>) -> Result<Self, DbError> {
        let model = tx.db().model_of::<Self>()?;
        let described = &tx.db().resolved().models[model];
        if let Some((this, values)) = by_key(described, self.to_row())
            && let Some(row) = tx.update(model, &this, values, &all(described))?
        {
            return Self::from_row(row);
        }
        self.insert_in(tx)
    }
}

/// The places of all fields.
pub(super) fn all(model: &koroc_spec::Model) -> Vec<usize> {
    (0..model.fields.len()).collect()
}

/// The condition that finds the row with this one's key, and its other values; `None` where the key is still to be counted.
fn by_key(model: &koroc_spec::Model, row: Vec<Value>) -> Option<(Cond, Vec<(usize, Value)>)> {
    let (mut values, key) = (given(model, row, false), model.primary_key());
    let at = values.iter().position(|(field, _)| *field == key)?;
    let (_, value) = values.swap_remove(at);
    Some((Cond::eq(key, value), values))
}

/// The fields that are written from the struct: not those that the database sets, nor a counted key that is still 0, nor relations without a column.
pub(super) fn given(model: &koroc_spec::Model, row: Vec<Value>, new: bool) -> Vec<(usize, Value)> {
    let written = |at: usize, value: &Value| match model.fields[at].auto {
        None => !matches!(model.fields[at].ty.kind, FieldKind::ManyToMany(_)),
        Some(Auto::Increment) => !matches!(value, Value::Int(0) | Value::Null),
        Some(Auto::OnCreate) => !new && !value.is_null(),
        Some(Auto::OnSave) => false,
    };
    row.into_iter().enumerate().filter(|(at, value)| written(*at, value)).collect()
}
