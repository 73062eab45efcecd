//! The typed face: models as structs, columns as constants, queries that read like sentences.

mod collection;
mod column;
mod create;
mod expr;
mod figure;
mod file;
mod foreign_key;
mod input;
mod json;
mod many;
mod many_to_many;
mod model;
mod part;
mod path;
mod query;
mod value;
mod way;
mod with;

pub use column::{Column, Operand, Order, Set, TextColumn};
pub use expr::Expr;
pub use figure::{Count, Figure, Figures, Grouped, Ranked, Summed};
pub use file::File;
pub use foreign_key::{ForeignKey, OneToOne};
pub use input::{Input, InputError, input_from_value, take, take_present};
pub use many::Many;
pub use many_to_many::ManyToMany;
pub use model::Model;
pub use part::{HasDay, HasTime, PartOf};
pub use path::{Path, Relates, Rows};
pub use query::Query;
pub use value::FieldValue;
pub use way::{Beyond, Here, Way};
pub use with::{Related, With};
