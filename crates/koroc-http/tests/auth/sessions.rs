//! Sessions and CSRF: from login to logout, and everything that ends a session in between.

use http::{HeaderMap, Method};
use koroc_db::Cond;
use koroc_http::auth::{Auth, SecretKey, set_password};
use koroc_spec::Value;

use crate::support::{Browser, headers_of, set_cookies, world, world_with};

#[tokio::test]
async fn a_session_lasts_from_login_to_logout() {
    let world = world().await;
    let browser = world.logged_in("alice").await;
    assert_eq!(world.whoami(&browser).await, (Some("alice".to_owned()), vec![]));

    let stored = world.table("SELECT key_hash FROM koroc_session").await;
    assert!(stored.len() == 1 && stored[0][0].as_str().is_some_and(|hash| hash.len() == 64 && hash != browser.session), "only a hash is stored");
    assert!(!world.table("SELECT last_login FROM auth_user WHERE username = 'alice'").await[0][0].is_null());

    let headers = headers_of(&[("cookie", &browser.cookie())]);
    let mut visit = world.auth.visit(&Method::POST, &headers, false);
    world.auth.logout(&mut visit).await.unwrap();
    let mut answer = HeaderMap::new();
    visit.finish(&mut answer);
    assert_eq!(set_cookies(&answer), ["sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax"]);
    assert_eq!(world.whoami(&browser).await.0, None);
    assert!(world.table("SELECT key_hash FROM koroc_session").await.is_empty());
}

#[tokio::test]
async fn an_unknown_session_is_deleted_from_the_browser() {
    let world = world().await;
    for session in ["nosuch", "", "' OR 1=1 --"] {
        let browser = Browser { session: session.to_owned(), csrf: "dievfd90p5saxaHc3txsqFZSb7PpXgi0".to_owned() };
        let (user, cookies) = world.whoami(&browser).await;
        assert_eq!(user, None);
        assert!(cookies.len() == 1 && cookies[0].starts_with("sessionid=\"\";"), "{session}: {cookies:?}");
    }
    assert_eq!(world.ask(Method::GET, &[("cookie", "csrftoken=x")], None).await, Ok(None));
}

#[tokio::test]
async fn a_login_makes_a_new_session_and_ends_the_one_before() {
    let world = world().await;
    let (first, user) = (world.logged_in("alice").await, world.user("alice").await);
    let headers = headers_of(&[("cookie", &first.cookie())]);
    let mut visit = world.auth.visit(&Method::POST, &headers, false);
    world.auth.login(&mut visit, &user).await.unwrap();
    let mut answer = HeaderMap::new();
    visit.finish(&mut answer);
    let second = Browser::of(&answer);
    assert!(second.session != first.session && second.csrf != first.csrf, "both cookies rotate");
    assert_eq!(world.whoami(&first).await.0, None);
    assert_eq!(world.whoami(&second).await.0.as_deref(), Some("alice"));
}

#[tokio::test]
async fn a_new_password_ends_every_session_of_the_user() {
    let world = world().await;
    let (here, there, other) = (world.logged_in("alice").await, world.logged_in("alice").await, world.logged_in("bob").await);
    set_password(&world.db, "alice", Some("another")).await.unwrap();
    for browser in [&here, &there] {
        let (user, cookies) = world.whoami(browser).await;
        assert_eq!((user, cookies.len()), (None, 1));
    }
    assert_eq!(world.whoami(&other).await.0.as_deref(), Some("bob"));
}

#[tokio::test]
async fn an_inactive_user_has_no_session() {
    let world = world().await;
    let browser = world.logged_in("alice").await;
    let (model, active) = (world.db.resolved().model("auth.User").unwrap(), 9);
    world.db.update(model, &Cond::eq(4, "alice"), vec![(active, false.into())], &[]).await.unwrap();
    assert_eq!(world.whoami(&browser).await, (None, vec![]));
}

#[tokio::test]
async fn a_session_is_over_after_its_time() {
    let world = world().await;
    let (old, model) = (world.logged_in("alice").await, world.db.resolved().model("koroc.Session").unwrap());
    let yesterday = Value::DateTime(chrono::Utc::now() - chrono::TimeDelta::days(1));
    world.db.update(model, &Cond::All, vec![(3, yesterday)], &[]).await.unwrap();
    assert_eq!(world.whoami(&old).await.0, None);
    world.logged_in("bob").await;
    assert_eq!(world.table("SELECT key_hash FROM koroc_session").await.len(), 1, "a login sweeps up what is over");
}

