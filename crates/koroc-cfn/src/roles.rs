//! A role for each function: it may write its own log, do what its declaration needs, and nothing else.

use koroc_spec::{Group, Resolved};
use serde_json::{Value, json};

use crate::{Section, database, names::group_id, triggers, uploads};

/// The role of a group's function.
pub(crate) fn resources(resolved: &Resolved, group: &Group) -> Section {
    Section::from_iter([(group_id(&group.name, "Role"), role(&statements(resolved, group)))])
}

/// A role that Lambda takes on, with these policies.
pub(crate) fn role(policies: &[(&'static str, Value)]) -> Value {
    let policies: Vec<Value> =
        policies.iter().map(|(name, statement)| json!({"PolicyName": name, "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}})).collect();
    json!({
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
            },
            "Policies": policies,
        },
    })
}

/// What a group's function may do, each with a name.
pub(crate) fn statements(resolved: &Resolved, group: &Group) -> Vec<(&'static str, Value)> {
    // The ARN that a log group tells ends in `:*`, which is its streams.
    let logs = json!({
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": {"Fn::GetAtt": [group_id(&group.name, "Logs"), "Arn"]},
    });
    let mut statements = vec![("logs", logs)];
    if group.deploy.tracing == Some(true) {
        statements.push(("tracing", anywhere(&["xray:PutTraceSegments", "xray:PutTelemetryRecords"])));
    }
    if resolved.cloud.vpc {
        let interfaces = ["CreateNetworkInterface", "DescribeNetworkInterfaces", "DescribeSubnets", "DeleteNetworkInterface"];
        let actions: Vec<String> = interfaces.map(|action| format!("ec2:{action}")).to_vec();
        statements.push(("network", anywhere(&actions.iter().map(String::as_str).collect::<Vec<_>>())));
    }
    statements.extend(database::statements(&resolved.cloud));
    statements.extend(uploads::statements(&resolved.cloud));
    statements.extend(triggers::statements(group));
    statements
}

/// Actions that AWS knows no narrower resource for.
fn anywhere(actions: &[&str]) -> Value {
    json!({"Effect": "Allow", "Action": actions, "Resource": "*"})
}
