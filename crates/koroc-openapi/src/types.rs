//! The schema of one value, by its kind and limits.

use koroc_spec::{Choice, FieldKind, IntegerWidth, IpProtocol, RelatedBy, Relation, Resolved, ShapeField, Value as Spec, ValueType};
use serde_json::{Value, json};

use crate::limits::{allow_null, constant, demand_content, limit};
use crate::schemas::{request, response};

/// The schema of a field, as it is sent or as it is answered.
pub(crate) fn field_schema(resolved: &Resolved, field: &ShapeField, sent: bool) -> Value {
    let mut schema = schema_of(resolved, &field.ty, sent);
    if sent {
        demand_content(&mut schema, &field.ty);
    }
    let help = [field.help.clone(), choices_text(&field.ty.kind)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    if !help.is_empty() {
        schema["description"] = json!(help);
    }
    if field.password {
        schema["format"] = json!("password");
    }
    if field.ty.null {
        allow_null(&mut schema);
    }
    schema
}

/// The schema of a value that is there: null and emptiness are matters of the field.
pub(crate) fn value_schema(resolved: &Resolved, ty: &ValueType) -> Value {
    schema_of(resolved, ty, false)
}

/// As [`value_schema`], of a value that is sent or answered: objects of other serializers differ.
fn schema_of(resolved: &Resolved, ty: &ValueType, sent: bool) -> Value {
    let text = || json!({"type": "string"});
    let formatted = |format: &str| match (ty.blank, sent) {
        (false, _) => json!({"type": "string", "format": format}),
        (true, true) => json!({"type": "string", "anyOf": [{"format": format}, {"maxLength": 0}]}),
        (true, false) => text(),
    };
    let mut schema = match &ty.kind {
        FieldKind::Boolean => json!({"type": "boolean"}),
        FieldKind::Char { .. } | FieldKind::Text => text(),
        FieldKind::Email => formatted("email"),
        FieldKind::Url => formatted("uri"),
        FieldKind::Slug { allow_unicode: false } => json!({"type": "string", "pattern": if ty.blank { "^[-a-zA-Z0-9_]*$" } else { "^[-a-zA-Z0-9_]+$" }}),
        FieldKind::Slug { allow_unicode: true } => text(),
        // Python's groups with names and flags are no pattern of JSON Schema.
        FieldKind::Regex { pattern } if pattern.contains("(?") => text(),
        FieldKind::Regex { pattern } => json!({"type": "string", "pattern": pattern}),
        FieldKind::Integer { .. } if ty.wire.as_string == Some(true) => json!({"type": "string", "pattern": "^-?[0-9]+$"}),
        FieldKind::Integer { width, .. } => integer(*width),
        FieldKind::Float => json!({"type": "number", "format": "double"}),
        FieldKind::Decimal { max_digits, decimal_places } if ty.wire.as_string == Some(false) => decimal_number(*max_digits, *decimal_places),
        FieldKind::Decimal { max_digits, decimal_places } => {
            json!({"type": "string", "format": "decimal", "pattern": decimal_pattern(*max_digits, *decimal_places)})
        }
        FieldKind::Date if is_iso(ty, sent) => formatted("date"),
        FieldKind::DateTime if is_iso(ty, sent) && !ty.wire.naive => formatted("date-time"),
        FieldKind::Date | FieldKind::DateTime => text(),
        // The formats `time` and `duration` are RFC 3339's and ISO 8601's; Django's are neither.
        FieldKind::Time if is_iso(ty, sent) && !ty.blank => json!({"type": "string", "pattern": TIME, "examples": ["14:30:00"]}),
        FieldKind::Time => text(),
        FieldKind::Duration if ty.blank => text(),
        FieldKind::Duration => json!({"type": "string", "pattern": DURATION, "examples": ["1 02:30:00"]}),
        FieldKind::Uuid => match ty.wire.format.as_deref() {
            Some("int") if !sent => json!({"type": "integer"}),
            Some(_) if !sent => text(),
            // Every form of it is read.
            Some(_) | None => json!({"type": "string", "format": "uuid"}),
        },
        FieldKind::Ip { protocol: IpProtocol::V4 } => formatted("ipv4"),
        FieldKind::Ip { protocol: IpProtocol::V6 } => formatted("ipv6"),
        FieldKind::Ip { protocol: IpProtocol::Both } if ty.blank => text(),
        FieldKind::Ip { protocol: IpProtocol::Both } => json!({"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}),
        FieldKind::Json if sent && !ty.null => json!({"not": {"type": "null"}}),
        FieldKind::Json => json!({}),
        FieldKind::Choice { choices } => choice(choices, ty.blank),
        FieldKind::MultipleChoice { choices, .. } => json!({"type": "array", "items": choice(choices, false), "uniqueItems": true}),
        FieldKind::List { child, .. } => json!({"type": "array", "items": child_schema(resolved, child.as_deref(), sent)}),
        FieldKind::Dict { child, .. } => json!({"type": "object", "additionalProperties": child_schema(resolved, child.as_deref(), sent)}),
        FieldKind::File => formatted("uri"),
        FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => key(resolved, relation),
        FieldKind::Nested { shape, many, .. } => {
            let shape = &resolved.shapes[*shape];
            let object = if sent { request(shape) } else { response(shape) };
            if *many { json!({"type": "array", "items": object}) } else { object }
        }
        FieldKind::ManyToMany(relation) => json!({"type": "array", "items": key(resolved, relation), "uniqueItems": true}),
        FieldKind::Custom { base, .. } => return schema_of(resolved, &ValueType { kind: base.as_ref().clone(), ..ty.clone() }, sent),
    };
    limit(&mut schema, ty);
    schema
}

/// Hours and minutes, with seconds and their parts.
const TIME: &str = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$";

/// Days, and hours to seconds with their parts.
const DURATION: &str = r"^(-?\d{1,9} )?\d{2}:\d{2}:\d{2}(\.\d{1,6})?$";

fn integer(width: IntegerWidth) -> Value {
    match width {
        IntegerWidth::Small | IntegerWidth::Normal => json!({"type": "integer", "format": "int32"}),
        IntegerWidth::Big => json!({"type": "integer", "format": "int64"}),
        IntegerWidth::Unbounded => json!({"type": "integer"}),
    }
}

/// A number with as many digits before the point as there may be.
fn decimal_number(max_digits: Option<u32>, decimal_places: Option<u32>) -> Value {
    let most = max_digits.and_then(|digits| 10_u64.checked_pow(digits.saturating_sub(decimal_places.unwrap_or(0))));
    most.map_or_else(|| json!({"type": "number"}), |most| json!({"type": "number", "exclusiveMinimum": -most.cast_signed(), "exclusiveMaximum": most}))
}

/// Plain notation with a digit before the point; DRF reads more (`.5`, `5.`, `1e2`), and this is what a client does best to send.
fn decimal_pattern(max_digits: Option<u32>, decimal_places: Option<u32>) -> String {
    let most = |digits: Option<u32>| digits.map(|digits| digits.to_string()).unwrap_or_default();
    let whole = max_digits.map(|digits| digits.saturating_sub(decimal_places.unwrap_or(0)).max(1));
    let fraction = if decimal_places == Some(0) { String::new() } else { format!("(\\.\\d{{1,{}}})?", most(decimal_places)) };
    format!("^-?\\d{{1,{}}}{fraction}$", most(whole))
}

/// Whether a date or a time is in the form of ISO 8601: one that is sent where that form is read, one that is answered where it is written.
fn is_iso(ty: &ValueType, sent: bool) -> bool {
    if !sent {
        return ty.wire.format.as_deref().is_none_or(|format| format == "iso-8601");
    }
    let formats = &ty.wire.input_formats;
    formats.is_empty() || formats.iter().any(|format| matches!(format.as_str(), "iso-8601" | "%Y-%m-%d"))
}

fn choice(choices: &[Choice], blank: bool) -> Value {
    let items = Choice::items(choices);
    let kind = if items.iter().all(|(value, _)| value.as_int().is_some()) && !items.is_empty() { "integer" } else { "string" };
    let mut values: Vec<Value> = items.into_iter().filter_map(|(value, _)| constant(value)).collect();
    if blank && kind == "string" {
        values.push(json!(""));
    }
    json!({"type": kind, "enum": values})
}

/// The choices with their labels, where a label says more than its value.
fn choices_text(kind: &FieldKind) -> String {
    let (FieldKind::Choice { choices } | FieldKind::MultipleChoice { choices, .. }) = kind else { return String::new() };
    let line = |(value, label): (&Spec, &str)| {
        constant(value).map(|value| format!("* `{}`: {label}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
    };
    Choice::items(choices).into_iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

fn child_schema(resolved: &Resolved, child: Option<&ValueType>, sent: bool) -> Value {
    let Some(child) = child else { return json!({}) };
    let mut schema = schema_of(resolved, child, sent);
    if sent {
        demand_content(&mut schema, child);
    }
    if child.null {
        allow_null(&mut schema);
    }
    schema
}

/// What names a row of the related model: its key, one of its fields, its text or its address.
fn key(resolved: &Resolved, relation: &Relation) -> Value {
    let Some(model) = relation.target.map(|target| &resolved.models[target]) else { return json!({}) };
    let named = match &relation.by {
        RelatedBy::Key => Some(model.primary_key()),
        RelatedBy::Field(name) => model.field(name),
        RelatedBy::Text => return json!({"type": "string"}),
        RelatedBy::Url { .. } => return json!({"type": "string", "format": "uri-reference"}),
    };
    named.map_or_else(|| json!({}), |field| value_schema(resolved, &bare(&model.fields[field].ty)))
}

/// The type without what is a matter of its own column.
fn bare(ty: &ValueType) -> ValueType {
    ValueType::of(ty.kind.clone())
}

#[cfg(test)]
mod tests {
    use koroc_spec::{App, OnDelete, Settings, resolve};

    use super::*;

    fn sent(kind: FieldKind, change: impl FnOnce(&mut ShapeField)) -> Value {
        let resolved = resolve(&App { name: "empty".to_owned(), ..App::default() }, &Settings::default()).expect("an empty application has no mistakes");
        let mut field = ShapeField::new("field", ValueType::of(kind));
        change(&mut field);
        field_schema(&resolved, &field, true)
    }

    #[test]
    fn every_kind_has_its_schema() {
        let relation = || Relation::to("a.B", OnDelete::Cascade);
        let choices = || vec![Choice::item(1, "One"), Choice::Group { label: "More".to_owned(), items: vec![Choice::item(2, "Two")] }];
        let list = |child| FieldKind::List { child, allow_empty: false };
        for (kind, schema) in [
            (FieldKind::Boolean, json!({"type": "boolean"})),
            (FieldKind::Char { trim: true }, json!({"type": "string", "minLength": 1})),
            (FieldKind::Text, json!({"type": "string", "minLength": 1})),
            (FieldKind::Email, json!({"type": "string", "format": "email", "minLength": 1})),
            (FieldKind::Url, json!({"type": "string", "format": "uri", "minLength": 1})),
            (FieldKind::Slug { allow_unicode: true }, json!({"type": "string", "minLength": 1})),
            (FieldKind::Regex { pattern: "^a+$".to_owned() }, json!({"type": "string", "pattern": "^a+$", "minLength": 1})),
            (FieldKind::Regex { pattern: "(?P<x>a)".to_owned() }, json!({"type": "string", "minLength": 1})),
            (FieldKind::Integer { width: IntegerWidth::Unbounded, positive: false }, json!({"type": "integer"})),
            (FieldKind::Integer { width: IntegerWidth::Normal, positive: true }, json!({"type": "integer", "format": "int32"})),
            (FieldKind::Float, json!({"type": "number", "format": "double"})),
            (
                FieldKind::Decimal { max_digits: None, decimal_places: None },
                json!({"type": "string", "format": "decimal", "pattern": r"^-?\d{1,}(\.\d{1,})?$"}),
            ),
            (FieldKind::Decimal { max_digits: Some(3), decimal_places: Some(0) }, json!({"type": "string", "format": "decimal", "pattern": r"^-?\d{1,3}$"})),
            (FieldKind::Date, json!({"type": "string", "format": "date"})),
            (FieldKind::Time, json!({"type": "string", "pattern": TIME, "examples": ["14:30:00"]})),
            (FieldKind::DateTime, json!({"type": "string", "format": "date-time"})),
            (FieldKind::Duration, json!({"type": "string", "pattern": DURATION, "examples": ["1 02:30:00"]})),
            (FieldKind::Uuid, json!({"type": "string", "format": "uuid"})),
            (FieldKind::Ip { protocol: IpProtocol::V6 }, json!({"type": "string", "format": "ipv6"})),
            (FieldKind::Ip { protocol: IpProtocol::Both }, json!({"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]})),
            (FieldKind::Json, json!({"not": {"type": "null"}})),
            (FieldKind::Choice { choices: choices() }, json!({"type": "integer", "enum": [1, 2], "description": "* `1`: One\n* `2`: Two"})),
            (
                FieldKind::MultipleChoice { choices: vec![Choice::item("a", "A")], allow_empty: true },
                json!({"type": "array", "items": {"type": "string", "enum": ["a"]}, "uniqueItems": true, "description": "* `a`: A"}),
            ),
            (list(None), json!({"type": "array", "items": {}, "minItems": 1})),
            (list(Some(Box::new(ValueType::of(FieldKind::Boolean)))), json!({"type": "array", "items": {"type": "boolean"}, "minItems": 1})),
            (FieldKind::Dict { child: None, allow_empty: false }, json!({"type": "object", "additionalProperties": {}, "minProperties": 1})),
            (FieldKind::File, json!({"type": "string", "contentMediaType": "application/octet-stream"})),
            (FieldKind::ForeignKey(relation()), json!({})),
            (FieldKind::OneToOne(relation()), json!({})),
            (FieldKind::ManyToMany(relation()), json!({"type": "array", "items": {}, "uniqueItems": true, "minItems": 1})),
            (FieldKind::Custom { base: Box::new(FieldKind::Email), name: "work".to_owned() }, json!({"type": "string", "format": "email", "minLength": 1})),
        ] {
            assert_eq!(sent(kind.clone(), |_| {}), schema, "{kind:?}");
        }
    }

    #[test]
    fn what_a_type_says_shows_in_its_schema() {
        let choice = FieldKind::Choice { choices: vec![Choice::item("a", "A")] };
        let open = |field: &mut ShapeField| (field.ty.null, field.ty.blank) = (true, true);
        assert_eq!(sent(choice, open), json!({"type": ["string", "null"], "enum": ["a", "", null], "description": "* `a`: A"}));
        assert_eq!(sent(FieldKind::Email, open), json!({"type": ["string", "null"], "anyOf": [{"format": "email"}, {"maxLength": 0}]}));
        let number = |field: &mut ShapeField| field.ty.wire.as_string = Some(false);
        let price = FieldKind::Decimal { max_digits: Some(6), decimal_places: Some(2) };
        assert_eq!(sent(price, number), json!({"type": "number", "exclusiveMinimum": -10000, "exclusiveMaximum": 10000}));
        assert_eq!(sent(FieldKind::Json, open), json!({}));
        let day = |field: &mut ShapeField| field.ty.wire.input_formats = vec!["%d.%m.%Y".to_owned()];
        assert_eq!(sent(FieldKind::Date, day), json!({"type": "string"}));
        let range = |field: &mut ShapeField| (field.ty.limits.min, field.ty.limits.max) = (Some(Spec::Int(0)), Some(Spec::Int(i64::MAX)));
        assert_eq!(sent(FieldKind::Integer { width: IntegerWidth::Big, positive: true }, range), json!({"type": "integer", "format": "int64", "minimum": 0}));
    }
}
