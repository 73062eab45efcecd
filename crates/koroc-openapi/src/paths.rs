//! Paths and the operations on them.

use koroc_spec::{Resolved, Route, RouteKind};
use serde_json::{Map, Value};

use crate::operation::{ids, operation};

/// Every documented path, in the order in which the application declares them.
pub(crate) fn paths(resolved: &Resolved) -> Value {
    let ids = ids(resolved);
    let mut paths = Map::new();
    for route in resolved.routes.iter().filter(|route| is_documented(route)) {
        let item = paths.entry(route.path.to_string()).or_insert_with(|| Value::Object(Map::new()));
        for &at in &route.operations {
            item[resolved.operations[at].method.as_str().to_lowercase()] = operation(resolved, at, &ids[at]);
        }
    }
    Value::Object(paths)
}

/// Whether clients of the API call this route.
pub(crate) fn is_documented(route: &Route) -> bool {
    match route.kind {
        RouteKind::List | RouteKind::Detail | RouteKind::Extra { .. } | RouteKind::Handler | RouteKind::Function | RouteKind::ApiView => true,
        RouteKind::ObtainToken | RouteKind::Schema => true,
        RouteKind::Root { .. } | RouteKind::Login | RouteKind::Logout | RouteKind::Media => false,
    }
}
