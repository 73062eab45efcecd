//! The key that signs: in a secret of Secrets Manager where a deployment names one, otherwise in a file.

use std::{env, path::Path};

use koroc_http::auth::{KeySource, SecretKey};
use koroc_spec::Settings;

use super::failure::Failure;

/// The variable that names the secret.
pub(super) const VARIABLE: &str = "KOROC_SECRET_KEY_SECRET";

/// The key. A secret is a call away, for which the first session waits, and no start: nothing else is signed.
pub(super) fn load(settings: &Settings) -> Result<KeySource, Failure> {
    match env::var(VARIABLE) {
        Ok(id) if !id.is_empty() => later(id),
        _ => {
            let key = SecretKey::load_or_create(Path::new(&settings.secret_key_file));
            key.map(KeySource::from).map_err(|error| Failure::new(error.to_string()))
        }
    }
}

#[cfg(feature = "data-api")]
fn later(id: String) -> Result<KeySource, Failure> {
    Ok(KeySource::later(move || {
        let id = id.clone();
        async move {
            let text = koroc_aws::secret(&id, std::time::Duration::from_secs(10)).await;
            let text = text.map_err(|error| format!("what {VARIABLE} names cannot be read: {error}"))?;
            SecretKey::parse(&text).map_err(|error| format!("{VARIABLE}: {error}"))
        }
    }))
}

#[cfg(not(feature = "data-api"))]
fn later(_: String) -> Result<KeySource, Failure> {
    Err(Failure::new(format!("{VARIABLE} names a secret, and this program was built without calls to AWS: give koroc the feature `data-api` in Cargo.toml")))
}
