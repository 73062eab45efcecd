//! What Python's own types do with text: white space, digits, numbers.

mod decimal;

pub(crate) use decimal::{Decimal, same_number};
