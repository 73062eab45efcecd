//! Makes the response: the data in the form that was negotiated, and the headers that every answer has.

mod json;
mod template;
mod xml;

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use http_body::{Body as _, Frame};
use http_body_util::{BodyExt, Collected};
use koroc_html::{CONTENT_SECURITY_POLICY, ErrorPage, error_page};
use koroc_serial::parse_json;
use koroc_spec::{CustomRenderer, Renderer, RouteKind, Value};

use crate::auth::Auth;
use crate::call::Call;
use crate::charset::Charset;
use crate::own::{Rendered, Rendering};
use crate::page::{self, Answer};
use crate::reply::ReplyBody;
use crate::{ApiError, Body, ErrorKind, Reply, conditional, negotiate};

pub(crate) use json::indented;
pub(crate) use template::Templates;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const XML: HeaderValue = HeaderValue::from_static("application/xml; charset=utf-8");
const OPENAPI: HeaderValue = HeaderValue::from_static("application/vnd.oai.openapi+json");

/// The response to a call.
pub(crate) async fn respond(call: &mut Call<'_>, outcome: Result<Reply, ApiError>) -> Response<Body> {
    let outcome = match outcome {
        Err(error) => {
            let error = error.with_whole_under(&call.service.resolved().settings.non_field_errors_key);
            handled(call, error).await
        }
        answered => answered,
    };
    if outcome.is_err() && call.route().kind == RouteKind::Schema {
        // A refusal is no document, and is told in the usual forms.
        let usual = &call.service.resolved().settings.renderers;
        call.accepted = negotiate::or_first(usual, call.headers(), call.format());
    }
    let answered = outcome.or_else(|error| refused(call, &error).ok_or(error));
    let finalized = match answered {
        Ok(reply) => finalized(call, reply).await,
        page => page,
    };
    let reply = match finalized {
        Ok(reply) => reply,
        Err(error) => {
            let mut response = plain(call.parts, &error);
            call.visit.finish(response.headers_mut());
            return response;
        }
    };
    let mut headers = HeaderMap::with_capacity(12);
    if !matches!(reply.body, ReplyBody::Raw(_)) {
        headers.insert(header::ALLOW, call.route_plan().allow.clone());
        if let Some(vary) = vary(call) {
            headers.insert(header::VARY, vary);
        }
    }
    let streams = matches!(reply.body, ReplyBody::Finished(_) | ReplyBody::Raw(_));
    let (status, body) = rendered(call, reply, &mut headers).await;
    let (status, body) = if streams { (status, body) } else { remembered(call, status, &mut headers, body).await };
    security(&mut headers, true);
    call.visit.finish(&mut headers);
    finished(call.method(), status, headers, body)
}

/// An answer that was made in memory: it is kept where the view says so, and not sent where the client has it.
async fn remembered(call: &Call<'_>, status: StatusCode, headers: &mut HeaderMap, body: Body) -> (StatusCode, Body) {
    let kept_for = call.kept_for.filter(|_| status == StatusCode::OK);
    let conditional = call.service.resolved().settings.etags && *call.method() == Method::GET;
    if kept_for.is_none() && !conditional {
        return (status, body);
    }
    let bytes = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    if let Some(seconds) = kept_for {
        call.service.cache().keep(call, seconds, headers, &bytes);
    }
    let (status, bytes) = if conditional { conditional::answer(call.headers(), status, headers, bytes) } else { (status, bytes) };
    (status, Body::from(bytes))
}

/// The headers of requests that the call's answers differ by. What a method of a resource varies by stands before `Accept`, what a view does behind it, as where
/// Django's decorators are put around them.
fn vary(call: &Call<'_>) -> Option<HeaderValue> {
    let policy = call.policy();
    let accept = policy.renderers.len() > 1;
    if policy.vary.is_empty() {
        return accept.then(|| HeaderValue::from_static("Accept"));
    }
    let own = policy.vary.join(", ");
    let names = match call.route().kind {
        _ if !accept => own,
        RouteKind::ApiView => format!("Accept, {own}"),
        _ => format!("{own}, Accept"),
    };
    Some(HeaderValue::try_from(names).expect("resolve has looked at the names of headers"))
}

/// The answer as the program's finalizer leaves it. One that is given again went through it already.
async fn finalized(call: &Call<'_>, reply: Reply) -> Result<Reply, ApiError> {
    let finalizer = call.service.resolved().finalizer.as_ref().filter(|_| !matches!(call.route().kind, RouteKind::Login | RouteKind::Logout));
    match finalizer.and_then(|name| call.service.own().finalizers.get(name)) {
        Some(finalize) if !matches!(reply.body, ReplyBody::Again(_)) => finalize(call.context(None, None), reply).await,
        _ => Ok(reply),
    }
}

