//! JSON as DRF reads and writes it.

mod number;
mod read;
mod write;

pub(crate) use number::float_repr;
pub use read::{JsonError, parse_json};
pub use write::{json_string, write_json};
