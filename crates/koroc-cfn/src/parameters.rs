//! What a deployment decides: where the artifact lies, what it was built for, and what names begin with.

use koroc_spec::Resolved;
use serde_json::json;

use crate::{Section, names};

/// The longest prefix: with a hyphen and a group's name it stays within the 64 characters of a function's name.
const PREFIX_LENGTH: usize = 32;

/// The parameters.
pub(crate) fn section(resolved: &Resolved) -> Section {
    let prefix: String = names::resource_name(&resolved.name);
    Section::from_iter([
        ("ArtifactBucket".to_owned(), json!({"Type": "String", "Description": "The bucket that holds the artifact"})),
        ("ArtifactKey".to_owned(), json!({"Type": "String", "Description": "The artifact's key: a zip with the program under the name bootstrap"})),
        (
            "Architecture".to_owned(),
            json!({
                "Type": "String",
                "Description": "The processor that the program was built for",
                "Default": "arm64",
                "AllowedValues": ["arm64", "x86_64"],
            }),
        ),
        (
            "Prefix".to_owned(),
            json!({
                "Type": "String",
                "Description": "What the names of the API, its functions and their log groups begin with; two deployments in one region need different ones",
                "Default": prefix,
                "AllowedPattern": format!("[A-Za-z0-9_-]{{1,{PREFIX_LENGTH}}}"),
            }),
        ),
    ])
}
