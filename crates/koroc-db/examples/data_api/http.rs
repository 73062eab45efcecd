//! As much of HTTP/1.1 as the calls need.

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::refusal::Refusal;

/// A call.
pub struct Request {
    pub path: String,
    /// Its lines, in lower case but for their values.
    pub head: String,
    pub body: Vec<u8>,
}

/// Answers the calls of a connection, one after the other.
pub async fn converse<F: Future<Output = Result<Value, Refusal>>>(mut stream: TcpStream, answer: impl Fn(Request) -> F) {
    let mut got = Vec::new();
    while let Some(request) = read(&mut stream, &mut got).await {
        let (status, code, body) = match answer(request).await {
            Ok(body) => (200, "", body),
            Err(refusal) => (refusal.status, refusal.code, json!({ "message": refusal.message })),
        };
        let body = body.to_string();
        let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nx-amzn-errortype: {code}\r\ncontent-length: {}\r\n\r\n", body.len());
        if stream.write_all((head + &body).as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream, got: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(end) = got.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(got).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&got[..end]).into_owned();
    let length = |line: &str| line.to_lowercase().strip_prefix("content-length:").and_then(|length| length.trim().parse::<usize>().ok());
    let length = head.lines().find_map(length).unwrap_or(0);
    while got.len() < end + length {
        if stream.read_buf(got).await.ok()? == 0 {
            return None;
        }
    }
    let body = got[end..end + length].to_vec();
    got.drain(..end + length);
    Some(Request { path: head.split(' ').nth(1)?.to_owned(), head, body })
}
