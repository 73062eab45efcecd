//! Views beside the resources: one a concept of the framework, as small as it gets.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

use koroc::axum::http::{HeaderValue, StatusCode, header};
use koroc::db::FieldValue;
use koroc::ErrorKind;
use koroc::http::Rendering;
use koroc::prelude::*;
use koroc::SerializerStruct;
use koroc::spec::{Map, Value};
use serde_json::json;

use crate::serializers::Screening;

/// All of them.
pub fn views(app: App) -> App {
    let app = app.parser("plain", |bytes, _| String::from_utf8(bytes.to_vec()).map(Into::into).map_err(|_| ApiError::parse("The text is no UTF-8.")));
    let app = app.renderer("plain", plain_text).api_view(whoami).api_view(burst).api_view(note).api_view(ping).api_view(errors).api_view(raw);
    versions().fold(app.api_view(cached).api_view(screening()), App::api_view)
}

#[api_view(path = "/api/v1/hiring/ping", methods(GET), permission = AllowAny, answers(200), throttles(Throttle::anon().rate("5/day"), Throttle::user().rate("8/day")))]
async fn ping(context: Context) -> Result<Reply, ApiError> {
    Ok(Reply::of(json!({"pong": true, "user": context.user().map(|user| &user.username)})))
}

#[api_view(path = "/api/v1/hiring/burst", methods(GET, POST), permission = AllowAny, answers(202), throttles(Throttle::scoped("burst").rate("3/min")), head = false, suffixes("json", "api", "txt"))]
async fn burst(context: Context) -> Result<Reply, ApiError> {
    let answer = Map::from([("method".to_owned(), Value::from(context.method().as_str())), ("data".to_owned(), context.data()?.to_value())]);
    Ok(Reply::json(&Value::Map(answer)).with_status(StatusCode::ACCEPTED))
}

#[api_view(path = "/api/v1/hiring/whoami", methods(GET, POST, DELETE), permission = IsAuthenticated, suffixes("json", "api", "txt"),
    authentication(Token), renderers(Json), parsers(Json), answers(200, 204), head = false)]
async fn whoami(context: Context) -> Result<Reply, ApiError> {
    if context.method() == "DELETE" {
        return Ok(Reply::no_content());
    }
    let user = context.authenticated()?;
    let mut query = Map::new();
    for (name, _) in context.query().iter() {
        query.entry(name.to_owned()).or_insert_with(|| Value::List(context.query().all(name).map(Value::from).collect()));
    }
    // What came is shown with all its digits.
    Ok(Reply::json(&Value::Map(Map::from([
        ("username".to_owned(), Value::from(user.username.as_str())),
        ("staff".to_owned(), Value::Bool(user.is_staff)),
        ("auth".to_owned(), Value::from("Token")),
        ("method".to_owned(), Value::from(context.method().as_str())),
        ("query".to_owned(), Value::Map(query)),
        ("data".to_owned(), context.data()?.to_value()),
    ]))))
}

/// Validates one of every field and echoes it.
fn screening() -> ApiView {
    let view = ApiView::new("screening", "/api/v1/hiring/screening/", AllowAny).serializer(Screening::serializer());
    view.description("Validate one of every field.")
        .on(Method::Post, screened)
        .answers_to(Method::Post, 201, Screening::serializer())
        .on(Method::Patch, given)
        .answers_to(Method::Patch, 200, Content::any())
        .answers_to(Method::Patch, 422, Content::any())
}

async fn screened(context: Context) -> Result<Reply, ApiError> {
    let values = context.validated_values().await?;
    Ok(Reply::json(&context.represent_values(&values)?).with_status(StatusCode::CREATED))
}

async fn given(context: Context) -> Result<Reply, ApiError> {
    match context.validated_values().await {
        Ok(values) => Ok(Reply::of(json!({"given": values.keys().collect::<BTreeSet<_>>()}))),
        Err(error) if error.kind() == ErrorKind::Invalid => Ok(Reply::json(&error.body().unwrap_or(Value::Null)).with_status(StatusCode::UNPROCESSABLE_ENTITY)),
        Err(error) => Err(error),
    }
}

fn data(context: &Context) -> Result<Json, ApiError> {
    Json::from_value(context.data()?.to_value()).map_err(ApiError::internal)
}

