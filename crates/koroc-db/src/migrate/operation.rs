//! What a migration does, step by step, as data.

use std::fmt;

use koroc_spec::{Value, json};
use serde::{Deserialize, Serialize};

use super::{Column, Index, Table, Unique};

/// One step of a migration. A migration file holds a list of them, and nothing else that changes a database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum Operation {
    /// Makes a table with its unique sets and indexes.
    CreateTable {
        /// The table.
        table: Table,
    },
    /// Drops a table and its rows.
    DropTable {
        /// Its name.
        table: String,
    },
    /// Gives a table another name; foreign keys follow.
    RenameTable {
        /// The name it has.
        from: String,
        /// The name it gets.
        to: String,
    },
    /// Adds a column behind the others.
    AddColumn {
        /// The table.
        table: String,
        /// The column.
        column: Column,
        /// What existing rows get; `None`: null.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<Fill>,
    },
    /// Changes a column's type, whether it may be null, or where it points.
    AlterColumn {
        /// The table.
        table: String,
        /// The column as it will be, under the name it has.
        column: Column,
        /// What rows with null get when null is no longer allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<Fill>,
        /// Whether decimals may be rounded to the new places; otherwise a row that would change stops the migration.
        #[serde(default, skip_serializing_if = "is_false")]
        round: bool,
    },
    /// Gives a column another name; indexes and foreign keys follow.
    RenameColumn {
        /// The table.
        table: String,
        /// The name it has.
        from: String,
        /// The name it gets.
        to: String,
    },
    /// Drops a column and its values, with every unique set and index that it is in.
    DropColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// Adds a unique set.
    AddUnique {
        /// The table.
        table: String,
        /// The set.
        unique: Unique,
    },
    /// Drops a unique set.
    DropUnique {
        /// The table.
        table: String,
        /// The name of its constraint.
        unique: String,
    },
    /// Adds an index.
    AddIndex {
        /// The table.
        table: String,
        /// The index.
        index: Index,
    },
    /// Drops an index.
    DropIndex {
        /// The table.
        table: String,
        /// Its name.
        index: String,
    },
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operation::CreateTable { table } => write!(f, "create the table {}", table.name),
            Operation::DropTable { table } => write!(f, "drop the table {table}"),
            Operation::RenameTable { from, to } => write!(f, "rename the table {from} to {to}"),
            Operation::AddColumn { table, column, .. } => write!(f, "add {} to {table}", column.name),
            Operation::AlterColumn { table, column, .. } => write!(f, "alter {} of {table}", column.name),
            Operation::RenameColumn { table, from, to } => write!(f, "rename {from} of {table} to {to}"),
            Operation::DropColumn { table, column } => write!(f, "drop {column} of {table}"),
            Operation::AddUnique { table, unique } => write!(f, "make {} of {table} unique", unique.columns.join(", ")),
            Operation::DropUnique { table, unique } => write!(f, "drop the unique set {unique} of {table}"),
            Operation::AddIndex { table, index } => write!(f, "add an index on {} of {table}", index.columns.join(", ")),
            Operation::DropIndex { table, index } => write!(f, "drop the index {index} of {table}"),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(truth: &bool) -> bool {
    !truth
}

/// What existing rows get for a value that they lack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// Always this.
    Const(Constant),
    /// The instant of the migration.
    Now,
    /// The day of the migration, in UTC.
    Today,
    /// A random UUID, another for each row.
    Uuid4,
}

impl Fill {
    /// The constant as a migration file can hold it; `None` where no column holds such a value.
    pub(super) fn of(value: &Value) -> Option<Fill> {
        Some(Fill::Const(match value {
            Value::Bool(truth) => Constant::Bool(*truth),
            Value::Int(number) => Constant::Int(*number),
            Value::Float(number) => Constant::Float(*number),
            Value::Str(text) | Value::Decimal(text) | Value::Number(text) => Constant::Text(text.clone()),
            Value::Date(day) => Constant::Text(day.to_string()),
            Value::DateTime(instant) => Constant::Text(instant.format("%Y-%m-%d %H:%M:%S%.6f").to_string()),
            Value::Uuid(uuid) => Constant::Text(uuid.to_string()),
            Value::Time(time) => Constant::Text(time.format("%H:%M:%S%.f").to_string()),
            Value::Duration(span) => Constant::Int(span.num_microseconds()?),
            Value::List(_) | Value::Map(_) => Constant::Text(json::write(value)),
            Value::Null | Value::Surrogate { .. } | Value::NaiveDateTime(_) | Value::File(_) => return None,
        }))
    }
}

/// A constant in a migration file; decimals, days, times, instants, UUIDs and JSON documents are text, a span of time its microseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Constant {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating point number.
    Float(f64),
    /// Anything else.
    Text(String),
}
