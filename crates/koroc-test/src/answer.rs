//! What a request was answered.

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::BodyExt;
use koroc::http::Body;
use serde_json::Value;

/// The answer to a request, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status; `assert_eq!(answer.status, 201)` compares it with a number.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    pub(crate) async fn read(response: Response<Body>) -> Self {
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap_or_else(|error| panic!("the body broke off: {error}")).to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// If it is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{} with a body that is no JSON ({error}): {}", self.status, self.text()))
    }

    /// The body as text.
    ///
    /// # Panics
    /// If it is not UTF-8.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_else(|error| panic!("{} with a body that is not UTF-8: {error}", self.status))
    }

    /// The text of a header, the first of several; `None`: there is none.
    ///
    /// # Panics
    /// If it is no text.
    #[track_caller]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap_or_else(|error| panic!("{name}: {error}")))
    }
}
