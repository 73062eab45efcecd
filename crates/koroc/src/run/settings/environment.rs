//! Settings in the environment: `KOROC_` and the name in capitals.

use std::ffi::OsString;

use super::{Given, KEYS};

/// The prefix of all our variables.
const PREFIX: &str = "KOROC_";
/// Variables with our prefix that are no settings: see `docs/settings.md`.
const OTHERS: [&str; 5] = ["KOROC_LISTEN", "KOROC_LOG", "KOROC_NEW_PASSWORD", "KOROC_SETTINGS", "KOROC_SUPERUSER_PASSWORD"];
/// What tests are told by.
const TESTS: &str = "KOROC_TEST_";

/// What the variables give; one with our prefix that nobody knows is given too, so that a misspelt one is an error and not ignored.
pub(super) fn read(variables: impl Iterator<Item = (OsString, OsString)>) -> Vec<Given> {
    let mut given: Vec<Given> = variables.filter_map(|(name, value)| given(name.to_str()?, &value.to_string_lossy())).collect();
    given.sort_by(|one, other| one.place.cmp(&other.place));
    given
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
