//! PostgreSQL's own faults: a connection that ends, a statement that does not, transactions that lock each other out.

use std::{sync::Arc, sync::Barrier, time::Duration};

use koroc_db::{Cond, DbErrorKind, DbOptions};

use crate::world::{ISSUER, options, postgres_with};

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
