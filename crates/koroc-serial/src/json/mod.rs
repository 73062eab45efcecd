//! JSON as DRF reads and writes it.

mod number;
mod read;
mod write;

pub(crate) use number::{Escaped, Text, float_repr, write_float, write_int};
pub use read::{JsonError, parse_json};
pub(crate) use write::write_python;
pub use write::{json_string, write_json};
