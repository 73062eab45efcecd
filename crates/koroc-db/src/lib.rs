//! Models in SQLite and PostgreSQL: SQL from the description, typed queries, migrations.

mod bound;
mod buffer;
mod compare;
mod db;
pub mod ddl;
mod decimal;
mod error;
mod fixture;
pub mod migrate;
mod options;
mod plan;
mod postgres;
mod row;
mod select;
mod shape;
mod sql;
mod sqlite;
mod storage;
mod stored;
mod table;
mod tx;
mod typed;

pub use db::Db;
pub use error::{DbError, DbErrorKind};
pub use fixture::{FixtureError, load_fixture};
pub use options::{DbOptions, DefaultFn};
pub use select::{Cond, Op, Row, Select};
pub use storage::{Dialect, Storage};
pub use tx::Tx;
pub use typed::{Column, Expr, FieldValue, ForeignKey, Model, Operand, Order, Query, Set, TextColumn};
