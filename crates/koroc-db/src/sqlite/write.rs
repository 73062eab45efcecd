//! The one thread that writes: what is queued is committed as one transaction, and answered once it is on the disk.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::sync::oneshot;

use super::{connection::Connection, statement::Run};
use crate::{DbError, DbErrorKind, DbOptions, plan::Plans};

/// The most jobs in one transaction: enough to share an fsync, few enough to answer soon.
const GROUP: usize = 256;

/// The thread that writes. Dropping it finishes what is queued.
pub(crate) struct Writer {
    jobs: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Opens the file (and makes it where there is none) and starts the thread.
    pub(crate) fn start(path: &Path, options: &DbOptions, plans: Arc<Plans>) -> Result<Writer, DbError> {
        let connection = Connection::writer(path, options.busy_timeout)?;
        let (jobs, queue) = mpsc::channel();
        let thread = Thread { connection, plans, deadline: options.deadline };
        let start = thread::Builder::new().name("koroc-write".to_owned()).spawn(move || thread.serve(&queue));
        let thread = start.map_err(|error| DbError::new(DbErrorKind::Other, format!("no thread to write with: {error}")))?;
        Ok(Writer { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs a job in a transaction of its group and answers once that is committed. The job may run more than once.
    pub(crate) async fn write<T, F>(&self, job: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnMut(Run<'_>) -> Result<T, DbError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let pending = Box::new(Pending { job, answer: None, reply: Some(reply) });
        self.jobs.as_ref().ok_or_else(lost)?.send(pending).map_err(|_| lost())?;
        answer.await.map_err(|_| lost())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        // The last handle may be dropped by a job itself, on that very thread.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != thread::current().id()) {
            let _ = thread.join();
        }
    }
}

/// Something to write, whose answer waits for the commit.
trait Job: Send {
    /// Does it, and keeps the answer. The error, if it failed.
    fn run(&mut self, run: Run<'_>) -> Result<(), DbError>;

    /// Answers: with what was kept, or with this error.
    fn answer(&mut self, end: Result<(), DbError>);
}

struct Pending<T, F> {
    job: F,
    answer: Option<Result<T, DbError>>,
    reply: Option<oneshot::Sender<Result<T, DbError>>>,
}

impl<T: Send, F: FnMut(Run<'_>) -> Result<T, DbError> + Send> Job for Pending<T, F> {
    fn run(&mut self, run: Run<'_>) -> Result<(), DbError> {
        let answer = catch_unwind(AssertUnwindSafe(|| (self.job)(run)))
            .unwrap_or_else(|_| Err(DbError::new(DbErrorKind::Panicked, "the closure of a transaction panicked")));
        let end = answer.as_ref().map(|_| ()).map_err(Clone::clone);
        self.answer = Some(answer);
        end
    }

    fn answer(&mut self, end: Result<(), DbError>) {
        let kept = self.answer.take().unwrap_or_else(|| Err(lost()));
        if let Some(reply) = self.reply.take() {
            // Who asked may have gone; what was written stays.
            let _ = reply.send(end.and(kept));
        }
    }
}

/// What the thread owns.
struct Thread {
    connection: Connection,
    plans: Arc<Plans>,
    deadline: Duration,
}

impl Thread {
    fn serve(&self, queue: &mpsc::Receiver<Box<dyn Job>>) {
        while let Ok(first) = queue.recv() {
            self.group(first, queue);
        }
    }

    /// Runs the first job and what is queued behind it in one transaction. If that fails as a whole, each job runs again in one of its own,
    /// so that no job fails for another's fault.
    fn group(&self, first: Box<dyn Job>, queue: &mpsc::Receiver<Box<dyn Job>>) {
        let mut jobs = vec![first];
        let end = self.transaction(|| {
            loop {
                self.part(jobs.last_mut().expect("the first is there").as_mut())?;
                match (jobs.len() < GROUP).then(|| queue.try_recv()) {
                    Some(Ok(next)) => jobs.push(next),
                    Some(Err(_)) | None => return Ok(()),
                }
            }
        });
        match end {
            Ok(()) => jobs.iter_mut().for_each(|job| job.answer(Ok(()))),
            Err(error) => {
                // The job that ended a group by taking too long is its last, and would take as long again.
                if jobs.len() == 1 || *error.kind() == DbErrorKind::Deadline {
                    jobs.pop().expect("the first is there").answer(Err(error));
                }
                jobs.iter_mut().for_each(|job| self.alone(job.as_mut()));
            }
        }
    }

    fn alone(&self, job: &mut dyn Job) {
        let end = self.transaction(|| self.part(job));
        job.answer(end);
    }

    /// All of it or nothing.
    fn transaction(&self, body: impl FnOnce() -> Result<(), DbError>) -> Result<(), DbError> {
        let run = self.run();
        let end = run.simple("BEGIN IMMEDIATE").and_then(|()| body()).and_then(|()| run.simple("COMMIT"));
        if end.is_err() && !self.connection.sqlite.is_autocommit() {
            // Of no consequence if it fails: the next BEGIN will say so.
            let _ = run.simple("ROLLBACK");
        }
        end
    }

    /// Runs a job in a savepoint, and undoes it alone if it fails: its error waits for the commit as another's answer does. An error is
    /// one that took the whole transaction with it: a full disk, an I/O error or an interrupt may.
    fn part(&self, job: &mut dyn Job) -> Result<(), DbError> {
        let run = self.run();
        run.simple("SAVEPOINT job")?;
        self.connection.set_deadline(Some(self.deadline));
        let end = job.run(run);
        self.connection.set_deadline(None);
        if self.connection.sqlite.is_autocommit() {
            return Err(end.err().unwrap_or_else(|| DbError::new(DbErrorKind::Other, "the transaction ended inside a job")));
        }
        if end.is_err() {
            run.simple("ROLLBACK TO job")?;
        }
        run.simple("RELEASE job")
    }

    fn run(&self) -> Run<'_> {
        Run { tables: self.plans.tables(), connection: &self.connection }
    }
}

fn lost() -> DbError {
    DbError::new(DbErrorKind::Lost, "the database is closed")
}
