//! Brings a database to where its migrations lead, or back.

use koroc_spec::Resolved;

use super::connection::{Connection, Stop};
use super::record::{self, Applied};
use super::sql::{Step, steps};
use super::target::{Direction, Target, plan};
use super::{Key, MigrateError, Migration, Operation, Sources, back, post};

/// What `migrate` just did.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress<'a> {
    /// It begins to apply a migration.
    Applying(&'a Key),
    /// It begins to take a migration back.
    TakingBack(&'a Key),
    /// The migration is committed.
    Done(&'a Key),
}

/// Applies what is missing (or takes back what is beyond `target`), each migration in a transaction of its own, and makes the rows for
/// content types and permissions of all models. Answers how many migrations that were.
///
/// Only one program migrates at a time: the others wait, and find it done. SQLite blocks the calling thread meanwhile.
///
/// # Errors
/// At the first migration that cannot be applied; those before it stay, nothing of it is left.
pub async fn migrate(
    url: &str,
    resolved: &Resolved,
    sources: &Sources,
    target: &Target,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<usize, MigrateError> {
    let mut connection = Connection::open(url, false).await?;
    record::refuse_inexact(&mut connection, sources)?;
    let mut count = 0;
    loop {
        connection.begin().await?;
        let turn = turn(&mut connection, sources, target, progress).await;
        match connection.end(turn).await? {
            Some(key) => progress(Progress::Done(&key)),
            None => break,
        }
        count += 1;
    }
    connection.begin().await?;
    let rows = post::rows(&mut connection, resolved).await;
    connection.end(rows.map_err(|error| MigrateError::database("adding content types and permissions", error))).await?;
    Ok(count)
}

/// One migration, chosen by what is applied now that no other program migrates.
async fn turn(
    connection: &mut Connection,
    sources: &Sources,
    target: &Target,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Option<Key>, MigrateError> {
    let applied = read(connection).await;
    let applied = applied.map_err(|error| MigrateError::database("reading the applied migrations", error))?;
    check(&applied, sources)?;
    let Some((at, direction)) = plan(sources, &applied, target)?.into_iter().next() else { return Ok(None) };
    let migration = &sources.migrations()[at];
    let key = migration.key();
    let before = sources.replay(at)?;
    let misfit = |misfit| MigrateError::Misfit(key.clone(), misfit);
    let noted = match direction {
        Direction::Forward => {
            progress(Progress::Applying(&key));
            let (steps, _) = steps(&before, &migration.app, &migration.operations, connection.dialect()).map_err(misfit)?;
            run(connection, &key, &migration.operations, &steps).await?;
            record::add(connection, migration).await
        }
        Direction::Back => {
            progress(Progress::TakingBack(&key));
            let operations = undo(migration, &before)?;
            let (steps, _) = steps(&sources.replay(at + 1)?, &migration.app, &operations, connection.dialect()).map_err(misfit)?;
            run(connection, &key, &operations, &steps).await?;
            record::remove(connection, migration).await
        }
    };
    noted.map_err(|error| MigrateError::database(format!("noting the migration {key}"), error))?;
    Ok(Some(key))
}

async fn read(connection: &mut Connection) -> Result<Vec<Applied>, String> {
    record::prepare(connection).await?;
    record::applied(connection).await
}

fn undo(migration: &Migration, before: &super::Snapshot) -> Result<Vec<Operation>, MigrateError> {
    back::undo(migration, before).map_err(|irreversible| match irreversible {
        back::Irreversible::Lost(reason) => MigrateError::OneWay(migration.key(), reason),
        back::Irreversible::Misfit(misfit) => MigrateError::Misfit(migration.key(), misfit),
    })
}

/// Takes the steps of a migration; foreign keys are checked at its end unless it only added tables and indexes.
async fn run(connection: &mut Connection, key: &Key, operations: &[Operation], steps: &[Step]) -> Result<(), MigrateError> {
    let stopped = |stop| match stop {
        Stop::Refused(reason) => MigrateError::Refused(key.clone(), reason),
        Stop::Failed(message) => MigrateError::database(format!("applying the migration {key}"), message),
    };
    for step in steps {
        connection.step(step).await.map_err(stopped)?;
    }
    let adds = |operation: &Operation| {
        matches!(operation, Operation::CreateTable { .. } | Operation::AddIndex { .. } | Operation::AddUnique { .. } | Operation::DropIndex { .. })
    };
    if operations.iter().all(adds) { Ok(()) } else { connection.check_references().map_err(stopped) }
}

/// Refuses a database that is ahead of the program, and migrations that were changed after they were applied.
fn check(applied: &[Applied], sources: &Sources) -> Result<(), MigrateError> {
    for row in applied {
        let Some(checksum) = &row.checksum else { continue };
        match sources.migrations().iter().find(|migration| migration.key() == row.key) {
            None => return Err(MigrateError::Ahead(row.key.clone())),
            Some(migration) if migration.checksum() != *checksum => {
                return Err(MigrateError::Changed(row.key.clone(), migration.checksum(), checksum.clone()));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
