//! Which hosts are served: the Host header against the settings, by Django's rules.

/// Whether a Host header names a host that is served: well formed, and one of the patterns (`*` any, `.example.com` a domain and its
/// subdomains, anything else exactly). Requests for any other are answered with 400 before a view sees them.
///
/// ```
/// use koroc_http::auth::host_allowed;
/// let patterns = ["localhost".to_owned(), ".example.com".to_owned()];
/// assert!(host_allowed("localhost:8000", &patterns) && host_allowed("api.example.com", &patterns));
/// assert!(!host_allowed("evil.example", &patterns) && !host_allowed("api.example.com/x", &patterns));
/// ```
pub fn host_allowed(host: &str, patterns: &[String]) -> bool {
    let Some(domain) = domain(host) else { return false };
    patterns.iter().any(|pattern| match pattern.strip_prefix('.') {
        Some(parent) => is_subdomain(domain, parent) || domain.eq_ignore_ascii_case(parent),
        None => pattern == "*" || domain.eq_ignore_ascii_case(pattern),
    })
}

/// The host without its port and final dot, if it is well formed.
fn domain(host: &str) -> Option<&str> {
    let (domain, port) = match host.rfind(':') {
        Some(colon) if !host.ends_with(']') => (&host[..colon], Some(&host[colon + 1..])),
        _ => (host, None),
    };
    let named = !domain.is_empty() && domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let numbered = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let numbered = numbered.is_some_and(|address| address.contains(':') && address.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.".contains(&byte)));
    let port = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    ((named || numbered) && port && !domain.is_empty()).then_some(domain)
}

fn is_subdomain(domain: &str, parent: &str) -> bool {
    let before = domain.len().checked_sub(parent.len() + 1);
    before.is_some_and(|at| domain.as_bytes()[at] == b'.' && domain[at + 1..].eq_ignore_ascii_case(parent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_checked_as_django_does() {
        let cases = [
            ("localhost", "localhost", true),
            ("LOCALHOST:80", "localhost", true),
            ("localhost.", "localhost", true),
            ("localhost", "LocalHost", true),
            ("localhost", "127.0.0.1", false),
            ("[::1]:8000", "[::1]", true),
            ("[::1]", "[::1]", true),
            ("::1", "*", false),
            ("[::1", "*", false),
            ("[nothex:]", "*", false),
            ("anything.example", "*", true),
            ("", "*", false),
            (".", "*", false),
            (":80", "*", false),
            ("a:", "*", false),
            ("a:b", "*", false),
            ("a:1:2", "*", false),
            ("a b", "*", false),
            ("a/b", "*", false),
            ("user@a", "*", false),
            ("a_b", "*", false),
            ("bücher.example", "*", false),
            ("example.com", ".example.com", true),
            ("a.b.example.com:443", ".example.com", true),
            ("badexample.com", ".example.com", false),
            ("example.com.evil.example", ".example.com", false),
        ];
        for (host, pattern, allowed) in cases {
            assert_eq!(host_allowed(host, &[pattern.to_owned()]), allowed, "{host} {pattern}");
        }
        assert!(!host_allowed("localhost", &[]));
    }
}
