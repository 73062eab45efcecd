//! The door of the oracle's admin. Koroc has no admin yet; whoever knocks is sent to its login, as in Django.

use koroc::axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use koroc::prelude::*;

/// Nobody is let in.
#[function(path = "/admin/", methods(GET), permission = AllowAny)]
pub async fn door() -> (StatusCode, HeaderMap) {
    let headers = [
        (header::LOCATION, HeaderValue::from_static("/admin/login/?next=/admin/")),
        (header::VARY, HeaderValue::from_static("Cookie")),
        (header::CACHE_CONTROL, HeaderValue::from_static("max-age=0, no-cache, no-store, must-revalidate, private")),
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::EXPIRES, HeaderValue::from_str(&Utc::now().format("%a, %d %b %Y %H:%M:%S GMT").to_string()).expect("a date is ASCII")),
    ];
    (StatusCode::FOUND, HeaderMap::from_iter(headers))
}
