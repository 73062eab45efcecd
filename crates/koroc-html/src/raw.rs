//! The form for a body written by hand.

use koroc_spec::{FieldKind, Map, Method, Operation, Parser, Resolved, Shape, ShapeField, Value};
use serde::Serialize;

use crate::ApiPage;
use crate::held::held;
use crate::text::json;

/// What `raw.html` reads.
#[derive(Serialize)]
pub(crate) struct Raw<'a> {
    /// The methods that can be sent, one button each.
    methods: Vec<&'static str>,
    media_types: Vec<&'a str>,
    content: String,
}

/// The form of this page, if the user may send a body.
pub(crate) fn raw<'a>(resolved: &'a Resolved, page: &ApiPage<'_>, offers: impl Fn(Method) -> bool) -> Option<Raw<'a>> {
    let route = &resolved.routes[page.route];
    let bodies: Vec<&Operation> = route.operations.iter().map(|&at| &resolved.operations[at]).filter(|op| takes_body(op.method) && offers(op.method)).collect();
    let first = bodies.first()?;
    // A multipart body needs a boundary in its header, which nobody writes by hand.
    let media_types = first.policy.parsers.iter().filter(|parser| **parser != Parser::MultiPart).map(|parser| parser.media_type()).collect();
    let shape = first.shape.map(|shape| &resolved.shapes[shape]);
    let is_json = first.policy.parsers.first() == Some(&Parser::Json);
    let content = shape.filter(|_| is_json).map(|shape| json(&body(resolved, shape, page), 0)).unwrap_or_default();
    Some(Raw { methods: bodies.iter().map(|operation| operation.method.as_str()).collect(), media_types, content })
}

fn takes_body(method: Method) -> bool {
    match method {
        Method::Post | Method::Put | Method::Patch => true,
        Method::Get | Method::Delete => false,
    }
}

/// What was sent and refused, the writable part of the row, or an object to fill in.
fn body(resolved: &Resolved, shape: &Shape, page: &ApiPage<'_>) -> Value {
    let fields = shape.fields.iter().filter(|field| !field.read_only);
    let refused = page.errors.is_some();
    let value = |field| held(resolved, shape, field, page.values).cloned().or_else(|| (!refused).then(|| empty(field)));
    Value::Map(fields.filter_map(|field| Some((field.name.clone(), value(field)?))).collect())
}

/// What stands for nothing yet.
fn empty(field: &ShapeField) -> Value {
    if field.ty.null { Value::Null } else { empty_kind(&field.ty.kind) }
}

fn empty_kind(kind: &FieldKind) -> Value {
    match kind {
        FieldKind::Char { .. } | FieldKind::Text | FieldKind::Email | FieldKind::Url | FieldKind::Slug { .. } | FieldKind::Regex { .. } => Value::from(""),
        FieldKind::Boolean => Value::Bool(false),
        FieldKind::MultipleChoice { .. } | FieldKind::List { .. } | FieldKind::ManyToMany(_) | FieldKind::Nested { many: true, .. } => Value::List(Vec::new()),
        FieldKind::Dict { .. } | FieldKind::Nested { many: false, .. } => Value::Map(Map::new()),
        FieldKind::Integer { .. } | FieldKind::Float | FieldKind::Decimal { .. } | FieldKind::Date | FieldKind::Time | FieldKind::DateTime => Value::Null,
        FieldKind::Duration | FieldKind::Uuid | FieldKind::Ip { .. } | FieldKind::Json | FieldKind::Choice { .. } | FieldKind::File => Value::Null,
        FieldKind::ForeignKey(_) | FieldKind::OneToOne(_) => Value::Null,
        FieldKind::Custom { base, .. } => empty_kind(base),
    }
}
