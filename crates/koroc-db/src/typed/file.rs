//! A file that a row names.

use koroc_spec::{UploadedFile, Value};

use super::value::mismatch;
use crate::{DbError, FieldValue};

/// A file of the storage, by the name it has there: `documents/resume.txt`. The database holds the name only.
///
/// On its way into a row it is an upload instead, which has no name in the storage yet: validators and hooks see that one, and may put another in its
/// place. It is kept, and named, once they agree.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct File {
    name: String,
    upload: Option<UploadedFile>,
}

impl File {
    /// The file of this name.
    pub fn named(name: impl Into<String>) -> Self {
        File { name: name.into(), upload: None }
    }

    /// A new file, to be kept with the row that a request writes. Typed queries store no files: they take [`named`](Self::named) ones.
    pub fn new(upload: UploadedFile) -> Self {
        File { name: String::new(), upload: Some(upload) }
    }

    /// Its name in the storage, folders included; empty for no file, and for one that is not kept yet.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What was uploaded, of a file that is not kept yet.
    pub fn upload(&self) -> Option<&UploadedFile> {
        self.upload.as_ref()
    }

    /// Whether the row names no file.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.upload.is_none()
    }
}

impl FieldValue for File {
    fn from_value(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Str(name) => Ok(File::named(name)),
            Value::File(upload) => Ok(File::new(upload)),
            other => Err(mismatch("the name of a file", &other)),
        }
    }

    fn into_value(self) -> Value {
        match self.upload {
            Some(upload) => Value::File(upload),
            None => Value::Str(self.name),
        }
    }
}
