//! The services that are called, and where they are.

use crate::{Error, origin::Origin};

/// A service of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Statements on an Aurora cluster over HTTPS, `rds-data`.
    RdsData,
    /// Secrets Manager, `secretsmanager`.
    SecretsManager,
}

impl Service {
    /// Its name in host names and in signatures.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Service::RdsData => "rds-data",
            Service::SecretsManager => "secretsmanager",
        }
    }

    /// The variable that overrides its endpoint alone, as the SDKs name it.
    fn variable(self) -> &'static str {
        match self {
            Service::RdsData => "AWS_ENDPOINT_URL_RDS_DATA",
            Service::SecretsManager => "AWS_ENDPOINT_URL_SECRETS_MANAGER",
        }
    }

    /// Where it is: the endpoint that the environment names for it or for all services, else Amazon's own of the region.
    pub(crate) fn origin(self, region: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Origin, Error> {
        for name in [self.variable(), "AWS_ENDPOINT_URL"] {
            if let Some(url) = variable(name) {
                return Origin::parse(&url).map_err(|why| Error::Configuration(format!("{name} cannot be `{url}`: {why}")));
            }
        }
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let url = format!("https://{}.{region}.{suffix}", self.name());
        Origin::parse(&url).map_err(|why| Error::Configuration(format!("the region `{region}` makes no endpoint: {why}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_of_the_environment_goes_before_amazons() {
        let of = |service: Service, region: &str, set: &[(&str, &str)]| {
            let origin = service.origin(region, |name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()));
            origin.map(|origin| format!("{}://{}", if origin.tls { "https" } else { "http" }, origin.host_header))
        };
        let all = ("AWS_ENDPOINT_URL", "http://localhost:4566");
        let cases = [
            (Service::RdsData, "eu-west-1", vec![], "https://rds-data.eu-west-1.amazonaws.com"),
            (Service::SecretsManager, "cn-north-1", vec![], "https://secretsmanager.cn-north-1.amazonaws.com.cn"),
            (Service::RdsData, "eu-west-1", vec![all], "http://localhost:4566"),
            (Service::RdsData, "eu-west-1", vec![all, ("AWS_ENDPOINT_URL_RDS_DATA", "https://[::1]:8443/")], "https://[::1]:8443"),
            (Service::RdsData, "eu-west-1", vec![all, ("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://10.0.0.1")], "http://localhost:4566"),
        ];
        for (service, region, set, wanted) in cases {
            assert_eq!(of(service, region, &set).as_deref(), Ok(wanted));
        }
        let error = of(Service::RdsData, "eu-west-1", &[("AWS_ENDPOINT_URL", "localhost:4566")]).expect_err("it has no scheme");
        assert!(error.to_string().contains("AWS_ENDPOINT_URL cannot be `localhost:4566`"), "{error}");
        assert!(of(Service::RdsData, "eu west", &[]).is_err());
    }
}
