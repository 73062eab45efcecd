//! The typed face: models as structs, columns as constants, queries that read like sentences.

mod collection;
mod column;
mod expr;
mod file;
mod foreign_key;
mod input;
mod json;
mod many_to_many;
mod model;
mod part;
mod path;
mod query;
mod value;
mod way;

pub use column::{Column, Operand, Order, Set, TextColumn};
pub use expr::Expr;
pub use file::File;
pub use foreign_key::{ForeignKey, OneToOne};
pub use input::{Input, InputError, input_from_value, take, take_present};
pub use many_to_many::ManyToMany;
pub use model::Model;
pub use part::{HasDay, HasTime, PartOf};
pub use path::{Path, Relates, Rows};
pub use query::Query;
pub use value::FieldValue;
pub use way::{Beyond, Here, Way};
