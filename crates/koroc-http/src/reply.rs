//! What an operation answers, before it is rendered.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use koroc_html::Pages;
use koroc_serial::write_json;
use koroc_spec::Value;

/// An answer of the API: its status, further headers, and its data, which is rendered in the form that was negotiated.
///
/// ```
/// use koroc_http::Reply;
/// use koroc_spec::Value;
/// let reply = Reply::json(&Value::from("done")).with_status(http::StatusCode::ACCEPTED);
/// ```
#[derive(Debug)]
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ReplyBody,
    /// Of one page of a list: which.
    pub(crate) pages: Option<Pages>,
}

/// The data of an answer.
#[derive(Debug)]
pub(crate) enum ReplyBody {
    /// None: no body and no type.
    Empty,
    /// Compact JSON, which other renderers read again where they need its parts.
    Json(Vec<u8>),
    /// A finished body, among the headers of the API: a file.
    Finished(axum::body::Body),
    /// A finished answer of a plain handler.
    Raw(axum::body::Body),
}

impl Reply {
    /// 200 with data.
    pub fn json(data: &Value) -> Self {
        let mut out = Vec::new();
        write_json(&mut out, data, None);
        Self::written(out)
    }

    /// 200 with compact JSON that is already written.
    pub(crate) fn written(json: Vec<u8>) -> Self {
        Reply { status: StatusCode::OK, headers: HeaderMap::new(), body: ReplyBody::Json(json), pages: None }
    }

    /// 204 without data.
    pub fn no_content() -> Self {
        Reply { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: ReplyBody::Empty, pages: None }
    }

    /// This answer with another status.
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// This answer with a header; headers that every answer has (`Allow`, `Vary`) are added to it later.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}
