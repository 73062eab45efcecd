//! What API Gateway reads as a response.

use std::collections::BTreeMap;

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, Response, header::SET_COOKIE};
use http_body_util::BodyExt as _;
use lambda_runtime::Error;
use serde::Serialize;

/// A response in payload format 2.0.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    status_code: u16,
    /// A header a name: values of the same name are joined, as the format has no other way and HTTP allows it for all but cookies.
    headers: BTreeMap<String, String>,
    cookies: Vec<String>,
    body: String,
    is_base64_encoded: bool,
}

impl Answer {
    /// The answer that a response is; a body that is no text is sent in base64.
    ///
    /// # Errors
    /// If the body ends early.
    pub async fn of(response: Response<Body>) -> Result<Answer, Error> {
        let (head, body) = response.into_parts();
        let bytes = body.collect().await?.to_bytes();
        let (body, is_base64_encoded) = match String::from_utf8(bytes.into()) {
            Ok(text) => (text, false),
            Err(error) => (STANDARD.encode(error.into_bytes()), true),
        };
        let (headers, cookies) = headers(&head.headers);
        Ok(Answer { status_code: head.status.as_u16(), headers, cookies, body, is_base64_encoded })
    }
}

/// Headers, and cookies apart. Bytes beyond ASCII are read as UTF-8, since JSON has no others.
fn headers(map: &HeaderMap) -> (BTreeMap<String, String>, Vec<String>) {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let cookies = map.get_all(SET_COOKIE).iter().map(text).collect();
    let others = map.keys().filter(|name| *name != SET_COOKIE);
    let joined = others.map(|name| (name.to_string(), map.get_all(name).iter().map(text).collect::<Vec<_>>().join(", ")));
    (joined.collect(), cookies)
}
