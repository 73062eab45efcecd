//! What PostgreSQL's errors mean.

use std::error::Error;

use deadpool_postgres::{PoolError, TimeoutType};
use tokio_postgres::error::DbError as Reported;

use crate::{DbError, DbErrorKind, sqlstate, table::Tables};

/// The error of a statement, with the fields that a violated constraint is about.
pub(super) fn error(tables: Option<&Tables>, error: &tokio_postgres::Error) -> DbError {
    let Some(reported) = error.as_db_error() else {
        let io = error.source().is_some_and(|source| source.is::<std::io::Error>());
        let kind = if error.is_closed() || io { DbErrorKind::Lost } else { DbErrorKind::Other };
        return DbError::new(kind, chain(error));
    };
    let detail = reported.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
    DbError::new(kind(tables, reported), format!("{}{detail}", reported.message()))
}

/// The error of a pool that has no connection to give.
pub(super) fn no_connection(error: PoolError) -> DbError {
    match error {
        PoolError::Backend(backend) => {
            let known = self::error(None, &backend);
            if *known.kind() == DbErrorKind::Other { DbError::new(DbErrorKind::Lost, known.to_string()) } else { known }
        }
        PoolError::Timeout(TimeoutType::Wait) => DbError::new(DbErrorKind::Busy, "every connection of the pool is in use"),
        PoolError::Timeout(TimeoutType::Create | TimeoutType::Recycle) => DbError::new(DbErrorKind::Lost, "the database's server does not answer"),
        PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => DbError::new(DbErrorKind::Lost, error.to_string()),
    }
}

fn kind(tables: Option<&Tables>, error: &Reported) -> DbErrorKind {
    let code = error.code().code();
    let unique = (code == sqlstate::UNIQUE).then(|| tables.and_then(|tables| unique(tables, error))).flatten();
    unique.unwrap_or_else(|| sqlstate::kind(code))
}

/// The fields of `Key (a, b)=(1, 2) already exists.`, whose parentheses stand in every language.
fn unique(tables: &Tables, error: &Reported) -> Option<DbErrorKind> {
    let (_, rest) = error.detail()?.split_once('(')?;
    let (columns, _) = rest.split_once(")=(")?;
    let columns = columns.split(", ").map(|column| column.trim_matches('"'));
    let (model, fields) = tables.find(error.table()?, columns)?;
    Some(DbErrorKind::Unique { model, fields })
}

/// The error and what caused it.
fn chain(error: &tokio_postgres::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}
