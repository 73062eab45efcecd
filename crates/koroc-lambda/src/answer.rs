//! What a gateway reads as a response.

use std::collections::BTreeMap;

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderValue, Response, StatusCode, header::SET_COOKIE};
use http_body_util::BodyExt as _;
use lambda_runtime::Error;
use serde::Serialize;

/// The form of an answer, which is that of the event that asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Payload format 2.0: an HTTP API, or a function's own URL.
    HttpApi,
    /// Payload format 1.0: a REST API.
    RestApi,
    /// A load balancer that reads one value a name (and VPC Lattice).
    Balancer,
    /// A load balancer that reads all values of a name.
    BalancerOfMany,
}

/// A response in the words of a gateway.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_description: Option<String>,
    #[serde(flatten)]
    headers: Headers,
    body: String,
    is_base64_encoded: bool,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Headers {
    /// A header a name: values of the same name are joined, as the format has no other way and HTTP allows it for all but cookies.
    One { headers: BTreeMap<String, String>, cookies: Vec<String> },
    /// The same without a place for cookies.
    Joined { headers: BTreeMap<String, String> },
    Many {
        #[serde(rename = "multiValueHeaders")]
        headers: BTreeMap<String, Vec<String>>,
    },
}

impl Answer {
    /// The answer that a response is; a body that is no text is sent in base64.
    ///
    /// # Errors
    /// If the body ends early.
    pub async fn of(response: Response<Body>, form: Form) -> Result<Answer, Error> {
        let (head, body) = response.into_parts();
        let bytes = body.collect().await?.to_bytes();
        let (body, is_base64_encoded) = match String::from_utf8(bytes.into()) {
            Ok(text) => (text, false),
            Err(error) => (STANDARD.encode(error.into_bytes()), true),
        };
        let status_description = matches!(form, Form::Balancer | Form::BalancerOfMany).then(|| description(head.status));
        let headers = match form {
            Form::HttpApi => Headers::One { headers: joined(&head.headers), cookies: texts(&head.headers, SET_COOKIE.as_str()).collect() },
            Form::Balancer => Headers::Joined { headers: joined(&head.headers).into_iter().chain(varied_cookies(&head.headers)).collect() },
            Form::RestApi | Form::BalancerOfMany => Headers::Many { headers: many(&head.headers) },
        };
        Ok(Answer { status_code: head.status.as_u16(), status_description, headers, body, is_base64_encoded })
    }
}

fn description(status: StatusCode) -> String {
    format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or_default())
}

/// Bytes beyond ASCII are read as UTF-8, since JSON has no others.
fn texts(map: &HeaderMap, name: &str) -> impl Iterator<Item = String> {
    map.get_all(name).iter().map(|value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn joined(map: &HeaderMap) -> BTreeMap<String, String> {
    let others = map.keys().filter(|name| *name != SET_COOKIE);
    others.map(|name| (name.to_string(), texts(map, name.as_str()).collect::<Vec<_>>().join(", "))).collect()
}

fn many(map: &HeaderMap) -> BTreeMap<String, Vec<String>> {
    map.keys().map(|name| (name.to_string(), texts(map, name.as_str()).collect())).collect()
}

/// Cookies where a name may be given once: the name in another case for each, which is the same header to whoever reads it.
fn varied_cookies(map: &HeaderMap) -> impl Iterator<Item = (String, String)> {
    let name =
        |at: usize| SET_COOKIE.as_str().char_indices().map(move |(place, letter)| if at >> place & 1 == 1 { letter.to_ascii_uppercase() } else { letter });
    texts(map, SET_COOKIE.as_str()).enumerate().map(move |(at, cookie)| (name(at).collect(), cookie))
}
