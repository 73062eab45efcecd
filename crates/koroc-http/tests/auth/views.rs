//! The login and logout pages: statuses, headers and cookies as in the recorded answers.

use axum::body::to_bytes;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use koroc_serial::Form;
use koroc_spec::Value;

use crate::support::{Browser, World, headers_of, set_cookies, world};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

async fn send(world: &World, path: &str, method: Method, headers: &[(&str, &str)], next: Option<&str>, form: &[(&str, &str)]) -> Answer {
    let headers = headers_of(headers);
    let mut visit = world.auth.visit(&method, &headers, false);
    let entries = form.iter().map(|(name, value)| ((*name).to_owned(), vec![Value::from(*value)])).collect();
    let form = Form { entries };
    let response = match path {
        "login" => world.auth.login_view(&mut visit, next, &form).await.unwrap(),
        _ => {
            let uri = if next.is_some() { "/api-auth/logout/?next=x" } else { "/api-auth/logout/" };
            world.auth.logout_view(&mut visit, &Uri::from_static(uri), next, &form).await.unwrap()
        }
    };
    let (mut parts, body) = response.into_parts();
    visit.finish(&mut parts.headers);
    let body = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    Answer { status: parts.status, headers: parts.headers, body }
}

const NEVER: Option<&str> = Some("max-age=0, no-cache, no-store, must-revalidate, private");
const HTML: Option<&str> = Some("text/html; charset=utf-8");
const POLICY: Option<&str> = Some(koroc_html::CONTENT_SECURITY_POLICY);

