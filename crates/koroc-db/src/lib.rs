//! Models in SQLite and PostgreSQL: SQL from the description, typed queries, migrations.
//!
//! A [`Db`] runs statements on the models of a [`Resolved`](koroc_spec::Resolved) application, which it names by their places.
//! SQL is made from a statement's shape alone, once; values are only ever bound. Typed structs, their [`Column`]s and [`Query`]s stand
//! above that, any statement of sea-query and SQL itself below.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use koroc_db::{Cond, Db, DbError, DbOptions};
//! # async fn example(resolved: Arc<koroc_spec::Resolved>) -> Result<(), DbError> {
//! let db = Db::open(resolved, "sqlite:funds.sqlite3", DbOptions::default()).await?;
//! let (fund, symbol, name) = (0, 1, 2);
//! db.insert(fund, vec![(symbol, "SPY".into()), (name, "S&P 500".into())], &[]).await?;
//! let renamed = db
//!     .transaction(move |tx| {
//!         let one = Cond::eq(symbol, "SPY");
//!         tx.update(fund, &one, vec![(name, "Standard & Poor's 500".into())], &[name])
//!     })
//!     .await?;
//! assert!(renamed.is_some());
//! # Ok(())
//! # }
//! ```

mod aggregate;
mod bound;
mod buffer;
mod bulk;
mod compare;
#[cfg(feature = "data-api")]
mod data_api;
mod db;
pub mod ddl;
mod decimal;
mod error;
mod fixture;
mod load;
pub mod migrate;
mod options;
mod pairs;
mod part;
mod pattern;
mod plan;
mod postgres;
mod private_file;
mod row;
mod rules;
mod select;
mod server;
mod shape;
mod sql;
mod sqlite;
mod sqlstate;
mod storage;
mod stored;
mod table;
mod tx;
mod typed;

pub use aggregate::{Aggregate, Groups};
pub use db::Db;
pub use error::{DbError, DbErrorKind};
pub use fixture::{FixtureError, dump_fixture, load_fixture};
pub use options::{DbOptions, DefaultFn};
pub use part::Part;
pub use select::{Cond, Op, Row, Select};
pub use storage::{Dialect, Storage};
pub use tx::Tx;
pub use typed::{
    Beyond, Column, Count, Expr, FieldValue, Figure, Figures, File, ForeignKey, Grouped, HasDay, HasTime, Here, Input, InputError, Many, ManyToMany, Model,
    OneToOne, Operand, Order, PartOf, Path, Query, Ranked, Related, Relates, Rows, Set, Summed, TextColumn, Way, With,
};
#[doc(hidden)]
pub use typed::{input_from_value, take, take_present};
