//! The body of a request and the type that it is sent as.

use serde_json::Value;

/// Between the parts of a multipart body.
const BOUNDARY: &str = "koroc-test-boundary-c41f7a90";

/// What a request carries: data from [`json!`](crate::json), a [`form`], a [`multipart`] form, an [`upload`], or bytes of any type; `()` is nothing.
#[derive(Debug, Clone)]
pub struct Content(pub(crate) Carried);

#[derive(Debug, Clone)]
pub(crate) enum Carried {
    Nothing,
    /// Sent in the client's [`Format`].
    Data(Value),
    Bytes {
        media_type: String,
        body: Vec<u8>,
    },
}

/// How a client sends data (DRF's `format=` and `TEST_REQUEST_DEFAULT_FORMAT`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// `application/json`.
    #[default]
    Json,
    /// `multipart/form-data`: an object's texts, numbers and truth values, and lists of them.
    Multipart,
    /// `application/x-www-form-urlencoded`, of the same.
    Form,
}

impl From<()> for Content {
    fn from((): ()) -> Self {
        Content(Carried::Nothing)
    }
}

impl From<Value> for Content {
    fn from(value: Value) -> Self {
        Content(Carried::Data(value))
    }
}

/// A media type, and bytes that need not be of that type.
///
/// # Panics
/// For a multipart type whose boundary is not that of the bytes: [`multipart`] and [`upload`] write both. As in every client, that header is best left alone.
impl<B: Into<Vec<u8>>> From<(&str, B)> for Content {
    #[track_caller]
    fn from((media_type, body): (&str, B)) -> Self {
        let body = body.into();
        check_boundary(media_type, &body);
        Content(Carried::Bytes { media_type: media_type.to_owned(), body })
    }
}

/// Refuses a multipart type that no server could read the bytes by.
#[track_caller]
fn check_boundary(media_type: &str, body: &[u8]) {
    if !media_type.to_ascii_lowercase().starts_with("multipart/") {
        return;
    }
    let boundary = media_type.split(';').find_map(|part| part.trim().strip_prefix("boundary=")).map(|boundary| format!("--{}", boundary.trim_matches('"')));
    let found = boundary.is_some_and(|boundary| body.windows(boundary.len()).any(|window| window == boundary.as_bytes()));
    assert!(
        found,
        "the Content-Type {media_type:?} does not name the boundary of this body: leave it to `multipart` or `upload`, which write both; a body that is broken \
         on purpose goes through `TestApp::answer`"
    );
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
    Content(Carried::Bytes { media_type: format!("multipart/form-data; boundary={BOUNDARY}"), body })
}

impl Content {
    /// The media type and the bytes.
    pub(crate) fn encode(self, format: Format) -> (Option<String>, Vec<u8>) {
        match self.0 {
            Carried::Nothing => (None, Vec::new()),
            Carried::Bytes { media_type, body } => (Some(media_type), body),
            Carried::Data(value) if format == Format::Json => (Some("application/json".to_owned()), value.to_string().into_bytes()),
            Carried::Data(value) => {
                let fields = fields(&value);
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                if format == Format::Form { form(&fields) } else { multipart(&fields) }.encode(format)
            }
        }
    }
}

/// An object as the fields of a form.
fn fields(value: &Value) -> Vec<(String, String)> {
    let object = value.as_object().unwrap_or_else(|| panic!("a form is made of an object, not of {value}"));
    let text = |name: &str, value: &Value| match value {
        Value::String(text) => (name.to_owned(), text.clone()),
        Value::Bool(_) | Value::Number(_) => (name.to_owned(), value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => panic!("a form cannot hold {value} in {name:?}: send it as JSON"),
    };
    let values = object.iter().flat_map(|(name, value)| match value {
        Value::Array(items) => items.iter().map(|item| text(name, item)).collect(),
        value => vec![text(name, value)],
    });
    values.collect()
}

/// Text in a form's body: all but letters and digits as `%XX`.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn data_is_sent_in_the_clients_format() {
        let data = || Content::from(json!({"name": "a b", "n": 5, "on": true, "tags": ["x", "y"]}));
        let text = |format| {
            let (media_type, body) = data().encode(format);
            (media_type.unwrap(), String::from_utf8(body).unwrap())
        };
        assert_eq!(text(Format::Json), ("application/json".to_owned(), r#"{"name":"a b","n":5,"on":true,"tags":["x","y"]}"#.to_owned()));
        assert_eq!(text(Format::Form), ("application/x-www-form-urlencoded".to_owned(), "name=a%20b&n=5&on=true&tags=x&tags=y".to_owned()));
        let (media_type, body) = text(Format::Multipart);
        assert!(media_type.starts_with("multipart/form-data; boundary=") && body.contains("name=\"tags\"\r\n\r\nx\r\n"));
    }

    #[test]
    fn what_a_form_cannot_hold_is_refused() {
        for value in [json!([1]), json!({"a": null}), json!({"a": {"b": 1}})] {
            assert!(std::panic::catch_unwind(|| Content::from(value.clone()).encode(Format::Form)).is_err(), "{value}");
        }
    }

    #[test]
    fn a_multipart_type_without_the_bodys_boundary_is_refused() {
        for (media_type, body, accepted) in [
            ("multipart/form-data; boundary=xyz", "--xyz--", true),
            ("multipart/form-data; boundary=\"xyz\"", "--xyz--", true),
            ("multipart/form-data", "--xyz--", false),
            ("Multipart/Form-Data; boundary=abc", "--xyz--", false),
            ("text/plain", "x", true),
        ] {
            assert_eq!(std::panic::catch_unwind(|| Content::from((media_type, body))).is_ok(), accepted, "{media_type}");
        }
    }
}
