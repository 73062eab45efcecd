//! What an operation answers.

use koroc_spec::{Action, Authenticator, Operation, Pagination, Resolved};
use serde_json::{Map, Value, json};

use crate::schemas;

/// The answers by status: the good one first, then those that say what was wrong.
pub(crate) fn responses(resolved: &Resolved, operation: &Operation) -> Value {
    let mut out = Map::new();
    let (status, answer) = success(resolved, operation);
    out.insert(status.to_owned(), answer);
    let writes = matches!(operation.action, Action::Create | Action::Update | Action::PartialUpdate | Action::ObtainToken);
    let filters = operation.action == Action::List && operation.list.as_ref().is_some_and(|list| !list.filters.is_empty());
    if writes || filters {
        out.insert("400".to_owned(), answer_of("What was sent is not valid.", &schemas::reference("Errors")));
    }
    if let Some(first) = operation.policy.authentication.first() {
        // As in DRF, the first way of authentication decides: without a challenge to answer there is no 401.
        if !matches!(first, Authenticator::Session | Authenticator::Custom { challenge: None, .. }) {
            out.insert("401".to_owned(), refusal("The credentials are missing or wrong."));
        }
        out.insert("403".to_owned(), refusal("This is not allowed."));
    }
    if names_a_row(operation) {
        out.insert("404".to_owned(), refusal("There is no such row."));
    } else if operation.list.as_ref().is_some_and(|list| operation.action == Action::List && may_miss(&list.pagination)) {
        out.insert("404".to_owned(), refusal("There is no such page."));
    }
    if writes {
        out.insert("415".to_owned(), refusal("The body's media type is not read here."));
    }
    if !operation.policy.throttles.is_empty() {
        out.insert("429".to_owned(), refusal("Too many requests; `Retry-After` says after how many seconds to try again."));
    }
    Value::Object(out)
}

fn success(resolved: &Resolved, operation: &Operation) -> (&'static str, Value) {
    let shape = operation.shape.map(|shape| &resolved.shapes[shape]);
    let row = || shape.map_or_else(|| json!({}), schemas::response);
    match operation.action {
        Action::List => {
            let pagination = operation.list.as_ref().map_or(&Pagination::Off, |list| &list.pagination);
            let what = if *pagination == Pagination::Off { "All rows." } else { "A page of rows." };
            ("200", answer_of(what, &shape.map_or_else(|| json!({}), |shape| schemas::page(shape, pagination))))
        }
        Action::Create => ("201", answer_of("The new row.", &row())),
        Action::Retrieve => ("200", answer_of("The row.", &row())),
        Action::Update | Action::PartialUpdate => ("200", answer_of("The row as it is now.", &row())),
        Action::Destroy => ("204", json!({"description": "The row is gone."})),
        Action::ObtainToken => ("200", answer_of("The token.", &row())),
        Action::Schema => ("200", answer_of("This document.", &json!({"type": "object"}))),
        Action::Extra => ("2XX", answer_of("What the action answers.", &json!({}))),
        // A handler answers in a form of its own; text and JSON are what such handlers usually return.
        Action::Handler => {
            let content = json!({"text/plain": {"schema": {"type": "string"}}, "application/json": {"schema": {}}});
            ("2XX", json!({"description": "What the function answers.", "content": content}))
        }
        Action::Media => ("200", json!({"description": "The file."})),
        Action::Root | Action::Login | Action::Logout => ("200", json!({"description": "A page."})),
    }
}

/// Whether a list can be asked for a page that is not there.
fn may_miss(pagination: &Pagination) -> bool {
    match pagination {
        Pagination::Off | Pagination::LimitOffset(_) => false,
        Pagination::PageNumber(_) | Pagination::Cursor(_) => true,
    }
}

fn names_a_row(operation: &Operation) -> bool {
    match operation.action {
        Action::Retrieve | Action::Update | Action::PartialUpdate | Action::Destroy => true,
        Action::List
        | Action::Create
        | Action::Extra
        | Action::Handler
        | Action::Root
        | Action::ObtainToken
        | Action::Login
        | Action::Logout
        | Action::Schema
        | Action::Media => false,
    }
}

fn refusal(description: &str) -> Value {
    answer_of(description, &schemas::reference("Detail"))
}

fn answer_of(description: &str, schema: &Value) -> Value {
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}
