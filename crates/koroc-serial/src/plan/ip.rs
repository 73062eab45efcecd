//! IP addresses, as Python's `ipaddress` and Django read them.

use crate::Message;
use koroc_spec::IpProtocol;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The longest text of an IPv6 address that Django reads.
const MAX_LENGTH: usize = 39;

pub(super) fn invalid() -> Message {
    Message::new("Enter a valid IPv4 or IPv6 address.", "invalid")
}

/// What a text with a colon is.
pub(super) enum Cleaned {
    /// An IPv6 address in its shortest form, or the IPv4 address inside.
    Address(String),
    /// No IPv6 address.
    Invalid,
    /// Not to be read as one.
    NotV6,
}

pub(super) fn clean(text: &str, protocol: IpProtocol) -> Cleaned {
    if !text.contains(':') || protocol == IpProtocol::V4 {
        return Cleaned::NotV6;
    }
    let Some(address) = parse_v6(text) else { return Cleaned::Invalid };
    Cleaned::Address(match address.to_ipv4_mapped() {
        Some(mapped) if protocol == IpProtocol::Both => mapped.to_string(),
        Some(mapped) => format!("::ffff:{mapped}"),
        None => shortest(address),
    })
}

/// Hexadecimal throughout: Python writes no dotted part where Rust may.
fn shortest(address: Ipv6Addr) -> String {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => format!("::{high:x}:{low:x}"),
        _ => address.to_string(),
    }
}

/// An address, a zone behind it dropped.
fn parse_v6(text: &str) -> Option<Ipv6Addr> {
    let (address, zone) = text.split_once('%').unwrap_or((text, "zone"));
    if text.chars().count() > MAX_LENGTH || zone.is_empty() || zone.contains('%') {
        return None;
    }
    address.parse().ok()
}

pub(super) fn is_v4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_v6(text: &str) -> bool {
    parse_v6(text).is_some()
}

/// The error of an address that the protocol does not know; it is said in Django's words always.
pub(super) fn broken(text: &str, protocol: IpProtocol) -> Option<Message> {
    let (passes, message) = match protocol {
        IpProtocol::Both => (is_v4(text) || is_v6(text), invalid()),
        IpProtocol::V4 => (is_v4(text), Message::new("Enter a valid IPv4 address.", "invalid")),
        IpProtocol::V6 => (is_v6(text), Message::new("Enter a valid IPv6 address.", "invalid")),
    };
    (!passes).then(|| message.named(""))
}
