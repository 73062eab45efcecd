//! Figures over all rows of a query, or over groups of them.

use koroc_spec::Value;

use super::expr::field;
use super::figure::next;
use crate::{Column, Count, Db, DbError, FieldValue, Figures, Groups, Model, Query, Tx};

/// Rows in groups of one value each of a column; made by [`Query::group_by`].
pub struct Grouped<M, T> {
    query: Query<M>,
    by: Column<M, T>,
}

impl<M: Model> Query<M> {
    /// Figures over all rows, whatever `limit` and `offset` say.
    ///
    /// # Errors
    /// What the database says.
    pub async fn aggregate<F: Figures<M>>(&self, db: &Db, figures: F) -> Result<F::Value, DbError> {
        only(&figures, db.aggregate(&self.groups(db, Vec::new(), &figures)?).await?)
    }

    /// As [`aggregate`](Query::aggregate), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn aggregate_in<F: Figures<M>>(&self, tx: &mut Tx<'_>, figures: F) -> Result<F::Value, DbError> {
        let groups = self.groups(tx.db(), Vec::new(), &figures)?;
        only(&figures, tx.aggregate(&groups)?)
    }

    /// The rows in groups, one for each value of the column.
    pub fn group_by<T: FieldValue>(self, column: Column<M, T>) -> Grouped<M, T> {
        Grouped { query: self, by: column }
    }

    fn groups<F: Figures<M>>(&self, db: &Db, by: Vec<usize>, figures: &F) -> Result<Groups, DbError> {
        let (model, cond) = self.cond(db)?;
        Ok(Groups { model, cond, by, of: figures.aggregates(&db.resolved().models[model])? })
    }
}

impl<M: Model, T: FieldValue> Grouped<M, T> {
    /// Each value with the figures over its rows, smallest value first. A value that no row has is not there.
    ///
    /// # Errors
    /// What the database says.
    pub async fn aggregate<F: Figures<M>>(&self, db: &Db, figures: F) -> Result<Vec<(T, F::Value)>, DbError> {
        let model = db.model_of::<M>()?;
        let by = field(&db.resolved().models[model], self.by.name())?;
        let rows = db.aggregate(&self.query.groups(db, vec![by], &figures)?).await?;
        let group = |row: Vec<Value>| {
            let mut values = row.into_iter();
            Ok((T::from_value(next(&mut values))?, figures.read(&mut values)?))
        };
        rows.into_iter().map(group).collect()
    }

    /// Each value with the number of its rows.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(&self, db: &Db) -> Result<Vec<(T, u64)>, DbError> {
        self.aggregate(db, Count).await
    }
}

fn only<M, F: Figures<M>>(figures: &F, rows: Vec<Vec<Value>>) -> Result<F::Value, DbError> {
    figures.read(&mut rows.into_iter().next().unwrap_or_default().into_iter())
}
