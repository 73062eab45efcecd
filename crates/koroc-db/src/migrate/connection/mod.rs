//! The connection that migrations run on: one of their own, apart from the pools that serve requests.

#[cfg(feature = "data-api")]
mod data_api;
mod postgres;
mod sqlite;

use super::sql::Step;
use super::{MigrateError, Table};
use crate::{Dialect, server};
#[cfg(feature = "data-api")]
use data_api::DataApi;
use postgres::Postgres;
use sqlite::Sqlite;

/// A connection of either database.
pub(super) enum Connection {
    Sqlite(Sqlite),
    Postgres(Postgres),
    #[cfg(feature = "data-api")]
    DataApi(DataApi),
}

/// Why a step was not taken.
pub(super) enum Stop {
    /// A guard found rows, or a value would have changed.
    Refused(String),
    /// The database said no.
    Failed(String),
}

/// A row of text columns.
pub(super) type TextRow = Vec<String>;

impl Connection {
    /// Opens the database at `sqlite:PATH`, `postgres://…` or `rds-data://…`, to migrate it (a missing file is made) or only to look.
    pub(super) async fn open(url: &str, look: bool) -> Result<Connection, MigrateError> {
        let failed = |error: String| MigrateError::database(format!("opening the database {}", without_password(url)), error);
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Sqlite::open(path, look).map(Connection::Sqlite).map_err(|error| failed(error.to_string()));
        }
        #[cfg(feature = "data-api")]
        if server::is_data_api(url) {
            return DataApi::open(url).map(Connection::DataApi).map_err(failed);
        }
        if server::is_server(url).map_err(|error| failed(error.to_string()))? {
            let address = server::address(url).await.map_err(|error| failed(error.to_string()))?;
            return Postgres::open(&address).await.map(Connection::Postgres).map_err(failed);
        }
        Err(failed("its address is none of `sqlite:PATH`, `postgres://…` and `rds-data://…`".to_owned()))
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "data-api")]
            Connection::DataApi(_) => Dialect::Postgres,
        }
    }

    /// Begins a transaction that no other migration runs beside.
    pub(super) async fn begin(&mut self) -> Result<(), MigrateError> {
        let begun = match self {
            // Takes SQLite's only write lock at once.
            Connection::Sqlite(sqlite) => sqlite.run("BEGIN IMMEDIATE"),
            Connection::Postgres(postgres) => postgres.begin().await,
            #[cfg(feature = "data-api")]
            Connection::DataApi(api) => api.begin().await,
        };
        begun.map_err(|error| MigrateError::database("waiting for the database", error))
    }

    /// Makes what the transaction did last if its result is good, else undoes it; answers the result.
    pub(super) async fn end<T>(&mut self, result: Result<T, MigrateError>) -> Result<T, MigrateError> {
        if result.is_ok() {
            self.finish("COMMIT").await.map_err(|error| MigrateError::database("committing", error))?;
        } else {
            // A full disk may have ended the transaction already; the first error is the one to tell.
            let _ = self.finish("ROLLBACK").await;
        }
        result
    }

    async fn finish(&mut self, how: &str) -> Result<(), String> {
        match self {
            #[cfg(feature = "data-api")]
            Connection::DataApi(api) => api.finish(how == "COMMIT").await,
            _ => self.run(how).await,
        }
    }

    /// Runs a statement.
    pub(super) async fn run(&mut self, statement: &str) -> Result<(), String> {
        match self {
            Connection::Sqlite(sqlite) => sqlite.run(statement),
            Connection::Postgres(postgres) => postgres.run(statement).await,
            #[cfg(feature = "data-api")]
            Connection::DataApi(api) => api.run(statement).await,
        }
    }

    /// Runs a statement with texts for `$1`, `$2` (first used in this order).
    pub(super) async fn execute(&mut self, statement: &str, values: &[&str]) -> Result<(), String> {
        match self {
            Connection::Sqlite(sqlite) => sqlite.execute(statement, values),
            Connection::Postgres(postgres) => postgres.execute(statement, values).await,
            #[cfg(feature = "data-api")]
            Connection::DataApi(api) => api.execute(statement, values).await,
        }
    }

    /// The rows of a query for text columns.
    pub(super) async fn query(&mut self, query: &str) -> Result<Vec<TextRow>, String> {
        match self {
            Connection::Sqlite(sqlite) => sqlite.query(query),
            Connection::Postgres(postgres) => postgres.query(query).await,
            #[cfg(feature = "data-api")]
            Connection::DataApi(api) => api.query(query).await,
        }
    }

    /// Whether there is a table of this name.
    pub(super) async fn has_table(&mut self, name: &str) -> Result<bool, String> {
        match self {
            Connection::Sqlite(sqlite) => sqlite.has_table(name),
            Connection::Postgres(postgres) => postgres.has_table(name).await,
            #[cfg(feature = "data-api")]
            Connection::DataApi(api) => api.has_table(name).await,
        }
    }

    /// Takes one step of a migration.
    pub(super) async fn step(&mut self, step: &Step) -> Result<(), Stop> {
        match (step, &mut *self) {
            (Step::Run(statement), _) => self.run(statement).await.map_err(Stop::Failed),
            (Step::Guard { query, refusal }, _) => {
                let query = format!("SELECT CAST(count(*) AS text) FROM ({query}) AS found");
                let found = self.query(&query).await.map_err(Stop::Failed)?;
                if found == [["0"]] { Ok(()) } else { Err(Stop::Refused(refusal.clone())) }
            }
            (Step::Remember { table }, Connection::Sqlite(sqlite)) => sqlite.remember(table),
            (Step::Recall, Connection::Sqlite(sqlite)) => sqlite.recall().map_err(Stop::Failed),
            (Step::Remember { .. } | Step::Recall, _) => Ok(()),
        }
    }

    /// SQLite: why a table's decimals cannot be read, if one of them was made by Django. (PostgreSQL's are exact.)
    pub(super) fn inexact<'t>(&mut self, mut tables: impl Iterator<Item = &'t Table>) -> Result<Option<String>, String> {
        match self {
            Connection::Sqlite(sqlite) => tables.find_map(|table| sqlite.inexact(table).transpose()).transpose(),
            _ => Ok(None),
        }
    }

    /// SQLite: refuses foreign keys that lead nowhere, which a rebuild could have left. (PostgreSQL checks each statement.)
    pub(super) fn check_references(&mut self) -> Result<(), Stop> {
        match self {
            Connection::Sqlite(sqlite) => sqlite.check_references(),
            _ => Ok(()),
        }
    }
}

/// The address without what stands between `:` and `@`.
fn without_password(url: &str) -> String {
    let parts = url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?)));
    parts.map_or_else(|| url.to_owned(), |(scheme, (user, host))| format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_without_its_password() {
        for (url, told) in [
            ("postgres://ann:se@cret@host:5432/db", "postgres://ann@host:5432/db"),
            ("postgres://ann@host/db", "postgres://ann@host/db"),
            ("postgres://host/db", "postgres://host/db"),
            ("sqlite:a@b.sqlite3", "sqlite:a@b.sqlite3"),
        ] {
            assert_eq!(without_password(url), told);
        }
    }
}
