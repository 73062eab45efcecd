//! The program inside Lambda, which is played by a runtime API of a few lines.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

mod support;

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
};

use support::{Folder, Running};

/// What a function said to an event: `response` or `error`, and with what.
type Said = (String, String);

/// Hands out events one after another, and takes what is said to them.
fn play(listener: &TcpListener, events: &[String]) -> Vec<Said> {
    let (mut waiting, mut said) = (events.iter().enumerate(), Vec::new());
    while said.len() < events.len() {
        let mut stream = BufReader::new(listener.accept().unwrap().0);
        while let Some((line, body)) = request(&mut stream) {
            let path = line.split(' ').nth(1).unwrap();
            if path.ends_with("/invocation/next") {
                let Some((id, event)) = waiting.next() else { break };
                let head = format!(
                    "Lambda-Runtime-Aws-Request-Id: {id}\r\nLambda-Runtime-Deadline-Ms: 9999999999999\r\nLambda-Runtime-Invoked-Function-Arn: arn:f\r\n"
                );
                answer(stream.get_mut(), &format!("HTTP/1.1 200 OK\r\n{head}"), event);
            } else {
                let kind = path.rsplit('/').next().unwrap();
                said.push((kind.to_owned(), body));
                answer(stream.get_mut(), "HTTP/1.1 202 Accepted\r\n", "{}");
            }
            if said.len() == events.len() {
                break;
            }
        }
    }
    said
}

/// The request line and body of a request; `None` at the end of the connection.
fn request(stream: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let (mut first, mut length) = (String::new(), 0);
    stream.read_line(&mut first).ok().filter(|read| *read > 0)?;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        if line.trim_end().is_empty() {
            break;
        }
        match line.trim_end().to_lowercase().split_once(':') {
            Some(("content-length", value)) => length = value.trim().parse().unwrap(),
            Some(("transfer-encoding", _)) => panic!("the runtime sends what it knows the length of"),
            Some(_) | None => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Some((first, String::from_utf8(body).unwrap()))
}

fn answer(stream: &mut TcpStream, head: &str, body: &str) {
    write!(stream, "{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
}

fn event(route: &str, method: &str, path: &str) -> String {
    format!(
        r#"{{"version":"2.0","routeKey":"{route}","rawPath":"{path}","rawQueryString":"","headers":{{"host":"localhost"}},
        "requestContext":{{"http":{{"method":"{method}","path":"{path}","sourceIp":"127.0.0.1"}}}},"isBase64Encoded":false}}"#
    )
}

#[test]
fn events_are_answered_and_what_is_none_does_not_end_the_process() {
    let folder = Folder::new();
    folder.program().args(&["migrate"]).succeed();
    let (listener, function) = function(&folder, "alive");
    let said = play(
        &listener,
        &["{}".to_owned(), "[1, 2".to_owned(), event("GET /alive", "GET", "/alive"), event("$default", "GET", "/nope"), event("ANY /alive", "PUT", "/alive")],
    );
    drop(function);
    let kinds: Vec<&str> = said.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["error", "error", "response", "response", "response"], "{said:?}");
    for (at, part) in [(0, "errorMessage"), (2, r#""body":"i'm alive""#), (2, r#""statusCode":200"#), (3, r#""statusCode":404"#), (4, r#""statusCode":405"#)] {
        assert!(said[at].1.contains(part), "{said:?}");
    }
}

/// The program as a function, whose events this listener hands out.
fn function(folder: &Folder, handler: &str) -> (TcpListener, Running) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let inside = |name: &str, value: &str, program: support::Program| program.env(&format!("AWS_LAMBDA_{name}"), value);
    let program = inside("RUNTIME_API", &listener.local_addr().unwrap().to_string(), folder.program().env("_HANDLER", handler));
    let program = inside("FUNCTION_VERSION", "1", inside("FUNCTION_MEMORY_SIZE", "128", inside("FUNCTION_NAME", "etffinder", program)));
    (listener, program.spawn())
}

#[test]
fn only_what_needs_the_database_fails_without_it() {
    let folder = Folder::new();
    let (listener, function) = function(&folder, "alive");
    let token = event("GET /api/v1/funds", "GET", "/api/v1/funds").replace(r#""host":"localhost""#, r#""host":"localhost","authorization":"Token x""#);
    let said = play(&listener, &[event("GET /alive", "GET", "/alive"), token.clone(), token]);
    drop(function);
    for (at, part) in [(0, r#""statusCode":200"#), (1, r#""statusCode":503"#), (2, r#""statusCode":503"#)] {
        assert!(said[at].1.contains(part), "{said:?}");
    }
    assert!(!folder.path("db.sqlite3").exists(), "no request makes a database");
}

/// What CloudFormation is told of an event: the status and the reason.
fn migrated(folder: &Folder, request: &str) -> (String, String) {
    let waiting = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let event = format!(
        r#"{{"RequestType":"{request}","ResponseURL":"http://{}/answer?signed=1","StackId":"s","RequestId":"r","LogicalResourceId":"Migration"}}"#,
        waiting.local_addr().unwrap()
    );
    let told = std::thread::spawn(move || {
        let mut stream = BufReader::new(waiting.accept().unwrap().0);
        let (line, body) = self::request(&mut stream).unwrap();
        answer(stream.get_mut(), "HTTP/1.1 200 OK\r\n", "");
        (line, body)
    });
    let (listener, function) = function(folder, "migrate");
    let said = play(&listener, &[event]);
    drop(function);
    let (line, body) = told.join().unwrap();
    assert_eq!(line.trim_end(), "PUT /answer?signed=1 HTTP/1.1");
    assert_eq!(said, [("response".to_owned(), body.clone())]);
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    for (name, value) in [("StackId", "s"), ("RequestId", "r"), ("LogicalResourceId", "Migration"), ("PhysicalResourceId", "migrate")] {
        assert_eq!(body[name], value);
    }
    (body["Status"].as_str().unwrap().to_owned(), body["Reason"].as_str().unwrap().to_owned())
}

#[test]
fn a_deployment_migrates_before_it_is_called() {
    let folder = Folder::new();
    let (status, reason) = migrated(&folder, "Create");
    assert!(status == "SUCCESS" && reason.ends_with(" migrations") && !reason.starts_with("0 "), "{reason}");
    assert_eq!(migrated(&folder, "Update"), ("SUCCESS".to_owned(), "0 migrations".to_owned()));
    assert_eq!(migrated(&folder, "Delete"), ("SUCCESS".to_owned(), "0 migrations".to_owned()));
    assert!(folder.path("db.sqlite3").exists(), "a database outlives its stack");
}

#[test]
fn a_deployment_is_told_why_it_fails() {
    let folder = Folder::new();
    rusqlite::Connection::open(folder.path("db.sqlite3")).unwrap().execute_batch("CREATE TABLE api_exchangetradedfund (id)").unwrap();
    let (status, reason) = migrated(&folder, "Create");
    assert!(status == "FAILED" && reason.contains("api_exchangetradedfund"), "{reason}");

    std::fs::write(folder.path("koroc.toml"), "no_setting = 1\n").unwrap();
    let (status, reason) = migrated(&folder, "Update");
    assert!(status == "FAILED" && reason.contains("no_setting"), "{reason}");
}
