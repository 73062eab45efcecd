//! Which version of the API a request asks for.

use koroc_spec::{VersionScheme, Versioning};

use crate::call::Call;
use crate::{ApiError, ErrorKind};

/// The version that a request names, or the default; `None`: the view has no versions, or no default.
///
/// # Errors
/// 404, or 406 where Accept names it, for a version that the view does not have.
pub(crate) fn version(call: &Call<'_>) -> Result<Option<String>, ApiError> {
    let Some(versioning) = &call.policy().versioning else { return Ok(None) };
    match versioning.scheme {
        VersionScheme::Path => {
            let named = call.parameters().into_iter().find(|(name, _)| *name == versioning.param).map(|(_, value)| value.to_owned());
            known(versioning, named, "Invalid version in URL path.")
        }
        VersionScheme::Accept => {
            let named = call.accepted.parameter(&versioning.param).map(str::to_owned);
            known(versioning, named, "Invalid version in \"Accept\" header.")
        }
        VersionScheme::Query => known(versioning, call.query.get(&versioning.param).map(str::to_owned), "Invalid version in query parameter."),
        VersionScheme::Host => match label(call.host()) {
            Some(label) => known(versioning, Some(label.to_owned()), "Invalid version in hostname."),
            None => Ok(versioning.default.clone()),
        },
        VersionScheme::Namespace => {
            let Some((namespace, _)) = call.route().name.rsplit_once(':') else { return Ok(versioning.default.clone()) };
            let named = namespace.split(':').find(|name| versioning.allows(name));
            named.map(|name| Some(name.to_owned())).ok_or_else(|| unknown("Invalid version in URL path. Does not match any version namespace."))
        }
    }
}

fn known(versioning: &Versioning, named: Option<String>, message: &'static str) -> Result<Option<String>, ApiError> {
    let version = named.or_else(|| versioning.default.clone());
    match &version {
        None if versioning.allowed.is_empty() => Ok(None),
        Some(version_) if versioning.allows(version_) => Ok(version),
        _ if versioning.scheme == VersionScheme::Accept => Err(ApiError::new(ErrorKind::NotAcceptable, message, "not_acceptable")),
        _ => Err(unknown(message)),
    }
}

fn unknown(message: &'static str) -> ApiError {
    ApiError::new(ErrorKind::NotFound, message, "not_found")
}

/// The first of exactly three labels of letters and digits.
fn label(host: &str) -> Option<&str> {
    let host = host.split(':').next()?;
    let mut labels = host.split('.');
    let (first, rest) = (labels.next()?, labels.clone().count());
    let plain = |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (rest == 2 && plain(first) && labels.all(plain)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_host_names_its_version_first() {
        for (host, version) in [
            ("v2.example.com", Some("v2")),
            ("v2.example.com:8000", Some("v2")),
            ("example.com", None),
            ("a.b.example.com", None),
            ("v-2.example.com", None),
            ("127.0.0.1", None),
            ("localhost", None),
        ] {
            assert_eq!(label(host), version, "{host}");
        }
    }
}