/// Raises what it is asked for, to pin the default exception handler.
#[api_view(path = "/api/v1/hiring/errors/{kind}", methods(GET), permission = AllowAny)]
async fn errors(context: Context) -> Result<Reply, ApiError> {
    Err(match context.parameter("kind").unwrap_or_default() {
        "parse" => ApiError::parse("Malformed request."),
        "auth" => ApiError::authentication_failed("Incorrect authentication credentials."),
        "notauth" => ApiError::not_authenticated(),
        "denied" => ApiError::permission_denied(None),
        "denied-custom" => ApiError::new(ErrorKind::PermissionDenied, "No entry.", "no_entry"),
        "notfound" => ApiError::not_found(),
        "method" => ApiError::method_not_allowed("GET"),
        "accept" => ApiError::not_acceptable(),
        "media" => ApiError::unsupported_media_type("text/fancy"),
        "throttled" => ApiError::throttled(Some(1.0)),
        "throttled-plain" => ApiError::throttled(None),
        "throttled-frac" => ApiError::throttled(Some(7.2)),
        "server" => ApiError::server_error(),
        "validation-str" => ApiError::validation("Bad."),
        "validation-list" => ApiError::validation(json!(["One.", "Two."]).into_value()),
        "validation-dict" => ApiError::validation(json!({"a": "x", "b": ["y", "z"], "c": {"d": "e"}}).into_value()),
        "http404" => ApiError::new(ErrorKind::NotFound, "secret words", "not_found"),
        _ => ApiError::new(ErrorKind::NotFound, "No such kind.", "not_found"),
    })
}

/// Custom parser and renderer.
#[api_view(path = "/api/v1/hiring/note", methods(GET, POST), permission = AllowAny, suffixes("json", "api", "txt"),
    answers(200, 201), parsers(Parser::own("plain", "text/plain"), Json), renderers(Json, Renderer::text("plain", "text/plain", "txt", "iso-8859-1")))]
async fn note(context: Context) -> Result<Reply, ApiError> {
    if context.method() != "POST" {
        return Ok(Reply::of("café note"));
    }
    let (length, kind) = match data(&context)? {
        Json::String(text) => (text.chars().count(), "str"),
        Json::Object(members) => (members.len(), "dict"),
        Json::Array(items) => (items.len(), "list"),
        _ => return Err(ApiError::parse("A note has a length.")),
    };
    let reply = Reply::of(json!({"length": length, "kind": kind})).with_status(StatusCode::CREATED);
    Ok(reply.with_header(header::LOCATION, HeaderValue::from_static("/api/v1/hiring/note")))
}

fn plain_text(answer: &Rendering<'_>) -> Result<String, ApiError> {
    let data = answer.data.cloned().map(Json::from_value).transpose().map_err(ApiError::internal)?;
    Ok(data.map_or_else(String::new, |data| data.as_str().map_or_else(|| data.to_string(), str::to_owned)))
}

#[api_view(path = "/api/v1/hiring/raw/{filename}", title = "Raw Upload", methods(PUT), permission = IsAuthenticated, parsers(FileUpload),
    takes = Content::media("*/*"), answers(200))]
async fn raw(context: Context) -> Result<Reply, ApiError> {
    let file = context.data()?.file("file").ok_or_else(|| ApiError::parse("No file."))?;
    let mut start = Vec::new();
    file.open().and_then(|content| content.take(40).read_to_end(&mut start)).map_err(ApiError::internal)?;
    let text: String = start.into_iter().map(char::from).collect();
    Ok(Reply::of(json!({"name": file.name, "size": file.size, "text": text})))
}

#[api_view(path = "/api/v1/hiring/cached", methods(GET), permission = AllowAny, cache = 60, answers(200))]
async fn cached(_: Context) -> Result<Reply, ApiError> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    Ok(Reply::of(json!({"counter": COUNTER.fetch_add(1, Ordering::Relaxed) + 1})))
}

/// One answer under each of the five schemes: the version that was asked for, and under a named route its own URL.
fn versions() -> impl Iterator<Item = ApiView> {
    let namespaces = ["n1", "n2", "n3"].map(|name| {
        versioned(name, "Namespace Version", Versioning::namespace().allowed(["n1", "n2"]), None).route_name(&format!("hiring:{name}:info"))
    });
    [
        versioned(r"path/{version:v\d+}", "Path Version", Versioning::path().default("v1").allowed(["v1", "v2"]), Some("hiring:path-version")),
        versioned("accept", "Accept Version", Versioning::accept().default("1.0").allowed(["1.0", "2.0"]), Some("hiring:accept-version")),
        versioned("query", "Query Version", Versioning::query().default("1").allowed(["1", "2"]).param("v"), Some("hiring:query-version")),
        versioned("host", "Host Version", Versioning::host().default("v1").allowed(["v1", "v2"]), None),
    ].into_iter().chain(namespaces)
}

fn versioned(path: &str, title: &'static str, scheme: Versioning, route: Option<&'static str>) -> ApiView {
    let view = ApiView::new(route.unwrap_or(path), &format!("/api/v1/hiring/versions/{path}/info"), AllowAny).title(title).versioning(scheme).answers(200, Content::any());
    view.on(Method::Get, move |context| async move {
        let mut answer = json!({"version": context.version(), "scheme": title.replace(' ', "")});
        if let Some(route) = route {
            answer["self"] = context.reverse(route, &[])?.into();
        }
        Ok(Reply::of(answer))
    })
}
