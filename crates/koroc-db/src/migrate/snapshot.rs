//! The tables of an application at one moment, in a form of the migrations' own.
//!
//! A small mirror of what a database can hold, kept apart from [`koroc_spec`]: old migration files must stay readable when
//! the description grows.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Constant;

/// All tables, by app label.
///
/// It is never stored: it is made from the declaration ([`super::declare`]) or by replaying the operations of migrations
/// ([`Snapshot::apply`]), so that there is no second truth beside the operations.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapshot {
    /// The tables of each app, in order of creation.
    pub apps: IndexMap<String, Vec<Table>>,
}

impl Snapshot {
    /// The table with this name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.apps.values().flatten().find(|table| table.name == name)
    }

    /// The tables of an app; none where the app is unknown.
    pub fn of(&self, app: &str) -> &[Table] {
        self.apps.get(app).map_or(&[], Vec::as_slice)
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Sets of columns that no two rows share all of; a unique column is a set of one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Unique>,
    /// Its indexes beside those of the primary key and the unique sets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
}

impl Table {
    /// The column with this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Its foreign keys.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.columns.iter().filter_map(|column| column.references.as_ref())
    }

    /// Whether it has a foreign key to the table with this name.
    pub fn points_at(&self, name: &str) -> bool {
        self.references().any(|reference| reference.table == name)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub ty: ColumnType,
    /// Whether it may be null.
    #[serde(default, skip_serializing_if = "is_false")]
    pub null: bool,
    /// Whether it is the primary key.
    #[serde(default, skip_serializing_if = "is_false")]
    pub primary_key: bool,
    /// Whether the database counts it up.
    #[serde(default, skip_serializing_if = "is_false")]
    pub increment: bool,
    /// Whether its numbers start at zero.
    #[serde(default, skip_serializing_if = "is_false")]
    pub positive: bool,
    /// The row it points at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<Reference>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(truth: &bool) -> bool {
    !truth
}

/// What a column holds; each database has its own type for it ([`crate::ddl`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// A truth value.
    Boolean,
    /// Text of at most so many characters.
    Varchar(u32),
    /// Text of any length.
    Text,
    /// A whole number of 16 bits.
    Smallint,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Bigint,
    /// A binary floating point number.
    Float,
    /// An exact decimal.
    Decimal {
        /// All its digits.
        digits: u32,
        /// Those behind the point.
        places: u32,
    },
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// An instant.
    Datetime,
    /// A span of time.
    Duration,
    /// A UUID.
    Uuid,
    /// An IP address.
    Ip,
    /// A JSON document.
    Json,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The table it points at.
    pub table: String,
    /// The column it points at.
    pub column: String,
    /// What happens to this row when the other is deleted.
    pub on_delete: OnDelete,
    /// The constraint's name (SQLite has none).
    pub name: String,
}

impl Reference {
    /// Whether both lead to the same place in the same way, whatever the constraint is called.
    pub fn same(&self, other: &Reference) -> bool {
        (&self.table, &self.column, self.on_delete) == (&other.table, &other.column, other.on_delete)
    }
}

/// What happens to a row when the row it points at is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    /// It is deleted too.
    Cascade,
    /// The other row cannot be deleted.
    Restrict,
    /// It then points at nothing.
    SetNull,
}

/// Columns that no two rows share all of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// The constraint's name; in SQLite the name of a unique index.
    pub name: String,
    /// The columns.
    pub columns: Vec<String>,
    /// What is true of the rows that it is about; empty: of every row. (With conditions it is an index in PostgreSQL too.)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

impl Unique {
    /// The columns that it is over, and those of its conditions.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().chain(self.conditions.iter().map(|condition| &condition.column)).map(String::as_str)
    }
}

/// Something that is true of some rows: a column has a value, or has not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// The value; `None`: null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Constant>,
    /// Whether the column must not have it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub negated: bool,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its columns, `-` before one for descending.
    pub columns: Vec<String>,
}

impl Index {
    /// Its columns, and whether each is descending.
    pub fn keys(&self) -> impl Iterator<Item = (&str, bool)> {
        self.columns.iter().map(|column| column.strip_prefix('-').map_or((column.as_str(), false), |name| (name, true)))
    }
}
