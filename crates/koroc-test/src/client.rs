//! A client that sends requests to an application in its own process.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use koroc::auth::User;
use koroc::http::auth::Forced;
use koroc::http::{Body, Client, Service};

use crate::app::HOST;
use crate::cookies::Cookies;
use crate::{Answer, Content, Format};

/// A client of a [`TestApp`](crate::TestApp), with credentials, cookies and headers of its own.
///
/// It keeps cookies, and sends the CSRF token of its cookie with each request as a browser's script does.
pub struct TestClient {
    service: Service,
    headers: HeaderMap,
    cookies: Mutex<Cookies>,
    forced: Option<Forced>,
    format: Format,
}

impl TestClient {
    pub(crate) fn new(service: Service) -> Self {
        TestClient { service, headers: only_host(), cookies: Mutex::default(), forced: None, format: Format::default() }
    }

    /// Sends this header with each request, instead of another value of that name.
    ///
    /// # Panics
    /// If it cannot be a header. If it is the Content-Type: that is the content's, and one set by hand would lack a form's boundary.
    #[must_use]
    #[track_caller]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::try_from(name).unwrap_or_else(|error| panic!("{name:?}: {error}"));
        assert!(
            name != header::CONTENT_TYPE,
            "leave the Content-Type to what is sent: json!, form, multipart, upload or (\"text/plain\", bytes) bring theirs, a form with its boundary"
        );
        let value = HeaderValue::try_from(value).unwrap_or_else(|error| panic!("{value:?}: {error}"));
        self.headers.insert(name, value);
        self
    }

    /// Sends this token with each request.
    #[must_use]
    pub fn with_token(self, token: &str) -> Self {
        self.with_header("authorization", &format!("Token {token}"))
    }

    /// Sends this name and password with each request.
    #[must_use]
    pub fn with_basic(self, username: &str, password: &str) -> Self {
        self.with_header("authorization", &format!("Basic {}", BASE64_STANDARD.encode(format!("{username}:{password}"))))
    }

    /// Logs in, as the login page does: a session in the database, its cookie and that of the CSRF token here. The application needs no login page for it.
    ///
    /// # Panics
    /// If there is no active user of this name and password.
    #[must_use]
    pub async fn login(self, username: &str, password: &str) -> Self {
        let auth = self.service.auth();
        let user = auth.user_with_password(username, password.to_owned()).await.unwrap_or_else(|error| panic!("{error}"));
        let user = user.unwrap_or_else(|| panic!("there is no active user {username:?} with this password"));
        let mut set = HeaderMap::new();
        {
            let sent = self.headers();
            let mut visit = auth.visit(&Method::POST, &sent, false);
            auth.login(&mut visit, &user).await.unwrap_or_else(|error| panic!("{error}"));
            visit.finish(&mut set);
        }
        self.cookies().take(&set);
        self
    }

    /// Sends these headers with each request and no others (DRF's `credentials`): those of earlier `with_…` are forgotten, cookies are not.
    ///
    /// # Panics
    /// As [`with_header`](Self::with_header).
    #[must_use]
    #[track_caller]
    pub fn credentials(mut self, headers: &[(&str, &str)]) -> Self {
        self.headers = only_host();
        headers.iter().fold(self, |client, (name, value)| client.with_header(name, value))
    }

    /// Asks as this user from now on, whatever the request brings and the view's authenticators say (DRF's `force_authenticate`); no CSRF token is needed.
    #[must_use]
    pub fn force_authenticate(mut self, user: &User) -> Self {
        self.forced = Some(Forced(user.id));
        self
    }

    /// Ends the session, and forgets cookies, headers and the user that was forced: nobody asks from now on.
    ///
    /// # Panics
    /// If the session cannot be ended.
    #[must_use]
    pub async fn logout(mut self) -> Self {
        let sent = self.headers();
        let mut visit = self.service.auth().visit(&Method::POST, &sent, false);
        self.service.auth().logout(&mut visit).await.unwrap_or_else(|error| panic!("{error}"));
        drop(visit);
        (self.headers, self.forced) = (only_host(), None);
        *self.cookies() = Cookies::default();
        self
    }

    /// Sends data in this format, unless it comes with a type of its own.
    #[must_use]
    pub fn with_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// The value of a cookie that it keeps.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies().get(name).map(str::to_owned)
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, ()).await
    }

    /// Asks for the headers of what [`get`](Self::get) would answer.
    pub async fn head(&self, path: &str) -> Answer {
        self.send(Method::HEAD, path, ()).await
    }

    /// Asks what may be done.
    pub async fn options(&self, path: &str) -> Answer {
        self.send(Method::OPTIONS, path, ()).await
    }

    /// Creates.
    pub async fn post(&self, path: &str, content: impl Into<Content>) -> Answer {
        self.send(Method::POST, path, content).await
    }

    /// Updates as a whole.
    pub async fn put(&self, path: &str, content: impl Into<Content>) -> Answer {
        self.send(Method::PUT, path, content).await
    }

    /// Updates what is given.
    pub async fn patch(&self, path: &str, content: impl Into<Content>) -> Answer {
        self.send(Method::PATCH, path, content).await
    }

    /// Deletes.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, ()).await
    }

    /// Sends a request of any method. The path, with its query, is sent as it is: what must be percent-encoded there comes so.
    ///
    /// # Panics
    /// If the path cannot be one.
    pub async fn send(&self, method: Method, path: &str, content: impl Into<Content>) -> Answer {
        let mut request = made(method, path, content.into(), self.format);
        request.headers_mut().extend(self.headers());
        if let Some(user) = self.forced {
            request.extensions_mut().insert(user);
        }
        let answer = answer(&self.service, request).await;
        self.cookies().take(&answer.headers);
        answer
    }

    /// The headers of each request.
    fn headers(&self) -> HeaderMap {
        let (mut headers, cookies) = (self.headers.clone(), self.cookies());
        let value = |text: &str| HeaderValue::try_from(text).expect("it came in a header");
        headers.extend(cookies.line().map(|line| (header::COOKIE, value(&line))));
        headers.extend(cookies.get("csrftoken").map(|token| (HeaderName::from_static("x-csrftoken"), value(token))));
        headers
    }

    /// The cookies; a test that panics beside this one has not left them half-changed.
    fn cookies(&self) -> MutexGuard<'_, Cookies> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The headers of whoever has no credentials.
fn only_host() -> HeaderMap {
    HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(HOST))])
}

/// A request that is not sent yet (DRF's request factory): for [`TestApp::answer`](crate::TestApp::answer), and for handlers that take one.
///
/// # Panics
/// If the path cannot be one.
#[track_caller]
pub fn request(method: Method, path: &str, content: impl Into<Content>) -> Request<Body> {
    let mut request = made(method, path, content.into(), Format::default());
    request.headers_mut().extend(only_host());
    request
}

#[track_caller]
fn made(method: Method, path: &str, content: Content, format: Format) -> Request<Body> {
    let (media_type, body) = content.encode(format);
    let mut request = Request::new(Body::from(body));
    *request.uri_mut() = path.parse().unwrap_or_else(|error| panic!("{path:?}: {error}"));
    *request.method_mut() = method;
    if let Some(media_type) = media_type {
        let value = HeaderValue::try_from(media_type).unwrap_or_else(|error| panic!("the content's type: {error}"));
        request.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    request
}

/// What the application answers to a request.
pub(crate) async fn answer(service: &Service, request: Request<Body>) -> Answer {
    let here = Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), https: false };
    // Boxed: a test that calls this from functions of its own would else nest deeper than the compiler follows.
    Answer::read(Box::pin(service.handle(request, here)).await).await
}
