//! Absolute URLs, made from the host that the client named.

use koroc_spec::Path;

use crate::call::Call;
use crate::percent::{self, encode_into};

/// This request's URL without its query.
fn here(call: &Call<'_>) -> String {
    let mut out = base(call);
    encode_into(&mut out, call.path.as_bytes(), percent::PATH);
    out
}

/// This request's URL with these parameters set (or, with `None`, taken away).
pub(crate) fn with(call: &Call<'_>, changes: &[(&str, Option<&str>)]) -> String {
    format!("{}{}", here(call), call.query.with(changes))
}

/// The URL of a path without parameters, with the format suffix and `?format=` of this request, which DRF carries on.
pub(crate) fn to(call: &Call<'_>, path: &Path) -> String {
    let mut out = base(call);
    match &call.found.format {
        Some(format) => {
            let plain = path.to_string();
            out.push_str(plain.strip_suffix('/').unwrap_or(&plain));
            out.push('.');
            out.push_str(&call.path[format.clone()]);
        }
        None => out.push_str(&path.to_string()),
    }
    if let Some(format) = call.query.get("format") {
        out.push_str("?format=");
        encode_into(&mut out, format.as_bytes(), percent::QUERY);
    }
    out
}

fn base(call: &Call<'_>) -> String {
    format!("{}://{}", call.client.scheme(), call.host())
}
