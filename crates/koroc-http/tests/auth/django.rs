//! A dump of Django's own users, groups and tokens is taken over as it is.

use http::Method;
use koroc_db::load_fixture;
use koroc_spec::Value;

use crate::support::empty;

const DUMP: &str = include_str!("django_dump.json");

#[tokio::test]
async fn users_of_django_log_in_and_keep_their_tokens() {
    let world = empty().await;
    for _ in 0..2 {
        assert_eq!(load_fixture(&world.db, DUMP).await.unwrap(), 3, "loading twice changes the same rows");
    }
    let token = "Token a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";
    assert_eq!(world.ask(Method::GET, &[("authorization", token)], None).await, Ok(Some("alice".to_owned())));
    let alice = world.user("alice").await;
    assert_eq!((alice.id, alice.email.as_str(), alice.last_name.as_str()), (2, "alice@example.com", "Arden"));
    let pairs = world.table("SELECT user_id, group_id FROM auth_user_groups").await;
    assert_eq!(pairs, [[Value::Int(2), Value::Int(2)]]);
    let next = world.table("INSERT INTO auth_group (name) VALUES ('next') RETURNING id").await;
    assert_eq!(next, [[Value::Int(3)]]);
}

#[tokio::test]
async fn a_dump_is_loaded_whole_or_not_at_all() {
    let world = empty().await;
    let broken = [
        (DUMP.replace("\"user\": 2", "\"user\": 9"), "points at a row of auth_user that is not there"),
        (DUMP.replace("\"user\": 2", "\"user\": \"x\""), "object 3 (authtoken.token): field `user`: expected a whole number"),
        (DUMP.replace("\"username\": \"alice\"", "\"username\": null"), "object 2 (auth.user): field `username`: may not be null"),
        (DUMP.replace("auth.user\"", "auth.robot\""), "object 2 (auth.robot): there is no such model"),
    ];
    for (dump, reason) in broken {
        let error = load_fixture(&world.db, &dump).await.unwrap_err().to_string();
        assert!(error.to_lowercase().contains(&reason.to_lowercase()), "{reason}: {error}");
        assert!(world.table("SELECT id FROM auth_group").await.is_empty(), "{reason}");
    }
}
