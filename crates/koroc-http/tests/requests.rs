//! The request path over a real database file: every file in `cases` is a sequence of requests, run by one loop.
//!
//! A case is `> METHOD PATH`, further `> Header: value` lines, a blank `>` and `> body`; then `< STATUS`, headers that the answer must have
//! (`< Name: value`; `< -Name`: must not have), a blank `<` and `< body`: all of it, or with `< …text` a part.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod shop;

use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use http::{Request, Response};
use http_body_util::BodyExt;
use koroc_http::{Body, Client, Service};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_sequence_is_answered_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut failures = String::new();
    for file in files {
        let shop = shop::open().await;
        let text = std::fs::read_to_string(&file).unwrap();
        for case in text.split("\n\n").map(Case::parse).filter(|case| !case.request.is_empty()) {
            for difference in case.differences(&shop.service).await {
                writeln!(failures, "{}: {}: {difference}", file.file_name().unwrap().display(), case.request[0]).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// A request and what its answer must be.
struct Case<'t> {
    request: Vec<&'t str>,
    answer: Vec<&'t str>,
}

impl<'t> Case<'t> {
    fn parse(text: &'t str) -> Self {
        let lines = |mark: char| text.lines().filter_map(|line| line.strip_prefix(mark)).map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        Case { request: lines('>'), answer: lines('<') }
    }

    async fn differences(&self, service: &Service) -> Vec<String> {
        let response = service.handle(self.to_request(), Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), https: false }).await;
        let (head, body) = response.into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let (expected, expected_body) = split(&self.answer);
        let mut differences = Vec::new();
        if head.status.as_str() != expected[0] {
            differences.push(format!("status {} instead of {}", head.status.as_u16(), expected[0]));
        }
        for line in &expected[1..] {
            differences.extend(header(&Response::from_parts(head.clone(), ()), line));
        }
        let (parts, whole): (Vec<&str>, Vec<&str>) = expected_body.iter().partition(|line| line.starts_with('…'));
        let missing = parts.iter().filter_map(|line| line.strip_prefix('…')).filter(|part| !body.contains(part));
        differences.extend(missing.map(|part| format!("body {body} without {part}")));
        if parts.is_empty() && self.answer.contains(&"") && body != whole.join("\n") {
            differences.push(format!("body {body} instead of {}", whole.join("\n")));
        }
        differences
    }

    fn to_request(&self) -> Request<Body> {
        let (head, body) = split(&self.request);
        let (method, path) = head[0].split_once(' ').unwrap();
        let mut request = Request::builder().method(method).uri(path);
        if !head.iter().any(|line| line.starts_with("Host:")) {
            request = request.header("host", "testserver");
        }
        for line in &head[1..] {
            let (name, value) = line.split_once(':').unwrap();
            request = request.header(name, value.trim());
        }
        request.body(Body::from(body.join("\r\n").replace("{long}", &"x".repeat(3000)))).unwrap()
    }
}

/// The head and the body of a message, which a blank line separates.
fn split<'a, 't>(lines: &'a [&'t str]) -> (&'a [&'t str], &'a [&'t str]) {
    let end = lines.iter().position(|line| line.is_empty()).unwrap_or(lines.len());
    (&lines[..end], lines.get(end + 1..).unwrap_or_default())
}

fn header(response: &Response<()>, line: &str) -> Option<String> {
    let found = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    match line.strip_prefix('-') {
        Some(name) => found(name).map(|value| format!("header {name}: {value} is there")),
        None => {
            let (name, value) = line.split_once(": ").unwrap();
            let found = found(name);
            (found.as_deref() != Some(value)).then(|| format!("header {name}: {found:?} instead of {value}"))
        }
    }
}

/// Uniqueness is asked before a row is written, and the constraint catches who asked a moment too early, in the same words.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_race_for_a_unique_value_has_one_winner() {
    let shop = shop::open().await;
    let create = "> POST /api/products\n> Authorization: Basic c3RhZmY6c3RhZmY=\n> Content-Type: application/json\n>\n> {\"name\": \"Lamp\", \"price\": 1}";
    let client = Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), https: false };
    let races: Vec<_> = (0..40)
        .map(|_| {
            let (service, request) = (shop.service.clone(), Case::parse(create).to_request());
            tokio::spawn(async move { service.handle(request, client).await })
        })
        .collect();
    let mut answers = Vec::new();
    for race in races {
        let (head, body) = race.await.unwrap().into_parts();
        answers.push((head.status.as_u16(), String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()));
    }
    answers.sort(); // 201 stands before 400
    assert_eq!(answers[0].0, 201, "{answers:?}");
    assert!(answers[1..].iter().all(|answer| *answer == (400, "{\"name\":[\"product with this name already exists.\"]}".to_owned())), "{answers:?}");
}
