//! An open connection to the file, with its deadline.

use std::{
    error::Error,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{
    OpenFlags,
    config::DbConfig,
    functions::{Aggregate, Context, FunctionFlags},
    hooks::{AuthAction, AuthContext, Authorization},
    types::ValueRef,
};

use super::{error::error, statement::Counts};
use crate::{DbError, DbErrorKind, aggregate::WIDE, decimal, pattern, private_file::make_private};

/// An open connection.
pub(crate) struct Connection {
    pub(super) sqlite: rusqlite::Connection,
    deadline: Deadline,
    /// Whether the program's own SQL is being prepared.
    foreign: Arc<AtomicBool>,
    pub(super) counts: Counts,
}

/// Prepared statements kept on each connection, those used last.
const PREPARED: usize = 128;

/// How many of SQLite's instructions run between two looks at the clock: some 20 microseconds.
const INSTRUCTIONS: i32 = 1000;

impl Connection {
    /// One that only reads.
    pub(super) fn reader(path: &Path, busy: Duration) -> Result<Connection, DbError> {
        Connection::open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, busy)
    }

    /// The one that writes; makes the file where there is none. Every commit is on the disk before it is answered.
    pub(super) fn writer(path: &Path, busy: Duration) -> Result<Connection, DbError> {
        make_private(path);
        let connection = Connection::open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, busy)?;
        let setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";
        connection.sqlite.execute_batch(setup).map_err(|e| error(None, e))?;
        Ok(connection)
    }

    fn open(path: &Path, flags: OpenFlags, busy: Duration) -> Result<Connection, DbError> {
        Connection::opened(path, flags, busy).map_err(|e| error(None, e))
    }

    fn opened(path: &Path, flags: OpenFlags, busy: Duration) -> rusqlite::Result<Connection> {
        let mut sqlite = rusqlite::Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        sqlite.busy_timeout(busy)?;
        sqlite.execute_batch("PRAGMA temp_store = MEMORY")?;
        // Without it SQLite plans a statement anew for each value bound to its LIMIT, which costs three times the read itself.
        sqlite.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        sqlite.set_prepared_statement_cache_capacity(PREPARED);
        let deadline = Deadline::default();
        let watched = deadline.clone();
        sqlite.progress_handler(INSTRUCTIONS, Some(move || watched.has_passed()))?;
        let foreign = Arc::new(AtomicBool::new(false));
        let is_foreign = Arc::clone(&foreign);
        sqlite.authorizer(Some(move |context: AuthContext<'_>| match context.action {
            AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } if is_foreign.load(Ordering::Relaxed) => Authorization::Deny,
            _ => Authorization::Allow,
        }))?;
        let pure = FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_UTF8;
        sqlite.create_scalar_function("koroc_decimal", 3, pure, |context| Ok(decimal_text(context.get_raw(0), context.get(1)?, context.get(2)?)))?;
        sqlite.create_scalar_function("koroc_iregex", 2, pure, |context| matches(context))?;
        sqlite.create_aggregate_function("koroc_sum", 2, pure, Sum)?;
        Ok(Connection { sqlite, deadline, foreign, counts: Counts::default() })
    }

    /// Prepares SQL of the program, which may neither begin nor end transactions: those belong to the connection.
    pub(super) fn prepare_foreign(&self, sql: &str) -> rusqlite::Result<rusqlite::Statement<'_>> {
        self.foreign.store(true, Ordering::Relaxed);
        let statement = self.sqlite.prepare(sql);
        self.foreign.store(false, Ordering::Relaxed);
        statement
    }

    /// Interrupts what still runs after this time; `None` lets it run.
    pub(super) fn set_deadline(&self, after: Option<Duration>) {
        self.deadline.set(after);
    }

    /// Fails once the deadline has passed, for what runs between statements.
    pub(super) fn check_deadline(&self) -> Result<(), DbError> {
        if self.deadline.has_passed() { Err(DbError::new(DbErrorKind::Deadline, "the transaction ran for longer than it may")) } else { Ok(()) }
    }
}

/// The text of a stored decimal, for searches.
fn decimal_text(raw: ValueRef<'_>, digits: u32, places: u32) -> Option<String> {
    match raw {
        ValueRef::Integer(number) => Some(decimal::plain(number.into(), places)),
        ValueRef::Text(text) => decimal::from_ordered(text, digits).map(|number| decimal::plain(number, places)),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => None,
    }
}

/// Whether a text matches an expression, which is compiled once a statement.
fn matches(context: &Context<'_>) -> rusqlite::Result<Option<bool>> {
    let expression = context.get_or_create_aux(0, |pattern| Ok::<_, Box<dyn Error + Send + Sync>>(pattern::compile(pattern.as_str()?)?))?;
    match context.get_raw(1) {
        ValueRef::Null => Ok(None),
        text => Ok(Some(expression.is_match(text.as_str()?))),
    }
}

/// The sum of decimals that are stored as texts in the order of their numbers; 38 digits wide, and an error beyond.
struct Sum;

impl Aggregate<Option<i128>, Option<String>> for Sum {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Option<i128>> {
        Ok(None)
    }

    fn step(&self, context: &mut Context<'_>, sum: &mut Option<i128>) -> rusqlite::Result<()> {
        let digits = context.get(1)?;
        if let ValueRef::Text(text) = context.get_raw(0) {
            let too_large = || rusqlite::Error::UserFunctionError("the sum has more than 38 digits".into());
            let number = decimal::from_ordered(text, digits).unwrap_or_default();
            *sum = Some(sum.unwrap_or_default().checked_add(number).filter(|sum| sum.abs() <= decimal::largest(WIDE)).ok_or_else(too_large)?);
        }
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, sum: Option<Option<i128>>) -> rusqlite::Result<Option<String>> {
        Ok(sum.flatten().map(|sum| decimal::ordered(sum, WIDE)))
    }
}

/// An instant after which statements are interrupted, shared with SQLite's progress handler.
#[derive(Clone)]
struct Deadline {
    start: Instant,
    /// Nanoseconds after `start`; zero: none.
    nanos: Arc<AtomicU64>,
}

impl Default for Deadline {
    fn default() -> Self {
        Deadline { start: Instant::now(), nanos: Arc::default() }
    }
}

impl Deadline {
    fn set(&self, after: Option<Duration>) {
        let nanos = after.map_or(0, |after| u64::try_from((self.start.elapsed() + after).as_nanos()).unwrap_or(u64::MAX));
        self.nanos.store(nanos, Ordering::Relaxed);
    }

    fn has_passed(&self) -> bool {
        let nanos = self.nanos.load(Ordering::Relaxed);
        nanos != 0 && self.start.elapsed().as_nanos() > nanos.into()
    }
}
