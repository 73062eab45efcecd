//! What an application has in Rust for its views, under the names that views have for it.

use koroc_http::{ApiError, Context, Negotiation, Rendered, Rendering, Reply};
use koroc_spec::Value;

use crate::App;
use crate::axum::body::Bytes;
use crate::axum::http::HeaderMap;

/// The name of the handler of errors: there is one.
const EXCEPTION_HANDLER: &str = "exception_handler";
/// The name of what sees answers last: there is one.
const FINALIZER: &str = "finalize_response";

impl App {
    /// A way of finding out who asks, for views with [`Authenticator::own`](koroc_spec::Authenticator::own): the user's key. `None`: nobody that it
    /// knows, so that the next one is asked.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// let by_key = async |context: Context| match context.headers().get("x-key") {
    ///     Some(_) => Err(ApiError::authentication_failed("That key is unknown.")),
    ///     None => Ok(None),
    /// };
    /// # let _ =
    /// App::new("example").authenticator("key", by_key)
    /// # ;
    /// ```
    pub fn authenticator<F, R>(mut self, name: &str, find: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Option<i64>, ApiError>> + Send + 'static,
    {
        self.behaviours = self.behaviours.authenticator(name, find);
        self
    }

    /// A form of bodies, for views with [`Parser::own`](koroc_spec::Parser::own).
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// App::new("example").parser("plain", |bytes, _| String::from_utf8(bytes.to_vec()).map(Into::into).map_err(|_| ApiError::parse("No UTF-8.")))
    /// # ;
    /// ```
    pub fn parser(mut self, name: &str, parse: impl Fn(Bytes, &HeaderMap) -> Result<Value, ApiError> + Send + Sync + 'static) -> Self {
        self.behaviours = self.behaviours.parser(name, parse);
        self
    }

    /// A form of answers, for views with [`Renderer::text`](koroc_spec::Renderer::text) or [`Renderer::bytes`](koroc_spec::Renderer::bytes).
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// App::new("example").renderer("plain", |answer| Ok(format!("{:?}", answer.data)))
    /// # ;
    /// ```
    pub fn renderer<T: Into<Rendered>>(mut self, name: &str, render: impl Fn(&Rendering<'_>) -> Result<T, ApiError> + Send + Sync + 'static) -> Self {
        self.behaviours = self.behaviours.renderer(name, render);
        self
    }

    /// Whom a throttle counts, for views with [`Throttle::custom`](koroc_spec::Throttle::custom): requests of one text are counted together, those of
    /// `None` are let through.
    pub fn throttle<F, R>(mut self, name: &str, key: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Option<String>, ApiError>> + Send + 'static,
    {
        self.behaviours = self.behaviours.throttle(name, key);
        self
    }

    /// A template in Jinja's language, for views with [`Renderer::Template`](koroc_spec::Renderer::Template); `404.html` and the like, or
    /// `api_exception.html`, are those of errors.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// App::new("example").template("sheet.html", "<h2>{{ title }}</h2>")
    /// # ;
    /// ```
    pub fn template(mut self, name: &str, text: &str) -> Self {
        self.behaviours = self.behaviours.template(name, text);
        self
    }

    /// What answers OPTIONS (DRF's metadata classes), for views with [`Metadata::own`](koroc_spec::Metadata::own): it is given what is usually said.
    ///
    /// ```
    /// # use koroc::{doc::*, spec::Value};
    /// async fn minimal(_: Context, usual: Value) -> Result<Value, ApiError> {
    ///     let of = |key: &str| (key.to_owned(), usual.as_map().and_then(|usual| usual.get(key)).cloned().unwrap_or(Value::Null));
    ///     Ok(Value::Map([of("name"), of("description")].into()))
    /// }
    /// # let _ =
    /// App::new("example").metadata("minimal", minimal)
    /// # ;
    /// ```
    pub fn metadata<F, R>(mut self, name: &str, describe: F) -> Self
    where
        F: Fn(Context, Value) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Value, ApiError>> + Send + 'static,
    {
        self.behaviours = self.behaviours.metadata(name, describe);
        self
    }

    /// What chooses the form of answers (DRF's content negotiation classes), for views that name it: the place of the renderer among those that the view offers.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// // The first, whatever the client accepts.
    /// # let _ =
    /// App::new("example").negotiation("first", |_| Ok(0))
    /// # ;
    /// ```
    pub fn negotiation(mut self, name: &str, choose: impl Fn(&Negotiation<'_>) -> Result<usize, ApiError> + Send + Sync + 'static) -> Self {
        self.behaviours = self.behaviours.negotiation(name, choose);
        self
    }

    /// What sees every answer of a view last, refusals among them, before it is rendered (DRF's `finalize_response`). An error is answered with a page. (An answer
    /// that is kept and given again went through it when it was made.)
    ///
    /// ```
    /// # use koroc::{axum::http::{HeaderName, HeaderValue}, doc::*};
    /// async fn with_operation(context: Context, reply: Reply) -> Result<Reply, ApiError> {
    ///     let id = context.operation().and_then(|operation| HeaderValue::try_from(&operation.id).ok());
    ///     Ok(match id {
    ///         Some(id) => reply.with_header(HeaderName::from_static("x-operation"), id),
    ///         None => reply,
    ///     })
    /// }
    /// # let _ =
    /// App::new("example").finalize_response(with_operation)
    /// # ;
    /// ```
    pub fn finalize_response<F, R>(mut self, finalize: F) -> Self
    where
        F: Fn(Context, Reply) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, ApiError>> + Send + 'static,
    {
        self.data.finalizer = Some(FINALIZER.to_owned());
        self.behaviours = self.behaviours.finalizer(FINALIZER, finalize);
        self
    }

    /// What answers errors in place of the usual bodies (DRF's `EXCEPTION_HANDLER`); an error that it gives back is answered as usual.
    ///
    /// ```
    /// # use koroc::{doc::*, spec::Value};
    /// async fn with_status(_: Context, error: ApiError) -> Result<Reply, ApiError> {
    ///     let status = error.status();
    ///     match error.body() {
    ///         Some(body) => Ok(Reply::json(&Value::Map([("status".to_owned(), i64::from(status.as_u16()).into()), ("error".to_owned(), body)].into())).with_status(status)),
    ///         None => Err(error),
    ///     }
    /// }
    /// # let _ =
    /// App::new("example").exception_handler(with_status)
    /// # ;
    /// ```
    pub fn exception_handler<F, R>(mut self, answer: F) -> Self
    where
        F: Fn(Context, ApiError) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, ApiError>> + Send + 'static,
    {
        self.data.exception_handler = Some(EXCEPTION_HANDLER.to_owned());
        self.behaviours = self.behaviours.error_handler(EXCEPTION_HANDLER, answer);
        self
    }
}
