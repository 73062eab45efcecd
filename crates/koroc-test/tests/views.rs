//! Views without rows, through the test client: negotiated, authenticated, throttled, versioned and rendered as DRF's are.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use std::sync::atomic::{AtomicU32, Ordering};

use koroc::auth::User;
use koroc::http::Data;
use koroc::prelude::*;
use koroc::spec::{Map, Value};
use koroc::{ErrorKind, Errors};
use koroc_test::{Answer, Content, TestApp, TestClient, form, json};

#[api_view(
    path = "/whoami",
    methods(GET, POST, DELETE),
    permission = IsAuthenticated,
    authentication(Token),
    renderers(Json),
    parsers(Json),
    suffixes("json", "api", "txt")
)]
async fn whoami(context: Context) -> Result<Reply, ApiError> {
    if context.method() == "DELETE" {
        return Ok(Reply::no_content());
    }
    let data = context.data()?.get("a").cloned().unwrap_or(Value::Null);
    let username = Value::from(context.user().map_or("", |user| &user.username));
    Ok(Reply::json(&Value::Map(Map::from([("username".to_owned(), username), ("a".to_owned(), data)]))))
}

#[api_view(path = "/burst", methods(GET, POST), permission = AllowAny, throttles(Throttle::scoped("burst").rate("3/min")))]
async fn burst(context: Context) -> Result<Reply, ApiError> {
    Ok(Reply::of(context.method().as_str()).with_status(http::StatusCode::ACCEPTED))
}

fn note() -> ApiView {
    async fn read(_: Context) -> Result<Reply, ApiError> {
        Ok(Reply::of("café note"))
    }
    async fn write(context: Context) -> Result<Reply, ApiError> {
        let kind = match context.data()? {
            Data::Json(Value::Str(_)) => "str",
            Data::Json(_) | Data::Form(_) => "dict",
        };
        Ok(Reply::of(kind).with_status(http::StatusCode::CREATED))
    }
    ApiView::new("note", "/note", AllowAny)
        .on(Method::Get, read)
        .on(Method::Post, write)
        .description("Custom parser and renderer.")
        .renderers([Renderer::Json, Renderer::text("plain", "text/plain", "txt", "iso-8859-1")])
        .parsers([Parser::own("plain", "text/plain"), Parser::Json])
        .suffixes(["json", "api", "txt"])
}

#[api_view(path = "/errors/{kind}", methods(GET), permission = AllowAny)]
async fn errors(context: Context) -> Result<Reply, ApiError> {
    let dict = Map::from([("a".to_owned(), Value::from("x")), ("b".to_owned(), Value::List(vec!["y".into(), "z".into()]))]);
    Err(match context.parameter("kind").unwrap_or_default() {
        "parse" => ApiError::parse("Malformed request."),
        "auth" => ApiError::authentication_failed("Incorrect authentication credentials."),
        "denied-custom" => ApiError::new(ErrorKind::PermissionDenied, "No entry.", "no_entry"),
        "throttled" => ApiError::throttled(Some(1.0)),
        "server" => ApiError::server_error(),
        "validation-str" => ApiError::validation("Bad."),
        "validation-dict" => ApiError::validation(Value::Map(dict)),
        "errors" => Errors::whole("No.", "invalid").into(),
        "panic" => panic!("on purpose"),
        _ => ApiError::not_found(),
    })
}

async fn versioned(context: Context) -> Result<Reply, ApiError> {
    let operation = context.operation().unwrap();
    let scheme = operation.policy.versioning.as_ref().map(|versioning| versioning.scheme.name());
    let own = &context.resolved().routes[operation.route].name;
    let link = if own.starts_with("v-") { Some(context.reverse(own, &[])?) } else { None };
    Ok(Reply::of(json!({"version": context.version(), "scheme": scheme, "self": link})))
}

fn version(name: &str, path: &str, versioning: Versioning) -> ApiView {
    ApiView::new(name, path, AllowAny).on(Method::Get, versioned).versioning(versioning)
}

#[api_view(path = "/page", methods(GET), permission = AllowAny, renderers(Template, Json))]
async fn page(context: Context) -> Result<Reply, ApiError> {
    match context.query().get("missing") {
        Some(_) => Err(ApiError::not_found()),
        None => Ok(Reply::of(json!({"title": "<b>", "list": [1, 2]})).with_template("page.html")),
    }
}

#[api_view(path = "/static", methods(GET), permission = IsAuthenticated, authentication(Authenticator::own("key", Some("Key"))), renderers(StaticHtml))]
async fn fixed(context: Context) -> Result<Reply, ApiError> {
    Ok(Reply::of(format!("<h1>{}</h1>", context.user().map_or("", |user| &user.username))))
}

