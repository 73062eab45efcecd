//! Generic views, what single operations say for themselves, and throttled logins, through the test client.

use koroc::prelude::*;
use koroc_test::{TestApp, form, json};

/// A book that people read.
#[derive(Debug, Clone, Model)]
#[model(app = "library", ordering(id))]
struct Book {
    #[field(primary_key)]
    id: i64,
    #[field(unique, max_length = 20)]
    version: String,
    #[field(max_length = 120)]
    title: String,
}

fn view(app: App, name: &str, path: &str, view: ModelViewSet<Book>) -> App {
    app.view(path, name, view.permission(AllowAny).authentication([]))
}

fn app() -> App {
    let row = |name: &str| format!("/{name}/{{id:int}}");
    let app = App::new("library")
        .view("/by-version/{version}", "book_by_version", GenericView::<Book>::retrieve_update().permission(AllowAny).lookup(Book::VERSION))
        .mount("/api", Router::simple().register("books", books()))
        .obtain_token("/token", AllowAny)
        .login("/api-auth")
        .throttle_logins([Throttle::anon().rate("2/min")]);
    let app = view(app, "list", "/list", GenericView::list());
    let app = view(app, "create", "/create", GenericView::create());
    let app = view(app, "list_create", "/list-create", GenericView::list_create());
    let app = view(app, "retrieve", &row("retrieve"), GenericView::retrieve());
    let app = view(app, "update", &row("update"), GenericView::update());
    let app = view(app, "destroy", &row("destroy"), GenericView::destroy());
    let app = view(app, "retrieve_update", &row("retrieve-update"), GenericView::retrieve_update());
    let app = view(app, "retrieve_destroy", &row("retrieve-destroy"), GenericView::retrieve_destroy());
    view(app, "retrieve_update_destroy", &row("retrieve-update-destroy"), GenericView::retrieve_update_destroy())
}

fn books() -> impl IntoResource {
    ModelViewSet::<Book>::new()
        .permission(AllowAny)
        .permission_for("destroy", IsAdminUser)
        .throttles_for("create", [Throttle::scoped("books").rate("2/day")])
        .renderers_for("list", [Renderer::Xml])
}

async fn with_book() -> TestApp {
    let app = TestApp::new(app()).await;
    let made = app.client().post("/create", json!({"version": "1.0", "title": "One"})).await;
    assert_eq!((made.status.as_u16(), made.text()), (201, r#"{"id":1,"version":"1.0","title":"One"}"#));
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_generic_views_answer_their_methods() {
    let app = with_book().await;
    for (path, allow) in [
        ("/list", "GET, HEAD, OPTIONS"),
        ("/create", "POST, OPTIONS"),
        ("/list-create", "GET, POST, HEAD, OPTIONS"),
        ("/retrieve/1", "GET, HEAD, OPTIONS"),
        ("/update/1", "PUT, PATCH, OPTIONS"),
        ("/destroy/1", "DELETE, OPTIONS"),
        ("/retrieve-update/1", "GET, PUT, PATCH, HEAD, OPTIONS"),
        ("/retrieve-destroy/1", "GET, DELETE, HEAD, OPTIONS"),
        ("/retrieve-update-destroy/1", "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"),
    ] {
        assert_eq!(app.client().options(path).await.header("allow"), Some(allow), "{path}");
    }
    let client = app.client();
    assert_eq!(client.get("/list").await.json()["count"], 1);
    assert_eq!(client.patch("/retrieve-update/1", json!({"title": "Two"})).await.json()["title"], "Two");
    assert_eq!(client.post("/retrieve/1", json!({})).await.status, 405);
    assert!(client.get("/retrieve/one").await.text().contains("<h1>Not Found</h1>"), "the pattern decides about the route");
    assert_eq!(client.delete("/destroy/1").await.status, 204);
    assert_eq!(client.get("/retrieve/1").await.text(), r#"{"detail":"No Book matches the given query."}"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_one_row_looks_it_up_by_its_path() {
    let app = with_book().await;
    let client = app.client();
    assert_eq!(client.get("/by-version/1.0").await.json()["title"], "One");
    assert_eq!(client.put("/by-version/1.0", json!({"version": "1.0", "title": "New"})).await.json()["title"], "New");
    assert_eq!(client.get("/by-version/2.0").await.status, 404);
    assert_eq!(client.options("/by-version/1.0").await.json()["name"], "Book By Version");
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_have_their_own_rules_throttles_and_forms() {
    let app = with_book().await;
    let client = app.client();
    let list = client.get("/api/books/").await;
    assert_eq!(list.header("content-type"), Some("application/xml; charset=utf-8"));
    assert_eq!(client.get("/api/books/1/").await.header("content-type"), Some("application/json"));
    assert_eq!(client.delete("/api/books/1/").await.status, 403);
    for status in [400, 400, 429] {
        assert_eq!(client.post("/api/books/", json!({})).await.status, status);
    }
    assert_eq!(client.get("/api/books/").await.status, 200, "only creation is throttled");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_passwords_is_slowed_down() {
    let app = TestApp::new(app()).await;
    let guess = || form(&[("username", "alice"), ("password", "wrong")]);
    for status in [400, 400, 429] {
        assert_eq!(app.client().post("/token", guess()).await.status, status);
    }
    let login = app.client().post("/api-auth/login/", guess()).await;
    assert_eq!((login.status.as_u16(), login.header("retry-after")), (429, Some("60")), "both count together");
    assert!(login.text().starts_with("Request was throttled. Expected available in "));
    assert_eq!(app.client().get("/api-auth/login/").await.status, 200, "the page itself is shown");
}
