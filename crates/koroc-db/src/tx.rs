//! A transaction: the statements of [`Db`], synchronous, all or nothing.

use std::marker::PhantomData;

use koroc_spec::Value;

use crate::{Cond, Db, DbError, DbErrorKind, Row, Select};

/// An open transaction.
pub struct Tx<'t> {
    db: &'t Db,
    of: PhantomData<&'t mut ()>,
}

fn later<T>() -> Result<T, DbError> {
    Err(DbError::new(DbErrorKind::Other, "not built yet"))
}

impl Tx<'_> {
    /// The database it is a transaction of.
    pub fn db(&self) -> &Db {
        self.db
    }

    /// As [`Db::rows`].
    ///
    /// # Errors
    /// As there.
    pub fn rows(&mut self, _select: &Select) -> Result<Vec<Vec<Value>>, DbError> {
        later()
    }

    /// As [`Db::each`].
    ///
    /// # Errors
    /// As there.
    pub fn each(&mut self, _select: &Select, _sink: &mut dyn FnMut(&dyn Row)) -> Result<usize, DbError> {
        later()
    }

    /// As [`Db::count`].
    ///
    /// # Errors
    /// As there.
    pub fn count(&mut self, _model: usize, _cond: &Cond) -> Result<u64, DbError> {
        later()
    }

    /// As [`Db::exists`].
    ///
    /// # Errors
    /// As there.
    pub fn exists(&mut self, _model: usize, _cond: &Cond) -> Result<bool, DbError> {
        later()
    }

    /// As [`Db::insert`].
    ///
    /// # Errors
    /// As there.
    pub fn insert(&mut self, _model: usize, _values: Vec<(usize, Value)>, _returning: &[usize]) -> Result<Vec<Value>, DbError> {
        later()
    }

    /// As [`Db::update`].
    ///
    /// # Errors
    /// As there.
    pub fn update(&mut self, _model: usize, _cond: &Cond, _values: Vec<(usize, Value)>, _returning: &[usize]) -> Result<Option<Vec<Value>>, DbError> {
        later()
    }

    /// As [`Db::update_all`].
    ///
    /// # Errors
    /// As there.
    pub fn update_all(&mut self, _model: usize, _cond: &Cond, _values: Vec<(usize, Value)>) -> Result<u64, DbError> {
        later()
    }

    /// As [`Db::delete`].
    ///
    /// # Errors
    /// As there.
    pub fn delete(&mut self, _model: usize, _cond: &Cond) -> Result<u64, DbError> {
        later()
    }

    /// As [`Db::raw`].
    ///
    /// # Errors
    /// As there.
    pub fn raw(&mut self, _sql: &str, _values: &[Value]) -> Result<Vec<Vec<Value>>, DbError> {
        later()
    }
}
