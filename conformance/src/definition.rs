//! Reads the description of a DRF field, as `drf_fields.json` has it, into the vocabulary of `koroc-spec`.

use koroc_serial::FieldPlan;
use koroc_spec::{Choice, DefaultValue, FieldKind, IntegerWidth, IpProtocol, Limits, Map, Settings, Shape, ShapeField, Value, ValueType, Wire};

/// The shapes of a description: the last one has the field under this name, or is the serializer that is described.
pub const NAME: &str = "value";

/// Serializers in the order in which they are nested: those inside come first.
#[derive(Default)]
pub struct Shapes(pub Vec<Shape>);

impl Shapes {
    /// Adds a serializer of one field with this description; its place.
    ///
    /// # Errors
    /// A sentence about what is not known here.
    pub fn wrap(&mut self, definition: &Value) -> Result<usize, String> {
        let field = self.field(NAME, definition)?;
        Ok(self.add(vec![field]))
    }

    /// Adds the serializer that is described; its place.
    ///
    /// # Errors
    /// A sentence about what is not known here.
    pub fn serializer(&mut self, definition: &Value) -> Result<usize, String> {
        let members = Arguments::of(definition)?.take("fields").ok_or("a serializer has no fields")?;
        let Value::List(members) = members else { return Err("the fields of a serializer are no list".to_owned()) };
        let fields = members.iter().map(|member| self.member(member)).collect::<Result<_, _>>()?;
        Ok(self.add(fields))
    }

    fn member(&mut self, member: &Value) -> Result<ShapeField, String> {
        match member {
            Value::List(pair) if pair.len() == 2 => self.field(pair[0].as_str().ok_or("a field's name is no text")?, &pair[1]),
            other => Err(format!("{other:?} is no pair of a name and a field")),
        }
    }

    fn add(&mut self, fields: Vec<ShapeField>) -> usize {
        let name = format!("Recorded{}", self.0.len());
        self.0.push(Shape { name, model: None, fields, unique_together: Vec::new(), unique_for: Vec::new(), validators: Vec::new() });
        self.0.len() - 1
    }

    fn field(&mut self, name: &str, definition: &Value) -> Result<ShapeField, String> {
        let mut arguments = Arguments::of(definition)?;
        let about = |message: String| format!("{name}: {message}");
        let hidden = arguments.0.get("type").and_then(Value::as_str) == Some("HiddenField");
        let default = arguments.take("default");
        let read_only = arguments.flag("read_only") == Some(true);
        let required = arguments.flag("required").unwrap_or(default.is_none() && !read_only);
        let source = arguments.text("source").unwrap_or_else(|| name.to_owned());
        let write_only = arguments.flag("write_only") == Some(true);
        let messages = messages(&mut arguments);
        let ty = if arguments.0.contains_key("fields") { self.nested(definition, arguments) } else { value_type(arguments) };
        let mut field = ShapeField::new(name, ty.map_err(about)?);
        field.default = default.map(DefaultValue::Const);
        field.source = koroc_spec::Source::Own(source);
        Ok(ShapeField { read_only, write_only, required, hidden, messages, ..field })
    }

    fn nested(&mut self, definition: &Value, mut arguments: Arguments) -> Result<ValueType, String> {
        arguments.take("type");
        arguments.take("fields");
        let shape = self.serializer(definition)?;
        let kind = FieldKind::Nested { shape, many: arguments.flag("many") == Some(true), allow_empty: arguments.flag("allow_empty") != Some(false) };
        let null = arguments.flag("allow_null") == Some(true);
        let limits = arguments.limits();
        arguments.used_up()?;
        Ok(ValueType { null, limits, ..ValueType::of(kind) })
    }
}

/// The arguments of a DRF field, each to be taken once: what is left over is an error.
struct Arguments(Map);

/// What says nothing about which inputs are accepted, or how they are shown.
const SILENT: [&str; 8] = ["label", "help_text", "style", "initial", "html_cutoff", "html_cutoff_text", "use_url", "rounding"];

