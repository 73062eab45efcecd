//! What is applied and what is not; the SQL of a migration.

use super::connection::Connection;
use super::record::{self, Applied};
use super::sql::{script, steps};
use super::target::{Target, plan};
use super::{Key, MigrateError, Sources};
use crate::Dialect;

/// A migration, and whether it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Which.
    pub key: Key,
    /// Whether it is applied.
    pub applied: bool,
}

/// All migrations, app by app, each with whether it is applied: what `showmigrations` lists. A missing file is not made.
///
/// # Errors
/// If the database cannot be opened or read.
pub async fn show(url: &str, sources: &Sources) -> Result<Vec<Status>, MigrateError> {
    let applied = look(&mut Connection::open(url, true).await?).await?;
    let status = |key: Key| Status { applied: applied.iter().any(|row| row.key == key), key };
    let mut all: Vec<Status> = sources.migrations().iter().map(|migration| status(migration.key())).collect();
    all.sort_by(|a, b| a.key.0.cmp(&b.key.0));
    Ok(all)
}

/// The migrations that a database lacks, in the order in which they would be applied; a server refuses to start on one that lacks any.
///
/// # Errors
/// If the database cannot be opened or read, or holds decimals as Django's SQLite does.
pub async fn pending(url: &str, sources: &Sources) -> Result<Vec<Key>, MigrateError> {
    let mut connection = Connection::open(url, true).await?;
    record::refuse_inexact(&mut connection, sources)?;
    let applied = look(&mut connection).await?;
    let missing = plan(sources, &applied, &Target::All)?;
    Ok(missing.into_iter().map(|(at, _)| sources.migrations()[at].key()).collect())
}

async fn look(connection: &mut Connection) -> Result<Vec<Applied>, MigrateError> {
    record::applied(connection).await.map_err(|error| MigrateError::database("reading the applied migrations", error))
}

/// The statements of a migration, in either database's dialect; `name` may be the beginning of its name.
///
/// # Errors
/// If there is no such migration, or the migrations do not fit together.
pub fn sql(sources: &Sources, app: &str, name: &str, dialect: Dialect) -> Result<String, MigrateError> {
    let at = super::target::named(sources, app, name)?;
    let migration = &sources.migrations()[at];
    let (steps, _) = steps(&sources.replay(at)?, app, &migration.operations, dialect).map_err(|misfit| MigrateError::Misfit(migration.key(), misfit))?;
    Ok(script(&steps, dialect))
}
