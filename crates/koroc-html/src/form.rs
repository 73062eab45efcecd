//! The form that makes or replaces a row: one input a field, with what stands in it and what was wrong with it.

use koroc_spec::{Action, Method, Parser, Resolved, Shape, ShapeField, Value};
use serde::Serialize;

use crate::ApiPage;
use crate::held::held;
use crate::hints::hints;
use crate::text::plain;
use crate::widget::{Widget, widget};

/// What `form.html` reads.
#[derive(Serialize)]
pub(crate) struct Form<'a> {
    method: &'static str,
    /// Whether a browser sends it by itself: it knows no PUT.
    plain: bool,
    encoding: &'a str,
    fields: Vec<Input<'a>>,
    /// What is wrong with the form as a whole.
    errors: Vec<String>,
}

/// What `field.html` reads.
#[derive(Serialize)]
struct Input<'a> {
    name: &'a str,
    label: &'a str,
    help: &'a str,
    hints: Vec<String>,
    required: bool,
    widget: Widget,
    text: String,
    errors: Vec<String>,
    /// Whether the cursor starts here: at the first field that is wrong.
    focus: bool,
}

/// The form of this page, if its route takes forms and the user may send one.
pub(crate) fn form<'a>(resolved: &'a Resolved, page: &ApiPage<'a>, offers: impl Fn(Method) -> bool) -> Option<Form<'a>> {
    let route = &resolved.routes[page.route];
    let operation = route.operations.iter().map(|&operation| &resolved.operations[operation]).find(|operation| match operation.action {
        Action::Create | Action::Update => offers(operation.method),
        Action::List | Action::Retrieve | Action::PartialUpdate | Action::Destroy | Action::Extra | Action::Handler | Action::Root => false,
        Action::ObtainToken | Action::Login | Action::Logout | Action::Schema | Action::Media => false,
    })?;
    let shape = &resolved.shapes[operation.shape?];
    let parsers = &operation.policy.parsers;
    let has_file = shape.fields.iter().any(|field| !field.read_only && !field.hidden && matches!(widget(resolved, field, None), Widget::File));
    let encoding = match (parsers.contains(&Parser::Form), parsers.contains(&Parser::MultiPart)) {
        (_, true) if has_file => &Parser::MultiPart,
        (true, _) => &Parser::Form,
        (false, true) => &Parser::MultiPart,
        (false, false) => return None,
    };
    let fields = shape.fields.iter().filter(|field| !field.read_only && !field.hidden);
    let mut fields: Vec<Input<'a>> = fields.map(|field| input(resolved, shape, field, page)).collect();
    if let Some(wrong) = fields.iter_mut().find(|field| !field.errors.is_empty()) {
        wrong.focus = true;
    }
    Some(Form {
        method: operation.method.as_str(),
        plain: operation.method == Method::Post,
        encoding: encoding.media_type(),
        fields,
        errors: general_errors(shape, page.errors),
    })
}

fn input<'a>(resolved: &'a Resolved, shape: &Shape, field: &'a ShapeField, page: &ApiPage<'_>) -> Input<'a> {
    let value = held(resolved, shape, field, page.values);
    let text = if field.password { String::new() } else { value.map(plain).unwrap_or_default() };
    let related = page.related.iter().find(|(name, _)| *name == field.name).map(|(_, rows)| rows.as_slice());
    let widget = widget(resolved, field, related).holding(&text, value);
    Input {
        name: &field.name,
        label: &field.label,
        help: &field.help,
        hints: if related.is_some() { Vec::new() } else { hints(resolved, field) },
        required: field.required,
        text: widget.text(text),
        widget,
        errors: page.errors.and_then(Value::as_map).and_then(|errors| errors.get(&field.name)).map(messages).unwrap_or_default(),
        focus: false,
    }
}

/// The messages that belong to no field of the form: those of the whole object, and those of fields that it does not show.
fn general_errors(shape: &Shape, errors: Option<&Value>) -> Vec<String> {
    let shown = |name: &String| shape.fields.iter().any(|field| field.name == *name && !field.read_only && !field.hidden);
    match errors {
        Some(Value::Map(map)) => map.iter().filter(|(name, _)| !shown(name)).flat_map(|(_, messages_of)| messages(messages_of)).collect(),
        Some(list) => messages(list),
        None => Vec::new(),
    }
}

/// All texts in a part of an error answer.
fn messages(errors: &Value) -> Vec<String> {
    match errors {
        Value::List(items) => items.iter().flat_map(messages).collect(),
        Value::Map(map) => map.values().flat_map(messages).collect(),
        message => vec![plain(message)],
    }
}
