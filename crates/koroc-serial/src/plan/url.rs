//! Absolute URLs, by Django's rules.

use super::{domain, ip};
use crate::python::is_space;

const SCHEMES: [&str; 4] = ["http", "https", "ftp", "ftps"];

/// The longest URL, in characters.
const MAX_LENGTH: usize = 2048;

/// The longest host name, in characters (RFC 1034, section 3.1).
const MAX_HOST: usize = 253;

/// Characters that become one of `/?#@:` when a name is normalized, so that the host would be another.
const DISGUISES: &str =
    "\u{2047}\u{2048}\u{2049}\u{2100}\u{2101}\u{2105}\u{2106}\u{2a74}\u{fe13}\u{fe16}\u{fe55}\u{fe56}\u{fe5f}\u{fe6b}\u{ff03}\u{ff0f}\u{ff1a}\u{ff1f}\u{ff20}";

pub(super) fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    if text.chars().count() > MAX_LENGTH || text.chars().any(is_space) || !SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return false;
    }
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    if authority.is_empty() || authority.contains(|c| DISGUISES.contains(c)) {
        return false;
    }
    // A user's name may hold what would end a host, so both readings are tried.
    let with_user = rest.split_once('@').is_some_and(|(user, rest)| is_user(user) && starts_with_host(rest));
    with_user || starts_with_host(rest)
}

/// `user` or `user:password`; the password may be empty.
fn is_user(user: &str) -> bool {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    !name.is_empty() && !user.contains(['/', '[', ']']) && !password.contains(':')
}

/// Whether a host and perhaps a port stand before the path.
fn starts_with_host(rest: &str) -> bool {
    is_host(&rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())])
}

fn is_host(host: &str) -> bool {
    let (name, port) = match host.rfind(':') {
        Some(at) if !host.ends_with(']') => (&host[..at], Some(&host[at + 1..])),
        _ => (host, None),
    };
    let port_fits = port.is_none_or(|port| (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit()));
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let dotted = name.strip_suffix('.').unwrap_or(name);
    let named = || (name.eq_ignore_ascii_case("localhost") || ip::is_v4(name) || domain::is_domain(dotted)) && name.chars().count() <= MAX_HOST;
    port_fits && address.map_or_else(named, |address| !address.contains('%') && ip::is_v6(address))
}
