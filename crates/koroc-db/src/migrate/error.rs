//! What can go wrong between a database and its migrations.

use super::{BadSources, Key, Misfit};

/// Why a database was not migrated. Nothing of the migration that failed was written; those before it stay.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// The database cannot be opened, or refused a statement.
    #[error("{doing}: {message}")]
    Database {
        /// What was being done.
        doing: String,
        /// What the database said.
        message: String,
    },
    /// The files do not fit together.
    #[error(transparent)]
    Sources(#[from] BadSources),
    /// An operation does not fit the tables.
    #[error("the migration {0} cannot be applied: {1}")]
    Misfit(Key, Misfit),
    /// An applied migration is not what it was.
    #[error(
        "the migration {0} was changed after it was applied: its checksum is {1}, the database has {2}. Bring the file back to what it was, and make a new \
         migration for the change"
    )]
    Changed(Key, String, String),
    /// The database is ahead of the program.
    #[error("the database has the migration {0}, which this program does not: it was built from older sources")]
    Ahead(Key),
    /// Rows stand in the way; the migration would have lost something of them.
    #[error("the migration {0} stops: {1}. Nothing was changed")]
    Refused(Key, String),
    /// A table holds decimals in a form that loses digits: Django made it.
    #[error("the database cannot be used yet: {0}")]
    Inexact(String),
    /// A migration that cannot be taken back.
    #[error("the migration {0} cannot be taken back: {1}")]
    OneWay(Key, String),
    /// No such app, no such migration, or several.
    #[error("{0}")]
    Target(String),
}

impl MigrateError {
    pub(super) fn database(doing: impl Into<String>, error: impl std::fmt::Display) -> Self {
        MigrateError::Database { doing: doing.into(), message: error.to_string() }
    }
}
