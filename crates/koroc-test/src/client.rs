//! A client that sends requests to an application in its own process.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use koroc::http::{Body, Client, Service};

use crate::app::HOST;
use crate::cookies::Cookies;
use crate::{Answer, Content};

/// A client of a [`TestApp`](crate::TestApp), with credentials, cookies and headers of its own.
///
/// It keeps cookies, and sends the CSRF token of its cookie with each request as a browser's script does.
pub struct TestClient {
    service: Service,
    headers: HeaderMap,
    cookies: Mutex<Cookies>,
}

impl TestClient {
    pub(crate) fn new(service: Service) -> Self {
        TestClient { service, headers: HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(HOST))]), cookies: Mutex::default() }
    }

    /// Sends this header with each request, instead of another value of that name.
    ///
    /// # Panics
    /// If it cannot be a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::try_from(name).unwrap_or_else(|error| panic!("{name:?}: {error}"));
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
        let content = content.into();
        let mut request = Request::new(Body::from(content.body));
        *request.uri_mut() = path.parse().unwrap_or_else(|error| panic!("{path:?}: {error}"));
        *request.headers_mut() = self.headers();
        if let Some(media_type) = content.media_type {
            let value = HeaderValue::try_from(media_type).unwrap_or_else(|error| panic!("the content's type: {error}"));
            request.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        *request.method_mut() = method;
        let here = Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), https: false };
        let answer = Answer::read(self.service.handle(request, here).await).await;
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
