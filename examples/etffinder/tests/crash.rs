//! Killed in the middle of concurrent creates, again and again: what was acknowledged is there, and nothing is there by half.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

mod support;

use std::{thread, time::Duration};

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use support::{Folder, Program, client::Client};

const ROUNDS: usize = 12;
const CLIENTS: usize = 8;

#[test]
fn every_acknowledged_fund_survives_sigkill() {
    let folder = Folder::new();
    let start = || -> Program { folder.program().env("KOROC_LISTEN", "0").env("KOROC_SUPERUSER_PASSWORD", "secret") };
    let server = start().start();
    let token = server.token("admin", "secret");
    assert_eq!(server.stop("-TERM"), 0);

    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..ROUNDS {
        let server = start().start();
        let written: Vec<String> = thread::scope(|scope| {
            let creating: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    scope.spawn({
                        let (server, token) = (&server, &token);
                        move || create(Client::new(server, token), round, client)
                    })
                })
                .collect();
            // A different moment each time, so that the kill meets every stage of a group.
            thread::sleep(Duration::from_millis(120 + 23 * round as u64));
            kill(server.id());
            creating.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert!(written.len() > CLIENTS, "round {round} wrote next to nothing: {} funds", written.len());
        acknowledged.extend(written);
        check_file(&folder, acknowledged.len());
    }

    let server = start().start();
    let mut client = Client::new(&server, &token);
    for fund in &acknowledged {
        let (status, body) = client.send("GET", &format!("/api/v1/funds/{}", json(fund)["id"].as_str().unwrap()), "").unwrap();
        assert_eq!((status, &body), (200, fund), "an acknowledged fund");
    }
    let (_, page) = client.send("GET", "/api/v1/funds?page=last", "").unwrap();
    let count = json(&page)["count"].as_u64().unwrap() as usize;
    // Each kill may leave one fund a client that was committed and whose answer did not arrive.
    assert!((acknowledged.len()..=acknowledged.len() + ROUNDS * CLIENTS).contains(&count), "{count} rows, {} acknowledged", acknowledged.len());
}

/// Creates funds until the connection breaks; the answers that arrived whole.
fn create(mut client: Client, round: usize, number: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for at in 0.. {
        let symbol = format!("{round}.{number}.{at}");
        let body = format!(
            r#"{{"symbol":"{symbol}","name":"{}","asset_class":"Equity","total_assets":"99999999999999{:04}.99","ytd_price_change":"-1.25","average_daily_volume":{at}}}"#,
            "a name of some length".repeat(5),
            at % 10_000
        );
        match client.send("POST", "/api/v1/funds", &body) {
            Some((201, answer)) => acknowledged.push(answer),
            Some((status, answer)) => panic!("{status} {answer}"),
            None => break,
        }
    }
    acknowledged
}

/// The file is whole, no row lacks anything, and no acknowledged row is missing.
fn check_file(folder: &Folder, acknowledged: usize) {
    let file = Connection::open_with_flags(folder.path("db.sqlite3"), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let one = |sql: &str| file.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(one("PRAGMA integrity_check"), "ok");
    assert_eq!(one("SELECT count(*) || '' FROM api_exchangetradedfund WHERE length(name) <> 105 OR total_assets IS NULL OR average_daily_volume IS NULL"), "0");
    let rows: usize = one("SELECT count(DISTINCT symbol) || '' FROM api_exchangetradedfund").parse().unwrap();
    assert!(rows >= acknowledged, "{rows} rows, {acknowledged} acknowledged");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn kill(process: u32) {
    assert!(std::process::Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap().success());
}
