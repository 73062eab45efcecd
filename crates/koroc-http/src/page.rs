//! An answer as a page of the browsable API: gathers what the page shows.

use http::{HeaderMap, HeaderValue, header};
use koroc_html::{ApiPage, Pages, api_page};
use koroc_serial::parse_json;
use koroc_spec::{Map, Method, Value};

use crate::body::Data;
use crate::call::Call;
use crate::reply::ReplyBody;
use crate::{Reply, permit, render};

/// The page of an answer whose headers so far are `headers`, with buttons for the methods in `permitted`.
pub(crate) fn page(call: &mut Call<'_>, reply: &Reply, headers: &HeaderMap, permitted: &[Method]) -> String {
    let json = match &reply.body {
        ReplyBody::Json(json) => json.as_slice(),
        ReplyBody::Empty | ReplyBody::Raw(_) => b"",
    };
    let answer = parse_json(json).ok();
    let content = render::indented(json.to_vec(), Some(4));
    let csrf_token = call.visit.csrf_token();
    let (values, errors) = form(call, reply, answer.as_ref());
    let shown = shown(reply, headers);
    let shown: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = ApiPage {
        route: call.found.route,
        method: call.method().as_str(),
        full_path: call.parts.uri.path_and_query().map_or("/", |full| full.as_str()),
        status: reply.status.as_u16(),
        reason: reply.status.canonical_reason().unwrap_or(""),
        headers: &shown,
        content: &String::from_utf8_lossy(&content),
        permitted,
        user: call.user().map(|user| user.username.as_str()),
        csrf_token: &csrf_token,
        pages: reply.pages.map(|(current, last)| Pages { current, last }),
        values: &values,
        errors: errors.as_ref(),
    };
    api_page(call.service.resolved(), &page)
}

/// The methods of the route that whoever asks may use. What cannot be found out is not offered.
pub(crate) async fn permitted(call: &Call<'_>) -> Vec<Method> {
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
fn form(call: &Call<'_>, reply: &Reply, answer: Option<&Value>) -> (Map, Option<Value>) {
    if reply.status == http::StatusCode::BAD_REQUEST {
        let sent = match call.sent() {
            Some(Data::Json(Value::Map(map))) => map.clone(),
            Some(Data::Form(form)) => form.entries.iter().filter_map(|(name, values)| Some((name.clone(), values.last()?.clone()))).collect(),
            Some(Data::Json(_)) | None => Map::new(),
        };
        return (sent, answer.cloned());
    }
    let is_row = reply.pages.is_none() && reply.status == http::StatusCode::OK && crate::rows::is_detail(&call.route().kind);
    let row = answer.filter(|_| is_row).and_then(Value::as_map).cloned();
    (row.unwrap_or_default(), None)
}

/// The headers of the same answer as JSON, in alphabetical order.
fn shown(reply: &Reply, headers: &HeaderMap) -> Vec<(String, String)> {
    let json = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    let all = headers.iter().chain(&reply.headers).chain(&json);
    let mut shown: Vec<(String, String)> =
        all.map(|(name, value)| (title_case(name.as_str()), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect();
    shown.sort();
    shown
}

/// `content-type` as `Content-Type`.
fn title_case(name: &str) -> String {
    name.split('-').map(koroc_spec::names::capitalized).collect::<Vec<_>>().join("-")
}
