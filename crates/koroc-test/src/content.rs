//! The body of a request and the type that it is sent as.

use serde_json::Value;

/// Between the parts of a multipart body.
const BOUNDARY: &str = "koroc-test-boundary-c41f7a90";

/// What a request carries: JSON from [`json!`](crate::json), a [`form`], a [`multipart`] form, or bytes of any type; `()` is nothing.
#[derive(Debug, Clone)]
pub struct Content {
    pub(crate) media_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl From<()> for Content {
    fn from((): ()) -> Self {
        Content { media_type: None, body: Vec::new() }
    }
}

impl From<Value> for Content {
    fn from(value: Value) -> Self {
        Content::from(("application/json", value.to_string()))
    }
}

/// A media type, and bytes that need not be of that type.
impl<B: Into<Vec<u8>>> From<(&str, B)> for Content {
    fn from((media_type, body): (&str, B)) -> Self {
        Content { media_type: Some(media_type.to_owned()), body: body.into() }
    }
}

/// A form as a browser posts it, `application/x-www-form-urlencoded`.
pub fn form(fields: &[(&str, &str)]) -> Content {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    Content::from(("application/x-www-form-urlencoded", pairs.join("&")))
}

/// A form as a browser posts it where it may have files, `multipart/form-data`.
pub fn multipart(fields: &[(&str, &str)]) -> Content {
    let part = |(name, value): &(&str, &str)| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = fields.iter().map(part).collect::<String>() + &format!("--{BOUNDARY}--\r\n");
    Content::from((format!("multipart/form-data; boundary={BOUNDARY}").as_str(), body))
}

/// Text in a form's body: all but letters and digits as `%XX`.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(byte).collect()
}
