//! Operations as statements of either database.

mod fill;
mod guard;
mod postgres;
mod sqlite;

use super::{Misfit, Operation, Snapshot, Table};
use crate::Dialect;

/// One thing to do in the database.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Runs a statement.
    Run(String),
    /// Stops the migration, with this reason, if the query finds a row.
    Guard {
        /// The query.
        query: String,
        /// Why the migration cannot go on.
        refusal: String,
    },
    /// SQLite: remembers the triggers and indexes of a table that no migration made, since a rebuild drops them.
    Remember {
        /// The table.
        table: Table,
    },
    /// SQLite: makes again what was remembered.
    Recall,
}

/// The steps of some operations, and the tables after them.
///
/// # Errors
/// If an operation does not fit the tables before it.
pub fn steps(before: &Snapshot, app: &str, operations: &[Operation], dialect: Dialect) -> Result<(Vec<Step>, Snapshot), Misfit> {
    let (mut state, mut out, mut last) = (before.clone(), Vec::new(), Vec::new());
    for operation in operations {
        let old = state.clone();
        state.apply(app, operation)?;
        match dialect {
            Dialect::Sqlite => out.extend(sqlite::steps(&old, &state, operation)?),
            Dialect::Postgres => postgres::steps(&old, &state, operation, &mut out, &mut last)?,
        }
    }
    out.append(&mut last);
    Ok((out, state))
}

/// The steps as text for people: what `sqlmigrate` prints.
pub fn script(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Run(statement) => text.push_str(&format!("{statement};\n")),
            Step::Guard { query, refusal } => text.push_str(&format!("-- stops if this finds a row ({refusal}):\n-- {query};\n")),
            Step::Remember { .. } => {}
            Step::Recall => text.push_str("-- triggers and indexes that no migration made are made again here\n"),
        }
    }
    text
}

fn table<'a>(snapshot: &'a Snapshot, name: &str) -> &'a Table {
    snapshot.table(name).expect("the operation was applied to this table")
}
