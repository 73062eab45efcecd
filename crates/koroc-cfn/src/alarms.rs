//! Somebody is told where a function fails, is throttled or grows slow.

use koroc_spec::{Group, Resolved};
use serde_json::{Value, json};

use crate::{Section, functions, names::group_id};

/// What of its timeout a function takes when it counts as slow.
const SLOW: f64 = 0.8;
/// For how long something is looked at, in seconds.
const PERIOD: u32 = 300;

/// Three alarms of a group's function, where alarms were asked for.
pub(crate) fn resources(resolved: &Resolved, group: &Group) -> Section {
    if !resolved.cloud.alarms {
        return Section::new();
    }
    let slow = f64::from(group.deploy.timeout.unwrap_or(functions::TIMEOUT)) * 1000.0 * SLOW;
    Section::from_iter([
        (group_id(&group.name, "ErrorAlarm"), alarm(group, "Errors", ("Statistic", "Sum"), 1.0)),
        (group_id(&group.name, "ThrottleAlarm"), alarm(group, "Throttles", ("Statistic", "Sum"), 1.0)),
        (group_id(&group.name, "DurationAlarm"), alarm(group, "Duration", ("ExtendedStatistic", "p99"), slow)),
    ])
}

fn alarm(group: &Group, metric: &str, (statistic, value): (&str, &str), threshold: f64) -> Value {
    let mut properties = json!({
        "AlarmActions": [{"Ref": "AlarmTopic"}],
        "Namespace": "AWS/Lambda",
        "MetricName": metric,
        "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": group_id(&group.name, "Function")}}],
        "Period": PERIOD,
        "EvaluationPeriods": 1,
        "Threshold": threshold,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    });
    properties[statistic] = json!(value);
    json!({"Type": "AWS::CloudWatch::Alarm", "Properties": properties})
}
