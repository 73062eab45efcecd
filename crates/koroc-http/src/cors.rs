//! Pages of other origins: what a browser asks before it lets them send a request, and what it wants to hear before it lets them read the answer
//! (the CORS protocol of the Fetch standard).

use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use koroc_spec::Cors;

use crate::Body;

/// The answer to a preflight request, which no view sees: API Gateway answers it by itself as well.
pub(crate) fn preflight(cors: Option<&Cors>, parts: &Parts) -> Option<Response<Body>> {
    let cors = cors?;
    let asks = parts.method == Method::OPTIONS && parts.headers.contains_key(header::ORIGIN);
    if !asks || !parts.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return None;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if permit(cors, parts, &mut response) {
        list(&mut response, header::ACCESS_CONTROL_ALLOW_METHODS, &cors.allow_methods);
        list(&mut response, header::ACCESS_CONTROL_ALLOW_HEADERS, &cors.allow_headers);
        if let Some(seconds) = cors.max_age {
            response.headers_mut().insert(header::ACCESS_CONTROL_MAX_AGE, seconds.into());
        }
    }
    Some(response)
}

/// Lets a page of another origin read an answer.
pub(crate) fn allow(cors: Option<&Cors>, parts: &Parts, response: &mut Response<Body>) {
    if let Some(cors) = cors
        && permit(cors, parts, response)
    {
        list(response, header::ACCESS_CONTROL_EXPOSE_HEADERS, &cors.expose_headers);
    }
}

/// Names the origin, if it may; where not every origin may, caches are told that the answer is not the same for all.
fn permit(cors: &Cors, parts: &Parts, response: &mut Response<Body>) -> bool {
    let everyone = cors.allow_origins.iter().any(|origin| origin == "*");
    let headers = response.headers_mut();
    if !everyone {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    let Some(origin) = parts.headers.get(header::ORIGIN) else { return false };
    if !everyone && !cors.allow_origins.iter().any(|known| known.as_bytes() == origin.as_bytes()) {
        return false;
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, if everyone { HeaderValue::from_static("*") } else { origin.clone() });
    if cors.allow_credentials {
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    true
}

/// A header with several values, where there are any. (What a program declares as a header's name and cannot be one is not sent.)
fn list(response: &mut Response<Body>, name: HeaderName, values: &[String]) {
    if !values.is_empty()
        && let Ok(value) = HeaderValue::try_from(values.join(","))
    {
        response.headers_mut().insert(name, value);
    }
}
