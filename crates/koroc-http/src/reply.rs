//! What an operation answers, before it is rendered.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use koroc_db::Cond;
use koroc_html::Pages;
use koroc_serial::{parse_json, write_json};
use koroc_spec::Value;
use serde::Serialize;

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
    /// The template that a page is made from.
    pub(crate) template: Option<String>,
    /// Whether it says that something went wrong, which pages of errors show.
    pub(crate) refusal: bool,
    /// The rows whose page is answered in place of a body.
    pub(crate) among: Option<Cond>,
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
    /// A body that was kept, as it was sent when it was made.
    Again(bytes::Bytes),
    /// A finished answer of a plain handler.
    Raw(axum::body::Body),
}

impl Reply {
    /// 200 with data of any type that serde writes: `json!({…})`, text, numbers, structs.
    ///
    /// Data that JSON has no form for (a map whose keys are no text) is a mistake of the program: it is answered as a fault, with 500.
    ///
    /// ```
    /// use koroc_http::Reply;
    /// let reply = Reply::of(["one", "two"]);
    /// ```
    pub fn of(data: impl Serialize) -> Self {
        match serde_json::to_string(&data) {
            // As DRF, for the sake of JSON inside of JavaScript.
            Ok(json) => Reply::written(json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029").into_bytes()),
            Err(error) => {
                tracing::error!("an answer cannot be written: {error}");
                Reply::empty(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }

    /// 200 with data as it flows through Koroc.
    pub fn json(data: &Value) -> Self {
        let mut out = Vec::new();
        write_json(&mut out, data, None);
        Self::written(out)
    }

    /// A status without data.
    pub fn empty(status: StatusCode) -> Self {
        Reply::bare(status, ReplyBody::Empty)
    }

    /// A finished answer, in a form of its own.
    pub(crate) fn raw(head: http::response::Parts, body: axum::body::Body) -> Self {
        Reply { headers: head.headers, ..Reply::bare(head.status, ReplyBody::Raw(body)) }
    }

    pub(crate) fn bare(status: StatusCode, body: ReplyBody) -> Self {
        Reply { status, headers: HeaderMap::new(), body, pages: None, template: None, refusal: false, among: None }
    }

    /// 200 with compact JSON that is already written.
    pub(crate) fn written(json: Vec<u8>) -> Self {
        Reply::bare(StatusCode::OK, ReplyBody::Json(json))
    }

    /// The page that the query asks for, of the rows that meet a condition.
    pub(crate) fn page(among: Cond) -> Self {
        Reply { among: Some(among), ..Reply::empty(StatusCode::OK) }
    }

    /// 204 without data.
    pub fn no_content() -> Self {
        Reply::empty(StatusCode::NO_CONTENT)
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its own headers, beside those that every answer has.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Its data; `None`: it has none, or is a file or another finished body.
    pub fn data(&self) -> Option<Value> {
        match &self.body {
            ReplyBody::Json(json) => parse_json(json).ok(),
            ReplyBody::Empty | ReplyBody::Finished(_) | ReplyBody::Again(_) | ReplyBody::Raw(_) => None,
        }
    }

    /// This answer with other data.
    pub fn with_data(self, data: &Value) -> Self {
        Reply { body: Reply::json(data).body, ..self }
    }

    /// This answer with another status.
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// This answer with a type of its own in place of the renderer's.
    pub fn with_content_type(self, content_type: &'static str) -> Self {
        self.with_header(http::header::CONTENT_TYPE, HeaderValue::from_static(content_type))
    }

    /// This answer with the template that [`Renderer::Template`](koroc_spec::Renderer::Template) makes its page from.
    pub fn with_template(mut self, name: &str) -> Self {
        self.template = Some(name.to_owned());
        self
    }

    /// This answer with a header; headers that every answer has (`Allow`, `Vary`) are added to it later.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}
