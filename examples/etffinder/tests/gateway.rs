//! Both hosts of the program, side by side: the server, and the function behind the gateway of its own template.
//!
//! The gateway is an emulator in Python; `KOROC_TEST_EMULATOR` says where it is. Without it there is nothing to compare with, and the test says so.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use proptest::{
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use support::{Folder, Running, base64};

/// Headers that tell the time, and those that a host or the gateway makes: see `docs/gateway.md`.
const FORCED: [&str; 7] = ["date", "expires", "x-request-id", "content-length", "connection", "transfer-encoding", "server"];

/// An answer, as far as the two hosts must agree.
#[derive(Debug, PartialEq)]
struct Answer {
    status: String,
    headers: BTreeMap<String, Vec<String>>,
    body: String,
}

/// A client of one host, with what it was given there.
struct Client {
    port: u16,
    cookies: BTreeMap<String, String>,
    /// Values that are each host's own, and what stands for them in comparisons.
    own: Vec<(String, String)>,
}

impl Client {
    fn send(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let (mut path, mut headers) = (path.to_owned(), headers.to_owned());
        for (value, name) in &self.own {
            path = path.replace(name, value);
            headers = headers.replace(name, value);
        }
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = if cookies.is_empty() { String::new() } else { format!("Cookie: {}\r\n", cookies.join("; ")) };
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{cookies}{headers}{length}\r\n").unwrap();
        stream.write_all(body).unwrap();
        self.read(&support::rest(stream))
    }

    fn read(&mut self, text: &str) -> Answer {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
        let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
            let value = if name.eq_ignore_ascii_case("set-cookie") { self.keep(value) } else { value.to_owned() };
            headers.entry(name.to_lowercase()).or_default().push(value);
        }
        let body = if headers.contains_key("transfer-encoding") { joined(body) } else { body.to_owned() };
        headers.retain(|name, _| !FORCED.contains(&name.as_str()));
        if status == "204" {
            headers.remove("content-type");
        }
        if let Some((_, rest)) = body.split_once("\"id\":\"").filter(|_| status == "201") {
            self.own.push((rest[..36].to_owned(), "THE-ID".to_owned()));
        }
        for before in ["name=\"csrfmiddlewaretoken\" value=\"", "<meta name=\"csrfToken\" content=\""] {
            if let Some((_, rest)) = body.split_once(before) {
                self.own.push((rest[..64].to_owned(), "THE-TOKEN".to_owned()));
            }
        }
        let body = self.own.iter().fold(body, |body, (value, name)| body.replace(value, name));
        Answer { status, headers, body }
    }

    /// Keeps a cookie, and answers it without what differs by chance and time.
    fn keep(&mut self, cookie: &str) -> String {
        let (pair, attributes) = cookie.split_once("; ").unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap();
        self.cookies.insert(name.to_owned(), value.to_owned());
        let attributes: Vec<&str> = attributes.split("; ").filter(|part| !part.to_lowercase().starts_with("expires=")).collect();
        format!("{name}; {}", attributes.join("; "))
    }
}

/// The body that came in chunks.
fn joined(mut chunks: &str) -> String {
    let mut body = String::new();
    while let Some((length, rest)) = chunks.split_once("\r\n") {
        let (chunk, rest) = rest.split_at(usize::from_str_radix(length, 16).unwrap());
        body.push_str(chunk);
        chunks = rest.strip_prefix("\r\n").unwrap();
    }
    body
}

/// The emulator with the program's own template.
struct Gateway {
    child: Child,
    port: u16,
}

