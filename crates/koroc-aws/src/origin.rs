//! The scheme, host and port of an address.

use http::Uri;

/// Where to connect.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Origin {
    pub(crate) tls: bool,
    /// A name or an address, without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// As the header `Host` has it: without the port that the scheme has anyway.
    pub(crate) host_header: String,
}

impl Origin {
    /// Reads `https://host[:port]`, or with `http`; what stands behind that is no part of it.
    pub(crate) fn parse(url: &str) -> Result<Origin, String> {
        let uri: Uri = url.parse().map_err(|error| format!("{error}"))?;
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("it begins with https:// or http://".to_owned()),
        };
        let host = uri.host().filter(|host| !host.is_empty()).ok_or("it names no host")?;
        let usual = if tls { 443 } else { 80 };
        let port = uri.port_u16().unwrap_or(usual);
        let host_header = if port == usual { host.to_owned() } else { format!("{host}:{port}") };
        Ok(Origin { tls, host: host.trim_matches(['[', ']']).to_owned(), port, host_header })
    }
}
