//! A file that a row names.

use koroc_spec::Value;

use super::value::mismatch;
use crate::{DbError, FieldValue};

/// A file of the storage, by the name it has there: `documents/resume.txt`. The database holds the name only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct File {
    name: String,
}

impl File {
    /// The file of this name.
    pub fn named(name: impl Into<String>) -> Self {
        File { name: name.into() }
    }

    /// Its name in the storage, folders included; empty for no file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the row names no file.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty()
    }
}

impl FieldValue for File {
    fn from_value(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Str(name) => Ok(File { name }),
            other => Err(mismatch("the name of a file", &other)),
        }
    }

    fn into_value(self) -> Value {
        Value::Str(self.name)
    }
}
