//! Makes the response: the data in the form that was negotiated, and the headers that every answer has.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use http_body::{Body as _, Frame};
use koroc_html::{CONTENT_SECURITY_POLICY, ErrorPage, error_page};
use koroc_serial::{parse_json, write_json};
use koroc_spec::Renderer;

use crate::auth::Auth;
use crate::call::Call;
use crate::page::{self, Answer};
use crate::reply::ReplyBody;
use crate::{ApiError, Body, ErrorKind, Reply};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The response to a call.
pub(crate) async fn respond(call: &mut Call<'_>, outcome: Result<Reply, ApiError>) -> Response<Body> {
    let reply = match outcome {
        Ok(reply) => reply,
        Err(error) => match refused(call, &error) {
            Some(reply) => reply,
            None => {
                let mut response = plain(call.parts, &error);
                call.visit.finish(response.headers_mut());
                return response;
            }
        },
    };
    let mut headers = HeaderMap::with_capacity(12);
    if !matches!(reply.body, ReplyBody::Raw(_)) {
        headers.insert(header::ALLOW, call.route_plan().allow.clone());
        if call.policy().renderers.len() > 1 {
            headers.insert(header::VARY, HeaderValue::from_static("Accept"));
        }
    }
    let (status, body) = rendered(call, reply, &mut headers).await;
    security(&mut headers, true);
    call.visit.finish(&mut headers);
    finished(call.method(), status, headers, body)
}

/// An error as the API answers it; `None`: it is answered with a page, whatever the client accepts.
fn refused(call: &Call<'_>, error: &ApiError) -> Option<Reply> {
    // A page logs for itself.
    let body = error.body()?;
    log(call.parts, error);
    let mut reply = Reply::json(&body).with_status(error.status());
    if matches!(error.kind(), ErrorKind::NotAuthenticated | ErrorKind::AuthenticationFailed) {
        match Auth::challenge(&call.policy().authentication).map(HeaderValue::from_str) {
            Some(Ok(challenge)) => drop(reply.headers.insert(header::WWW_AUTHENTICATE, challenge)),
            Some(Err(_)) | None => reply.status = StatusCode::FORBIDDEN,
        }
    }
    Some(reply)
}

/// The body, its type, and the status, which a page changes where a 204 could not hold it.
async fn rendered(call: &mut Call<'_>, reply: Reply, headers: &mut HeaderMap) -> (StatusCode, Body) {
    let Reply { status, headers: own, body, pages } = reply;
    headers.extend(own);
    let json = match body {
        ReplyBody::Raw(body) | ReplyBody::Finished(body) => return (status, body),
        ReplyBody::Empty => None,
        ReplyBody::Json(json) => Some(json),
    };
    match (call.accepted.renderer, json) {
        (Renderer::Browsable | Renderer::StaticHtml | Renderer::Template, json) => {
            let page = page::page(call, &Answer { status, json: json.as_deref().unwrap_or_default(), pages }, headers).await;
            (if status == StatusCode::NO_CONTENT { StatusCode::OK } else { status }, html(headers, page))
        }
        (_, None) => (status, Body::empty()),
        (_, Some(json)) => {
            headers.entry(header::CONTENT_TYPE).or_insert(JSON);
            (status, Body::from(indented(json, call.accepted.indent())))
        }
    }
}

fn html(headers: &mut HeaderMap, page: String) -> Body {
    headers.insert(header::CONTENT_TYPE, HTML);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    Body::from(page)
}

/// Compact JSON, indented where that was asked for.
pub(crate) fn indented(json: Vec<u8>, indent: Option<usize>) -> Vec<u8> {
    let Some(indent) = indent else { return json };
    let Ok(value) = parse_json(&json) else { return json };
    let mut out = Vec::with_capacity(json.len() * 2);
    write_json(&mut out, &value, Some(indent));
    out
}

/// The page for a host that is not served. As in Django, it is made outside of what sets lengths and forbids frames.
pub(crate) fn wrong_host(parts: &Parts, error: &ApiError) -> Response<Body> {
    let mut response = plain(parts, error);
    response.headers_mut().remove(header::X_FRAME_OPTIONS);
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.map(without_length)
}

/// The page of an error that no view answers.
pub(crate) fn plain(parts: &Parts, error: &ApiError) -> Response<Body> {
    log(parts, error);
    let page = match error.status() {
        StatusCode::NOT_FOUND => ErrorPage::NotFound,
        status if status.is_server_error() => ErrorPage::ServerError { request_id: request_id(parts) },
        _ => ErrorPage::BadRequest,
    };
    let mut headers = HeaderMap::with_capacity(8);
    let body = html(&mut headers, error_page(page));
    security(&mut headers, true);
    finished(&parts.method, error.status(), headers, body)
}

/// What Django's middleware adds to every answer; its redirects are made outside of the one that forbids frames.
pub(crate) fn security(headers: &mut HeaderMap, frames: bool) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    if frames {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
}

/// The response with its length; a HEAD has that of the body which it leaves out.
pub(crate) fn finished(method: &Method, status: StatusCode, mut headers: HeaderMap, body: Body) -> Response<Body> {
    let has_body = status != StatusCode::NO_CONTENT && status != StatusCode::NOT_MODIFIED;
    if let Some(length) = body.size_hint().exact().filter(|_| has_body) {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    let mut response = Response::new(if *method == Method::HEAD { Body::empty() } else { body });
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Logs what is the server's fault, and what is refused before any view sees it; a client's ordinary mistakes are no news.
fn log(parts: &Parts, error: &ApiError) {
    if error.status().is_server_error() {
        tracing::error!(method = %parts.method, path = parts.uri.path(), id = request_id(parts), "{error}");
    } else if error.kind() == ErrorKind::BadRequest {
        tracing::warn!(method = %parts.method, path = parts.uri.path(), id = request_id(parts), "{error}");
    }
}

/// The id that the host gave to the request.
fn request_id(parts: &Parts) -> &str {
    parts.headers.get("x-request-id").and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// A file from memory.
pub(crate) fn file(parts: &Parts, content_type: &'static str, cache: &'static str, content: &'static [u8]) -> Response<Body> {
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    security(&mut headers, true);
    finished(&parts.method, StatusCode::OK, headers, Body::from(Bytes::from_static(content)))
}

/// A body that does not say its length beforehand.
pub(crate) fn without_length(body: Body) -> Body {
    Body::new(Unmeasured(body))
}

struct Unmeasured(Body);

impl http_body::Body for Unmeasured {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.0).poll_frame(context)
    }
}
