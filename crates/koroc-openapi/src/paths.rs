//! Paths and the operations on them.

use koroc_spec::{Operation, Resolved, Route, RouteKind};
use serde_json::{Map, Value};

use crate::operation::{ids, operation};

/// Every documented path, in the order in which the application declares them.
pub(crate) fn paths(resolved: &Resolved) -> Value {
    let ids = ids(resolved);
    let mut paths = Map::new();
    for at in resolved.routes.iter().flat_map(|route| &route.operations).copied().filter(|&at| is_documented(resolved, &resolved.operations[at])) {
        let told = &resolved.operations[at];
        let item = paths.entry(resolved.routes[told.route].path.to_string()).or_insert_with(|| Value::Object(Map::new()));
        item[told.method.as_str().to_lowercase()] = operation(resolved, at, &ids[at]);
    }
    Value::Object(paths)
}

/// Whether clients of the API call this operation, and its view does not leave it out.
pub(crate) fn is_documented(resolved: &Resolved, operation: &Operation) -> bool {
    !operation.schema.excluded && is_called(&resolved.routes[operation.route])
}

fn is_called(route: &Route) -> bool {
    match route.kind {
        RouteKind::List | RouteKind::Detail | RouteKind::Extra { .. } | RouteKind::Handler | RouteKind::Function | RouteKind::ApiView => true,
        RouteKind::ObtainToken | RouteKind::Schema => true,
        RouteKind::Root { .. } | RouteKind::Login | RouteKind::Logout | RouteKind::Media => false,
    }
}
