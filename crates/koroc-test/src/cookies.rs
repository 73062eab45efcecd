//! The cookies of a client, kept as a browser keeps them.

use std::collections::BTreeMap;

use http::{HeaderMap, header};

/// Cookies by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cookies(BTreeMap<String, String>);

impl Cookies {
    /// Takes what an answer sets or deletes.
    pub(crate) fn take(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("the service writes cookies in ASCII");
            let (name, rest) = line.split_once('=').expect("the service writes name=value");
            if line.contains("Max-Age=0;") {
                self.0.remove(name);
            } else {
                self.0.insert(name.to_owned(), rest.split(';').next().unwrap_or_default().to_owned());
            }
        }
    }

    /// The value of one.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The line of a request's `Cookie` header.
    pub(crate) fn line(&self) -> Option<String> {
        let pairs: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_kept_replaced_and_forgotten() {
        let mut cookies = Cookies::default();
        assert_eq!(cookies.line(), None);
        let answers = [
            ("csrftoken=abc; expires=Mon, 22 Nov 2027 17:31:53 GMT; Max-Age=31449600; Path=/; SameSite=Lax", "csrftoken=abc"),
            ("sessionid=key; HttpOnly; Max-Age=1209600; Path=/", "csrftoken=abc; sessionid=key"),
            ("csrftoken=def; Max-Age=31449600; Path=/", "csrftoken=def; sessionid=key"),
            ("sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/", "csrftoken=def"),
        ];
        for (set, line) in answers {
            cookies.take(&HeaderMap::from_iter([(header::SET_COOKIE, set.parse().expect("it is ASCII"))]));
            assert_eq!(cookies.line().as_deref(), Some(line), "{set}");
        }
        assert_eq!((cookies.get("csrftoken"), cookies.get("sessionid")), (Some("def"), None));
    }
}
