//! Validators written in Rust, found by their names in the description.

use crate::{Errors, Message};
use indexmap::IndexMap;
use koroc_spec::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Checks one validated value.
pub type FieldValidator = Arc<dyn Fn(&Value) -> Result<(), Message> + Send + Sync>;

/// Checks an object whose fields have all passed; the keys are the fields' names.
pub type ObjectValidator = Arc<dyn Fn(&IndexMap<String, Value>) -> Result<(), Errors> + Send + Sync>;

/// The validators of a program, by name.
#[derive(Default, Clone)]
pub struct Validators {
    /// Of single fields.
    pub fields: HashMap<String, FieldValidator>,
    /// Of whole objects.
    pub objects: HashMap<String, ObjectValidator>,
}
