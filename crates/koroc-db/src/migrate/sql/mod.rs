//! Operations as statements of either database.

mod fill;
mod guard;
mod postgres;
mod sqlite;

pub(crate) use fill::literal;

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
    /// SQLite, before a rebuild: refuses a table that is not as the migrations made it, and remembers its triggers and indexes that
    /// none of them made, since the rebuild drops them.
    Remember {
        /// The table.
        table: Table,
    },
    /// SQLite, after a rebuild: makes again what was remembered.
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
pub fn script(steps: &[Step], dialect: Dialect) -> String {
    let rebuilds = steps.contains(&Step::Recall);
    let mut text = match dialect {
        Dialect::Sqlite if rebuilds => "PRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n".to_owned(),
        Dialect::Sqlite => "BEGIN IMMEDIATE;\n".to_owned(),
        Dialect::Postgres => "BEGIN;\n".to_owned(),
    };
    for step in steps {
        match step {
            Step::Run(statement) => text.push_str(&format!("{statement};\n")),
            Step::Guard { query, refusal } => text.push_str(&format!("-- stops if this finds a row ({refusal}):\n-- {query};\n")),
            Step::Remember { .. } => {}
            Step::Recall => text.push_str("-- triggers and indexes that no migration made are made again here\n"),
        }
    }
    text.push_str(if rebuilds { "PRAGMA foreign_key_check;\nCOMMIT;\nPRAGMA foreign_keys = ON;\n" } else { "COMMIT;\n" });
    text
}

fn table<'a>(snapshot: &'a Snapshot, name: &str) -> &'a Table {
    snapshot.table(name).expect("the operation was applied to this table")
}
