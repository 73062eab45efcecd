//! Where a login may lead: only to this host, by Django's rules.

/// The parts of a URL that decide where it leads, found as Python's `urlsplit` finds them.
pub(super) struct Url<'a> {
    /// In lower case, without the colon; empty if there is none.
    pub scheme: String,
    /// User, host and port; empty if there are none.
    pub netloc: &'a str,
}

impl<'a> Url<'a> {
    /// The parts, or `None` for a host with half an IPv6 address.
    pub fn split(url: &'a str) -> Option<Self> {
        let is_scheme = |scheme: &str| {
            scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        };
        let (scheme, rest) = url.split_once(':').filter(|(scheme, _)| is_scheme(scheme)).unwrap_or(("", url));
        let netloc = rest.strip_prefix("//").map_or("", |rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
        if netloc.contains('[') != netloc.contains(']') {
            return None;
        }
        Some(Url { scheme: scheme.to_ascii_lowercase(), netloc })
    }
}

/// The longest target that is looked at.
const MAX_LENGTH: usize = 2048;

/// Whether a browser that is sent to `url` stays on this host, and on HTTPS if it is there.
pub(super) fn stays_here(url: &str, host: &str, https: bool) -> bool {
    let url = url.trim();
    // Browsers read a backslash as a slash, so both readings must be harmless.
    leads_here(url, host, https) && leads_here(&url.replace('\\', "/"), host, https)
}

/// Stricter than Django where browsers are odd: nothing but printable ASCII and letters may come before the path, and no control character anywhere.
fn leads_here(url: &str, host: &str, https: bool) -> bool {
    let printable = url.starts_with(|first: char| first.is_ascii_graphic() || first.is_alphabetic()) && !url.contains(char::is_control);
    if !printable || url.starts_with("///") || url.len() > MAX_LENGTH {
        return false;
    }
    match Url::split(url) {
        Some(Url { scheme, netloc: "" }) => scheme.is_empty(),
        Some(Url { scheme, netloc }) => netloc == host && (scheme == "https" || (!https && (scheme == "http" || scheme.is_empty()))),
        None => false,
    }
}

/// The target as a header can hold it: what is not ASCII or not allowed in a URL is percent-encoded, what is encoded stays.
pub(super) fn location(url: &str) -> String {
    const KEPT: &[u8] = b"/#%[]=:;$&()+,!?*@'~-._";
    let mut location = String::with_capacity(url.len());
    for byte in url.trim().bytes() {
        if byte.is_ascii_alphanumeric() || KEPT.contains(&byte) {
            location.push(char::from(byte));
        } else {
            location.push_str(&format!("%{byte:02X}"));
        }
    }
    location
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_targets_on_this_host_are_followed() {
        let host = "example.com:8000";
        let here = [
            "/",
            "/api/v1/",
            "/a?next=http://evil.example",
            "page",
            "http://example.com:8000/x",
            "https://example.com:8000",
            "//example.com:8000/x",
            " /x ",
            "?a=b:c",
            "/a:b",
            "é",
        ];
        let elsewhere = [
            "",
            " ",
            "http://evil.example/",
            "//evil.example",
            "///evil.example",
            "\\\\evil.example",
            "/\\evil.example",
            "http:///evil.example",
            "http:evil.example",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "ftp://example.com:8000/",
            "http://example.com/",
            "http://example.com:8000@evil.example/",
            "http://[::1/",
            "\u{8}//evil.example",
            "\u{200b}/x",
            "/\t/evil.example",
            "/a\nb",
            "data:text/html,x",
        ];
        for url in here {
            assert!(stays_here(url, host, false), "{url:?}");
        }
        for url in elsewhere {
            assert!(!stays_here(url, host, false), "{url:?}");
        }
        assert!(!stays_here(&format!("/{}", "a".repeat(2048)), host, false));
        for (url, stays) in [("http://example.com:8000/", false), ("https://example.com:8000/", true), ("//example.com:8000/", false), ("/", true)] {
            assert_eq!(stays_here(url, host, true), stays, "{url} from HTTPS");
        }
    }

    #[test]
    fn a_location_is_ascii() {
        for (url, expected) in [("/api/v1/?a=b&c=%20", "/api/v1/?a=b&c=%20"), ("/ä b\"<", "/%C3%A4%20b%22%3C")] {
            assert_eq!(location(url), expected);
        }
    }
}
