//! The body of a request and the type that it is sent as.

use serde_json::Value;

/// Between the parts of a multipart body.
const BOUNDARY: &str = "koroc-test-boundary-c41f7a90";

/// What a request carries: JSON from [`json!`](crate::json), a [`form`], a [`multipart`] form, an [`upload`], or bytes of any type; `()` is nothing.
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

/// A form as a browser posts it where it may have files, `multipart/form-data`; with files it is an [`upload`].
pub fn multipart(fields: &[(&str, &str)]) -> Content {
    upload(fields, &[])
}

/// A form with files, each the field's name, the file's name and its content, as a browser posts it.
pub fn upload(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Content {
    let mut body = Vec::new();
    let mut part = |parameters: String, content: &[u8]| {
        body.extend_from_slice(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {parameters}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    for (name, value) in fields {
        part(format!("name=\"{name}\""), value.as_bytes());
    }
    for (name, file, content) in files {
        part(format!("name=\"{name}\"; filename=\"{}\"", file.replace('"', "%22")), content);
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    Content { media_type: Some(format!("multipart/form-data; boundary={BOUNDARY}")), body }
}

/// Text in a form's body: all but letters and digits as `%XX`.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(byte).collect()
}