/// What the program's own handler of errors makes of one; without a handler, and where that gives an error back, the usual answer follows.
async fn handled(call: &Call<'_>, error: ApiError) -> Result<Reply, ApiError> {
    let handler = call.service.resolved().exception_handler.as_ref().and_then(|name| call.service.own().error_handlers.get(name));
    match handler {
        Some(handler) if error.kind() != ErrorKind::BadRequest => {
            let (was_fault, sentence) = (error.status().is_server_error(), error.to_string());
            let reply = handler(call.context(None, None), error).await?;
            if was_fault {
                tracing::error!(method = %call.parts.method, path = call.parts.uri.path(), id = request_id(call.parts), "{sentence}");
            }
            Ok(Reply { refusal: true, ..reply })
        }
        _ => Err(error),
    }
}

/// An error as the API answers it; `None`: it is answered with a page, whatever the client accepts.
fn refused(call: &Call<'_>, error: &ApiError) -> Option<Reply> {
    // A page logs for itself.
    let body = error.body()?;
    log(call.parts, error);
    let mut reply = Reply::json(&body).with_status(error.status());
    reply.refusal = true;
    reply.headers.extend(error.headers().clone());
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
    let Reply { status, headers: own, body, pages, template, refusal, among: _ } = reply;
    headers.extend(own);
    let json = match body {
        ReplyBody::Raw(body) | ReplyBody::Finished(body) => return (status, body),
        ReplyBody::Again(bytes) => return (status, Body::from(bytes)),
        ReplyBody::Empty => None,
        ReplyBody::Json(json) => Some(json),
    };
    let renderer = call.accepted.renderer;
    if *renderer == Renderer::Browsable {
        let page = page::page(call, &Answer { status, json: json.as_deref().unwrap_or_default(), pages }, headers).await;
        return (if status == StatusCode::NO_CONTENT { StatusCode::OK } else { status }, html(headers, page));
    }
    let written = match (renderer, json) {
        (Renderer::Custom(own), json) => custom(call, own, status, json),
        // DRF takes the type away from an answer of no bytes, but not from one of no text.
        (Renderer::Xml, None) => Ok((Some(XML), Vec::new())),
        (_, None) => Ok((None, Vec::new())),
        (Renderer::Json | Renderer::Browsable, Some(json)) => {
            Ok((Some(JSON), json::formatted(json, call.accepted.indent(), &call.service.resolved().settings)))
        }
        (Renderer::OpenApi, Some(json)) => Ok((Some(OPENAPI), indented(json, Some(2)))),
        (Renderer::Xml, Some(json)) => parsed(&json).map(|data| (Some(XML), xml::document(&data).into_bytes())),
        // What names no template, such as the answer to OPTIONS, is data.
        (Renderer::Template, Some(json)) if template.is_none() && !refusal => Ok((Some(JSON), indented(json, None))),
        (Renderer::StaticHtml | Renderer::Template, Some(json)) => parsed(&json).and_then(|data| {
            let templates = call.service.templates();
            let page = match (renderer, template) {
                _ if refusal => templates.error(status, Some(&data)),
                (Renderer::StaticHtml, _) => Ok(template::text(&data)),
                (_, Some(name)) => templates.page(&name, Some(&data)),
                (_, None) => unreachable!("such an answer is data"),
            };
            page.map(|page| (Some(HTML), page.into_bytes()))
        }),
    };
    match written {
        Ok((content_type, bytes)) => {
            if let Some(content_type) = content_type {
                headers.entry(header::CONTENT_TYPE).or_insert(content_type);
            }
            (status, Body::from(bytes))
        }
        Err(error) => {
            log(call.parts, &error);
            (error.status(), html(headers, error_page(ErrorPage::ServerError { request_id: request_id(call.parts) })))
        }
    }
}

/// The data of an answer, which is kept as compact JSON.
fn parsed(json: &[u8]) -> Result<Value, ApiError> {
    parse_json(json).map_err(|error| ApiError::internal(error.to_string()))
}

/// What a renderer of the program's own makes of an answer, with its type.
fn custom(call: &Call<'_>, own: &CustomRenderer, status: StatusCode, json: Option<Vec<u8>>) -> Result<(Option<HeaderValue>, Vec<u8>), ApiError> {
    let render = call.service.own().renderers.get(&own.name).ok_or_else(|| ApiError::internal("a renderer has behaviour"))?;
    let data = json.as_deref().map(parsed).transpose()?;
    let bytes = match render(&Rendering { data: data.as_ref(), status, headers: call.headers() })? {
        Rendered::Bytes(bytes) if bytes.is_empty() => return Ok((None, bytes)),
        Rendered::Bytes(bytes) => bytes,
        Rendered::Text(text) => Charset::named(own.charset.as_deref())?.encode(text),
    };
    let content_type = match &own.charset {
        Some(charset) => format!("{}; charset={charset}", own.media_type),
        None => own.media_type.clone(),
    };
    Ok((Some(HeaderValue::try_from(content_type).map_err(ApiError::internal)?), bytes))
}

fn html(headers: &mut HeaderMap, page: String) -> Body {
    headers.insert(header::CONTENT_TYPE, HTML);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    Body::from(page)
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
