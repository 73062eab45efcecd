//! Payload format 1.0: a REST API of API Gateway, or an HTTP API that is told to speak so.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    Form, Message,
    event::nullable,
    message::pairs,
    path::{self, Told},
    query,
};

/// An event in format 1.0: those of its members that make the request.
///
/// See <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RestApi {
    /// Only HTTP APIs tell it.
    version: Option<String>,
    http_method: String,
    resource: String,
    path: String,
    #[serde(default, deserialize_with = "nullable")]
    path_parameters: HashMap<String, String>,
    #[serde(default, deserialize_with = "nullable")]
    query_string_parameters: Map<String, Value>,
    #[serde(default, deserialize_with = "nullable")]
    multi_value_query_string_parameters: Map<String, Value>,
    #[serde(default, deserialize_with = "nullable")]
    headers: Map<String, Value>,
    #[serde(default, deserialize_with = "nullable")]
    multi_value_headers: Map<String, Value>,
    request_context: Context,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    identity: Identity,
    domain_name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    source_ip: String,
}

impl RestApi {
    pub(crate) fn into_message(self) -> Message {
        let Context { identity, domain_name: host } = self.request_context;
        // A REST API leaves the path as it was sent; queries are decoded by both.
        let told = if self.version.is_some() { Told::Decoded } else { Told::Encoded };
        let route = Some(self.resource.as_str()).filter(|route| !route.contains('$'));
        let path = path::encoded(route, &self.path, &self.path_parameters, told);
        let target = query::behind(path, pairs(self.multi_value_query_string_parameters, self.query_string_parameters), Told::Decoded);
        let headers = pairs(self.multi_value_headers, self.headers).collect();
        let (method, address) = (self.http_method, identity.source_ip.parse().ok());
        Message { form: Form::RestApi, method, target, headers, host, address, body: self.body, is_base64_encoded: self.is_base64_encoded }
    }
}
