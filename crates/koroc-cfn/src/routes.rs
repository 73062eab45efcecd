//! A route for each operation, an `ANY` route for each path, `$default` for the rest; and who may call what through them.

use koroc_spec::{Operation, Resolved, Route};
use serde_json::{Value, json};

use crate::{
    Section,
    api::API,
    authorizer, functions,
    names::{group_id, route_id},
};

/// The routes and permissions of all paths.
pub(crate) fn resources(resolved: &Resolved) -> Section {
    let core = 0;
    let mut section: Section = resolved.routes.iter().flat_map(|route| path(resolved, route)).collect();
    let default = route("$default", &resolved.groups[core].name, authorizer::properties(resolved, []));
    section.extend([("RouteDefault".to_owned(), default), ("PermissionDefault".to_owned(), permission(resolved, "$default", core))]);
    section
}

/// The routes of a path, and the permission that covers them.
fn path(resolved: &Resolved, declared: &Route) -> Section {
    let path = declared.path.to_string();
    let operations: Vec<&Operation> = declared.operations.iter().map(|&operation| &resolved.operations[operation]).collect();
    // A view without operations answers 405 to everything, wherever it runs.
    let group = operations.first().map_or(0, |operation| operation.group);
    let name = &resolved.groups[group].name;
    let own = operations.iter().map(|operation| (operation.method.as_str(), authorizer::properties(resolved, [*operation])));
    // The rest of a path (OPTIONS, HEAD, 405) wants a token where all of the path does; scopes are an operation's.
    let mut rest = authorizer::properties(resolved, operations.iter().copied());
    rest.remove("AuthorizationScopes");
    let mut section: Section = own
        .chain([("ANY", rest)])
        .map(|(method, authorization)| {
            let key = format!("{method} {path}");
            (route_id("Route", &key), route(&key, name, authorization))
        })
        .collect();
    section.insert(route_id("Permission", &path), permission(resolved, &format!("*{path}"), group));
    section
}

fn route(key: &str, group: &str, authorization: Section) -> Value {
    let mut properties = Section::from_iter([
        ("ApiId".to_owned(), json!({"Ref": API})),
        ("RouteKey".to_owned(), json!(key)),
        ("Target".to_owned(), json!({"Fn::Sub": format!("integrations/${{{}}}", group_id(group, "Integration"))})),
    ]);
    properties.extend(authorization);
    json!({"Type": "AWS::ApiGatewayV2::Route", "Properties": properties})
}

/// Lets the API call a group's function for one path (with any method) and for no other.
fn permission(resolved: &Resolved, route: &str, group: usize) -> Value {
    json!({
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": functions::called(&resolved.groups[group]),
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": {"Fn::Sub": format!("arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{API}}}/*/{route}")},
        },
    })
}
