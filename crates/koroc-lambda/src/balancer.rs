//! An Application Load Balancer whose target is the function.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    Form, Message,
    event::nullable,
    message::pairs,
    path::{self, Told},
    query,
};

/// A load balancer's event: those of its members that make the request.
///
/// See <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>. Nothing in it is decoded. Its target
/// group decides whether it tells all values of a name or the last one, and reads the answer in the same way.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Balancer {
    http_method: String,
    path: String,
    #[serde(default, deserialize_with = "nullable")]
    query_string_parameters: Map<String, Value>,
    #[serde(default, deserialize_with = "nullable")]
    multi_value_query_string_parameters: Map<String, Value>,
    #[serde(default, deserialize_with = "nullable")]
    headers: Map<String, Value>,
    multi_value_headers: Option<Map<String, Value>>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

impl Balancer {
    pub(crate) fn into_message(self) -> Message {
        let form = if self.multi_value_headers.is_some() { Form::BalancerOfMany } else { Form::Balancer };
        let path = path::encoded(None, &self.path, &Default::default(), Told::Encoded);
        let target = query::behind(path, pairs(self.multi_value_query_string_parameters, self.query_string_parameters), Told::Encoded);
        let headers: Vec<_> = pairs(self.multi_value_headers.unwrap_or_default(), self.headers).collect();
        let address = Message::forwarded(&headers);
        Message { form, method: self.http_method, target, headers, host: None, address, body: self.body, is_base64_encoded: self.is_base64_encoded }
    }
}
