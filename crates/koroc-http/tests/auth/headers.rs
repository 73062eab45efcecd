//! The Authorization header: a table of headers and answers, as the recorded ones of `05a_auth_funds` have them.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::Method;
use koroc_http::auth::Auth;
use koroc_spec::Authenticator;

use crate::support::{ALL, headers_of, world};

fn basic(pair: &str) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

#[tokio::test]
async fn headers_find_users_or_are_refused() {
    let world = world().await;
    let (alice, carol) = (world.user("alice").await.id, world.table("SELECT id FROM auth_user WHERE username = 'carol'").await[0][0].as_int().unwrap());
    let (token, inactive) = (world.auth.token_of(alice).await.unwrap(), world.auth.token_of(carol).await.unwrap());
    let cases = [
        (String::new(), Ok(None)),
        ("Bearer xyz".to_owned(), Ok(None)),
        (basic("alice:alice-pass-123"), Ok(Some("alice"))),
        (basic("alice:alice-pass-123").replace("Basic", "bASIC"), Ok(Some("alice"))),
        (basic("alice:wrong"), Err("Invalid username/password.")),
        (basic("alice:alice-pass-123 "), Err("Invalid username/password.")),
        (basic("Alice:alice-pass-123"), Err("Invalid username/password.")),
        (basic("nobody:wrong"), Err("Invalid username/password.")),
        (basic("carol:carol-pass-123"), Err("Invalid username/password.")),
        (basic("alice\0:x"), Err("Invalid username/password.")),
        (basic(":"), Err("Invalid username/password.")),
        ("Basic".to_owned(), Err("Invalid basic header. No credentials provided.")),
        (basic("nocolon"), Err("Invalid basic header. Credentials not correctly base64 encoded.")),
        (format!("Token {token}"), Ok(Some("alice"))),
        (format!("token   {token}"), Ok(Some("alice"))),
        (format!("Token {}", token.to_uppercase()), Err("Invalid token.")),
        ("Token nosuch".to_owned(), Err("Invalid token.")),
        ("Token '; DROP TABLE auth_user; --".to_owned(), Err("Invalid token header. Token string should not contain spaces.")),
        (format!("Token {inactive}"), Err("User inactive or deleted.")),
        ("Token".to_owned(), Err("Invalid token header. No credentials provided.")),
        ("Token a b".to_owned(), Err("Invalid token header. Token string should not contain spaces.")),
    ];
    for (header, expected) in cases {
        let found = world.ask(Method::GET, &[("authorization", &header)], None).await;
        assert_eq!(found.as_ref().map(Option::as_deref).map_err(String::as_str), expected, "{header}");
    }
    assert_eq!(world.ask(Method::GET, &[], None).await, Ok(None));
}

#[tokio::test]
async fn only_the_views_authenticators_are_asked() {
    let world = world().await;
    let headers = headers_of(&[("authorization", &basic("alice:alice-pass-123"))]);
    for (authenticators, found) in [(&[Authenticator::Basic][..], true), (&[Authenticator::Token, Authenticator::Session], false), (&[], false)] {
        let mut visit = world.auth.visit(&Method::GET, &headers, false);
        let user = world.auth.authenticate(&mut visit, authenticators, async || None).await.unwrap();
        assert_eq!(user.map(|user| user.by), found.then_some(Authenticator::Basic), "{authenticators:?}");
    }
}

#[test]
fn the_first_authenticator_decides_between_401_and_403() {
    use Authenticator::{Basic, Session, Token};
    let cases = [(&ALL[..], None), (&[Basic, Session], Some("Basic realm=\"api\"")), (&[Token], Some("Token")), (&[Session], None), (&[], None)];
    for (authenticators, challenge) in cases {
        assert_eq!(Auth::challenge(authenticators), challenge, "{authenticators:?}");
    }
}

/// The request path is spawned on a runtime with several threads.
#[tokio::test]
async fn requests_may_move_between_threads() {
    fn moves<T: Send>(future: T) -> T {
        future
    }
    let (world, headers) = (world().await, headers_of(&[]));
    let mut visit = world.auth.visit(&Method::GET, &headers, false);
    let found = moves(world.auth.authenticate(&mut visit, &ALL, async || None)).await;
    assert!(found.unwrap().is_none());
}
