//! The program as a user starts it: its first run, its end, and what it says when something is wrong.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

mod support;

use std::{fs, io::Write as _, net::TcpListener, thread::sleep, time::Duration};

use support::Folder;

#[test]
fn the_first_start_makes_everything_and_tells_the_password_once() {
    let folder = Folder::new();
    let program = folder.program().env("KOROC_LISTEN", "0").start();
    let told = program.greeting();
    let password = told.lines().skip_while(|line| !line.contains("the user admin with the password")).nth(2).unwrap().trim().to_owned();
    assert_eq!(password.len(), 20, "{told}");
    for path in ["/api/v1/", "/api/v1/schema", "/api-auth/login/", "/alive"] {
        assert!(told.contains(&format!("http://127.0.0.1:{}{path} ", program.port())), "{path}: {told}");
    }
    let list = program.send(&format!("GET /api/v1/funds HTTP/1.1\r\nAuthorization: Basic {}\r\n", base64(&format!("admin:{password}"))));
    assert!(list.starts_with("HTTP/1.1 200") && list.ends_with(r#"{"count":0,"next":null,"previous":null,"results":[]}"#), "{list}");
    assert_eq!(program.stop("-TERM"), 0);

    let again = folder.program().env("KOROC_LISTEN", "0").start();
    assert!(!again.greeting().contains("password"), "{}", again.greeting());
    assert_eq!(again.stop("-INT"), 0);
}

#[test]
fn the_admins_password_may_come_from_the_environment() {
    let folder = Folder::new();
    let program = folder.program().env("KOROC_LISTEN", "0").env("KOROC_SUPERUSER_PASSWORD", "a secret of ours").start();
    assert!(!program.greeting().contains("a secret of ours"));
    let answer = program.send(&format!("GET /api/v1/funds HTTP/1.1\r\nAuthorization: Basic {}\r\n", base64("admin:a secret of ours")));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn sigterm_finishes_the_request_in_flight() {
    let folder = Folder::new();
    let program = folder.program().env("KOROC_LISTEN", "0").env("KOROC_SUPERUSER_PASSWORD", "secret").start();
    let body = r#"{"symbol":"SPY","name":"S","asset_class":"E","total_assets":"1","ytd_price_change":"1","average_daily_volume":1}"#;
    let mut stream = program.connect();
    let head = format!("Authorization: Basic {}\r\nContent-Type: application/json\r\nContent-Length: {}", base64("admin:secret"), body.len());
    write!(stream, "POST /api/v1/funds HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n{}", &body[..9]).unwrap();
    sleep(Duration::from_millis(300));
    let ended = program.signal("-TERM");
    sleep(Duration::from_millis(300));
    assert!(TcpListener::bind(("127.0.0.1", ended.port())).is_ok(), "nothing listens any more");
    stream.write_all(&body.as_bytes()[9..]).unwrap();
    let answer = support::rest(stream);
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(ended.status(), 0);
}

#[test]
fn a_port_in_use_is_named_and_nothing_is_made() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let folder = Folder::new();
    let failed = folder.program().env("KOROC_LISTEN", &taken.local_addr().unwrap().to_string()).fail();
    assert!(failed.contains(&format!("cannot listen on {}: another program already does", taken.local_addr().unwrap())), "{failed}");
    assert!(!folder.path("db.sqlite3").exists(), "a start that cannot serve makes no database");
}

#[test]
fn a_database_without_migrations_is_refused_and_left_alone() {
    let folder = Folder::new();
    fs::write(folder.path("db.sqlite3"), "").unwrap();
    for arguments in [&[][..], &["runserver", "0"], &["loaddata", "x.json"], &["createsuperuser"]] {
        let failed = folder.program().env("KOROC_LISTEN", "0").args(arguments).fail();
        assert!(failed.contains("lacks migrations: contenttypes.0001_initial") && failed.contains("etffinder migrate"), "{failed}");
    }
    assert_eq!(fs::read(folder.path("db.sqlite3")).unwrap(), b"");

    let folder = Folder::new();
    let failed = folder.program().args(&["runserver", "0"]).fail();
    assert!(failed.contains("There is no database db.sqlite3 yet") && failed.contains("etffinder migrate"), "{failed}");
    assert!(!folder.path("db.sqlite3").exists());
}

#[test]
fn mistakes_are_told_all_at_once() {
    let folder = Folder::new();
    fs::write(folder.path("koroc.toml"), "page_sise = 3\nbody_limit = \"much\"\n").unwrap();
    let failed = folder.program().env("KOROC_SECURE_COOKIE", "true").args(&["check", "--permission", "Nobody"]).fail();
    for message in [
        "4 problems to put right",
        "page_sise in koroc.toml: is no setting; the nearest is `page_size`",
        "body_limit in koroc.toml: cannot be `much`",
        "secure_cookie in the environment: is no setting; the nearest is `secure_cookies`",
        "permission in --permission: cannot be `Nobody`",
    ] {
        assert!(failed.contains(message), "{failed}");
    }
}

#[test]
fn what_cannot_be_read_or_written_is_named() {
    let folder = Folder::new();
    fs::write(folder.path("koroc.toml"), "page_size = [\n").unwrap();
    fs::write(folder.path("garbage.sqlite3"), "this is no database, whatever its name says, and long enough to be looked at as one".repeat(20)).unwrap();
    fs::write(folder.path("short.key"), "short").unwrap();
    let fine = &["--settings", "/dev/null"][..];
    for (case, arguments, message) in [
        ("a broken settings file", &["check"][..], "koroc.toml: is not TOML"),
        ("a settings file that is not there", &["check", "--settings", "other.toml"], "other.toml: cannot be read"),
        ("a folder that takes no files", &["--database-url", "sqlite:/proc/db.sqlite3"], "/proc/db.sqlite3"),
        ("a folder that is not there", &["migrate", "--database-url", "sqlite:no/such/folder/db.sqlite3"], "no/such/folder/db.sqlite3"),
        ("a file that is no database", &["runserver", "0", "--database-url", "sqlite:garbage.sqlite3"], "garbage.sqlite3"),
        ("a server that is not there", &["migrate", "--database-url", "postgres://nobody@127.0.0.1:1/none"], "127.0.0.1:1"),
        ("a secret key that is none", &["--secret-key-file", "short.key"], "secret key"),
        ("a level that is none", &["check"], "KOROC_LOG"),
    ] {
        let arguments = if case.contains("settings") { arguments.to_vec() } else { [arguments, fine].concat() };
        let log = if case.contains("level") { "koroc=loud" } else { "warn" };
        let failed = folder.program().env("KOROC_LISTEN", "0").env("KOROC_LOG", log).args(&arguments).fail();
        assert!(failed.contains(message), "{case}: {failed}");
        assert!(!failed.contains("panicked"), "{case}: {failed}");
    }
}

#[test]
fn commands_that_need_no_database_touch_none() {
    let folder = Folder::new();
    for (command, start) in [("check", "No problems."), ("routes", "METHOD"), ("openapi", "{"), ("synth", "{"), ("--help", "ETFFinder")] {
        let out = folder.program().env("KOROC_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none").args(&[command]).succeed();
        assert!(out.starts_with(start), "{command}: {out}");
    }
    assert_eq!(fs::read_dir(folder.path(".")).unwrap().count(), 0);
}

#[test]
fn rows_and_users_are_made_by_command() {
    let folder = Folder::new();
    let fixture = |symbol: &str, volume: &str| {
        let fields = format!(
            r#"{{"symbol":"{symbol}","name":"n","asset_class":"E","total_assets":"372251000000.00","ytd_price_change":"-7.01","average_daily_volume":{volume}}}"#
        );
        format!(r#"[{{"model":"api.exchangetradedfund","fields":{fields}}}]"#)
    };
    fs::write(folder.path("good.json"), fixture("SPY", "1")).unwrap();
    fs::write(folder.path("bad.json"), fixture("QQQ", "\"many\"")).unwrap();
    assert!(folder.program().args(&["migrate"]).succeed().contains("Applying api.0001_initial … done"));
    assert!(folder.program().args(&["migrate"]).succeed().contains("Nothing to do"));
    assert!(folder.program().args(&["showmigrations"]).succeed().contains("api\n [X] 0001_initial"));
    assert!(folder.program().args(&["loaddata", "good.json"]).succeed().contains("Loaded 1 object from good.json"));
    let failed = folder.program().args(&["loaddata", "bad.json"]).fail();
    assert!(failed.contains("bad.json") && failed.contains("Nothing of it was loaded"), "{failed}");
    let dump = || folder.program().args(&["dumpdata", "api"]).succeed();
    let dumped = dump();
    assert!(dumped.starts_with("[\n{\"model\": \"api.exchangetradedfund\"") && dumped.contains("\"total_assets\": \"372251000000.00\""), "{dumped}");
    fs::write(folder.path("dumped.json"), &dumped).unwrap();
    assert!(folder.program().args(&["loaddata", "dumped.json"]).succeed().contains("Loaded 1 object from dumped.json"));
    assert_eq!(dump(), dumped);
    assert!(folder.program().args(&["dumpdata", "nowhere"]).fail().contains("`nowhere` is no app and no model"));

    let create = |name: &str| folder.program().env("KOROC_SUPERUSER_PASSWORD", "secret").args(&["createsuperuser", "--noinput", "--username", name]);
    assert!(create("ada").succeed().contains("Made the superuser ada"));
    assert!(create("ada").fail().contains("already a user \"ada\""));
    assert!(folder.program().args(&["createsuperuser", "--noinput", "--username", "bob"]).fail().contains("KOROC_SUPERUSER_PASSWORD is missing"));

    let program = folder.program().args(&["runserver", "0"]).start();
    let list = |password: &str| program.send(&format!("GET /api/v1/funds HTTP/1.1\r\nAuthorization: Basic {}\r\n", base64(&format!("ada:{password}"))));
    let first = list("secret");
    assert!(first.contains(r#""count":1"#) && first.contains(r#""total_assets":"372251000000.00""#), "{first}");

    let change = |name: &str| folder.program().env("KOROC_NEW_PASSWORD", "better").args(&["changepassword", name]);
    assert!(change("ada").succeed().contains("Changed the password of ada"));
    assert!(change("bob").fail().contains("there is no user \"bob\""));
    assert!(folder.program().args(&["changepassword", "ada"]).fail().contains("KOROC_NEW_PASSWORD is missing"));
    assert!(list("secret").contains("Invalid username/password.") && list("better").contains(r#""count":1"#));
}

/// The migrations that ship lead to the declaration, which `makemigrations --check` says too.
#[test]
fn the_migrations_are_up_to_date() {
    let folder = Folder::new();
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    assert!(folder.program().args(&["makemigrations", "--check", "--dir", dir]).succeed().contains("Nothing to write"));
}

fn base64(text: &str) -> String {
    support::base64(text.as_bytes())
}

#[test]
#[cfg(target_os = "linux")]
fn logins_leave_no_memory_behind() {
    let folder = Folder::new();
    let program = folder.program().env("KOROC_LISTEN", "0").env("KOROC_SUPERUSER_PASSWORD", "secret").env("KOROC_PASSWORD_COST", "safe").start();
    for _ in 0..30 {
        let answer = program.send(&format!("GET /api/v1/funds HTTP/1.1\r\nAuthorization: Basic {}\r\n", base64("admin:secret")));
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let resident: u32 = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok()).unwrap();
    assert!(resident < 60_000, "{resident} kB are resident; each hash takes 19 MB while it runs");
}
