//! The rows that inputs name, by what they are named by.

use crate::python::python_str;
use koroc_spec::Value;
use std::collections::HashMap;

/// Keys of rows by the value of the column that they were looked up by; one of it may answer many questions.
#[derive(Debug, Clone, Default)]
pub struct Named(HashMap<String, Value>);

impl Named {
    /// The key of the row with this value.
    pub fn key(&self, value: &Value) -> Option<&Value> {
        self.0.get(&*python_str(value))
    }
}

/// Of pairs of the value and the row's key.
impl FromIterator<(Value, Value)> for Named {
    fn from_iter<I: IntoIterator<Item = (Value, Value)>>(pairs: I) -> Self {
        Named(pairs.into_iter().map(|(value, key)| (python_str(&value).into_owned(), key)).collect())
    }
}
