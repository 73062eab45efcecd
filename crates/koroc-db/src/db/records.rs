//! Rows with what is related to them.

use std::sync::Arc;

use koroc_spec::{Reads, Record, Value};

use super::{Db, engine::Engine};
use crate::{DbError, Select, load::Load, shape::Statement};

impl Db {
    /// The rows of a select with what is related to them: one statement for each hop, however many rows there are (one more for every 5,000 of them).
    ///
    /// `reads` says what is read of each; the columns of `select` say nothing here. Related rows come in the order of their model, then of their
    /// insertion.
    ///
    /// # Errors
    /// What the database says; [`Mismatch`](crate::DbErrorKind::Mismatch) where `reads` is about another model.
    pub async fn records(&self, select: &Select, reads: &Reads) -> Result<Vec<Record>, DbError> {
        let load = Load::new(self.tables(), select.model, reads)?;
        let select = Select { columns: load.columns().to_vec(), ..select.clone() };
        let rows = self.rows(&select).await?;
        self.with_related(load, rows).await
    }

    /// A row in hand, all its fields, with what is related to it.
    ///
    /// # Errors
    /// What the database says; [`Mismatch`](crate::DbErrorKind::Mismatch) where `reads` is about another model.
    pub async fn record(&self, row: &[Value], reads: &Reads) -> Result<Record, DbError> {
        let load = Load::new(self.tables(), reads.model, reads)?;
        let row = load.of(row)?;
        self.with_related(load, vec![row]).await.map(Load::only)
    }

    /// A page of [`records`](Db::records), and the exact count of all rows of the condition, both of one snapshot. (Related rows are read after it.)
    ///
    /// # Errors
    /// As [`records`](Db::records).
    pub async fn page_records(&self, select: &Select, reads: &Reads) -> Result<(u64, Vec<Record>), DbError> {
        let load = Load::new(self.tables(), select.model, reads)?;
        let select = Select { columns: load.columns().to_vec(), ..select.clone() };
        let (mut rows, width) = (Vec::new(), select.columns.len());
        let count = self
            .page(&select, &mut |_, row| {
                if let Some(row) = row {
                    rows.push((0..width).map(|k| row.get(k).to_value()).collect());
                }
            })
            .await?;
        Ok((count, self.with_related(load, rows).await?))
    }

    async fn with_related(&self, mut load: Load<'_>, rows: Vec<Vec<Value>>) -> Result<Vec<Record>, DbError> {
        load.begin(rows)?;
        while let Some(keys) = load.next()? {
            let rows = self.values(load.statement(&keys)?, load.width()).await?;
            load.give(rows);
        }
        Ok(load.finish())
    }

    /// The rows of a statement, as values.
    pub(crate) async fn values(&self, statement: Statement<'_>, width: usize) -> Result<Vec<Vec<Value>>, DbError> {
        let (plan, values) = self.plan(statement)?;
        let mut rows = Vec::new();
        let mut sink = |row: &dyn crate::Row| rows.push((0..width).map(|k| row.get(k).to_value()).collect());
        match self.engine().await? {
            Engine::Sqlite { readers, .. } => {
                let read = Arc::clone(&plan);
                readers.read(&plan, values, move |run, values| run.buffered(&read, values, width)).await?.each(sink);
            }
            Engine::Postgres(pool) => {
                self.on(&pool.connection().await?).each(&plan, &values, &mut sink).await?;
            }
        }
        Ok(rows)
    }
}
