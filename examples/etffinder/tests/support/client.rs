//! A client that keeps its connection, so that a kill can be told from an answer.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
};

use super::Running;

/// A connection that sends one request after another.
pub struct Client {
    stream: BufReader<TcpStream>,
    authorization: String,
}

impl Client {
    pub fn new(server: &Running, authorization: &str) -> Client {
        Client::over(server.connect(), authorization)
    }

    pub fn over(stream: TcpStream, authorization: &str) -> Client {
        Client { stream: BufReader::new(stream), authorization: authorization.to_owned() }
    }

    /// The status and the body; `None` where the connection ended before the whole answer was there.
    pub fn send(&mut self, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
        let (authorization, length) = (&self.authorization, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.stream.get_mut().write_all(head.as_bytes()).ok()?;
        let status = self.line()?.split(' ').nth(1)?.parse().ok()?;
        let mut length = 0;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                length = value.parse().expect("a number");
            }
        }
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).ok()?;
        Some((status, String::from_utf8(bytes).expect("JSON is UTF-8")))
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).ok()?;
        (read > 0 && line.ends_with("\r\n")).then(|| line.trim_end().to_owned())
    }
}
