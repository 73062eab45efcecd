//! Rows in bulk, and rows that may be there already.

use koroc::db::DbErrorKind;
use koroc::prelude::*;

use crate::agency::{Skill, agency};

fn skill(name: &str) -> Skill {
    Skill { id: 0, name: name.into() }
}

#[tokio::test]
async fn rows_are_added_all_or_none() {
    let app = agency().await;
    let added = Skill::insert_all(app.db(), &[skill("Go"), skill("Nix")]).await.unwrap();
    assert_eq!(added.iter().map(|skill| (skill.id, &*skill.name)).collect::<Vec<_>>(), [(4, "Go"), (5, "Nix")]);
    let twice = Skill::insert_all(app.db(), &[skill("Zig"), skill("Rust")]).await.unwrap_err();
    assert!(matches!(twice.kind(), DbErrorKind::Unique { .. }), "{twice}");
    assert_eq!(Skill::objects().count(app.db()).await.unwrap(), 5);
    let inside = app.db().transaction(|tx| Skill::insert_all_in(tx, &[skill("C"), skill("D")])).await.unwrap();
    assert_eq!(inside.len(), 2);
}

#[tokio::test]
async fn a_row_is_found_or_made() {
    let app = agency().await;
    let named = |name: &str| Skill::objects().filter(Skill::NAME.eq(name));
    for (name, created) in [("Rust", false), ("Go", true), ("Go", false)] {
        let (row, new) = named(name).get_or_create(app.db(), &skill(name)).await.unwrap();
        assert_eq!((row.name.as_str(), new), (name, created));
    }
    let (row, new) = named("Vim").update_or_create(app.db(), [Skill::NAME.set("Emacs")], &skill("Emacs")).await.unwrap();
    assert_eq!((row, new), (Skill { id: 3, name: "Emacs".into() }, false));
    assert!(named("Vim").update_or_create(app.db(), [Skill::NAME.set("Emacs")], &skill("Vim")).await.unwrap().1);
    assert!(Skill::objects().get_or_create(app.db(), &skill("C")).await.is_err(), "several rows");
}

#[tokio::test]
async fn of_many_at_once_one_makes_the_row() {
    let app = agency().await;
    let tries = (0..16).map(|_| {
        let db = app.db().clone();
        tokio::spawn(async move { Skill::objects().filter(Skill::NAME.eq("Go")).get_or_create(&db, &skill("Go")).await.unwrap() })
    });
    let mut made = 0;
    for this in tries.collect::<Vec<_>>() {
        made += usize::from(this.await.unwrap().1);
    }
    assert_eq!(made, 1);
}
