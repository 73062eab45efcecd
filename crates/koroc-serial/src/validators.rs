//! Validators written in Rust, found by their names in the description.

use crate::{Errors, Message};
use koroc_spec::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// Checks one validated value.
pub type FieldValidator = Arc<dyn Fn(&Value) -> Result<(), Message> + Send + Sync>;

/// Checks one value for which everything else has passed.
pub type FieldCheck = Arc<dyn Fn(&Value) -> Result<(), Vec<Message>> + Send + Sync>;

/// Checks an object whose fields have all passed.
pub type ObjectValidator = Arc<dyn Fn(&Object<'_>) -> Result<(), Errors> + Send + Sync>;

/// An object whose fields have all passed.
#[derive(Debug, Clone, Copy)]
pub struct Object<'o> {
    /// What was sent or has a default, by the fields' names.
    pub values: &'o Map,
    /// The row that it changes, all its fields; `None`: a new one.
    pub row: Option<&'o [Value]>,
}

/// The validators of a program, by name.
#[derive(Default, Clone)]
pub struct Validators {
    /// Of single fields.
    pub fields: HashMap<String, FieldValidator>,
    /// Of single fields, behind everything else.
    pub checks: HashMap<String, FieldCheck>,
    /// Of whole objects.
    pub objects: HashMap<String, ObjectValidator>,
}
