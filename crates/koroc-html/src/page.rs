//! One answer of the API as a page: what was asked, what was answered, and what may be done next.

use koroc_spec::{Map, Method, Resolved, Route, RouteKind, Value};
use serde::Serialize;

use crate::crumbs::{Link, breadcrumbs, extra_actions, row_links};
use crate::engine::{Markup, render};
use crate::filters::{Filters, filters};
use crate::form::{Form, form};
use crate::login::path_of;
use crate::paging::{Paging, paging};
use crate::raw::{Raw, raw};
use crate::text::plain;
use crate::{json, query};

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
    /// The rows that fields of the form may name, by field name; the name of a row is typed where its field is not here.
    pub related: &'a [(String, Vec<Related>)],
}

/// A row that a field of the form may name.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// What names it on the wire.
    pub name: Value,
    /// What a person reads.
    pub text: String,
}

impl Related {
    /// A row that reads as this value; of a model that says nothing about it, as `Offer object (7)`, as in Django.
    pub fn new(name: Value, shown: &Value, object_of: Option<&String>) -> Self {
        let shown = plain(shown);
        Related { name, text: object_of.map_or_else(|| shown.clone(), |model| format!("{model} object ({shown})")) }
    }
}

/// Which page of a list is shown, told as the list is paged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pages {
    /// By number, from 1.
    Numbered {
        /// This page.
        current: u64,
        /// The last page.
        last: u64,
    },
    /// By limit and offset.
    Stretch {
        /// All rows.
        count: u64,
        /// Rows a page.
        limit: u64,
        /// Rows before this page.
        offset: u64,
    },
    /// By cursor: the URLs of the pages beside this one.
    Neighbours {
        /// The page before.
        previous: Option<String>,
        /// The page after.
        next: Option<String>,
    },
}

/// The page of an answer.
pub fn api_page(resolved: &Resolved, page: &ApiPage<'_>) -> String {
    let route = &resolved.routes[page.route];
    let refused = matches!(page.status, 401 | 403);
    let gone = page.status == 404 || page.status == 204;
    let has = |method| route.operations.iter().any(|&operation| resolved.operations[operation].method == method);
    let offers = |method| !refused && !gone && page.permitted.contains(&method) && has(method) && (route.kind != RouteKind::Detail || is_seen(page, method));
    let (path, _) = query::split(page.full_path);
    render(
        "api.html",
        View {
            app: &resolved.title,
            title: &route.title,
            description: if refused { Vec::new() } else { paragraphs(&route.description) },
            crumbs: breadcrumbs(resolved, route, path),
            request: page.method,
            full_path: page.full_path,
            status: page.status,
            reason: page.reason,
            headers: page.headers,
            content: json::markup(page.content, &row_links(resolved, page, path)),
            formats: if page.permitted.contains(&Method::Get) { formats(resolved, route, page.full_path) } else { Vec::new() },
            can_ask_options: !refused,
            can_delete: offers(Method::Delete),
            actions: if refused || gone { Vec::new() } else { extra_actions(resolved, page.route, path) },
            paging: page.pages.as_ref().and_then(|pages| paging(resolved, route, page.full_path, pages)),
            filters: offers(Method::Get).then(|| filters(resolved, route, page.full_path)).flatten(),
            form: form(resolved, page, offers),
            raw: raw(resolved, page, offers),
            user: page.user,
            login: path_of(resolved, &RouteKind::Login).map(|login| query::with(&login, "next", page.full_path)),
            logout: path_of(resolved, &RouteKind::Logout).map(|logout| query::with(&logout, "next", page.full_path)),
            csrf_token: page.csrf_token,
        },
    )
}

/// What `api.html` reads.
#[derive(Serialize)]
struct View<'a> {
    app: &'a str,
    title: &'a str,
    description: Vec<&'a str>,
    crumbs: Vec<Link>,
    request: &'a str,
    full_path: &'a str,
    status: u16,
    reason: &'a str,
    headers: &'a [(&'a str, &'a str)],
    content: Markup,
    formats: Vec<Link>,
    can_ask_options: bool,
    can_delete: bool,
    actions: Vec<Link>,
    paging: Option<Paging>,
    filters: Option<Filters>,
    form: Option<Form<'a>>,
    raw: Option<Raw<'a>>,
    user: Option<&'a str>,
    login: Option<String>,
    logout: Option<String>,
    csrf_token: &'a str,
}

/// Whether the page shows enough of a row to send it with this method: what is not seen would be sent empty.
fn is_seen(page: &ApiPage<'_>, method: Method) -> bool {
    let row = page.method != "OPTIONS" && !page.values.is_empty();
    match method {
        Method::Get | Method::Post | Method::Delete => true,
        Method::Patch => row,
        Method::Put => row && !(page.method == "PATCH" && page.errors.is_some()),
    }
}

/// The text between blank lines.
fn paragraphs(text: &str) -> Vec<&str> {
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The same page in each of its formats.
fn formats(resolved: &Resolved, route: &Route, full_path: &str) -> Vec<Link> {
    let param = resolved.settings.url_format_override.as_str();
    let renderers = route.policy.renderers.iter().filter(|_| !param.is_empty());
    renderers.map(|renderer| Link { name: renderer.format().to_owned(), url: query::with(full_path, param, renderer.format()) }).collect()
}
