//! A Lambda function for each group, and the integration through which the API calls it.

use koroc_spec::{CloudDatabase, Group, Resolved};
use serde_json::{Value, json};

use crate::{
    Section,
    api::{API, HOST},
    concurrency, database, migration,
    names::{group_id, resource_name},
    uploads,
};

/// Memory where nothing is declared, in MB: Lambda gives processor time in proportion, and a program of this size wants little of either.
const MEMORY: u32 = 256;
/// Timeout where nothing is declared, in seconds: what an HTTP API waits for at most.
pub(crate) const TIMEOUT: u32 = 30;

/// The function of a group, and its integration where requests lead to it.
pub(crate) fn resources(resolved: &Resolved, place: usize) -> Section {
    let group = &resolved.groups[place];
    let mut function = json!({"Type": "AWS::Lambda::Function", "Properties": properties(resolved, group)});
    if resolved.cloud.database != CloudDatabase::None {
        // New code is not called before the tables are as it expects them.
        function["DependsOn"] = json!(migration::DONE);
    }
    let mut section = Section::from_iter([(group_id(&group.name, "Function"), function)]);
    if place == 0 || resolved.operations.iter().any(|operation| operation.group == place) {
        section.insert(group_id(&group.name, "Integration"), integration(group));
    }
    section
}

/// What calls the function: its alias, where instances of it wait, else itself.
pub(crate) fn called(group: &Group) -> Value {
    match group.deploy.provisioned_concurrency {
        Some(_) => json!({"Ref": concurrency::alias(group)}),
        None => json!({"Fn::GetAtt": [group_id(&group.name, "Function"), "Arn"]}),
    }
}

fn integration(group: &Group) -> Value {
    json!({
        "Type": "AWS::ApiGatewayV2::Integration",
        "Properties": {"ApiId": {"Ref": API}, "IntegrationType": "AWS_PROXY", "IntegrationUri": called(group), "PayloadFormatVersion": "2.0"},
    })
}

/// The properties of a group's function; the handler's name tells the program which group it serves.
pub(crate) fn properties(resolved: &Resolved, group: &Group) -> Section {
    let deploy = &group.deploy;
    let mut properties = Section::from_iter([
        ("FunctionName".to_owned(), json!({"Fn::Sub": format!("${{Prefix}}-{}", resource_name(&group.name))})),
        ("Runtime".to_owned(), json!("provided.al2023")),
        ("Architectures".to_owned(), json!([{"Ref": "Architecture"}])),
        ("Code".to_owned(), json!({"S3Bucket": {"Ref": "ArtifactBucket"}, "S3Key": {"Ref": "ArtifactKey"}})),
        ("Handler".to_owned(), json!(group.name)),
        ("MemorySize".to_owned(), json!(deploy.memory_size.unwrap_or(MEMORY))),
        ("Timeout".to_owned(), json!(deploy.timeout.unwrap_or(TIMEOUT))),
        ("Environment".to_owned(), json!({"Variables": environment(resolved, group)})),
        ("LoggingConfig".to_owned(), json!({"LogGroup": {"Ref": group_id(&group.name, "Logs")}})),
        ("Role".to_owned(), json!({"Fn::GetAtt": [group_id(&group.name, "Role"), "Arn"]})),
    ]);
    if deploy.tracing == Some(true) {
        properties.insert("TracingConfig".to_owned(), json!({"Mode": "Active"}));
    }
    if !deploy.layers.is_empty() {
        properties.insert("Layers".to_owned(), json!(deploy.layers));
    }
    if let Some(calls) = deploy.reserved_concurrency {
        properties.insert("ReservedConcurrentExecutions".to_owned(), json!(calls));
    }
    if resolved.cloud.vpc {
        properties.insert("VpcConfig".to_owned(), json!({"SubnetIds": {"Ref": "SubnetIds"}, "SecurityGroupIds": {"Ref": "SecurityGroupIds"}}));
    }
    properties
}

/// The hosts that are served, the API's own among them; where the rows, secrets and files are; and what the group declares, which wins.
fn environment(resolved: &Resolved, group: &Group) -> Section {
    let hosts = resolved.settings.allowed_hosts.iter().map(|host| format!("{host},")).collect::<String>() + HOST;
    let mut variables = Section::from_iter([("KOROC_ALLOWED_HOSTS".to_owned(), json!({"Fn::Sub": hosts}))]);
    variables.extend(database::environment(&resolved.cloud));
    variables.extend(uploads::environment(&resolved.cloud));
    variables.extend(group.deploy.environment.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))));
    variables
}
