//! What a field of the form holds before a person writes into it.

use koroc_spec::{DefaultValue, Map, Resolved, Shape, ShapeField, Value};

/// The row's value or the one that was sent; for a new row what it would get by itself, so that a person sees it before sending.
pub(crate) fn held<'v>(resolved: &'v Resolved, shape: &Shape, field: &'v ShapeField, values: &'v Map) -> Option<&'v Value> {
    if !values.is_empty() {
        return values.get(&field.name);
    }
    let column = field.column().zip(shape.model).and_then(|(column, model)| resolved.models[model].fields[column].default.as_ref());
    match field.default.as_ref().or(column) {
        Some(DefaultValue::Const(value)) => Some(value),
        Some(DefaultValue::Now | DefaultValue::Today | DefaultValue::Uuid4 | DefaultValue::Named(_) | DefaultValue::CurrentUser) | None => None,
    }
}
