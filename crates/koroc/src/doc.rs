//! A model and the prelude, for the examples in this documentation.

pub use crate::prelude::*;

/// A fund, cut down to two columns.
#[derive(Model)]
#[model(app = "api")]
pub struct Fund {
    #[field(primary_key)]
    pub id: i64,
    #[field(unique, max_length = 10)]
    pub symbol: String,
    #[field(max_length = 120)]
    pub name: String,
}
