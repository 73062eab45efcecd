//! The errors of the request path, and the one place that knows their statuses.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use http::StatusCode;
use koroc_db::{DbError, DbErrorKind};
use koroc_files::FileError;
use koroc_serial::Errors;
use koroc_spec::{Map, Value};

/// What ends a request early: DRF's `APIException` with its kinds, and the refusals that Django answers with a page.
///
/// Everything written in Rust (hooks, extra actions, permissions) returns it; it is answered, and logged where it is a fault of the server, in one place.
///
/// ```
/// use koroc_http::ApiError;
/// let error = ApiError::conflict("The fund is closed.");
/// assert_eq!(error.status().as_u16(), 409);
/// ```
#[derive(Debug)]
pub struct ApiError(Box<Failure>);

#[derive(Debug)]
struct Failure {
    kind: ErrorKind,
    detail: Detail,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// The kinds of errors; each has one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input is not valid: 400 with the errors of each field.
    Invalid,
    /// The body cannot be read: 400.
    Parse,
    /// Nobody is logged in, and somebody must be: 401, or 403 where the first authenticator has no challenge.
    NotAuthenticated,
    /// The credentials are wrong: as [`ErrorKind::NotAuthenticated`].
    AuthenticationFailed,
    /// Whoever is logged in may not do this: 403.
    PermissionDenied,
    /// There is no such thing: 404.
    NotFound,
    /// The path does not answer this method: 405.
    MethodNotAllowed,
    /// No form of answer is acceptable: 406.
    NotAcceptable,
    /// The state of the data does not allow this: 409.
    Conflict,
    /// No parser reads this type of body: 415.
    UnsupportedMediaType,
    /// The database is busy or out of reach: 503.
    Unavailable,
    /// A fault of the server: 500.
    Internal,
    /// A request that no view should see: 400 with Django's page.
    BadRequest,
    /// No route has this path: 404 with Django's page.
    NoRoute,
    /// Any other status, chosen by the program.
    Other(StatusCode),
}

impl ErrorKind {
    /// Its status. (Whether a failed authentication is 401 or 403 depends on the authenticators; see the answer's making.)
    pub const fn status(self) -> StatusCode {
        match self {
            ErrorKind::Invalid | ErrorKind::Parse | ErrorKind::BadRequest => StatusCode::BAD_REQUEST,
            ErrorKind::NotAuthenticated | ErrorKind::AuthenticationFailed => StatusCode::UNAUTHORIZED,
            ErrorKind::PermissionDenied => StatusCode::FORBIDDEN,
            ErrorKind::NotFound | ErrorKind::NoRoute => StatusCode::NOT_FOUND,
            ErrorKind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            ErrorKind::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            ErrorKind::Conflict => StatusCode::CONFLICT,
            ErrorKind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            ErrorKind::Other(status) => status,
        }
    }
}

/// What the client is told.
#[derive(Debug)]
enum Detail {
    /// One sentence, under `detail`.
    Text { text: Cow<'static, str>, code: &'static str },
    /// Errors of fields.
    Errors(Errors),
    /// Nothing but the page.
    Page,
}

impl ApiError {
    /// An error of a kind with a sentence and a code.
    pub fn new(kind: ErrorKind, text: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        ApiError(Box::new(Failure { kind, detail: Detail::Text { text: text.into(), code }, source: None }))
    }

    /// Errors of fields: 400.
    pub fn invalid(errors: Errors) -> Self {
        ApiError(Box::new(Failure { kind: ErrorKind::Invalid, detail: Detail::Errors(errors), source: None }))
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
        ApiError(Box::new(Failure { kind: ErrorKind::Internal, detail: Detail::Page, source: Some(source.into()) }))
    }

    pub(crate) fn method_not_allowed(method: &str) -> Self {
        Self::new(ErrorKind::MethodNotAllowed, format!("Method \"{method}\" not allowed."), "method_not_allowed")
    }

    pub(crate) fn not_acceptable() -> Self {
        Self::new(ErrorKind::NotAcceptable, "Could not satisfy the request Accept header.", "not_acceptable")
    }

