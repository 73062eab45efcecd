//! SQLite's one writer: what happens to a job's neighbours in its group when it fails.

use std::{sync::mpsc, time::Duration};

use koroc_db::{Cond, Db, DbError, DbErrorKind, DbOptions, Tx};
use koroc_spec::{ResolvedOrder, Value};

use crate::world::{FUND, Folder, HOLDING, ISSUER, World, fund, funds, options, resolved, sqlite, world};

/// Keeps the writer busy until the sender is dropped, so that what is written meanwhile is one group.
async fn hold(db: &Db) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), DbError>>) {
    let (release, held) = mpsc::channel::<()>();
    let (started, start) = mpsc::channel();
    let db = db.clone();
    let job = tokio::spawn(async move {
        db.transaction(move |_| {
            let _ = started.send(());
            let _ = held.recv();
            Ok(())
        })
        .await
    });
    tokio::task::block_in_place(|| start.recv()).expect("the writer has started");
    (release, job)
}

type Job = Box<dyn FnMut(&mut Tx<'_>) -> Result<(), DbError> + Send>;

fn job(job: impl FnMut(&mut Tx<'_>) -> Result<(), DbError> + Send + 'static) -> Job {
    Box::new(job)
}

fn add(name: &'static str) -> Job {
    job(move |tx| tx.insert(ISSUER, vec![(1, name.into())], &[]).map(drop))
}

/// Runs the jobs as one group and answers how each ended.
async fn group(db: &Db, jobs: Vec<Job>) -> Vec<Result<(), DbErrorKind>> {
    let (release, held) = hold(db).await;
    let jobs: Vec<_> = jobs
        .into_iter()
        .map(|mut job| {
            let db = db.clone();
            tokio::spawn(async move { db.transaction(move |tx| job(tx)).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    drop(release);
    held.await.expect("no panic").expect("the group holds");
    let mut ends = Vec::new();
    for job in jobs {
        ends.push(job.await.expect("no panic").map_err(|error| error.kind().clone()));
    }
    ends
}

async fn issuers(world: &World) -> Vec<String> {
    let select = koroc_db::Select { model: ISSUER, columns: vec![1], order: vec![ResolvedOrder::own(1, false)], ..funds(Cond::All) };
    world.db.rows(&select).await.expect("it still reads").into_iter().map(|row| row[0].as_str().expect("a name").to_owned()).collect()
}

/// A job that fails in its own way, and how.
fn failing() -> Vec<(&'static str, Job, DbErrorKind)> {
    let insert = "INSERT INTO api_holding (fund_id, issuer_id) VALUES ('00000000000000000000000000000000', 99)";
    vec![
        ("its closure", job(|_| Err(DbError::new(DbErrorKind::Mismatch, "no"))), DbErrorKind::Mismatch),
        (
            "a constraint",
            job(|tx| {
                tx.insert(ISSUER, vec![(1, "never".into())], &[])?;
                tx.insert(ISSUER, vec![(1, Value::Null)], &[]).map(drop)
            }),
            DbErrorKind::NotNull,
        ),
        ("a panic", job(|tx| tx.insert(ISSUER, vec![(1, "never".into())], &[]).map(|_| panic!("a bug in a job"))), DbErrorKind::Panicked),
        (
            "the commit",
            job(move |tx| {
                tx.raw("PRAGMA defer_foreign_keys = ON", &[])?;
                tx.raw(insert, &[]).map(drop)
            }),
            DbErrorKind::ForeignKey,
        ),
        (
            "a rollback of everything",
            job(|tx| tx.raw("INSERT OR ROLLBACK INTO api_issuer (name, kind) VALUES (NULL, '')", &[]).map(drop)),
            DbErrorKind::NotNull,
        ),
        ("a commit of its own", job(|tx| tx.raw("COMMIT", &[]).map(drop)), DbErrorKind::Other),
        ("a full file", job(|tx| tx.raw("CREATE TABLE large AS SELECT zeroblob(1000000)", &[]).map(drop)), DbErrorKind::Full),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_job_fails_alone() {
    for (what, job, kind) in failing() {
        let world = sqlite().await;
        let limit = |tx: &mut Tx<'_>| {
            let pages = tx.raw("PRAGMA page_count", &[])?[0][0].as_int().expect("a number");
            tx.raw(&format!("PRAGMA max_page_count = {}", pages + 3), &[]).map(drop)
        };
        world.db.transaction(limit).await.expect("the file may be limited");
        let ends = group(&world.db, vec![add("before"), job, add("behind")]).await;
        assert_eq!(ends, [Ok(()), Err(kind), Ok(())], "{what}");
        assert_eq!(issuers(&world).await, ["before", "behind"], "{what}");
        world.db.transaction(|tx| add("later")(tx)).await.expect("the writer lives on");
        assert_eq!(issuers(&world).await, ["before", "behind", "later"], "{what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_of_a_full_disk_is_answered_and_the_acknowledged_are_there() {
    let world = sqlite().await;
    world.db.transaction(|tx| tx.raw("PRAGMA max_page_count = 120", &[])).await.expect("the file may be limited");
    let writes: Vec<_> = (0..4000)
        .map(|at| {
            let db = world.db.clone();
            tokio::spawn(async move {
                let row = vec![(fund::SYMBOL, format!("S{at}").into()), (fund::NAME, "x".repeat(120).into()), (fund::ASSETS, Value::Int(at))];
                db.insert(FUND, row, &[]).await
            })
        })
        .collect();
    let (mut stored, mut full) = (0, 0);
    for write in writes {
        match write.await.expect("no panic") {
            Ok(_) => stored += 1,
            Err(error) if *error.kind() == DbErrorKind::Full => full += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(stored > 0 && full > 0, "{stored} stored, {full} refused");
    assert_eq!(world.db.count(FUND, &Cond::All).await.expect("it still reads"), stored);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_past_its_deadline_is_stopped_and_its_neighbours_are_not() {
    let folder = Folder::new();
    let options = DbOptions { deadline: Duration::from_millis(300), ..options() };
    let world = world(folder.url(), folder, options).await;
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO api_issuer (name, kind) SELECT i, '' FROM n WHERE i < 0";
    let ends = group(&world.db, vec![add("before"), job(move |tx| tx.raw(endless, &[]).map(drop)), add("behind")]).await;
    assert_eq!(ends, [Ok(()), Err(DbErrorKind::Deadline), Ok(())]);
    let read = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0";
    assert_eq!(world.db.raw(read, &[]).await.expect_err("it has no end").kind(), &DbErrorKind::Deadline);
    let idle = world.db.transaction(|tx| {
        std::thread::sleep(Duration::from_millis(400));
        tx.count(ISSUER, &Cond::All)
    });
    assert_eq!(idle.await.expect_err("it took too long").kind(), &DbErrorKind::Deadline);
    assert_eq!(issuers(&world).await, ["before", "behind"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_program_that_writes_is_waited_for_and_then_given_up() {
    let folder = Folder::new();
    let options = DbOptions { busy_timeout: Duration::from_millis(100), ..options() };
    let world = world(folder.url(), folder, options).await;
    let other = rusqlite::Connection::open(world.folder.0.join("db.sqlite3")).expect("the file is there");
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO api_issuer (name, kind) VALUES ('theirs', '')").expect("nobody else writes");
    let ends = world.db.insert(ISSUER, vec![(1, "ours".into())], &[]).await;
    assert_eq!(ends.expect_err("the file is held").kind(), &DbErrorKind::Busy);
    assert_eq!(world.db.count(ISSUER, &Cond::All).await.expect("readers do not wait"), 0);
    other.execute_batch("COMMIT").expect("it can end");
    assert_eq!(world.db.count(ISSUER, &Cond::All).await.expect("the count is not remembered past their commit"), 1);
    world.db.insert(ISSUER, vec![(1, "ours".into())], &[]).await.expect("the file is free");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_handle_may_end_anywhere() {
    let world = sqlite().await;
    let (release, held) = hold(&world.db).await;
    let clone = world.db.clone();
    let queued = tokio::spawn(async move { clone.insert(ISSUER, vec![(1, "queued".into())], &[]).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    let World { db, folder, url } = world;
    drop(db);
    drop(release);
    held.await.expect("no panic").expect("it commits");
    queued.await.expect("no panic").expect("what was queued is written");
    let again = Db::open(resolved(), &url, options()).await.expect("the file is there");
    assert_eq!(again.count(ISSUER, &Cond::All).await.expect("it reads"), 1);
    drop(folder);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = Folder::new();
    let open = |url: String| async move { Db::open(resolved(), &url, options()).await.map(drop).map_err(|error| error.kind().clone()) };
    assert_eq!(open(format!("sqlite:{}/none/db.sqlite3", folder.0.display())).await, Err(DbErrorKind::Lost));
    std::fs::write(folder.0.join("db.sqlite3"), "x".repeat(5000)).expect("the folder is there");
    assert_eq!(open(folder.url()).await, Err(DbErrorKind::Corrupt));
    assert_eq!(open("mysql://x".into()).await, Err(DbErrorKind::Mismatch));
    let without = Db::open(resolved(), &folder.url(), DbOptions::default()).await;
    assert_eq!(without.map(drop).map_err(|error| error.kind().clone()), Err(DbErrorKind::Mismatch), "a default without its function");
}

#[tokio::test]
async fn a_database_can_be_opened_by_its_first_statement() {
    let World { db, folder, url } = sqlite().await;
    drop(db);
    let later = |url: &str| Db::later(resolved(), url, options()).expect("nothing is opened yet");
    let file = later(&url);
    file.insert(ISSUER, vec![(1, "a".into())], &[]).await.expect("it opens the file");
    // What a transaction must know of the database is asked before it begins.
    let gone = later(&url).transaction(|tx| tx.delete(ISSUER, &Cond::All)).await;
    assert_eq!(gone.map_err(|error| error.kind().clone()), Ok(1));

    let missing = format!("sqlite:{}/later.sqlite3", folder.0.display());
    let lost = later(&missing);
    for _ in 0..2 {
        assert_eq!(lost.count(ISSUER, &Cond::All).await.map_err(|error| error.kind().clone()), Err(DbErrorKind::Lost));
    }
    assert!(!folder.0.join("later.sqlite3").exists(), "no statement makes a database");
    std::fs::copy(url.trim_start_matches("sqlite:"), folder.0.join("later.sqlite3")).expect("the first is a file");
    assert_eq!(lost.count(ISSUER, &Cond::All).await.map_err(|error| error.kind().clone()), Ok(0), "what was lost is tried again");
    assert_eq!(Db::later(resolved(), "mysql://x", options()).map(drop).map_err(|error| error.kind().clone()), Err(DbErrorKind::Mismatch));
}

/// Single-threaded on purpose: a read that stalls its thread would stall everything.
#[tokio::test]
async fn a_long_search_does_not_stall_its_neighbours() {
    let world = sqlite().await;
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) \
                INSERT INTO api_fund (id, symbol, name, assets, price, updated) \
                SELECT printf('%032x', i), 'S' || i, hex(zeroblob(50)), printf('1%038d', i), i, '2026-01-01 00:00:00' FROM n";
    world.db.raw(fill, &[]).await.expect("there is room");
    let finished = std::sync::Mutex::new(Vec::new());
    let finish = |what| finished.lock().expect("no panic").push(what);
    let search = async {
        let cond = Cond::Compare { field: fund::NAME, op: koroc_db::Op::Contains, value: "1".into() };
        assert_eq!(world.db.count(FUND, &cond).await.expect("it reads"), 0);
        finish("search");
    };
    let points = async {
        for _ in 0..100 {
            assert!(world.db.exists(FUND, &Cond::eq(fund::SYMBOL, "S777")).await.expect("it reads"));
            tokio::task::yield_now().await;
        }
        finish("points");
    };
    tokio::join!(search, points);
    assert_eq!(*finished.lock().expect("no panic"), ["points", "search"]);
}

#[tokio::test]
async fn a_damaged_value_is_reported() {
    let world = sqlite().await;
    let key = world.fund("SPY", Vec::new()).await;
    world.db.raw("UPDATE api_fund SET assets = 'x'", &[]).await.expect("SQLite takes anything");
    for cond in [Cond::eq(fund::ID, key), Cond::All] {
        let read = world.db.rows(&koroc_db::Select { columns: vec![fund::ASSETS], limit: Some(5), ..funds(cond) }).await;
        assert_eq!(read.expect_err("x is no decimal").kind(), &DbErrorKind::Corrupt);
    }
    assert_eq!(world.db.count(HOLDING, &Cond::All).await.expect("other tables are whole"), 0);
}
