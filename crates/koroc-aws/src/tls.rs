//! Whom HTTPS trusts: Mozilla's authorities, which are built in, or those of a file that the environment names.

use std::sync::{Arc, OnceLock};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use crate::{Error, credentials::variable};

/// The file of authorities to trust instead, as the SDKs name it.
const BUNDLE: &str = "AWS_CA_BUNDLE";

/// The configuration of this process; made when first needed, since it takes a while.
pub(crate) fn config() -> Result<Arc<ClientConfig>, Error> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, Error>> = OnceLock::new();
    CONFIG.get_or_init(|| make(variable(BUNDLE).as_deref())).clone()
}

fn make(bundle: Option<&str>) -> Result<Arc<ClientConfig>, Error> {
    let roots = match bundle {
        Some(file) => read(file).map_err(|why| Error::Configuration(format!("{BUNDLE} cannot be `{file}`: {why}")))?,
        None => webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect(),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("the provider has suites for these versions");
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

fn read(file: &str) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| error.to_string())? {
        roots.add(certificate.map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
    }
    if roots.is_empty() { Err("it holds no certificate".to_owned()) } else { Ok(roots) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_that_holds_nothing_is_refused() {
        assert!(make(None).is_ok());
        for file in ["/nowhere/ca.pem", "/dev/null"] {
            let error = make(Some(file)).expect_err("there is no certificate in it");
            assert!(error.to_string().starts_with("AWS_CA_BUNDLE cannot be"), "{error}");
        }
    }
}
