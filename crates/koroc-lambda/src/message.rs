//! A request as an event tells it, whichever form the event has.

use std::net::{IpAddr, Ipv4Addr};

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{
    HeaderMap, HeaderName, HeaderValue, Request,
    header::{COOKIE, HOST},
};
use lambda_runtime::Error;
use serde_json::{Map, Value};

use crate::Form;

/// A request of a client, not yet checked.
#[derive(Debug)]
pub struct Message {
    pub(crate) form: Form,
    pub(crate) method: String,
    /// The path and the query, encoded.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    /// The gateway's own name, for clients that name none.
    pub(crate) host: Option<String>,
    pub(crate) address: Option<IpAddr>,
    pub(crate) body: Option<String>,
    pub(crate) is_base64_encoded: bool,
}

impl Message {
    /// The form that its answer has.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The client's address, as the gateway saw it; `0.0.0.0` where it tells none, as a console's test does.
    pub fn address(&self) -> IpAddr {
        self.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }

    /// Whether the client came by HTTPS, as the gateway says, which lets no client say it.
    pub fn https(&self) -> bool {
        self.header("x-forwarded-proto").is_some_and(|scheme| scheme == "https")
    }

    /// The address that the gateway put last into `X-Forwarded-For`, behind what the client claims.
    pub(crate) fn forwarded(headers: &[(String, String)]) -> Option<IpAddr> {
        let (_, chain) = headers.iter().rfind(|(name, _)| name.eq_ignore_ascii_case("x-forwarded-for"))?;
        chain.rsplit(',').next()?.trim().parse().ok()
    }

    fn header(&self, wanted: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
    }

    /// The request that the client sent.
    ///
    /// # Errors
    /// If it is none: its method, target, a header or the encoding of its body is not valid.
    pub fn into_request(self) -> Result<Request<Body>, Error> {
        let mut request = Request::builder().method(self.method.as_str()).uri(self.target).body(body(self.body, self.is_base64_encoded)?)?;
        let headers = request.headers_mut();
        for (name, value) in self.headers {
            headers.append(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
        }
        join_cookies(headers)?;
        if let Some(host) = self.host.filter(|_| !headers.contains_key(HOST)) {
            headers.insert(HOST, HeaderValue::try_from(host)?);
        }
        Ok(request)
    }
}

/// Makes one header of several with cookies, into which HTTP/2 may split it.
fn join_cookies(headers: &mut HeaderMap) -> Result<(), Error> {
    let cookies: Vec<&[u8]> = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
    if cookies.len() > 1 {
        let joined = HeaderValue::from_bytes(&cookies.join(b"; ".as_slice()))?;
        headers.insert(COOKIE, joined);
    }
    Ok(())
}

fn body(text: Option<String>, base64: bool) -> Result<Body, Error> {
    let Some(text) = text else { return Ok(Body::empty()) };
    Ok(Body::from(if base64 { STANDARD.decode(text)? } else { text.into_bytes() }))
}

/// Names with their values, one pair for each value, of a map whose values are texts or lists of them; `many` before `one`, which tells less.
pub(crate) fn pairs(many: Map<String, Value>, one: Map<String, Value>) -> impl Iterator<Item = (String, String)> {
    let map = if many.is_empty() { one } else { many };
    map.into_iter().flat_map(|(name, value)| {
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        let texts = values.into_iter().filter_map(|value| match value {
            Value::String(text) => Some(text),
            _ => None,
        });
        texts.map(move |text| (name.clone(), text)).collect::<Vec<_>>()
    })
}
