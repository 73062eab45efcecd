//! An in-process client and temporary databases for testing Koroc applications.
//!
//! A [`TestApp`] is an application on a new SQLite file that goes when it goes; a [`TestClient`] sends it requests the way every host does,
//! through [`Service::handle`](koroc::http::Service::handle), without sockets. As in any test, whatever cannot be done is a panic that says why.
//!
//! ```
//! use koroc::prelude::*;
//! use koroc_test::{TestApp, json};
//!
//! #[derive(Debug, Clone, Model)]
//! #[model(app = "shop")]
//! struct Cup {
//!     #[field(primary_key)]
//!     id: i64,
//!     #[field(max_length = 10)]
//!     name: String,
//! }
//!
//! fn app() -> App {
//!     let cups = ModelViewSet::<Cup>::new().permission(IsAuthenticated);
//!     App::new("shop").mount("/api", Router::simple().trailing_slash(false).register("cups", cups))
//! }
//!
//! # // What `#[tokio::test]` makes of a test.
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let app = TestApp::new(app()).await;
//! app.create_user("ada", "secret").await;
//! assert_eq!(app.client().get("/api/cups").await.status, 403);
//!
//! let ada = app.client().login("ada", "secret").await;
//! let made = ada.post("/api/cups", json!({"name": "blue"})).await;
//! assert_eq!((made.status.as_u16(), made.json()), (201, json!({"id": 1, "name": "blue"})));
//! assert_eq!(Cup::objects().get(app.db()).await.unwrap().name, "blue");
//! # });
//! ```

mod answer;
mod app;
mod client;
mod content;
mod cookies;
mod live;

pub use answer::Answer;
pub use app::TestApp;
pub use client::{TestClient, request};
pub use content::{Content, Format, form, multipart, upload};
pub use live::LiveServer;
pub use serde_json::json;
