//! A synchronous transaction: its closure runs on a thread that may block, and waits there for each statement.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use tokio::runtime::Handle;

use super::{Run, Server};
use crate::{DbError, DbErrorKind, table::Tables};

/// How often a transaction that conflicted with another runs again.
const RETRIES: u32 = 8;

/// An open transaction on a connection.
pub(crate) struct Transaction<'t> {
    run: Run<'t>,
    runtime: &'t Handle,
    end: Instant,
    /// A read's error, after which PostgreSQL undoes everything.
    failed: &'t RefCell<Option<DbError>>,
}

impl<'t> Transaction<'t> {
    /// The statements on its connection.
    pub(crate) fn statements(&self) -> Run<'t> {
        self.run
    }

    /// Waits for a read. Its failure is the transaction's, whatever the closure makes of it.
    pub(crate) fn read<T>(&self, statement: impl AsyncFnOnce(Run<'t>) -> Result<T, DbError>) -> Result<T, DbError> {
        self.check_deadline()?;
        let answer = self.runtime.block_on(statement(self.run));
        if let Err(error) = &answer {
            self.failed.borrow_mut().get_or_insert_with(|| error.clone());
        }
        answer
    }

    /// Waits for a statement in a savepoint of its own, so that its failure leaves the transaction usable, as on SQLite.
    pub(crate) fn write<T>(&self, statement: impl AsyncFnOnce(Run<'t>) -> Result<T, DbError>) -> Result<T, DbError> {
        self.check_deadline()?;
        self.runtime.block_on(async {
            self.run.savepoint().await?;
            let answer = statement(self.run).await;
            self.run.leave_savepoint(answer.is_ok()).await?;
            answer
        })
    }

    fn check_deadline(&self) -> Result<(), DbError> {
        if Instant::now() < self.end { Ok(()) } else { Err(DbError::new(DbErrorKind::Deadline, "the transaction ran for longer than it may")) }
    }
}

/// Runs a transaction, and again where it conflicted with another. The calling thread must be one that may block.
pub(crate) fn transaction<T>(
    server: &Server,
    tables: &Tables,
    runtime: &Handle,
    deadline: Duration,
    mut job: impl FnMut(Transaction<'_>) -> Result<T, DbError>,
) -> Result<T, DbError> {
    let end = Instant::now() + deadline;
    for retry in 0.. {
        match once(server, tables, runtime, end, &mut job) {
            Err(error) if *error.kind() == DbErrorKind::Busy && retry < RETRIES && Instant::now() < end => {}
            answer => return answer,
        }
    }
    unreachable!("the last retry answers")
}

fn once<T>(
    server: &Server,
    tables: &Tables,
    runtime: &Handle,
    end: Instant,
    job: &mut impl FnMut(Transaction<'_>) -> Result<T, DbError>,
) -> Result<T, DbError> {
    let mut connection = runtime.block_on(server.connection())?;
    runtime.block_on(connection.begin(tables))?;
    let failed = RefCell::new(None);
    let run = connection.run(tables);
    let answer = catch_unwind(AssertUnwindSafe(|| job(Transaction { run, runtime, end, failed: &failed })));
    let answer = answer.unwrap_or_else(|_| Err(DbError::new(DbErrorKind::Panicked, "the closure of a transaction panicked")));
    match failed.take().map_or(answer, Err) {
        Ok(answer) => runtime.block_on(connection.commit(tables)).map(|()| answer),
        Err(error) => {
            runtime.block_on(connection.roll_back(tables));
            Err(error)
        }
    }
}
