//! What a database says about the migrations that were applied to it.
//!
//! Django's table `django_migrations` holds their names, as Django left it or would make it, so that each finds the other's
//! rows; a table of our own holds the checksums.

use super::connection::Connection;
use super::{Column, ColumnType, Key, MigrateError, Migration, Sources, Table, Unique};
use crate::{Dialect, ddl};

const DJANGO: &str = "django_migrations";
const OURS: &str = "koroc_migrations";

/// A row about an applied migration.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Applied {
    pub(super) key: Key,
    /// `None`: Django applied it.
    pub(super) checksum: Option<String>,
}

/// The migrations that were applied, in order.
pub(super) async fn applied(connection: &mut Connection) -> Result<Vec<Applied>, String> {
    if !connection.has_table(DJANGO).await? {
        return Ok(Vec::new());
    }
    let checksums = match connection.has_table(OURS).await? {
        true => connection.query(&format!("SELECT app, name, checksum FROM {OURS}")).await?,
        false => Vec::new(),
    };
    let rows = connection.query(&format!("SELECT app, name FROM {DJANGO} ORDER BY id")).await?;
    let applied = |row: Vec<String>| {
        let checksum = checksums.iter().find(|known| known[..2] == row[..]).map(|known| known[2].clone());
        let [app, name] = row.try_into().expect("the query has two columns");
        Applied { key: Key(app, name), checksum }
    };
    Ok(rows.into_iter().map(applied).collect())
}

/// Refuses a database in which Django made tables whose decimals would be misread.
pub(super) fn refuse_inexact(connection: &mut Connection, sources: &Sources) -> Result<(), MigrateError> {
    let snapshot = sources.snapshot()?;
    let found = connection.inexact(snapshot.apps.values().flatten()).map_err(|error| MigrateError::database("reading the tables", error))?;
    found.map_or(Ok(()), |reason| Err(MigrateError::Inexact(reason)))
}

/// Makes the tables where they are not there.
pub(super) async fn prepare(connection: &mut Connection) -> Result<(), String> {
    for table in [django(), ours()] {
        if !connection.has_table(&table.name).await? {
            connection.run(&ddl::create_table(&table, &table.name, connection.dialect())).await?;
            if connection.dialect() == Dialect::Sqlite {
                for set in &table.unique {
                    connection.run(&ddl::add_unique(&table, set, Dialect::Sqlite).map_err(|misfit| misfit.to_string())?).await?;
                }
            }
        }
    }
    Ok(())
}

/// Notes that a migration was applied.
pub(super) async fn add(connection: &mut Connection, migration: &Migration) -> Result<(), String> {
    let values: [&str; 3] = [&migration.app, &migration.name, &migration.checksum()];
    connection.execute(&format!("INSERT INTO {DJANGO} (app, name, applied) VALUES ($1, $2, CURRENT_TIMESTAMP)"), &values[..2]).await?;
    connection.execute(&format!("INSERT INTO {OURS} (app, name, checksum) VALUES ($1, $2, $3)"), &values).await
}

/// Notes that a migration was taken back.
pub(super) async fn remove(connection: &mut Connection, migration: &Migration) -> Result<(), String> {
    for table in [DJANGO, OURS] {
        connection.execute(&format!("DELETE FROM {table} WHERE app = $1 AND name = $2"), &[&migration.app, &migration.name]).await?;
    }
    Ok(())
}

fn django() -> Table {
    let key = Column { primary_key: true, increment: true, ..column("id", ColumnType::Bigint) };
    let columns = vec![key, column("app", ColumnType::Varchar(255)), column("name", ColumnType::Varchar(255)), column("applied", ColumnType::Datetime)];
    Table { name: DJANGO.to_owned(), columns, unique: Vec::new(), indexes: Vec::new() }
}

fn ours() -> Table {
    let key = Column { primary_key: true, increment: true, ..column("id", ColumnType::Bigint) };
    let columns = vec![key, column("app", ColumnType::Varchar(255)), column("name", ColumnType::Varchar(255)), column("checksum", ColumnType::Varchar(64))];
    let unique = vec![Unique { name: "koroc_migrations_app_name_uniq".to_owned(), columns: vec!["app".to_owned(), "name".to_owned()], conditions: Vec::new() }];
    Table { name: OURS.to_owned(), columns, unique, indexes: Vec::new() }
}

fn column(name: &str, ty: ColumnType) -> Column {
    Column { name: name.to_owned(), ty, null: false, primary_key: false, increment: false, positive: false, references: None }
}
