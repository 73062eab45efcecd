//! Requests that no route matches: the redirect to the path with a slash, the files of the pages, Django's 404.

use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use koroc_html::{STATIC_CACHE_CONTROL, static_files};

use crate::percent::{self, encode_into};
use crate::service::Service;
use crate::{ApiError, Body, render};

pub(crate) fn answer(service: &Service, parts: &Parts, path: &str) -> Response<Body> {
    if !path.ends_with('/') && service.table().find(&format!("{path}/")).is_some() {
        return with_slash(parts, path);
    }
    match static_files().iter().find(|file| file.path == path) {
        Some(file) => render::file(parts, file.content_type, STATIC_CACHE_CONTROL, file.content),
        None => render::plain(parts, &ApiError::no_route()),
    }
}

/// The redirect of Django's APPEND_SLASH, for every method.
fn with_slash(parts: &Parts, path: &str) -> Response<Body> {
    let mut location = String::new();
    // A path that begins with two slashes would name another host.
    let path = match path.strip_prefix("//") {
        Some(rest) => {
            location.push_str("/%2F");
            rest
        }
        None => path,
    };
    encode_into(&mut location, path.as_bytes(), percent::PATH);
    location.push('/');
    if let Some(query) = parts.uri.query().filter(|query| !query.is_empty()) {
        location.push('?');
        encode_into(&mut location, query.as_bytes(), percent::IRI);
    }
    // Django makes this answer outside of what sets lengths and forbids frames.
    let mut headers = HeaderMap::with_capacity(6);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::LOCATION, HeaderValue::try_from(location).expect("an encoded path is ASCII"));
    render::security(&mut headers, false);
    render::finished(&parts.method, StatusCode::MOVED_PERMANENTLY, headers, render::without_length(Body::empty()))
}
