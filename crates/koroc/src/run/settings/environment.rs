//! Settings in the environment: `KOROC_` and the name in capitals.

use std::{collections::BTreeMap, ffi::OsString};

use super::{Given, KEYS};
use crate::run::secret_key;

/// The prefix of all our variables.
const PREFIX: &str = "KOROC_";
/// Variables with our prefix that are no settings: see `docs/settings.md`.
const OTHERS: [&str; 9] = [
    DATABASE_NAME,
    DATABASE_RESOURCE,
    DATABASE_SECRET,
    secret_key::VARIABLE,
    "KOROC_LISTEN",
    "KOROC_LOG",
    "KOROC_NEW_PASSWORD",
    "KOROC_SETTINGS",
    "KOROC_SUPERUSER_PASSWORD",
];
/// The secret of the database, as a deployment names it.
const DATABASE_SECRET: &str = "KOROC_DATABASE_SECRET";
/// The cluster that the secret belongs to, where it is reached by the Data API.
const DATABASE_RESOURCE: &str = "KOROC_DATABASE_RESOURCE";
/// The database on the cluster.
const DATABASE_NAME: &str = "KOROC_DATABASE_NAME";
/// What tests are told by.
const TESTS: &str = "KOROC_TEST_";

/// What the variables give; one with our prefix that nobody knows is given too, so that a misspelt one is an error and not ignored.
pub(super) fn read(variables: impl Iterator<Item = (OsString, OsString)>) -> Vec<Given> {
    let variables: BTreeMap<String, String> =
        variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))).collect();
    let deployed = database(&variables).map(|url| Given { place: DATABASE_SECRET.to_owned(), name: "database_url".to_owned(), values: vec![url] });
    // A deployment's database first: who names another one means that.
    deployed.into_iter().chain(variables.iter().filter_map(|(name, value)| given(name, value))).collect()
}

/// The address that a deployment's variables make, if they name a database. What is in the secret is read when the database is opened.
fn database(variables: &BTreeMap<String, String>) -> Option<String> {
    let set = |name: &str| variables.get(name).filter(|value| !value.is_empty()).map(|value| value.replace('%', "%25").replace('&', "%26"));
    let secret = variables.get(DATABASE_SECRET).filter(|secret| !secret.is_empty())?;
    let Some(resource) = set(DATABASE_RESOURCE) else { return Some(format!("secretsmanager:{secret}")) };
    let database = set(DATABASE_NAME).map(|name| format!("&database={name}")).unwrap_or_default();
    Some(format!("rds-data://?resource={resource}&secret={}{database}", set(DATABASE_SECRET)?))
}

fn given(variable: &str, value: &str) -> Option<Given> {
    let name = variable.strip_prefix(PREFIX)?.to_lowercase();
    if OTHERS.contains(&variable) || variable.starts_with(TESTS) {
        return None;
    }
    let place = "the environment".to_owned();
    Some(match KEYS.iter().find(|key| key.name == name) {
        Some(key) => Given::text(place, key, value),
        None => Given { place, name, values: vec![value.to_owned()] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(set: &[(&str, &str)]) -> Vec<String> {
        let given = read(set.iter().map(|(name, value)| (name.into(), value.into())));
        given.into_iter().map(|given| format!("{} {}", given.name, given.values.join(","))).collect()
    }

    #[test]
    fn a_deployment_names_its_database() {
        let (secret, cluster) = (("KOROC_DATABASE_SECRET", "arn:s"), ("KOROC_DATABASE_RESOURCE", "arn:c"));
        assert_eq!(url(&[secret]), ["database_url secretsmanager:arn:s"]);
        assert_eq!(url(&[secret, cluster]), ["database_url rds-data://?resource=arn:c&secret=arn:s"]);
        assert_eq!(
            url(&[secret, cluster, ("KOROC_DATABASE_NAME", "a&b"), ("KOROC_SECRET_KEY_SECRET", "arn:k")]),
            ["database_url rds-data://?resource=arn:c&secret=arn:s&database=a%26b"]
        );
        assert_eq!(url(&[cluster, ("KOROC_DATABASE_SECRET", "")]), [""; 0]);
        assert_eq!(url(&[secret, ("KOROC_DATABASE_URL", "sqlite:x")]), ["database_url secretsmanager:arn:s", "database_url sqlite:x"]);
    }
}
