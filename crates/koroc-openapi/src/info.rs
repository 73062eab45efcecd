//! What the document says about the application as a whole.

use koroc_spec::{GroupKind, Resolved, Route, RouteKind, names};
use serde_json::{Value, json};

use crate::paths::is_documented;

/// Title, version, description.
pub(crate) fn info(resolved: &Resolved) -> Value {
    let mut info = json!({"title": resolved.title, "version": resolved.version});
    if !resolved.description.is_empty() {
        info["description"] = json!(resolved.description);
    }
    info
}

/// A tag for each group that has something to call.
pub(crate) fn tags(resolved: &Resolved) -> Value {
    let groups = resolved.groups.iter().enumerate().filter(|(at, _)| documented(resolved, *at).next().is_some());
    groups.map(|(at, group)| json!({"name": group.name, "description": description(resolved, at)})).collect()
}

/// What the collection or the function says about itself, or what the group is about.
fn description(resolved: &Resolved, group: usize) -> String {
    let said = documented(resolved, group)
        .find(|route| matches!(route.kind, RouteKind::List | RouteKind::Detail | RouteKind::Function | RouteKind::ApiView) && !route.description.is_empty());
    let model = || resolved.operations.iter().filter(|operation| operation.group == group).find_map(|operation| operation.model);
    match (said, model()) {
        (Some(route), _) => route.description.clone(),
        (None, Some(model)) => names::capitalized(&resolved.models[model].verbose_name_plural),
        (None, None) if resolved.groups[group].kind == GroupKind::Core => "What every resource needs.".to_owned(),
        (None, None) => names::capitalized(&resolved.groups[group].name),
    }
}

fn documented(resolved: &Resolved, group: usize) -> impl Iterator<Item = &Route> {
    let operations = resolved.operations.iter().filter(move |operation| operation.group == group && is_documented(resolved, operation));
    operations.map(|operation| &resolved.routes[operation.route])
}
