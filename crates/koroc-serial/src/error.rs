//! What is wrong with an input, in DRF's words and DRF's shape.

use indexmap::IndexMap;
use koroc_spec::{Map, Value};
use std::borrow::Cow;

/// The key of errors that are about the whole object.
pub const NON_FIELD_ERRORS: &str = "non_field_errors";

/// One error. Two are equal that have the same text and code.
#[derive(Debug, Clone)]
pub struct Message {
    /// What a person reads.
    pub text: Cow<'static, str>,
    /// What a program reads: `required`, `invalid`, `max_length`.
    pub code: Cow<'static, str>,
    /// The name under which a field's own messages have another text for it; empty: they never do.
    key: Cow<'static, str>,
    /// What stands in the braces of such a text.
    values: Vec<(&'static str, String)>,
}

impl Message {
    /// A message with its code.
    pub fn new(text: impl Into<Cow<'static, str>>, code: impl Into<Cow<'static, str>>) -> Self {
        let code = code.into();
        Message { text: text.into(), key: code.clone(), code, values: Vec::new() }
    }

    /// As it is, with what `{name}` stands for in a text of the program's own.
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// As it is, found under another name than its code; under none, it is never replaced.
    pub(crate) fn named(self, key: &'static str) -> Self {
        Message { key: Cow::Borrowed(key), ..self }
    }

    /// With the text that `messages` have for it, if they have one.
    pub(crate) fn in_words_of(self, messages: &[(String, String)]) -> Self {
        let Some((_, own)) = messages.iter().find(|(key, _)| !key.is_empty() && *key == self.key) else { return self };
        let text = self.values.iter().fold(own.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
        Message { text: Cow::Owned(text), ..self }
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Message) -> bool {
        (&self.text, &self.code) == (&other.text, &other.code)
    }
}

impl Eq for Message {}

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

impl From<Message> for Errors {
    fn from(message: Message) -> Self {
        Errors::List(vec![message])
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
        Errors::one(text, code).in_whole()
    }

    /// With the texts that `messages` have for errors of the value as a whole; those of its parts stay as they are.
    pub(crate) fn in_words_of(self, messages: &[(String, String)]) -> Self {
        match self {
            Errors::List(errors) if !messages.is_empty() => Errors::List(errors.into_iter().map(|error| error.in_words_of(messages)).collect()),
            Errors::List(_) | Errors::Map(_) => self,
        }
    }

    /// The same under [`NON_FIELD_ERRORS`].
    pub(crate) fn in_whole(self) -> Self {
        Errors::Map(IndexMap::from([(NON_FIELD_ERRORS.to_owned(), self)]))
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
