//! Who is at the other end of the connection, as the host saw it.

use std::net::IpAddr;

use http::HeaderMap;

/// The other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// Its address.
    pub address: IpAddr,
    /// Whether it speaks HTTPS.
    pub https: bool,
}

impl Client {
    /// The client behind this one, where this one is a proxy that the settings trust: as its `X-Forwarded-For` (the last entry, which
    /// the proxy itself wrote) and `X-Forwarded-Proto` say. Anyone else's such headers are ignored.
    pub(crate) fn behind(self, trusted: &[IpAddr], headers: &HeaderMap) -> Client {
        if !trusted.contains(&self.address) {
            return self;
        }
        let last = |name: &str| headers.get_all(name).iter().next_back().and_then(|value| value.to_str().ok()?.rsplit(',').next()).map(str::trim);
        Client {
            address: last("x-forwarded-for").and_then(|text| text.parse().ok()).unwrap_or(self.address),
            https: last("x-forwarded-proto").map_or(self.https, |scheme| scheme.eq_ignore_ascii_case("https")),
        }
    }

    /// `http` or `https`.
    pub(crate) fn scheme(self) -> &'static str {
        if self.https { "https" } else { "http" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let proxy = Client { address: IpAddr::from([10, 0, 0, 1]), https: false };
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.1.1.1, 2.2.2.2".parse().unwrap());
        headers.insert("x-forwarded-proto", "https".parse().unwrap());
        assert_eq!(proxy.behind(&[], &headers), proxy);
        let seen = proxy.behind(&[proxy.address], &headers);
        assert_eq!(seen, Client { address: IpAddr::from([2, 2, 2, 2]), https: true });
    }
}
