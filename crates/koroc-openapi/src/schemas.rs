//! The schemas that operations refer to: three a serializer (answered, sent, sent in part), pages, errors.

pub(crate) mod errors;

use koroc_spec::{DefaultValue, Pagination, Resolved, Shape, ShapeField};
use serde_json::{Map, Value, json};

use crate::limits::constant;
use crate::types::field_schema;

/// A reference to what the shape answers.
pub(crate) fn response(shape: &Shape) -> Value {
    reference(&shape.name)
}

/// A page of what the shape answers: a reference, or the plain array of a list without pages.
pub(crate) fn page(shape: &Shape, pagination: &Pagination) -> Value {
    match pagination {
        Pagination::Off => json!({"type": "array", "items": response(shape)}),
        Pagination::PageNumber(_) | Pagination::LimitOffset(_) => reference(&format!("Paginated{}List", shape.name)),
        Pagination::Cursor(_) => reference(&format!("CursorPaginated{}List", shape.name)),
    }
}

/// A reference to what the shape takes.
pub(crate) fn request(shape: &Shape) -> Value {
    reference(&format!("{}Request", shape.name))
}

/// A reference to what the shape takes in part.
pub(crate) fn patch(shape: &Shape) -> Value {
    reference(&format!("Patched{}Request", shape.name))
}

pub(crate) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// The schemas to which the paths and the refusals refer, and those to which these refer, in the order of their serializers.
pub(crate) fn components(resolved: &Resolved, paths: &Value, refusals: &Value) -> Value {
    let mut all: Vec<(String, Value)> = Vec::new();
    let mut add = |name: String, schema: Value| {
        // Serializers of one name are one serializer, used in several places.
        if !all.iter().any(|(known, _)| *known == name) {
            all.push((name, schema));
        }
    };
    for shape in &resolved.shapes {
        add(format!("Paginated{}List", shape.name), page_schema(shape, true));
        add(format!("CursorPaginated{}List", shape.name), page_schema(shape, false));
        add(shape.name.clone(), answered(resolved, shape));
        add(format!("{}Request", shape.name), sent(resolved, shape, true));
        add(format!("Patched{}Request", shape.name), sent(resolved, shape, false));
    }
    add("Errors".to_owned(), errors::by_field(resolved));
    add("Detail".to_owned(), errors::detail());
    let mut used = vec![false; all.len()];
    let mut text = paths.to_string() + &refusals.to_string();
    while let Some(next) = (0..all.len()).find(|&at| !used[at] && text.contains(&reference(&all[at].0).to_string())) {
        used[next] = true;
        text.push_str(&all[next].1.to_string());
    }
    Value::Object(all.into_iter().zip(used).filter(|(_, used)| *used).map(|(schema, _)| schema).collect())
}

fn answered(resolved: &Resolved, shape: &Shape) -> Value {
    let fields: Vec<&ShapeField> = shape.fields.iter().filter(|field| !field.write_only && !field.hidden).collect();
    // What is no row may lack what was not sent; a field without a value then is not shown.
    let shown = |field: &&&ShapeField| shape.model.is_some() || field.required || field.ty.null || field.default.is_some();
    let names: Vec<&str> = fields.iter().filter(shown).map(|field| field.name.as_str()).collect();
    let properties = fields.iter().map(|field| {
        let mut schema = field_schema(resolved, field, false);
        if field.read_only {
            schema["readOnly"] = json!(true);
        }
        (field.name.clone(), schema)
    });
    object(resolved, shape, properties.collect(), &names)
}

fn sent(resolved: &Resolved, shape: &Shape, whole: bool) -> Value {
    let fields: Vec<&ShapeField> = shape.fields.iter().filter(|field| !field.read_only && !field.hidden).collect();
    let required: Vec<&str> = fields.iter().filter(|field| whole && field.required).map(|field| field.name.as_str()).collect();
    let properties = fields.iter().map(|field| {
        let mut schema = field_schema(resolved, field, true);
        if field.write_only {
            schema["writeOnly"] = json!(true);
        }
        if let Some(default) = default(resolved, shape, field).filter(|_| whole) {
            schema["default"] = default;
        }
        (field.name.clone(), schema)
    });
    object(resolved, shape, properties.collect(), &required)
}

fn object(resolved: &Resolved, shape: &Shape, properties: Map<String, Value>, required: &[&str]) -> Value {
    let mut schema = json!({"type": "object"});
    let help = shape.model.map(|model| resolved.models[model].help.as_str()).filter(|help| !help.is_empty());
    if let Some(help) = help {
        schema["description"] = json!(help);
    }
    schema["properties"] = Value::Object(properties);
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// What a row gets that was sent without this field, where it is always the same.
fn default(resolved: &Resolved, shape: &Shape, field: &ShapeField) -> Option<Value> {
    // A field that must be sent never gets one, whatever the model has.
    if field.required {
        return None;
    }
    let column = field.column().zip(shape.model).and_then(|(column, model)| resolved.models[model].fields[column].default.as_ref());
    match field.default.as_ref().or(column)? {
        DefaultValue::Const(value) => constant(value),
        DefaultValue::Now | DefaultValue::Today | DefaultValue::Uuid4 | DefaultValue::Named(_) | DefaultValue::CurrentUser => None,
    }
}

/// A page; a cursor's does not count all rows.
fn page_schema(shape: &Shape, counted: bool) -> Value {
    let link = |what: &str| json!({"type": ["string", "null"], "format": "uri", "description": what});
    let mut properties = Map::new();
    if counted {
        properties.insert("count".to_owned(), json!({"type": "integer", "minimum": 0, "description": "How many rows there are on all pages."}));
    }
    properties.insert("next".to_owned(), link("The next page."));
    properties.insert("previous".to_owned(), link("The page before."));
    properties.insert("results".to_owned(), json!({"type": "array", "items": response(shape)}));
    let required: Vec<String> = properties.keys().cloned().collect();
    json!({"type": "object", "properties": properties, "required": required})
}
