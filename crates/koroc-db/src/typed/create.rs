//! Rows in bulk, and rows that may be there already.

use super::model::{all, given};
use crate::{Db, DbError, DbErrorKind, Model, Query, Set, Tx};

impl<M: Model> Query<M> {
    /// The only row; where there is none, `new` is added and answered with `true` (Django's `get_or_create`). When two programs do so at once, a unique
    /// column lets one of them, and the other reads its row.
    ///
    /// # Errors
    /// [`DbErrorKind::Several`] with several rows; a violated constraint that is not about this row; what the database says.
    pub async fn get_or_create(&self, db: &Db, new: &M) -> Result<(M, bool), DbError> {
        match self.get(db).await {
            Err(error) if *error.kind() == DbErrorKind::NotFound => {}
            found => return found.map(|row| (row, false)),
        }
        match new.insert(db).await {
            Err(error) if matches!(error.kind(), DbErrorKind::Unique { .. }) => match self.get(db).await {
                Ok(row) => Ok((row, false)),
                Err(_) => Err(error),
            },
            added => added.map(|row| (row, true)),
        }
    }

    /// The only row, with these columns set; where there is none, `new` is added and answered with `true` (Django's `update_or_create`).
    ///
    /// # Errors
    /// As [`get_or_create`](Query::get_or_create).
    pub async fn update_or_create(&self, db: &Db, set: impl IntoIterator<Item = Set<M>>, new: &M) -> Result<(M, bool), DbError> {
        let (row, created) = self.get_or_create(db, new).await?;
        if created {
            return Ok((row, true));
        }
        let this = Query::<M>::by_key(row.key());
        this.update(db, set).await?;
        Ok((this.get(db).await?, false))
    }
}

/// What [`Model::insert_all`] does, on a database.
pub(super) async fn insert_all<M: Model>(db: &Db, rows: &[M]) -> Result<Vec<M>, DbError> {
    let model = db.model_of::<M>()?;
    let described = &db.resolved().models[model];
    let rows = rows.iter().map(|row| given(described, row.to_row(), true)).collect();
    db.insert_many(model, rows, &all(described)).await?.into_iter().map(M::from_row).collect()
}

/// The same inside a transaction.
pub(super) fn insert_all_in<M: Model>(tx: &mut Tx<'_>, rows: &[M]) -> Result<Vec<M>, DbError> {
    let model = tx.db().model_of::<M>()?;
    let described = &tx.db().resolved().models[model];
    let rows = rows.iter().map(|row| given(described, row.to_row(), true)).collect();
    tx.insert_many(model, rows, &all(described))?.into_iter().map(M::from_row).collect()
}
