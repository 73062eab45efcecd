//! The wire form of validated values that stand for no row.

use crate::compiled::{Compiled, Part};
use koroc_spec::{DefaultValue, Map, ShapeField, Source, Value};

/// As DRF represents a dictionary: what is missing shows its default, null where null is accepted, and is left out otherwise.
pub(crate) fn represent_values(compiled: &Compiled, values: &Map) -> Value {
    let shown = compiled.shape.fields.iter().zip(&compiled.entries).filter(|(field, _)| !field.write_only && !field.hidden);
    let member = |(field, part): (&ShapeField, &Part)| {
        let found = match &field.source {
            Source::Whole => return Some((field.name.clone(), of(part, &Value::Map(values.clone())))),
            Source::Own(path) => at(values, path),
            Source::Field(_) | Source::Path { .. } | Source::Computed(_) => values.get(&field.name),
        };
        let value = match found {
            Some(value) => value.clone(),
            None => match &field.default {
                Some(DefaultValue::Const(value)) => value.clone(),
                _ if field.ty.null => Value::Null,
                _ => return None,
            },
        };
        Some((field.name.clone(), if value.is_null() { value } else { of(part, &value) }))
    };
    Value::Map(shown.filter_map(|(field, entry)| member((field, &entry.part))).collect())
}

/// What a dotted source leads to.
fn at<'v>(values: &'v Map, path: &str) -> Option<&'v Value> {
    match path.split_once('.') {
        None => values.get(path),
        Some((first, rest)) => at(values.get(first)?.as_map()?, rest),
    }
}

fn of(part: &Part, value: &Value) -> Value {
    match (part, value) {
        (Part::Value(plan), value) => plan.represent(value),
        (Part::Nested { compiled, .. }, Value::Map(values)) => represent_values(compiled, values),
        (Part::Nested { compiled, .. }, Value::List(items)) => {
            Value::List(items.iter().map(|item| item.as_map().map_or_else(|| item.clone(), |values| represent_values(compiled, values))).collect())
        }
        (_, value) => value.clone(),
    }
}
