//! One answer of the API as a page: what was asked, what was answered, and what may be done next.

use koroc_spec::{Map, Method, Resolved, Value};
use serde::Serialize;

use crate::engine::render;

/// An answer of the API, to be shown to a person.
///
/// It is sent as `text/html; charset=utf-8` with the answer's own status, except that a 204, which may have no body, is sent as 200 (the page still says 204).
#[derive(Debug, Clone)]
pub struct ApiPage<'a> {
    /// The route that answered, by its place in [`Resolved::routes`].
    pub route: usize,
    /// The request's method as sent: `GET`, `OPTIONS`.
    pub method: &'a str,
    /// The request's path and query as sent (percent-encoded), `/api/v1/funds?page=2`.
    pub full_path: &'a str,
    /// The answer's status.
    pub status: u16,
    /// The status in words, `OK`.
    pub reason: &'a str,
    /// The headers that the same answer has as JSON, in the order to show them: `Allow`, `Content-Type`, `Vary`.
    pub headers: &'a [(&'a str, &'a str)],
    /// The answer as JSON indented by four spaces, empty where it has no body.
    pub content: &'a str,
    /// The methods of this route that this user may use (route permission, and the row's where there is one): they decide which buttons and forms are shown.
    pub permitted: &'a [Method],
    /// The user's name, `None` where nobody is logged in.
    pub user: Option<&'a str>,
    /// The CSRF token to send back, masked as Django does for each page.
    pub csrf_token: &'a str,
    /// Where the answer is one page of a list: which.
    pub pages: Option<Pages>,
    /// What the form holds, by field name: the row in its form on the wire, or what was sent and refused. Empty for a new row.
    pub values: &'a Map,
    /// The body of a 400 to what a form sent, so that each message stands at its field.
    pub errors: Option<&'a Value>,
}

/// A page among the pages of a list, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pages {
    /// This page.
    pub current: u64,
    /// The last page.
    pub last: u64,
}

/// The page of an answer.
pub fn api_page(resolved: &Resolved, page: &ApiPage<'_>) -> String {
    let title = &resolved.routes[page.route].title;
    render("api.html", View { app: &resolved.title, title, status: page.status, reason: page.reason, content: page.content })
}

/// What `api.html` reads.
#[derive(Serialize)]
struct View<'a> {
    app: &'a str,
    title: &'a str,
    status: u16,
    reason: &'a str,
    content: &'a str,
}
