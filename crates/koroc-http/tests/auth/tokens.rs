//! Tokens: one a user, whoever asks first.

use std::sync::Arc;

use crate::support::world;

#[tokio::test]
async fn a_token_is_made_once() {
    let world = world().await;
    let first = world.auth.obtain_token("alice", "alice-pass-123".to_owned()).await.unwrap().unwrap();
    assert!(first.len() == 40 && first.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()));
    assert_eq!(world.auth.obtain_token("alice", "alice-pass-123".to_owned()).await.unwrap(), Some(first));
    for (username, password) in [("alice", "wrong"), ("nobody", "x"), ("carol", "carol-pass-123"), ("", "")] {
        assert_eq!(world.auth.obtain_token(username, password.to_owned()).await.unwrap(), None, "{username}");
    }
    assert_eq!(world.table("SELECT key FROM authtoken_token").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_that_race_get_the_same_token() {
    let world = Arc::new(world().await);
    let requests: Vec<_> = (0..16)
        .map(|_| {
            let world = world.clone();
            tokio::spawn(async move { world.auth.obtain_token("bob", "bob-pass-123".to_owned()).await.unwrap().unwrap() })
        })
        .collect();
    let mut tokens = Vec::new();
    for request in requests {
        tokens.push(request.await.unwrap());
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 1);
}
