//! Reads a secret of Secrets Manager.

use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;

use crate::{Call, Client, Error, Service};

/// The current text of a secret, by its ARN (or by its name, in the region of the environment).
///
/// # Errors
/// [`Error::Service`] if it does not exist or may not be read; [`Error::Answer`] if it holds bytes and no text.
pub async fn secret(id: &str, deadline: Duration) -> Result<String, Error> {
    #[derive(Deserialize)]
    struct Found {
        #[serde(rename = "SecretString")]
        text: Option<String>,
    }
    let client = Client::new(Service::SecretsManager, region(id))?;
    let body = Bytes::from(json!({ "SecretId": id }).to_string());
    let call = Call { path: "/", target: Some("secretsmanager.GetSecretValue"), body, repeatable: true, deadline };
    let answer = client.post(&call).await?;
    // The reason alone: what was read is a secret.
    let found: Found = serde_json::from_slice(&answer).map_err(|error| Error::Answer(format!("of Secrets Manager ({:?})", error.classify())))?;
    found.text.ok_or_else(|| Error::Answer(format!("the secret {id} holds bytes, not a text")))
}

/// The region that an ARN names.
fn region(arn: &str) -> Option<&str> {
    let mut parts = arn.split(':');
    (parts.next() == Some("arn")).then(|| parts.nth(2)).flatten().filter(|region| !region.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_names_its_region() {
        assert_eq!(region("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"), Some("eu-west-1"));
        assert_eq!(region("db"), None);
        assert_eq!(region("arn:aws:secretsmanager"), None);
    }
}