    pub(crate) fn unsupported_media_type(media_type: &str) -> Self {
        Self::new(ErrorKind::UnsupportedMediaType, format!("Unsupported media type \"{media_type}\" in request."), "unsupported_media_type")
    }

    /// A body with files beyond the limit, in bytes: 413, for which Django has no answer.
    pub(crate) fn too_large(limit: u64) -> Self {
        Self::new(ErrorKind::Other(StatusCode::PAYLOAD_TOO_LARGE), format!("The upload is larger than the limit of {limit} bytes."), "too_large")
    }

    /// A refusal with Django's page; `reason` is for the log.
    pub(crate) fn bad_request(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        ApiError(Box::new(Failure { kind: ErrorKind::BadRequest, detail: Detail::Page, source: Some(reason.into()) }))
    }

    pub(crate) fn no_route() -> Self {
        ApiError(Box::new(Failure { kind: ErrorKind::NoRoute, detail: Detail::Page, source: None }))
    }

    /// This error with what caused it, for the log.
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The status that it is answered with.
    pub fn status(&self) -> StatusCode {
        self.0.kind.status()
    }

    /// The code of an error with one sentence.
    pub fn code(&self) -> Option<&'static str> {
        match &self.0.detail {
            Detail::Text { code, .. } => Some(code),
            Detail::Errors(_) | Detail::Page => None,
        }
    }

    /// What the client is told; `None`: only the page of its status. A fault of the server is told to the log alone, whatever sentence it was made with.
    pub fn body(&self) -> Option<Value> {
        match &self.0.detail {
            _ if self.0.kind == ErrorKind::Internal => None,
            Detail::Text { text, .. } => Some(Value::Map(Map::from([("detail".to_owned(), Value::from(&**text))]))),
            Detail::Errors(errors) => Some(errors.to_value()),
            Detail::Page => None,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.detail {
            Detail::Text { text, .. } => f.write_str(text)?,
            Detail::Errors(_) => f.write_str("Invalid input.")?,
            Detail::Page => write!(f, "{}", self.status())?,
        }
        match &self.0.source {
            Some(source) => write!(f, " ({source})"),
            None => Ok(()),
        }
    }
}

impl Error for ApiError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

impl From<Errors> for ApiError {
    fn from(errors: Errors) -> Self {
        ApiError::invalid(errors)
    }
}

impl From<FileError> for ApiError {
    /// A name that no file can have is the client's mistake; a full disk passes.
    fn from(error: FileError) -> Self {
        match error {
            FileError::Name(_) => ApiError::bad_request(error),
            error if error.is_full() => ApiError(Box::new(Failure { kind: ErrorKind::Unavailable, detail: Detail::Page, source: Some(error.into()) })),
            error => ApiError::internal(error),
        }
    }
}

impl From<DbError> for ApiError {
    /// What a client can learn of a database's error: that rows are still needed, or that it may try again; anything else is a fault of the server.
    fn from(error: DbError) -> Self {
        match error.kind() {
            DbErrorKind::Protected | DbErrorKind::ForeignKey => {
                ApiError::conflict("Other rows refer to this one, or it refers to one that is gone.").with_source(error)
            }
            DbErrorKind::Unique { .. } => ApiError::conflict("Another row has the same values.").with_source(error),
            DbErrorKind::Busy | DbErrorKind::Deadline | DbErrorKind::Full | DbErrorKind::Lost => {
                ApiError(Box::new(Failure { kind: ErrorKind::Unavailable, detail: Detail::Page, source: Some(error.into()) }))
            }
            _ => ApiError::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_server_is_told_to_the_log_alone() {
        let fault = ApiError::new(ErrorKind::Internal, "no answer from 10.0.0.7", "upstream");
        assert_eq!((fault.body(), fault.to_string().as_str()), (None, "no answer from 10.0.0.7"));
        assert!(ApiError::new(ErrorKind::Unavailable, "Closed until noon.", "closed").body().is_some(), "what a program says on purpose stays");
    }
}