#[tokio::test]
async fn a_session_survives_a_rotated_key_but_not_a_lost_one() {
    let (old, new) = ("o".repeat(32), "n".repeat(32));
    let key = |lines: &str| SecretKey::parse(lines).unwrap();
    let mut world = world_with(key(&old)).await;
    let browser = world.logged_in("alice").await;
    let db = world.db.clone();
    let with = |lines: String| Auth::new(db.clone(), key(&lines)).unwrap();
    let signed = world.table("SELECT auth_hash FROM koroc_session").await;
    world.auth = with(format!("{new}\n{old}"));
    assert_eq!(world.whoami(&browser).await.0.as_deref(), Some("alice"));
    assert_ne!(world.table("SELECT auth_hash FROM koroc_session").await, signed, "signed again with the new key");
    world.auth = with(new.clone());
    assert_eq!(world.whoami(&browser).await.0.as_deref(), Some("alice"));
    world.auth = with(old);
    assert_eq!(world.whoami(&browser).await.0, None);
}

#[tokio::test]
async fn sessions_need_a_csrf_token_where_something_changes() {
    let world = world().await;
    let browser = world.logged_in("alice").await;
    let cookie = browser.cookie();
    let session = format!("sessionid={}", browser.session);
    let alice = || Ok(Some("alice".to_owned()));
    let refused = |reason: &str| Err(format!("CSRF Failed: {reason}"));
    let missing = "CSRF token missing.";
    let cases = [
        (Method::GET, vec![("cookie", &cookie[..])], None, alice()),
        (Method::HEAD, vec![("cookie", &cookie)], None, alice()),
        (Method::OPTIONS, vec![("cookie", &cookie)], None, alice()),
        (Method::POST, vec![("cookie", &cookie)], None, refused(missing)),
        (Method::DELETE, vec![("cookie", &cookie)], None, refused(missing)),
        (Method::POST, vec![("cookie", &session)], None, refused("CSRF cookie not set.")),
        (
            Method::POST,
            vec![("cookie", &cookie), ("x-csrftoken", "wrong")],
            None,
            refused("CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."),
        ),
        (Method::POST, vec![("cookie", &cookie), ("x-csrftoken", &browser.csrf)], None, alice()),
        (Method::DELETE, vec![("cookie", &cookie), ("x-csrftoken", &browser.csrf)], None, alice()),
        (Method::POST, vec![("cookie", &cookie)], Some(&browser.csrf[..]), alice()),
        (Method::PUT, vec![("cookie", &cookie)], Some(&browser.csrf), refused(missing)),
        (Method::POST, vec![("cookie", &cookie), ("x-csrftoken", &browser.csrf), ("host", "here"), ("origin", "http://there")], None, {
            refused("Origin checking failed - http://there does not match any trusted origins.")
        }),
        (Method::POST, vec![("cookie", "csrftoken=x")], None, Ok(None)),
    ];
    for (method, headers, form_token, expected) in cases {
        assert_eq!(world.ask(method.clone(), &headers, form_token).await, expected, "{method} {headers:?}");
    }
}

/// The body is read for its token only when it can matter.
#[tokio::test]
async fn the_form_is_read_only_for_the_post_of_a_session() {
    let world = world().await;
    let browser = world.logged_in("alice").await;
    let cookie = browser.cookie();
    let cases = [(Method::POST, cookie.as_str(), true), (Method::PUT, &cookie, false), (Method::GET, &cookie, false), (Method::POST, "a=b", false)];
    for (method, cookie, read) in cases {
        let headers = headers_of(&[("cookie", cookie)]);
        let mut visit = world.auth.visit(&method, &headers, false);
        let mut asked = false;
        let form = async || {
            asked = true;
            None
        };
        let _refused_or_not = world.auth.authenticate(&mut visit, &crate::support::ALL, form).await;
        assert_eq!(asked, read, "{method} {cookie}");
    }
}
