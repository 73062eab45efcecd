//! What is read from a database.

use std::sync::Arc;

use koroc_spec::Value;

use super::{Db, engine::Engine};
use crate::{Cond, DbError, Row, Select, bound::Bound, buffer::Buffer, shape::Statement, sqlite::Run};

/// Selects of more rows than this are shown in pieces, so that they are never in memory as a whole.
const PIECE: u64 = 1000;

impl Db {
    /// The rows, owned: `columns` of each.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rows(&self, select: &Select) -> Result<Vec<Vec<Value>>, DbError> {
        let (mut rows, width) = (Vec::new(), select.columns.len());
        self.each(select, &mut |row| rows.push((0..width).map(|k| row.get(k).to_value()).collect())).await?;
        Ok(rows)
    }

    /// Shows each row to `sink`, without making values of it, and answers how many there were.
    ///
    /// # Errors
    /// What the database says; rows may have been shown before an error.
    pub async fn each(&self, select: &Select, sink: &mut (dyn FnMut(&dyn Row) + Send)) -> Result<usize, DbError> {
        let (plan, values) = self.plan(Statement::rows(self.tables(), select)?)?;
        let width = select.columns.len();
        match self.engine().await? {
            Engine::Sqlite { readers, .. } if plan.point => readers.point(|run| {
                run.each(&plan, &values, &mut |row| {
                    sink(row);
                    Ok(())
                })
            }),
            Engine::Sqlite { readers, .. } if select.limit.is_some_and(|limit| limit <= PIECE) => {
                let rows = {
                    let plan = Arc::clone(&plan);
                    move |run: Run<'_>, values: &[Bound<'_>]| run.buffered(&plan, values, width)
                };
                let buffer = readers.read(&plan, values, rows).await?;
                buffer.each(sink);
                Ok(buffer.len())
            }
            Engine::Sqlite { readers, .. } => readers.pieces(plan, values, width, sink).await,
            Engine::Postgres(pool) => self.on(&pool.connection().await?).each(&plan, &values, sink).await,
        }
    }

    /// A page: shows `sink` the exact count of all rows of the condition (`sink(count, None)`), then each row of the slice
    /// (`sink(count, Some(row))`), all in one snapshot. Answers the count.
    ///
    /// # Errors
    /// What the database says; rows may have been shown before an error.
    pub async fn page(&self, select: &Select, sink: &mut (dyn FnMut(u64, Option<&dyn Row>) + Send)) -> Result<u64, DbError> {
        let (counted, wanted) = self.plan(Statement::count(self.tables(), select.model, &select.cond)?)?;
        let (plan, values) = self.plan(Statement::rows(self.tables(), select)?)?;
        let (width, conds) = (select.columns.len(), wanted.len());
        let (count, buffer): (u64, Buffer) = match self.engine().await? {
            Engine::Sqlite { readers, .. } => {
                let page = {
                    let plan = Arc::clone(&plan);
                    // The values of the condition come first in both statements.
                    move |run: Run<'_>, values: &[Bound<'_>]| {
                        run.snapshot(|| Ok((run.remembered_count(&counted, &values[..conds])?, run.buffered(&plan, values, width)?)))
                    }
                };
                readers.read(&plan, values, page).await?
            }
            Engine::Postgres(pool) => self.on(&pool.connection().await?).page(&counted, &wanted, &plan, &values, width).await?,
        };
        sink(count, None);
        buffer.each(|row| sink(count, Some(row)));
        Ok(count)
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(&self, model: usize, cond: &Cond) -> Result<u64, DbError> {
        let (plan, values) = self.plan(Statement::count(self.tables(), model, cond)?)?;
        match self.engine().await? {
            Engine::Sqlite { readers, .. } => {
                let count = Arc::clone(&plan);
                readers.read(&plan, values, move |run, values| run.snapshot(|| run.remembered_count(&count, values))).await
            }
            Engine::Postgres(pool) => self.on(&pool.connection().await?).count(&plan, &values).await,
        }
    }

    /// Whether there is a row.
    ///
    /// # Errors
    /// What the database says.
    pub async fn exists(&self, model: usize, cond: &Cond) -> Result<bool, DbError> {
        let (plan, values) = self.plan(Statement::exists(self.tables(), model, cond)?)?;
        match self.engine().await? {
            Engine::Sqlite { readers, .. } => {
                let exists = Arc::clone(&plan);
                readers.read(&plan, values, move |run, values| run.exists(&exists, values)).await
            }
            Engine::Postgres(pool) => self.on(&pool.connection().await?).exists(&plan, &values).await,
        }
    }

    /// The columns of the first row of the condition.
    pub(super) async fn first(&self, model: usize, cond: &Cond, columns: &[usize]) -> Result<Option<Vec<Value>>, DbError> {
        let select = Select { model, columns: columns.to_vec(), cond: cond.clone(), order: Vec::new(), limit: Some(1), offset: None };
        Ok(self.rows(&select).await?.pop())
    }
}
