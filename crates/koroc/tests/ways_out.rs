//! The ways out of the standard operations, each taken by real requests on a real file: hooks, an extra action, a plain handler, validators and a
//! permission written in Rust, a default that is a function.

use koroc::axum;
use koroc::prelude::*;
use koroc_test::{TestApp, TestClient};

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

fn cheap_ones_have_no_note(given: &Given<'_, Item>) -> Result<(), &'static str> {
    match (given.get(Item::PRICE), given.sent(Item::NOTE)) {
        (Some(price), Some(note)) if price < 10 && !note.is_empty() => Err("It is too cheap for a note."),
        _ => Ok(()),
    }
}

async fn note_the_door(context: Context, mut changes: Changes) -> Result<Changes, ApiError> {
    let door = context.headers().get("x-door").and_then(|door| door.to_str().ok()).unwrap_or("front").to_owned();
    if door == "back" {
        return Err(ApiError::conflict("The back door is closed."));
    }
    changes.set(Item::NOTE, door)?;
    Ok(changes)
}

async fn note_the_old_price(context: Context, mut changes: Changes) -> Result<Changes, ApiError> {
    let old = context.object::<Item>()?.price;
    match changes.get(Item::PRICE)? {
        Some(new) if new > 2 * old => return Err(ApiError::conflict(format!("{new} is more than twice {old}."))),
        Some(new) if new != old => changes.set(Item::NOTE, format!("was {old}"))?,
        _ => {}
    }
    Ok(changes)
}

async fn keep_the_last(context: Context) -> Result<(), ApiError> {
    let others = Item::objects().exclude(Item::ID.eq(context.object::<Item>()?.id));
    if others.exists(context.db()).await? { Ok(()) } else { Err(ApiError::conflict("It is the last one.")) }
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
        .before_update(note_the_old_price)
        .before_destroy(keep_the_last)
        .serializer(Serializer::all().and(Item::PRICE.validator(even)).validate(cheap_ones_have_no_note))
        .action(double)
        .handler("count", "/count.txt", [Method::Get], async |axum::Extension(context): axum::Extension<Context>| {
            Item::objects().count(context.db()).await.map(|count| count.to_string()).unwrap_or_default()
        });
    App::new("shop").mount("/api", Router::simple().trailing_slash(false).register("items", items)).function(echo)
}

const KEY: (&str, &str) = ("x-key", "1");

/// A request's line, headers and body, and what it is answered.
type Step = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

const STEPS: [Step; 20] = [
    ("GET /api/items", &[], "", r#"403 {"detail":"Bring a key."}"#),
    ("POST /api/items", &[KEY], r#"{"name":"cup","price":8}"#, r#"201 {"id":1,"name":"cup","price":8,"code":"A-1","note":"front"}"#),
    ("POST /api/items", &[KEY, ("x-door", "side")], r#"{"name":"cup","price":200}"#, r#"201 {"id":2,"name":"cup","price":200,"code":"A-1","note":"side"}"#),
    ("POST /api/items", &[KEY, ("x-door", "back")], r#"{"name":"cup","price":8}"#, r#"409 {"detail":"The back door is closed."}"#),
    ("POST /api/items", &[KEY], r#"{"name":"a cup","price":7}"#, r#"400 {"name":["A name is one word."],"price":["7 is odd."]}"#),
    ("POST /api/items", &[KEY], r#"{"name":"cup","price":8,"note":"x"}"#, r#"400 {"non_field_errors":["It is too cheap for a note."]}"#),
    ("GET /api/items/1/double", &[KEY], "", "200 16"),
    ("GET /api/items/2", &[KEY], "", r#"403 {"detail":"You do not have permission to perform this action."}"#),
    ("GET /api/items/2/double", &[KEY], "", r#"403 {"detail":"You do not have permission to perform this action."}"#),
    ("GET /api/items/count.txt", &[KEY], "", "200 2"),
    ("GET /api/items/count.txt", &[], "", r#"403 {"detail":"Bring a key."}"#),
    ("GET /echo/hello", &[], "", "200 hello"),
    ("PATCH /api/items/1", &[KEY], r#"{"price":18}"#, r#"409 {"detail":"18 is more than twice 8."}"#),
    ("GET /api/items/1", &[KEY], "", r#"200 {"id":1,"name":"cup","price":8,"code":"A-1","note":"front"}"#),
    ("PATCH /api/items/1", &[KEY], r#"{"price":12}"#, r#"200 {"id":1,"name":"cup","price":12,"code":"A-1","note":"was 8"}"#),
    ("PUT /api/items/1", &[KEY], r#"{"name":"mug","price":14}"#, r#"200 {"id":1,"name":"mug","price":14,"code":"A-1","note":"was 12"}"#),
    ("POST /api/items", &[KEY], r#"{"name":"jug","price":8}"#, r#"201 {"id":3,"name":"jug","price":8,"code":"A-1","note":"front"}"#),
    ("DELETE /api/items/3", &[KEY], "", "204 "),
    ("GET /api/items/3", &[KEY], "", r#"404 {"detail":"No Item matches the given query."}"#),
    ("GET /api/items/count.txt", &[KEY], "", "200 2"),
];

#[tokio::test]
async fn every_way_out_is_taken() {
    let shop = TestApp::new(app()).await;
    for (line, headers, body, expected) in STEPS {
        let client = headers.iter().fold(shop.client(), |client, (name, value)| client.with_header(name, value));
        assert_eq!(answered(&client, line, body).await, expected, "{line} {headers:?} {body}");
    }
    Item::objects().exclude(Item::ID.eq(1)).delete(shop.db()).await.expect("nothing points at items");
    let client = shop.client().with_header(KEY.0, KEY.1);
    assert_eq!(answered(&client, "DELETE /api/items/1", "").await, r#"409 {"detail":"It is the last one."}"#);
    assert!(Item::objects().exists(shop.db()).await.expect("the file is there"), "what is refused stays");
}

/// Sends `METHOD /path` with a body of JSON, and answers `status body`.
async fn answered(client: &TestClient, line: &str, body: &str) -> String {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    let method = method.parse().expect("a method of HTTP");
    let answer = client.send(method, path, ("application/json", body)).await;
    format!("{} {}", answer.status.as_u16(), answer.text())
}
