//! What refusals hold: a sentence, or what was wrong by field.

use koroc_spec::Resolved;
use serde_json::{Value, json};

use super::reference;

/// The messages of a field, what is wrong with each item of its list, or by the fields of its object.
pub(crate) fn by_field(resolved: &Resolved) -> Value {
    let messages = json!({"type": "array", "items": {"type": "string"}});
    let of_items = json!({"type": "array", "items": reference("Errors")});
    json!({
        "type": "object",
        "description": "What was wrong, by field.",
        "properties": {
            (&resolved.settings.non_field_errors_key): messages,
            "detail": {"type": "string", "description": "What was wrong with the request as a whole, such as a body that is no JSON."},
        },
        "additionalProperties": {"anyOf": [messages, of_items, reference("Errors")]},
    })
}

/// What was wrong with a list: with each of its items (nothing with those that are empty), or with it as a whole.
pub(crate) fn of_a_list() -> Value {
    json!({"anyOf": [reference("Errors"), {"type": "array", "items": reference("Errors")}]})
}

/// A sentence.
pub(crate) fn detail() -> Value {
    json!({"type": "object", "properties": {"detail": {"type": "string", "description": "What was wrong."}}, "required": ["detail"]})
}
