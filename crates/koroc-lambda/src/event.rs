//! What API Gateway sends for a request, and the request that it was.

use std::{collections::HashMap, net::IpAddr};

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderName, HeaderValue, Request, header::COOKIE};
use lambda_runtime::Error;
use serde::Deserialize;

use crate::path;

/// An event of an HTTP API in payload format 2.0: those of its members that make the request.
///
/// See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>. Anything else (format 1.0,
/// a queue's event, a console's test event) lacks members and is refused.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    route_key: String,
    raw_path: String,
    raw_query_string: String,
    #[serde(default)]
    cookies: Vec<String>,
    headers: HashMap<String, String>,
    #[serde(default)]
    path_parameters: HashMap<String, String>,
    request_context: RequestContext,
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Debug, Deserialize)]
struct RequestContext {
    http: HttpContext,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HttpContext {
    method: String,
    source_ip: IpAddr,
}

impl Event {
    /// The client's address, as the gateway saw it.
    pub fn source_ip(&self) -> IpAddr {
        self.request_context.http.source_ip
    }

    /// Whether the client came by HTTPS, as the gateway says, which lets no client say it.
    pub fn https(&self) -> bool {
        self.headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https")
    }

    /// The request that the client sent.
    ///
    /// # Errors
    /// If it is none: its method, path, a header or the encoding of its body is not valid.
    pub fn into_request(self) -> Result<Request<Body>, Error> {
        let path = path::encoded(&self.route_key, &self.raw_path, &self.path_parameters);
        let target = if self.raw_query_string.is_empty() { path } else { format!("{path}?{}", self.raw_query_string) };
        let mut request = Request::builder().method(self.request_context.http.method.as_str()).uri(target).body(body(self.body, self.is_base64_encoded)?)?;
        let headers = request.headers_mut();
        for (name, value) in self.headers {
            headers.insert(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
        }
        if !self.cookies.is_empty() {
            headers.insert(COOKIE, HeaderValue::try_from(self.cookies.join("; "))?);
        }
        Ok(request)
    }
}

fn body(text: Option<String>, base64: bool) -> Result<Body, Error> {
    let Some(text) = text else { return Ok(Body::empty()) };
    Ok(Body::from(if base64 { STANDARD.decode(text)? } else { text.into_bytes() }))
}
