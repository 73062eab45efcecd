//! What an operation answers.

use koroc_spec::{Action, Method, Operation, Pagination, Resolved, ResolvedContent};
use serde_json::{Map, Value, json};

use crate::content::{declared, pages, rendered};
use crate::refusals::refusals;
use crate::schemas;

/// The answers by status, in their order: those that follow from what it does, and those that the program says of it, which come in their place.
pub(crate) fn responses(resolved: &Resolved, operation: &Operation) -> Value {
    let mut answers = refusals(resolved, operation);
    answers.extend(successes(resolved, operation));
    if resolved.settings.etags && operation.method == Method::Get && operation.action != Action::Handler {
        answers.push(("304".to_owned(), json!({"description": "The client has the answer already."})));
    }
    for (status, content) in &operation.schema.answers {
        answers.retain(|(known, _)| *known != status.to_string());
        answers.push((status.to_string(), said(resolved, operation, *status, content)));
    }
    answers.sort_by(|(one, _), (other, _)| one.cmp(other));
    Value::Object(answers.into_iter().collect::<Map<_, _>>())
}

fn successes(resolved: &Resolved, operation: &Operation) -> Vec<(String, Value)> {
    let shape = operation.shape.map(|shape| &resolved.shapes[shape]);
    let row = || shape.map_or_else(|| json!({}), schemas::response);
    let answer = |status: &str, description: &str, schema: &Value| {
        (status.to_owned(), json!({"description": description, "content": rendered(&operation.policy.renderers, schema)}))
    };
    let nothing = |description: &str| ("204".to_owned(), json!({"description": description}));
    match operation.action {
        Action::List => {
            let pagination = pages(operation);
            let what = if *pagination == Pagination::Off { "All rows." } else { "A page of rows." };
            vec![answer("200", what, &shape.map_or_else(|| json!({}), |shape| schemas::page(shape, pagination)))]
        }
        Action::Create => vec![answer("201", "The new row.", &row())],
        Action::Retrieve => vec![answer("200", "The row.", &row())],
        Action::Update | Action::PartialUpdate => vec![answer("200", "The row as it is now.", &row())],
        Action::Destroy => vec![nothing("The row is gone.")],
        Action::ObtainToken => vec![answer("200", "The token.", &row())],
        Action::Schema => vec![answer("200", "This document.", &json!({"type": "object"}))],
        Action::Extra | Action::Handler if !operation.schema.answers.is_empty() => Vec::new(),
        Action::Extra => vec![answer("2XX", "What this answers.", &json!({})), nothing("Done, and there is nothing to say.")],
        // A handler answers in a form of its own; text and JSON are what such handlers usually return.
        Action::Handler => {
            let content = json!({"text/plain": {"schema": {"type": "string"}}, "application/json": {"schema": {}}});
            vec![("2XX".to_owned(), json!({"description": "What the function answers.", "content": content}))]
        }
        Action::Media => vec![("200".to_owned(), json!({"description": "The file."}))],
        Action::Root | Action::Login | Action::Logout => vec![("200".to_owned(), json!({"description": "A page."}))],
    }
}

/// An answer as the program says it.
fn said(resolved: &Resolved, operation: &Operation, status: u16, content: &ResolvedContent) -> Value {
    let description = if content.description.is_empty() { usual(status) } else { &content.description };
    let mut answer = json!({"description": description});
    if let Some(content) = declared(resolved, operation, content) {
        answer["content"] = content;
    }
    answer
}

/// What a status says by itself.
fn usual(status: u16) -> &'static str {
    match (status, status / 100) {
        (201, _) => "Made.",
        (202, _) => "Accepted, and done later.",
        (204, _) => "Done, and there is nothing to say.",
        (_, 2) => "Done.",
        (_, 3) => "It is elsewhere.",
        (400, _) => "What was sent is not valid.",
        (409, _) => "What is there does not allow it.",
        (_, 4) => "Refused.",
        _ => "A failure of the server, or behind it.",
    }
}
