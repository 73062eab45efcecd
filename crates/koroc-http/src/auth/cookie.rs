//! The cookies `sessionid` and `csrftoken`: read from a request, written with Django's attributes.

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, HeaderValue, header};

/// The cookie that holds the session's key.
pub(super) const SESSION: &str = "sessionid";
/// The cookie that holds the CSRF secret; scripts may read it.
pub(super) const CSRF: &str = "csrftoken";

/// How long a session lasts: two weeks.
pub(super) const SESSION_AGE: TimeDelta = TimeDelta::weeks(2);
/// How long a browser keeps its CSRF secret: 52 weeks.
const CSRF_AGE: TimeDelta = TimeDelta::weeks(52);

/// The value of a cookie; of several with one name the last.
pub(super) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().flat_map(|line| line.as_bytes().split(|&byte| byte == b';'));
    let mut pairs = pairs.filter_map(|pair| pair.split_at_checked(pair.iter().position(|&byte| byte == b'=')?));
    let value = pairs.rfind(|(key, _)| key.trim_ascii() == name.as_bytes())?.1[1..].trim_ascii();
    // A value that is no text is as good as a wrong one.
    let value = str::from_utf8(value).unwrap_or("�");
    Some(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value))
}

/// Sets `sessionid`: scripts cannot read it.
pub(super) fn session(key: &str, now: DateTime<Utc>, secure: bool) -> HeaderValue {
    written(SESSION, key, now + SESSION_AGE, "HttpOnly; ", SESSION_AGE, secure)
}

/// Deletes `sessionid`.
pub(super) fn no_session() -> HeaderValue {
    written(SESSION, "\"\"", DateTime::UNIX_EPOCH, "", TimeDelta::zero(), false)
}

/// Sets `csrftoken`.
pub(super) fn csrf(secret: &str, now: DateTime<Utc>, secure: bool) -> HeaderValue {
    written(CSRF, secret, now + CSRF_AGE, "", CSRF_AGE, secure)
}

/// An instant as headers show it.
pub(super) fn http_date(instant: DateTime<Utc>) -> String {
    instant.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn written(name: &str, value: &str, expires: DateTime<Utc>, http_only: &str, age: TimeDelta, secure: bool) -> HeaderValue {
    let (expires, age, secure) = (http_date(expires), age.num_seconds(), if secure { "; Secure" } else { "" });
    let line = format!("{name}={value}; expires={expires}; {http_only}Max-Age={age}; Path=/; SameSite=Lax{secure}");
    HeaderValue::try_from(line).expect("keys and secrets are letters and digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `Set-Cookie` is in the recorded answers.
    #[test]
    fn cookies_are_written_as_django_does() {
        let now = DateTime::parse_from_rfc3339("2026-11-23T17:31:53Z").unwrap().to_utc();
        let cases = [
            (csrf("abc", now, false), "csrftoken=abc; expires=Mon, 22 Nov 2027 17:31:53 GMT; Max-Age=31449600; Path=/; SameSite=Lax"),
            (session("abc", now, false), "sessionid=abc; expires=Mon, 07 Dec 2026 17:31:53 GMT; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax"),
            (session("abc", now, true), "sessionid=abc; expires=Mon, 07 Dec 2026 17:31:53 GMT; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax; Secure"),
            (no_session(), "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax"),
        ];
        for (line, expected) in cases {
            assert_eq!(line, expected);
        }
    }

    #[test]
    fn cookies_are_found_among_others() {
        let cases = [
            ("sessionid=a", Some("a")),
            ("x=1; sessionid=a; y=2", Some("a")),
            ("x=1;sessionid = a ", Some("a")),
            ("sessionid=\"a\"", Some("a")),
            ("sessionid=a; sessionid=b", Some("b")),
            ("sessionid=", Some("")),
            ("x=é; sessionid=ä", Some("ä")),
            ("xsessionid=a; Sessionid=b", None),
            ("sessionid", None),
            ("", None),
        ];
        for (line, expected) in cases {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_bytes(line.as_bytes()).unwrap())]);
            assert_eq!(read(&headers, SESSION), expected, "{line}");
        }
        let mut two = HeaderMap::new();
        two.append(header::COOKIE, HeaderValue::from_static("x=1"));
        two.append(header::COOKIE, HeaderValue::from_static("sessionid=a"));
        assert_eq!(read(&two, SESSION), Some("a"), "HTTP/2 may send several lines");
    }
}
