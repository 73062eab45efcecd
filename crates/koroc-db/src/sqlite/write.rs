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

/// What became of a job's part of the transaction.
enum Part {
    /// It stands, or was undone alone.
    Settled,
    /// It took the whole transaction with it.
    Ended(DbError),
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
        let mut jobs = Vec::new();
        let end = self.transaction(|| {
            let mut next = Some(first);
            while let Some(job) = next {
                jobs.push(job);
                let job = jobs.last_mut().expect("just pushed");
                if let Part::Ended(error) = self.part(job.as_mut()) {
                    return Err(error);
                }
                next = if jobs.len() < GROUP { queue.try_recv().ok() } else { None };
            }
            Ok(())
        });
        match end {
            Ok(()) => jobs.iter_mut().for_each(|job| job.answer(Ok(()))),
            Err(error) if jobs.len() == 1 => jobs[0].answer(Err(error)),
            Err(_) => jobs.iter_mut().for_each(|job| self.alone(job.as_mut())),
        }
    }

    fn alone(&self, job: &mut dyn Job) {
        let end = self.transaction(|| match self.part(job) {
            Part::Settled => Ok(()),
            Part::Ended(error) => Err(error),
        });
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

    /// Runs a job in a savepoint, and undoes it alone if it fails. (A full disk, an I/O error or an interrupt ends the whole transaction.)
    fn part(&self, job: &mut dyn Job) -> Part {
        let run = self.run();
        if let Err(error) = run.simple("SAVEPOINT job") {
            return Part::Ended(error);
        }
        self.connection.begin_job(self.deadline);
        let end = job.run(run);
        self.connection.end_job();
        if self.connection.sqlite.is_autocommit() {
            return Part::Ended(end.err().unwrap_or_else(|| DbError::new(DbErrorKind::Other, "the transaction ended inside a job")));
        }
        let undone = if end.is_err() { run.simple("ROLLBACK TO job") } else { Ok(()) };
        match undone.and_then(|()| run.simple("RELEASE job")) {
            Ok(()) => Part::Settled,
            Err(error) => Part::Ended(error),
        }
    }

    fn run(&self) -> Run<'_> {
        Run { tables: self.plans.tables(), connection: &self.connection }
    }
}

fn lost() -> DbError {
    DbError::new(DbErrorKind::Lost, "the database is closed")
}
