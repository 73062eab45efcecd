//! Instances that wait, started, for calls.

use koroc_spec::{Group, ProvisionedConcurrency};
use serde_json::json;

use crate::{Section, names::group_id};

/// How busy the instances are, of 1, when more are started.
const BUSY: f64 = 0.7;

/// The logical id of the alias that calls go to.
pub(crate) fn alias(group: &Group) -> String {
    group_id(&group.name, "Alias")
}

/// A version for each artifact, the alias that leads to the newest, and what keeps as many instances as are busy.
pub(crate) fn resources(group: &Group) -> Section {
    let Some(ProvisionedConcurrency { min, max }) = group.deploy.provisioned_concurrency else { return Section::new() };
    let (function, version) = (group_id(&group.name, "Function"), group_id(&group.name, "Version"));
    let (target, policy) = (group_id(&group.name, "Scaling"), group_id(&group.name, "ScalingPolicy"));
    let alias_properties = json!({
        "FunctionName": {"Ref": function},
        "FunctionVersion": {"Fn::GetAtt": [version, "Version"]},
        "Name": "live",
        "ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": min},
    });
    // A version's description cannot be changed, so that another artifact makes another version.
    let version_properties = json!({"FunctionName": {"Ref": function}, "Description": {"Fn::Sub": "${ArtifactBucket}/${ArtifactKey}"}});
    let mut section = Section::from_iter([
        (version, json!({"Type": "AWS::Lambda::Version", "DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete", "Properties": version_properties})),
        (alias(group), json!({"Type": "AWS::Lambda::Alias", "Properties": alias_properties})),
    ]);
    if max > min {
        let scalable = json!({
            "ServiceNamespace": "lambda",
            "ScalableDimension": "lambda:function:ProvisionedConcurrency",
            "ResourceId": {"Fn::Sub": format!("function:${{{function}}}:live")},
            "MinCapacity": min,
            "MaxCapacity": max,
        });
        let tracking = json!({
            "PolicyName": "busy",
            "PolicyType": "TargetTrackingScaling",
            "ScalingTargetId": {"Ref": target},
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": BUSY,
                "PredefinedMetricSpecification": {"PredefinedMetricType": "LambdaProvisionedConcurrencyUtilization"},
            },
        });
        section.insert(target, json!({"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "DependsOn": alias(group), "Properties": scalable}));
        section.insert(policy, json!({"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": tracking}));
    }
    section
}
