//! What only a person knows about a change.

use std::fmt;

/// A question that a comparison cannot answer by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// Is it the same table under another name?
    RenamedTable {
        /// The table that is no longer declared.
        from: String,
        /// The table that is new.
        to: String,
    },
    /// Is it the same column under another name?
    RenamedColumn {
        /// The table.
        table: String,
        /// The column that is no longer declared.
        from: String,
        /// The column that is new.
        to: String,
    },
    /// May stored decimals be rounded to fewer places? Without a yes, a value that would change stops the migration.
    Round {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Its places so far.
        from: u32,
        /// Its new places.
        to: u32,
    },
}

/// Answers questions: `None` where nobody knows.
pub type Ask<'a> = dyn FnMut(&Question) -> Option<bool> + 'a;

/// Leaves every question without an answer: for programs without a terminal.
pub fn unanswered(_: &Question) -> Option<bool> {
    None
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Question::RenamedTable { from, to } => write!(f, "Was the table `{from}` renamed to `{to}`?"),
            Question::RenamedColumn { table, from, to } => write!(f, "Was `{from}` of the table `{table}` renamed to `{to}`?"),
            Question::Round { table, column, from, to } => {
                write!(f, "May values of `{column}` of the table `{table}` be rounded from {from} to {to} decimal places?")
            }
        }
    }
}
