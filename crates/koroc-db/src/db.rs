//! An open database.

use std::sync::Arc;

use koroc_spec::{Resolved, Value};

use crate::{Cond, DbError, DbErrorKind, DbOptions, Dialect, Model, Row, Select, Tx};

/// An open database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    resolved: Arc<Resolved>,
}

fn later<T>() -> Result<T, DbError> {
    Err(DbError::new(DbErrorKind::Other, "not built yet"))
}

impl Db {
    /// Opens the database at `sqlite:PATH` (the file is made where there is none) or `postgres://…`; migrations are not applied.
    ///
    /// # Errors
    /// An address of neither form, a file or server that cannot be reached, a default without its function.
    pub async fn open(_resolved: Arc<Resolved>, _url: &str, _options: DbOptions) -> Result<Db, DbError> {
        later()
    }

    /// The application that it holds the models of.
    pub fn resolved(&self) -> &Arc<Resolved> {
        &self.resolved
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    /// The place of a model in [`Resolved::models`].
    ///
    /// # Errors
    /// [`DbErrorKind::Mismatch`] if it is not among the application's models.
    pub fn model_of<M: Model>(&self) -> Result<usize, DbError> {
        self.resolved.model(M::LABEL).ok_or_else(|| DbError::new(DbErrorKind::Mismatch, format!("{} is not among the application's models", M::LABEL)))
    }

    /// The rows, owned: `columns` of each.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rows(&self, _select: &Select) -> Result<Vec<Vec<Value>>, DbError> {
        later()
    }

    /// Shows each row to `sink`, without making values of it, and answers how many there were.
    ///
    /// # Errors
    /// What the database says; rows may have been shown before an error.
    pub async fn each(&self, _select: &Select, _sink: &mut (dyn FnMut(&dyn Row) + Send)) -> Result<usize, DbError> {
        later()
    }

    /// A page: shows `sink` the exact count of all rows of the condition (`sink(count, None)`), then each row of the slice
    /// (`sink(count, Some(row))`), all in one snapshot. Answers the count.
    ///
    /// # Errors
    /// What the database says; rows may have been shown before an error.
    pub async fn page(&self, _select: &Select, _sink: &mut (dyn FnMut(u64, Option<&dyn Row>) + Send)) -> Result<u64, DbError> {
        later()
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(&self, _model: usize, _cond: &Cond) -> Result<u64, DbError> {
        later()
    }

    /// Whether there is a row.
    ///
    /// # Errors
    /// What the database says.
    pub async fn exists(&self, _model: usize, _cond: &Cond) -> Result<bool, DbError> {
        later()
    }

    /// Adds a row and answers the `returning` fields of it as they are stored. What is not given gets the model's default, what it is
    /// declared to be set to by itself, or NULL.
    ///
    /// # Errors
    /// A violated constraint, a value that does not fit; what the database says.
    pub async fn insert(&self, _model: usize, _values: Vec<(usize, Value)>, _returning: &[usize]) -> Result<Vec<Value>, DbError> {
        later()
    }

    /// Writes these fields (and those that are set at every change) of the rows of the condition, and answers the `returning` fields of
    /// the first as they are stored; `None` without a row.
    ///
    /// # Errors
    /// As [`insert`](Db::insert).
    pub async fn update(&self, _model: usize, _cond: &Cond, _values: Vec<(usize, Value)>, _returning: &[usize]) -> Result<Option<Vec<Value>>, DbError> {
        later()
    }

    /// As [`update`](Db::update), and answers in how many rows.
    ///
    /// # Errors
    /// As [`insert`](Db::insert).
    pub async fn update_all(&self, _model: usize, _cond: &Cond, _values: Vec<(usize, Value)>) -> Result<u64, DbError> {
        later()
    }

    /// Deletes the rows of the condition, does to rows that point at them what their fields declare, and answers how many there were
    /// (those that went with them not counted).
    ///
    /// # Errors
    /// [`DbErrorKind::Protected`] where other rows keep one; what the database says.
    pub async fn delete(&self, _model: usize, _cond: &Cond) -> Result<u64, DbError> {
        later()
    }

    /// Runs a transaction: everything that `job` does, or nothing of it.
    ///
    /// The closure is synchronous and may run more than once (another transaction in its group failed, or two conflicted), so it
    /// has no effects but through its [`Tx`]. It is over when [`DbOptions::deadline`] has passed.
    ///
    /// # Errors
    /// What the closure answers (nothing is written then); what the database says.
    pub async fn transaction<T, F>(&self, _job: F) -> Result<T, DbError>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
        T: Send + 'static,
    {
        later()
    }

    /// Runs one statement of SQL in the database's own dialect, values bound to `?` (SQLite) or `$1` (PostgreSQL).
    ///
    /// # Errors
    /// What the database says.
    pub async fn raw(&self, _sql: &str, _values: &[Value]) -> Result<Vec<Vec<Value>>, DbError> {
        later()
    }
}
