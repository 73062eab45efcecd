//! A log group for each function, made here so that its lines end at some time.

use koroc_spec::Group;
use serde_json::{Value, json};

use crate::{
    Section,
    names::{group_id, resource_name},
};

/// How long log lines are kept where nothing is declared, in days.
const RETENTION_DAYS: u32 = 30;

/// The log group of a group's function, gone with the stack.
pub(crate) fn resources(group: &Group) -> Section {
    let name = format!("/aws/lambda/${{Prefix}}-{}", resource_name(&group.name));
    Section::from_iter([(group_id(&group.name, "Logs"), self::group(&name, group.deploy.log_retention))])
}

/// A log group by its name, a text for `Fn::Sub`.
pub(crate) fn group(name: &str, retention: Option<u32>) -> Value {
    json!({
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {"LogGroupName": {"Fn::Sub": name}, "RetentionInDays": retention.unwrap_or(RETENTION_DAYS)},
    })
}