impl Arguments {
    fn of(definition: &Value) -> Result<Arguments, String> {
        let mut arguments = definition.as_map().cloned().ok_or("a field is no object")?;
        arguments.retain(|key, _| !SILENT.contains(&key.as_str()));
        Ok(Arguments(arguments))
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        self.0.shift_remove(key).filter(|value| !value.is_null())
    }

    fn flag(&mut self, key: &str) -> Option<bool> {
        self.take(key).map(|value| value == Value::Bool(true))
    }

    fn number<T: TryFrom<i64>>(&mut self, key: &str) -> Option<T> {
        self.take(key).and_then(|value| T::try_from(value.as_int()?).ok())
    }

    fn text(&mut self, key: &str) -> Option<String> {
        self.take(key).and_then(|value| value.as_str().map(str::to_owned))
    }

    fn child(&mut self) -> Result<Option<Box<ValueType>>, String> {
        self.take("child").map(|child| value_type(Arguments::of(&child)?).map(Box::new)).transpose()
    }

    fn limits(&mut self) -> Limits {
        Limits {
            min_length: self.number("min_length"),
            max_length: self.number("max_length"),
            min: self.take("min_value").map(limit),
            max: self.take("max_value").map(limit),
            ..Limits::default()
        }
    }

    fn used_up(&self) -> Result<(), String> {
        match self.0.iter().find(|(_, value)| !value.is_null()) {
            Some((key, value)) => Err(format!("an argument is not known here: {key}={value:?}")),
            None => Ok(()),
        }
    }
}

fn messages(arguments: &mut Arguments) -> Vec<(String, String)> {
    let Some(Value::Map(messages)) = arguments.take("error_messages") else { return Vec::new() };
    messages.into_iter().filter_map(|(code, text)| Some((code, text.as_str()?.to_owned()))).collect()
}

