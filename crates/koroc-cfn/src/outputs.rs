//! What a deployment tells: where the API is, and what its functions are called.

use koroc_spec::Resolved;
use serde_json::json;

use crate::{Section, api::HOST, database, names::group_id, uploads};

/// The outputs.
pub(crate) fn section(resolved: &Resolved) -> Section {
    let mut section = Section::from_iter([("ApiUrl".to_owned(), json!({"Description": "The API", "Value": {"Fn::Sub": format!("https://{HOST}")}}))]);
    section.extend(resolved.groups.iter().map(|group| {
        let function = group_id(&group.name, "Function");
        (format!("{function}Name"), json!({"Description": format!("The function of {}", group.name), "Value": {"Ref": function}}))
    }));
    section.extend(database::outputs(&resolved.cloud));
    section.extend(uploads::outputs(&resolved.cloud));
    section
}
