//! Reads: on the calling thread where they are short, on a few threads of their own where they may not be.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use super::{connection::Connection, statement::Run};
use crate::{
    DbError, DbErrorKind, DbOptions, Row,
    bound::Bound,
    buffer::Buffer,
    plan::{Plan, Plans},
};

/// How long a read may keep its caller's thread, and with it other requests. Longer ones start again on a reader thread.
const SHORT: Duration = Duration::from_micros(500);

/// Rows in a piece of a large select.
const PIECE: usize = 256;

/// A read on a reader thread.
type Job = Box<dyn FnOnce(Run<'_>) + Send>;

/// The connections that read, and the threads for long reads.
pub(crate) struct Readers {
    pool: Arc<Pool>,
    threads: OnceLock<mpsc::Sender<Job>>,
    count: usize,
}

/// Connections that no one is using: as many are open as threads have ever read at once.
struct Pool {
    path: PathBuf,
    options: DbOptions,
    plans: Arc<Plans>,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(crate) fn new(path: PathBuf, options: &DbOptions, plans: Arc<Plans>) -> Readers {
        let pool = Arc::new(Pool { path, options: options.clone(), plans, idle: Mutex::default() });
        Readers { pool, threads: OnceLock::new(), count: options.readers.max(1) }
    }

    /// Reads on the calling thread what an index finds.
    pub(crate) fn point<T>(&self, read: impl FnOnce(Run<'_>) -> Result<T, DbError>) -> Result<T, DbError> {
        self.pool.with(None, read)
    }

    /// Reads on the calling thread, and again on a reader thread if it takes long there. A plan that took long once goes to a reader
    /// thread at once, until it turns out to be short again.
    pub(crate) async fn read<T, F>(&self, plan: &Arc<Plan>, values: Vec<Bound<'_>>, read: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(Run<'_>, &[Bound<'_>]) -> Result<T, DbError> + Send + 'static,
    {
        if plan.point {
            return self.point(|run| read(run, &values));
        }
        if !plan.is_long() {
            let start = Instant::now();
            let answer = self.pool.with(Some(SHORT), |run| read(run, &values));
            plan.set_long(start.elapsed() > SHORT);
            if !is_late(&answer) {
                return answer;
            }
        }
        let (plan, values) = (Arc::clone(plan), values.into_iter().map(Bound::into_owned).collect::<Vec<_>>());
        self.elsewhere(move |run| {
            let start = Instant::now();
            let answer = read(run, &values);
            plan.set_long(start.elapsed() > SHORT / 2);
            answer
        })
        .await
    }

    /// Reads on a reader thread.
    pub(crate) async fn elsewhere<T: Send + 'static>(&self, read: impl FnOnce(Run<'_>) -> Result<T, DbError> + Send + 'static) -> Result<T, DbError> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |run| {
            // Who asked may have gone while this waited.
            if !reply.is_closed() {
                let _ = reply.send(read(run));
            }
        });
        let threads = self.threads.get_or_init(|| self.start());
        threads.send(job).map_err(|_| lost())?;
        answer.await.map_err(|_| lost())?
    }

    /// Shows all rows of a select that has no small limit, some hundreds at a time.
    pub(crate) async fn pieces(
        &self,
        plan: Arc<Plan>,
        values: Vec<Bound<'_>>,
        width: usize,
        sink: &mut (dyn FnMut(&dyn Row) + Send),
    ) -> Result<usize, DbError> {
        let values: Vec<_> = values.into_iter().map(Bound::into_owned).collect();
        let (pieces, mut shown) = tokio::sync::mpsc::channel::<Buffer>(2);
        let read = self.elsewhere(move |run| {
            let mut piece = Buffer::default();
            let count = run.each(&plan, &values, &mut |row| {
                piece.push(row, width);
                if piece.len() < PIECE { Ok(()) } else { pieces.blocking_send(std::mem::take(&mut piece)).map_err(|_| lost()) }
            })?;
            pieces.blocking_send(piece).map_err(|_| lost())?;
            Ok(count)
        });
        let show = async {
            while let Some(piece) = shown.recv().await {
                piece.each(&mut *sink);
            }
        };
        tokio::join!(read, show).0
    }

    fn start(&self) -> mpsc::Sender<Job> {
        let (sender, receiver) = mpsc::channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        for number in 0..self.count {
            let (receiver, pool) = (Arc::clone(&receiver), Arc::clone(&self.pool));
            let name = format!("koroc-read-{number}");
            thread::Builder::new().name(name).spawn(move || serve(&receiver, &pool)).expect("the system has room for a few threads");
        }
        sender
    }
}

/// Runs reads until there are no more to come. A panic in one of them ends that read alone.
fn serve(jobs: &Mutex<mpsc::Receiver<Job>>, pool: &Pool) {
    let next = || jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
    while let Ok(job) = next() {
        let read = || {
            pool.with(Some(pool.options.deadline), |run| {
                job(run);
                Ok(())
            })
        };
        match catch_unwind(AssertUnwindSafe(read)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "a read found no connection"),
            Err(_) => tracing::error!("a read panicked"),
        }
    }
}

impl Pool {
    fn with<T>(&self, deadline: Option<Duration>, read: impl FnOnce(Run<'_>) -> Result<T, DbError>) -> Result<T, DbError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let known = idle().pop();
        let connection = known.map_or_else(|| Connection::reader(&self.path, self.options.busy_timeout), Ok)?;
        connection.set_deadline(deadline);
        let answer = read(Run { tables: self.plans.tables(), connection: &connection });
        // A connection that could not end its snapshot is closed instead.
        if connection.sqlite.is_autocommit() {
            idle().push(connection);
        }
        answer
    }
}

fn is_late<T>(answer: &Result<T, DbError>) -> bool {
    answer.as_ref().is_err_and(|error| *error.kind() == DbErrorKind::Deadline)
}

fn lost() -> DbError {
    DbError::new(DbErrorKind::Lost, "the read was given up: the database is closed, or the read panicked")
}
