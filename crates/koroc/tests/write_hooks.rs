//! What around a write is inside its transaction and what is not, on SQLite and on the PostgreSQL that `KOROC_TEST_POSTGRES` names.

use koroc::db::Model as _;
use koroc::prelude::*;
use koroc_test::{TestApp, TestClient};

mod everywhere;
use everywhere::everywhere;

#[derive(Debug, Clone, Model)]
#[model(app = "shop", ordering(id))]
struct Order {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 40)]
    title: String,
}

#[derive(Debug, Clone, Model)]
#[model(app = "shop", ordering(id))]
struct Entry {
    #[field(primary_key)]
    id: i64,
    #[field(on_delete = set_null, related_name = "entries")]
    order: Option<ForeignKey<Order>>,
    #[field(max_length = 40, unique)]
    text: String,
}

impl Entry {
    fn of(order: &Order, text: String) -> Entry {
        Entry { id: 0, order: Some(ForeignKey(order.id)), text }
    }
}

fn order() -> Serializer<Order> {
    Serializer::of((Order::ID, Order::TITLE, nested("entries", Entry::ORDER.reverse(), || Serializer::of(Entry::TEXT)).many().read_only()))
}

/// Writes an entry of the journal with the order.
async fn with_entry(context: Context, changes: Changes) -> Result<Order, ApiError> {
    context.save_with(changes, |tx, order: &Order| Entry::of(order, order.title.clone()).insert_in(tx).map(drop)).await
}

async fn before(context: Context, changes: Changes) -> Result<Changes, ApiError> {
    Entry { id: 0, order: None, text: "before".into() }.insert(context.db()).await?;
    Ok(changes)
}

/// Sees what another connection sees.
async fn after(context: Context, order: Order) -> Result<(), ApiError> {
    let committed = Order::objects().filter(Order::ID.eq(order.id)).all(context.db()).await?;
    let there = committed.iter().any(|row| row.title == order.title);
    Entry::of(&order, format!("after {} {there}", order.title)).insert(context.db()).await?;
    if order.title == "Refused" { Err(ApiError::conflict("Too late.")) } else { Ok(()) }
}

fn app() -> App {
    let open = || ModelViewSet::<Order>::new().permission(AllowAny).authentication([]).serializer(order);
    let router = Router::simple()
        .trailing_slash(false)
        .register("journaled", open().create_with(with_entry).update_with(with_entry))
        .register("hooked", open().before_create(before).after_create(after).after_update(after).after_destroy(after));
    App::new("shop").mount("", router).model::<Entry>()
}

/// A request, what it is answered, and all titles and entries after it.
type Step = (&'static str, &'static str, &'static str, &'static str);

const STEPS: &[Step] = &[
    // One transaction: both rows are there, and the answer, read behind it, shows them.
    ("POST /journaled", r#"{"title":"One"}"#, r#"201 {"id":1,"title":"One","entries":[{"text":"One"}]}"#, "One | One"),
    ("PATCH /journaled/1", r#"{"title":"Two"}"#, r#"200 {"id":1,"title":"Two","entries":[{"text":"One"},{"text":"Two"}]}"#, "Two | One Two"),
    // The entry is refused, so the order is not changed.
    ("PATCH /journaled/1", r#"{"title":"One"}"#, r#"409 {"detail":"Another row has the same values."}"#, "Two | One Two"),
    // What a hook wrote before stays although the hook after refuses; the answer was read before that ran.
    ("POST /hooked", r#"{"title":"Three"}"#, r#"201 {"id":2,"title":"Three","entries":[]}"#, "Two Three | One Two before after Three true"),
    ("PATCH /hooked/2", r#"{"title":"Refused"}"#, r#"409 {"detail":"Too late."}"#, "Two Refused | One Two before after Three true after Refused true"),
    ("GET /hooked/2", "", r#"200 {"id":2,"title":"Refused","entries":[{"text":"after Three true"},{"text":"after Refused true"}]}"#, ""),
    // Nor is one made.
    (
        "POST /journaled",
        r#"{"title":"One"}"#,
        r#"409 {"detail":"Another row has the same values."}"#,
        "Two Refused | One Two before after Three true after Refused true",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_with_a_row_stands_or_falls_with_it() {
    for shop in everywhere(app).await {
        let client = shop.client();
        for (line, body, expected, left) in STEPS {
            assert_eq!(answered(&client, line, body).await, *expected, "{line} {body}");
            assert!(left.is_empty() || rows(&shop).await == *left, "{line} {body} left {}", rows(&shop).await);
        }
    }
}

async fn answered(client: &TestClient, line: &str, body: &str) -> String {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    let answer = client.send(method.parse().expect("a method"), path, ("application/json", body)).await;
    format!("{} {}", answer.status.as_u16(), answer.text())
}

async fn rows(shop: &TestApp) -> String {
    let orders = Order::objects().all(shop.db()).await.expect("the database is there");
    let entries = Entry::objects().all(shop.db()).await.expect("the database is there");
    let words = |texts: Vec<String>| texts.join(" ");
    format!("{} | {}", words(orders.into_iter().map(|row| row.title).collect()), words(entries.into_iter().map(|row| row.text).collect()))
}
