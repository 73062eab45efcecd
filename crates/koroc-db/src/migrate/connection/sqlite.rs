//! SQLite's side of a migrating connection.

use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};

use super::{Stop, TextRow};
use crate::ddl::{quoted, text};
use crate::migrate::decimal::{self, FUNCTION, Stored};
use crate::migrate::{Column, ColumnType, Table};
use crate::private_file::make_private;

/// How long a migration waits for another program that holds the file.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection with foreign keys off, as a rebuild needs it (the pragma does nothing within a transaction).
pub(in crate::migrate) struct Sqlite {
    connection: Connection,
    remembered: Vec<String>,
}

impl Sqlite {
    pub(super) fn open(path: &str, look: bool) -> rusqlite::Result<Sqlite> {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection = match look {
            // Looking makes no file: one that is not there has no migrations.
            true if !std::path::Path::new(path).exists() => Connection::open_in_memory()?,
            true => Connection::open_with_flags(path, flags)?,
            false => {
                make_private(path.as_ref());
                Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_CREATE)?
            }
        };
        connection.busy_timeout(PATIENCE)?;
        // A name that is not there must be an error, not the text of that name in every row.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        if !look {
            // The mode that programs use the file in; a commit waits for the disk less often in it.
            use_wal(&connection)?;
        }
        connection.execute_batch("PRAGMA foreign_keys = OFF")?;
        connection.create_scalar_function(FUNCTION, 6, FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC, carry)?;
        Ok(Sqlite { connection, remembered: Vec::new() })
    }

    pub(super) fn run(&mut self, statement: &str) -> Result<(), String> {
        self.connection.execute_batch(statement).map_err(words)
    }

    pub(super) fn execute(&mut self, statement: &str, values: &[&str]) -> Result<(), String> {
        self.connection.execute(statement, params_from_iter(values)).map(|_| ()).map_err(words)
    }

    pub(super) fn query(&mut self, query: &str) -> Result<Vec<TextRow>, String> {
        let read = |statement: &mut rusqlite::Statement<'_>| -> rusqlite::Result<Vec<TextRow>> {
            let columns = statement.column_count();
            statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect())?.collect()
        };
        self.connection.prepare(query).and_then(|mut statement| read(&mut statement)).map_err(words)
    }

    pub(super) fn has_table(&mut self, name: &str) -> Result<bool, String> {
        let query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1";
        self.connection.query_row(query, [name], |row| row.get::<_, i64>(0)).map(|count| count > 0).map_err(words)
    }

    /// Checks that a table is as the migrations made it, and keeps its triggers and indexes that none of them made.
    pub(super) fn remember(&mut self, table: &Table) -> Result<(), Stop> {
        self.check(table)?;
        let known: Vec<&String> = table.unique.iter().map(|set| &set.name).chain(table.indexes.iter().map(|index| &index.name)).collect();
        let of_table = format!("tbl_name = {} AND type IN ('index', 'trigger') AND sql IS NOT NULL", text(&table.name));
        let found = self.query(&format!("SELECT name, sql FROM sqlite_master WHERE {of_table} ORDER BY rowid")).map_err(Stop::Failed)?;
        self.remembered = found.into_iter().filter(|row| !known.contains(&&row[0])).map(|row| row[1].clone()).collect();
        Ok(())
    }

    /// A rebuild copies the columns that the migrations know: another one would be lost.
    fn check(&mut self, table: &Table) -> Result<(), Stop> {
        if let Some(reason) = self.inexact(table).map_err(Stop::Failed)? {
            return Err(Stop::Refused(reason));
        }
        let columns = self.query(&format!("SELECT name FROM pragma_table_info({})", text(&table.name))).map_err(Stop::Failed)?;
        match columns.iter().find(|row| table.column(&row[0]).is_none()) {
            Some(row) => Err(Stop::Refused(format!("`{}` of the table `{}` was made by no migration, and would be lost", row[0], table.name))),
            None => Ok(()),
        }
    }

    /// Why a table's decimals cannot be read: a column of NUMERIC affinity, as Django declares it, holds other numbers than ours.
    pub(super) fn inexact(&mut self, table: &Table) -> Result<Option<String>, String> {
        let is_decimal = |name: &str| matches!(table.column(name), Some(Column { ty: ColumnType::Decimal { .. }, .. }));
        let columns = self.query(&format!("SELECT name, lower(type) FROM pragma_table_info({})", text(&table.name)))?;
        let found = columns.iter().find(|row| is_decimal(&row[0]) && !["bigint", "text"].contains(&row[1].as_str()));
        let reason = |row: &TextRow| {
            format!("`{}` of the table `{}` is declared as {}, in which SQLite loses digits; the table must be converted first", row[0], table.name, row[1])
        };
        Ok(found.map(reason))
    }

    /// Makes them again.
    pub(super) fn recall(&mut self) -> Result<(), String> {
        let remembered = std::mem::take(&mut self.remembered);
        remembered.iter().try_for_each(|sql| self.run(sql).map_err(|error| format!("{error} (in what someone added by hand: {sql})")))
    }

    pub(super) fn check_references(&mut self) -> Result<(), Stop> {
        let query = "SELECT \"table\", CAST(count(*) AS text), \"parent\" FROM pragma_foreign_key_check GROUP BY 1, 3";
        let broken = self.query(query).map_err(Stop::Failed)?;
        match broken.first().map(Vec::as_slice) {
            Some([table, count, parent]) => {
                Err(Stop::Refused(format!("{count} rows of {} point at rows of {} that do not exist", quoted(table), quoted(parent))))
            }
            _ => Ok(()),
        }
    }
}

/// Turns the mode on. SQLite does not wait by itself where another program does so at the same time.
fn use_wal(connection: &Connection) -> rusqlite::Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        match connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < end => thread::sleep(Duration::from_millis(5)),
            answer => return answer,
        }
    }
}

/// `koroc_rescale(value, digits, places, new digits, new places, round)`: see [`decimal::carry`]; null stays null.
fn carry(context: &mut Context<'_>) -> rusqlite::Result<ToSqlOutput<'static>> {
    let stored = match context.get_raw(0) {
        ValueRef::Null => return Ok(ToSqlOutput::Owned(SqlValue::Null)),
        ValueRef::Integer(number) => Stored::Scaled(number),
        ValueRef::Text(text) => Stored::Ordered(String::from_utf8_lossy(text).into_owned()),
        other => return Err(failed(format!("a decimal is stored as {}, which loses digits; convert the table first", other.data_type()))),
    };
    let (from, to, round) = ((context.get(1)?, context.get(2)?), (context.get(3)?, context.get(4)?), context.get(5)?);
    Ok(ToSqlOutput::Owned(match decimal::carry(&stored, from, to, round).map_err(failed)? {
        Stored::Scaled(number) => SqlValue::Integer(number),
        Stored::Ordered(text) => SqlValue::Text(text),
    }))
}

fn failed(message: String) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(message.into())
}

fn words(error: rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message,
        other => other.to_string(),
    }
}
