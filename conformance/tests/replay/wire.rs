//! One request over a connection of its own, byte for byte as given.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, UNIX_EPOCH},
};

use crate::case::{Answer, Request};

/// Sends a request to a server, under the name that a base URL has, and reads the answer to its end.
pub fn send(server: &str, base: &str, request: &Request) -> Answer {
    let host = |url: &str| url.strip_prefix("http://").expect("an http URL").to_owned();
    let (server, host) = (host(server), host(base));
    let mut stream = TcpStream::connect(server).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    let mut head = format!("{} {} HTTP/1.1\r\nConnection: close\r\n", request.method, request.path);
    if !request.headers.keys().any(|name| name == "Host") {
        head += &format!("Host: {host}\r\n");
    }
    for (name, value) in &request.headers {
        head += &format!("{name}: {value}\r\n");
    }
    if request.bytes.is_some() || ["POST", "PUT", "PATCH"].contains(&request.method.as_str()) {
        head += &format!("Content-Length: {}\r\n", request.bytes.as_ref().map_or(0, Vec::len));
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).expect("the head is sent");
    if let Some(bytes) = &request.bytes {
        // A server may answer and close before it has read a body that is too large.
        let _ = stream.write_all(bytes);
    }
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{} {}: {error}", request.method, request.path),
        _ => read(base, &bytes),
    }
}

fn now() -> f64 {
    UNIX_EPOCH.elapsed().expect("the clock is past 1970").as_secs_f64()
}

fn read(base: &str, bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).expect("a status line");
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(": ").or_else(|| Some((line.strip_suffix(':')?, "")))).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    let answer = Answer { status, headers, body: String::new(), base: base.to_owned(), at: now() };
    let body = if answer.header("transfer-encoding").any(|coding| coding == "chunked") { joined(&bytes[end + 4..]) } else { bytes[end + 4..].to_vec() };
    Answer { body: String::from_utf8_lossy(&body).into_owned(), ..answer }
}

/// The chunks of a body, each behind its length in hexadecimal digits, in one piece.
fn joined(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&bytes[..end]).ok().and_then(|digits| usize::from_str_radix(digits, 16).ok()).expect("a chunk's length");
        body.extend(&bytes[end + 2..end + 2 + length]);
        bytes = &bytes[end + 4 + length..];
    }
    body
}
