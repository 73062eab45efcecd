//! The statements on a connection, whichever way it is reached.

use koroc_spec::Value;

#[cfg(feature = "data-api")]
use crate::data_api;
use crate::{DbError, Row, bound::Bound, buffer::Buffer, plan::Plan, postgres};

/// Statements on a connection.
#[derive(Clone, Copy)]
pub(crate) enum Run<'r> {
    Protocol(postgres::Run<'r>),
    #[cfg(feature = "data-api")]
    DataApi(data_api::Run<'r>),
}

/// The same statement, either way.
macro_rules! either {
    ($self:ident, $run:ident => $answer:expr) => {
        match $self {
            Run::Protocol($run) => $answer,
            #[cfg(feature = "data-api")]
            Run::DataApi($run) => $answer,
        }
    };
}

impl Run<'_> {
    /// Shows each row, and answers how many there were.
    pub(crate) async fn each(&self, plan: &Plan, values: &[Bound<'_>], sink: impl FnMut(&dyn Row)) -> Result<usize, DbError> {
        either!(self, run => run.each(plan, values, sink).await)
    }

    /// A page and its count in one snapshot, in one round trip.
    pub(crate) async fn page(&self, count: &Plan, conds: &[Bound<'_>], plan: &Plan, values: &[Bound<'_>], width: usize) -> Result<(u64, Buffer), DbError> {
        either!(self, run => run.page(count, conds, plan, values, width).await)
    }

    /// Runs the statement, and answers its first row.
    pub(crate) async fn first(&self, plan: &Plan, values: &[Bound<'_>], width: usize) -> Result<Option<Vec<Value>>, DbError> {
        let mut first = None;
        self.each(plan, values, |row| {
            first.get_or_insert_with(|| (0..width).map(|k| row.get(k).to_value()).collect());
        })
        .await?;
        Ok(first)
    }

    /// The count of a statement that counts.
    pub(crate) async fn count(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        either!(self, run => run.count(plan, values).await)
    }

    /// Whether there is a row.
    pub(crate) async fn exists(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<bool, DbError> {
        Ok(self.each(plan, values, |_| ()).await? > 0)
    }

    /// Runs a statement that answers no rows, and answers how many it changed.
    pub(crate) async fn change(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        either!(self, run => run.change(plan, values).await)
    }

    /// As [`change`](Run::change); a foreign key that is in the way protects what it points at.
    pub(crate) async fn delete(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        self.change(plan, values).await.map_err(|error| match error.kind() {
            crate::DbErrorKind::ForeignKey => DbError::new(crate::DbErrorKind::Protected, error.to_string()),
            _ => error,
        })
    }

    /// Runs any statement, by its text.
    pub(crate) async fn raw(&self, sql: &str, values: &[Bound<'_>]) -> Result<Vec<Vec<Value>>, DbError> {
        either!(self, run => run.raw(sql, values).await)
    }

    /// Whether rows that answer nothing are better sent as a [`batch`](Run::batch) than as one statement with all their values.
    pub(crate) fn batches(&self) -> bool {
        !matches!(self, Run::Protocol(_))
    }

    /// The most values of one statement: the Data API takes statements of 64 KiB.
    pub(crate) fn most_values(&self) -> usize {
        if self.batches() { 1 << 10 } else { 1 << 15 }
    }

    /// Runs a statement that answers nothing once for each set of values.
    pub(crate) async fn batch(&self, plan: &Plan, sets: &[Vec<Bound<'_>>]) -> Result<(), DbError> {
        match self {
            Run::Protocol(run) => {
                for values in sets {
                    run.change(plan, values).await?;
                }
                Ok(())
            }
            #[cfg(feature = "data-api")]
            Run::DataApi(run) => run.batch(plan, sets).await,
        }
    }

    /// Begins what may fail alone.
    pub(super) async fn savepoint(&self) -> Result<(), DbError> {
        either!(self, run => run.simple("SAVEPOINT statement").await)
    }

    /// Keeps or undoes what was done since the savepoint.
    pub(super) async fn leave_savepoint(&self, keep: bool) -> Result<(), DbError> {
        match (self, keep) {
            (Run::Protocol(run), true) => run.simple("RELEASE statement").await,
            (Run::Protocol(run), false) => run.simple("ROLLBACK TO statement; RELEASE statement").await,
            // Each statement is a call. What was kept needs none: the next savepoint covers this one, and the end of the transaction both.
            #[cfg(feature = "data-api")]
            (Run::DataApi(_), true) => Ok(()),
            #[cfg(feature = "data-api")]
            (Run::DataApi(run), false) => run.simple("ROLLBACK TO SAVEPOINT statement").await,
        }
    }
}
