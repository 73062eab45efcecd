//! Whole pages of a sample application, as snapshots and with hostile values.

#[path = "../../koroc-openapi/tests/sample/mod.rs"]
mod sample;

use std::sync::LazyLock;

use koroc_html::{ApiPage, LoginPage, Pages, api_page, logged_out_page, login_page, static_files};
use koroc_spec::{Map, Method, Resolved, Value};

static NOTHING: LazyLock<Map> = LazyLock::new(Map::new);
const HEADERS: [(&str, &str); 3] = [("Allow", "GET, POST, HEAD, OPTIONS"), ("Content-Type", "application/json"), ("Vary", "Accept, Cookie")];
const SPY: &str = r#"{
    "id": "5c86fb8e-2520-436c-80e0-27f0b1bc0563",
    "symbol": "SPY",
    "name": "SPDR S&P 500 ETF Trust",
    "asset_class": "Equity",
    "total_assets": "372251000000.00",
    "ytd_price_change": "15.14",
    "average_daily_volume": 69599336
}"#;

/// A page of this route for alice, who may do everything.
fn page<'a>(resolved: &Resolved, route: &str, full_path: &'a str, values: &'a Map) -> ApiPage<'a> {
    ApiPage {
        route: resolved.routes.iter().position(|known| known.name == route).expect("the sample has this route"),
        method: "GET",
        full_path,
        status: 200,
        reason: "OK",
        headers: &HEADERS,
        content: "",
        permitted: &Method::ALL,
        user: Some("alice"),
        csrf_token: "token",
        pages: None,
        values,
        errors: None,
        related: &[],
    }
}

