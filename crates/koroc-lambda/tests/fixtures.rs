//! The events that two crates publish, and the request or call that each of them is.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

use std::{collections::BTreeSet, fs, path::Path};

use http::HeaderMap;
use http_body_util::BodyExt as _;
use koroc_lambda::{Event, Form, Kind};
use serde_json::{Map, Value};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
/// The body of many of them.
const ONE: &str = "{\r\n\t\"a\": 1\r\n}";

/// What a fixture must become: form, method, target, body, the client's address, whether it came by HTTPS.
type Request<'a> = (Form, &'a str, &'a str, &'a [u8], &'a str, bool);

fn fixture(name: &str) -> Value {
    serde_json::from_slice(&fs::read(format!("{FOLDER}/{name}.json")).unwrap()).unwrap()
}

#[tokio::test]
async fn every_request_is_the_one_that_was_sent() {
    use Form::{Balancer, BalancerOfMany, HttpApi, RestApi};
    let upload = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xed\xc11\x01\0\0\0\xc2\xa0\xf5Om\x0c\x1f\xa0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x80\xb7\x01\x86\xd2T\xab\0@\0\0";
    let sync = br#"{"timestamp": "2025-08-28T14:30:00Z", "records": [{"id": "ext-001", "data": "sample-data"}], "source": "external-partner-system"}"#;
    let two = "/my/path?parameter1=value1&parameter1=value2&parameter2=value";
    let nobody = "0.0.0.0";
    let cases: &[(&str, Request<'_>)] = &[
        ("aws_lambda_events/example-alb-lambda-target-request-headers-only", (Balancer, "GET", "/?key=hello", b"", "25.12.198.67", false)),
        ("aws_lambda_events/example-alb-lambda-target-request-multivalue-headers", (BalancerOfMany, "GET", "/?key=hello", b"Some text", "72.21.198.67", false)),
        ("aws_lambda_events/example-apigw-console-request", (RestApi, "POST", "/path/to/resource?foo=bar", br#"{"test":"body"}"#, "127.0.0.1", true)),
        ("aws_lambda_events/example-apigw-console-test-request", (RestApi, "POST", "/myPath", ONE.as_bytes(), nobody, false)),
        ("aws_lambda_events/example-apigw-request", (RestApi, "POST", "/hello/world?name=me", ONE.as_bytes(), "192.168.196.186", true)),
        ("aws_lambda_events/example-apigw-request-catch-all", (RestApi, "POST", "/hello/world?name=me", ONE.as_bytes(), "192.168.196.186", true)),
        (
            "aws_lambda_events/example-apigw-request-multi-value-parameters",
            (RestApi, "POST", "/hello/world?name=me&name=me2", ONE.as_bytes(), "192.168.196.186", true),
        ),
        ("aws_lambda_events/example-apigw-restapi-openapi-request", (RestApi, "POST", "/hello/world?name=me", ONE.as_bytes(), "192.168.196.186", true)),
        ("aws_lambda_events/example-apigw-sam-http-request", (HttpApi, "GET", "/dump?foo=bar", b"", "127.0.0.1", false)),
        ("aws_lambda_events/example-apigw-sam-rest-request", (RestApi, "GET", "/test", b"", "127.0.0.1", false)),
        ("aws_lambda_events/example-apigw-v2-request-iam", (HttpApi, "GET", two, ONE.as_bytes(), nobody, false)),
        ("aws_lambda_events/example-apigw-v2-request-jwt-authorizer", (HttpApi, "GET", two, ONE.as_bytes(), nobody, false)),
        ("aws_lambda_events/example-apigw-v2-request-lambda-authorizer", (HttpApi, "GET", two, ONE.as_bytes(), nobody, false)),
        (
            "aws_lambda_events/example-apigw-v2-request-multi-value-parameters",
            (HttpApi, "GET", "/my/path?Parameter1=value1&Parameter1=value2", ONE.as_bytes(), nobody, false),
        ),
        ("aws_lambda_events/example-apigw-v2-request-no-authorizer", (HttpApi, "GET", "/", b"", "1.2.3.4", true)),
        ("aws_lambda_events/example-vpc-lattice-v2-request", (Balancer, "GET", "/health?state=prod&multi=a&multi=DEF&multi=g", b"", "10.0.2.100", false)),
        (
            "aws_lambda_events/example-vpc-lattice-v2-request-base64",
            (Balancer, "POST", "/api/files/upload?uploadType=profile-image", upload, "10.0.1.45", false),
        ),
        (
            "aws_lambda_events/example-vpc-lattice-v2-request-roles-anywhere",
            (Balancer, "POST", "/api/external/data-sync?sync-type=incremental&validate=true", sync, "203.45.67.89", false),
        ),
        ("lambda_http/alb_health_check", (Balancer, "GET", "/", b"", nobody, false)),
        (
            "lambda_http/alb_multi_value_request",
            (BalancerOfMany, "GET", "/?myKey=val1&myKey=val2&myOtherKey=val3&myOtherKey=val4", b"request_body", "72.21.198.66", true),
        ),
        (
            "lambda_http/alb_multi_value_request_encoded_query_parameters",
            (BalancerOfMany, "GET", "/?myKey=%3FshowAll%3Dtrue&myKey=%3FshowAll%3Dfalse", b"request_body", "72.21.198.66", true),
        ),
        ("lambda_http/alb_no_host", (Balancer, "GET", "/v1/health/", b"", nobody, false)),
        ("lambda_http/alb_request", (Balancer, "GET", "/?myKey=val2", b"request_body", "72.21.198.66", true)),
        ("lambda_http/alb_request_encoded_query_parameters", (Balancer, "GET", "/?myKey=%3FshowAll%3Dtrue", b"request_body", "72.21.198.66", true)),
        (
            "lambda_http/apigw_multi_value_proxy_request",
            (RestApi, "POST", "/hello/world?name=me&multiValueName=you&multiValueName=me", ONE.as_bytes(), "192.168.196.186", true),
        ),
        ("lambda_http/apigw_no_host", (RestApi, "GET", "/hello?name=me", b"", "192.168.100.1", true)),
        ("lambda_http/apigw_proxy_request", (RestApi, "GET", "/hello?name=me", b"", "192.168.100.1", true)),
        (
            "lambda_http/apigw_request_path_with_space",
            (HttpApi, "POST", "/my/path-with%20space?parameter1=value1&parameter1=value2&parameter2=value", b"Hello from Lambda", nobody, false),
        ),
        ("lambda_http/apigw_v2_proxy_request", (HttpApi, "POST", two, b"Hello from Lambda", nobody, false)),
        ("lambda_http/apigw_v2_proxy_request_minimal", (HttpApi, "GET", "/", b"", "65.78.31.245", true)),
        // The application has no routes with a stage in them.
        ("lambda_http/apigw_v2_proxy_request_with_stage_in_path", (HttpApi, "POST", two, b"Hello from Lambda", nobody, false)),
        ("lambda_http/apigw_v2_sam_local", (HttpApi, "GET", "/hello", b"", "127.0.0.1", false)),
        ("lambda_http/lambda_function_url_request", (HttpApi, "GET", two, b"", "65.78.31.245", true)),
        ("lambda_http/vpc_lattice_v2_request", (Balancer, "GET", "/health?state=prod&multi=a&multi=DEF&multi=g", b"All is good", "10.0.2.100", false)),
        ("lambda_http/vpc_lattice_v2_request_base64", (Balancer, "GET", "/health?state=prod&multi=a&multi=DEF&multi=g", b"All is good", "10.0.2.100", false)),
        ("lambda_http/vpc_lattice_v2_request_encoded_query", (Balancer, "GET", "/search?filter=%3FshowAll%3Dtrue&q=hello%20world", b"", nobody, false)),
    ];
    for (name, expected) in cases {
        let event = fixture(name);
        let Event::Request(message) = Event::read(event.clone()).unwrap() else { panic!("{name} is a request") };
        let (form, address, https) = (message.form(), message.address().to_string(), message.https());
        let (head, body) = message.into_request().unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let found = (form, head.method.as_str(), &*head.uri.to_string(), &*body, &*address, https);
        assert_eq!(found, *expected, "{name}");
        assert_eq!(listed(&head.headers), sent(&event), "{name}");
    }
    assert_all_named(&cases.iter().map(|(name, _)| *name).chain(CALLS.iter().map(|(name, _)| *name)).chain(REFUSED.iter().copied()).collect());
}

/// The headers of a request, each value on its own.
fn listed(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut list: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    list.sort();
    list
}

/// The headers that an event tells: all values where it has them, cookies in one, and the gateway's name where the client gave none.
fn sent(event: &Value) -> Vec<(String, String)> {
    let none = Map::new();
    let members = |name: &str| event[name].as_object().filter(|map| !map.is_empty());
    let headers = members("multiValueHeaders").or(members("headers")).unwrap_or(&none);
    let values = headers.iter().flat_map(|(name, value)| match value {
        Value::Array(values) => values.iter().map(|value| (name.to_lowercase(), value.as_str().unwrap().to_owned())).collect(),
        value => vec![(name.to_lowercase(), value.as_str().unwrap().to_owned())],
    });
    let (cookies, mut list): (Vec<_>, Vec<_>) = values.partition(|(name, _)| name == "cookie");
    let apart = event["cookies"].as_array().filter(|cookies| !cookies.is_empty());
    let cookies: Vec<String> = match apart {
        Some(apart) => apart.iter().map(|cookie| cookie.as_str().unwrap().to_owned()).collect(),
        None => cookies.into_iter().map(|(_, value)| value).collect(),
    };
    if !cookies.is_empty() {
        list.push(("cookie".to_owned(), cookies.join("; ")));
    }
    let gateway = event["requestContext"]["domainName"].as_str().filter(|_| !list.iter().any(|(name, _)| name == "host"));
    list.extend(gateway.map(|name| ("host".to_owned(), name.to_owned())));
    list.sort();
    list
}

/// Every file is in one of the tables.
fn assert_all_named(named: &BTreeSet<&str>) {
    for folder in ["aws_lambda_events", "lambda_http"] {
        for entry in fs::read_dir(Path::new(FOLDER).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{folder}/{}", path.file_stem().unwrap().to_str().unwrap());
            assert!(path.extension().is_none_or(|extension| extension != "json") || named.contains(&*name), "{name} is in no table");
        }
    }
}

/// What is no request.
const CALLS: [(&str, Kind); 15] = [
    ("aws_lambda_events/example-apigw-custom-auth-request", Kind::Direct),
    ("aws_lambda_events/example-apigw-custom-auth-request-type-request", Kind::Direct),
    ("aws_lambda_events/example-apigw-v2-custom-authorizer-v1-request", Kind::Direct),
    ("aws_lambda_events/example-apigw-v2-custom-authorizer-v2-request", Kind::Direct),
    ("aws_lambda_events/example-apigw-v2-custom-authorizer-v2-request-null-maps", Kind::Direct),
    ("aws_lambda_events/example-apigw-v2-custom-authorizer-v2-request-without-cookies", Kind::Direct),
    ("aws_lambda_events/example-apigw-v2-custom-authorizer-v2-request-without-identity-source", Kind::Direct),
    ("aws_lambda_events/example-apigw-v2-custom-authorizer-websocket-request", Kind::Direct),
    ("aws_lambda_events/example-cloudformation-custom-resource-create-request", Kind::Direct),
    ("aws_lambda_events/example-eventbridge-event-obj", Kind::Direct),
    ("aws_lambda_events/example-eventbridge-schedule", Kind::Schedule),
    ("aws_lambda_events/example-s3-event", Kind::Bucket),
    ("aws_lambda_events/example-s3-event-with-decoded", Kind::Bucket),
    ("aws_lambda_events/example-sqs-event", Kind::Queue),
    ("aws_lambda_events/example-sqs-event-obj", Kind::Queue),
];

/// What looks like a request and is none that can be answered.
const REFUSED: [&str; 3] = [
    "aws_lambda_events/example-apigw-websocket-request",
    "aws_lambda_events/example-apigw-websocket-request-disconnect-route",
    "aws_lambda_events/example-apigw-websocket-request-without-method",
];

#[test]
fn what_is_no_request_is_handed_over_as_it_came() {
    for (name, kind) in CALLS {
        let Event::Call(found, event) = Event::read(fixture(name)).unwrap() else { panic!("{name} is no request") };
        assert_eq!((found, event), (kind, fixture(name)), "{name}");
    }
}

#[test]
fn what_cannot_be_answered_is_refused() {
    for name in REFUSED {
        assert!(Event::read(fixture(name)).unwrap_err().to_string().contains("WebSocket"), "{name}");
    }
}
