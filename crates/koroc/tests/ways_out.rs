//! The ways out of the standard operations, each taken by real requests on a real file: a hook, an extra action, a plain handler, validators and a
//! permission written in Rust, a default that is a function.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;

use koroc::axum::body::{Body, to_bytes};
use koroc::axum::http::Request;
use koroc::db::{Db, DbOptions, migrate};
use koroc::prelude::*;
use koroc::spec::{Map, Settings};
use koroc::{Errors, axum};
use koroc_http::auth::{self, SecretKey};
use koroc_http::{Client, Service};

fn new_code() -> &'static str {
    "A-1"
}

#[derive(Debug, Clone, Model)]
#[model(app = "shop")]
struct Item {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 10, validators(no_spaces))]
    name: String,
    #[field(min = 0)]
    price: i32,
    #[field(max_length = 20, editable = false, default = new_code)]
    code: String,
    #[field(max_length = 20, blank, default = "")]
    note: String,
}

fn no_spaces(name: &str) -> Result<(), &'static str> {
    if name.contains(' ') { Err("A name is one word.") } else { Ok(()) }
}

fn even(price: &i32) -> Result<(), String> {
    if price % 2 == 0 { Ok(()) } else { Err(format!("{price} is odd.")) }
}

fn cheap_ones_have_no_note(values: &Map) -> Result<(), Errors> {
    let cheap = values.get("price").and_then(koroc::spec::Value::as_int).is_some_and(|price| price < 10);
    let note = values.get("note").and_then(koroc::spec::Value::as_str).is_some_and(|note| !note.is_empty());
    if cheap && note { Err(Errors::whole("It is too cheap for a note.", "invalid")) } else { Ok(()) }
}

async fn note_the_door(context: Context, mut changes: Changes) -> Result<Changes, ApiError> {
    let door = context.headers().get("x-door").and_then(|door| door.to_str().ok()).unwrap_or("front").to_owned();
    if door == "back" {
        return Err(ApiError::conflict("The back door is closed."));
    }
    changes.set(Item::NOTE, door)?;
    Ok(changes)
}

async fn has_key(context: Context) -> Result<bool, ApiError> {
    Ok(context.headers().contains_key("x-key"))
}

async fn is_cheap(context: Context) -> Result<bool, ApiError> {
    Ok(context.object::<Item>()?.price < 100)
}

/// The price twice.
#[action(detail = true, methods(GET))]
async fn double(context: Context) -> Result<Reply, ApiError> {
    let item: Item = context.object()?;
    Ok(Reply::json(&i64::from(item.price * 2).into()))
}

#[function(path = "/echo/{word}", methods(GET), permission = AllowAny)]
async fn echo(axum::extract::Path(word): axum::extract::Path<String>) -> String {
    word
}

fn app() -> App {
    let items = ModelViewSet::<Item>::new()
        .permission(Permission::request("has_key", has_key).message("Bring a key.") & Permission::object("is_cheap", is_cheap))
        .authentication([])
        .before_create(note_the_door)
        .validate(Item::PRICE, "even", even)
        .validate_all("cheap_ones_have_no_note", cheap_ones_have_no_note)
        .action(double)
        .handler("count", "/count.txt", [Method::Get], async |axum::Extension(context): axum::Extension<Context>| {
            Item::objects().count(context.db()).await.map(|count| count.to_string()).unwrap_or_default()
        });
    App::new("shop").mount("/api", Router::simple().trailing_slash(false).register("items", items)).function(echo)
}

/// The application on a new file.
struct Shop {
    service: Service,
    dir: PathBuf,
}

impl Shop {
    async fn open() -> Shop {
        let dir = std::env::temp_dir().join(format!("koroc-ways-out-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("the temporary folder can be written");
        let settings = Settings { database_url: format!("sqlite:{}", dir.join("db.sqlite3").display()), ..Settings::default() };
        let parts = app().into_parts();
        let resolved = Arc::new(parts.resolve(&settings).expect("the shop is sound"));
        let builtin = auth::migrations();
        let options = migrate::MakeOptions { builtin: builtin.clone(), ..migrate::MakeOptions::default() };
        let written = migrate::make_migrations(&resolved, &dir.join("migrations"), &options, &mut migrate::unanswered).expect("all is new");
        let all = builtin.migrations().iter().cloned().chain(written.into_iter().filter_map(|file| file.migration)).collect();
        let sources = migrate::Sources::new(all).expect("they follow each other");
        migrate::migrate(&settings.database_url, &resolved, &sources, &migrate::Target::All, &mut |_| {}).await.expect("the file is new");
        let options = DbOptions { defaults: parts.defaults, ..DbOptions::default() };
        let db = Db::open(Arc::clone(&resolved), &settings.database_url, options).await.expect("the file is there");
        let service = Service::new(resolved, db, parts.behaviours, SecretKey::random()).unwrap_or_else(|problems| panic!("{problems:?}"));
        Shop { service, dir }
    }

    /// Sends a request, `METHOD /path` with these headers, and answers `status body`.
    async fn send(&self, line: &str, headers: &[(&str, &str)], body: &str) -> String {
        let (method, path) = line.split_once(' ').expect("a method and a path");
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost").header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).expect("the request is well formed");
        let response = self.service.handle(request, Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), https: false }).await;
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("the body is in memory");
        format!("{status} {}", String::from_utf8_lossy(&body))
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // The next run makes it anew; a folder that is left does no harm.
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

const KEY: (&str, &str) = ("x-key", "1");

/// A request's line, headers and body, and what it is answered.
type Step = (&'static str, &'static [(&'static str, &'static str)], String, &'static str);

#[tokio::test]
async fn every_way_out_is_taken() {
    let shop = Shop::open().await;
    let item = |price: i32| format!(r#"{{"name":"cup","price":{price}}}"#);
    let steps: [Step; 12] = [
        ("GET /api/items", &[], String::new(), r#"403 {"detail":"Bring a key."}"#),
        ("POST /api/items", &[KEY], item(8), r#"201 {"id":1,"name":"cup","price":8,"code":"A-1","note":"front"}"#),
        ("POST /api/items", &[KEY, ("x-door", "side")], item(200), r#"201 {"id":2,"name":"cup","price":200,"code":"A-1","note":"side"}"#),
        ("POST /api/items", &[KEY, ("x-door", "back")], item(8), r#"409 {"detail":"The back door is closed."}"#),
        ("POST /api/items", &[KEY], r#"{"name":"a cup","price":7}"#.into(), r#"400 {"name":["A name is one word."],"price":["7 is odd."]}"#),
        ("POST /api/items", &[KEY], r#"{"name":"cup","price":8,"note":"x"}"#.into(), r#"400 {"non_field_errors":["It is too cheap for a note."]}"#),
        ("GET /api/items/1/double", &[KEY], String::new(), "200 16"),
        ("GET /api/items/2", &[KEY], String::new(), r#"403 {"detail":"You do not have permission to perform this action."}"#),
        ("GET /api/items/2/double", &[KEY], String::new(), r#"403 {"detail":"You do not have permission to perform this action."}"#),
        ("GET /api/items/count.txt", &[KEY], String::new(), "200 2"),
        ("GET /api/items/count.txt", &[], String::new(), r#"403 {"detail":"Bring a key."}"#),
        ("GET /echo/hello", &[], String::new(), "200 hello"),
    ];
    for (line, headers, body, expected) in steps {
        assert_eq!(shop.send(line, headers, &body).await, expected, "{line} {headers:?} {body}");
    }
}
