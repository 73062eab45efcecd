//! OPTIONS: what a route is, and which fields it takes from whoever asks (DRF's SimpleMetadata).

use http::Method;
use koroc_spec::{Choice, FieldKind, Map, Metadata, RouteKind, Shape, ShapeField, Source, Value, ValueType};

use crate::call::Call;
use crate::plan::base;
use crate::{ApiError, Reply, permit, rows};

/// The description of the call's route.
pub(crate) async fn options(call: &mut Call<'_>) -> Result<Reply, ApiError> {
    let route = call.route();
    let mut out = Map::from([
        ("name".to_owned(), Value::from(route.title.as_str())),
        ("description".to_owned(), Value::from(route.description.as_str())),
        ("renders".to_owned(), Value::List(route.policy.renderers.iter().map(|renderer| Value::from(renderer.media_type())).collect())),
        ("parses".to_owned(), Value::List(route.policy.parsers.iter().map(|parser| Value::from(parser.media_type())).collect())),
    ]);
    let actions = actions(call).await?;
    if !actions.is_empty() {
        out.insert("actions".to_owned(), Value::Map(actions));
    }
    let usual = Value::Map(out);
    match &call.policy().metadata {
        Metadata::Own(name) => {
            let describe = call.service.own().metadata.get(name).ok_or_else(|| ApiError::internal("metadata has behaviour"))?;
            Ok(Reply::json(&describe(call.context(None, None), usual).await?))
        }
        Metadata::Described | Metadata::Off => Ok(Reply::json(&usual)),
    }
}

/// The fields of POST and PUT, where whoever asks may use them.
async fn actions(call: &Call<'_>) -> Result<Map, ApiError> {
    let mut actions = Map::new();
    if matches!(call.route().kind, RouteKind::Handler | RouteKind::Function) {
        return Ok(actions);
    }
    for method in [Method::PUT, Method::POST] {
        let Some(place) = call.route_plan().operation(&method) else { continue };
        let (operation, plan) = (&call.service.resolved().operations[place], call.service.operation_plan(place));
        let Some(shape) = operation.options_shape.or(operation.shape) else { continue };
        if !permit::would_allow(call, &plan.check, &method, None).await? {
            continue;
        }
        if method == Method::PUT {
            match rows::object_for(call, operation, plan, &method).await {
                Ok(_) => {}
                Err(error) if error.status().is_client_error() => continue,
                Err(error) => return Err(error),
            }
        }
        actions.insert(method.as_str().to_owned(), Value::Map(fields(&call.service.resolved().shapes, shape)));
    }
    Ok(actions)
}

/// The fields that people see, those of nested serializers inside them.
fn fields(shapes: &[Shape], shape: usize) -> Map {
    shapes[shape].fields.iter().filter(|field| !field.hidden).map(|field| (field.name.clone(), Value::Map(described(shapes, field)))).collect()
}

fn described(shapes: &[Shape], field: &ShapeField) -> Map {
    let mut out = Map::new();
    let mut say = |name: &str, value: Value| drop(out.insert(name.to_owned(), value));
    // A field of another row is DRF's ReadOnlyField, unless it says what to show without one.
    let bare = matches!(field.source, Source::Path { field: Some(_), .. }) && field.default.is_none();
    say("type", Value::from(if bare { "field" } else { type_name(&field.ty.kind) }));
    say("required", Value::Bool(field.required && !field.read_only));
    say("read_only", Value::Bool(field.read_only));
    for (name, text) in [("label", &field.label), ("help_text", &field.help)] {
        if !text.is_empty() {
            say(name, Value::from(text.as_str()));
        }
    }
    // What the model says of values is nobody's who cannot send any.
    if !(field.read_only && matches!(field.source, Source::Field(_) | Source::Path { .. })) {
        limits(&field.ty, &mut out);
    }
    match base(&field.ty.kind) {
        FieldKind::Nested { shape, many: false, .. } => drop(out.insert("children".to_owned(), Value::Map(fields(shapes, *shape)))),
        FieldKind::Nested { shape, many: true, .. } => {
            let child = [
                ("type".to_owned(), Value::from("nested object")),
                ("required".to_owned(), Value::Bool(field.required && !field.read_only)),
                ("read_only".to_owned(), Value::Bool(field.read_only)),
                ("children".to_owned(), Value::Map(fields(shapes, *shape))),
            ];
            out.insert("child".to_owned(), Value::Map(Map::from(child)));
        }
        _ => parts(&field.ty, field.read_only, &mut out),
    }
    out
}

