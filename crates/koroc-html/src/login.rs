//! The pages to log in and that say that one is logged out.

use koroc_spec::{Resolved, RouteKind};
use serde::Serialize;

use crate::engine::render;

/// The login page as asked for, or as it comes back with what was wrong.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LoginPage<'a> {
    /// The CSRF token to send back, masked as Django does for each page.
    pub csrf_token: &'a str,
    /// Where to go afterwards (`?next=`); the page only carries it, whoever redirects checks it.
    pub next: &'a str,
    /// The user name that was sent.
    pub username: &'a str,
    /// What is wrong with the form as a whole.
    pub errors: &'a [&'a str],
    /// What is wrong with the user name.
    pub username_errors: &'a [&'a str],
    /// What is wrong with the password.
    pub password_errors: &'a [&'a str],
}

/// The page on which a person logs in; it posts `username`, `password`, `next` and `csrfmiddlewaretoken` to its own path.
pub fn login_page(resolved: &Resolved, page: &LoginPage<'_>) -> String {
    render("login.html", LoginView { app: &resolved.title, page })
}

/// The page after logging out.
pub fn logged_out_page(resolved: &Resolved) -> String {
    render("logged_out.html", LoggedOutView { app: &resolved.title, login_url: path_of(resolved, &RouteKind::Login) })
}

/// What `login.html` reads.
#[derive(Serialize)]
struct LoginView<'a> {
    app: &'a str,
    page: &'a LoginPage<'a>,
}

/// What `logged_out.html` reads.
#[derive(Serialize)]
struct LoggedOutView<'a> {
    app: &'a str,
    login_url: Option<String>,
}

/// The path of the first route of this kind.
pub(crate) fn path_of(resolved: &Resolved, kind: &RouteKind) -> Option<String> {
    resolved.routes.iter().find(|route| route.kind == *kind).map(|route| route.path.to_string())
}
