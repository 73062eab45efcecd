//! A log group for each function, made here so that its lines end at some time.

use koroc_spec::Group;
use serde_json::json;

use crate::{
    Section,
    names::{group_id, resource_name},
};

/// How long log lines are kept, in days.
const RETENTION_DAYS: u32 = 30;

/// The log group of a group's function, gone with the stack.
pub(crate) fn resources(group: &Group) -> Section {
    Section::from_iter([(
        group_id(&group.name, "Logs"),
        json!({
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {
                "LogGroupName": {"Fn::Sub": format!("/aws/lambda/${{Prefix}}-{}", resource_name(&group.name))},
                "RetentionInDays": RETENTION_DAYS,
            },
        }),
    )])
}
