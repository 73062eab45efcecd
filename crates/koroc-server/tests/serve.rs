//! A real server on a real socket, with clients that behave and clients that do not.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

use std::{net::SocketAddr, time::Duration};

use axum::body::Body;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use koroc_server::{Limits, REQUEST_ID, bind, serve};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

/// Tells the body's length, or what went wrong with it; `/slow` takes its time, `/panic` panics, `/huge` answers more than sockets buffer.
async fn application(request: Request<Body>, _: SocketAddr) -> Response<Body> {
    assert!(request.headers().contains_key(REQUEST_ID));
    match request.uri().path() {
        "/slow" => sleep(Duration::from_millis(800)).await,
        "/panic" => panic!("as the test wants"),
        "/huge" => return Response::new(Body::from(vec![b'x'; 64 << 20])),
        _ => {}
    }
    match request.into_body().collect().await {
        Ok(body) => Response::new(Body::from(format!("{} bytes", body.to_bytes().len()))),
        Err(error) => {
            let mut response = Response::new(Body::from(error.to_string()));
            *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
            response
        }
    }
}

struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Running {
    async fn start(limits: Limits) -> Running {
        let listener = bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let (address, (stop, stopped)) = (listener.local_addr().unwrap(), oneshot::channel());
        let server = tokio::spawn(serve(listener, application, limits, async {
            let _ = stopped.await;
        }));
        Running { address, stop: Some(stop), server }
    }

    /// Sends text on a connection of its own, which stays open.
    async fn send(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    /// The answer to a request whose client closes.
    async fn get(&self, path: &str) -> String {
        rest(&mut self.send(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await).await
    }
}

/// Everything until the server closes, which must be soon.
async fn rest(stream: &mut TcpStream) -> String {
    let mut out = Vec::new();
    timeout(Duration::from_secs(5), stream.read_to_end(&mut out)).await.expect("the server closes").ok();
    String::from_utf8_lossy(&out).into_owned()
}

/// Limits that a test can wait for.
fn short() -> Limits {
    Limits { head: Duration::from_millis(200), body: Duration::from_millis(200), ..Limits::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_answered_with_an_id_of_their_own() {
    let server = Running::start(Limits::default()).await;
    let (one, two) = (server.get("/").await, server.get("/").await);
    let id = |answer: &str| answer.lines().find_map(|line| line.strip_prefix("x-request-id: ").map(str::to_owned)).unwrap();
    assert!(one.starts_with("HTTP/1.1 200 OK") && one.ends_with("0 bytes"), "{one}");
    assert_eq!(id(&one).len(), 16);
    assert_ne!(id(&one), id(&two));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_are_let_go() {
    let post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n";
    for (case, text, drip, answer) in [
        ("says nothing", "", "", ""),
        ("stops within the head", "GET / HTTP/1.1\r\nHos", "", ""),
        ("drips a head", "GET / HTTP/1.1\r\nX: ", "x", ""),
        ("sends no body", post, "", "took too long"),
        ("drips a body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", "x", "took too long"),
        ("keeps an idle connection", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "", "0 bytes"),
    ] {
        let server = Running::start(short()).await;
        let (mut read, mut write) = server.send(text).await.into_split();
        let dripping = tokio::spawn(async move {
            while !drip.is_empty() && write.write_all(drip.as_bytes()).await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
            std::future::pending::<()>().await
        });
        let mut out = Vec::new();
        let start = Instant::now();
        timeout(Duration::from_secs(5), read.read_to_end(&mut out)).await.unwrap_or_else(|_| panic!("a client that {case} is kept")).ok();
        dripping.abort();
        let out = String::from_utf8_lossy(&out);
        assert!(out.contains(answer) && (answer.is_empty() == out.is_empty()), "{case}: {out}");
        assert!(start.elapsed() > Duration::from_millis(150), "{case}: too soon");
        assert!(server.get("/").await.ends_with("0 bytes"), "{case}: others are served");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_steady_upload_may_take_longer_than_the_patience() {
    let server = Running::start(Limits { body_rate: 10, ..short() }).await;
    let mut stream = server.send("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 60\r\n\r\n").await;
    for _ in 0..6 {
        sleep(Duration::from_millis(100)).await;
        stream.write_all(b"0123456789").await.unwrap();
    }
    assert!(rest(&mut stream).await.ends_with("60 bytes"));
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_reads_nothing_gives_its_place_back() {
    let server = Running::start(Limits { connections: 1, ..short() }).await;
    let _deaf = server.send("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(server.get("/").await.ends_with("0 bytes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_head_is_refused() {
    let server = Running::start(Limits { head_bytes: 8192, ..Limits::default() }).await;
    let mut stream = server.send(&format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(10_000))).await;
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_ends_its_connection_only() {
    let server = Running::start(Limits::default()).await;
    assert_eq!(server.get("/panic").await, "");
    assert!(server.get("/").await.ends_with("0 bytes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_lets_the_next_wait() {
    let server = Running::start(Limits { connections: 1, ..Limits::default() }).await;
    let slow = server.send("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    let start = Instant::now();
    assert!(server.get("/").await.ends_with("0 bytes"));
    assert!(start.elapsed() > Duration::from_millis(600), "the second waited for the first");
    drop(slow);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_finishes_what_is_in_flight_and_takes_no_more() {
    let mut server = Running::start(Limits::default()).await;
    let mut idle = server.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let mut slow = server.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
    sleep(Duration::from_millis(300)).await;
    server.stop.take().unwrap().send(()).unwrap();
    sleep(Duration::from_millis(100)).await;
    assert!(TcpStream::connect(server.address).await.is_err(), "nothing listens any more");
    assert!(rest(&mut slow).await.ends_with("0 bytes"));
    assert!(rest(&mut idle).await.ends_with("0 bytes"), "an idle connection is closed");
    timeout(Duration::from_secs(1), server.server).await.expect("the server ends").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_is_bounded() {
    let mut server = Running::start(Limits { grace: Duration::from_millis(50), ..Limits::default() }).await;
    let _slow = server.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n").await;
    sleep(Duration::from_millis(50)).await;
    server.stop.take().unwrap().send(()).unwrap();
    timeout(Duration::from_secs(1), server.server).await.expect("the server does not wait for ever").unwrap();
}

#[tokio::test]
async fn bind_errors_say_what_to_do() {
    let taken = bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let message = bind(taken.local_addr().unwrap()).await.unwrap_err().to_string();
    assert!(message.contains("another program already does"), "{message}");
    let message = bind(([203, 0, 113, 1], 8000).into()).await.unwrap_err().to_string();
    assert!(message.contains("this machine has no such address"), "{message}");
}
