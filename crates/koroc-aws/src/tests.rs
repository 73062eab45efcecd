//! Calls to a server of the test's own: what is kept open, tried again, given up.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{Call, Client, Error, Service, connection::Connections, credentials::Credentials, origin::Origin, put};

/// What the server does with a request.
#[derive(Clone, Copy)]
enum Turn {
    /// Answers, and keeps the connection.
    Answer(u16, &'static str, &'static str),
    /// Answers, and closes the connection without having said so.
    AnswerAndLeave(&'static str),
    /// Reads the request and closes the connection.
    Drop,
    /// Reads the request and says nothing.
    Sleep,
}

/// A server that takes its turns request by request; it notes for each how many connections there had been.
async fn server(turns: Vec<Turn>) -> (String, Arc<Mutex<Vec<usize>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (seen, noted) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(turns.into_iter())));
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        for connection in 1.. {
            let Ok((stream, _)) = listener.accept().await else { return };
            let (log, turns) = (Arc::clone(&log), Arc::clone(&noted));
            tokio::spawn(async move { converse(stream, connection, &log, &turns).await });
        }
    });
    (url, seen)
}

async fn converse(mut stream: TcpStream, connection: usize, log: &Mutex<Vec<usize>>, turns: &Mutex<std::vec::IntoIter<Turn>>) {
    let mut got = Vec::new();
    loop {
        while !got.ends_with(b"}") {
            match stream.read_buf(&mut got).await {
                Ok(count) if count > 0 => {}
                _ => return,
            }
        }
        got.clear();
        log.lock().expect("nobody panics with it").push(connection);
        let turn = turns.lock().expect("nobody panics with it").next().expect("the test has a turn for each request");
        let (status, code, body) = match turn {
            Turn::Answer(status, code, body) => (status, code, body),
            Turn::AnswerAndLeave(body) => (200, "", body),
            Turn::Drop => return,
            Turn::Sleep => return tokio::time::sleep(Duration::from_secs(60)).await,
        };
        let answer = format!("HTTP/1.1 {status} X\r\nx-amzn-errortype: {code}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        if stream.write_all(answer.as_bytes()).await.is_err() || matches!(turn, Turn::AnswerAndLeave(_)) {
            return;
        }
    }
}

fn client(url: &str) -> Client {
    let credentials = Credentials { key_id: "key".to_owned(), secret_key: "secret".to_owned(), token: None };
    Client::to(Service::RdsData, "eu-west-1".to_owned(), credentials, Connections::new(Origin::parse(url).expect("it is an address")))
}

fn call(repeatable: bool) -> Call<'static> {
    Call { path: "/Execute", target: None, body: Bytes::from_static(b"{}"), repeatable, deadline: Duration::from_secs(5) }
}

const OK: Turn = Turn::Answer(200, "", "{\"ok\":1}");

#[tokio::test]
async fn calls_are_tried_again_where_that_is_safe() {
    let resuming = Turn::Answer(400, "DatabaseResumingException", "{}");
    let throttled = Turn::Answer(400, "ThrottlingException", "{}");
    let broken = Turn::Answer(500, "InternalServerErrorException", "{}");
    let wrong = Turn::Answer(400, "DatabaseErrorException", "{\"message\":\"ERROR: no\"}");
    let cases: Vec<(bool, Vec<Turn>, bool, usize)> = vec![
        (false, vec![OK], true, 1),
        (false, vec![resuming, resuming, resuming, resuming, resuming, OK], true, 6),
        (false, vec![throttled, OK], true, 2),
        (false, vec![throttled; 4], false, 4),
        (false, vec![broken], false, 1),
        (true, vec![broken, Turn::Drop, OK], true, 3),
        (false, vec![Turn::Drop], false, 1),
        (true, vec![wrong], false, 1),
    ];
    for (at, (repeatable, turns, good, requests)) in cases.into_iter().enumerate() {
        let (url, seen) = server(turns).await;
        let answer = client(&url).post(&call(repeatable)).await;
        assert_eq!(answer.is_ok(), good, "{at}: {answer:?}");
        assert_eq!(seen.lock().expect("nobody panics with it").len(), requests, "{at}: {answer:?}");
    }
}

#[tokio::test]
async fn connections_are_kept_as_long_as_they_last() {
    let (url, seen) = server(vec![OK, OK, Turn::AnswerAndLeave("{}"), OK, Turn::Answer(400, "BadRequestException", "{}"), OK]).await;
    let client = client(&url);
    for request in 0..6 {
        let answer = client.post(&call(false)).await;
        assert_eq!(answer.is_ok(), request != 4, "{answer:?}");
        // Time for the end of a connection to arrive.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(*seen.lock().expect("nobody panics with it"), [1, 1, 1, 2, 2, 2]);
}

#[tokio::test]
async fn a_call_ends_with_its_time() {
    let (url, _) = server(vec![Turn::Sleep]).await;
    let start = Instant::now();
    let short = Call { deadline: Duration::from_millis(200), ..call(true) };
    assert!(matches!(client(&url).post(&short).await, Err(Error::Deadline(_))));
    let (url, seen) = server(vec![Turn::Answer(400, "DatabaseResumingException", "{}"); 9]).await;
    let error = client(&url).post(&short).await.expect_err("it never wakes up");
    assert!(error.to_string().starts_with("DatabaseResumingException"), "{error}");
    assert!((2..9).contains(&seen.lock().expect("nobody panics with it").len()));
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn nobody_at_home_is_said() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    drop(listener);
    let error = client(&url).post(&call(false)).await.expect_err("nobody listens");
    assert!(error.to_string().starts_with("no connection to 127.0.0.1:"), "{error}");
}

#[tokio::test]
async fn a_document_is_put_until_it_is_taken() {
    let (url, seen) = server(vec![Turn::Answer(503, "", "{}"), Turn::Drop, OK]).await;
    put(&format!("{url}/stack?signature=a%2Fb"), Bytes::from_static(b"{}"), Duration::from_secs(5)).await.expect("it is taken in the end");
    assert_eq!(seen.lock().expect("nobody panics with it").len(), 3);
    let (url, _) = server(vec![Turn::Answer(403, "", "{\"expired\":1}")]).await;
    let error = put(&url, Bytes::from_static(b"{}"), Duration::from_secs(5)).await.expect_err("it is refused");
    assert!(error.to_string().contains("403") && error.to_string().contains("expired"), "{error}");
    assert!(put("nowhere", Bytes::new(), Duration::from_secs(1)).await.is_err());
}
