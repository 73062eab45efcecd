//! CSRF: the secret in a cookie, the masked token that a page or script sends back, and Django's reasons for refusing.

use http::Method;
use subtle::ConstantTimeEq;

use super::{random, redirect::Url};

/// Characters of a secret; a masked token is a mask and the secret under it.
const SECRET: usize = 32;

/// The reasons that Django's page explains.
pub(super) const NO_COOKIE: &str = "CSRF cookie not set.";
pub(super) const NO_REFERER: &str = "Referer checking failed - no Referer.";

/// The secret of one browser, kept in its `csrftoken` cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Secret(String);

impl Secret {
    /// A new one.
    pub fn new() -> Self {
        Secret(random::text(SECRET, random::ALPHANUMERIC))
    }

    /// The secret in a cookie, which may be masked (as Django before 4.0 left it).
    pub fn read(cookie: &str) -> Result<Self, &'static str> {
        check_format(cookie)?;
        Ok(Secret(unmasked(cookie)))
    }

    /// The cookie's value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A token for one page, different each time so that compressed answers give nothing away.
    pub fn masked(&self) -> String {
        let mask = random::text(SECRET, random::ALPHANUMERIC);
        let cipher = shift(&self.0, &mask, |x, y| x + y);
        mask + &cipher
    }

    /// Whether a token, masked or not, is this secret's.
    fn matches(&self, token: &str) -> bool {
        unmasked(token).as_bytes().ct_eq(self.0.as_bytes()).into()
    }
}

/// What Django looks at before it lets an unsafe request of a browser through.
pub(super) struct Attempt<'a> {
    /// The method.
    pub method: &'a Method,
    /// Whether it came over HTTPS.
    pub https: bool,
    /// The Host header, if it names a host that is served.
    pub host: Option<&'a str>,
    /// The Origin header.
    pub origin: Option<&'a str>,
    /// The Referer header.
    pub referer: Option<&'a str>,
    /// The `csrftoken` cookie.
    pub cookie: Option<&'a str>,
    /// The X-CSRFToken header.
    pub header: Option<&'a str>,
}

impl Attempt<'_> {
    /// Whether the method changes nothing, so that nothing is checked.
    pub fn is_safe(&self) -> bool {
        [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE].contains(self.method)
    }

    /// Checks in Django's order: origin (or, over HTTPS, referer), cookie, token; the error is the reason in Django's words. `field` is the
    /// form's `csrfmiddlewaretoken`, which only POST has.
    pub fn check(&self, field: Option<&str>) -> Result<(), String> {
        self.check_source()?;
        let secret = self.cookie.ok_or(NO_COOKIE)?;
        let secret = Secret::read(secret).map_err(|reason| format!("CSRF cookie {reason}."))?;
        let field = field.filter(|token| !token.is_empty() && self.method == Method::POST);
        let (token, source) = match (field, self.header) {
            (Some(token), _) => (token, "POST"),
            (None, Some(token)) => (token, "the 'X-Csrftoken' HTTP header"),
            (None, None) => return Err("CSRF token missing.".to_owned()),
        };
        let refused = |reason| format!("CSRF token from {source} {reason}.");
        check_format(token).map_err(refused)?;
        if secret.matches(token) { Ok(()) } else { Err(refused("incorrect")) }
    }

    fn check_source(&self) -> Result<(), String> {
        match self.origin {
            Some(origin) => {
                let scheme = if self.https { "https" } else { "http" };
                let same = self.host.is_some_and(|host| origin.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://")) == Some(host));
                if same { Ok(()) } else { Err(format!("Origin checking failed - {origin} does not match any trusted origins.")) }
            }
            None if self.https => self.check_referer(),
            None => Ok(()),
        }
    }

    fn check_referer(&self) -> Result<(), String> {
        let referer = self.referer.ok_or(NO_REFERER)?;
        let url = Url::split(referer).filter(|url| !url.scheme.is_empty() && !url.netloc.is_empty());
        let url = url.ok_or("Referer checking failed - Referer is malformed.")?;
        if url.scheme != "https" {
            return Err("Referer checking failed - Referer is insecure while host is secure.".to_owned());
        }
        let same = self.host.is_some_and(|host| url.netloc.eq_ignore_ascii_case(host));
        if same { Ok(()) } else { Err(format!("Referer checking failed - {referer} does not match any trusted origins.")) }
    }
}

fn check_format(token: &str) -> Result<(), &'static str> {
    match token.chars().count() {
        SECRET | 64 if token.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Ok(()),
        SECRET | 64 => Err("has invalid characters"),
        _ => Err("has incorrect length"),
    }
}

/// The secret of a well-formed token.
fn unmasked(token: &str) -> String {
    match token.split_at_checked(SECRET) {
        Some((mask, cipher)) if cipher.len() == SECRET => shift(cipher, mask, |x, y| x + random::ALPHANUMERIC.len() - y),
        _ => token.to_owned(),
    }
}

