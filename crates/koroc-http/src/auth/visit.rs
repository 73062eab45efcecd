//! What one request brought with it as a browser's, and what its answer must give back: session, CSRF secret, cookies.

use chrono::Utc;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use super::{
    cookie,
    csrf::{Attempt, Secret},
};

/// What Django takes for a key has so many characters at least.
const SHORTEST_KEY: usize = 8;

/// A request as authentication sees it, and the cookies that its answer will carry. Made without IO and, for a request without cookies,
/// without allocation.
pub struct Visit<'r> {
    method: &'r Method,
    headers: &'r HeaderMap,
    https: bool,
    secure_cookies: bool,
    /// The browser's secret, once something asked for it.
    secret: Option<Secret>,
    send_secret: bool,
    read_session: bool,
    session: SessionCookie,
}

/// What becomes of the `sessionid` cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SessionCookie {
    /// It stays as it is.
    Keep,
    /// It gets a new key.
    Set(String),
    /// It is deleted, for there is no such session.
    Delete,
}

impl<'r> Visit<'r> {
    pub(super) fn new(method: &'r Method, headers: &'r HeaderMap, https: bool, secure_cookies: bool) -> Self {
        Visit { method, headers, https, secure_cookies, secret: None, send_secret: false, read_session: false, session: SessionCookie::Keep }
    }

    /// The token for a form or script of the page that is answered; from now on the answer sets the `csrftoken` cookie.
    pub fn csrf_token(&mut self) -> String {
        self.send_secret = true;
        let from_cookie = || cookie::read(self.headers, cookie::CSRF).and_then(|value| Secret::read(value).ok()).unwrap_or_else(Secret::new);
        self.secret.get_or_insert_with(from_cookie).masked()
    }

    /// Writes `Set-Cookie`, and `Cookie` into `Vary` if the answer depends on one. Cookies that cannot be ours are replaced, whatever was asked.
    pub fn finish(&mut self, headers: &mut HeaderMap) {
        let now = Utc::now();
        if self.headers.contains_key(header::COOKIE) {
            self.replace_strange_cookies();
        }
        if let (true, Some(secret)) = (self.send_secret, &self.secret) {
            headers.append(header::SET_COOKIE, cookie::csrf(secret.as_str(), now, self.secure_cookies));
        }
        match &self.session {
            SessionCookie::Keep => {}
            SessionCookie::Set(key) => drop(headers.append(header::SET_COOKIE, cookie::session(key, now, self.secure_cookies))),
            SessionCookie::Delete => drop(headers.append(header::SET_COOKIE, cookie::no_session())),
        }
        if self.read_session || self.send_secret {
            vary_on_cookie(headers);
        }
    }

    /// A secret that is none is made anew, and a session's key too short to be one is taken away, as Django's middleware does.
    fn replace_strange_cookies(&mut self) {
        if !self.send_secret && cookie::read(self.headers, cookie::CSRF).is_some_and(|value| Secret::read(value).is_err()) {
            self.rotate_secret();
        }
        let short = |key: &str| key.chars().count() < SHORTEST_KEY;
        if self.session == SessionCookie::Keep && cookie::read(self.headers, cookie::SESSION).is_some_and(short) {
            self.set_session(SessionCookie::Delete);
        }
    }

    pub(super) fn method(&self) -> &'r Method {
        self.method
    }

    pub(super) fn https(&self) -> bool {
        self.https
    }

    pub(super) fn header(&self, name: HeaderName) -> Option<&'r HeaderValue> {
        self.headers.get(name)
    }

    /// The Host header; requests for hosts that are not served do not come this far.
    pub(super) fn host(&self) -> Option<&'r str> {
        self.text(header::HOST)
    }

    /// The key that the browser sent; the answer depends on it from now on, whether there is one or not.
    pub(super) fn session_key(&mut self) -> Option<&'r str> {
        self.read_session = true;
        cookie::read(self.headers, cookie::SESSION)
    }

    /// Sets or deletes the session's cookie; deleting needs one that was sent.
    pub(super) fn set_session(&mut self, to: SessionCookie) {
        let sent = self.session_key().is_some();
        self.session = if to == SessionCookie::Delete && !sent { SessionCookie::Keep } else { to };
    }

    /// A new CSRF secret, as at every login.
    pub(super) fn rotate_secret(&mut self) {
        (self.secret, self.send_secret) = (Some(Secret::new()), true);
    }

    /// What the CSRF check looks at.
    pub(super) fn attempt(&self) -> Attempt<'r> {
        Attempt {
            method: self.method,
            https: self.https,
            host: self.host(),
            origin: self.text(header::ORIGIN),
            referer: self.text(header::REFERER),
            cookie: cookie::read(self.headers, cookie::CSRF),
            header: self.text(HeaderName::from_static("x-csrftoken")),
        }
    }

    /// A header as text. One that is none is as good as a wrong one, and must not pass for a missing one.
    fn text(&self, name: HeaderName) -> Option<&'r str> {
        self.headers.get(name).map(|value| value.to_str().unwrap_or("�"))
    }
}

