//! Models in SQLite and PostgreSQL: SQL from the description, typed queries, migrations.

mod db;
pub mod ddl;
mod error;
mod fixture;
pub mod migrate;
mod options;
mod select;
mod storage;
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
