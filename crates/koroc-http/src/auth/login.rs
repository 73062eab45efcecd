//! The login and logout pages: Django's views, which answer beside the API's negotiation and renderers.

use std::borrow::Cow;

use axum::body::Body;
use chrono::Utc;
use http::{HeaderValue, Method, Response, StatusCode, Uri, header};
use koroc_db::DbError;
use koroc_html::{ErrorPage, LoginPage};
use koroc_serial::Form;
use koroc_spec::{Resolved, RouteKind, Value};

use super::{Auth, Visit, cookie, redirect};

const REQUIRED: &str = "This field is required.";
const NULL_CHARACTERS: &str = "Null characters are not allowed.";
const INVALID_LOGIN: &str = "Please enter a correct username and password. Note that both fields may be case-sensitive.";

impl Auth {
    /// The login page: shows the form, or logs in and leads on to `next` where that stays on this host.
    ///
    /// `next` is the query's; `form` is what was posted, without entries for other methods. The answer has its headers but for those that
    /// every answer has, and for [`Visit::finish`].
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub async fn login_view(&self, visit: &mut Visit<'_>, next: Option<&str>, form: &Form) -> Result<Response<Body>, DbError> {
        if let Some(refusal) = refuse_forgery(visit, form) {
            return Ok(refusal);
        }
        let next = safe_next(visit, next, form).unwrap_or_default();
        match *visit.method() {
            Method::GET | Method::HEAD => Ok(self.login_page(visit, LoginPage { next, ..LoginPage::default() })),
            Method::POST | Method::PUT => self.try_login(visit, next, form).await,
            Method::OPTIONS => Ok(allowing(StatusCode::OK, "GET, POST, PUT, HEAD, OPTIONS")),
            _ => Ok(allowing(StatusCode::METHOD_NOT_ALLOWED, "GET, POST, PUT, HEAD, OPTIONS")),
        }
    }

    /// The logout page: ends the session, then leads on to `next` or says that it is over. Arguments are those of [`Auth::login_view`],
    /// and the address that was asked for.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub async fn logout_view(&self, visit: &mut Visit<'_>, uri: &Uri, next: Option<&str>, form: &Form) -> Result<Response<Body>, DbError> {
        if let Some(refusal) = refuse_forgery(visit, form) {
            return Ok(refusal);
        }
        match *visit.method() {
            Method::POST => {
                self.logout(visit).await?;
                Ok(match safe_next(visit, next, form) {
                    Some(next) => leading_to(next),
                    // Without a target a logout leads to its own path, which an address with a query is not.
                    None if uri.query().is_some_and(|query| !query.is_empty()) => leading_to(uri.path()),
                    None => never_cached(StatusCode::OK, koroc_html::logged_out_page(self.db.resolved())),
                })
            }
            Method::OPTIONS => Ok(allowing(StatusCode::OK, "POST, OPTIONS")),
            _ => Ok(allowing(StatusCode::METHOD_NOT_ALLOWED, "POST, OPTIONS")),
        }
    }

    async fn try_login(&self, visit: &mut Visit<'_>, next: &str, form: &Form) -> Result<Response<Body>, DbError> {
        let (username, password) = (text(form, "username").unwrap_or_default(), text(form, "password").unwrap_or_default());
        let (username_errors, password_errors) = (problems(koroc_serial::strip(username)), problems(password));
        let complete = username_errors.is_empty() && password_errors.is_empty();
        let user = if complete { self.user_with_password(koroc_serial::strip(username), password.to_owned()).await? } else { None };
        if let Some(user) = user {
            self.login(visit, &user).await?;
            let next = if next.is_empty() { home(self.db.resolved()) } else { Cow::Borrowed(next) };
            return Ok(leading_to(&next));
        }
        let failed: &[&str] = if complete { &[INVALID_LOGIN] } else { &[] };
        let page = LoginPage { next, username, errors: failed, username_errors, password_errors, ..LoginPage::default() };
        Ok(self.login_page(visit, page))
    }

    fn login_page(&self, visit: &mut Visit<'_>, page: LoginPage<'_>) -> Response<Body> {
        let token = visit.csrf_token();
        never_cached(StatusCode::OK, koroc_html::login_page(self.db.resolved(), &LoginPage { csrf_token: &token, ..page }))
    }
}

/// The answer to an unsafe request that may be another site's.
fn refuse_forgery(visit: &Visit<'_>, form: &Form) -> Option<Response<Body>> {
    let attempt = visit.attempt();
    let reason = if attempt.is_safe() { None } else { attempt.check(text(form, "csrfmiddlewaretoken")).err() }?;
    tracing::warn!(reason, "login or logout refused");
    let page = ErrorPage::CsrfFailure { no_referer: reason == super::csrf::NO_REFERER, no_cookie: reason == super::csrf::NO_COOKIE };
    Some(answer(StatusCode::FORBIDDEN, koroc_html::error_page(page)))
}

/// Where to go afterwards: the form's or the query's `next`, if it stays on this host.
fn safe_next<'a>(visit: &Visit<'_>, query: Option<&'a str>, form: &'a Form) -> Option<&'a str> {
    text(form, "next").or(query).filter(|next| redirect::stays_here(next, visit.host().unwrap_or_default(), visit.https()))
}

/// Where a login leads that names no target: what the settings say, or else the first list of resources, or the root.
fn home(resolved: &Resolved) -> Cow<'_, str> {
    if !resolved.settings.login_redirect.is_empty() {
        return Cow::Borrowed(&resolved.settings.login_redirect);
    }
    let root = resolved.routes.iter().find(|route| matches!(route.kind, RouteKind::Root { .. }));
    root.map_or(Cow::Borrowed("/"), |route| Cow::Owned(route.path.to_string()))
}

/// The last value of a form's field, if it is text.
fn text<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.entries.get(name)?.last().and_then(Value::as_str)
}

fn problems(value: &str) -> &'static [&'static str] {
    match value {
        "" => &[REQUIRED],
        _ if value.contains('\0') => &[NULL_CHARACTERS],
        _ => &[],
    }
}

fn leading_to(target: &str) -> Response<Body> {
    let mut response = never_cached(StatusCode::FOUND, String::new());
    let location = HeaderValue::try_from(redirect::location(target)).expect("a location is ASCII");
    response.headers_mut().insert(header::LOCATION, location);
    response
}

fn allowing(status: StatusCode, methods: &'static str) -> Response<Body> {
    let mut response = never_cached(status, String::new());
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(methods));
    response
}

/// An answer that no cache keeps.
fn never_cached(status: StatusCode, page: String) -> Response<Body> {
    let mut response = answer(status, page);
    let expires = HeaderValue::try_from(cookie::http_date(Utc::now())).expect("a date is ASCII");
    response.headers_mut().insert(header::EXPIRES, expires);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=0, no-cache, no-store, must-revalidate, private"));
    response
}

fn answer(status: StatusCode, page: String) -> Response<Body> {
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(koroc_html::CONTENT_SECURITY_POLICY));
    response
}
