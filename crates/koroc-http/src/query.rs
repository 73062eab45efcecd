//! The query string: read as Django reads it, and written back into links as DRF writes it.

use crate::charset::{Charset, latin1};
use crate::percent::{self, decode_bytes, encode_into};

/// The most parameters that are read (Django's `DATA_UPLOAD_MAX_NUMBER_FIELDS`).
pub(crate) const MAX_FIELDS: usize = 1000;

/// The parameters of a query string, in order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    /// Reads a query string; `None` where it has more than 1,000 parameters.
    pub(crate) fn parse(text: &[u8]) -> Option<Query> {
        Self::parse_in(text, Charset::Utf8)
    }

    /// Reads a URL-encoded form.
    pub(crate) fn parse_in(text: &[u8], charset: Charset) -> Option<Query> {
        if text.is_empty() {
            return Some(Query::default());
        }
        // Django takes bytes that are no text of their charset for Latin-1.
        let recoded = (charset == Charset::Utf8 && std::str::from_utf8(text).is_err()).then(|| latin1(text).into_bytes());
        let text = recoded.as_deref().unwrap_or(text);
        if text.iter().filter(|&&byte| byte == b'&').count() >= MAX_FIELDS {
            return None;
        }
        let pairs = text.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = match pair.iter().position(|&byte| byte == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &pair[pair.len()..]),
            };
            (text_of(name, charset), text_of(value, charset))
        });
        Some(Query { pairs: pairs.collect() })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The value of a parameter; of several, the last.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All values of a parameter, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.iter().filter_map(move |(known, value)| (known == name).then_some(value))
    }

    /// All parameters with their values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// All parameters with their values, in order.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.pairs
    }

    /// This query with parameters set (or, with `None`, taken away), written as DRF writes links: sorted by name, values of one name in order.
    pub(crate) fn with(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut pairs: Vec<(&str, &str)> = self.iter().filter(|(known, _)| !changes.iter().any(|(name, _)| name == known)).collect();
        pairs.extend(changes.iter().filter_map(|&(name, value)| Some((name, value?))));
        pairs.sort_by_key(|(name, _)| *name);
        let mut out = String::new();
        for (name, value) in pairs {
            out.push(if out.is_empty() { '?' } else { '&' });
            encode_plus(&mut out, name);
            out.push('=');
            encode_plus(&mut out, value);
        }
        out
    }
}

fn text_of(bytes: &[u8], charset: Charset) -> String {
    charset.decode_lossy(decode_bytes(bytes, true).into_owned())
}

fn encode_plus(out: &mut String, text: &str) {
    for (at, part) in text.split(' ').enumerate() {
        if at > 0 {
            out.push('+');
        }
        encode_into(out, part.as_bytes(), percent::QUERY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_last_value_counts() {
        let query = query("a=1&b=&a=2&c&%61=3+4");
        assert_eq!((query.get("a"), query.get("b"), query.get("c"), query.get("d")), (Some("3 4"), Some(""), Some(""), None));
    }

    #[test]
    fn what_is_no_text_is_read_as_latin_1() {
        let query = Query::parse(b"a=\xde%C3%A9&b=\xc3\xa9").unwrap();
        assert_eq!((query.get("a"), query.get("b")), (Some("\u{de}é"), Some("\u{c3}\u{a9}")));
    }

    #[test]
    fn links_are_sorted_and_encoded_again() {
        for (text, value, link) in [
            ("foo=bar&page=2&x=a%20b&page=3&%C3%A9=%C3%BC", Some("4"), "?foo=bar&page=4&x=a+b&%C3%A9=%C3%BC"),
            ("page=2", None, ""),
            ("", Some("2"), "?page=2"),
            ("b=2&a=1&b=1&z=~_", Some("2"), "?a=1&b=2&b=1&page=2&z=~_"),
        ] {
            assert_eq!(query(text).with(&[("page", value)]), link);
        }
    }

    #[test]
    fn too_many_parameters_are_refused() {
        assert!(Query::parse("a&".repeat(MAX_FIELDS - 1).as_bytes()).is_some());
        assert!(Query::parse("a&".repeat(MAX_FIELDS).as_bytes()).is_none());
    }
}
