//! Migrations: from the declaration to a database that has its tables, and back.
//!
//! The pure half knows no IO: [`declare`] reads the tables of a declaration, [`diff()`] compares them with those that the
//! migrations so far lead to, and [`steps`] turns operations into statements. The other half does it: [`make_migrations`]
//! writes files, [`migrate()`] applies them.

mod apply;
mod back;
mod connection;
mod decimal;
mod declare;
mod diff;
mod error;
mod file;
mod list;
mod make;
mod name;
mod names;
mod operation;
mod plan;
mod post;
mod record;
mod replay;
mod show;
mod snapshot;
mod sources;
mod sql;
mod target;

pub use apply::{Progress, migrate};
pub use declare::{Declared, declare};
pub use diff::{Ask, Changes, Question, diff, unanswered};
pub use error::MigrateError;
pub use file::{BadFile, Migration};
pub use make::{MakeError, MakeOptions, Written, make_migrations};
pub(crate) use names::column_constraint;
pub use operation::{Constant, Fill, Operation};
pub use replay::Misfit;
pub use show::{Status, pending, show, sql};
pub use snapshot::{Column, ColumnType, Condition, Index, OnDelete, Reference, Snapshot, Table, Unique};
pub use sources::{BadSources, Key, Sources};
pub(crate) use sql::literal;
pub use sql::{Step, script, steps};
pub use target::Target;
