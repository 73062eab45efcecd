//! The plain pages for errors outside of the API: text for text those of Django with its debug mode off.

use std::collections::BTreeMap;

use crate::engine::render;

/// An error that is answered with a page rather than with JSON, whatever the client accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorPage<'a> {
    /// 400: a host that is not served, a header that cannot be read.
    BadRequest,
    /// 404: no route has this path.
    NotFound,
    /// 403: the login form was sent without a valid CSRF token.
    CsrfFailure {
        /// Whether the browser sent no `Referer` over HTTPS, which is then explained.
        no_referer: bool,
        /// Whether the browser sent no CSRF cookie, which is then explained.
        no_cookie: bool,
    },
    /// 500: the log knows more under this id.
    ServerError {
        /// The request's id; empty: none is shown.
        request_id: &'a str,
    },
}

impl ErrorPage<'_> {
    /// The status that the page is sent with.
    pub const fn status(&self) -> u16 {
        match self {
            ErrorPage::BadRequest => 400,
            ErrorPage::CsrfFailure { .. } => 403,
            ErrorPage::NotFound => 404,
            ErrorPage::ServerError { .. } => 500,
        }
    }
}

/// The page of an error.
pub fn error_page(page: ErrorPage<'_>) -> String {
    let plain = |title: &str, details: &str| render("error.html", BTreeMap::from([("title", title), ("details", details)]));
    match page {
        ErrorPage::BadRequest => plain("Bad Request (400)", ""),
        ErrorPage::NotFound => plain("Not Found", "The requested resource was not found on this server."),
        ErrorPage::ServerError { request_id } => plain("Server Error (500)", request_id),
        ErrorPage::CsrfFailure { no_referer, no_cookie } => render("csrf.html", BTreeMap::from([("no_referer", no_referer), ("no_cookie", no_cookie)])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_djangos_byte_for_byte() {
        let page = |title: &str, details: &str| {
            format!(
                "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>{title}</title>\n</head>\n<body>\n  <h1>{title}</h1><p>{details}</p>\n</body>\n</html>\n"
            )
        };
        let cases = [
            (ErrorPage::BadRequest, 400, page("Bad Request (400)", "")),
            (ErrorPage::NotFound, 404, page("Not Found", "The requested resource was not found on this server.")),
            (ErrorPage::ServerError { request_id: "" }, 500, page("Server Error (500)", "")),
            (ErrorPage::ServerError { request_id: "<7>" }, 500, page("Server Error (500)", "&lt;7&gt;")),
        ];
        for (error, status, text) in cases {
            assert_eq!((error.status(), error_page(error)), (status, text));
        }
    }

    #[test]
    fn a_csrf_failure_explains_what_the_browser_did_not_send() {
        for (no_referer, no_cookie) in [(false, false), (true, false), (false, true)] {
            let page = error_page(ErrorPage::CsrfFailure { no_referer, no_cookie });
            assert!(page.contains("CSRF verification failed. Request aborted."));
            assert_eq!(page.contains("“Referer header”"), no_referer);
            assert_eq!(page.contains("requires a CSRF cookie"), no_cookie);
        }
    }
}
