//! One operation: its names, its parameters, its body, its answers.

use std::collections::HashSet;

use koroc_spec::{Action, ContentForm, Method, Operation, Parser, Resolved, ResolvedContent};
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
    if let Some(content) = &operation.schema.takes {
        let (schema, required) = taken(resolved, operation, content)?;
        return Some(in_forms(operation, &schema, required));
    }
    let (schema, required) = match (&operation.action, operation.method) {
        (Action::Create | Action::Update | Action::ObtainToken, _) => (schemas::request(&resolved.shapes[operation.shape?]), true),
        // Nothing is a part, too.
        (Action::PartialUpdate, _) => (schemas::patch(&resolved.shapes[operation.shape?]), false),
        (Action::Extra | Action::Handler, Method::Post | Method::Put | Method::Patch) => (json!({}), false),
        (Action::Extra | Action::Handler, Method::Get | Method::Delete) => return None,
        (Action::List | Action::Retrieve | Action::Destroy | Action::Root | Action::Login | Action::Logout | Action::Schema | Action::Media, _) => return None,
    };
    Some(in_forms(operation, &schema, required))
}

/// What the program says that it takes, and whether a body must be there; `None`: no body.
fn taken(resolved: &Resolved, operation: &Operation, content: &ResolvedContent) -> Option<(Value, bool)> {
    let shape = content.shape.map(|shape| &resolved.shapes[shape]);
    let in_part = operation.method == Method::Patch;
    let object = || shape.map_or_else(|| json!({}), if in_part { schemas::patch } else { schemas::request });
    match content.form {
        ContentForm::Nothing => None,
        ContentForm::Any => Some((json!({}), false)),
        ContentForm::Media(_) => Some((json!({}), true)),
        ContentForm::One => Some((object(), !in_part)),
        ContentForm::List | ContentForm::Page => Some((json!({"type": "array", "items": object()}), true)),
    }
}

fn in_forms(operation: &Operation, schema: &Value, required: bool) -> Value {
    let in_form = |parser: &Parser| (parser.media_type().to_owned(), json!({"schema": if *parser == Parser::Xml { in_xml(schema) } else { schema.clone() }}));
    let content: Map<String, Value> = match operation.schema.takes.as_ref().map(|content| &content.form) {
        Some(ContentForm::Media(media_type)) => Map::from_iter([(media_type.clone(), json!({"schema": schema}))]),
        // A form is one object.
        Some(ContentForm::List) => operation.policy.parsers.iter().filter(|parser| !matches!(parser, Parser::Form | Parser::MultiPart)).map(in_form).collect(),
        _ => operation.policy.parsers.iter().map(in_form).collect(),
    };
    json!({"required": required, "content": content})
}

/// A schema with the names that a list's elements have in XML.
fn in_xml(schema: &Value) -> Value {
    let mut named = schema.clone();
    if named["type"] == "array" {
        named["xml"] = json!({"name": "root", "wrapped": true});
        named["items"]["xml"] = json!({"name": "list-item"});
    }
    named
}
