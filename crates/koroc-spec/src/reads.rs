//! What is read of a row and of the rows related to it.

use crate::Value;

/// A step from the row of one model to rows of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hop {
    /// Along a foreign key of the row: at most one row.
    Forward {
        /// The foreign key's place in the row's model.
        field: usize,
    },
    /// To the rows whose foreign key points at the row.
    Reverse {
        /// Their model.
        model: usize,
        /// The foreign key's place in it.
        field: usize,
    },
    /// Through a table that holds pairs.
    Many {
        /// The model of the pairs.
        through: usize,
        /// The place in it of the foreign key that points at the row.
        from: usize,
        /// The place of the foreign key that points at the other rows.
        to: usize,
    },
}

/// What is read of a model's rows: columns, and rows related to them, one query a level.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reads {
    /// The model.
    pub model: usize,
    /// Its columns.
    pub columns: Vec<usize>,
    /// Related rows, each hop once.
    pub related: Vec<(Hop, Reads)>,
    /// Names of functions of the program that make something of each row; they are given all its fields.
    pub computed: Vec<String>,
}

/// A row as [`Reads`] asked for it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The columns, in the order of [`Reads::columns`].
    pub values: Vec<Value>,
    /// The related rows, in the order of [`Reads::related`]; behind [`Hop::Forward`] one or none.
    pub related: Vec<Vec<Record>>,
    /// What the functions made, in the order of [`Reads::computed`].
    pub computed: Vec<Value>,
}