/// Adds `Cookie` to `Vary` unless it is there.
fn vary_on_cookie(headers: &mut HeaderMap) {
    let vary = match headers.get(header::VARY).and_then(|value| value.to_str().ok()) {
        Some(vary) if vary.split(',').any(|name| name.trim().eq_ignore_ascii_case("cookie") || name.trim() == "*") => return,
        Some("Accept") => HeaderValue::from_static("Accept, Cookie"),
        Some(vary) if !vary.is_empty() => HeaderValue::try_from(format!("{vary}, Cookie")).expect("a header's text with more of it"),
        _ => HeaderValue::from_static("Cookie"),
    };
    headers.insert(header::VARY, vary);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(line: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(line))])
    }

    fn finished(visit: &mut Visit<'_>) -> (Vec<String>, Option<String>) {
        let mut headers = HeaderMap::from_iter([(header::VARY, HeaderValue::from_static("Accept"))]);
        visit.finish(&mut headers);
        let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
        let cookies = headers.get_all(header::SET_COOKIE).iter().map(|value| text(value).split(';').next().unwrap().to_owned());
        (cookies.collect(), headers.get(header::VARY).map(text))
    }

    #[test]
    fn an_answer_carries_what_was_touched() {
        let (empty, sent) = (HeaderMap::new(), cookies("sessionid=old-session; csrftoken=dievfd90p5saxaHc3txsqFZSb7PpXgi0"));
        let visit = |headers| Visit::new(&Method::GET, headers, false, false);
        let accept = |vary: &str| Some(vary.to_owned());
        assert_eq!(finished(&mut visit(&sent)), (vec![], accept("Accept")), "nothing was touched");

        let mut read = visit(&sent);
        assert_eq!(read.session_key(), Some("old-session"));
        assert_eq!(finished(&mut read), (vec![], accept("Accept, Cookie")));

        let mut page = visit(&sent);
        assert_ne!(page.csrf_token(), page.csrf_token());
        assert_eq!(finished(&mut page), (vec!["csrftoken=dievfd90p5saxaHc3txsqFZSb7PpXgi0".to_owned()], accept("Accept, Cookie")));

        let mut login = visit(&sent);
        login.rotate_secret();
        login.set_session(SessionCookie::Set("new".to_owned()));
        let (set, _) = finished(&mut login);
        assert!(set[0].starts_with("csrftoken=") && set[0] != "csrftoken=dievfd90p5saxaHc3txsqFZSb7PpXgi0");
        assert_eq!(set[1], "sessionid=new");

        for (headers, expected) in [(&sent, vec!["sessionid=\"\"".to_owned()]), (&empty, vec![])] {
            let mut logout = visit(headers);
            logout.set_session(SessionCookie::Delete);
            assert_eq!(finished(&mut logout), (expected, accept("Accept, Cookie")));
        }
    }

    #[test]
    fn cookies_that_cannot_be_ours_are_replaced() {
        for (line, expected) in [
            ("sessionid=garbage", vec!["sessionid=\"\""]),
            ("sessionid=", vec!["sessionid=\"\""]),
            ("sessionid=long-enough", vec![]),
            ("csrftoken=short", vec!["csrftoken"]),
            ("csrftoken=!ievfd90p5saxaHc3txsqFZSb7PpXgi0; sessionid=x", vec!["csrftoken", "sessionid=\"\""]),
            ("x=1", vec![]),
        ] {
            let headers = cookies(line);
            let (set, vary) = finished(&mut Visit::new(&Method::GET, &headers, false, false));
            let matches = set.len() == expected.len() && set.iter().zip(&expected).all(|(set, expected)| set.starts_with(expected));
            assert!(matches && (vary.unwrap().contains("Cookie") != expected.is_empty()), "{line}: {set:?}");
        }
    }

    #[test]
    fn vary_names_cookie_once() {
        for (before, after) in [(None, "Cookie"), (Some("Accept"), "Accept, Cookie"), (Some("Accept, cookie"), "Accept, cookie"), (Some("*"), "*")] {
            let mut headers: HeaderMap = before.map(|vary| (header::VARY, HeaderValue::from_static(vary))).into_iter().collect();
            vary_on_cookie(&mut headers);
            assert_eq!(headers[header::VARY], after);
        }
    }
}
