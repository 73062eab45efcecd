//! The path as the client encoded it, from what the gateway decoded.

use std::collections::HashMap;
use std::fmt::Write as _;

/// Whether what a gateway tells is decoded, or still as the client sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Decoded,
    Encoded,
}

/// What stands in a segment as it is, besides letters, digits and `-._~` (RFC 3986, `pchar`).
const SEGMENT: &[u8] = b"!$&'()*+,;=:@";
/// The same and the slashes between segments.
const PATH: &[u8] = b"/!$&'()*+,;=:@";
/// What stands in a name or value of a query as it is.
pub(crate) const QUERY: &[u8] = b"/?!$'()*,:@";

/// The encoded path of a request.
///
/// An HTTP API decodes `rawPath`, so that `/a%2Fb` reads as two segments there; but it tells the route that it chose and the parameters in
/// it, each on its own, from which the path can be put together again. Without a route there is only the path itself.
pub(crate) fn encoded(route: Option<&str>, path: &str, parameters: &HashMap<String, String>, told: Told) -> String {
    let mut out = String::with_capacity(path.len());
    let Some(route) = route else {
        encode(&mut out, path, told, PATH);
        return out;
    };
    let mut last = "";
    for segment in route.split('/').filter(|segment| !segment.is_empty()) {
        out.push('/');
        let parameter = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
        let value = |name| parameters.get(name).map_or("", String::as_str);
        let (text, told, kept) = match parameter.map(|name| (name, name.strip_suffix('+'))) {
            Some((_, Some(greedy))) => (value(greedy), told, PATH),
            Some((name, None)) => (value(name), told, SEGMENT),
            None => (segment, Told::Decoded, SEGMENT),
        };
        encode(&mut out, text, told, kept);
        last = text;
    }
    // Whether slashes end it is the request's to say: the gateway may have taken `/funds/` for `/funds`. Those of a parameter are there already.
    let slashes = |text: &str| text.len() - text.trim_end_matches('/').len();
    out.extend(std::iter::repeat_n('/', slashes(path).saturating_sub(slashes(last))));
    out
}

/// Appends text with everything encoded that is neither unreserved (RFC 3986) nor `kept`; text that is encoded already keeps its `%` and `+`.
pub(crate) fn encode(out: &mut String, text: &str, told: Told, kept: &[u8]) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ if kept.contains(&byte) => out.push(char::from(byte)),
            b'%' | b'+' if told == Told::Encoded => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").expect("a string takes any text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_again() {
        for (route, raw, parameters, path) in [
            ("GET /alive", "/alive", &[][..], "/alive"),
            ("GET /", "/", &[], "/"),
            ("GET /funds/{id}", "/funds/a/b", &[("id", "a/b")], "/funds/a%2Fb"),
            ("GET /funds/{id}", "/funds/a b%?#ü", &[("id", "a b%?#ü")], "/funds/a%20b%25%3F%23%C3%BC"),
            ("ANY /funds/{id}/like", "/funds/7/like/", &[("id", "7")], "/funds/7/like/"),
            ("GET /api-auth/login/", "/api-auth/login", &[], "/api-auth/login"),
            ("ANY /files/{path+}", "/files/a/b c", &[("path", "a/b c")], "/files/a/b%20c"),
            ("GET /funds/{id}", "/funds/a/", &[("id", "a/")], "/funds/a%2F"),
            ("GET /funds/{id}", "/funds/a//", &[("id", "a/")], "/funds/a%2F/"),
            ("ANY /files/{path+}", "/files/a/", &[("path", "a/")], "/files/a/"),
            ("GET /api/v1/", "/api/v1//", &[], "/api/v1//"),
            ("$default", "/funds/a b.json", &[], "/funds/a%20b.json"),
            ("$default", "/", &[], "/"),
        ] {
            let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let route = route.split_once(' ').map(|(_, route)| route);
            assert_eq!(encoded(route, raw, &parameters, Told::Decoded), path, "{route:?} {raw}");
        }
    }
}
