//! Runs recorded inputs of single fields against `koroc-serial` and compares what comes out.

use koroc_serial::{FieldPlan, parse_json, write_json};
use koroc_spec::{Choice, FieldKind, IntegerWidth, IpProtocol, Limits, Map, Settings, Value, ValueType, Wire};
use std::collections::BTreeMap;

/// What a run found.
#[derive(Debug, Default)]
pub struct Report {
    /// A line for each difference.
    pub differences: Vec<String>,
    /// How many cases passed and failed, by the field's type and by whether DRF answered `values` or `errors`.
    pub counts: BTreeMap<(String, &'static str), (usize, usize)>,
}

impl Report {
    /// How many cases passed.
    pub fn passed(&self) -> usize {
        self.counts.values().map(|(passed, _)| passed).sum()
    }

    /// How many did not.
    pub fn failed(&self) -> usize {
        self.counts.values().map(|(_, failed)| failed).sum()
    }
}

/// Runs a file of vectors: `{"fields": [{"name", "field": {"type", …}, "cases": [{"input", "value" | "errors"}]}]}`.
///
/// # Errors
/// A sentence about a file that is not of this form, or a definition that Koroc does not know.
pub fn run(text: &[u8]) -> Result<Report, String> {
    let file = parse_json(text).map_err(|error| error.to_string())?;
    let older = get(&file, "about").and_then(|about| text_of(about, "source")).is_ok_and(|source| source.contains("framework 3.18.0 "));
    let mut report = Report::default();
    for entry in list(&file, "fields")? {
        let name = text_of(entry, "name")?;
        let definition = get(entry, "field")?;
        let ty = value_type(definition).map_err(|error| format!("{name}: {error}"))?;
        let plan = FieldPlan::new(&ty, &Settings::default(), &[]).map_err(|problem| format!("{name}: {problem}"))?;
        for case in list(entry, "cases")? {
            run_case(&mut report, name, text_of(definition, "type")?, &plan, case, older)?;
        }
    }
    Ok(report)
}

fn run_case(report: &mut Report, name: &str, ty: &str, plan: &FieldPlan, case: &Value, older: bool) -> Result<(), String> {
    let input = get(case, "input")?;
    let (sort, expected) = match get(case, "value") {
        // The wire contract is 3.18.3: since 3.18.1 a FloatField refuses what is not finite before it looks at the bounds.
        _ if older && ty == "FloatField" && is_endless(input) => ("errors", r#"errors ["A valid number is required."]"#.to_owned()),
        Ok(value) => ("values", format!("value {}", json(value))),
        Err(_) => ("errors", format!("errors {}", json(get(case, "errors")?))),
    };
    let found = match plan.validate(input) {
        Ok(value) => format!("value {}", json(&plan.represent(&value))),
        Err(errors) => format!("errors {}", json(&errors.to_value())),
    };
    let count = report.counts.entry((ty.to_owned(), sort)).or_default();
    if found == expected {
        count.0 += 1;
    } else {
        count.1 += 1;
        report.differences.push(format!("{name}: {} gives {found}, expected {expected}", json(input)));
    }
    Ok(())
}

/// Text that Python's `float` reads as infinity or not a number.
fn is_endless(input: &Value) -> bool {
    input.as_str().and_then(|text| text.trim().parse::<f64>().ok()).is_some_and(|number| !number.is_finite())
}

fn json(value: &Value) -> String {
    let mut out = Vec::new();
    write_json(&mut out, value, None);
    String::from_utf8(out).expect("the writer writes UTF-8")
}

fn get<'a>(value: &'a Value, key: &str) -> Result<&'a Value, String> {
    value.as_map().and_then(|map| map.get(key)).ok_or_else(|| format!("there is no `{key}` in {}", json(value)))
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a [Value], String> {
    match get(value, key)? {
        Value::List(items) => Ok(items),
        other => Err(format!("`{key}` is no list: {}", json(other))),
    }
}

fn text_of<'a>(value: &'a Value, key: &str) -> Result<&'a str, String> {
    get(value, key)?.as_str().ok_or_else(|| format!("`{key}` is no text"))
}

/// The arguments of a DRF field, each to be taken once: what is left over is an error.
struct Arguments(Map);

impl Arguments {
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
        self.take("child").map(|child| value_type(&child).map(Box::new)).transpose()
    }
}

/// The description of a DRF field.
fn value_type(definition: &Value) -> Result<ValueType, String> {
    let mut arguments = Arguments(definition.as_map().cloned().ok_or("a field is no object")?);
    let name = arguments.text("type").ok_or("a field has no type")?;
    let kind = kind(&name, &mut arguments)?;
    let input_formats = match arguments.take("input_formats") {
        Some(Value::List(formats)) => formats.iter().filter_map(|format| format.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    // The recorded zone is always UTC, which is ours.
    arguments.take("default_timezone");
    let ty = ValueType {
        kind,
        null: arguments.flag("allow_null") == Some(true),
        blank: arguments.flag("allow_blank").or(arguments.flag("allow_empty_file")) == Some(true),
        limits: Limits {
            min_length: arguments.number("min_length"),
            max_length: arguments.number("max_length"),
            min: arguments.take("min_value").map(limit),
            max: arguments.take("max_value").map(limit),
            ..Limits::default()
        },
        wire: Wire {
            format: arguments.text("format"),
            input_formats,
            as_string: arguments.flag("coerce_to_string"),
            normalize: arguments.flag("normalize_output") == Some(true),
            naive: false,
            binary: arguments.flag("binary") == Some(true),
        },
    };
    match arguments.0.iter().find(|(_, value)| !value.is_null()) {
        Some((key, value)) => Err(format!("{name} has an argument that is not known here: {key}={}", json(value))),
        None => Ok(ty),
    }
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
        "JSONField" => FieldKind::Json,
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
    let Some(Value::List(items)) = value else { return Vec::new() };
    items.into_iter().map(choice).collect()
}

fn choice(value: Value) -> Choice {
    match value {
        Value::List(pair) => match <[Value; 2]>::try_from(pair) {
            Ok([label, Value::List(items)]) => Choice::Group { label: json(&label), items: items.into_iter().map(choice).collect() },
            Ok([value, label]) => Choice::Item { value, label: json(&label) },
            Err(other) => Choice::Item { value: Value::List(other), label: String::new() },
        },
        value => Choice::Item { label: json(&value), value },
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
