//! An answer as a page of the browsable API: gathers what the page shows.

use http::{HeaderMap, HeaderValue, StatusCode, header};
use koroc_html::{ApiPage, Pages, api_page};
use koroc_serial::parse_json;
use koroc_spec::{Map, Method, Value};

use crate::body::Data;
use crate::call::Call;
use crate::related::related;
use crate::{permit, render};

/// An answer that a page shows.
pub(crate) struct Answer<'a> {
    pub(crate) status: StatusCode,
    /// Its JSON, compact; empty where it has no body.
    pub(crate) json: &'a [u8],
    /// Of one page of a list: which.
    pub(crate) pages: Option<Pages>,
}

/// The page of an answer whose headers so far are `headers`.
pub(crate) async fn page(call: &mut Call<'_>, answer: &Answer<'_>, headers: &HeaderMap) -> String {
    let permitted = permitted(call).await;
    let content = render::indented(answer.json.to_vec(), Some(4));
    let csrf_token = call.visit.csrf_token();
    let (values, errors) = form(call, answer);
    let related = related(call, &permitted).await;
    let shown = shown(headers);
    let shown: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = ApiPage {
        route: call.found.route,
        method: call.method().as_str(),
        full_path: call.parts.uri.path_and_query().map_or("/", |full| full.as_str()),
        status: answer.status.as_u16(),
        reason: answer.status.canonical_reason().unwrap_or(""),
        headers: &shown,
        content: &String::from_utf8_lossy(&content),
        permitted: &permitted,
        user: call.user().map(|user| user.username.as_str()),
        csrf_token: &csrf_token,
        pages: answer.pages.clone(),
        values: &values,
        errors: errors.as_ref(),
        related: &related,
    };
    api_page(call.service.resolved(), &page)
}

/// The methods of the route that whoever asks may use. What cannot be found out is not offered.
async fn permitted(call: &Call<'_>) -> Vec<Method> {
    let mut permitted = Vec::new();
    for &place in &call.route().operations {
        let method = call.service.resolved().operations[place].method;
        let named = http::Method::from_bytes(method.as_str().as_bytes()).expect("a method of the description has a name");
        let check = &call.service.operation_plan(place).check;
        if permit::would_allow(call, check, &named, call.row.as_deref()).await.unwrap_or(false) {
            permitted.push(method);
        }
    }
    permitted
}

/// What the form holds, and the errors beside it.
fn form(call: &Call<'_>, answer: &Answer<'_>) -> (Map, Option<Value>) {
    let shown = parse_json(answer.json).ok();
    if answer.status == StatusCode::BAD_REQUEST {
        let sent = match call.sent() {
            Some(Data::Json(Value::Map(map))) => map.clone(),
            Some(Data::Form(form)) => form.entries.iter().filter_map(|(name, values)| Some((name.clone(), values.last()?.clone()))).collect(),
            Some(Data::Json(_)) | None => Map::new(),
        };
        return (sent, shown);
    }
    let is_row = answer.pages.is_none() && answer.status == StatusCode::OK && crate::rows::is_detail(&call.route().kind);
    let row = shown.filter(|_| is_row).as_ref().and_then(Value::as_map).cloned();
    (row.unwrap_or_default(), None)
}

/// The headers of the same answer as JSON, in alphabetical order.
fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let json = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    let all = headers.iter().chain(&json);
    let mut shown: Vec<(String, String)> =
        all.map(|(name, value)| (title_case(name.as_str()), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect();
    shown.sort();
    shown
}

/// `content-type` as `Content-Type`.
fn title_case(name: &str) -> String {
    name.split('-').map(koroc_spec::names::capitalized).collect::<Vec<_>>().join("-")
}
