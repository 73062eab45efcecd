//! A role for each function: it may write its own log, and nothing else.

use koroc_spec::Group;
use serde_json::json;

use crate::{Section, names::group_id};

/// The role of a group's function.
pub(crate) fn resources(group: &Group) -> Section {
    Section::from_iter([(
        group_id(&group.name, "Role"),
        json!({
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
                },
                "Policies": [{
                    "PolicyName": "logs",
                    "PolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [{
                            "Effect": "Allow",
                            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                            // The ARN that a log group tells ends in `:*`, which is its streams.
                            "Resource": {"Fn::GetAtt": [group_id(&group.name, "Logs"), "Arn"]},
                        }],
                    },
                }],
            },
        }),
    )])
}
