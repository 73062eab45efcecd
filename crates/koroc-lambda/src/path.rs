//! The path as the client encoded it, from what the gateway decoded.

use std::collections::HashMap;
use std::fmt::Write as _;

/// The encoded path of a request.
///
/// The gateway decodes `rawPath`, so that `/a%2Fb` reads as two segments there; but it tells the route that it chose and the parameters in
/// it, each on its own, from which the path can be put together again. On `$default` there is only `rawPath`.
pub(crate) fn encoded(route_key: &str, raw_path: &str, parameters: &HashMap<String, String>) -> String {
    let mut out = String::with_capacity(raw_path.len());
    let Some((_, route)) = route_key.split_once(' ') else {
        encode(&mut out, raw_path, true);
        return out;
    };
    for segment in route.split('/').filter(|segment| !segment.is_empty()) {
        out.push('/');
        match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => match name.strip_suffix('+') {
                Some(greedy) => encode(&mut out, parameters.get(greedy).map_or("", String::as_str), true),
                None => encode(&mut out, parameters.get(name).map_or("", String::as_str), false),
            },
            None => encode(&mut out, segment, false),
        }
    }
    // Whether a slash ends it is the request's to say: the gateway may have taken `/funds/` for `/funds`.
    if raw_path.ends_with('/') {
        out.push('/');
    }
    out
}

/// Appends text with everything encoded that may not stand in a segment (RFC 3986, `pchar`), slashes too unless they are `slashes` between segments.
fn encode(out: &mut String, text: &str, slashes: bool) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@' => out.push(char::from(byte)),
            b'/' if slashes => out.push('/'),
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
            ("$default", "/funds/a b.json", &[], "/funds/a%20b.json"),
            ("$default", "/", &[], "/"),
        ] {
            let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            assert_eq!(encoded(route, raw, &parameters), path, "{route} {raw}");
        }
    }
}
