//! The errors that a view can raise, each with DRF's sentence.

use std::borrow::Cow;
use std::error::Error;

use http::{HeaderValue, StatusCode, header};
use koroc_serial::Errors;
use koroc_spec::Value;

use super::Detail;
use crate::{ApiError, ErrorKind};

impl ApiError {
    /// An error of a kind with a sentence and a code.
    pub fn new(kind: ErrorKind, text: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        ApiError::of(kind, Detail::Text { text: text.into(), code })
    }

    /// Errors of fields: 400.
    pub fn invalid(errors: Errors) -> Self {
        ApiError::of(ErrorKind::Invalid, Detail::Errors(errors))
    }

    /// A body that cannot be read: 400.
    pub fn parse(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Parse, text, "parse_error")
    }

    /// Credentials were needed and not given.
    pub fn not_authenticated() -> Self {
        Self::new(ErrorKind::NotAuthenticated, "Authentication credentials were not provided.", "not_authenticated")
    }

    /// The credentials are wrong.
    pub fn authentication_failed(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::AuthenticationFailed, text, "authentication_failed")
    }

    /// Whoever is logged in may not do this, with DRF's sentence where `text` is `None`.
    pub fn permission_denied(text: Option<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::PermissionDenied, text.unwrap_or(Cow::Borrowed("You do not have permission to perform this action.")), "permission_denied")
    }

    /// There is no such thing, with DRF's sentence.
    pub fn not_found() -> Self {
        Self::new(ErrorKind::NotFound, "Not found.", "not_found")
    }

    /// The state of the data does not allow this: 409.
    pub fn conflict(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Conflict, text, "conflict")
    }

    /// A fault of the server; the client learns the request's id, the log what happened.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        ApiError::of(ErrorKind::Internal, Detail::Page).with_source(source)
    }

    /// The path does not answer this method.
    pub fn method_not_allowed(method: &str) -> Self {
        Self::new(ErrorKind::MethodNotAllowed, format!("Method \"{method}\" not allowed."), "method_not_allowed")
    }

    /// No form of answer is acceptable.
    pub fn not_acceptable() -> Self {
        Self::new(ErrorKind::NotAcceptable, "Could not satisfy the request Accept header.", "not_acceptable")
    }

    /// No parser reads this type of body.
    pub fn unsupported_media_type(media_type: &str) -> Self {
        Self::new(ErrorKind::UnsupportedMediaType, format!("Unsupported media type \"{media_type}\" in request."), "unsupported_media_type")
    }

    /// A body with files beyond the limit, in bytes: 413, for which Django has no answer.
    pub(crate) fn too_large(limit: u64) -> Self {
        Self::new(ErrorKind::Other(StatusCode::PAYLOAD_TOO_LARGE), format!("The upload is larger than the limit of {limit} bytes."), "too_large")
    }

    /// Something that the server needs cannot be reached.
    #[cfg(feature = "redis")]
    pub(crate) fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        ApiError::of(ErrorKind::Unavailable, Detail::Page).with_source(source)
    }

    /// A refusal with Django's page; `reason` is for the log.
    pub(crate) fn bad_request(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        ApiError::of(ErrorKind::BadRequest, Detail::Page).with_source(reason)
    }

    pub(crate) fn no_route() -> Self {
        ApiError::of(ErrorKind::NoRoute, Detail::Page)
    }

    /// What was sent is not valid: a sentence, a list of them, or those of each field in an object, at any depth (DRF's `ValidationError`).
    ///
    /// ```
    /// use koroc_http::ApiError;
    /// use koroc_spec::Value;
    /// let error = ApiError::validation("Bad.");
    /// assert_eq!(error.body(), Some(Value::List(vec!["Bad.".into()])));
    /// ```
    pub fn validation(detail: impl Into<Value>) -> Self {
        let detail = match detail.into() {
            parts @ (Value::List(_) | Value::Map(_)) => parts,
            sentence => Value::List(vec![sentence]),
        };
        Self::detailed(ErrorKind::Invalid, detail, "invalid")
    }

    /// An error of a kind that tells data: an object or a list is the whole body, anything else stands under `detail`.
    pub fn detailed(kind: ErrorKind, detail: impl Into<Value>, code: &'static str) -> Self {
        ApiError::of(kind, Detail::Data { data: detail.into(), code })
    }

    /// DRF's plain `APIException`: 500 with a sentence that the client is told. For faults that it should not learn of there is
    /// [`ApiError::internal`].
    pub fn server_error() -> Self {
        Self::new(ErrorKind::Other(StatusCode::INTERNAL_SERVER_ERROR), "A server error occurred.", "error")
    }

    /// Too many requests: 429, and after how many seconds to try again, if that is known.
    pub fn throttled(wait: Option<f64>) -> Self {
        let Some(wait) = wait.map(f64::ceil) else { return Self::new(ErrorKind::Throttled, "Request was throttled.", "throttled") };
        let unit = if wait == 1.0 { "second" } else { "seconds" };
        let error = Self::new(ErrorKind::Throttled, format!("Request was throttled. Expected available in {wait} {unit}."), "throttled");
        match HeaderValue::try_from(wait.to_string()) {
            Ok(seconds) if wait > 0.0 => error.with_header(header::RETRY_AFTER, seconds),
            _ => error,
        }
    }
}
