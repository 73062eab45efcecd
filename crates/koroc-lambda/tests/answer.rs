//! Events that no fixture has, and what a gateway is answered.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

use axum::body::Body;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use koroc_lambda::{Answer, Event, Form, Message};
use serde_json::{Value, json};

/// A usual event of a form with these members on top.
fn event(form: Form, members: Value) -> Value {
    let http = json!({"method": "GET", "sourceIp": "192.0.2.1"});
    let mut event = match form {
        Form::HttpApi => json!({
            "version": "2.0", "routeKey": "GET /funds/{id}", "rawPath": "/funds/7", "rawQueryString": "", "headers": {"host": "example.com"},
            "pathParameters": {"id": "7"}, "requestContext": {"http": http, "stage": "$default"},
        }),
        Form::RestApi => json!({
            "resource": "/funds/{id}", "path": "/funds/7", "httpMethod": "GET", "headers": {"Host": "example.com"}, "pathParameters": {"id": "7"},
            "requestContext": {"identity": {"sourceIp": "192.0.2.1"}, "stage": "prod"},
        }),
        Form::Balancer | Form::BalancerOfMany => json!({
            "httpMethod": "GET", "path": "/funds/7", "headers": {"host": "example.com"}, "requestContext": {"elb": {"targetGroupArn": "arn"}},
        }),
    };
    event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    event
}

fn message(form: Form, members: Value) -> Message {
    match Event::read(event(form, members)).unwrap() {
        Event::Request(message) => message,
        Event::Call(..) => panic!("this is a request"),
    }
}

fn request(form: Form, members: Value) -> Request<Body> {
    message(form, members).into_request().unwrap()
}

#[test]
fn targets_are_encoded_as_they_were_sent() {
    let url = json!({"http": {"method": "GET", "sourceIp": "192.0.2.1"}, "domainName": "id.lambda-url.eu-west-1.on.aws", "stage": "$default"});
    let staged = json!({"http": {"method": "GET", "sourceIp": "192.0.2.1"}, "stage": "v1"});
    for (form, members, target) in [
        (Form::HttpApi, json!({"rawPath": "/funds/a/b c", "pathParameters": {"id": "a/b c"}, "rawQueryString": "a=1&a=%20&b"}), "/funds/a%2Fb%20c?a=1&a=%20&b"),
        (Form::HttpApi, json!({"routeKey": "$default", "rawPath": "/a%b"}), "/a%25b"),
        (Form::HttpApi, json!({"routeKey": "$default", "rawPath": "/a%2Fb", "requestContext": url}), "/a%2Fb"),
        (Form::HttpApi, json!({"routeKey": "$default", "rawPath": "/v1", "requestContext": staged}), "/"),
        (Form::HttpApi, json!({"routeKey": "$default", "rawPath": "/v1/funds.json", "requestContext": staged}), "/funds.json"),
        (Form::HttpApi, json!({"routeKey": "$default", "rawPath": "/v1funds", "requestContext": staged}), "/v1funds"),
        (Form::HttpApi, json!({"rawPath": "/v1/funds/7", "requestContext": staged}), "/funds/7"),
        (Form::RestApi, json!({"path": "/base/funds/a%2Fb%20c", "pathParameters": {"id": "a%2Fb%20c"}}), "/funds/a%2Fb%20c"),
        (Form::RestApi, json!({"version": "1.0", "path": "/funds/a/b c", "pathParameters": {"id": "a/b c"}}), "/funds/a%2Fb%20c"),
        (Form::RestApi, json!({"version": "1.0", "resource": "/$default", "path": "/a b"}), "/a%20b"),
        (Form::RestApi, json!({"multiValueQueryStringParameters": {"ü": ["a b&c=d+e", ""], "x": ["1"]}}), "/funds/7?%C3%BC=a%20b%26c%3Dd%2Be&%C3%BC=&x=1"),
        (Form::Balancer, json!({"path": "/a%2Fb", "queryStringParameters": {"a%20b": "c+d%26=e"}}), "/a%2Fb?a%20b=c+d%26%3De"),
    ] {
        assert_eq!(request(form, members.clone()).uri(), target, "{form:?} {members}");
    }
}

