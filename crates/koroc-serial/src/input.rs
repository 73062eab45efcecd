//! What a client sent: a JSON value, or a form.

use indexmap::IndexMap;
use koroc_spec::Value;

/// An HTML form: each key with all its values ([`Value::Str`] or [`Value::File`]) in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Form {
    /// Keys in order of first appearance.
    pub entries: IndexMap<String, Vec<Value>>,
}

impl Form {
    /// The last value of a key, which is the one that counts.
    pub fn last(&self, key: &str) -> Option<&Value> {
        self.entries.get(key).and_then(|values| values.last())
    }
}

/// What a serializer validates.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// A JSON body.
    Json(&'a Value),
    /// A form: empty text stands for null or for nothing, an absent checkbox for false.
    Form(&'a Form),
}
