//! Who calls: the credentials and the region of the environment, as Lambda sets them.

use std::fmt;

use crate::Error;

/// A key that signs, and the token that belongs to it where it is a temporary one.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) key_id: String,
    pub(crate) secret_key: String,
    pub(crate) token: Option<String>,
}

/// Keys stay out of logs.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({})", self.key_id)
    }
}

/// A variable of the environment; an empty one is none.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Credentials {
    /// Reads the variables that Lambda sets, and that `aws configure export-credentials --format env` prints elsewhere.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Credentials, Error> {
        let needed = |name: &str| {
            let advice = "Lambda sets it; elsewhere `aws configure export-credentials --format env` prints it";
            variable(name).ok_or_else(|| Error::Configuration(format!("{name} is not set: {advice}")))
        };
        Ok(Credentials { key_id: needed("AWS_ACCESS_KEY_ID")?, secret_key: needed("AWS_SECRET_ACCESS_KEY")?, token: variable("AWS_SESSION_TOKEN") })
    }
}

/// The region of the environment.
pub(crate) fn region(variable: impl Fn(&str) -> Option<String>) -> Result<String, Error> {
    let region = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"));
    region.ok_or_else(|| Error::Configuration("AWS_REGION is not set: Lambda sets it; elsewhere it names the region, as eu-west-1".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let with =
            |set: &'static [(&'static str, &'static str)]| move |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let all = with(&[("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "very secret"), ("AWS_DEFAULT_REGION", "eu-west-1")]);
        let credentials = Credentials::read(all).expect("they are set");
        assert_eq!((credentials.key_id.as_str(), credentials.token.as_deref()), ("key", None));
        assert!(!format!("{credentials:?}").contains("secret"));
        assert_eq!(region(all), Ok("eu-west-1".to_owned()));
        let error = Credentials::read(with(&[("AWS_ACCESS_KEY_ID", "key")])).expect_err("the secret key is missing");
        assert!(error.to_string().starts_with("AWS_SECRET_ACCESS_KEY is not set"), "{error}");
        assert!(region(with(&[])).is_err());
    }
}
