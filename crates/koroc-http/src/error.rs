//! The errors of the request path, and the one place that knows their statuses.

mod raise;
mod response;

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use koroc_db::{DbError, DbErrorKind};
use koroc_files::FileError;
use koroc_serial::{Errors, NON_FIELD_ERRORS};
use koroc_spec::{Map, Value};

pub(crate) use response::raised;

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
    /// Headers that its answer has.
    headers: HeaderMap,
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
    /// Too many requests: 429.
    Throttled,
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
            ErrorKind::Throttled => StatusCode::TOO_MANY_REQUESTS,
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
    /// Sentences in any arrangement, all of one code.
    Data { data: Value, code: &'static str },
    /// Nothing but the page.
    Page,
}

impl ApiError {
    fn of(kind: ErrorKind, detail: Detail) -> Self {
        ApiError(Box::new(Failure { kind, detail, source: None, headers: HeaderMap::new() }))
    }

    /// This error with what caused it, for the log.
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// This error with a header on its answer.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// This error with what is said about whole objects under the key that the settings name.
    pub(crate) fn with_whole_under(mut self, key: &str) -> Self {
        if let (Detail::Errors(errors), true) = (&mut self.0.detail, key != NON_FIELD_ERRORS) {
            rename(errors, key);
        }
        self
    }

    /// The headers of its answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
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
            Detail::Text { code, .. } | Detail::Data { code, .. } => Some(code),
            Detail::Errors(_) | Detail::Page => None,
        }
    }

    /// What the client is told; `None`: only the page of its status. A fault of the server is told to the log alone, whatever sentence it was made with.
    pub fn body(&self) -> Option<Value> {
        match &self.0.detail {
            _ if self.0.kind == ErrorKind::Internal => None,
            Detail::Text { text, .. } => Some(Value::Map(Map::from([("detail".to_owned(), Value::from(&**text))]))),
            Detail::Errors(errors) => Some(errors.to_value()),
            Detail::Data { data: parts @ (Value::List(_) | Value::Map(_)), .. } => Some(parts.clone()),
            Detail::Data { data, .. } => Some(Value::Map(Map::from([("detail".to_owned(), data.clone())]))),
            Detail::Page => None,
        }
    }

    /// The codes in place of the sentences, arranged as the body is (DRF's `get_codes`); of an error with one sentence, its code alone.
    pub fn codes(&self) -> Value {
        self.with_each(&|_, code| Value::from(code))
    }

    /// Sentences with their codes, arranged as the body is (DRF's `get_full_details`).
    pub fn full_details(&self) -> Value {
        self.with_each(&|text, code| Value::Map(Map::from([("message".to_owned(), text.clone()), ("code".to_owned(), Value::from(code))])))
    }

    fn with_each(&self, show: &dyn Fn(&Value, &str) -> Value) -> Value {
        match &self.0.detail {
            Detail::Text { text, code } => show(&Value::from(&**text), code),
            Detail::Errors(errors) => errors_with_each(errors, show),
            Detail::Data { data, code } => data_with_each(data, code, show),
            Detail::Page => Value::Null,
        }
    }
}

fn rename(errors: &mut Errors, key: &str) {
    let Errors::Map(parts) = errors else { return };
    *parts = std::mem::take(parts)
        .into_iter()
        .map(|(name, mut part)| {
            rename(&mut part, key);
            (if name == NON_FIELD_ERRORS { key.to_owned() } else { name }, part)
        })
        .collect();
}

fn errors_with_each(errors: &Errors, show: &dyn Fn(&Value, &str) -> Value) -> Value {
    match errors {
        Errors::List(messages) => Value::List(messages.iter().map(|message| show(&Value::from(&*message.text), &message.code)).collect()),
        Errors::Map(parts) => Value::Map(parts.iter().map(|(key, errors)| (key.clone(), errors_with_each(errors, show))).collect()),
    }
}

fn data_with_each(data: &Value, code: &str, show: &dyn Fn(&Value, &str) -> Value) -> Value {
    match data {
        Value::List(items) => Value::List(items.iter().map(|item| data_with_each(item, code, show)).collect()),
        Value::Map(map) => Value::Map(map.iter().map(|(key, part)| (key.clone(), data_with_each(part, code, show))).collect()),
        sentence => show(sentence, code),
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.detail {
            Detail::Text { text, .. } => f.write_str(text)?,
            Detail::Errors(_) | Detail::Data { .. } => f.write_str("Invalid input.")?,
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
            error if error.is_full() => ApiError::of(ErrorKind::Unavailable, Detail::Page).with_source(error),
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
                ApiError::of(ErrorKind::Unavailable, Detail::Page).with_source(error)
            }
            DbErrorKind::Pattern => ApiError::invalid(Errors::one("Enter a valid regular expression.", "invalid")).with_source(error),
            _ => ApiError::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_have_codes() {
        let json = |value: &Value| {
            let mut out = Vec::new();
            koroc_serial::write_json(&mut out, value, None);
            String::from_utf8(out).unwrap()
        };
        let nested = Value::Map(Map::from([("a".to_owned(), Value::from("x")), ("b".to_owned(), Value::List(vec!["y".into(), "z".into()]))]));
        for (error, body, codes) in [
            (ApiError::validation("Bad."), r#"["Bad."]"#, r#"["invalid"]"#),
            (ApiError::validation(nested), r#"{"a":"x","b":["y","z"]}"#, r#"{"a":"invalid","b":["invalid","invalid"]}"#),
            (ApiError::detailed(ErrorKind::Conflict, "No.", "closed"), r#"{"detail":"No."}"#, r#""closed""#),
            (ApiError::invalid(Errors::whole("No.", "odd")), r#"{"non_field_errors":["No."]}"#, r#"{"non_field_errors":["odd"]}"#),
            (ApiError::server_error(), r#"{"detail":"A server error occurred."}"#, r#""error""#),
            (ApiError::throttled(None), r#"{"detail":"Request was throttled."}"#, r#""throttled""#),
            (ApiError::throttled(Some(7.2)), r#"{"detail":"Request was throttled. Expected available in 8 seconds."}"#, r#""throttled""#),
            (ApiError::throttled(Some(0.3)), r#"{"detail":"Request was throttled. Expected available in 1 second."}"#, r#""throttled""#),
        ] {
            assert_eq!((json(&error.body().unwrap()).as_str(), json(&error.codes()).as_str()), (body, codes));
        }
        assert_eq!(json(&ApiError::conflict("No.").full_details()), r#"{"message":"No.","code":"conflict"}"#);
        assert_eq!(ApiError::throttled(Some(7.2)).headers()["retry-after"], "8");
    }

    #[test]
    fn a_fault_of_the_server_is_told_to_the_log_alone() {
        let fault = ApiError::new(ErrorKind::Internal, "no answer from 10.0.0.7", "upstream");
        assert_eq!((fault.body(), fault.to_string().as_str()), (None, "no answer from 10.0.0.7"));
        assert!(ApiError::new(ErrorKind::Unavailable, "Closed until noon.", "closed").body().is_some(), "what a program says on purpose stays");
    }
}
