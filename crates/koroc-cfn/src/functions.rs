//! A Lambda function for each group, and the integration through which the API calls it.

use koroc_spec::{Group, Resolved};
use serde_json::{Value, json};

use crate::{
    Section,
    api::{API, HOST},
    names::{group_id, resource_name},
};

/// Memory where nothing is declared, in MB: Lambda gives processor time in proportion, and a program of this size wants little of either.
const MEMORY: u32 = 256;
/// Timeout where nothing is declared, in seconds: what an HTTP API waits for at most.
const TIMEOUT: u32 = 30;

/// The function of a group and its integration.
pub(crate) fn resources(resolved: &Resolved, group: &Group) -> Section {
    Section::from_iter([
        (group_id(&group.name, "Function"), function(resolved, group)),
        (
            group_id(&group.name, "Integration"),
            json!({
                "Type": "AWS::ApiGatewayV2::Integration",
                "Properties": {
                    "ApiId": {"Ref": API},
                    "IntegrationType": "AWS_PROXY",
                    "IntegrationUri": {"Fn::GetAtt": [group_id(&group.name, "Function"), "Arn"]},
                    "PayloadFormatVersion": "2.0",
                },
            }),
        ),
    ])
}

fn function(resolved: &Resolved, group: &Group) -> Value {
    json!({
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "FunctionName": {"Fn::Sub": format!("${{Prefix}}-{}", resource_name(&group.name))},
            "Runtime": "provided.al2023",
            "Architectures": [{"Ref": "Architecture"}],
            "Code": {"S3Bucket": {"Ref": "ArtifactBucket"}, "S3Key": {"Ref": "ArtifactKey"}},
            "Handler": group.name,
            "MemorySize": group.deploy.memory_size.unwrap_or(MEMORY),
            "Timeout": group.deploy.timeout.unwrap_or(TIMEOUT),
            "Environment": {"Variables": environment(resolved, group)},
            "LoggingConfig": {"LogGroup": {"Ref": group_id(&group.name, "Logs")}},
            "Role": {"Fn::GetAtt": [group_id(&group.name, "Role"), "Arn"]},
        },
    })
}

/// The hosts that are served, the API's own among them, and what the group declares, which wins.
fn environment(resolved: &Resolved, group: &Group) -> Section {
    let hosts = resolved.settings.allowed_hosts.iter().map(|host| format!("{host},")).collect::<String>() + HOST;
    let mut variables = Section::from_iter([("KOROC_ALLOWED_HOSTS".to_owned(), json!({"Fn::Sub": hosts}))]);
    variables.extend(group.deploy.environment.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))));
    variables
}
