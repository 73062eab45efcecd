//! A typed query: rows of one model, filtered, ordered and sliced.

use std::marker::PhantomData;

use koroc_spec::{ResolvedOrder, Value};

use super::expr::field;
use crate::{Cond, Db, DbError, DbErrorKind, Expr, FieldValue, Model, Order, Select, Set, Tx};

/// Rows of `M`. Nothing is read before one of the last words: `all`, `first`, `get`, `count`, `exists`, `update`, `delete`.
///
/// Each of them has a second form ending in `_in` for use inside a [transaction](Db::transaction).
pub struct Query<M> {
    cond: Vec<Expr<M>>,
    key: Option<Value>,
    order: Vec<Order<M>>,
    limit: Option<u64>,
    offset: Option<u64>,
    of: PhantomData<fn() -> M>,
}

impl<M> Clone for Query<M> {
    fn clone(&self) -> Self {
        Query { cond: self.cond.clone(), key: self.key.clone(), order: self.order.clone(), limit: self.limit, offset: self.offset, of: PhantomData }
    }
}

impl<M: Model> Query<M> {
    pub(crate) fn new() -> Self {
        Query { cond: Vec::new(), key: None, order: Vec::new(), limit: None, offset: None, of: PhantomData }
    }

    /// The row with this primary key.
    pub fn by_key(key: M::Key) -> Self {
        Query { key: Some(key.into_value()), ..Query::new() }
    }

    /// Only rows for which this is true too.
    #[must_use]
    pub fn filter(mut self, expr: Expr<M>) -> Self {
        self.cond.push(expr);
        self
    }

    /// Only rows for which this is not true.
    #[must_use]
    pub fn exclude(self, expr: Expr<M>) -> Self {
        self.filter(!expr)
    }

    /// In this order, after the orders asked for before; without any, in the model's own.
    #[must_use]
    pub fn order_by(mut self, order: impl Into<Order<M>>) -> Self {
        self.order.push(order.into());
        self
    }

