//! Runs a plan on a connection.

use std::{cell::RefCell, collections::HashMap};

use koroc_spec::Value;
use rusqlite::CachedStatement;

use super::{
    bind::bind,
    connection::Connection,
    decode::{SqliteRow, raw_value},
    error::error,
};
use crate::{DbError, DbErrorKind, Row, bound::Bound, buffer::Buffer, plan::Plan, table::Tables};

/// Exact counts of whole tables by model, each with the version of the file in which it was counted.
pub(super) type Counts = RefCell<HashMap<u16, (i64, u64)>>;

/// Statements on a connection.
#[derive(Clone, Copy)]
pub(crate) struct Run<'r> {
    pub(crate) tables: &'r Tables,
    pub(crate) connection: &'r Connection,
}

impl<'r> Run<'r> {
    fn prepare(&self, sql: &str, values: &[Bound<'_>]) -> Result<CachedStatement<'r>, DbError> {
        self.connection.check_deadline()?;
        let mut statement = self.connection.sqlite.prepare_cached(sql).map_err(|e| self.error(e))?;
        bind(&mut statement, values).map_err(|e| self.error(e))?;
        Ok(statement)
    }

    fn error(&self, e: rusqlite::Error) -> DbError {
        error(Some(self.tables), e)
    }

    /// Shows each row, and answers how many there were.
    pub(crate) fn each(&self, plan: &Plan, values: &[Bound<'_>], sink: &mut dyn FnMut(&dyn Row) -> Result<(), DbError>) -> Result<usize, DbError> {
        let mut statement = self.prepare(&plan.sql, values)?;
        let mut rows = statement.raw_query();
        let mut count = 0;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            let row = SqliteRow::new(row, &plan.columns);
            sink(&row)?;
            row.check()?;
            count += 1;
        }
        Ok(count)
    }

    /// The rows, on their own.
    pub(crate) fn buffered(&self, plan: &Plan, values: &[Bound<'_>], width: usize) -> Result<Buffer, DbError> {
        let mut buffer = Buffer::default();
        self.each(plan, values, &mut |row| {
            buffer.push(row, width);
            Ok(())
        })?;
        Ok(buffer)
    }

    /// Runs the statement to its end, and answers its first row.
    pub(crate) fn first(&self, plan: &Plan, values: &[Bound<'_>], width: usize) -> Result<Option<Vec<Value>>, DbError> {
        let mut first = None;
        self.each(plan, values, &mut |row| {
            first.get_or_insert_with(|| (0..width).map(|k| row.get(k).to_value()).collect());
            Ok(())
        })?;
        Ok(first)
    }

    pub(crate) fn count(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        let mut statement = self.prepare(&plan.sql, values)?;
        let mut rows = statement.raw_query();
        let row = rows.next().map_err(|e| self.error(e))?.ok_or_else(|| DbError::new(DbErrorKind::Other, "a count answered nothing"))?;
        row.get::<_, i64>(0).map(i64::unsigned_abs).map_err(|e| self.error(e))
    }

    pub(crate) fn exists(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<bool, DbError> {
        let mut statement = self.prepare(&plan.sql, values)?;
        let mut rows = statement.raw_query();
        Ok(rows.next().map_err(|e| self.error(e))?.is_some())
    }

    /// Runs a statement that answers no rows, and answers how many it changed.
    pub(crate) fn change(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        let changed = self.prepare(&plan.sql, values)?.raw_execute().map_err(|e| self.error(e))?;
        Ok(changed as u64)
    }

    /// Adds a row, and answers its number.
    pub(crate) fn insert(&self, plan: &Plan, model: usize, row: &[(usize, Value)]) -> Result<i64, DbError> {
        let table = self.tables.table(model)?;
        let values = Bound::row(table, row)?;
        self.change(plan, &values)?;
        Ok(self.connection.sqlite.last_insert_rowid())
    }

    /// As [`change`](Run::change); a foreign key that is in the way protects what it points at.
    pub(crate) fn delete(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        self.change(plan, values).map_err(|error| match error.kind() {
            DbErrorKind::ForeignKey => DbError::new(DbErrorKind::Protected, error.to_string()),
            _ => error,
        })
    }

    /// Runs any statement, by its text.
    pub(crate) fn raw(&self, sql: &str, values: &[Bound<'_>]) -> Result<Vec<Vec<Value>>, DbError> {
        self.connection.check_deadline()?;
        let mut statement = self.connection.prepare_foreign(sql).map_err(|e| self.error(e))?;
        bind(&mut statement, values).map_err(|e| self.error(e))?;
        let width = statement.column_count();
        let mut rows = statement.raw_query();
        let mut answer = Vec::new();
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            answer.push((0..width).map(|k| raw_value(row.get_ref(k).map_err(|e| self.error(e))?)).collect::<Result<_, _>>()?);
        }
        Ok(answer)
    }

    /// Whether the statement only reads.
    pub(crate) fn reads(&self, sql: &str) -> Result<bool, DbError> {
        Ok(self.connection.prepare_foreign(sql).map_err(|e| self.error(e))?.readonly())
    }

    /// Reads in one snapshot.
    pub(crate) fn snapshot<T>(&self, read: impl FnOnce() -> Result<T, DbError>) -> Result<T, DbError> {
        self.simple("BEGIN")?;
        let answer = read();
        // The snapshot ends even where its time has.
        self.connection.set_deadline(None);
        let end = self.simple(if answer.is_ok() { "COMMIT" } else { "ROLLBACK" });
        answer.and_then(|answer| end.map(|()| answer))
    }

    /// Runs a statement without values or rows.
    pub(crate) fn simple(&self, sql: &str) -> Result<(), DbError> {
        self.connection.sqlite.prepare_cached(sql).and_then(|mut statement| statement.raw_execute()).map_err(|e| self.error(e))?;
        Ok(())
    }

    /// The count of a plan. That of a whole table is remembered until any connection or program commits to the file. Called inside a
    /// snapshot, so that the file's version is that of the rows read beside it.
    pub(crate) fn remembered_count(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        let Some(model) = plan.whole else { return self.count(plan, values) };
        let (version, counts) = (self.version()?, &self.connection.counts);
        let known = counts.borrow().get(&model).filter(|(counted, _)| *counted == version).map(|(_, count)| *count);
        if let Some(count) = known {
            return Ok(count);
        }
        let count = self.count(plan, values)?;
        counts.borrow_mut().insert(model, (version, count));
        Ok(count)
    }

    fn version(&self) -> Result<i64, DbError> {
        let mut statement = self.prepare("PRAGMA data_version", &[])?;
        let mut rows = statement.raw_query();
        let row = rows.next().map_err(|e| self.error(e))?.ok_or_else(|| DbError::new(DbErrorKind::Other, "the file has no version"))?;
        row.get(0).map_err(|e| self.error(e))
    }
}
