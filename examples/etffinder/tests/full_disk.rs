//! A disk without room: creates are refused and nothing of them stays, reads go on, and creates go on once there is room.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

mod support;

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use rusqlite::Connection;
use serde_json::Value;
use support::{Folder, Program, Running, client::Client};

const CLIENTS: usize = 4;
/// What is left of the room: some dozens of funds.
const ROOM: u64 = 256 << 10;

fn program(folder: &Folder) -> Program {
    folder.program().env("KOROC_LISTEN", "0").env("KOROC_SUPERUSER_PASSWORD", "secret")
}

/// A file system of its own in the folder, which only the server sees: there SQLite meets `ENOSPC`.
#[test]
fn a_file_system_without_room() {
    const OWN: [&str; 4] = ["unshare", "--user", "--map-root-user", "--mount"];
    const MOUNT: &str = r#"mount -t tmpfs -o size=16m none . && cd "$PWD""#;
    let may = Command::new(OWN[0]).args(&OWN[1..]).args(["sh", "-c", "cd /tmp && mount -t tmpfs none ."]).stderr(Stdio::null()).status();
    if !may.is_ok_and(|status| status.success()) {
        return eprintln!("not tried: nobody may mount a file system of their own here");
    }
    let folder = Folder::new();
    let server = program(&folder).under(&[&OWN[..], &["sh", "-c", &format!(r#"{MOUNT} && exec "$0" "$@""#)]].concat()).start();
    let inside = PathBuf::from(format!("/proc/{}/root{}", server.id(), folder.path("").display()));
    let ballast = inside.join("ballast");
    let fill = || {
        let mut file = File::create(&ballast).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
        file.set_len(file.metadata().unwrap().len() - ROOM).unwrap();
    };
    goes_on(&server, &inside, &folder, fill, || fs::remove_file(&ballast).unwrap());
}

/// Files that may not grow: there SQLite meets `EFBIG`.
#[test]
fn files_that_may_not_grow() {
    let folder = Folder::new();
    // Whoever does not ignore the signal ends with it.
    let server = program(&folder).under(&["sh", "-c", r#"trap "" XFSZ; exec "$0" "$@""#]).start();
    let limit =
        |bytes: &str| assert!(Command::new("prlimit").args([&format!("--pid={}", server.id()), &format!("--fsize={bytes}:")]).status().unwrap().success());
    let largest = || ["db.sqlite3", "db.sqlite3-wal"].map(|name| fs::metadata(folder.path(name)).unwrap().len()).into_iter().max().unwrap();
    goes_on(&server, &folder.path(""), &folder, || limit(&(largest() + ROOM).to_string()), || limit("unlimited"));
}

fn goes_on(server: &Running, inside: &Path, folder: &Folder, fill: impl Fn(), empty: impl Fn()) {
    let token = server.token("admin", "secret");
    let mut client = Client::new(server, &token);
    let (status, first) = create(&mut client, "FIRST");
    assert_eq!(status, 201);
    fill();
    let made = until_refused(server, &token, &first);
    assert!(made.len() > CLIENTS, "there was room for {} funds", made.len());
    for fund in &made {
        assert_eq!(client.send("GET", &path(fund), "").unwrap(), (200, fund.clone()), "an acknowledged fund");
    }
    assert_eq!(count(&mut client), made.len() + 1);

    empty();
    assert_eq!(create(&mut client, "AFTER").0, 201);
    assert_eq!(client.send("DELETE", &path(&first), "").unwrap().0, 204);
    assert_eq!(count(&mut client), made.len() + 1);
    whole(inside, folder, made.len() + 1);
}

/// Several clients create until each is refused, while another reads; what was acknowledged.
fn until_refused(server: &Running, token: &str, first: &str) -> Vec<String> {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut client = Client::new(server, token);
            while !over.load(Ordering::Relaxed) {
                assert_eq!(client.send("GET", &path(first), "").unwrap(), (200, first.to_owned()));
                assert_eq!(client.send("GET", "/api/v1/funds?search=first&ordering=name", "").unwrap().0, 200);
            }
        });
        let creating: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let mut client = Client::new(server, token);
                scope.spawn(move || {
                    let mut made = Vec::new();
                    loop {
                        assert!(made.len() < 5_000, "the room has no end");
                        match create(&mut client, &format!("{number}.{}", made.len())) {
                            (201, fund) => made.push(fund),
                            (status, body) => {
                                assert_eq!(status, 503, "{body}");
                                assert!(["disk", "full", "sqlite", "I/O"].iter().all(|cause| !body.contains(cause)), "the cause is for the log: {body}");
                                return made;
                            }
                        }
                    }
                })
            })
            .collect();
        let made = creating.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        over.store(true, Ordering::Relaxed);
        reading.join().unwrap();
        made
    })
}

fn create(client: &mut Client, symbol: &str) -> (u16, String) {
    let name = "a name of some length".repeat(5);
    let fund = format!(r#"{{"symbol":"{symbol}","name":"{name}","asset_class":"Equity","total_assets":"1","ytd_price_change":"1","average_daily_volume":1}}"#);
    client.send("POST", "/api/v1/funds", &fund).unwrap()
}

fn path(fund: &str) -> String {
    format!("/api/v1/funds/{}", json(fund)["id"].as_str().unwrap())
}

fn count(client: &mut Client) -> usize {
    let (status, page) = client.send("GET", "/api/v1/funds", "").unwrap();
    assert_eq!(status, 200);
    json(&page)["count"].as_u64().unwrap() as usize
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A copy of the database is sound and has these many whole rows.
fn whole(inside: &Path, folder: &Folder, rows: usize) {
    let _ = fs::create_dir(folder.path("copy"));
    for name in ["db.sqlite3", "db.sqlite3-wal"] {
        fs::copy(inside.join(name), folder.path("copy").join(name)).unwrap();
    }
    let file = Connection::open(folder.path("copy").join("db.sqlite3")).unwrap();
    let one = |sql: &str| file.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(one("PRAGMA integrity_check"), "ok");
    assert_eq!(one("SELECT count(DISTINCT symbol) || '' FROM api_exchangetradedfund WHERE length(name) = 105").parse(), Ok(rows));
}
