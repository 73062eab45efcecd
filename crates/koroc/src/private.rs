//! What the macros' code names; not for other use.

pub use koroc_db::{Column, DbError, DefaultFn, FieldValue, Input, InputError, Many, Model, input_from_value, take, take_present};
pub use koroc_serial::FieldValidator;
pub use koroc_spec::{self as spec, Value};

pub use crate::models::{ModelFunctions, Models, default_function, field_validator};
