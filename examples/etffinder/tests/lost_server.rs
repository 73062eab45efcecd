//! PostgreSQL goes away under requests and comes back: nobody is told why, nothing that was acknowledged is lost, and nobody has to restart anything.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

#[allow(dead_code, reason = "silence lasts for a deadline, which koroc-db's own tests make short")]
#[path = "../../../crates/koroc-db/tests/database/line.rs"]
mod line;
mod support;

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use line::Line;
use serde_json::Value;
use support::{Folder, Program, Running, client::Client};
use tokio_postgres::NoTls;

const CLIENTS: usize = 6;
const WHY: [&str; 5] = ["postgres", "connect", "database", "closed", "terminat"];

/// A new schema on the server, as a URL, or `None` where no server is named.
fn schema() -> Option<(String, String)> {
    let Ok(server) = std::env::var("KOROC_TEST_POSTGRES") else {
        eprintln!("not tried: KOROC_TEST_POSTGRES names no server");
        return None;
    };
    let name = format!("lost_{}", std::process::id());
    execute(&server, &format!("CREATE SCHEMA {name}"));
    let url = format!("{server}{}options=-csearch_path%3D{name}&application_name={name}", if server.contains('?') { '&' } else { '?' });
    Some((url, name))
}

fn execute(url: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
    });
}

#[test]
fn a_lost_postgresql_is_a_503_until_it_is_back() {
    let Some((direct, name)) = schema() else { return };
    let (mut line, url) = Line::to(&direct);
    let folder = Folder::new();
    let program = |arguments: &[&str]| -> Program {
        folder.program().env("KOROC_DATABASE_URL", &url).env("KOROC_SUPERUSER_PASSWORD", "secret").env("KOROC_LISTEN", "0").args(arguments)
    };
    program(&["migrate"]).succeed();
    program(&["createsuperuser", "--username", "admin", "--email", "admin@example.com"]).succeed();
    let server = program(&["runserver"]).start();
    let token = server.token("admin", "secret");

    // Its processes are ended: each connection is told, and the next one works.
    let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'");
    let ended = under_creates(&server, &token, "E", || execute(&std::env::var("KOROC_TEST_POSTGRES").unwrap(), &end));
    // It is gone: connections break, and new ones are refused, for a while.
    let gone = under_creates(&server, &token, "G", || {
        line.cut();
        let mut client = Client::new(&server, &token);
        for _ in 0..20 {
            let started = Instant::now();
            assert_eq!(client.send("GET", "/api/v1/funds", "").unwrap().0, 503);
            assert!(started.elapsed() < Duration::from_secs(5), "a refused connection is no reason to wait");
        }
        assert_eq!(Client::new(&server, "").send("GET", "/alive", "").unwrap().0, 200, "what needs no database is there");
        line.mend();
    });
    assert!(gone.refused > 0, "nobody noticed");

    let mut client = Client::new(&server, &token);
    let acknowledged: Vec<&String> = ended.made.iter().chain(&gone.made).collect();
    for fund in &acknowledged {
        let id = json(fund)["id"].as_str().unwrap().to_owned();
        assert_eq!(client.send("GET", &format!("/api/v1/funds/{id}"), "").unwrap(), (200, (*fund).clone()), "an acknowledged fund");
    }
    // Of a create that was told nothing, the row may be there: the connection may break behind the commit.
    let (_, page) = client.send("GET", "/api/v1/funds", "").unwrap();
    let count = json(&page)["count"].as_u64().unwrap() as usize;
    assert!((acknowledged.len()..=acknowledged.len() + ended.refused + gone.refused).contains(&count), "{count} rows, {} acknowledged", acknowledged.len());
    drop(server);
    execute(&direct, &format!("DROP SCHEMA {name} CASCADE"));
}

struct Outcome {
    made: Vec<String>,
    refused: usize,
}

/// Lets something happen while several clients create; each goes on until it has created some funds afterwards.
fn under_creates(server: &Running, token: &str, prefix: &str, happen: impl FnOnce()) -> Outcome {
    let (over, refused) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        let (over, refused) = (&over, &refused);
        let creating: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let mut client = Client::new(server, token);
                scope.spawn(move || {
                    let (mut made, mut since) = (Vec::new(), 0);
                    let until = Instant::now() + Duration::from_secs(60);
                    for at in 0.. {
                        let symbol = format!("{prefix}{number}.{at}");
                        let fund = format!(
                            r#"{{"symbol":"{symbol}","name":"N","asset_class":"E","total_assets":"1","ytd_price_change":"1","average_daily_volume":1}}"#
                        );
                        match client.send("POST", "/api/v1/funds", &fund).unwrap() {
                            (201, fund) => {
                                made.push(fund);
                                since += usize::from(over.load(Ordering::SeqCst));
                            }
                            (503, body) => {
                                assert!(WHY.iter().all(|word| !body.to_lowercase().contains(word)), "the cause is for the log: {body}");
                                refused.fetch_add(1, Ordering::SeqCst);
                                thread::sleep(Duration::from_millis(20));
                            }
                            (status, body) => panic!("{status} {body}"),
                        }
                        if since >= 5 {
                            break;
                        }
                        assert!(Instant::now() < until, "it does not come back");
                    }
                    made
                })
            })
            .collect();
        thread::sleep(Duration::from_millis(300));
        happen();
        over.store(true, Ordering::SeqCst);
        let made = creating.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        Outcome { made, refused: refused.load(Ordering::SeqCst) }
    })
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}
