//! Operations the other way round.

use super::{Migration, Misfit, Operation, Snapshot};

/// The operations that undo a migration, given the tables before it, or why it cannot be undone.
///
/// Additive operations are undone by dropping what they added (with what was written there since), renames and wider types without any
/// loss. What dropped a table or a column cannot be undone: its values are gone.
///
/// # Errors
/// The first reason, in words.
pub(super) fn undo(migration: &Migration, before: &Snapshot) -> Result<Vec<Operation>, Irreversible> {
    let (mut state, mut out) = (before.clone(), Vec::new());
    for operation in &migration.operations {
        out.push(reverse(operation, &state).ok_or_else(|| Irreversible::Lost(describe(operation)))?);
        state.apply(&migration.app, operation).map_err(Irreversible::Misfit)?;
    }
    out.reverse();
    Ok(out)
}

/// Why a migration cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Irreversible {
    /// It dropped something.
    Lost(String),
    /// It does not fit the tables before it.
    Misfit(Misfit),
}

/// The opposite of an operation; `None` where it lost values.
fn reverse(operation: &Operation, before: &Snapshot) -> Option<Operation> {
    Some(match operation {
        Operation::CreateTable { table } => Operation::DropTable { table: table.name.clone() },
        Operation::DropTable { .. } | Operation::DropColumn { .. } => return None,
        Operation::RenameTable { from, to } => Operation::RenameTable { from: to.clone(), to: from.clone() },
        Operation::AddColumn { table, column, .. } => Operation::DropColumn { table: table.clone(), column: column.name.clone() },
        Operation::AlterColumn { round: true, .. } => return None,
        Operation::AlterColumn { table, column, .. } => {
            let column = before.table(table)?.column(&column.name)?.clone();
            Operation::AlterColumn { table: table.clone(), column, fill: None, round: false }
        }
        Operation::RenameColumn { table, from, to } => Operation::RenameColumn { table: table.clone(), from: to.clone(), to: from.clone() },
        Operation::AddUnique { table, unique } => Operation::DropUnique { table: table.clone(), unique: unique.name.clone() },
        Operation::DropUnique { table, unique } => {
            let unique = before.table(table)?.unique.iter().find(|set| set.name == *unique)?.clone();
            Operation::AddUnique { table: table.clone(), unique }
        }
        Operation::AddIndex { table, index } => Operation::DropIndex { table: table.clone(), index: index.name.clone() },
        Operation::DropIndex { table, index } => {
            let index = before.table(table)?.indexes.iter().find(|known| known.name == *index)?.clone();
            Operation::AddIndex { table: table.clone(), index }
        }
    })
}

fn describe(operation: &Operation) -> String {
    match operation {
        Operation::DropTable { table } => format!("it dropped the table `{table}`, whose rows are gone"),
        Operation::DropColumn { table, column } => format!("it dropped `{column}` of the table `{table}`, whose values are gone"),
        Operation::AlterColumn { table, column, .. } => format!("it rounded `{}` of the table `{table}`, whose digits are gone", column.name),
        other => format!("{other:?} has no opposite"),
    }
}
