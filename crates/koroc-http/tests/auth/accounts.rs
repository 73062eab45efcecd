//! Users as commands make them, their passwords, and what they may do.

use koroc_db::Cond;
use koroc_http::auth::{AccountError, NewUser, create_superuser, create_user, find_permission, password_problems, set_password};
use koroc_spec::Value;

use crate::support::{World, world};

#[tokio::test]
async fn a_superuser_can_log_in() {
    let world = world().await;
    let id = create_superuser(&world.db, "root", "Root@EXAMPLE.com", "secret").await.unwrap();
    let root = world.auth.user_with_password("root", "secret".to_owned()).await.unwrap().unwrap();
    assert_eq!((root.id, root.email.as_str(), root.is_staff, root.is_superuser, root.is_active), (id, "Root@example.com", true, true, true));
    assert!(matches!(create_superuser(&world.db, "root", "", "x").await, Err(AccountError::Taken(name)) if name == "root"));
}

#[tokio::test]
async fn names_that_cannot_be_ones_are_refused() {
    let world = world().await;
    for username in ["", "a b", "a/b", "a\0", &"x".repeat(151)] {
        let made = create_user(&world.db, &NewUser { username, ..NewUser::default() }).await;
        assert!(matches!(made, Err(AccountError::Username(_))), "{username:?}");
    }
    for username in ["ä@b.c+d-e_f", &"x".repeat(150)] {
        create_user(&world.db, &NewUser { username, ..NewUser::default() }).await.unwrap();
    }
}

#[tokio::test]
async fn passwords_are_changed_and_taken_away() {
    let world = world().await;
    let works = async |password: &str| world.auth.user_with_password("alice", password.to_owned()).await.unwrap().is_some();
    assert!(works("alice-pass-123").await);
    set_password(&world.db, "alice", Some("new")).await.unwrap();
    assert!(works("new").await && !works("alice-pass-123").await);
    set_password(&world.db, "alice", None).await.unwrap();
    assert!(!works("new").await && !works("").await);
    assert!(matches!(set_password(&world.db, "nobody", Some("x")).await, Err(AccountError::Unknown(_))));
}

#[tokio::test]
async fn a_password_of_django_is_replaced_by_a_stronger_one_at_login() {
    let world = world().await;
    let model = world.db.resolved().model("auth.User").unwrap();
    let old = "pbkdf2_sha256$1000$saltsaltsalt$CRq7d0l0KAJg+RViBmKB9eXRSJKvU35tqhp9ErJKAvQ=";
    world.db.update(model, &Cond::eq(4, "alice"), vec![(1, old.into())], &[]).await.unwrap();
    let stored = async || world.table("SELECT password FROM auth_user WHERE username = 'alice'").await[0][0].clone();
    assert!(world.auth.user_with_password("alice", "wrong".to_owned()).await.unwrap().is_none());
    assert_eq!(stored().await, Value::from(old), "a wrong password changes nothing");
    for _ in 0..2 {
        assert!(world.auth.user_with_password("alice", "admin-pass-123".to_owned()).await.unwrap().is_some());
        assert!(stored().await.as_str().unwrap().starts_with("argon2$argon2id$v=19$"));
    }
}

async fn grant(world: &World, table: &str, values: [i64; 2]) {
    let model = world.db.resolved().models.iter().position(|model| model.table == table).unwrap();
    world.db.insert(model, vec![(1, values[0].into()), (2, values[1].into())], &[]).await.unwrap();
}

#[tokio::test]
async fn permissions_come_from_the_user_its_groups_or_being_a_superuser() {
    let world = world().await;
    let (add, change) =
        (find_permission(&world.db, "auth.add_user").await.unwrap().unwrap(), find_permission(&world.db, "auth.change_user").await.unwrap().unwrap());
    for unknown in ["auth.fly_user", "nosuch.add_user", "add_user", ""] {
        assert_eq!(find_permission(&world.db, unknown).await.unwrap(), None, "{unknown}");
    }
    let (alice, bob) = (world.user("alice").await.id, world.user("bob").await.id);
    let groups = world.db.resolved().model("auth.Group").unwrap();
    let group = world.db.insert(groups, vec![(1, "editors".into())], &[0]).await.unwrap()[0].as_int().unwrap();
    grant(&world, "auth_user_user_permissions", [alice, add]).await;
    grant(&world, "auth_user_groups", [alice, group]).await;
    grant(&world, "auth_group_permissions", [group, change]).await;

    let (alice, bob) = (world.user("alice").await, (bob, world.user("bob").await).1);
    create_superuser(&world.db, "root", "", "root-pass-123").await.unwrap();
    let (root, mut gone) = (world.user("root").await, world.user("alice").await);
    gone.is_active = false;
    let cases: [(_, &[&str], bool); 12] = [
        (&alice, &["auth.add_user"], true),
        (&alice, &["auth.change_user"], true),
        (&alice, &["auth.add_user", "auth.change_user"], true),
        (&alice, &["auth.delete_user"], false),
        (&alice, &["auth.add_user", "auth.delete_user"], false),
        (&alice, &[], true),
        (&bob, &["auth.add_user"], false),
        (&bob, &[], true),
        (&root, &["auth.delete_user"], true),
        (&root, &["no.such"], true),
        (&gone, &["auth.add_user"], false),
        (&gone, &[], true),
    ];
    for (user, permissions, may) in cases {
        assert_eq!(user.has_perms(&world.db, permissions).await.unwrap(), may, "{} {permissions:?}", user.username);
    }
    grant(&world, "auth_user_user_permissions", [bob.id, add]).await;
    assert!(!bob.has_perm(&world.db, "auth.add_user").await.unwrap(), "asked once a request");
    assert!(world.user("bob").await.has_perm(&world.db, "auth.add_user").await.unwrap());
}

/// What Django said, by `conformance/scripts/record_passwords.py`.
#[test]
fn passwords_are_judged_as_django_does() {
    let cases: Vec<[serde_json::Value; 6]> = serde_json::from_str(include_str!("passwords.json")).unwrap();
    for case in &cases {
        let text = |place: usize| case[place].as_str().unwrap();
        let user = NewUser { username: text(1), first_name: text(2), last_name: text(3), email: text(4), ..NewUser::default() };
        let mut said: Vec<&str> = case[5].as_array().unwrap().iter().map(|message| message.as_str().unwrap()).collect();
        // Of the common ones only those are known that nothing else is wrong with.
        if said.iter().any(|message| message.contains("too short") || message.contains("entirely numeric")) {
            said.retain(|message| *message != "This password is too common.");
        }
        assert_eq!(password_problems(text(0), &user), said, "{case:?}");
    }
}
