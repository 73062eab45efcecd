//! A search that reads a whole large table does not hold up those who ask for one row.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

mod support;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use support::{Folder, client::Client};

const ROWS: usize = 150_000;
const READERS: usize = 4;
/// Every row has all terms but the last.
const SEARCH: &str = "/api/v1/funds?search=fund+number+test+set+of+some+equity+nowhere";

#[test]
fn a_hundred_point_reads_finish_while_one_search_runs() {
    let folder = Folder::new();
    let program = || folder.program().env("KOROC_LISTEN", "0").env("KOROC_SUPERUSER_PASSWORD", "secret").env("TOKIO_WORKER_THREADS", "2");
    let server = program().start();
    let token = server.token("admin", "secret");
    assert_eq!(server.stop("-TERM"), 0);
    let ids = seed(&folder);

    let server = program().start();
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let search = scope.spawn(|| {
            let started = Instant::now();
            let answer = Client::new(&server, &token).send("GET", SEARCH, "");
            ended.store(true, Ordering::SeqCst);
            (answer.unwrap(), started.elapsed())
        });
        thread::sleep(Duration::from_millis(50));
        let readers: Vec<_> = (0..READERS)
            .map(|reader| {
                let (server, token, ids) = (&server, &token, &ids);
                scope.spawn(move || {
                    let mut client = Client::new(server, token);
                    for id in ids.iter().skip(reader).step_by(READERS) {
                        assert_eq!(client.send("GET", &format!("/api/v1/funds/{id}"), "").unwrap().0, 200);
                    }
                })
            })
            .collect();
        readers.into_iter().for_each(|reader| reader.join().unwrap());
        assert!(!ended.load(Ordering::SeqCst), "the search ended before {} point reads did: they waited for it", ids.len());
        let ((status, body), took) = search.join().unwrap();
        assert_eq!((status, body.as_str()), (200, r#"{"count":0,"next":null,"previous":null,"results":[]}"#));
        println!("the search took {took:?}");
    });
}

/// Many rows, and the ids of a hundred of them.
fn seed(folder: &Folder) -> Vec<String> {
    let file = Connection::open(folder.path("db.sqlite3")).unwrap();
    let fund = "SELECT printf('%032x', value), 'S' || value, 'Fund number ' || value || ' of some test set with a longer name than most', 'Equity', (SELECT total_assets FROM one), 100, value";
    file.execute_batch(&format!(
        "CREATE TEMP TABLE one(total_assets);
         INSERT INTO one VALUES ('{}');
         INSERT INTO api_exchangetradedfund(id, symbol, name, asset_class, total_assets, ytd_price_change, average_daily_volume)
         WITH RECURSIVE numbers(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < {ROWS}) {fund} FROM numbers",
        stored_decimal(folder)
    ))
    .unwrap();
    (1..=100).map(|at| format!("00000000-0000-0000-0000-{at:012x}")).collect()
}

/// How a decimal of twenty digits is stored: as the program itself stores one.
fn stored_decimal(folder: &Folder) -> String {
    let fixture = r#"[{"model":"api.exchangetradedfund","pk":"ffffffff-ffff-4fff-8fff-ffffffffffff","fields":{"symbol":"ONE","name":"One","asset_class":"E","total_assets":"1.00","ytd_price_change":"1","average_daily_volume":1}}]"#;
    std::fs::write(folder.path("one.json"), fixture).unwrap();
    folder.program().args(&["loaddata", "one.json"]).succeed();
    let file = Connection::open(folder.path("db.sqlite3")).unwrap();
    file.query_row("SELECT total_assets FROM api_exchangetradedfund WHERE symbol = 'ONE'", [], |row| row.get(0)).unwrap()
}
