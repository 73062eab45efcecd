//! What others do to a server: they lock its database, stop it amid creates, and hold connections without using them.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

mod support;

use std::{
    fs,
    io::Write as _,
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use support::{Folder, Program, Running, client::Client};

const IDLE: usize = 300;

fn program(folder: &Folder) -> Program {
    folder.program().env("KOROC_LISTEN", "0").env("KOROC_SUPERUSER_PASSWORD", "secret")
}

fn fund(symbol: &str) -> String {
    format!(r#"{{"symbol":"{symbol}","name":"N","asset_class":"E","total_assets":"1","ytd_price_change":"1","average_daily_volume":1}}"#)
}

fn create(client: &mut Client, symbol: &str) -> Option<(u16, String)> {
    client.send("POST", "/api/v1/funds", &fund(symbol))
}

fn count(folder: &Folder) -> usize {
    let file = Connection::open(folder.path("db.sqlite3")).unwrap();
    let count: u32 = file.query_row("SELECT count(*) FROM api_exchangetradedfund", [], |row| row.get(0)).unwrap();
    count as usize
}

/// The kilobytes that a process has in memory.
fn memory(server: &Running) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    status.split("VmRSS:").nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn a_database_locked_by_another_program_refuses_writes_for_a_while_and_reads_go_on() {
    let folder = Folder::new();
    let server = program(&folder).start();
    let token = server.token("admin", "secret");
    let (mut writer, mut reader) = (Client::new(&server, &token), Client::new(&server, &token));
    assert_eq!(create(&mut writer, "BEFORE").unwrap().0, 201);

    let other = Connection::open(folder.path("db.sqlite3")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    thread::scope(|scope| {
        let refused = scope.spawn(|| {
            let started = Instant::now();
            (create(&mut writer, "REFUSED").unwrap().0, started.elapsed())
        });
        while !refused.is_finished() {
            let (status, body) = reader.send("GET", "/api/v1/funds", "").unwrap();
            assert!(status == 200 && body.starts_with(r#"{"count":1,"#), "{status} {body}");
            thread::sleep(Duration::from_millis(20));
        }
        let (status, waited) = refused.join().unwrap();
        assert_eq!(status, 503);
        assert!(waited > Duration::from_millis(500), "a write waits for its turn before it is refused: {waited:?}");
    });
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(create(&mut writer, "AFTER").unwrap().0, 201);
    assert_eq!(count(&folder), 2);
}

#[test]
fn sigterm_amid_creates_loses_no_acknowledged_fund() {
    let folder = Folder::new();
    let server = program(&folder).start();
    let token = server.token("admin", "secret");
    let process = server.id().to_string();
    let acknowledged: usize = thread::scope(|scope| {
        let creating: Vec<_> = (0..8)
            .map(|number| {
                let mut client = Client::new(&server, &token);
                scope.spawn(move || (0..).take_while(|at| create(&mut client, &format!("{number}.{at}")).is_some_and(|(status, _)| status == 201)).count())
            })
            .collect();
        thread::sleep(Duration::from_millis(300));
        assert!(std::process::Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
        creating.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(server.status(), 0);
    assert!(acknowledged > 8, "{acknowledged}");
    // What is in flight is finished and answered, so that nothing is there that no one was told of.
    assert_eq!(count(&folder), acknowledged);
}

#[test]
fn clients_that_hold_connections_do_not_keep_others_from_being_served() {
    let folder = Folder::new();
    let server = program(&folder).start();
    let token = server.token("admin", "secret");
    let mut client = Client::new(&server, &token);
    assert_eq!(create(&mut client, "ONE").unwrap().0, 201);
    let before = memory(&server);
    let said = [
        String::new(),
        "GET /api/v1/funds HTTP/1.1\r\nHost: loc".to_owned(),
        format!(
            "POST /api/v1/funds HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{{"
        ),
        // Asks again and again and reads nothing.
        format!("GET /api/v1/funds HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n\r\n").repeat(100),
    ];
    let held: Vec<TcpStream> = (0..IDLE)
        .map(|at| {
            let mut stream = server.connect();
            stream.write_all(said[at % said.len()].as_bytes()).unwrap();
            stream
        })
        .collect();
    for at in 0..50 {
        assert_eq!(create(&mut Client::new(&server, &token), &format!("N{at}")).unwrap().0, 201);
        assert_eq!(client.send("GET", "/api/v1/funds", "").unwrap().0, 200);
    }
    let grown = memory(&server).saturating_sub(before);
    assert!(grown < 40_000, "{} connections cost {grown} KB", held.len());
}