#[api_view(path = "/xml", methods(POST), permission = AllowAny, renderers(Xml, Json), parsers(Xml, Json))]
async fn xml(context: Context) -> Result<Reply, ApiError> {
    match context.data()? {
        Data::Json(value) => Ok(Reply::json(value)),
        Data::Form(_) => Ok(Reply::no_content()),
    }
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

#[api_view(path = "/cached", methods(GET, POST), permission = AllowAny, cache = 60)]
async fn cached(_: Context) -> Result<Reply, ApiError> {
    Ok(Reply::of(COUNTER.fetch_add(1, Ordering::Relaxed)))
}

async fn by_key(context: Context) -> Result<Option<i64>, ApiError> {
    let Some(key) = context.headers().get("x-key") else { return Ok(None) };
    let name = key.to_str().unwrap_or_default().to_owned();
    let user = User::objects().filter(User::USERNAME.eq(name)).first(context.db()).await?;
    user.map(|user| Some(user.id)).ok_or_else(|| ApiError::authentication_failed("That key is unknown."))
}

fn app() -> App {
    let (one_and_two, spaces) = (["v1", "v2"], Versioning::namespace().allowed(["n1", "n2"]));
    App::new("views")
        .authenticator("key", by_key)
        .parser("plain", |bytes, _| String::from_utf8(bytes.to_vec()).map(Value::from).map_err(|_| ApiError::parse("No UTF-8.")))
        .renderer("plain", |answer| Ok(answer.data.and_then(Value::as_str).unwrap_or("-").to_owned()))
        .template("page.html", "<h2>{{ title }}</h2>{% for n in list %}{{ n }};{% endfor %}")
        .template("404.html", "<p>{{ status_code }} {{ detail }}</p>")
        .api_view(whoami)
        .api_view(burst)
        .api_view(note())
        .api_view(errors)
        .api_view(page)
        .api_view(fixed)
        .api_view(xml)
        .api_view(cached)
        .api_view(version("v-path", r"/versions/{version:v\d+}/info", Versioning::path().default("v1").allowed(one_and_two)))
        .api_view(version("v-accept", "/versions/accept/info", Versioning::accept().default("1.0").allowed(["1.0", "2.0"])))
        .api_view(version("v-query", "/versions/query/info", Versioning::query().default("1").allowed(["1", "2"]).param("v")))
        .api_view(version("host", "/versions/host/info", Versioning::host().default("v1").allowed(one_and_two)))
        .api_view(version("first", "/versions/n1/info", spaces.clone()).route_name("n1:info"))
        .api_view(version("third", "/versions/n3/info", spaces).route_name("n3:info"))
}

/// `STATUS body`.
fn seen(answer: &Answer) -> String {
    format!("{} {}", answer.status.as_u16(), answer.text())
}

#[tokio::test(flavor = "multi_thread")]
async fn function_views_are_views_of_the_api() {
    let app = TestApp::new(app()).await;
    let alice = app.create_user("alice", "alice-pass-123").await;
    let token = app.token(&alice).await;
    let (anyone, alice) = (app.client(), app.client().with_token(&token));
    let no_form = r#"415 {"detail":"Unsupported media type \"application/x-www-form-urlencoded\" in request."}"#;
    for (client, method, path, content, expected) in [
        (&alice, "GET", "/whoami", ().into(), r#"200 {"username":"alice","a":null}"#),
        (&alice, "GET", "/whoami.json", ().into(), r#"200 {"username":"alice","a":null}"#),
        (&alice, "GET", "/whoami.api", ().into(), r#"404 {"detail":"Not found."}"#),
        (&alice, "POST", "/whoami", json!({"a": [1]}).into(), r#"200 {"username":"alice","a":[1]}"#),
        (&alice, "POST", "/whoami", form(&[("a", "1")]), no_form),
        (&alice, "DELETE", "/whoami", form(&[("a", "1")]), "204 "),
        (&alice, "PUT", "/whoami", ().into(), r#"405 {"detail":"Method \"PUT\" not allowed."}"#),
        (&anyone, "GET", "/whoami", ().into(), r#"401 {"detail":"Authentication credentials were not provided."}"#),
        (&anyone, "GET", "/note", ().into(), "200 \"café note\""),
        (&anyone, "GET", "/note.json", ().into(), "200 \"café note\""),
        (&anyone, "GET", "/note.api", ().into(), r#"404 {"detail":"Not found."}"#),
        (&anyone, "POST", "/note", Content::from(("text/plain", "plain words")), "201 \"str\""),
        (&anyone, "POST", "/note", json!({"a": 1}).into(), "201 \"dict\""),
        (&anyone, "POST", "/note", form(&[("a", "1")]), no_form),
        (&anyone, "POST", "/note", Content::from(("text/plain", "")), "201 \"dict\""),
    ] {
        let answer = client.send(http::Method::from_bytes(method.as_bytes()).unwrap(), path, content).await;
        assert_eq!(seen(&answer), expected, "{method} {path}");
    }
    let missing = anyone.get("/note.xml").await;
    assert!(missing.status == 404 && missing.text().contains("<h1>Not Found</h1>"), "a suffix that the view does not take is no route");
    let text = anyone.get("/note.txt").await;
    assert_eq!((text.header("content-type"), &text.body[..]), (Some("text/plain; charset=iso-8859-1"), &b"caf\xe9 note"[..]));
    let options = anyone.options("/note").await.json();
    let described = json!({
        "name": "Note",
        "description": "Custom parser and renderer.",
        "renders": ["application/json", "text/plain"],
        "parses": ["text/plain", "application/json"],
    });
    assert_eq!(options, described);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_answered_as_drf_answers_them() {
    let app = TestApp::new(app()).await;
    let client = app.client();
    for (kind, expected) in [
        ("parse", r#"400 {"detail":"Malformed request."}"#),
        ("auth", r#"403 {"detail":"Incorrect authentication credentials."}"#),
        ("denied-custom", r#"403 {"detail":"No entry."}"#),
        ("throttled", r#"429 {"detail":"Request was throttled. Expected available in 1 second."}"#),
        ("server", r#"500 {"detail":"A server error occurred."}"#),
        ("validation-str", r#"400 ["Bad."]"#),
        ("validation-dict", r#"400 {"a":"x","b":["y","z"]}"#),
        ("errors", r#"400 {"non_field_errors":["No."]}"#),
        ("other", r#"404 {"detail":"Not found."}"#),
    ] {
        assert_eq!(seen(&client.get(&format!("/errors/{kind}")).await), expected, "{kind}");
    }
    assert_eq!(client.get("/errors/throttled").await.header("retry-after"), Some("1"));
    assert_eq!(client.get("/errors/panic").await.status, 500);
    assert_eq!(client.get("/errors/parse").await.status, 400, "and the next request is answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_answers_errors_of_all_views() {
    async fn handler(_: Context, error: ApiError) -> Result<Reply, ApiError> {
        if error.kind() == ErrorKind::NotFound {
            return Err(error);
        }
        Ok(Reply::json(&Value::Map(Map::from([("codes".to_owned(), error.codes())]))).with_status(error.status()))
    }
    let app = TestApp::new(app().exception_handler(handler)).await;
    let client = app.client();
    assert_eq!(seen(&client.get("/errors/denied-custom").await), r#"403 {"codes":"no_entry"}"#);
    assert_eq!(seen(&client.get("/errors/errors").await), r#"400 {"codes":{"non_field_errors":["invalid"]}}"#);
    assert_eq!(seen(&client.get("/errors/other").await), r#"404 {"detail":"Not found."}"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn throttles_count_every_request_once() {
    let app = TestApp::new(app()).await;
    let alice = app.create_user("alice", "alice-pass-123").await;
    let (anyone, alice) = (app.client(), app.client().with_token(&app.token(&alice).await));
    assert_eq!(anyone.get("/burst").await.status, 202);
    assert_eq!(anyone.options("/burst").await.status, 200);
    assert_eq!(anyone.head("/burst").await.status, 202);
    let refused = anyone.post("/burst", json!({})).await;
    let throttled = r#"429 {"detail":"Request was throttled. Expected available in 60 seconds."}"#;
    assert_eq!((seen(&refused).as_str(), refused.header("retry-after")), (throttled, Some("60")));
    for expected in [202, 202, 202, 429] {
        assert_eq!(alice.get("/burst").await.status, expected, "users are counted apart");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_one_moment_cannot_share_a_place() {
    let app = TestApp::new(app()).await;
    let requests: Vec<_> = (0..20)
        .map(|_| {
            let client = app.client();
            tokio::spawn(async move { client.get("/burst").await.status.as_u16() })
        })
        .collect();
    let mut passed = 0;
    for request in requests {
        passed += usize::from(request.await.unwrap() == 202);
    }
    assert_eq!(passed, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_named_in_five_ways() {
    let app = TestApp::new(app()).await;
    let body = |version: &str, scheme: &str, link: &str| format!(r#"200 {{"version":"{version}","scheme":"{scheme}","self":{link}}}"#);
    let refused = |status: u16, detail: &str| format!(r#"{status} {{"detail":"{detail}"}}"#);
    let (path, accept, query) = ("URLPathVersioning", "AcceptHeaderVersioning", "QueryParameterVersioning");
    for (accepted, url, expected) in [
        ("*/*", "/versions/v1/info", body("v1", path, r#""http://testserver/versions/v1/info""#)),
        ("*/*", "/versions/v2/info", body("v2", path, r#""http://testserver/versions/v2/info""#)),
        ("*/*", "/versions/v3/info", refused(404, "Invalid version in URL path.")),
        ("*/*", "/versions/accept/info", body("1.0", accept, r#""http://testserver/versions/accept/info""#)),
        ("application/json; version=2.0", "/versions/accept/info", body("2.0", accept, r#""http://testserver/versions/accept/info""#)),
        ("application/json; version=9", "/versions/accept/info", refused(406, r#"Invalid version in \"Accept\" header."#)),
        ("*/*", "/versions/query/info", body("1", query, r#""http://testserver/versions/query/info?v=1""#)),
        ("*/*", "/versions/query/info?v=2", body("2", query, r#""http://testserver/versions/query/info?v=2""#)),
        ("*/*", "/versions/query/info?v=3", refused(404, "Invalid version in query parameter.")),
        ("*/*", "/versions/host/info", body("v1", "HostNameVersioning", "null")),
        ("*/*", "/versions/n1/info", body("n1", "NamespaceVersioning", "null")),
        ("*/*", "/versions/n3/info", refused(404, "Invalid version in URL path. Does not match any version namespace.")),
    ] {
        let client: TestClient = app.client().with_header("accept", accepted);
        assert_eq!(seen(&client.get(url).await), expected, "{url} {accepted}");
    }
    assert!(app.client().get("/versions/vx/info").await.text().contains("<h1>Not Found</h1>"), "the pattern decides about the route");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_have_other_forms() {
    let app = TestApp::new(app()).await;
    app.create_user("alice", "alice-pass-123").await;
    let client = app.client();
    let page = client.get("/page").await;
    assert_eq!((seen(&page).as_str(), page.header("content-type")), ("200 <h2>&lt;b&gt;</h2>1;2;", Some("text/html; charset=utf-8")));
    assert_eq!(seen(&client.get("/page?missing").await), "404 <p>404 Not found.</p>");
    assert_eq!(seen(&client.get("/page?format=json").await), r#"200 {"title":"<b>","list":[1,2]}"#);
    assert_eq!(seen(&app.client().with_header("x-key", "alice").get("/static").await), "200 <h1>alice</h1>");
    let refused = client.get("/static").await;
    assert_eq!((seen(&refused).as_str(), refused.header("www-authenticate")), ("401 401 Unauthorized", Some("Key")));
    assert_eq!(app.client().with_header("x-key", "nobody").get("/static").await.status, 401);
    let sent = "<root><a>1</a><b><list-item>x</list-item></b></root>";
    for (content, expected) in [
        (Content::from(("application/xml", sent)), format!("200 {sent}")),
        (json!({"a": null}).into(), "200 <root><a></a></root>".to_owned()),
        (Content::from(("application/xml", "<root><a>")), "400 <root><detail>XML parse error - ".to_owned()),
        (Content::from(("application/xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")), "400 <root><detail>XML parse error - ".to_owned()),
    ] {
        let answer = client.post("/xml", content).await;
        assert_eq!(answer.header("content-type"), Some("application/xml; charset=utf-8"));
        let text = seen(&answer).replace("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", "");
        assert!(text.starts_with(&expected), "{text} instead of {expected}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_kept_by_url_and_form_and_client() {
    let app = TestApp::new(app()).await;
    app.create_user("alice", "alice-pass-123").await;
    let (client, alice) = (app.client(), app.client().with_basic("alice", "alice-pass-123"));
    let first = client.get("/cached").await;
    assert_eq!((first.text(), first.header("cache-control"), first.header("age")), ("0", Some("max-age=60"), None));
    assert!(first.header("expires").is_some_and(|date| date.ends_with(" GMT")));
    let again = client.get("/cached").await;
    assert_eq!((again.text(), again.header("age"), again.header("vary"), again.header("allow")), ("0", Some("0"), first.header("vary"), first.header("allow")));
    assert_eq!(client.head("/cached").await.header("age"), Some("0"));
    let others = [client.get("/cached?x=1").await, app.client().with_header("accept", "application/json").get("/cached").await, alice.get("/cached").await];
    assert_eq!(others.each_ref().map(Answer::text), ["1", "2", "3"]);
    assert!(others[2].header("vary").is_some_and(|vary| vary.contains("Authorization")), "what is one user's is not another's");
    assert_eq!(client.post("/cached", ()).await.text(), "4", "writing is never answered from memory");
}
