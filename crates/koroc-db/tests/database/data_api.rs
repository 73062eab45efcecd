//! What the Data API alone does: wakes up, has limits, ends transactions; and how many calls things take.

use koroc_db::{Cond, Db, DbErrorKind, Op, Select};
use koroc_spec::Value;

use crate::agency::{self, SKILL};
use crate::world::{FUND, ISSUER, data_api_of, data_api_url, fund, options, resolved};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_cluster_is_waited_for() {
    let Ok(server) = std::env::var("KOROC_TEST_POSTGRES") else { return eprintln!("skipped: KOROC_TEST_POSTGRES names no server") };
    if std::env::var("KOROC_TEST_DATA_API").is_err() {
        return eprintln!("skipped: KOROC_TEST_DATA_API names none");
    }
    let database = format!("asleep{}", uuid::Uuid::new_v4().simple());
    crate::world::on_server(&server, &format!("CREATE DATABASE {database}")).await;
    let db = Db::open(resolved(), &data_api_url(&database), options()).await.unwrap();
    assert_eq!(db.raw("SELECT 1", &[]).await.unwrap(), [[Value::Int(1)]]);
    crate::world::on_server(&server, &format!("DROP DATABASE {database} WITH (FORCE)")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_are_told() {
    let Some(world) = data_api_of(agency::resolved(), options()).await else { return };
    let db = &world.db;
    let rows = (0..700).map(|at| vec![(1, format!("s{at}").into()), (2, "x".repeat(80).into())]).collect();
    db.insert_many(SKILL, rows, &[]).await.unwrap();
    assert_eq!(db.count(SKILL, &Cond::All).await.unwrap(), 700);
    let error = db.raw("SELECT repeat('x', 70000)", &[]).await.unwrap_err();
    assert!(error.to_string().contains("a row 64 KB"), "{error}");
    let error = db.raw("SELECT repeat('x', 60000) FROM generate_series(1, 20)", &[]).await.unwrap_err();
    assert!(error.to_string().contains("1 MiB"), "{error}");
    let many = Cond::In { field: 0, values: (0..16_000).map(Value::Int).collect() };
    let error = db.count(SKILL, &many).await.unwrap_err();
    assert!(error.kind() == &DbErrorKind::OutOfRange && error.to_string().contains("65536"), "{error}");
    let some = Cond::In { field: 0, values: (0..6_000).map(Value::Int).collect() };
    assert_eq!(db.count(SKILL, &some).await.unwrap(), 700);
    let error = db.raw("SELECT length($1)", &["x".repeat(4 << 20).into()]).await.unwrap_err();
    assert!(error.to_string().contains("4 MiB"), "{error}");
    world.clear().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn types_of_raw_sql_are_read_as_far_as_the_data_api_has_them() {
    let Some(world) = data_api_of(resolved(), options()).await else { return };
    let db = &world.db;
    let values = [Value::Decimal("1.50".into()), Value::from("a:b $1"), Value::Uuid(uuid::Uuid::nil()), Value::Null];
    let rows = db.raw("SELECT $1, $2::text, $3, CAST($4 AS text), ':p1 $2', 1 = 1, CAST('{\"a\": 1}' AS text), CAST(1.25 AS float8)", &values).await.unwrap();
    let wanted = [&values[..], &[Value::from(":p1 $2"), Value::Bool(true), Value::from("{\"a\": 1}"), Value::Float(1.25)]].concat();
    assert_eq!(rows, [wanted]);
    let error = db.raw("SELECT CAST('1 day' AS interval)", &[]).await.unwrap_err();
    assert!(error.to_string().contains("unsupported data type interval"), "{error}");
    world.clear().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_beyond_the_last_has_the_count() {
    let Some(world) = data_api_of(resolved(), options()).await else { return };
    for symbol in ["a", "b", "c"] {
        world.fund(symbol, Vec::new()).await;
    }
    for (offset, wanted) in [(0, "c b"), (2, "a"), (9, "")] {
        let cond = Cond::Compare { field: fund::SYMBOL, op: Op::Gte, value: "a".into() };
        let select = Select {
            model: FUND,
            columns: vec![fund::SYMBOL],
            cond,
            order: vec![koroc_spec::ResolvedOrder::own(fund::SYMBOL, true)],
            limit: Some(2),
            offset: Some(offset),
        };
        let mut rows = Vec::new();
        let count = world.db.page(&select, &mut |_, row| rows.extend(row.map(|row| row.get(0).to_value().as_str().unwrap().to_owned()))).await.unwrap();
        assert_eq!((count, rows.join(" ").as_str()), (3, wanted));
    }
    world.clear().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_was_left_alone_is_undone() {
    let Some(world) = data_api_of(resolved(), options()).await else { return };
    let left = world.db.transaction(|tx| {
        tx.insert(ISSUER, vec![(1, "a".into())], &[])?;
        // Longer than the stand-in keeps one; at Amazon's it is three minutes.
        std::thread::sleep(std::time::Duration::from_secs(3));
        tx.insert(ISSUER, vec![(1, "b".into())], &[])
    });
    assert_eq!(left.await.unwrap_err().kind(), &DbErrorKind::Lost);
    assert_eq!(world.db.count(ISSUER, &Cond::All).await.unwrap(), 0);
    world.clear().await;
}
