//! Album as its clients and its clock use it.

use koroc_test::{TestApp, json};

#[tokio::test]
async fn functions_and_views_answer() {
    let app = TestApp::new(album::app()).await;
    let client = app.client();
    for (method, path, status, body) in [
        ("GET", "/alive", 200, "i'm alive"),
        ("POST", "/album", 200, "Created new album"),
        ("POST", "/album/7/like", 200, "Liked album 7"),
        ("DELETE", "/album/7/like", 200, "Unliked album 7"),
        ("POST", "/album/0/like", 404, r#"{"detail":"Not found."}"#),
        ("GET", "/album", 405, r#"{"detail":"Method \"GET\" not allowed."}"#),
        ("PUT", "/album/7/like", 405, r#"{"detail":"Method \"PUT\" not allowed."}"#),
    ] {
        let answer = client.send(method.parse().expect("a method"), path, ()).await;
        assert_eq!((answer.status.as_u16(), answer.text()), (status, body), "{method} {path}");
    }
    assert_eq!(client.get("/nothing").await.status, 404);
}

#[tokio::test]
async fn the_clock_begins_a_new_week() {
    let app = TestApp::new(album::app()).await;
    app.create_user("ada", "secret").await;
    let ada = app.client().with_basic("ada", "secret");
    for (title, plays) in [("Pull Up the Roots", 3), ("Slippery People", 0), ("Swamp", 9)] {
        assert_eq!(ada.post("/api/v1/songs/", json!({"title": title, "plays": plays})).await.status, 201);
    }
    assert_eq!(app.call("new_week", json!({})).await.expect("it is called"), json!(2));
    let songs = ada.get("/api/v1/songs/").await.json();
    assert!(songs["results"].as_array().expect("a list").iter().all(|song| song["plays"] == 0), "{songs}");
    assert!(app.call("alive", json!({})).await.expect_err("it takes requests").to_string().contains("no function `alive` that events can call"));
}

/// Pages of other origins: the browser's question is answered before any view is asked, and answers may be read.
#[tokio::test]
async fn other_origins_may_ask() {
    let app = TestApp::new(album::app()).await;
    let client = app.client().with_header("origin", "https://somewhere.example");
    let answer = client.get("/alive").await;
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let preflight = client.with_header("access-control-request-method", "DELETE").options("/album/7/like").await;
    assert_eq!(preflight.status, 204);
    let headers = ["access-control-allow-origin", "access-control-allow-methods", "access-control-allow-headers", "access-control-max-age"];
    assert_eq!(headers.map(|name| preflight.headers[name].to_str().expect("text")), ["*", "*", "Authorization", "864000"]);
    assert!(app.client().get("/alive").await.headers.get("access-control-allow-origin").is_none(), "who names no origin is told of none");
}
