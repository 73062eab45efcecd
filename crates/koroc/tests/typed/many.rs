//! The rows of a many-to-many field, read and changed.

use koroc::db::{Db, DbErrorKind};
use koroc::prelude::*;

use crate::agency::{Candidate, Skill, agency};

async fn named(db: &Db, name: &str) -> Candidate {
    Candidate::objects().filter(Candidate::NAME.eq(name)).get(db).await.unwrap()
}

async fn skills(db: &Db, candidate: &Candidate) -> String {
    candidate.skills().all(db).await.unwrap().into_iter().map(|skill| skill.name).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn pairs_are_added_removed_set_and_cleared() {
    let app = agency().await;
    let (db, ann) = (app.db(), named(app.db(), "Ann").await);
    let all = Skill::objects().all(db).await.unwrap();
    assert_eq!(ann.skills().add(db, &all).await.unwrap(), 1, "two are there already");
    assert_eq!(skills(db, &ann).await, "Rust SQL Vim");
    assert_eq!(ann.skills().remove(db, [ForeignKey(1), ForeignKey(1)]).await.unwrap(), 1);
    assert_eq!(ann.skills().count(db).await.unwrap(), 2);
    ann.skills().set(db, [&all[0]]).await.unwrap();
    assert_eq!(skills(db, &ann).await, "Rust");
    assert_eq!(ann.skills().clear(db).await.unwrap(), 1);
    assert_eq!(skills(db, &ann).await, "");
    assert_eq!(skills(db, &named(db, "Bob").await).await, "Rust", "other rows' pairs stay");
    let lost = ann.skills().add(db, [ForeignKey(2), ForeignKey(99)]).await.unwrap_err();
    assert!(matches!(lost.kind(), DbErrorKind::ForeignKey), "{lost}");
    assert_eq!(skills(db, &ann).await, "", "all or none");
}

#[tokio::test]
async fn a_transaction_changes_pairs_with_the_rest() {
    let app = agency().await;
    let cid = named(app.db(), "Cid").await;
    let failed = app.db().transaction({
        let cid = cid.clone();
        move |tx| {
            cid.skills().add_in(tx, [ForeignKey(1)])?;
            assert_eq!(cid.skills().all_in(tx)?.len(), 1);
            Skill { id: 1, name: "Again".into() }.insert_in(tx)
        }
    });
    failed.await.unwrap_err();
    assert_eq!(skills(app.db(), &cid).await, "");
    app.db()
        .transaction(move |tx| {
            cid.skills().set_in(tx, [ForeignKey(1), ForeignKey(3)])?;
            cid.skills().remove_in(tx, [ForeignKey(3)])
        })
        .await
        .unwrap();
    assert_eq!(skills(app.db(), &named(app.db(), "Cid").await).await, "Rust");
}
