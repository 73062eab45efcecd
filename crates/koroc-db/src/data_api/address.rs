//! The address of a Data API: `rds-data://?resource=ARN&secret=ARN&database=NAME&region=NAME`.

/// What an address says.
#[derive(Debug, PartialEq)]
pub(super) struct Address {
    /// The ARN of the cluster.
    pub(super) resource: String,
    /// The ARN of the secret with the user that statements run as.
    pub(super) secret: String,
    /// The database on the cluster; without it, the one that the cluster was made with.
    pub(super) database: Option<String>,
    /// Where the cluster is: what its ARN says, unless the address says otherwise.
    pub(super) region: Option<String>,
}

impl Address {
    pub(super) fn parse(url: &str) -> Result<Address, String> {
        let form = || "it is rds-data://?resource=ARN&secret=ARN&database=NAME".to_owned();
        let query = url.strip_prefix("rds-data:").map(|rest| rest.trim_start_matches('/')).and_then(|rest| rest.strip_prefix('?')).ok_or_else(form)?;
        let (mut resource, mut secret, mut database, mut region) = (None, None, None, None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or_else(form)?;
            let place = match name {
                "resource" => &mut resource,
                "secret" => &mut secret,
                "database" => &mut database,
                "region" => &mut region,
                other => return Err(format!("`{other}` is no part of it; {}", form())),
            };
            *place = Some(decoded(value)).filter(|value| !value.is_empty());
        }
        let resource: String = resource.ok_or("the resource, the cluster's ARN, is missing")?;
        let region = region.or_else(|| resource.split(':').nth(3).filter(|region| !region.is_empty()).map(str::to_owned));
        Ok(Address { resource, secret: secret.ok_or("the secret's ARN is missing")?, database, region })
    }
}

/// A value with `%XX` read; most ARNs have none.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| behind.get(..2)).flatten();
        match escaped.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_cluster_and_secret() {
        let (cluster, secret) = ("arn:aws:rds:eu-west-1:1:cluster:db", "arn:aws:secretsmanager:eu-west-1:1:secret:rds!cluster-1-AbCdEf");
        let address = |database: Option<&str>, region: &str| Address {
            resource: cluster.to_owned(),
            secret: secret.to_owned(),
            database: database.map(str::to_owned),
            region: Some(region.to_owned()),
        };
        for (url, wanted) in [
            (format!("rds-data://?resource={cluster}&secret={secret}"), address(None, "eu-west-1")),
            (format!("rds-data:?secret={secret}&resource={}&database=a%26b", cluster.replace(':', "%3A")), address(Some("a&b"), "eu-west-1")),
            (format!("rds-data://?resource={cluster}&secret={secret}&database=&region=us-east-1"), address(None, "us-east-1")),
        ] {
            assert_eq!(Address::parse(&url), Ok(wanted), "{url}");
        }
        for (url, told) in [
            ("rds-data://host/db", "it is rds-data://?"),
            ("rds-data://?secret=x", "the resource"),
            ("rds-data://?resource=x", "the secret"),
            ("rds-data://?resource=x&secret=y&user=z", "`user`"),
        ] {
            let error = Address::parse(url).expect_err("it is not whole");
            assert!(error.contains(told), "{url}: {error}");
        }
    }
}
