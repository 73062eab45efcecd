//! Runs a plan on a connection.

use std::{future::poll_fn, pin::pin};

use futures_core::Stream;
use koroc_spec::Value;
use tokio_postgres::{
    RowStream, Statement,
    types::{BorrowToSql, ToSql},
};

use super::{
    Connection,
    decode::{PostgresRow, raw_row},
    error::error,
};
use crate::{DbError, Row, bound::Bound, buffer::Buffer, plan::Plan, table::Tables};

/// Statements on a connection.
#[derive(Clone, Copy)]
pub(crate) struct Run<'r> {
    pub(crate) tables: &'r Tables,
    pub(crate) connection: &'r Connection,
}

impl Run<'_> {
    fn error(&self, e: &tokio_postgres::Error) -> DbError {
        error(Some(self.tables), e)
    }

    /// Waits for the server's answer, and reads its error.
    async fn answer<T>(&self, answer: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, DbError> {
        self.connection.wait(answer).await?.map_err(|e| self.error(&e))
    }

    async fn prepare(&self, sql: &str) -> Result<Statement, DbError> {
        self.answer(self.connection.prepare_cached(sql)).await
    }

    async fn query(&self, statement: &Statement, values: &[Bound<'_>]) -> Result<RowStream, DbError> {
        self.answer(self.connection.query_raw(statement, params(values))).await
    }

    /// Shows each row, and answers how many there were.
    pub(crate) async fn each(&self, plan: &Plan, values: &[Bound<'_>], sink: impl FnMut(&dyn Row)) -> Result<usize, DbError> {
        let statement = self.prepare(&plan.sql).await?;
        let rows = self.query(&statement, values).await?;
        self.show(rows, plan, sink).await
    }

    async fn show(&self, rows: RowStream, plan: &Plan, mut sink: impl FnMut(&dyn Row)) -> Result<usize, DbError> {
        let (mut rows, mut count) = (pin!(rows), 0);
        let show = async {
            while let Some(row) = poll_fn(|cx| rows.as_mut().poll_next(cx)).await {
                let row = row.map_err(|e| self.error(&e))?;
                let row = PostgresRow::new(&row, &plan.columns);
                sink(&row);
                row.check()?;
                count += 1;
            }
            Ok(count)
        };
        self.connection.wait(show).await?
    }

    /// A page and its count in one snapshot: the four statements are sent at once and take one round trip.
    pub(crate) async fn page(&self, count: &Plan, conds: &[Bound<'_>], plan: &Plan, values: &[Bound<'_>], width: usize) -> Result<(u64, Buffer), DbError> {
        let (counting, selecting) = (self.prepare(&count.sql).await?, self.prepare(&plan.sql).await?);
        let mut buffer = Buffer::default();
        let begin = self.simple("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let conds = dynamic(conds);
        let counted = self.answer(self.connection.query_one(&counting, &conds));
        let show = async {
            let rows = self.query(&selecting, values).await?;
            self.show(rows, plan, |row| buffer.push(row, width)).await
        };
        let (begun, counted, shown, committed) = tokio::join!(begin, counted, show, self.simple("COMMIT"));
        begun?;
        let count: i64 = counted?.try_get(0).map_err(|e| self.error(&e))?;
        shown?;
        committed?;
        Ok((count.unsigned_abs(), buffer))
    }

    pub(crate) async fn count(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        let statement = self.prepare(&plan.sql).await?;
        let row = self.answer(self.connection.query_one(&statement, &dynamic(values))).await?;
        row.try_get::<_, i64>(0).map(i64::unsigned_abs).map_err(|e| self.error(&e))
    }

    /// Runs a statement that answers no rows, and answers how many it changed.
    pub(crate) async fn change(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        let statement = self.prepare(&plan.sql).await?;
        self.answer(self.connection.execute_raw(&statement, params(values))).await
    }

    /// Runs any statement, by its text.
    pub(crate) async fn raw(&self, sql: &str, values: &[Bound<'_>]) -> Result<Vec<Vec<Value>>, DbError> {
        let statement = self.prepare(sql).await?;
        let rows = self.answer(self.connection.query(&statement, &dynamic(values))).await?;
        rows.iter().map(raw_row).collect()
    }

    /// Runs statements without values or rows.
    pub(crate) async fn simple(&self, sql: &str) -> Result<(), DbError> {
        self.answer(self.connection.batch_execute(sql)).await
    }
}

fn params<'v>(values: &'v [Bound<'_>]) -> impl ExactSizeIterator<Item = impl BorrowToSql + 'v> + 'v {
    values.iter().map(|value| value as &(dyn ToSql + Sync))
}

fn dynamic<'v>(values: &'v [Bound<'_>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}
