//! E-mail addresses, by Django's rules.

use super::{domain, ip};
use regex::Regex;
use std::sync::LazyLock;

/// The longest address, in characters (RFC 3696, section 3).
const MAX_LENGTH: usize = 320;

pub(super) fn is_email(text: &str) -> bool {
    static USER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?ix)^(?: [-!\#$%&'*+/=?^_`{}|~0-9A-Z]+ (?:\.[-!\#$%&'*+/=?^_`{}|~0-9A-Z]+)*
               | "(?: [\x01-\x08\x0b\x0c\x0e-\x1f!\#-\[\]-\x7f] | \\[\x01-\x09\x0b\x0c\x0e-\x7f] )*" )\z"#,
        )
        .expect("our own pattern is well formed")
    });
    let Some((user, domain)) = text.rsplit_once('@') else { return false };
    text.chars().count() <= MAX_LENGTH && USER.is_match(user) && (domain == "localhost" || domain::is_domain(domain) || is_literal(domain))
}

/// An address in brackets (RFC 5321, section 4.1.3).
fn is_literal(domain: &str) -> bool {
    domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(|address| !address.contains('%') && (ip::is_v4(address) || ip::is_v6(address)))
}
