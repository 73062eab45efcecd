//! What a deployment decides: where the artifact lies, what it was built for, and what names begin with.

use koroc_spec::{Authorizer, CloudDatabase, Resolved};
use serde_json::{Value, json};

use crate::{Section, names};

/// The longest prefix: with a hyphen and a group's name it stays within the 64 characters of a function's name.
const PREFIX_LENGTH: usize = 32;

/// The parameters.
pub(crate) fn section(resolved: &Resolved) -> Section {
    let prefix: String = names::resource_name(&resolved.name);
    let mut section = Section::from_iter([
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
    ]);
    section.extend(asked(resolved));
    section
}

/// What only some applications need to be told.
fn asked(resolved: &Resolved) -> impl Iterator<Item = (String, Value)> {
    let cloud = &resolved.cloud;
    let text = |description: &str| json!({"Type": "String", "Description": description});
    let function = cloud.authorizer.as_ref().is_some_and(|authorizer| matches!(authorizer, Authorizer::Function { .. }));
    let all = [
        (function, "AuthorizerFunction", text("The ARN of the function that looks at tokens")),
        (cloud.database == CloudDatabase::Existing, "DatabaseSecret", text("The ARN of the secret with the database's address and password, as RDS keeps it")),
        (cloud.vpc, "SubnetIds", json!({"Type": "List<AWS::EC2::Subnet::Id>", "Description": "The subnets that the functions run in"})),
        (cloud.vpc, "SecurityGroupIds", json!({"Type": "List<AWS::EC2::SecurityGroup::Id>", "Description": "The security groups of the functions"})),
        (cloud.alarms, "AlarmTopic", text("The ARN of the topic that is told of alarms")),
    ];
    all.into_iter().filter(|(wanted, ..)| *wanted).map(|(_, name, parameter)| (name.to_owned(), parameter))
}
