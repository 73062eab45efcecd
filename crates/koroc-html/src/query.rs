//! Changes one parameter of a path with a query.

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
