//! The step of a deployment that migrates the database, before new code is called.

use koroc_spec::{CloudDatabase, Deploy, Group, GroupKind, Resolved};
use serde_json::json;

use crate::{Section, functions, logs, names::group_id, roles};

/// The handler's name of the function that migrates.
pub(crate) const MIGRATE: &str = "migrate";
/// The logical id of the migration that is done.
pub(crate) const DONE: &str = "Migration";
/// How long migrating may take, in seconds: as long as a function may run.
const TIMEOUT: u32 = 900;

/// A function that migrates, and the custom resource that calls it with each new artifact. Where a migration fails, so does the deployment, and
/// the functions stay as they were.
pub(crate) fn resources(resolved: &Resolved) -> Section {
    if resolved.cloud.database == CloudDatabase::None {
        return Section::new();
    }
    let deploy = Deploy { provisioned_concurrency: None, reserved_concurrency: None, ..resolved.deploy.clone() };
    let group = Group { name: MIGRATE.to_owned(), kind: GroupKind::Core, deploy: deploy.timeout(TIMEOUT), triggers: Vec::new() };
    let mut section = logs::resources(&group);
    section.extend(roles::resources(resolved, &group));
    let function = group_id(MIGRATE, "Function");
    let properties = functions::properties(resolved, &group);
    let mut migrate = json!({"Type": "AWS::Lambda::Function", "Properties": properties});
    if matches!(resolved.cloud.database, CloudDatabase::Aurora { .. }) {
        // A cluster takes statements as soon as it has an instance.
        migrate["DependsOn"] = json!("DatabaseInstance");
    }
    let call = json!({
        "ServiceToken": {"Fn::GetAtt": [function, "Arn"]},
        "ServiceTimeout": TIMEOUT,
        "Artifact": {"Fn::Sub": "${ArtifactBucket}/${ArtifactKey}"},
    });
    section.insert(function, migrate);
    section.insert(DONE.to_owned(), json!({"Type": "Custom::Migration", "DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete", "Properties": call}));
    section
}
