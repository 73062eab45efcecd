//! What an application has in Rust for its views, under the names that views have for it.

use koroc_http::{ApiError, Context, Rendered, Rendering, Reply};
use koroc_spec::Value;

use crate::App;
use crate::axum::body::Bytes;
use crate::axum::http::HeaderMap;

/// The name of the handler of errors: there is one.
const EXCEPTION_HANDLER: &str = "exception_handler";

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