#[tokio::test]
async fn bodies_and_cookies_arrive_whole() {
    for form in [Form::HttpApi, Form::RestApi, Form::Balancer] {
        for (body, base64, bytes) in [("{\"ü\":1}", false, "{\"ü\":1}".as_bytes()), ("AP8=", true, &[0, 255])] {
            let sent = request(form, json!({"body": body, "isBase64Encoded": base64}));
            assert_eq!(sent.into_body().collect().await.unwrap().to_bytes(), bytes);
        }
    }
    let apart = request(Form::HttpApi, json!({"cookies": ["sessionid=1", "csrftoken=2"]}));
    assert_eq!(apart.headers()["cookie"], "sessionid=1; csrftoken=2");
    let split = request(Form::RestApi, json!({"multiValueHeaders": {"Cookie": ["sessionid=1", "csrftoken=2"], "Via": ["a", "b"]}}));
    assert_eq!(split.headers().get_all("cookie").iter().collect::<Vec<_>>(), ["sessionid=1; csrftoken=2"]);
    assert_eq!(split.headers().get_all("via").iter().collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn the_client_is_whom_the_gateway_saw() {
    let headers = json!({"headers": {"X-Forwarded-For": "1.1.1.1, 198.51.100.9", "X-Forwarded-Proto": "https"}});
    for (form, address) in [(Form::HttpApi, "192.0.2.1"), (Form::RestApi, "192.0.2.1"), (Form::Balancer, "198.51.100.9")] {
        let told = message(form, headers.clone());
        assert_eq!((told.address().to_string(), told.https()), (address.into(), true), "{form:?}");
        assert!(!message(form, json!({})).https());
    }
}

#[test]
fn what_is_no_request_is_refused() {
    for (case, form, missing) in [("2.0", Form::HttpApi, "rawPath"), ("1.0", Form::RestApi, "httpMethod"), ("a load balancer's", Form::Balancer, "path")] {
        let mut event = event(form, json!({}));
        event.as_object_mut().unwrap().remove(missing);
        let error = Event::read(event).unwrap_err().to_string();
        assert!(error.contains(missing), "{case}: {error}");
    }
    for (case, members) in [
        ("a body that is no base64", json!({"body": "%", "isBase64Encoded": true})),
        ("a header that is none", json!({"headers": {"a b": "c"}})),
        ("a target that is none", json!({"rawQueryString": "a b"})),
    ] {
        assert!(message(Form::HttpApi, members).into_request().is_err(), "{case}");
    }
}

#[tokio::test]
async fn an_answer_has_the_form_of_its_event() {
    let vary = json!({"vary": "Accept, Cookie"});
    for (form, expected) in [
        (Form::HttpApi, json!({"statusCode": 201, "headers": vary, "cookies": ["a=1; Path=/", "b=2"]})),
        (Form::RestApi, json!({"statusCode": 201, "multiValueHeaders": {"vary": ["Accept", "Cookie"], "set-cookie": ["a=1; Path=/", "b=2"]}})),
        (
            Form::Balancer,
            json!({"statusCode": 201, "statusDescription": "201 Created", "headers": {"vary": "Accept, Cookie", "set-cookie": "a=1; Path=/", "Set-cookie": "b=2"}}),
        ),
        (
            Form::BalancerOfMany,
            json!({
                "statusCode": 201, "statusDescription": "201 Created",
                "multiValueHeaders": {"vary": ["Accept", "Cookie"], "set-cookie": ["a=1; Path=/", "b=2"]},
            }),
        ),
    ] {
        for (bytes, body, base64) in [("é".as_bytes(), "é", false), (&[0, 255], "AP8=", true)] {
            let response = Response::builder()
                .status(201)
                .header("vary", "Accept")
                .header("vary", "Cookie")
                .header("set-cookie", "a=1; Path=/")
                .header("set-cookie", "b=2");
            let answer = Answer::of(response.body(Body::from(bytes)).unwrap(), form).await.unwrap();
            let mut expected = expected.clone();
            expected.as_object_mut().unwrap().extend([("body".to_owned(), json!(body)), ("isBase64Encoded".to_owned(), json!(base64))]);
            assert_eq!(serde_json::to_value(answer).unwrap(), expected, "{form:?}");
        }
    }
}
