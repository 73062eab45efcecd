//! What SQLite's errors mean.

use rusqlite::{Error, ErrorCode, ffi};

use crate::{DbError, DbErrorKind, table::Tables};

/// The error of a statement, with the fields that a violated constraint is about.
pub(super) fn error(tables: Option<&Tables>, error: Error) -> DbError {
    let (kind, message) = match &error {
        Error::SqliteFailure(failure, message) => {
            let message = message.clone().unwrap_or_else(|| failure.to_string());
            (kind(tables, *failure, &message), message)
        }
        Error::SqlInputError { msg, .. } => (DbErrorKind::Other, msg.clone()),
        other => (DbErrorKind::Other, other.to_string()),
    };
    DbError::new(kind, message)
}

fn kind(tables: Option<&Tables>, failure: ffi::Error, message: &str) -> DbErrorKind {
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            tables.and_then(|tables| unique(tables, message)).unwrap_or(DbErrorKind::Other)
        }
        // RESTRICT is a trigger to SQLite.
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => DbErrorKind::ForeignKey,
        ffi::SQLITE_CONSTRAINT_TRIGGER if message.starts_with("FOREIGN KEY") => DbErrorKind::ForeignKey,
        ffi::SQLITE_CONSTRAINT_NOTNULL => DbErrorKind::NotNull,
        ffi::SQLITE_CONSTRAINT_CHECK => DbErrorKind::OutOfRange,
        ffi::SQLITE_READONLY_DBMOVED => DbErrorKind::Lost,
        _ => match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => DbErrorKind::Busy,
            ErrorCode::DiskFull => DbErrorKind::Full,
            ErrorCode::OperationInterrupted => DbErrorKind::Deadline,
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::FileLockingProtocolFailed => DbErrorKind::Lost,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => DbErrorKind::Corrupt,
            ErrorCode::TooBig => DbErrorKind::OutOfRange,
            _ => DbErrorKind::Other,
        },
    }
}

/// The fields of `UNIQUE constraint failed: table.column, table.column`.
fn unique(tables: &Tables, message: &str) -> Option<DbErrorKind> {
    let (_, list) = message.split_once("failed: ")?;
    let (table, _) = list.split_once('.')?;
    let columns = list.split(", ").map(|item| item.split_once('.').map_or(item, |(_, column)| column));
    let (model, fields) = tables.find(table, columns)?;
    Some(DbErrorKind::Unique { model, fields })
}
