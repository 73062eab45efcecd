//! One operation: its names, its parameters, its body, its answers.

use std::collections::HashSet;

use koroc_spec::{Action, Method, Operation, Resolved};
use serde_json::{Map, Value, json};

use crate::{parameters, responses, schemas, security};

/// The operation at this place, under this id.
pub(crate) fn operation(resolved: &Resolved, at: usize, id: &str) -> Value {
    let operation = &resolved.operations[at];
    let parameters = parameters::parameters(resolved, operation);
    let mut out = Map::new();
    out.insert("operationId".to_owned(), json!(id));
    out.insert("tags".to_owned(), json!([resolved.groups[operation.group].name]));
    out.insert("summary".to_owned(), json!(summary(resolved, operation)));
    if !operation.description.is_empty() {
        out.insert("description".to_owned(), json!(operation.description));
    }
    if !parameters.is_empty() {
        out.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if let Some(body) = body(resolved, operation) {
        out.insert("requestBody".to_owned(), body);
    }
    out.insert("responses".to_owned(), responses::responses(resolved, operation));
    out.insert("security".to_owned(), security::requirements(&operation.policy, operation.method));
    Value::Object(out)
}

/// An id for each operation, in order. Where methods share a behaviour and its id, the method is added; where resources share a name, a number.
pub(crate) fn ids(resolved: &Resolved) -> Vec<String> {
    let shared = |operation: &Operation| resolved.operations.iter().filter(|other| other.id == operation.id && other.route == operation.route).count() > 1;
    let mut taken = HashSet::new();
    let mut unique = |operation: &Operation| {
        let id = if shared(operation) { format!("{}.{}", operation.id, operation.method.as_str().to_lowercase()) } else { operation.id.clone() };
        let numbered = (2..).map(|number| format!("{id}.{number}"));
        let free = std::iter::once(id.clone()).chain(numbered).find(|id| !taken.contains(id)).expect("the numbers do not end");
        taken.insert(free.clone());
        free
    };
    resolved.operations.iter().map(&mut unique).collect()
}

fn summary(resolved: &Resolved, operation: &Operation) -> String {
    let title = || resolved.routes[operation.route].title.clone();
    let Some(model) = operation.model.map(|model| &resolved.models[model]) else { return title() };
    match operation.action {
        Action::List => format!("List {}", model.verbose_name_plural),
        Action::Create => format!("Create {}", with_article(&model.verbose_name)),
        Action::Retrieve => format!("Retrieve {}", with_article(&model.verbose_name)),
        Action::Update => format!("Replace {}", with_article(&model.verbose_name)),
        Action::PartialUpdate => format!("Change {} in part", with_article(&model.verbose_name)),
        Action::Destroy => format!("Delete {}", with_article(&model.verbose_name)),
        Action::Extra | Action::Handler | Action::Root | Action::ObtainToken | Action::Login | Action::Logout | Action::Schema | Action::Media => title(),
    }
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// What a client sends, under each media type that is read. A behaviour written in Rust reads what it likes, so nothing is said about its body's form.
fn body(resolved: &Resolved, operation: &Operation) -> Option<Value> {
    let (schema, required) = match (&operation.action, operation.method) {
        (Action::Create | Action::Update | Action::ObtainToken, _) => (schemas::request(&resolved.shapes[operation.shape?]), true),
        // Nothing is a part, too.
        (Action::PartialUpdate, _) => (schemas::patch(&resolved.shapes[operation.shape?]), false),
        (Action::Extra | Action::Handler, Method::Post | Method::Put | Method::Patch) => (json!({}), false),
        (Action::Extra | Action::Handler, Method::Get | Method::Delete) => return None,
        (Action::List | Action::Retrieve | Action::Destroy | Action::Root | Action::Login | Action::Logout | Action::Schema | Action::Media, _) => return None,
    };
    let content: Map<String, Value> = operation.policy.parsers.iter().map(|parser| (parser.media_type().to_owned(), json!({"schema": schema}))).collect();
    Some(json!({"required": required, "content": content}))
}
