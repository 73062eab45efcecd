//! The typed face: models as structs, columns as constants, queries that read like sentences.

mod column;
mod expr;
mod foreign_key;
mod model;
mod query;
mod value;

pub use column::{Column, Operand, Order, Set, TextColumn};
pub use expr::Expr;
pub use foreign_key::ForeignKey;
pub use model::Model;
pub use query::Query;
pub use value::FieldValue;
