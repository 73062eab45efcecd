//! The program inside Lambda, which is played by a runtime API of a few lines.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

mod support;

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
};

use support::Folder;

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
        match line.trim_end().to_lowercase().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(("transfer-encoding", _)) => panic!("the runtime sends what it knows the length of"),
            Some(_) => {}
            None => break,
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
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let inside = |name: &str, value: &str, program: support::Program| program.env(&format!("AWS_LAMBDA_{name}"), value);
    let program = inside("RUNTIME_API", &listener.local_addr().unwrap().to_string(), folder.program());
    let program = inside("FUNCTION_VERSION", "1", inside("FUNCTION_MEMORY_SIZE", "128", inside("FUNCTION_NAME", "etffinder-alive", program)));
    let function = program.spawn();

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

#[test]
fn a_function_without_its_database_says_so() {
    let folder = Folder::new();
    let failed = folder.program().env("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1").fail();
    assert!(failed.contains("There is no database db.sqlite3 yet"), "{failed}");
}
