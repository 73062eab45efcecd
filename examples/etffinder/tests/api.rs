//! ETFFinder from a client's side: who may come in, what a client may do and ask, and how it is refused.

use koroc_test::{Content, TestApp, TestClient, form, json, multipart};
use serde_json::Value;

/// ETFFinder with its three funds and the user `ada`.
async fn etffinder() -> TestApp {
    let app = TestApp::new(etffinder::app()).await;
    assert_eq!(app.load_fixture(include_str!("../fixtures/funds.json")).await, 3);
    app.create_user("ada", "secret").await;
    app
}

fn gold() -> Value {
    json!({
        "symbol": "GLD",
        "name": "SPDR Gold Shares",
        "asset_class": "Commodity",
        "total_assets": "61280000000.05",
        "ytd_price_change": "-1.50",
        "average_daily_volume": 5_600_000,
    })
}

/// The symbols that a list shows, in its order.
async fn symbols(client: &TestClient, query: &str) -> Vec<String> {
    let page = client.get(&format!("/api/v1/funds{query}")).await.json();
    let funds = page["results"].as_array().unwrap_or_else(|| panic!("{query}: {page}"));
    funds.iter().map(|fund| fund["symbol"].as_str().expect("a symbol is text").to_owned()).collect()
}

#[tokio::test]
async fn only_users_come_in() {
    let app = etffinder().await;
    let token = app.client().post("/api/v1/auth/token", json!({"username": "ada", "password": "secret"})).await.json();
    let token = token["token"].as_str().expect("ada is a user").to_owned();
    let ada = [app.client().with_token(&token), app.client().with_basic("ada", "secret"), app.client().login("ada", "secret").await];
    for client in &ada {
        assert_eq!(client.get("/api/v1/funds").await.json()["count"], 3);
    }
    let refusals = [
        (app.client(), "Authentication credentials were not provided."),
        (app.client().with_token("0000"), "Invalid token."),
        (app.client().with_basic("ada", "wrong"), "Invalid username/password."),
    ];
    for (client, detail) in refusals {
        let answer = client.get("/api/v1/funds").await;
        assert_eq!((answer.status.as_u16(), answer.json()), (403, json!({ "detail": detail })));
    }
    assert_eq!(app.client().get("/alive").await.text(), "i'm alive");
}

#[tokio::test]
async fn a_session_is_closed_to_other_sites_and_ends_with_a_logout() {
    let app = etffinder().await;
    let ada = app.client().login("ada", "secret").await;
    let forged = app.client().login("ada", "secret").await.with_header("origin", "https://elsewhere.example");
    let refused = forged.post("/api/v1/funds", gold()).await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.json()["detail"], "CSRF Failed: Origin checking failed - https://elsewhere.example does not match any trusted origins.");

    assert_eq!(ada.post("/api/v1/funds", gold()).await.status, 201);
    assert_eq!(ada.post("/api-auth/logout/", ()).await.status, 200);
    assert_eq!(ada.get("/api/v1/funds").await.status, 403);
}

#[tokio::test]
async fn a_fund_is_made_changed_and_deleted() {
    let app = etffinder().await;
    let ada = app.client().login("ada", "secret").await;
    let made = ada.post("/api/v1/funds", gold()).await;
    assert_eq!(made.status, 201);
    let mut fund = made.json();
    let path = format!("/api/v1/funds/{}", fund["id"].as_str().expect("an id is text"));

    assert_eq!(ada.get(&path).await.json(), fund);
    assert_eq!(ada.head(&path).await.status, 200);
    fund["name"] = json!("Gold");
    assert_eq!(ada.patch(&path, json!({"name": "Gold"})).await.json(), fund);
    fund["average_daily_volume"] = json!(7);
    assert_eq!(ada.put(&path, fund.clone()).await.json(), fund);
    assert_eq!(ada.delete(&path).await.status, 204);
    let gone = ada.get(&path).await;
    assert_eq!((gone.status.as_u16(), gone.json()), (404, json!({"detail": "No ExchangeTradedFund matches the given query."})));
}

#[tokio::test]
async fn json_and_both_kinds_of_form_make_the_same_fund() {
    let app = etffinder().await;
    let ada = app.client().login("ada", "secret").await;
    let fields = gold();
    let fields = fields.as_object().expect("a fund is an object");
    let texts: Vec<(&str, String)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))).collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let contents: [Content; 3] = [gold().into(), form(&pairs), multipart(&pairs)];
    for content in contents {
        let made = ada.post("/api/v1/funds", content).await.json();
        let id = made["id"].as_str().unwrap_or_else(|| panic!("{made}"));
        assert!(fields.iter().all(|(name, value)| made[name] == *value), "{made}");
        ada.delete(&format!("/api/v1/funds/{id}")).await;
    }
}

#[tokio::test]
async fn lists_are_filtered_searched_and_ordered() {
    let app = etffinder().await;
    let ada = app.client().login("ada", "secret").await;
    assert_eq!(ada.post("/api/v1/funds", gold()).await.status, 201);
    let cases: [(&str, &[&str]); 10] = [
        ("?ordering=symbol", &["GLD", "IVV", "SPY", "VTI"]),
        ("?ordering=-symbol", &["VTI", "SPY", "IVV", "GLD"]),
        ("?symbol=SPY", &["SPY"]),
        ("?symbol__iexact=spy", &["SPY"]),
        ("?symbol__in=VTI,GLD&ordering=symbol", &["GLD", "VTI"]),
        ("?asset_class__icontains=COMM", &["GLD"]),
        ("?ytd_price_change__lt=0", &["GLD"]),
        ("?total_assets__range=61280000000.05,61280000000.05", &["GLD"]),
        ("?search=gold", &["GLD"]),
        ("?search=nothing", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(symbols(&ada, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn mistakes_are_told_by_field() {
    let app = etffinder().await;
    let ada = app.client().login("ada", "secret").await;
    let cases = [
        ("symbol", json!("SPY"), "exchange traded fund with this symbol already exists."),
        ("symbol", json!(""), "This field may not be blank."),
        ("symbol", json!("ELEVENCHARS"), "Ensure this field has no more than 10 characters."),
        ("total_assets", json!("1.234"), "Ensure that there are no more than 2 decimal places."),
        ("average_daily_volume", json!(-1), "Ensure this value is greater than or equal to 0."),
        ("name", json!(null), "This field may not be null."),
    ];
    for (field, value, message) in cases {
        let mut fund = gold();
        fund[field] = value;
        let answer = ada.post("/api/v1/funds", fund).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (400, json!({ field: [message] })));
    }
    assert_eq!(ada.post("/api/v1/funds", ("application/json", "{")).await.status, 400);
    assert_eq!(ada.post("/api/v1/funds", ("text/csv", "GLD")).await.status, 415);
    assert_eq!(ada.delete("/api/v1/funds").await.json(), json!({"detail": "Method \"DELETE\" not allowed."}));
    assert_eq!(ada.options("/api/v1/funds").await.header("allow"), Some("GET, POST, HEAD, OPTIONS"));
    assert_eq!(symbols(&ada, "?ordering=symbol").await, ["IVV", "SPY", "VTI"], "nothing was made by mistake");
}
