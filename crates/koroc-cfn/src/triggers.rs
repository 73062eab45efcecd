//! The events that call a function: times, messages on a queue, objects in a bucket.

use koroc_spec::{Group, Trigger};
use serde_json::{Value, json};

use crate::{
    Section, functions,
    names::{group_id, resource_name},
    uploads,
};

/// How often a message is tried before it is put aside.
const TRIES: u32 = 5;
/// How long a message waits to be taken, in seconds: four days.
const WAITS: u32 = 345_600;
/// How long a message that was put aside is kept, in seconds: fourteen days, as long as a queue can.
const KEPT: u32 = 1_209_600;

/// What the triggers of a group need.
pub(crate) fn resources(group: &Group) -> Section {
    group.triggers.iter().enumerate().flat_map(|(place, trigger)| self::trigger(group, place, trigger)).collect()
}

fn trigger(group: &Group, place: usize, trigger: &Trigger) -> Section {
    let id = |part: &str| group_id(&group.name, &format!("{part}{}", if place == 0 { String::new() } else { (place + 1).to_string() }));
    match trigger {
        Trigger::Schedule(expression) => {
            let rule = json!({"ScheduleExpression": expression, "State": "ENABLED", "Targets": [{"Id": "function", "Arn": functions::called(group)}]});
            Section::from_iter([
                (id("Schedule"), json!({"Type": "AWS::Events::Rule", "Properties": rule})),
                (id("SchedulePermission"), permission(group, "events.amazonaws.com", json!({"Fn::GetAtt": [id("Schedule"), "Arn"]}))),
            ])
        }
        Trigger::Queue { name, batch_size } => queue(group, &id, name, *batch_size),
        Trigger::Bucket { name, events, prefix } => bucket(group, &id, name, events, prefix),
    }
}

/// A queue, and one for the messages that no try could take.
fn queue(group: &Group, id: &dyn Fn(&str) -> String, name: &str, batch_size: u32) -> Section {
    let named = |end: &str| json!({"Fn::Sub": format!("${{Prefix}}-{}{end}", resource_name(name))});
    // Six times what a call may take, so that a message is not tried again while it is worked on (AWS's advice).
    let visibility = group.deploy.timeout.unwrap_or(functions::TIMEOUT) * 6;
    let failed = json!({"QueueName": named("-failed"), "MessageRetentionPeriod": KEPT});
    let queue = json!({
        "QueueName": named(""),
        "VisibilityTimeout": visibility,
        "MessageRetentionPeriod": WAITS,
        "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": [id("FailedMessages"), "Arn"]}, "maxReceiveCount": TRIES},
    });
    let mapping = json!({
        "EventSourceArn": {"Fn::GetAtt": [id("Queue"), "Arn"]},
        "FunctionName": functions::called(group),
        "BatchSize": batch_size,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    });
    let kept = |properties: Value| json!({"Type": "AWS::SQS::Queue", "DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete", "Properties": properties});
    Section::from_iter([
        (id("FailedMessages"), kept(failed)),
        (id("Queue"), kept(queue)),
        (id("Messages"), json!({"Type": "AWS::Lambda::EventSourceMapping", "Properties": mapping})),
    ])
}

/// A bucket that tells the function. Its name is worked out, not referred to: the permission must be there before the bucket, which tells it.
fn bucket(group: &Group, id: &dyn Fn(&str) -> String, name: &str, events: &[String], prefix: &str) -> Section {
    let bucket_name = format!("${{Prefix}}-{}-${{AWS::AccountId}}", resource_name(name).to_lowercase().replace('_', "-"));
    let configurations = events.iter().map(|event| {
        let mut configuration = json!({"Event": event, "Function": functions::called(group)});
        if !prefix.is_empty() {
            configuration["Filter"] = json!({"S3Key": {"Rules": [{"Name": "prefix", "Value": prefix}]}});
        }
        configuration
    });
    let mut properties = uploads::private();
    properties["BucketName"] = json!({"Fn::Sub": bucket_name});
    properties["NotificationConfiguration"] = json!({"LambdaConfigurations": configurations.collect::<Vec<_>>()});
    let mut permission = permission(group, "s3.amazonaws.com", json!({"Fn::Sub": format!("arn:${{AWS::Partition}}:s3:::{bucket_name}")}));
    permission["Properties"]["SourceAccount"] = json!({"Ref": "AWS::AccountId"});
    let bucket = json!({
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "DependsOn": id("BucketPermission"),
        "Properties": properties,
    });
    Section::from_iter([(id("BucketPermission"), permission), (id("Bucket"), bucket)])
}

fn permission(group: &Group, principal: &str, source: Value) -> Value {
    json!({
        "Type": "AWS::Lambda::Permission",
        "Properties": {"Action": "lambda:InvokeFunction", "FunctionName": functions::called(group), "Principal": principal, "SourceArn": source},
    })
}

/// Taking messages from the group's queues.
pub(crate) fn statements(group: &Group) -> Vec<(&'static str, Value)> {
    let queues: Vec<Value> = group
        .triggers
        .iter()
        .enumerate()
        .filter(|(_, trigger)| matches!(trigger, Trigger::Queue { .. }))
        .map(|(place, _)| {
            let number = if place == 0 { String::new() } else { (place + 1).to_string() };
            json!({"Fn::GetAtt": [group_id(&group.name, &format!("Queue{number}")), "Arn"]})
        })
        .collect();
    let actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    if queues.is_empty() { Vec::new() } else { vec![("messages", json!({"Effect": "Allow", "Action": actions, "Resource": queues}))] }
}