    /// At most so many rows.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Without the first so many rows.
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.offset = Some(rows);
        self
    }

    /// All rows.
    ///
    /// # Errors
    /// What the database says; a stored value that its field cannot have.
    pub async fn all(&self, db: &Db) -> Result<Vec<M>, DbError> {
        structs(db.rows(&self.select(db)?).await?)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`all`](Query::all).
    pub async fn first(&self, db: &Db) -> Result<Option<M>, DbError> {
        Ok(self.clone().limit(1).all(db).await?.pop())
    }

    /// The only row.
    ///
    /// # Errors
    /// [`DbErrorKind::NotFound`] without a row, [`DbErrorKind::Several`] with several; as [`all`](Query::all).
    pub async fn get(&self, db: &Db) -> Result<M, DbError> {
        only(self.clone().limit(2).all(db).await?, M::LABEL)
    }

    /// How many rows there are, whatever `limit` and `offset` say.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(&self, db: &Db) -> Result<u64, DbError> {
        let (model, cond) = self.cond(db)?;
        db.count(model, &cond).await
    }

    /// Whether there is a row.
    ///
    /// # Errors
    /// What the database says.
    pub async fn exists(&self, db: &Db) -> Result<bool, DbError> {
        let (model, cond) = self.cond(db)?;
        db.exists(model, &cond).await
    }

    /// Sets the columns in all rows, whatever `limit` and `offset` say, and answers in how many.
    ///
    /// # Errors
    /// A violated constraint; what the database says.
    pub async fn update(&self, db: &Db, set: impl IntoIterator<Item = Set<M>>) -> Result<u64, DbError> {
        let (model, cond) = self.cond(db)?;
        let values = assignments(db, model, set)?;
        db.update_all(model, &cond, values).await
    }

    /// Deletes all rows, whatever `limit` and `offset` say, and answers how many; those that cascades took with them are not counted.
    ///
    /// # Errors
    /// [`DbErrorKind::Protected`] where other rows keep one; what the database says.
    pub async fn delete(&self, db: &Db) -> Result<u64, DbError> {
        let (model, cond) = self.cond(db)?;
        db.delete(model, &cond).await
    }

    /// As [`all`](Query::all), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn all_in(&self, tx: &mut Tx<'_>) -> Result<Vec<M>, DbError> {
        let select = self.select(tx.db())?;
        structs(tx.rows(&select)?)
    }

    /// As [`first`](Query::first), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn first_in(&self, tx: &mut Tx<'_>) -> Result<Option<M>, DbError> {
        Ok(self.clone().limit(1).all_in(tx)?.pop())
    }

    /// As [`get`](Query::get), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn get_in(&self, tx: &mut Tx<'_>) -> Result<M, DbError> {
        only(self.clone().limit(2).all_in(tx)?, M::LABEL)
    }

    /// As [`count`](Query::count), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn count_in(&self, tx: &mut Tx<'_>) -> Result<u64, DbError> {
        let (model, cond) = self.cond(tx.db())?;
        tx.count(model, &cond)
    }

    /// As [`exists`](Query::exists), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn exists_in(&self, tx: &mut Tx<'_>) -> Result<bool, DbError> {
        let (model, cond) = self.cond(tx.db())?;
        tx.exists(model, &cond)
    }

    /// As [`update`](Query::update), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn update_in(&self, tx: &mut Tx<'_>, set: impl IntoIterator<Item = Set<M>>) -> Result<u64, DbError> {
        let (model, cond) = self.cond(tx.db())?;
        let values = assignments(tx.db(), model, set)?;
        tx.update_all(model, &cond, values)
    }

    /// As [`delete`](Query::delete), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn delete_in(&self, tx: &mut Tx<'_>) -> Result<u64, DbError> {
        let (model, cond) = self.cond(tx.db())?;
        tx.delete(model, &cond)
    }

    pub(super) fn cond(&self, db: &Db) -> Result<(usize, Cond), DbError> {
        let at = db.model_of::<M>()?;
        let model = &db.resolved().models[at];
        let mut conds: Vec<Cond> = self.key.iter().map(|key| Cond::eq(model.primary_key(), key.clone())).collect();
        for expr in &self.cond {
            conds.push(expr.cond(db.resolved())?);
        }
        Ok((at, Cond::And(conds)))
    }

    pub(super) fn select(&self, db: &Db) -> Result<Select, DbError> {
        let (at, cond) = self.cond(db)?;
        let model = &db.resolved().models[at];
        let order = match self.order.as_slice() {
            [] => ResolvedOrder::declared(&db.resolved().models, at),
            asked => asked.iter().map(|order| order.resolved(db.resolved(), at)).collect::<Result<_, DbError>>()?,
        };
        Ok(Select { model: at, columns: (0..model.fields.len()).collect(), cond, order, limit: self.limit, offset: self.offset })
    }
}

fn structs<M: Model>(rows: Vec<Vec<Value>>) -> Result<Vec<M>, DbError> {
    rows.into_iter().map(M::from_row).collect()
}

/// The only row of the model with this label.
pub(super) fn only<R>(mut rows: Vec<R>, label: &str) -> Result<R, DbError> {
    match (rows.pop(), rows.is_empty()) {
        (Some(row), true) => Ok(row),
        (Some(_), false) => Err(DbError::new(DbErrorKind::Several, format!("several rows of {label} where one was asked for"))),
        (None, _) => Err(DbError::new(DbErrorKind::NotFound, format!("no such row of {label}"))),
    }
}

fn assignments<M: Model>(db: &Db, model: usize, set: impl IntoIterator<Item = Set<M>>) -> Result<Vec<(usize, Value)>, DbError> {
    let model = &db.resolved().models[model];
    set.into_iter().map(|set| Ok((field(model, set.name)?, set.value))).collect()
}