/// The browser that has fetched the login page, and the token of its form.
async fn at_login(world: &World) -> (Browser, String) {
    let page = send(world, "login", Method::GET, &[], None, &[]).await;
    assert_eq!((page.status, page.header(header::CACHE_CONTROL), page.header(header::VARY)), (StatusCode::OK, NEVER, Some("Cookie")));
    assert_eq!((page.header(header::CONTENT_TYPE), page.header(header::CONTENT_SECURITY_POLICY)), (HTML, POLICY));
    assert!(page.header(header::EXPIRES).is_some_and(|date| date.ends_with(" GMT")));
    let token = page.body.split("name=\"csrfmiddlewaretoken\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(token.len(), 64);
    let browser = Browser::of(&page.headers);
    assert!(browser.csrf.len() == 32 && browser.session.is_empty());
    (browser, token)
}

#[tokio::test]
async fn logging_in_and_out() {
    let world = world().await;
    let (browser, token) = at_login(&world).await;
    let cookie = format!("csrftoken={}", browser.csrf);
    let form = [("username", " alice "), ("password", "alice-pass-123"), ("csrfmiddlewaretoken", &token), ("next", "/api/v1/funds")];
    let login = send(&world, "login", Method::POST, &[("cookie", &cookie)], None, &form).await;
    assert_eq!((login.status, login.header(header::LOCATION), login.body.as_str()), (StatusCode::FOUND, Some("/api/v1/funds"), ""));
    assert_eq!((login.header(header::CACHE_CONTROL), login.header(header::VARY), login.header(header::CONTENT_TYPE)), (NEVER, Some("Cookie"), HTML));
    let cookies = set_cookies(&login.headers);
    assert!(cookies[0].starts_with("csrftoken=") && cookies[0].ends_with("; Max-Age=31449600; Path=/; SameSite=Lax"), "{cookies:?}");
    assert!(cookies[1].starts_with("sessionid=") && cookies[1].ends_with("; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax"), "{cookies:?}");
    let inside = Browser::of(&login.headers);
    assert!(inside.csrf != browser.csrf && inside.session.len() == 32);
    assert_eq!(world.whoami(&inside).await.0.as_deref(), Some("alice"));

    let refused = send(&world, "logout", Method::GET, &[("cookie", &inside.cookie())], None, &[]).await;
    assert_eq!((refused.status, refused.header(header::ALLOW), refused.header(header::VARY)), (StatusCode::METHOD_NOT_ALLOWED, Some("POST, OPTIONS"), None));
    let forged = send(&world, "logout", Method::POST, &[("cookie", &inside.cookie())], None, &[]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(world.whoami(&inside).await.0.as_deref(), Some("alice"), "another site cannot log out");

    let logout = send(&world, "logout", Method::POST, &[("cookie", &inside.cookie())], None, &[("csrfmiddlewaretoken", &inside.csrf), ("next", "")]).await;
    assert_eq!((logout.status, logout.header(header::CACHE_CONTROL), logout.header(header::VARY)), (StatusCode::OK, NEVER, Some("Cookie")));
    assert_eq!(set_cookies(&logout.headers), ["sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax"]);
    assert!(logout.body.contains("Log in"));
    assert_eq!(world.whoami(&inside).await.0, None);
}

#[tokio::test]
async fn a_login_that_fails_says_why() {
    let world = world().await;
    let (browser, token) = at_login(&world).await;
    let cookie = format!("csrftoken={}", browser.csrf);
    let wrong = "Please enter a correct username and password. Note that both fields may be case-sensitive.";
    let cases = [
        ("alice", "no", vec![wrong]),
        ("nobody", "no", vec![wrong]),
        ("carol", "carol-pass-123", vec![wrong]),
        ("", "x", vec!["This field is required."]),
        ("  ", "", vec!["This field is required."]),
        ("a\0", "x", vec!["Null characters are not allowed."]),
        ("<b>", "x", vec![wrong, "&lt;b&gt;"]),
    ];
    for (username, password, texts) in cases {
        let form = [("username", username), ("password", password), ("csrfmiddlewaretoken", &token)];
        let page = send(&world, "login", Method::POST, &[("cookie", &cookie)], None, &form).await;
        assert_eq!((page.status, page.header(header::VARY)), (StatusCode::OK, Some("Cookie")), "{username:?}");
        assert!(texts.iter().all(|text| page.body.contains(text)), "{username:?}: {}", page.body);
        assert!(set_cookies(&page.headers)[0].starts_with(&cookie), "the secret stays");
        assert!(!page.body.contains("<b>") && !page.body.contains("carol-pass-123"));
    }
    assert!(world.table("SELECT key_hash FROM koroc_session").await.is_empty());
}

#[tokio::test]
async fn a_forged_login_is_refused_with_a_page_and_nothing_else() {
    let world = world().await;
    let form = [("username", "alice"), ("password", "alice-pass-123")];
    for cookie in ["", "csrftoken=dievfd90p5saxaHc3txsqFZSb7PpXgi0"] {
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            let page = send(&world, "login", method, &[("cookie", cookie)], None, &form).await;
            assert_eq!((page.status, page.header(header::CONTENT_TYPE)), (StatusCode::FORBIDDEN, HTML));
            assert_eq!(page.header(header::CONTENT_SECURITY_POLICY), POLICY);
            assert_eq!((page.header(header::CACHE_CONTROL), page.header(header::VARY), set_cookies(&page.headers).len()), (None, None, 0));
        }
    }
}

#[tokio::test]
async fn a_login_leads_only_to_this_host() {
    let world = world().await;
    let (browser, token) = at_login(&world).await;
    let cookie = format!("csrftoken={}", browser.csrf);
    let cases = [
        (Some("/a"), None, "/a"),
        (Some("/a"), Some("/b"), "/b"),
        (None, None, "/api/v1/"),
        (Some("//evil.example/"), None, "/api/v1/"),
        (Some("/a"), Some("https://evil.example/"), "/api/v1/"),
        (Some("http://here:8000/x"), None, "http://here:8000/x"),
        (Some("/a?b=c d"), None, "/a?b=c%20d"),
    ];
    for (query, field, location) in cases {
        let mut form = vec![("username", "alice"), ("password", "alice-pass-123"), ("csrfmiddlewaretoken", token.as_str())];
        form.extend(field.map(|next| ("next", next)));
        let login = send(&world, "login", Method::POST, &[("cookie", &cookie), ("host", "here:8000")], query, &form).await;
        assert_eq!(login.header(header::LOCATION), Some(location), "{query:?} {field:?}");
    }
    let page = send(&world, "login", Method::GET, &[("host", "here:8000")], Some("//evil.example/"), &[]).await;
    assert!(!page.body.contains("evil.example"), "the page does not carry it either");
    let logout = send(&world, "logout", Method::POST, &[("cookie", &cookie), ("host", "here")], Some("/bye"), &[("csrfmiddlewaretoken", &token)]).await;
    assert_eq!((logout.status, logout.header(header::LOCATION)), (StatusCode::FOUND, Some("/bye")));
}

#[tokio::test]
async fn other_methods_are_answered_as_django_does() {
    let world = world().await;
    let secret = "dievfd90p5saxaHc3txsqFZSb7PpXgi0";
    let safe = [("cookie", format!("csrftoken={secret}")), ("x-csrftoken", secret.to_owned())];
    let headers: Vec<(&str, &str)> = safe.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (login, logout) = (Some("GET, POST, PUT, HEAD, OPTIONS"), Some("POST, OPTIONS"));
    let cases = [
        ("login", Method::HEAD, StatusCode::OK, None),
        ("login", Method::OPTIONS, StatusCode::OK, login),
        ("login", Method::DELETE, StatusCode::METHOD_NOT_ALLOWED, login),
        ("login", Method::PATCH, StatusCode::METHOD_NOT_ALLOWED, login),
        ("login", Method::PUT, StatusCode::OK, None),
        ("logout", Method::OPTIONS, StatusCode::OK, logout),
        ("logout", Method::PUT, StatusCode::METHOD_NOT_ALLOWED, logout),
    ];
    for (path, method, status, allow) in cases {
        let answer = send(&world, path, method.clone(), &headers, None, &[]).await;
        assert_eq!((answer.status, answer.header(header::ALLOW)), (status, allow), "{method} {path}");
    }
}