/// The type of a field that is no serializer.
fn value_type(mut arguments: Arguments) -> Result<ValueType, String> {
    let name = arguments.text("type").ok_or("a field has no type")?;
    let kind = kind(&name, &mut arguments)?;
    let input_formats = match arguments.take("input_formats") {
        Some(Value::List(formats)) => formats.iter().filter_map(|format| format.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    // A span that is not written is what the encoder of JSON makes of it.
    if name == "DurationField" && arguments.0.get("format") == Some(&Value::Null) {
        arguments.0.insert("format".to_owned(), Value::from("seconds"));
    }
    // The recorded zone is always UTC, which is ours.
    arguments.take("default_timezone");
    let ty = ValueType {
        kind,
        null: arguments.flag("allow_null") == Some(true),
        blank: arguments.flag("allow_blank").or(arguments.flag("allow_empty_file")) == Some(true),
        limits: arguments.limits(),
        wire: Wire {
            format: arguments.text("format"),
            input_formats,
            as_string: arguments.flag("coerce_to_string"),
            normalize: arguments.flag("normalize_output") == Some(true),
            naive: false,
            binary: arguments.flag("binary") == Some(true),
        },
    };
    arguments.used_up().map_err(|message| format!("{name}: {message}"))?;
    Ok(ty)
}

fn kind(name: &str, arguments: &mut Arguments) -> Result<FieldKind, String> {
    let integer = |width| FieldKind::Integer { width, positive: false };
    let allow_empty = arguments.flag("allow_empty") != Some(false);
    Ok(match name {
        "BooleanField" => FieldKind::Boolean,
        "CharField" => FieldKind::Char { trim: arguments.flag("trim_whitespace") != Some(false) },
        "EmailField" => FieldKind::Email,
        "RegexField" => FieldKind::Regex { pattern: arguments.text("regex").ok_or("a RegexField has no regex")? },
        "SlugField" => FieldKind::Slug { allow_unicode: arguments.flag("allow_unicode") == Some(true) },
        "URLField" => FieldKind::Url,
        "UUIDField" => FieldKind::Uuid,
        "IPAddressField" => FieldKind::Ip { protocol: protocol(&arguments.text("protocol").unwrap_or_else(|| "both".to_owned()))? },
        "IntegerField" => integer(IntegerWidth::Unbounded),
        "BigIntegerField" => integer(IntegerWidth::Big),
        "FloatField" => FieldKind::Float,
        "DecimalField" => FieldKind::Decimal { max_digits: arguments.number("max_digits"), decimal_places: arguments.number("decimal_places") },
        "DateField" => FieldKind::Date,
        "TimeField" => FieldKind::Time,
        "DateTimeField" => FieldKind::DateTime,
        "DurationField" => FieldKind::Duration,
        "ChoiceField" => FieldKind::Choice { choices: choices(arguments.take("choices")) },
        "MultipleChoiceField" => FieldKind::MultipleChoice { choices: choices(arguments.take("choices")), allow_empty },
        "ListField" => FieldKind::List { child: arguments.child()?, allow_empty },
        "DictField" => FieldKind::Dict { child: arguments.child()?, allow_empty },
        "HStoreField" => FieldKind::Dict { child: Some(Box::new(hstore_value())), allow_empty },
        "JSONField" | "HiddenField" => FieldKind::Json,
        "FileField" => FieldKind::File,
        other => return Err(format!("{other} is no field of DRF that is known here")),
    })
}

/// What an HStoreField holds: text, empty text or null.
fn hstore_value() -> ValueType {
    ValueType { null: true, blank: true, ..ValueType::of(FieldKind::Char { trim: true }) }
}

fn protocol(name: &str) -> Result<IpProtocol, String> {
    match name.to_lowercase().as_str() {
        "both" => Ok(IpProtocol::Both),
        "ipv4" => Ok(IpProtocol::V4),
        "ipv6" => Ok(IpProtocol::V6),
        other => Err(format!("{other} is no protocol")),
    }
}

/// A plain value, a pair of value and label, or a pair of a heading and its choices.
fn choices(value: Option<Value>) -> Vec<Choice> {
    match value {
        Some(Value::List(items)) => items.into_iter().map(choice).collect(),
        // Python goes through an object by its keys.
        Some(Value::Map(items)) => items.into_iter().map(|(key, _)| choice(Value::from(key))).collect(),
        _ => Vec::new(),
    }
}

fn choice(value: Value) -> Choice {
    let label = |value: &Value| value.as_str().map_or_else(|| format!("{value:?}"), str::to_owned);
    match value {
        Value::List(pair) => match <[Value; 2]>::try_from(pair) {
            Ok([heading, Value::List(items)]) => Choice::Group { label: label(&heading), items: items.into_iter().map(choice).collect() },
            Ok([value, name]) => Choice::Item { value, label: label(&name) },
            Err(other) => Choice::Item { value: Value::List(other), label: String::new() },
        },
        value => Choice::Item { label: label(&value), value },
    }
}

/// A bound: `{"$decimal": text}` and `{"$duration": seconds}` stand for what JSON lacks; the rest is as the field's own values are.
fn limit(bound: Value) -> Value {
    let tagged = |key: &str| bound.as_map().and_then(|map| map.get(key));
    if let Some(Value::Str(text)) = tagged("$decimal") {
        return Value::Decimal(text.clone());
    }
    let Some(seconds) = tagged("$duration") else { return number(bound) };
    let plan = FieldPlan::new(&ValueType::of(FieldKind::Duration), &Settings::default(), &[]).expect("a duration without a format is always honoured");
    plan.validate(seconds).unwrap_or(Value::Null)
}

/// A number with a point is a float.
fn number(value: Value) -> Value {
    match value {
        Value::Number(text) if text.contains(['.', 'e']) => text.parse().map_or(Value::Number(text), Value::Float),
        other => other,
    }
}
