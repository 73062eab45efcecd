//! What is asked of a table: columns, a condition, an order, a slice.

use koroc_spec::{Hop, ResolvedOrder, Value, ValueRef};

use crate::Part;

/// A query on one model. Fields are named by their places in [`Model::fields`](koroc_spec::Model).
///
/// Every order gets a last key, so that pages neither repeat nor skip rows: the order of insertion on SQLite (where Django
/// shows rows so by itself), the primary key on PostgreSQL.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    /// The model, by its place in [`Resolved::models`](koroc_spec::Resolved).
    pub model: usize,
    /// The fields to read, in the order in which rows show them.
    pub columns: Vec<usize>,
    /// Which rows.
    pub cond: Cond,
    /// Columns to order by, the first decides first.
    pub order: Vec<ResolvedOrder>,
    /// The most rows.
    pub limit: Option<u64>,
    /// How many rows are skipped.
    pub offset: Option<u64>,
}

/// Which rows: a condition is true or false for each row, never unknown.
///
/// A comparison with a column that is NULL is false, and [`Cond::Not`] of it is therefore true, as Django's `exclude` has it.
/// A value beyond what the column can hold is an ordinary value that no row has: `Gt` of it finds nothing, `Lt` every row that is not NULL.
#[derive(Debug, Clone, PartialEq)]
pub enum Cond {
    /// Every row.
    All,
    /// No row.
    Never,
    /// A comparison with a value.
    Compare {
        /// The field.
        field: usize,
        /// The comparison.
        op: Op,
        /// The value; numbers of any kind compare with columns of any other as numbers.
        value: Value,
    },
    /// The field is one of the values.
    In {
        /// The field.
        field: usize,
        /// The values.
        values: Vec<Value>,
    },
    /// The field lies between two values, both included.
    Between {
        /// The field.
        field: usize,
        /// The smallest.
        from: Value,
        /// The largest.
        to: Value,
    },
    /// The field is NULL.
    IsNull {
        /// The field.
        field: usize,
    },
    /// A part of the field's date or time compares with a value: a year, a week day, a day without its time.
    Part {
        /// The field: a `Date`, `Time` or `DateTime`.
        field: usize,
        /// The part; that of an instant in UTC.
        part: Part,
        /// The comparison.
        op: Op,
        /// The value: a number, or for [`Part::Date`] and [`Part::Time`] a day or time.
        value: Value,
    },
    /// At least one related row meets a condition of its own: conditions on the same related row belong into the same one of these.
    ///
    /// It runs as `IN (SELECT ..)`, which finds the related rows first: what clients filter and search by is rarer there than here.
    Related {
        /// The way to the related rows.
        hop: Hop,
        /// Their condition; its fields are those of their model.
        cond: Box<Cond>,
    },
    /// All of them; every row if there are none.
    And(Vec<Cond>),
    /// At least one of them; no row if there are none.
    Or(Vec<Cond>),
    /// Not this one.
    Not(Box<Cond>),
}

impl Cond {
    /// The field equals the value.
    pub fn eq(field: usize, value: impl Into<Value>) -> Cond {
        Cond::Compare { field, op: Op::Eq, value: value.into() }
    }

    /// A row behind this hop meets the condition.
    pub fn related(hop: Hop, cond: Cond) -> Cond {
        Cond::Related { hop, cond: Box::new(cond) }
    }
}

/// A comparison. `%`, `_` and `\` have no meaning in the texts.
///
/// Text comparisons are Django's: on SQLite they all ignore the case of ASCII letters (its LIKE does), on PostgreSQL those with an `I`
/// ignore the case of every letter and the others none. On a field that is not text they look at its text: a decimal with all its places,
/// a UUID with its hyphens or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// Equal; no row equals NULL.
    Eq,
    /// Equal but for case.
    IEq,
    /// Contains.
    Contains,
    /// Contains, but for case.
    IContains,
    /// Starts with.
    StartsWith,
    /// Starts with, but for case.
    IStartsWith,
    /// Ends with.
    EndsWith,
    /// Ends with, but for case.
    IEndsWith,
    /// Greater than.
    Gt,
    /// Greater than or equal.
    Gte,
    /// Less than.
    Lt,
    /// Less than or equal.
    Lte,
    /// Somewhere matches a regular expression, but for case: Rust's `regex` on SQLite, PostgreSQL's own there, which refuses some of the same
    /// expressions ([`Pattern`](crate::DbErrorKind::Pattern)).
    IRegex,
    /// Has all words of the text, as PostgreSQL's full text search understands words; SQLite has none.
    FullText,
}

/// A row in the database's own buffer.
pub trait Row {
    /// The `k`-th of the selected columns.
    ///
    /// A stored value that its column cannot hold shows as NULL here, and the call that showed the row then fails as
    /// [`Corrupt`](crate::DbErrorKind::Corrupt).
    ///
    /// # Panics
    /// If fewer columns were selected.
    fn get(&self, k: usize) -> ValueRef<'_>;
}
