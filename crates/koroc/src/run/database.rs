//! Opens the database for a command, and refuses one that is not where its migrations lead.

use std::fmt;

use koroc_db::{Db, migrate};

use super::{failure::Failure, program::command};
use crate::Program;

/// Runs a command's asynchronous part; on several threads, since reads of the database may block one.
pub(super) fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(future)
}

/// Opens the database of a program, which must be there and have all migrations.
pub(super) async fn open(program: &Program) -> Result<Db, Failure> {
    if let Some(file) = program.file().filter(|file| !file.exists()) {
        return Err(Failure::new(format!("There is no database {} yet. Make it with\n\n    {}", file.display(), command("migrate"))));
    }
    let pending = migrate::pending(program.url(), &program.migrations).await.map_err(|error| failed(program, error))?;
    if !pending.is_empty() {
        let names: Vec<String> = pending.iter().map(ToString::to_string).collect();
        return Err(Failure::new(format!("The database lacks migrations: {}. Apply them with\n\n    {}", names.join(", "), command("migrate"))));
    }
    connect(program).await
}

/// Opens the database, whatever is in it.
pub(super) async fn connect(program: &Program) -> Result<Db, Failure> {
    program.connect().await.map_err(|error| failed(program, error))
}

/// A failure of the database, with its address, which some errors tell already.
pub(super) fn failed(program: &Program, error: impl fmt::Display) -> Failure {
    let (place, error) = (program.place(), error.to_string());
    Failure::new(if error.contains(place) { error } else { format!("The database {place}: {error}") })
}
