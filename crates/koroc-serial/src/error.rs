//! What is wrong with an input, in DRF's words and DRF's shape.

use indexmap::IndexMap;
use koroc_spec::{Map, Value};
use std::borrow::Cow;

/// The key of errors that are about the whole object.
pub const NON_FIELD_ERRORS: &str = "non_field_errors";

/// One error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What a person reads.
    pub text: Cow<'static, str>,
    /// What a program reads: `required`, `invalid`, `max_length`.
    pub code: Cow<'static, str>,
}

impl Message {
    /// A message with its code.
    pub fn new(text: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        Message { text: text.into(), code: Cow::Borrowed(code) }
    }
}

/// With the code `invalid`.
impl From<&'static str> for Message {
    fn from(text: &'static str) -> Self {
        Message::new(text, "invalid")
    }
}

/// With the code `invalid`.
impl From<String> for Message {
    fn from(text: String) -> Self {
        Message::new(text, "invalid")
    }
}

/// The errors of a value: a list for one that is single, by key or index for one that has parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errors {
    /// Of the value as a whole.
    List(Vec<Message>),
    /// Of its parts: keys of an object, indexes of a list.
    Map(IndexMap<String, Errors>),
}

impl Errors {
    /// A single error.
    pub fn one(text: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        Errors::List(vec![Message::new(text, code)])
    }

    /// A single error about the whole object, under [`NON_FIELD_ERRORS`].
    pub fn whole(text: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        Errors::Map(IndexMap::from([(NON_FIELD_ERRORS.to_owned(), Errors::one(text, code))]))
    }

    /// The code of the first error of a list.
    pub fn code(&self) -> Option<&str> {
        match self {
            Errors::List(messages) => messages.first().map(|message| &*message.code),
            Errors::Map(_) => None,
        }
    }

    /// The codes in the place of the texts (DRF's `get_codes`).
    pub fn codes(&self) -> Value {
        self.shown(&|message| Value::from(&*message.code))
    }

    /// Texts and codes, `{"message", "code"}` each (DRF's `get_full_details`).
    pub fn details(&self) -> Value {
        self.shown(&|message| Value::Map(Map::from([("message".to_owned(), Value::from(&*message.text)), ("code".to_owned(), Value::from(&*message.code))])))
    }

    /// The wire form: texts in lists under their keys.
    pub fn to_value(&self) -> Value {
        self.shown(&|message| Value::from(&*message.text))
    }

    fn shown(&self, one: &dyn Fn(&Message) -> Value) -> Value {
        match self {
            Errors::List(messages) => Value::List(messages.iter().map(one).collect()),
            Errors::Map(parts) => Value::Map(parts.iter().map(|(key, errors)| (key.clone(), errors.shown(one))).collect::<Map>()),
        }
    }
}
