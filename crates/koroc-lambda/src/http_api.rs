//! Payload format 2.0: an HTTP API of API Gateway, or a function's own URL.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    Form, Message,
    event::nullable,
    message::pairs,
    path::{self, Told},
};

/// An event in format 2.0: those of its members that make the request.
///
/// See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HttpApi {
    route_key: String,
    raw_path: String,
    #[serde(default)]
    raw_query_string: String,
    #[serde(default, deserialize_with = "nullable")]
    cookies: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    headers: Map<String, Value>,
    #[serde(default, deserialize_with = "nullable")]
    path_parameters: HashMap<String, String>,
    request_context: Context,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    http: Http,
    #[serde(default)]
    stage: String,
    domain_name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    method: String,
    source_ip: String,
}

impl HttpApi {
    pub(crate) fn into_message(self) -> Message {
        let Context { http, stage, domain_name: host } = self.request_context;
        // A function's URL decodes nothing; the API decodes everything.
        let is_url = host.as_ref().is_some_and(|host| host.contains(".lambda-url."));
        let route = self.route_key.split_once(' ').map(|(_, route)| route);
        let path = match route {
            Some(_) => &self.raw_path,
            None => within(&self.raw_path, &stage),
        };
        let path = path::encoded(route, path, &self.path_parameters, if is_url { Told::Encoded } else { Told::Decoded });
        let target = if self.raw_query_string.is_empty() { path } else { format!("{path}?{}", self.raw_query_string) };
        // Cookies are told apart; a function's URL leaves them in the header too.
        let others = pairs(Map::new(), self.headers).filter(|(name, _)| self.cookies.is_empty() || !name.eq_ignore_ascii_case("cookie"));
        let cookies = (!self.cookies.is_empty()).then(|| ("cookie".to_owned(), self.cookies.join("; ")));
        let headers = others.chain(cookies).collect();
        let (method, address) = (http.method, http.source_ip.parse().ok());
        Message { form: Form::HttpApi, method, target, headers, host, address, body: self.body, is_base64_encoded: self.is_base64_encoded }
    }
}

/// The path below a named stage, which the gateway leaves in front of it.
fn within<'a>(path: &'a str, stage: &str) -> &'a str {
    let below = path.strip_prefix('/').and_then(|path| path.strip_prefix(stage)).filter(|_| !stage.is_empty());
    match below {
        Some("") => "/",
        Some(below) if below.starts_with('/') => below,
        _ => path,
    }
}
