//! The CloudFormation template of a resolved application: an HTTP API, a Lambda function for each of its groups, what the application asks of its
//! cloud, and nothing else.
//!
//! Every function runs the same artifact, the application's own binary; what differs is memory, timeout, environment and the routes that
//! lead to it. A gateway with a route for each operation answers 404 by itself for everything else, so each path also has an `ANY` route
//! (405, OPTIONS and HEAD stay Koroc's), and `$default` leads to the `core` function, which answers what no path names: format suffixes,
//! redirects to a slash, 404.
//!
//! Secrets are in the template by their names only. A database is migrated by a function of its own before any other gets new code.

mod alarms;
mod api;
mod authorizer;
mod concurrency;
mod database;
mod functions;
mod logs;
mod migration;
mod names;
mod outputs;
mod parameters;
mod roles;
mod routes;
mod triggers;
mod uploads;
mod yaml;

use koroc_spec::Resolved;
use serde_json::{Map, Value, json};

pub use yaml::to_yaml;

/// The resources of a template, or another of its sections, by logical id.
type Section = Map<String, Value>;

/// The template, the same text for the same application: keys and resources are in order of declaration.
///
/// It needs no database, no network and no account. Deploy it with the binary in a bucket, as a zip that holds it under the name `bootstrap`:
/// `aws cloudformation deploy --template-file template.json --capabilities CAPABILITY_IAM --parameter-overrides ArtifactBucket=… ArtifactKey=…`.
pub fn template(resolved: &Resolved) -> Value {
    let mut resources = api::resources(resolved);
    resources.extend(authorizer::resources(resolved));
    resources.extend(database::resources(&resolved.cloud));
    resources.extend(uploads::resources(&resolved.cloud));
    resources.extend(migration::resources(resolved));
    for (place, group) in resolved.groups.iter().enumerate() {
        resources.extend(logs::resources(group));
        resources.extend(roles::resources(resolved, group));
        resources.extend(functions::resources(resolved, place));
        resources.extend(concurrency::resources(group));
        resources.extend(triggers::resources(group));
        resources.extend(alarms::resources(resolved, group));
    }
    resources.extend(routes::resources(resolved));
    json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": format!("{} {} on API Gateway and Lambda", resolved.title, resolved.version),
        "Parameters": parameters::section(resolved),
        "Resources": resources,
        "Outputs": outputs::section(resolved),
    })
}
