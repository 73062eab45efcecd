//! Lists over real databases, held against DRF: `answers.txt` has what it answered to random queries on the rows of `rows.json` (both recorded by
//! `record.py`), a line a request: its path, the status, the body with rows told by their keys.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod hiring;
mod walks;

use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr};

use http::Request;
use http_body_util::BodyExt;
use koroc_http::{Body, Client, Service};
use koroc_serial::parse_json;
use koroc_spec::{Map, Value};

/// What a service answers to a GET: the status, and the body with each row in the place of its key.
async fn get(service: &Service, path: &str) -> (u16, Value) {
    let uri = path.strip_prefix("http://testserver").unwrap_or(path);
    let request = Request::get(uri).header("host", "testserver").body(Body::empty()).unwrap();
    let response = service.handle(request, Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), https: false }).await;
    let (head, body) = response.into_parts();
    let body = parse_json(&body.collect().await.unwrap().to_bytes()).unwrap();
    (head.status.as_u16(), if head.status.is_success() { reduced(body) } else { body })
}

/// A page with its rows told by their keys; a plain list as one.
fn reduced(body: Value) -> Value {
    let key = |row: Value| match row {
        Value::Map(mut row) => row.shift_remove("id").or_else(|| row.shift_remove("slug")).unwrap(),
        other => other,
    };
    match body {
        Value::Map(mut page) => {
            let Some(Value::List(rows)) = page.get_mut("results") else { return Value::Map(page) };
            *rows = std::mem::take(rows).into_iter().map(key).collect();
            Value::Map(page)
        }
        Value::List(rows) => Value::Map(Map::from_iter([("results".to_owned(), Value::List(rows.into_iter().map(key).collect()))])),
        other => other,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_queries_are_answered_as_drf_answers_them() {
    let hiring = hiring::sqlite().await;
    let mut differences = String::new();
    let recorded = std::env::var("KOROC_TEST_LIST_ANSWERS").map(|path| std::fs::read_to_string(path).unwrap());
    for line in recorded.unwrap_or_else(|_| include_str!("answers.txt").to_owned()).lines() {
        let [path, status, body] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let expected = (status.parse::<u16>().unwrap(), parse_json(body.as_bytes()).unwrap());
        let answered = get(&hiring.service, path).await;
        if answered != expected {
            writeln!(differences, "{path}\n  DRF   {expected:?}\n  koroc {answered:?}").unwrap();
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

/// DRF ends in a 500 here.
#[tokio::test]
async fn a_broken_expression_is_the_clients_mistake() {
    for hiring in [Some(hiring::sqlite().await), hiring::postgres().await].into_iter().flatten() {
        for broken in ["%28", "%2A", "%5Bz-a%5D"] {
            let (status, body) = get(&hiring.service, &format!("/api/v1/hiring/found/?search={broken}")).await;
            assert_eq!((status, body), (400, Value::List(vec!["Enter a valid regular expression.".into()])), "{broken}");
        }
    }
}
