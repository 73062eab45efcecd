//! A service of VPC Lattice whose target is the function.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    Form, Message,
    event::nullable,
    message::pairs,
    path::{self, Told},
    query,
};

/// An event of VPC Lattice: those of its members that make the request.
///
/// See <https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html>. Nothing in it is decoded, and it takes answers as a load
/// balancer does that reads one value a name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Lattice {
    method: String,
    path: String,
    #[serde(default, deserialize_with = "nullable")]
    query_string_parameters: Map<String, Value>,
    #[serde(default, deserialize_with = "nullable")]
    headers: Map<String, Value>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

impl Lattice {
    pub(crate) fn into_message(self) -> Message {
        let path = path::encoded(None, &self.path, &Default::default(), Told::Encoded);
        let target = query::behind(path, pairs(self.query_string_parameters, Map::new()), Told::Encoded);
        let headers: Vec<_> = pairs(self.headers, Map::new()).collect();
        let address = Message::forwarded(&headers);
        let (form, method) = (Form::Balancer, self.method);
        Message { form, method, target, headers, host: None, address, body: self.body, is_base64_encoded: self.is_base64_encoded }
    }
}