fn map<const N: usize>(members: [(&str, Value); N]) -> Map {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn spy() -> Map {
    map([("symbol", Value::from("SPY")), ("name", Value::from("SPDR S&P 500 ETF Trust")), ("average_daily_volume", Value::Int(69_599_336))])
}

/// A snapshot in which a changed stylesheet does not show.
fn check(name: &str, page: &str) {
    let stable = static_files().iter().fold(page.to_owned(), |page, file| {
        let name = file.path.rsplit('/').next().expect("a path has a last part");
        page.replace(&file.path, &format!("/static/koroc/{name}"))
    });
    insta::assert_snapshot!(name, stable);
}

#[test]
fn a_root_lists_its_resources() {
    let resolved = sample::resolved();
    let content = "{\n    \"funds\": \"http://127.0.0.1:8000/api/v1/funds\"\n}";
    let page = ApiPage { content, permitted: &[Method::Get], ..page(&resolved, "api-root", "/api/v1/", &NOTHING) };
    check("root", &api_page(&resolved, &page));
}

#[test]
fn a_list_shows_what_it_is_asked_and_what_it_may_be() {
    let resolved = sample::resolved();
    let asked = "/api/v1/funds?page=3&search=S%26P+500&ordering=-symbol&other=%3Cb%3E&symbol=SPY&symbol=VOO";
    let shown = api_page(&resolved, &page(&resolved, "funds-list", asked, &NOTHING));
    for part in [
        r#"<form action="/api/v1/funds" method="get">"#,
        r#"<input id="filter-search" name="search" type="search" value="S&amp;P 500""#,
        r#"<option value="-symbol" selected>symbol - descending</option>"#,
        r#"<input type="hidden" name="other" value="&lt;b&gt;">"#,
        r#"name="symbol" type="text" value="VOO""#,
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(!shown.contains(r#"name="page""#), "another question begins at the first page");
    let row = api_page(&resolved, &page(&resolved, "funds-detail", "/api/v1/funds/SPY", &spy()));
    assert!(!row.contains("filter-search"), "a row is not searched");
    let refused = ApiPage { permitted: &[], ..page(&resolved, "funds-list", "/api/v1/funds", &NOTHING) };
    assert!(!api_page(&resolved, &refused).contains("filter-search"), "who may not read a list may not ask it");
}

#[test]
fn a_list_has_pages_and_a_form() {
    let resolved = sample::resolved();
    let rows = [("SPY", "SPDR S&P 500 ETF Trust"), ("GLD", "SPDR Gold Shares"), ("USO", "United States Oil Fund LP")]
        .map(|(symbol, name)| SPY.replace("SPY", symbol).replace("SPDR S&P 500 ETF Trust", name).replace('\n', "\n        "))
        .join(",\n        ");
    let next = "http://127.0.0.1:8000/api/v1/funds?page=3&search=a";
    let content = format!("{{\n    \"count\": 83,\n    \"next\": \"{next}\",\n    \"previous\": null,\n    \"results\": [\n        {rows}\n    ]\n}}");
    let pages = Some(Pages::Numbered { current: 2, last: 9 });
    let page = ApiPage { content: &content, pages, ..page(&resolved, "funds-list", "/api/v1/funds?page=2&search=a", &NOTHING) };
    check("list", &api_page(&resolved, &page));
}

#[test]
fn stretches_and_cursors_have_links_too() {
    let mut resolved = sample::resolved();
    let mut paged = |pagination: koroc_spec::Pagination| {
        for operation in &mut resolved.operations {
            operation.list.iter_mut().for_each(|list| list.pagination = pagination.clone());
        }
        resolved.clone()
    };
    let stretch = |limit, offset| Some(Pages::Stretch { count: 12, limit, offset });
    let limit = paged(koroc_spec::LimitOffset::of(5).into());
    for (pages, full_path, links) in [
        (stretch(5, 0), "/api/v1/funds", vec!["/api/v1/funds", "/api/v1/funds?offset=5", "/api/v1/funds?offset=10"]),
        (stretch(5, 6), "/api/v1/funds?offset=6&x=1", vec!["/api/v1/funds?x=1&amp;offset=1", "/api/v1/funds?x=1&amp;offset=11"]),
        (stretch(20, 0), "/api/v1/funds", vec![]),
        (stretch(5, u64::MAX), "/api/v1/funds", vec!["/api/v1/funds"]),
    ] {
        let html = api_page(&limit, &ApiPage { pages: pages.clone(), ..page(&limit, "funds-list", full_path, &NOTHING) });
        assert_eq!(html.contains("aria-label=\"Pages\""), !links.is_empty(), "{pages:?}");
        for link in links {
            assert!(html.contains(&format!("<a href=\"{link}\"")), "{pages:?} {link}");
        }
    }
    let cursor = paged(koroc_spec::Cursor::of(5).into());
    let next = "http://testserver/api/v1/funds?cursor=cD0x".to_owned();
    let html = |next: Option<String>| {
        let pages = Some(Pages::Neighbours { previous: None, next });
        api_page(&cursor, &ApiPage { pages, ..page(&cursor, "funds-list", "/api/v1/funds", &NOTHING) })
    };
    assert!(html(Some(next.clone())).contains(&format!("<a href=\"{next}\" rel=\"next\"")));
    assert!(!html(None).contains("aria-label=\"Pages\""));
}

#[test]
fn a_row_can_be_edited_and_deleted() {
    let resolved = sample::resolved();
    let (path, values) = ("/api/v1/funds/5c86fb8e-2520-436c-80e0-27f0b1bc0563", spy());
    check("detail", &api_page(&resolved, &ApiPage { content: SPY, ..page(&resolved, "funds-detail", path, &values) }));
}

#[test]
fn a_refused_form_says_what_was_wrong_where_it_was() {
    let resolved = sample::resolved();
    let values = map([("slug", Value::from("no slug")), ("mood", Value::from("panic")), ("due", Value::from("2026-01-01T10:00:00.123456Z"))]);
    let list = |text: &str| Value::List(vec![Value::from(text)]);
    let errors = Value::Map(map([
        ("fund", list("This field is required.")),
        ("slug", list("Enter a valid “slug”.")),
        ("non_field_errors", list("The fields fund, slug must make a unique set.")),
        ("id", list("A field that is not in the form.")),
    ]));
    let content = "{\n    \"fund\": [\n        \"This field is required.\"\n    ]\n}";
    let page = ApiPage {
        method: "POST",
        status: 400,
        reason: "Bad Request",
        content,
        errors: Some(&errors),
        ..page(&resolved, "notes-list", "/desk/notes/", &values)
    };
    check("refused", &api_page(&resolved, &page));
}

#[test]
fn a_stranger_sees_only_how_to_log_in() {
    let resolved = sample::resolved();
    let content = "{\n    \"detail\": \"Authentication credentials were not provided.\"\n}";
    let stranger =
        ApiPage { status: 401, reason: "Unauthorized", content, permitted: &[], user: None, ..page(&resolved, "funds-list", "/api/v1/funds?page=2", &NOTHING) };
    let html = api_page(&resolved, &stranger);
    check("stranger", &html);
    assert!(html.contains("/api-auth/login/?next=%2Fapi%2Fv1%2Ffunds%3Fpage%3D2") && !html.contains("Log out") && !html.contains("<textarea"));
}

#[test]
fn a_created_row_and_a_deleted_one() {
    let resolved = sample::resolved();
    let made = ApiPage { method: "POST", status: 201, reason: "Created", content: SPY, ..page(&resolved, "funds-list", "/api/v1/funds.api", &NOTHING) };
    assert!(api_page(&resolved, &made).contains(r#"href="/api/v1/funds/5c86fb8e-2520-436c-80e0-27f0b1bc0563""#));
    let gone = ApiPage { method: "DELETE", status: 204, reason: "No Content", ..page(&resolved, "funds-detail", "/api/v1/funds/1", &NOTHING) };
    let html = api_page(&resolved, &gone);
    assert!(html.contains(r#"<a href="/api/v1/funds">Exchange Traded Fund List</a>."#));
    assert!(html.contains("HTTP 204 No Content") && !html.contains("<textarea") && !html.contains("DELETE</button>"));
}

#[test]
fn only_a_row_that_is_shown_can_be_edited() {
    let resolved = sample::resolved();
    let values = spy();
    let detail = page(&resolved, "funds-detail", "/api/v1/funds/1", &values);
    let editable = |page: &ApiPage<'_>| api_page(&resolved, page).contains("<textarea");
    assert!(editable(&detail));
    assert!(!editable(&ApiPage { method: "OPTIONS", ..detail.clone() }));
    assert!(!editable(&ApiPage { values: &NOTHING, ..detail.clone() }));
    assert!(!editable(&ApiPage { permitted: &[Method::Get, Method::Delete], ..detail }));
}

#[test]
fn a_refused_part_comes_back_as_it_was_sent() {
    let resolved = sample::resolved();
    let (sent, errors) = (map([("symbol", Value::from("TOO LONG TO BE ONE"))]), Value::Map(map([("symbol", Value::from("No."))])));
    let detail = page(&resolved, "funds-detail", "/api/v1/funds/1", &sent);
    let html = api_page(&resolved, &ApiPage { method: "PATCH", status: 400, reason: "Bad Request", errors: Some(&errors), ..detail });
    assert!(html.contains("{\n    &quot;symbol&quot;: &quot;TOO LONG TO BE ONE&quot;\n}</textarea>") && !html.contains(">PUT<"), "{html}");
}

#[test]
fn the_login_pages() {
    let resolved = sample::resolved();
    let errors = ["Please enter a correct username and password. Note that both fields may be case-sensitive."];
    check("login", &login_page(&resolved, &LoginPage { csrf_token: "token", next: "/api/v1/", username: "alice", errors: &errors, ..LoginPage::default() }));
    check("logged_out", &logged_out_page(&resolved));
}

#[test]
fn whatever_is_shown_stays_text() {
    let resolved = sample::resolved();
    let hostile = "</textarea></script><script>alert(1)</script>\"' onfocus=alert(1) autofocus x='";
    let values: Map = ["symbol", "name", "asset_class", "total_assets"].iter().map(|name| ((*name).to_owned(), Value::from(hostile))).collect();
    let errors = Value::Map(map([("symbol", Value::List(vec![Value::from(hostile)])), (hostile, Value::from(hostile))]));
    let content = format!("{{\n    {}: {}\n}}", serde_json::to_string(hostile).unwrap(), serde_json::to_string(&format!("https://{hostile}")).unwrap());
    for route in ["funds-list", "funds-detail"] {
        let html = api_page(
            &resolved,
            &ApiPage {
                content: &content,
                headers: &[("X", hostile)],
                reason: hostile,
                user: Some(hostile),
                csrf_token: hostile,
                errors: Some(&errors),
                status: 400,
                ..page(&resolved, route, hostile, &values)
            },
        );
        assert_inert(&html);
    }
    assert_inert(&login_page(
        &resolved,
        &LoginPage { csrf_token: hostile, next: hostile, username: hostile, errors: &[hostile], username_errors: &[hostile], password_errors: &[hostile] },
    ));
}

/// No tag of the page but our own script's is a script, none has a handler, and no text has left its element.
fn assert_inert(html: &str) {
    let count = |pattern: &str| regex::Regex::new(pattern).expect("the expression is valid").find_iter(html).count();
    assert_eq!(count("<script"), 1, "{html}");
    assert_eq!(count(r#"<[a-z]+(\s+[a-z-]+(="[^"<>]*")?)*\s*onfocus"#), 0, "{html}");
    assert_eq!(count("<textarea"), count("</textarea>"));
}
