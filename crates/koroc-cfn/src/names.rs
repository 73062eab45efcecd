//! Logical ids and names: made from what they stand for alone, so that adding a route or a resource renames no other.

/// The longest name of a group within a function's name.
const NAME_LENGTH: usize = 31;

/// The logical id of a part of a group, `FundsFunction`.
pub(crate) fn group_id(group: &str, part: &str) -> String {
    let plain = group.starts_with(|c: char| c.is_ascii_lowercase()) && group.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if plain { format!("{}{part}", camel(group)) } else { format!("{}{}{part}", camel(group), digest(group)) }
}

/// The logical id of a route or its permission, `RouteGetApiV1FundsId3F5A0C21`: the readable part loses slashes and braces, the digest does not.
pub(crate) fn route_id(part: &str, key: &str) -> String {
    format!("{part}{}{}", camel(&key.to_lowercase()), digest(key))
}

/// A group's or application's name as AWS takes names: letters, digits, hyphens and underscores, not too long.
pub(crate) fn resource_name(name: &str) -> String {
    let taken = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.len() <= NAME_LENGTH && name.chars().all(taken) {
        return name.to_owned();
    }
    let readable: String = name.chars().map(|c| if taken(c) { c } else { '-' }).take(NAME_LENGTH - 9).collect();
    format!("{readable}-{}", digest(name))
}

/// The words of a text, joined with capitals.
fn camel(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

/// Eight digits that tell texts apart whose readable forms are the same: 32-bit FNV-1a, which never changes with a compiler.
fn digest(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08X}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_that_look_alike_stay_apart() {
        let groups = ["funds", "Funds", "fu_nds", "fu-nds", "fu/nds", "fuNds", "fünds"];
        assert_eq!(groups.iter().map(|name| group_id(name, "Role")).collect::<HashSet<_>>().len(), groups.len());
        let keys = ["GET /a/{id}", "GET /a/id", "GET /a-id", "GET /a/id/", "ANY /a/{id}"];
        assert_eq!(keys.iter().map(|key| route_id("Route", key)).collect::<HashSet<_>>().len(), keys.len());
        assert_eq!(group_id("funds", "Role"), "FundsRole");
    }

    #[test]
    fn names_are_what_aws_takes() {
        for name in ["funds", "a/b", "ünï", "", &"long-".repeat(20)] {
            let made = resource_name(name);
            assert!(!made.is_empty() && made.len() <= NAME_LENGTH && made.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'), "{made}");
        }
        assert_eq!(resource_name("etf_finder"), "etf_finder");
    }
}
