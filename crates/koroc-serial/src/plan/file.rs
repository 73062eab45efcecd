//! Uploaded files.

use crate::Errors;
use koroc_spec::Value;

/// A file kind; the length is that of the name.
pub(super) struct FilePlan {
    pub max_length: Option<u64>,
    pub allow_empty: bool,
}

impl FilePlan {
    pub fn validate(&self, input: &Value) -> Result<Value, Errors> {
        let Value::File(file) = input else {
            return Err(Errors::one("The submitted data was not a file. Check the encoding type on the form.", "invalid"));
        };
        if file.name.is_empty() {
            return Err(Errors::one("No filename could be determined.", "no_name"));
        }
        if file.size == 0 && !self.allow_empty {
            return Err(Errors::one("The submitted file is empty.", "empty"));
        }
        let length = file.name.chars().count();
        match self.max_length {
            Some(max) if length as u64 > max => Err(Errors::one(format!("Ensure this filename has at most {max} characters (it has {length})."), "max_length")),
            _ => Ok(input.clone()),
        }
    }
}
