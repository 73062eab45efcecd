//! PostgreSQL's own faults: a connection that ends, a server that falls silent, a statement that does not end, transactions that lock each other out.

use std::{sync::Arc, sync::Barrier, time::Duration};

use koroc_db::{Cond, Db, DbErrorKind, DbOptions};

use crate::{
    line::Line,
    world::{ISSUER, options, postgres_with, resolved},
};

#[tokio::test]
async fn a_lost_connection_is_replaced() {
    let Some(world) = postgres_with(options()).await else { return };
    let end = world.db.raw("SELECT pg_terminate_backend(pg_backend_pid())", &[]).await;
    assert_eq!(end.unwrap_err().kind(), &DbErrorKind::Lost);
    // The end of the connection arrives behind the error that tells of it.
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(world.db.count(ISSUER, &Cond::All).await.unwrap(), 0);
    world.clear().await;
}

/// A machine that is switched off, or a server that is stopped, ends nothing and tells nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_server_is_given_up_and_found_again() {
    let Some(world) = postgres_with(options()).await else { return };
    let (mut line, url) = Line::to(&world.url);
    let options = DbOptions { deadline: Duration::from_millis(200), connections: 2, ..options() };
    let db = Db::open(resolved(), &url, options).await.unwrap();
    let add = |name: &'static str| db.transaction(move |tx| tx.insert(ISSUER, vec![(1, name.into())], &[]));
    add("before").await.unwrap();
    // The first connections fall silent amid their statements; those that would replace them never come about.
    line.silence();
    for _ in 0..4 {
        let (count, write) = tokio::time::timeout(Duration::from_secs(5), async { tokio::join!(db.count(ISSUER, &Cond::All), add("never")) }).await.unwrap();
        assert_eq!((count.unwrap_err().kind(), write.unwrap_err().kind()), (&DbErrorKind::Lost, &DbErrorKind::Lost));
    }
    line.mend();
    assert_eq!(db.count(ISSUER, &Cond::All).await.unwrap(), 1);
    add("behind").await.unwrap();
    line.cut();
    assert_eq!(db.count(ISSUER, &Cond::All).await.unwrap_err().kind(), &DbErrorKind::Lost);
    line.mend();
    assert_eq!(db.count(ISSUER, &Cond::All).await.unwrap(), 2);
    drop(db);
    world.clear().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_runs_past_its_deadline() {
    let Some(world) = postgres_with(DbOptions { deadline: Duration::from_millis(400), ..options() }).await else { return };
    assert_eq!(world.db.raw("SELECT pg_sleep(5)::text", &[]).await.unwrap_err().kind(), &DbErrorKind::Deadline);
    let idle = world.db.transaction(|tx| {
        std::thread::sleep(Duration::from_millis(500));
        tx.count(ISSUER, &Cond::All)
    });
    assert_eq!(idle.await.unwrap_err().kind(), &DbErrorKind::Deadline);
    // Whatever the closure makes of a read's error, PostgreSQL has undone everything.
    let ignored = world.db.transaction(|tx| {
        tx.insert(ISSUER, vec![(1, "a".into())], &[])?;
        let _ = tx.count(99, &Cond::All);
        let _ = tx.raw("SELECT 1 / 0", &[]);
        Ok(())
    });
    assert_eq!(ignored.await.map_err(|error| error.kind().clone()), Ok(()), "these left the transaction usable");
    assert_eq!(world.db.count(ISSUER, &Cond::All).await.unwrap(), 1);
    world.clear().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_that_lock_each_other_out_run_again() {
    let Some(world) = postgres_with(options()).await else { return };
    for name in ["a", "b"] {
        world.db.insert(ISSUER, vec![(1, name.into())], &[]).await.unwrap();
    }
    let both = Arc::new(Barrier::new(2));
    let cross = |first: &'static str, second: &'static str| {
        let (both, mut met) = (Arc::clone(&both), false);
        world.db.transaction(move |tx| {
            tx.update(ISSUER, &Cond::eq(1, first), vec![(2, "broker".into())], &[])?;
            if !std::mem::replace(&mut met, true) {
                both.wait();
            }
            tx.update(ISSUER, &Cond::eq(1, second), vec![(2, "broker".into())], &[])
        })
    };
    let (one, other) = tokio::join!(cross("a", "b"), cross("b", "a"));
    assert!(one.unwrap().is_some() && other.unwrap().is_some());
    world.clear().await;
}