impl Gateway {
    fn start(emulator: &str, folder: &Folder) -> Gateway {
        fs::write(folder.path("template.json"), folder.program().args(&["synth"]).succeed()).unwrap();
        let mut command = Command::new("python3");
        command.arg(emulator).args(["serve", "--template", "template.json", "--", env!("CARGO_BIN_EXE_etffinder")]);
        let mut child =
            command.current_dir(folder.path(".")).stdout(Stdio::piped()).env("KOROC_PASSWORD_COST", "cheap").env_remove("KOROC_TEST_EMULATOR").spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("listening ").unwrap().parse().unwrap();
        Gateway { child, port }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // SIGTERM lets it end the functions that it started.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// A database of its own with an admin, and a server on it.
fn server(folder: &Folder) -> Running {
    folder.program().env("KOROC_LISTEN", "0").env("KOROC_SUPERUSER_PASSWORD", "secret").start()
}

/// The two hosts, each with a database of its own.
struct Hosts {
    server: Running,
    gateway: Gateway,
    _folders: [Folder; 2],
}

impl Hosts {
    /// `None` where there is no emulator.
    fn start() -> Option<Hosts> {
        let Ok(emulator) = std::env::var("KOROC_TEST_EMULATOR") else {
            eprintln!("KOROC_TEST_EMULATOR names no emulator of the gateway: the hosts are not compared");
            return None;
        };
        let folders = [Folder::new(), Folder::new()];
        drop(server(&folders[1]));
        Some(Hosts { server: server(&folders[0]), gateway: Gateway::start(&emulator, &folders[1]), _folders: folders })
    }

    fn clients(&self) -> [Client; 2] {
        [self.server.port(), self.gateway.port].map(|port| Client { port, cookies: BTreeMap::new(), own: Vec::new() })
    }
}

#[test]
fn both_hosts_answer_alike() {
    let Some(hosts) = Hosts::start() else { return };
    let mut clients = hosts.clients();
    let mut both = |method: &str, path: &str, headers: &str, body: &[u8]| {
        let [here, there] = &mut clients;
        let (here, there) = (here.send(method, path, headers, body), there.send(method, path, headers, body));
        assert_eq!(here, there, "{method} {path}");
        here.status
    };

    let admin = format!("Authorization: Basic {}\r\n", base64(b"admin:secret"));
    let json = format!("{admin}Content-Type: application/json\r\n");
    let fund =
        br#"{"symbol":"SPY","name":"S\u00fc\u00df","asset_class":"E","total_assets":"372251000000.00","ytd_price_change":"-7.01","average_daily_volume":1}"#;
    let form = "symbol=QQQ&name=a+b%26c&asset_class=E&total_assets=1&ytd_price_change=1&average_daily_volume=1";
    let binary = [
        b"--B\r\nContent-Disposition: form-data; name=\"symbol\"\r\n\r\nIWM\r\n--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"
            .as_slice(),
        &[0, 255, 13, 10],
        b"\r\n--B--\r\n",
    ]
    .concat();
    for (method, path, headers, body, status) in [
        ("GET", "/alive", "", &b""[..], "200"),
        ("HEAD", "/alive", "", b"", "200"),
        ("OPTIONS", "/alive", "", b"", "200"),
        ("POST", "/alive", "", b"", "405"),
        ("GET", "/", "", b"", "404"),
        ("GET", "/nope?a=1", "", b"", "404"),
        ("GET", "/api/v1", "", b"", "301"),
        ("GET", "/api/v1/", "", b"", "200"),
        ("GET", "/api/v1/.json", "", b"", "200"),
        ("GET", "/api/v1/schema", "", b"", "200"),
        ("GET", "/api/v1/funds", "", b"", "403"),
        ("GET", "/api/v1/funds", "Authorization: Token nope\r\n", b"", "403"),
        ("POST", "/api/v1/auth/token", "Content-Type: application/json\r\n", br#"{"username":"admin","password":"wrong"}"#, "400"),
        ("POST", "/api/v1/funds", &json, fund, "201"),
        ("POST", "/api/v1/funds", &json, fund, "400"),
        ("POST", "/api/v1/funds", &json, b"{\"symbol\":", "400"),
        ("POST", "/api/v1/funds", &format!("{admin}Content-Type: application/x-www-form-urlencoded\r\n"), form.as_bytes(), "201"),
        ("POST", "/api/v1/funds", &format!("{admin}Content-Type: multipart/form-data; boundary=B\r\n"), &binary, "400"),
        ("POST", "/api/v1/funds", &format!("{admin}Content-Type: text/csv\r\n"), b"a,b", "415"),
        ("GET", "/api/v1/funds?page=1&search=a%20b%26c", &admin, b"", "200"),
        ("GET", "/api/v1/funds?symbol__in=SPY,QQQ&ordering=-symbol", &admin, b"", "200"),
        ("GET", "/api/v1/funds?page=9", &admin, b"", "404"),
        ("GET", "/api/v1/funds.json", &admin, b"", "200"),
        ("GET", "/api/v1/funds", &format!("{admin}Accept: text/html\r\n"), b"", "200"),
        ("GET", "/api/v1/funds?format=api", &admin, b"", "200"),
        ("GET", "/api/v1/funds", &format!("{admin}Accept: application/xml\r\n"), b"", "406"),
        ("OPTIONS", "/api/v1/funds", &admin, b"", "200"),
        ("HEAD", "/api/v1/funds", &admin, b"", "200"),
        ("DELETE", "/api/v1/funds", &admin, b"", "405"),
        ("GET", "/api/v1/funds/THE-ID", &admin, b"", "200"),
        ("GET", "/api/v1/funds/THE-ID.json", &admin, b"", "200"),
        ("PATCH", "/api/v1/funds/THE-ID", &json, br#"{"name":"New"}"#, "200"),
        ("PUT", "/api/v1/funds/THE-ID", &json, br#"{"name":"New"}"#, "400"),
        ("GET", "/api/v1/funds/a%2Fb", &admin, b"", "404"),
        ("GET", "/api/v1/funds/%C3%BC%20%3F", &admin, b"", "404"),
        ("DELETE", "/api/v1/funds/THE-ID", &admin, b"", "204"),
        ("GET", "/api/v1/funds/THE-ID", &admin, b"", "404"),
        ("GET", "/api-auth/login/", "", b"", "200"),
        ("GET", "/api-auth/login", "", b"", "301"),
        ("POST", "/api-auth/login/", "Content-Type: application/x-www-form-urlencoded\r\n", b"username=admin&password=secret", "403"),
    ] {
        assert_eq!(both(method, path, headers, body), status, "{method} {path}");
    }
    let statuses = clients.map(|mut client| session(&mut client));
    assert_eq!(statuses[0], statuses[1]);
}

/// Logs in by the form, makes a fund with the session's cookies, and logs out.
fn session(client: &mut Client) -> Vec<Answer> {
    let form = |client: &mut Client, path: &str, fields: &str| {
        let token = client.cookies["csrftoken"].clone();
        client.send("POST", path, "Content-Type: application/x-www-form-urlencoded\r\n", format!("{fields}&csrfmiddlewaretoken={token}").as_bytes())
    };
    let page = client.send("GET", "/api-auth/login/", "", b"");
    let login = form(client, "/api-auth/login/", "username=admin&password=secret&next=%2Fapi%2Fv1%2Ffunds");
    let fund = form(client, "/api/v1/funds", "symbol=DIA&name=D&asset_class=E&total_assets=1&ytd_price_change=1&average_daily_volume=1");
    let logout = form(client, "/api-auth/logout/", "");
    let after = client.send("GET", "/api/v1/funds", "", b"");
    let statuses: Vec<&str> = [&page, &login, &fund, &logout, &after].map(|answer| answer.status.as_str()).to_vec();
    assert_eq!(statuses, ["200", "302", "201", "200", "403"]);
    vec![page, login, fund, logout, after]
}

/// A request line's method and target, headers, and body.
type Request = (String, String, String, Vec<u8>);

/// Any request that a client can send and the emulator's front takes, but for what `docs/gateway.md` names: on paths without a route, slashes
/// that are encoded.
fn requests() -> impl Strategy<Value = Request> {
    let methods = select(vec!["GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);
    (methods, targets(), headers(), bodies()).prop_map(|(method, target, headers, (kind, body))| {
        let content_type = if body.is_empty() { String::new() } else { format!("Content-Type: {kind}\r\n") };
        (method.to_owned(), target, headers + &content_type, body)
    })
}

fn targets() -> impl Strategy<Value = String> {
    let known = select(vec!["/alive", "/api/v1/", "/api/v1", "/api/v1/funds", "/api/v1/schema", "/api/v1/auth/token", "/api-auth/login/", "/api-auth/logout/"]);
    let ends = select(vec!["", "", "", "/", ".json", ".api", ".xml"]);
    let fund = ".{1,12}".prop_map(|name| format!("/api/v1/funds/{}", segment(&name)));
    let unknown = prop::collection::vec("[^/]{1,8}", 1..4).prop_map(|parts| parts.iter().map(|part| format!("/{}", segment(part))).collect::<String>());
    let paths = prop_oneof![
        4 => (known, ends).prop_map(|(path, end)| format!("{path}{end}")),
        4 => fund,
        1 => Just("/api/v1/funds/THE-ID".to_owned()),
        2 => unknown,
    ];
    let names = select(vec!["page", "search", "ordering", "symbol", "symbol__in", "total_assets__gte", "ytd_price_change__lt", "format", "x"]);
    let pairs = prop::collection::vec((names, prop_oneof!["[a-zA-Z0-9,.-]{0,6}", ".{0,6}"]), 0..3);
    (paths, pairs).prop_map(|(path, pairs)| {
        let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", part(value))).collect();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    })
}

fn headers() -> impl Strategy<Value = String> {
    let admin = format!("Authorization: Basic {}\r\n", base64(b"admin:secret"));
    let who = select(vec![admin.clone(), admin, String::new(), "Authorization: Token x\r\n".into(), "Authorization: Basic !\r\n".into()]);
    let accept = select(vec!["", "", "application/json", "text/html", "application/xml", "*/*; q=0.5, text/html", "nonsense"]);
    let extra =
        select(vec!["", "", "X-A: 1\r\nX-A: 2\r\n", "Accept-Language: de\r\n", "X-HTTP-Method-Override: PUT\r\n", "Cookie: a=1; sessionid=x; csrftoken=y\r\n"]);
    (who, accept, extra).prop_map(|(who, accept, extra)| {
        let accept = if accept.is_empty() { String::new() } else { format!("Accept: {accept}\r\n") };
        format!("{who}{accept}{extra}")
    })
}

/// A content type and a body; what is declared as text is text, since the gateway itself refuses the rest.
fn bodies() -> impl Strategy<Value = (String, Vec<u8>)> {
    let value = prop_oneof!["\"[A-Z]{0,5}\"", "-?[0-9]{1,6}(\\.[0-9]{1,3})?", Just("null".to_owned()), "\"\\PC{0,6}\"".prop_map(|text| text.replace('\\', ""))];
    let names = select(vec!["symbol", "name", "asset_class", "total_assets", "ytd_price_change", "average_daily_volume"]);
    let object = prop::collection::vec((names, value), 0..8)
        .prop_map(|members| format!("{{{}}}", members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect::<Vec<_>>().join(",")));
    let whole = "[A-Z]{3}".prop_map(|symbol| {
        format!(r#"{{"symbol":"{symbol}","name":"n","asset_class":"E","total_assets":"1.5","ytd_price_change":"-1","average_daily_volume":1}}"#)
    });
    let json = prop_oneof![3 => object, 2 => whole, 1 => ".{0,20}"].prop_map(|text| ("application/json".to_owned(), text.into_bytes()));
    let form = ".{0,30}".prop_map(|text| ("application/x-www-form-urlencoded".to_owned(), text.into_bytes()));
    let other = prop::collection::vec(any::<u8>(), 0..40).prop_map(|bytes| ("application/octet-stream".to_owned(), bytes));
    prop_oneof![3 => Just((String::new(), Vec::new())), 4 => json, 1 => form, 1 => other]
}

/// Text in a path, with nothing encoded that need not be: the gateway decodes it, and what it was is not known.
fn segment(text: &str) -> String {
    escaped(text, b"-._~!$&'()*+,;=:@")
}

/// Text in a query.
fn part(text: &str) -> String {
    escaped(text, b"-._~,")
}

fn escaped(text: &str, kept: &[u8]) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() || kept.contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[test]
fn random_requests_are_answered_alike() {
    let Some(hosts) = Hosts::start() else { return };
    let clients = std::cell::RefCell::new(hosts.clients());
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let alike = |(method, target, headers, body): Request| {
        let [here, there] = &mut *clients.borrow_mut();
        for client in [&mut *here, &mut *there] {
            // Sessions are the other test's; these bring cookies of their own.
            client.cookies.clear();
            client.own.retain(|(_, name)| name != "THE-TOKEN");
        }
        let (here, there) = (here.send(&method, &target, &headers, &body), there.send(&method, &target, &headers, &body));
        prop_assert_eq!(here, there);
        Ok(())
    };
    if let Err(error) = TestRunner::new(config).run(&requests(), alike) {
        panic!("{error}");
    }
}