/// Each character moved along the alphabet by its partner.
fn shift(text: &str, by: &str, step: fn(usize, usize) -> usize) -> String {
    let place = |byte: u8| random::ALPHANUMERIC.iter().position(|&other| other == byte).expect("secrets and tokens are alphanumeric");
    let moved = text.bytes().zip(by.bytes()).map(|(x, y)| step(place(x), place(y)) % random::ALPHANUMERIC.len());
    moved.map(|place| char::from(random::ALPHANUMERIC[place])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Secrets and tokens made by Django 5.2.
    const DJANGO: [(&str, &str); 3] = [
        ("dievfd90p5saxaHc3txsqFZSb7PpXgi0", "ehXvNK8uzi5wMOTsh1kQOppD2QYZrVc2hp1QSN7kOdnw9OquakH84Uel3NDee1kS"),
        ("RSuG2iiekFNehvirHu28Pax78ag8lZDH", "BlANzfZIyUr3XEbNfEiY0YM4T1aF95A3i3Ujrn7MIp474Zj4MYaWFY91R1gDkU3A"),
        ("DLSrhIRil2khMc4uB5XAygwEqtbqLWvH", "SRbsMy2GVkFy7kEh2q1wTnuxkW8SdAUblsTJT6JO6cPFJmyBtlOWhtQ1Af98OmfI"),
    ];

    #[test]
    fn tokens_are_djangos() {
        for (secret, token) in DJANGO {
            let secret = Secret(secret.to_owned());
            assert!(secret.matches(token) && secret.matches(secret.as_str()) && secret.matches(&secret.masked()));
            assert!(!secret.matches(&Secret::new().masked()));
            assert_ne!(secret.masked(), secret.masked());
            assert_eq!(Secret::read(token).unwrap(), secret, "a masked cookie is read as Django before 4.0 wrote it");
        }
    }

    const HERE: &str = "example.com:8000";

    fn attempt<'a>(method: &'a Method, https: bool, cookie: Option<&'a str>, header: Option<&'a str>) -> Attempt<'a> {
        Attempt { method, https, host: Some(HERE), origin: None, referer: None, cookie, header }
    }

    #[test]
    fn the_token_must_match_the_cookie() {
        let (secret, token) = DJANGO[0];
        let (other, long) = (DJANGO[1].1, "x".repeat(63));
        let umlaut = "ä".repeat(32);
        let cases = [
            (None, Some(token), None, Some("CSRF cookie not set.")),
            (Some("short"), Some(token), None, Some("CSRF cookie has incorrect length.")),
            (Some(umlaut.as_str()), Some(token), None, Some("CSRF cookie has invalid characters.")),
            (Some(secret), None, None, Some("CSRF token missing.")),
            (Some(secret), None, Some(""), Some("CSRF token missing.")),
            (Some(secret), Some("wrong"), None, Some("CSRF token from the 'X-Csrftoken' HTTP header has incorrect length.")),
            (Some(secret), Some(""), None, Some("CSRF token from the 'X-Csrftoken' HTTP header has incorrect length.")),
            (Some(secret), Some(umlaut.as_str()), None, Some("CSRF token from the 'X-Csrftoken' HTTP header has invalid characters.")),
            (Some(secret), Some(other), None, Some("CSRF token from the 'X-Csrftoken' HTTP header incorrect.")),
            (Some(secret), None, Some(long.as_str()), Some("CSRF token from POST has incorrect length.")),
            (Some(secret), Some(token), Some(other), Some("CSRF token from POST incorrect.")),
            (Some(secret), Some(token), None, None),
            (Some(secret), Some(secret), None, None),
            (Some(secret), Some("wrong"), Some(token), None),
            (Some(token), Some(secret), None, None),
        ];
        for (cookie, header, field, reason) in cases {
            assert_eq!(attempt(&Method::POST, false, cookie, header).check(field).err().as_deref(), reason, "{cookie:?} {header:?} {field:?}");
        }
        let put = attempt(&Method::PUT, false, Some(secret), None);
        assert_eq!(put.check(Some(token)).unwrap_err(), "CSRF token missing.", "only POST has a form");
    }

    #[test]
    fn the_request_must_come_from_here() {
        let (secret, token) = DJANGO[0];
        let origin = |origin: &str| Some(format!("Origin checking failed - {origin} does not match any trusted origins."));
        let referer = |referer: &str| Some(format!("Referer checking failed - {referer} does not match any trusted origins."));
        let malformed = Some("Referer checking failed - Referer is malformed.".to_owned());
        let cases = [
            (false, None, None, None),
            (false, None, Some("http://evil.example/"), None),
            (false, Some("http://example.com:8000"), None, None),
            (false, Some("https://example.com:8000"), None, origin("https://example.com:8000")),
            (false, Some("http://example.com"), None, origin("http://example.com")),
            (false, Some("null"), None, origin("null")),
            (true, Some("https://example.com:8000"), Some("http://evil.example/"), None),
            (true, Some("http://example.com:8000"), None, origin("http://example.com:8000")),
            (true, None, None, Some("Referer checking failed - no Referer.".to_owned())),
            (true, None, Some("example.com"), malformed.clone()),
            (true, None, Some("//example.com:8000/"), malformed.clone()),
            (true, None, Some("https://[oops/"), malformed),
            (true, None, Some("http://example.com:8000/"), Some("Referer checking failed - Referer is insecure while host is secure.".to_owned())),
            (true, None, Some("https://example.com/"), referer("https://example.com/")),
            (true, None, Some("https://example.com:8000.evil.example/"), referer("https://example.com:8000.evil.example/")),
            (true, None, Some("https://example.com:8000@evil.example/"), referer("https://example.com:8000@evil.example/")),
            (true, None, Some("https://example.com:8000/page?x=1"), None),
        ];
        for (https, origin, referer, reason) in cases {
            let attempt = Attempt { origin, referer, ..attempt(&Method::POST, https, Some(secret), Some(token)) };
            assert_eq!(attempt.check(None).err(), reason, "{https} {origin:?} {referer:?}");
        }
    }
}
