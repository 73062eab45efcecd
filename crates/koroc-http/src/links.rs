//! Absolute URLs, made from the host that the client named.

use http::{HeaderMap, Uri};
use koroc_spec::Route;

use crate::Client;
use crate::call::{Call, host};
use crate::percent::{self, encode_into};

/// This request's URL without its query.
pub(crate) fn here(call: &Call<'_>) -> String {
    let mut out = base(call.client, call.headers(), &call.parts.uri);
    encode_into(&mut out, call.path.as_bytes(), percent::PATH);
    out
}

/// This request's URL with these parameters set (or, with `None`, taken away).
pub(crate) fn with(call: &Call<'_>, changes: &[(&str, Option<&str>)]) -> String {
    format!("{}{}", here(call), call.query.with(changes))
}

/// The URL of a route that needs no parameters but this request's own, with the format suffix and `?format=` of this request, which DRF carries on.
pub(crate) fn to(call: &Call<'_>, route: &Route) -> Option<String> {
    let parameters = call.parameters();
    let parameters: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let path = call.origin().to(route, &parameters)?;
    let (plain, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    let base = base(call.client, call.headers(), &call.parts.uri);
    Some(match &call.found.format {
        Some(format) => format!("{base}{}.{}{query}", plain.strip_suffix('/').unwrap_or(plain), &call.path[format.clone()]),
        None => format!("{base}{path}"),
    })
}

/// Scheme and host, as the client named it.
pub(crate) fn base(client: Client, headers: &HeaderMap, uri: &Uri) -> String {
    format!("{}://{}", client.scheme(), host(headers, uri).unwrap_or("localhost"))
}
