//! Reads the query of a path, and changes one parameter of it.

/// The path and the query, which may be empty.
pub(crate) fn split(full_path: &str) -> (&str, &str) {
    full_path.split_once('?').unwrap_or((full_path, ""))
}

/// The path with this parameter set, in the place of what it had.
pub(crate) fn with(full_path: &str, name: &str, value: &str) -> String {
    let rest = without(full_path, name);
    let join = if rest.contains('?') { '&' } else { '?' };
    format!("{rest}{join}{}={}", encoded(name), encoded(value))
}

/// The path without this parameter; it starts with exactly one slash, since a browser takes `//host` and `/\host` for another site.
pub(crate) fn without(full_path: &str, name: &str) -> String {
    let (path, query) = split(full_path);
    let path = format!("/{}", path.trim_start_matches(['/', '\\']));
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(encoded(name).as_str())).collect();
    if kept.is_empty() { path } else { format!("{path}?{}", kept.join("&")) }
}

/// The names and values of a path's query.
pub(crate) fn pairs(full_path: &str) -> Vec<(String, String)> {
    let pairs = split(full_path).1.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(name, value)| (decoded(name), decoded(value))).collect()
}

/// A part of a query as text: `+` is a space, a percent sign without two digits behind it is itself.
fn decoded(part: &str) -> String {
    let bytes = part.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'+', _, _) => out.push(b' '),
            (byte, _, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The text as a part of a URL: everything but letters, digits and `-._~` percent-encoded.
pub(crate) fn encoded(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte => write!(out, "%{byte:02X}").expect("a String takes all text"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_it_was_meant() {
        let read = pairs("/f?a=1&b=x+y%26%C3%A9&c&&d=100%&a=%e2%82&=");
        let expected = [("a", "1"), ("b", "x y&é"), ("c", ""), ("d", "100%"), ("a", "\u{fffd}"), ("", "")];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_parameter_is_set_once() {
        for (before, after) in [
            ("/f", "/f?page=3"),
            ("/f?page=1", "/f?page=3"),
            ("/f?search=a%26b&page=1&page=2&x", "/f?search=a%26b&x&page=3"),
            ("/f?pages=1", "/f?pages=1&page=3"),
        ] {
            assert_eq!(with(before, "page", "3"), after);
        }
        assert_eq!(without("/f?page=2", "page"), "/f");
        assert_eq!(without("//evil.example/?page=2", "page"), "/evil.example/");
        assert_eq!(without("/\\evil.example", "page"), "/evil.example");
        assert_eq!(with("/login/", "next", "/f?a=\"é"), "/login/?next=%2Ff%3Fa%3D%22%C3%A9");
    }
}
