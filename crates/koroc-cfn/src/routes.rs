//! A route for each operation, an `ANY` route for each path, `$default` for the rest; and who may call what through them.

use koroc_spec::{Resolved, Route};
use serde_json::{Value, json};

use crate::{
    Section,
    api::API,
    names::{group_id, route_id},
};

/// The routes and permissions of all paths.
pub(crate) fn resources(resolved: &Resolved) -> Section {
    let core = &resolved.groups[0].name;
    let mut section: Section = resolved.routes.iter().flat_map(|route| path(resolved, route)).collect();
    section.extend([("RouteDefault".to_owned(), route("$default", core)), ("PermissionDefault".to_owned(), permission("$default", core))]);
    section
}

/// The routes of a path, and the permission that covers them.
fn path(resolved: &Resolved, declared: &Route) -> Section {
    let path = declared.path.to_string();
    // A view without operations answers 405 to everything, wherever it runs.
    let group = declared.operations.first().map_or(0, |&operation| resolved.operations[operation].group);
    let group = &resolved.groups[group].name;
    let methods = declared.operations.iter().map(|&operation| resolved.operations[operation].method.as_str()).chain(["ANY"]);
    let keys = methods.map(|method| format!("{method} {path}"));
    let mut section: Section = keys.map(|key| (route_id("Route", &key), route(&key, group))).collect();
    section.insert(route_id("Permission", &path), permission(&format!("*{path}"), group));
    section
}

fn route(key: &str, group: &str) -> Value {
    json!({
        "Type": "AWS::ApiGatewayV2::Route",
        "Properties": {
            "ApiId": {"Ref": API},
            "RouteKey": key,
            "AuthorizationType": "NONE",
            "Target": {"Fn::Sub": format!("integrations/${{{}}}", group_id(group, "Integration"))},
        },
    })
}

/// Lets the API call a group's function for one path (with any method) and for no other.
fn permission(route: &str, group: &str) -> Value {
    json!({
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": {"Fn::GetAtt": [group_id(group, "Function"), "Arn"]},
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": {"Fn::Sub": format!("arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{API}}}/*/{route}")},
        },
    })
}
