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
        if let Some((_, rest)) = body.split_once("name=\"csrfmiddlewaretoken\" value=\"") {
            self.own.push((rest[..64].to_owned(), "THE-TOKEN".to_owned()));
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

#[test]
fn both_hosts_answer_alike() {
    let Ok(emulator) = std::env::var("KOROC_TEST_EMULATOR") else {
        return eprintln!("KOROC_TEST_EMULATOR names no emulator of the gateway: the hosts are not compared");
    };
    let (one, two) = (Folder::new(), Folder::new());
    let (server, gateway) = (server(&one), {
        drop(server(&two));
        Gateway::start(&emulator, &two)
    });
    let mut clients = [server.port(), gateway.port].map(|port| Client { port, cookies: BTreeMap::new(), own: Vec::new() });
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
