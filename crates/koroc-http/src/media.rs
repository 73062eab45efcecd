//! Media types as they stand in Accept and Content-Type headers.

/// A header value such as `application/json; indent=4`, taken apart as Django does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MediaType {
    main: String,
    sub: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Reads any text; what is no media type matches nothing.
    pub(crate) fn parse(text: &str) -> MediaType {
        let mut parts = split_parameters(text);
        let full = parts.next().unwrap_or("").trim().to_ascii_lowercase();
        let (main, sub) = full.split_once('/').unwrap_or((&full, ""));
        let parameters = parts.filter_map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = name.trim().to_ascii_lowercase();
            (!name.is_empty()).then(|| (name, unquoted(value.trim())))
        });
        MediaType { main: main.to_owned(), sub: sub.to_owned(), parameters: parameters.collect() }
    }

    /// The value of a parameter; of several, the last.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether one of the forms that are offered, `application/json`, satisfies this.
    pub(crate) fn accepts(&self, offered: &str) -> bool {
        let (main, sub) = offered.split_once('/').unwrap_or((offered, ""));
        (self.sub == "*" || self.sub == sub) && (self.main == "*" || self.main == main)
    }

    /// Whether it names exactly this form, wildcards aside.
    pub(crate) fn is(&self, full: &str) -> bool {
        full.split_once('/') == Some((&self.main, &self.sub))
    }

    /// How specific it is, from 0 (`*/*`) to 3 (with parameters).
    pub(crate) fn precedence(&self) -> u8 {
        match (self.main.as_str(), self.sub.as_str()) {
            ("*", _) => 0,
            (_, "*") => 1,
            _ if self.parameters.iter().all(|(name, _)| name == "q") => 2,
            _ => 3,
        }
    }
}

/// The parts between semicolons that stand outside of quotes.
fn split_parameters(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let mut escaped = false;
    text.split(move |c: char| {
        let separates = c == ';' && !quoted;
        match c {
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = c == '\\' && quoted && !escaped;
        separates
    })
}

fn unquoted(value: &str) -> String {
    match value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\\", "\\").replace("\\\"", "\""),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_match_as_in_drf() {
        for (accept, accepts, precedence) in [
            ("application/json", true, 2),
            ("APPLICATION/JSON", true, 2),
            ("application/json; indent=4", true, 3),
            ("application/json;q=0.1", true, 2),
            ("application/*", true, 1),
            ("*/*", true, 0),
            ("text/html", false, 2),
            ("garbage", false, 2),
            ("*", false, 0),
            ("", false, 2),
        ] {
            let media = MediaType::parse(accept);
            assert_eq!((media.accepts("application/json"), media.precedence()), (accepts, precedence), "{accept}");
        }
        let media = MediaType::parse("multipart/form-data; boundary=\"a;b\"; Charset=utf-8");
        assert_eq!((media.parameter("boundary"), media.parameter("charset"), media.parameter("x")), (Some("a;b"), Some("utf-8"), None));
    }
}
