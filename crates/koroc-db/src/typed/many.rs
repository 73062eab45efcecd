//! The rows that a row is paired with by a many-to-many field: `candidate.skills()`.

use koroc_spec::{Hop, Value};

use super::way::Step;
use crate::{Column, Db, DbError, Expr, FieldValue, ForeignKey, ManyToMany, Model, Query, Tx};

/// The rows of `N` that one row is paired with: read as a [`Query`], and changed pair by pair.
///
/// Changes name rows by themselves or by their keys, and are all done or none. Each has a second form ending in `_in` for use inside a
/// [transaction](Db::transaction).
pub struct Many<N> {
    step: Step,
    owner: Value,
    rows: Query<N>,
}

impl<M: Model, N: Model> Column<M, ManyToMany<N>> {
    /// The rows that this one is paired with; `derive(Model)` writes it as a method, `candidate.skills()`.
    pub fn many(self, row: &M) -> Many<N> {
        Many { step: Step { model: M::LABEL, field: self.name(), back: false }, owner: row.key().into_value(), rows: self.of(row) }
    }
}

impl<N: Model> Many<N> {
    /// The rows as a query.
    pub fn rows(&self) -> Query<N> {
        self.rows.clone()
    }

    /// Those of them for which this is true.
    pub fn filter(&self, expr: Expr<N>) -> Query<N> {
        self.rows().filter(expr)
    }

    /// All of them.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn all(&self, db: &Db) -> Result<Vec<N>, DbError> {
        self.rows.all(db).await
    }

    /// How many there are.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(&self, db: &Db) -> Result<u64, DbError> {
        self.rows.count(db).await
    }

    /// Pairs the row with these too, and answers how many are new.
    ///
    /// # Errors
    /// [`ForeignKey`](crate::DbErrorKind::ForeignKey) where one of them is no row; what the database says.
    pub async fn add<K: Into<ForeignKey<N>>>(&self, db: &Db, others: impl IntoIterator<Item = K>) -> Result<usize, DbError> {
        db.add_related(&self.hop(db)?, self.owner.clone(), keys(others)).await
    }

    /// Takes the pairs with these away, and answers how many there were.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remove<K: Into<ForeignKey<N>>>(&self, db: &Db, others: impl IntoIterator<Item = K>) -> Result<u64, DbError> {
        db.remove_related(&self.hop(db)?, self.owner.clone(), keys(others)).await
    }

    /// Pairs the row with exactly these.
    ///
    /// # Errors
    /// As [`add`](Many::add).
    pub async fn set<K: Into<ForeignKey<N>>>(&self, db: &Db, others: impl IntoIterator<Item = K>) -> Result<(), DbError> {
        db.set_related(&self.hop(db)?, self.owner.clone(), keys(others)).await
    }

    /// Takes all pairs away, and answers how many there were.
    ///
    /// # Errors
    /// What the database says.
    pub async fn clear(&self, db: &Db) -> Result<u64, DbError> {
        db.clear_related(&self.hop(db)?, self.owner.clone()).await
    }

    /// As [`all`](Many::all), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn all_in(&self, tx: &mut Tx<'_>) -> Result<Vec<N>, DbError> {
        self.rows.all_in(tx)
    }

    /// As [`add`](Many::add), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn add_in<K: Into<ForeignKey<N>>>(&self, tx: &mut Tx<'_>, others: impl IntoIterator<Item = K>) -> Result<usize, DbError> {
        tx.add_related(&self.hop(tx.db())?, &self.owner, &keys(others))
    }

    /// As [`remove`](Many::remove), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn remove_in<K: Into<ForeignKey<N>>>(&self, tx: &mut Tx<'_>, others: impl IntoIterator<Item = K>) -> Result<u64, DbError> {
        tx.remove_related(&self.hop(tx.db())?, &self.owner, &keys(others))
    }

    /// As [`set`](Many::set), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn set_in<K: Into<ForeignKey<N>>>(&self, tx: &mut Tx<'_>, others: impl IntoIterator<Item = K>) -> Result<(), DbError> {
        tx.set_related(&self.hop(tx.db())?, &self.owner, &keys(others))
    }

    /// As [`clear`](Many::clear), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn clear_in(&self, tx: &mut Tx<'_>) -> Result<u64, DbError> {
        tx.clear_related(&self.hop(tx.db())?, &self.owner)
    }

    fn hop(&self, db: &Db) -> Result<Hop, DbError> {
        Ok(self.step.hop(db.resolved())?.0)
    }
}

fn keys<N: Model, K: Into<ForeignKey<N>>>(others: impl IntoIterator<Item = K>) -> Vec<Value> {
    others.into_iter().map(|other| other.into().into_value()).collect()
}
