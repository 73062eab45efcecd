//! What a program writes in Rust for its views: forms of bodies and answers, ways to find out who asks, whom throttles count, how errors are answered.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use koroc_spec::{Renderer, Value};

use crate::behaviour::{Run, Running};
use crate::{ApiError, Behaviours, Context, Reply};

/// Reads a body of the type that a parser is for.
pub(crate) type Parse = Arc<dyn Fn(Bytes, &HeaderMap) -> Result<Value, ApiError> + Send + Sync>;
/// Writes an answer in a form.
pub(crate) type Render = Arc<dyn Fn(&Rendering<'_>) -> Result<Rendered, ApiError> + Send + Sync>;
/// Answers an error.
pub(crate) type AnswerError = Arc<dyn Fn(Context, ApiError) -> Running<Reply> + Send + Sync>;
/// Sees an answer last.
pub(crate) type Finalize = Arc<dyn Fn(Context, Reply) -> Running<Reply> + Send + Sync>;
/// Makes the answer to OPTIONS of the usual one.
pub(crate) type Describe = Arc<dyn Fn(Context, Value) -> Running<Value> + Send + Sync>;
/// Chooses the form of an answer, by its place among those that are offered.
pub(crate) type Negotiate = Arc<dyn Fn(&Negotiation<'_>) -> Result<usize, ApiError> + Send + Sync>;

/// The functions for views, by the names that the description has for them.
#[derive(Default, Clone)]
pub(crate) struct Own {
    pub(crate) authenticators: HashMap<String, Run<Option<i64>>>,
    pub(crate) parsers: HashMap<String, Parse>,
    pub(crate) renderers: HashMap<String, Render>,
    pub(crate) throttles: HashMap<String, Run<Option<String>>>,
    pub(crate) error_handlers: HashMap<String, AnswerError>,
    pub(crate) finalizers: HashMap<String, Finalize>,
    pub(crate) metadata: HashMap<String, Describe>,
    pub(crate) negotiations: HashMap<String, Negotiate>,
    /// The texts of templates.
    pub(crate) templates: HashMap<String, String>,
}

impl Own {
    pub(crate) fn extend(&mut self, other: Own) {
        self.authenticators.extend(other.authenticators);
        self.parsers.extend(other.parsers);
        self.renderers.extend(other.renderers);
        self.throttles.extend(other.throttles);
        self.error_handlers.extend(other.error_handlers);
        self.finalizers.extend(other.finalizers);
        self.metadata.extend(other.metadata);
        self.negotiations.extend(other.negotiations);
        self.templates.extend(other.templates);
    }
}

/// An answer, as a renderer of the program's own sees it.
pub struct Rendering<'a> {
    /// The data; `None`: the answer has none.
    pub data: Option<&'a Value>,
    /// The status.
    pub status: StatusCode,
    /// The request's headers.
    pub headers: &'a HeaderMap,
}

/// A request whose answer needs a form, as a negotiation of the program's own sees it.
pub struct Negotiation<'a> {
    /// The forms that the view offers.
    pub renderers: &'a [Renderer],
    /// The format that a suffix of the path names, or `?format=`.
    pub format: Option<&'a str>,
    /// The request's headers.
    pub headers: &'a HeaderMap,
}

/// What a renderer of the program's own made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rendered {
    /// Text, which is encoded in the renderer's charset: a character that the charset lacks becomes `?`.
    Text(String),
    /// Bytes, which are sent as they are.
    Bytes(Vec<u8>),
}

impl From<String> for Rendered {
    fn from(text: String) -> Self {
        Rendered::Text(text)
    }
}

impl From<Vec<u8>> for Rendered {
    fn from(bytes: Vec<u8>) -> Self {
        Rendered::Bytes(bytes)
    }
}

impl Behaviours {
    /// A way of finding out who asks, by its name: the key of a user. `None`: nobody that it knows, so that the next is asked; an error, usually
    /// [`ApiError::authentication_failed`], ends the request.
    pub fn authenticator<F, R>(mut self, name: &str, find: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Option<i64>, ApiError>> + Send + 'static,
    {
        self.own.authenticators.insert(name.to_owned(), Arc::new(move |context| Box::pin(find(context))));
        self
    }

    /// A form of bodies, by its name: what becomes of the bytes. An error is usually [`ApiError::parse`].
    pub fn parser(mut self, name: &str, parse: impl Fn(Bytes, &HeaderMap) -> Result<Value, ApiError> + Send + Sync + 'static) -> Self {
        self.own.parsers.insert(name.to_owned(), Arc::new(parse));
        self
    }

    /// A form of answers, by its name: text, or bytes, of the data.
    pub fn renderer<T: Into<Rendered>>(mut self, name: &str, render: impl Fn(&Rendering<'_>) -> Result<T, ApiError> + Send + Sync + 'static) -> Self {
        self.own.renderers.insert(name.to_owned(), Arc::new(move |rendering| render(rendering).map(Into::into)));
        self
    }

    /// Whom a throttle counts, by its name: requests of one text are counted together, those of `None` are let through.
    pub fn throttle<F, R>(mut self, name: &str, key: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Option<String>, ApiError>> + Send + 'static,
    {
        self.own.throttles.insert(name.to_owned(), Arc::new(move |context| Box::pin(key(context))));
        self
    }

    /// What answers errors in place of the usual bodies, by its name; an error that it gives back is answered as usual.
    pub fn error_handler<F, R>(mut self, name: &str, answer: F) -> Self
    where
        F: Fn(Context, ApiError) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, ApiError>> + Send + 'static,
    {
        self.own.error_handlers.insert(name.to_owned(), Arc::new(move |context, error| Box::pin(answer(context, error))));
        self
    }

    /// What sees every answer last, errors among them, before it is rendered, by its name.
    pub fn finalizer<F, R>(mut self, name: &str, finalize: F) -> Self
    where
        F: Fn(Context, Reply) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, ApiError>> + Send + 'static,
    {
        self.own.finalizers.insert(name.to_owned(), Arc::new(move |context, reply| Box::pin(finalize(context, reply))));
        self
    }

    /// What answers OPTIONS, by its name: it is given the usual description.
    pub fn metadata<F, R>(mut self, name: &str, describe: F) -> Self
    where
        F: Fn(Context, Value) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Value, ApiError>> + Send + 'static,
    {
        self.own.metadata.insert(name.to_owned(), Arc::new(move |context, usual| Box::pin(describe(context, usual))));
        self
    }

    /// What chooses the form of an answer, by its name: its place among those that the view offers. An error is usually [`ApiError::not_acceptable`].
    pub fn negotiation(mut self, name: &str, choose: impl Fn(&Negotiation<'_>) -> Result<usize, ApiError> + Send + Sync + 'static) -> Self {
        self.own.negotiations.insert(name.to_owned(), Arc::new(choose));
        self
    }

    /// A template in Jinja's language, by the name with which answers and other templates refer to it. A page for errors is found by its status,
    /// `404.html`, or as `api_exception.html`.
    pub fn template(mut self, name: &str, text: &str) -> Self {
        self.own.templates.insert(name.to_owned(), text.to_owned());
        self
    }
}
