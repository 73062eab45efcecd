//! Models in SQLite and PostgreSQL: SQL from the description, typed queries, migrations.

mod storage;

pub use storage::{Dialect, Storage};
