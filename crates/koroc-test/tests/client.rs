//! The client's conveniences: who asks, and in which form.

use koroc::axum::http::Method;
use koroc::http::auth::Forced;
use koroc::prelude::*;
use koroc_test::{Format, TestApp, json, request};

/// A cup.
#[derive(Debug, Clone, Model)]
#[model(app = "shop", ordering(id))]
struct Cup {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 10)]
    name: String,
    #[field(default = false)]
    full: bool,
}

fn app() -> App {
    let cups = ModelViewSet::<Cup>::new().permission(IsAuthenticated);
    App::new("shop").mount("/api", Router::simple().register("cups", cups))
}

#[tokio::test]
async fn a_client_asks_as_whom_it_is_told() {
    let app = TestApp::new(app()).await;
    let ada = app.create_user("ada", "secret").await;
    let token = app.token(&ada).await;
    let status = async |client: &koroc_test::TestClient| client.post("/api/cups/", json!({"name": "blue"})).await.status.as_u16();

    let client = app.client();
    assert_eq!(status(&client).await, 403);
    let client = client.login("ada", "secret").await;
    assert_eq!(status(&client).await, 201);
    let client = client.logout().await;
    assert_eq!(status(&client).await, 403);
    let client = client.force_authenticate(&ada);
    assert_eq!(status(&client).await, 201);
    let client = client.logout().await.credentials(&[("authorization", &format!("Token {token}"))]);
    assert_eq!(status(&client).await, 201);
    let client = client.credentials(&[]);
    assert_eq!(status(&client).await, 403);
    let client = client.with_basic("ada", "secret");
    assert_eq!(status(&client).await, 201);
    assert_eq!(Cup::objects().count(app.db()).await.unwrap(), 4);
}

#[tokio::test]
async fn a_logout_ends_the_session_for_every_client() {
    let app = TestApp::new(app()).await;
    app.create_user("ada", "secret").await;
    let client = app.client().login("ada", "secret").await;
    let cookie = client.cookie("sessionid").expect("a session has a cookie");
    assert_eq!(app.client().with_header("cookie", &format!("sessionid={cookie}")).get("/api/cups/").await.status, 200);
    let client = client.logout().await;
    assert_eq!(client.cookie("sessionid"), None);
    assert_eq!(app.client().with_header("cookie", &format!("sessionid={cookie}")).get("/api/cups/").await.status, 403);
}

#[tokio::test]
async fn data_goes_in_the_clients_format() {
    let app = TestApp::new(app()).await;
    let ada = app.create_user("ada", "secret").await;
    for format in [Format::Json, Format::Multipart, Format::Form] {
        let client = app.client().force_authenticate(&ada).with_format(format);
        let made = client.post("/api/cups/", json!({"name": "blue", "full": true})).await;
        assert_eq!((made.status.as_u16(), &made.json()["full"]), (201, &json!(true)), "{format:?}");
    }
}

#[tokio::test]
async fn a_request_can_be_made_first_and_answered_later() {
    let app = TestApp::new(app()).await;
    let ada = app.create_user("ada", "secret").await;
    let mut request = request(Method::POST, "/api/cups/", json!({"name": "red"}));
    request.extensions_mut().insert(Forced(ada.id));
    assert_eq!(app.answer(request).await.status, 201);
}

#[tokio::test]
#[should_panic(expected = "leave the Content-Type to what is sent")]
async fn nobody_sets_the_content_type_by_hand() {
    let app = TestApp::new(app()).await;
    drop(app.client().with_header("Content-Type", "multipart/form-data"));
}
