//! Views that choose their own metadata, negotiation, last word on answers, caching, roots and object permissions, held against what DRF answered
//! (`conformance/scripts/record_views.py`).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use koroc::axum::http::{HeaderName, HeaderValue, header};
use koroc::prelude::*;
use koroc::spec::Value;
use koroc_test::{Answer, TestApp};

#[derive(Debug, Clone, Model)]
#[model(app = "views", ordering(id))]
struct Note {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 20)]
    text: String,
}

async fn minimal(_: Context, usual: Value) -> Result<Value, ApiError> {
    let of = |key: &str| usual.as_map().and_then(|usual| usual.get(key));
    let methods = of("actions").and_then(Value::as_map).into_iter().flat_map(|actions| actions.iter());
    let takes = Value::List(methods.map(|(method, _)| Value::from(method.as_str())).collect());
    Ok(Value::Map([("name".to_owned(), of("name").cloned().unwrap_or(Value::Null)), ("takes".to_owned(), takes)].into()))
}

async fn last(context: Context, reply: Reply) -> Result<Reply, ApiError> {
    let secret = reply.data().and_then(|data| data.as_map()?.get("secret").cloned());
    let reply = match secret {
        Some(secret) => reply.with_data(&Value::Map([("data".to_owned(), secret)].into())),
        None => reply,
    };
    // DRF's root is a view of its own.
    let is_root = context.operation().is_some_and(|operation| operation.action == koroc::spec::Action::Root);
    let status = HeaderValue::from(reply.status().as_u16());
    Ok(if is_root { reply } else { reply.with_header(HeaderName::from_static("x-last"), status) })
}

/// Notes are granted by their text: `ann writes`, `ann reads`. What may not be read is not there (DRF's DjangoObjectPermissions).
async fn by_object(context: Context) -> Result<bool, ApiError> {
    let (note, user): (Note, _) = (context.object()?, context.user().map(|user| user.username.clone()).unwrap_or_default());
    let may = |how: &str| note.text == format!("{user} {how}");
    match (may("writes"), may("reads")) {
        (true, _) => Ok(true),
        (false, true) => Ok(context.method().is_safe()),
        (false, false) => Err(ApiError::not_found()),
    }
}

fn app() -> App {
    let notes = || ModelViewSet::<Note>::new().permission(AllowAny).authentication([Authenticator::Basic]).paginate(Pagination::Off);
    let router = Router::simple()
        .register("notes", notes())
        .register("described", notes().title("Described").metadata(Metadata::own("minimal")))
        .register("silent", notes().metadata(Metadata::Off))
        .register("ignoring", notes().negotiation("first"))
        .register("kept", notes().cache_for("list", 60).vary_for("list", ["X-Tenant"]))
        .register(
            "guarded",
            ModelViewSet::<Note>::new()
                .permission(IsAuthenticated & Permission::object("by_object", by_object))
                .authentication([Authenticator::Basic])
                .paginate(Pagination::Off),
        );
    let finished = ApiView::new("finished", "/finished/", AllowAny)
        .on(Method::Get, async |_: Context| Ok(Reply::of(serde_json::json!({"secret": 7}))))
        .on(Method::Post, async |_: Context| Err(ApiError::validation(Value::Map([("text".to_owned(), Value::List(vec!["No.".into()]))].into()))))
        .title("Finished")
        .renderers([Renderer::Json])
        .authentication([]);
    let calls = Arc::new(AtomicI64::new(0));
    let dated = move |_: Context| {
        let calls = calls.fetch_add(1, Ordering::Relaxed) + 1;
        let date = HeaderValue::from_static("Thu, 02 Jan 2020 00:00:00 GMT");
        async move { Ok(Reply::of(serde_json::json!({ "calls": calls })).with_header(header::LAST_MODIFIED, date)) }
    };
    let dated = ApiView::new("dated", "/dated/", AllowAny).on(Method::Get, dated).cache(60).vary(["Cookie"]).authentication([]);
    App::new("views")
        .mount("", router)
        .mount("/plain", Router::with_root(AllowAny).format_suffixes(false).register("scraps", notes()))
        .api_view(finished)
        .api_view(dated)
        .metadata("minimal", minimal)
        .negotiation("first", |_| Ok(0))
        .finalize_response(last)
}

/// Method, path, headers and body of a request; the answer's status, headers, whether it has an ETag, and text.
type Step = (String, String, BTreeMap<String, String>, Option<serde_json::Value>, u16, BTreeMap<String, String>, bool, String);

const HEADERS: [&str; 8] = ["Allow", "Cache-Control", "Content-Type", "Last-Modified", "Location", "Vary", "WWW-Authenticate", "X-Last"];

#[tokio::test]
async fn views_answer_as_drf_does() {
    let settings = |settings: &mut koroc::spec::Settings| (settings.etags, settings.authentication) = (true, vec![Authenticator::Basic]);
    let views = TestApp::with_settings(app(), settings).await;
    views.create_user("ann", "pw").await;
    for text in ["one", "ann reads", "ann writes"] {
        Note { id: 0, text: text.to_owned() }.insert(views.db()).await.expect("a note fits");
    }
    let steps: Vec<Step> = serde_json::from_str(include_str!("views/recorded.json")).expect("the recorder wrote it");
    let mut etag = String::new();
    for (method, path, headers, body, status, shown, tagged, text) in steps {
        let client = headers.iter().fold(views.client(), |client, (name, value)| client.with_header(name, &value.replace("$etag", &etag)));
        let content = body.as_ref().map(serde_json::Value::to_string);
        let method: koroc::axum::http::Method = method.parse().expect("a method");
        let answer = match &content {
            Some(content) => client.send(method.clone(), &path, ("application/json", content.as_str())).await,
            None => client.send(method.clone(), &path, ()).await,
        };
        let place = format!("{method} {path} {headers:?} {content:?}");
        assert_eq!((answer.status.as_u16(), told(&answer)), (status, text), "{place}");
        let found: BTreeMap<String, String> = HEADERS.iter().filter_map(|name| Some(((*name).to_owned(), answer.header(name)?.to_owned()))).collect();
        // The page of a path that nothing is at has no tag here.
        assert_eq!((found, answer.header("etag").is_some()), (shown, tagged && told(&answer) != PAGE), "{place}");
        etag = answer.header("etag").map_or(etag, str::to_owned);
    }
}

const PAGE: &str = "(a page)";

/// The text of an answer; that of a page is each side's own.
fn told(answer: &Answer) -> String {
    let is_page = answer.header("content-type").is_some_and(|form| form.starts_with("text/html"));
    if is_page { PAGE.to_owned() } else { answer.text().to_owned() }
}

#[tokio::test]
async fn a_root_has_forms_of_its_own() {
    let notes = ModelViewSet::<Note>::new().permission(AllowAny).authentication([]);
    let router = Router::with_root(AllowAny).root_renderers([Renderer::Json]).register("notes", notes);
    let views = TestApp::new(App::new("views").mount("/api", router)).await;
    for (path, accept, status) in [("/api/", "text/html", 406), ("/api/", "*/*", 200), ("/api/?format=api", "*/*", 404), ("/api/notes/", "text/html", 200)] {
        let answer = views.client().with_header("accept", accept).get(path).await;
        assert_eq!(answer.status, status, "{path} {accept}");
    }
}
