//! What can go wrong in a database, with the fields it is about.

use std::fmt;

/// An error of a statement or of the database.
///
/// [`Display`](fmt::Display) is for logs: it may hold values of rows, so it never goes to a client.
#[derive(Clone)]
pub struct DbError(Box<Repr>);

#[derive(Clone)]
struct Repr {
    kind: DbErrorKind,
    message: String,
}

/// What sort of error it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DbErrorKind {
    /// Another row has the same value in this field, or the same values in these.
    Unique {
        /// The model, by its place in [`Resolved::models`](koroc_spec::Resolved).
        model: usize,
        /// The fields, by their places in the model.
        fields: Vec<usize>,
    },
    /// A foreign key points at no row.
    ForeignKey,
    /// Other rows point at the row, and protect it from being deleted.
    Protected,
    /// A column that must have a value got none.
    NotNull,
    /// A value does not fit its column.
    OutOfRange,
    /// A value or name that the model cannot have: a mistake in the program.
    Mismatch,
    /// A regular expression that the database cannot read.
    Pattern,
    /// No row was found where exactly one was asked for.
    NotFound,
    /// Several rows were found where exactly one was asked for.
    Several,
    /// Another program held the database for longer than the busy timeout, or a conflict outlasted the retries: try again.
    Busy,
    /// The disk or the file's size limit is full.
    Full,
    /// The statement or transaction ran for longer than it may.
    Deadline,
    /// The connection, or the file behind it, is gone.
    Lost,
    /// The closure of a transaction panicked; nothing of it was written.
    Panicked,
    /// A stored value is not what its column holds, or the file is damaged.
    Corrupt,
    /// Anything else, in the database's words.
    Other,
}

impl DbError {
    /// An error of this kind; a transaction's closure makes one to undo what it did.
    pub fn new(kind: DbErrorKind, message: impl Into<String>) -> Self {
        DbError(Box::new(Repr { kind, message: message.into() }))
    }

    /// What sort of error it is.
    pub fn kind(&self) -> &DbErrorKind {
        &self.0.kind
    }
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DbError({:?}: {})", self.0.kind, self.0.message)
    }
}

impl std::error::Error for DbError {}
