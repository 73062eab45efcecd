//! Reads where to listen.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Where a server listens unless told: this machine only.
pub(super) const DEFAULT: &str = "127.0.0.1:8000";
/// The variable that says otherwise where the command line does not.
pub(super) const VARIABLE: &str = "KOROC_LISTEN";

/// `8000`, `0.0.0.0`, `0.0.0.0:8000`, `localhost:8000`, `[::1]:8000`; what is missing is taken from [`DEFAULT`].
pub(super) fn parse(text: &str) -> Result<SocketAddr, String> {
    let text = &text.replacen("localhost", "127.0.0.1", 1);
    let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let address = text.parse().ok().or_else(|| text.trim_matches(['[', ']']).parse().ok().map(|address| SocketAddr::new(address, 8000)));
    let port = || text.trim_start_matches(':').parse().ok().map(|port| SocketAddr::new(local, port));
    address.or_else(port).ok_or_else(|| format!("`{text}` is no address: it is a port, an IP address, or both as in {DEFAULT}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_with_what_they_leave_out() {
        for (text, address) in [
            ("9000", "127.0.0.1:9000"),
            (":9000", "127.0.0.1:9000"),
            ("0.0.0.0", "0.0.0.0:8000"),
            ("0.0.0.0:80", "0.0.0.0:80"),
            ("localhost:81", "127.0.0.1:81"),
            ("[::1]:8000", "[::1]:8000"),
            ("::1", "[::1]:8000"),
        ] {
            assert_eq!(parse(text).unwrap().to_string(), address);
        }
        for text in ["", "nowhere", "1.2.3.4:99999", "70000"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
