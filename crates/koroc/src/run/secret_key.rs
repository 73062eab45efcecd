//! The key that signs: in a secret of Secrets Manager where a deployment names one, otherwise in a file.

use std::{env, path::Path};

use koroc_http::auth::SecretKey;
use koroc_spec::{Authenticator, Resolved, RouteKind};

use super::failure::Failure;

/// The variable that names the secret.
pub(super) const VARIABLE: &str = "KOROC_SECRET_KEY_SECRET";

/// Reads the key. A secret is a call away, which a start without sessions need not wait for: nothing else is signed.
pub(super) async fn load(resolved: &Resolved) -> Result<SecretKey, Failure> {
    match env::var(VARIABLE) {
        Ok(id) if !id.is_empty() && has_sessions(resolved) => read(&id).await,
        Ok(id) if !id.is_empty() => Ok(SecretKey::random()),
        _ => SecretKey::load_or_create(Path::new(&resolved.settings.secret_key_file)).map_err(|error| Failure::new(error.to_string())),
    }
}

/// Whether anybody can log in, or is asked for a session.
fn has_sessions(resolved: &Resolved) -> bool {
    let login = resolved.routes.iter().any(|route| matches!(route.kind, RouteKind::Login));
    login || resolved.operations.iter().any(|operation| operation.policy.authentication.contains(&Authenticator::Session))
}

#[cfg(feature = "data-api")]
async fn read(id: &str) -> Result<SecretKey, Failure> {
    let text = koroc_aws::secret(id, std::time::Duration::from_secs(10)).await;
    let text = text.map_err(|error| Failure::new(format!("The secret key, which {VARIABLE} names, cannot be read: {error}")))?;
    SecretKey::parse(&text).map_err(|error| Failure::new(format!("{VARIABLE}: {error}")))
}

#[cfg(not(feature = "data-api"))]
async fn read(_: &str) -> Result<SecretKey, Failure> {
    Err(Failure::new(format!("{VARIABLE} names a secret, and this program was built without calls to AWS: give koroc the feature `data-api` in Cargo.toml")))
}
