//! Events as API Gateway sends them, and what the application and the gateway make of them.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

use axum::body::Body;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use koroc_lambda::{Answer, Event};
use serde_json::{Value, json};

/// An event with these members on top of the usual ones.
fn event(members: Value) -> Value {
    let mut event = json!({
        "version": "2.0", "routeKey": "GET /funds/{id}", "rawPath": "/funds/7", "rawQueryString": "", "headers": {"host": "example.com"},
        "pathParameters": {"id": "7"}, "isBase64Encoded": false, "stageVariables": null,
        "requestContext": {"accountId": "1", "http": {"method": "GET", "path": "/funds/7", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "x"}},
    });
    event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    event
}

fn request(members: Value) -> Request<Body> {
    serde_json::from_value::<Event>(event(members)).unwrap().into_request().unwrap()
}

#[tokio::test]
async fn an_event_becomes_the_request_that_it_was() {
    let plain = request(json!({}));
    assert_eq!((plain.method().as_str(), plain.uri().to_string(), &plain.headers()["host"]), ("GET", "/funds/7".into(), &"example.com".parse().unwrap()));

    let encoded = request(json!({"rawPath": "/funds/a/b c", "pathParameters": {"id": "a/b c"}, "rawQueryString": "a=1&a=%20&b"}));
    assert_eq!(encoded.uri(), "/funds/a%2Fb%20c?a=1&a=%20&b");

    let cookies = request(json!({"cookies": ["sessionid=1", "csrftoken=2"]}));
    assert_eq!(cookies.headers()["cookie"], "sessionid=1; csrftoken=2");

    for (body, base64, bytes) in [("{\"ü\":1}", false, "{\"ü\":1}".as_bytes()), ("AP8=", true, &[0, 255])] {
        let sent = request(json!({"body": body, "isBase64Encoded": base64}));
        assert_eq!(sent.into_body().collect().await.unwrap().to_bytes(), bytes);
    }
}

#[test]
fn the_client_is_whom_the_gateway_saw() {
    let event_of = |headers: Value| serde_json::from_value::<Event>(event(json!({"headers": headers}))).unwrap();
    let event = event_of(json!({"x-forwarded-for": "1.1.1.1", "x-forwarded-proto": "https"}));
    assert_eq!((event.source_ip().to_string(), event.https()), ("192.0.2.1".into(), true));
    assert!(!event_of(json!({})).https());
}

#[test]
fn what_is_no_event_is_refused() {
    let mut old = event(json!({"version": "1.0", "resource": "/funds/{id}", "httpMethod": "GET"}));
    old.as_object_mut().unwrap().remove("rawPath");
    for (case, value) in [("a test event", json!({"key1": "value1"})), ("format 1.0", old), ("text", json!("text")), ("null", Value::Null)] {
        assert!(serde_json::from_value::<Event>(value).is_err(), "{case}");
    }
    for (case, members) in [
        ("a body that is no base64", json!({"body": "%", "isBase64Encoded": true})),
        ("a header that is none", json!({"headers": {"a b": "c"}})),
        ("a target that is none", json!({"rawQueryString": "a b"})),
    ] {
        assert!(serde_json::from_value::<Event>(event(members)).unwrap().into_request().is_err(), "{case}");
    }
}

#[tokio::test]
async fn a_response_becomes_what_the_gateway_reads() {
    let response =
        Response::builder().status(201).header("vary", "Accept").header("vary", "Cookie").header("set-cookie", "a=1; Path=/").header("set-cookie", "b=2");
    let answer = Answer::of(response.body(Body::from("é")).unwrap()).await.unwrap();
    let expected = json!({"statusCode": 201, "headers": {"vary": "Accept, Cookie"}, "cookies": ["a=1; Path=/", "b=2"], "body": "é", "isBase64Encoded": false});
    assert_eq!(serde_json::to_value(answer).unwrap(), expected);

    let binary = Answer::of(Response::new(Body::from(vec![0, 255]))).await.unwrap();
    assert_eq!(serde_json::to_value(binary).unwrap()["body"], "AP8=");
}
