//! The address of a PostgreSQL server: what of it the driver does not read itself.

use std::str::FromStr;

use tokio_postgres::Config;
#[cfg(not(feature = "tls"))]
use tokio_postgres::NoTls;

#[cfg(feature = "tls")]
use super::tls::MakeTls;

/// Whom an encrypted connection believes to be the server.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Trust {
    /// Whoever answers: `sslmode=require`, and where nothing is said and the server can.
    Anyone,
    /// Who has a certificate of one of Mozilla's authorities for the server's name: `sslmode=verify-full`.
    Mozilla,
    /// The same, of an authority of this file: `sslrootcert=FILE`.
    File(String),
}

/// Where a server is.
pub(crate) struct Address {
    pub(crate) config: Config,
    trust: Trust,
}

impl Address {
    /// Reads an address.
    pub(crate) fn parse(url: &str) -> Result<Address, String> {
        let (url, trust) = split(url)?;
        if cfg!(not(feature = "tls")) && (trust != Trust::Anyone || url.contains("sslmode=require")) {
            return Err("this program was built without encryption: give koroc the feature `tls` in Cargo.toml".to_owned());
        }
        let config = Config::from_str(&url)
            .map_err(|error| std::error::Error::source(&error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}")))?;
        Ok(Address { config, trust })
    }

    /// What makes its connections encrypted.
    #[cfg(feature = "tls")]
    pub(crate) fn tls(&self) -> Result<MakeTls, String> {
        MakeTls::new(&self.trust)
    }

    /// Nothing makes its connections encrypted.
    #[cfg(not(feature = "tls"))]
    pub(crate) fn tls(&self) -> Result<NoTls, String> {
        match self.trust {
            Trust::Anyone | Trust::Mozilla | Trust::File(_) => Ok(NoTls),
        }
    }
}

/// The address as the driver reads it, which knows `sslmode=disable`, `prefer` and `require`, and whom to trust.
fn split(url: &str) -> Result<(String, Trust), String> {
    let Some((start, query)) = url.split_once('?') else { return Ok((url.to_owned(), Trust::Anyone)) };
    let (mut kept, mut verify, mut file) = (Vec::new(), false, None);
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslmode", "verify-full")) => {
                verify = true;
                kept.push("sslmode=require");
            }
            Some(("sslmode", "verify-ca")) => return Err("sslmode cannot be verify-ca: verify-full verifies the server's name, too".to_owned()),
            Some(("sslrootcert", path)) => file = Some(path.replace("%2F", "/")),
            _ => kept.push(pair),
        }
    }
    let trust = match (verify, file) {
        (true, Some(file)) => Trust::File(file),
        (true, None) => Trust::Mozilla,
        (false, Some(_)) => return Err("sslrootcert says whom sslmode=verify-full trusts; without that it says nothing".to_owned()),
        (false, None) => Trust::Anyone,
    };
    Ok((format!("{start}?{}", kept.join("&")), trust))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_to_trust_is_read_and_the_rest_is_the_drivers() {
        for (url, left, trust) in [
            ("postgres://u@h/d", "postgres://u@h/d", Trust::Anyone),
            ("postgres://u@h/d?sslmode=require", "postgres://u@h/d?sslmode=require", Trust::Anyone),
            ("postgres://u@h/d?sslmode=verify-full&connect_timeout=1", "postgres://u@h/d?sslmode=require&connect_timeout=1", Trust::Mozilla),
            ("postgres://u@h/d?sslrootcert=/rds.pem&sslmode=verify-full", "postgres://u@h/d?sslmode=require", Trust::File("/rds.pem".to_owned())),
        ] {
            assert_eq!(split(url), Ok((left.to_owned(), trust)), "{url}");
        }
        for (url, told) in [("postgres://h/d?sslmode=verify-ca", "verify-full"), ("postgres://h/d?sslrootcert=/x", "sslrootcert says")] {
            let error = split(url).expect_err("it is not read");
            assert!(error.contains(told), "{error}");
        }
    }
}