/// Lengths, bounds and digits, as far as DRF's field of this kind has them.
fn limits(ty: &ValueType, out: &mut Map) {
    let (mut lengths, mut bounds, mut digits) = (false, false, None);
    match base(&ty.kind) {
        FieldKind::Char { .. }
        | FieldKind::Text
        | FieldKind::Email
        | FieldKind::Url
        | FieldKind::Slug { .. }
        | FieldKind::Regex { .. }
        | FieldKind::Ip { .. }
        | FieldKind::List { .. }
        | FieldKind::File => lengths = true,
        FieldKind::Integer { .. } | FieldKind::Float | FieldKind::Duration => bounds = true,
        FieldKind::Decimal { max_digits, decimal_places } => (bounds, digits) = (true, Some((*max_digits, *decimal_places))),
        FieldKind::Boolean
        | FieldKind::Date
        | FieldKind::Time
        | FieldKind::DateTime
        | FieldKind::Uuid
        | FieldKind::Json
        | FieldKind::Choice { .. }
        | FieldKind::MultipleChoice { .. }
        | FieldKind::Dict { .. }
        | FieldKind::ForeignKey(_)
        | FieldKind::OneToOne(_)
        | FieldKind::ManyToMany(_)
        | FieldKind::Nested { .. }
        | FieldKind::Custom { .. } => {}
    }
    let number = |number: u64| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let mut say = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            out.insert(name.to_owned(), value);
        }
    };
    if lengths {
        say("min_length", ty.limits.min_length.map(number));
        say("max_length", ty.limits.max_length.map(number));
    }
    if bounds {
        say("min_value", ty.limits.min.clone().map(plain_bound));
        say("max_value", ty.limits.max.clone().map(plain_bound));
    }
    if let Some((max_digits, decimal_places)) = digits {
        say("max_digits", max_digits.map(|digits| number(digits.into())));
        say("decimal_places", decimal_places.map(|places| number(places.into())));
    }
}

/// A bound as JSON: decimals are text.
fn plain_bound(bound: Value) -> Value {
    match bound {
        Value::Decimal(text) => Value::Str(text),
        other => other,
    }
}

/// The type of a list's items, the choices of a choice.
fn parts(ty: &ValueType, read_only: bool, out: &mut Map) {
    let kind = base(&ty.kind);
    if let FieldKind::List { child: Some(child), .. } | FieldKind::Dict { child: Some(child), .. } = kind {
        let mut item = Map::from([
            ("type".to_owned(), Value::from(type_name(&child.kind))),
            ("required".to_owned(), Value::Bool(true)),
            ("read_only".to_owned(), Value::Bool(false)),
        ]);
        limits(child, &mut item);
        parts(child, false, &mut item);
        out.insert("child".to_owned(), Value::Map(item));
    }
    if let (FieldKind::Choice { choices } | FieldKind::MultipleChoice { choices, .. }, false) = (kind, read_only) {
        // A number without a label of its own shows itself.
        let shown =
            |value: &Value, label: &str| if value.as_int().is_some_and(|number| number.to_string() == label) { value.clone() } else { Value::from(label) };
        let choice =
            |(value, label): (&Value, &str)| Value::Map(Map::from([("value".to_owned(), value.clone()), ("display_name".to_owned(), shown(value, label))]));
        out.insert("choices".to_owned(), Value::List(Choice::items(choices).into_iter().map(choice).collect()));
    }
}

/// DRF's word for a kind.
fn type_name(kind: &FieldKind) -> &'static str {
    match base(kind) {
        FieldKind::Boolean => "boolean",
        FieldKind::Char { .. } | FieldKind::Text | FieldKind::Uuid | FieldKind::Ip { .. } => "string",
        FieldKind::Email => "email",
        FieldKind::Url => "url",
        FieldKind::Slug { .. } => "slug",
        FieldKind::Regex { .. } => "regex",
        FieldKind::Integer { .. } => "integer",
        FieldKind::Float => "float",
        FieldKind::Decimal { .. } => "decimal",
        FieldKind::Date => "date",
        FieldKind::Time => "time",
        FieldKind::DateTime => "datetime",
        FieldKind::Duration => "duration",
        FieldKind::Choice { .. } => "choice",
        FieldKind::MultipleChoice { .. } => "multiple choice",
        FieldKind::List { .. } => "list",
        FieldKind::Dict { .. } => "nested object",
        FieldKind::File => "file upload",
        FieldKind::Json | FieldKind::ForeignKey(_) | FieldKind::OneToOne(_) | FieldKind::ManyToMany(_) | FieldKind::Custom { .. } => "field",
        FieldKind::Nested { many: false, .. } => "nested object",
        FieldKind::Nested { many: true, .. } => "field",
    }
}
