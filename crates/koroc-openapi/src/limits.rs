//! What narrows or widens a schema: lengths, bounds, null; and the constants that stand in one.

use koroc_spec::{FieldKind, Value as Spec, ValueType};
use serde_json::{Value, json};

/// What only an input must have: content where nothing is not accepted.
pub(crate) fn demand_content(schema: &mut Value, ty: &ValueType) {
    match &ty.kind {
        FieldKind::Char { .. } | FieldKind::Text | FieldKind::Email | FieldKind::Url | FieldKind::Slug { .. } | FieldKind::Regex { .. } if !ty.blank => {
            let least = ty.limits.min_length.unwrap_or(1).max(1);
            schema["minLength"] = json!(least);
        }
        FieldKind::MultipleChoice { allow_empty: false, .. } | FieldKind::List { allow_empty: false, .. } => {
            schema["minItems"] = json!(ty.limits.min_length.unwrap_or(1).max(1));
        }
        FieldKind::Nested { many: true, allow_empty: false, .. } => schema["minItems"] = json!(ty.limits.min_length.unwrap_or(1).max(1)),
        FieldKind::ManyToMany(_) if !ty.blank => schema["minItems"] = json!(1),
        FieldKind::Dict { allow_empty: false, .. } => schema["minProperties"] = json!(1),
        FieldKind::File => *schema = json!({"type": "string", "contentMediaType": "application/octet-stream"}),
        FieldKind::Char { .. } | FieldKind::Text | FieldKind::Email | FieldKind::Url | FieldKind::Slug { .. } | FieldKind::Regex { .. } => {}
        FieldKind::MultipleChoice { .. } | FieldKind::List { .. } | FieldKind::Dict { .. } | FieldKind::Boolean | FieldKind::Integer { .. } => {}
        FieldKind::Float | FieldKind::Decimal { .. } | FieldKind::Date | FieldKind::Time | FieldKind::DateTime | FieldKind::Duration => {}
        FieldKind::Uuid | FieldKind::Ip { .. } | FieldKind::Json | FieldKind::Choice { .. } | FieldKind::ForeignKey(_) => {}
        FieldKind::OneToOne(_) | FieldKind::ManyToMany(_) | FieldKind::Nested { .. } => {}
        FieldKind::Custom { base, .. } => demand_content(schema, &ValueType { kind: base.as_ref().clone(), ..ty.clone() }),
    }
}

/// Adds lengths and bounds, in the words that fit the schema's type.
pub(crate) fn limit(schema: &mut Value, ty: &ValueType) {
    let (shortest, longest) = if schema["type"] == "array" { ("minItems", "maxItems") } else { ("minLength", "maxLength") };
    let of_number = schema["type"] == "integer" || schema["type"] == "number";
    // The format says that 64 bits bound it, and many readers of JSON would round those bounds.
    let told = |bound: &Spec| matches!(bound.as_int(), Some(i64::MIN | i64::MAX));
    let bound = |bound: &Option<Spec>| bound.as_ref().filter(|bound| of_number && !told(bound)).and_then(number);
    let limits = [
        (shortest, ty.limits.min_length.map(|length| json!(length))),
        (longest, ty.limits.max_length.map(|length| json!(length))),
        ("minimum", bound(&ty.limits.min)),
        ("maximum", bound(&ty.limits.max)),
    ];
    for (name, value) in limits {
        if let Some(value) = value {
            schema[name] = value;
        }
    }
}

/// Adds null to the types and to the enumerated values.
pub(crate) fn allow_null(schema: &mut Value) {
    if schema.get("$ref").is_some() {
        *schema = json!({"anyOf": [schema.take(), {"type": "null"}]});
    }
    if let Some(name) = schema.get("type").and_then(Value::as_str) {
        schema["type"] = json!([name, "null"]);
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
}

/// A number as JSON; `None` for what has no exact one.
fn number(value: &Spec) -> Option<Value> {
    match value {
        Spec::Int(number) => Some(json!(number)),
        Spec::Float(number) => Some(json!(number)),
        Spec::Number(text) | Spec::Decimal(text) => serde_json::from_str(text).ok(),
        _ => None,
    }
}

/// A constant as JSON, in the forms that a default or a choice can have.
pub(crate) fn constant(value: &Spec) -> Option<Value> {
    match value {
        Spec::Bool(truth) => Some(json!(truth)),
        Spec::Str(text) | Spec::Decimal(text) => Some(json!(text)),
        Spec::Uuid(uuid) => Some(json!(uuid.to_string())),
        Spec::Date(day) => Some(json!(day.to_string())),
        Spec::List(items) => items.iter().map(constant).collect(),
        Spec::Map(map) => map.iter().map(|(key, item)| Some((key.clone(), constant(item)?))).collect::<Option<serde_json::Map<_, _>>>().map(Value::Object),
        Spec::Null => Some(Value::Null),
        _ => number(value),
    }
}
