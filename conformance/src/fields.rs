//! Runs recorded inputs of fields and serializers against `koroc-serial` and compares what comes out.

use crate::definition::{NAME, Shapes};
use koroc_serial::{Env, Errors, Form, Input, ManyLimits, Serializer, Validators, parse_json, write_json};
use koroc_spec::{App, FieldKind, Map, Settings, Value};
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

    /// Counts the cases of a definition that is not known.
    fn refuse(&mut self, name: &str, error: &str, cases: &[Value]) {
        self.differences.push(format!("{name}: {error}"));
        for case in cases {
            let sort = if get(case, "errors").is_ok() { "errors" } else { "values" };
            self.counts.entry((name.to_owned(), sort)).or_default().1 += 1;
        }
    }

    /// How many did not.
    pub fn failed(&self) -> usize {
        self.counts.values().map(|(_, failed)| failed).sum()
    }
}

/// Runs a file of vectors: `{"fields": [{"name", "field": {"type", …}, "cases": [{"input" | "form", "partial"?, "value" | "accepted" | "errors", "codes"?}]}]}`.
///
/// The cases of a definition that Koroc does not know count as failed.
///
/// # Errors
/// A sentence about a file that is not of this form.
pub fn run(text: &[u8]) -> Result<Report, String> {
    let file = parse_json(text).map_err(|error| error.to_string())?;
    let older = get(&file, "about").and_then(|about| text_of(about, "source")).is_ok_and(|source| source.contains("framework 3.18.0 "));
    let mut report = Report::default();
    for entry in list(&file, "fields")? {
        let name = text_of(entry, "name")?;
        let cases = list(entry, "cases")?;
        match Recorded::new(get(entry, "field")?, older) {
            Ok(recorded) => cases.iter().try_for_each(|case| recorded.run(&mut report, name, case))?,
            Err(error) => report.refuse(name, &error, cases),
        }
    }
    Ok(report)
}

/// A definition, ready to be asked.
struct Recorded {
    ty: String,
    /// A serializer that has the field under [`NAME`].
    wrapped: Serializer,
    /// The serializer itself, where the field is one, and the limits of a list of them.
    root: Option<(Serializer, Option<ManyLimits>)>,
    older: bool,
}

impl Recorded {
    fn new(definition: &Value, older: bool) -> Result<Recorded, String> {
        let name = text_of(definition, "type")?.to_owned();
        let mut shapes = Shapes::default();
        let wrapped = shapes.wrap(definition)?;
        // What is nested comes right before what it is nested in.
        let root = (name == "Serializer").then(|| wrapped - 1);
        let mut resolved = koroc_spec::resolve(&App::default(), &Settings::default()).map_err(|problems| format!("{problems:?}"))?;
        resolved.shapes = shapes.0;
        let compiled = |shape: usize| Serializer::new(shape, &resolved, &Validators::default()).map_err(|problem| problem.to_string());
        let ty = &resolved.shapes[wrapped].fields[0].ty;
        let limits = match &ty.kind {
            FieldKind::Nested { many: true, allow_empty, .. } => {
                Some(ManyLimits { allow_empty: *allow_empty, min_length: ty.limits.min_length, max_length: ty.limits.max_length })
            }
            _ => None,
        };
        let root = root.map(|root| compiled(root).map(|root| (root, limits))).transpose()?;
        Ok(Recorded { ty: name, wrapped: compiled(wrapped)?, root, older })
    }

    fn run(&self, report: &mut Report, name: &str, case: &Value) -> Result<(), String> {
        let partial = get(case, "partial") == Ok(&Value::Bool(true));
        let (sort, mut expected) = if get(case, "accepted").is_ok() {
            ("values", "accepted".to_owned())
        } else if let Ok(value) = get(case, "value") {
            ("values", format!("value {}", json(value)))
        } else {
            ("errors", format!("errors {}", json(get(case, "errors")?)))
        };
        let (sent, outcome) = match get(case, "form") {
            Ok(form) => (form, self.validate_form(&form_of(form)?, partial)),
            Err(_) => {
                let input = get(case, "input")?;
                // The wire contract is 3.18.3: since 3.18.1 a FloatField refuses what is not finite before it looks at the bounds.
                if self.older && self.ty == "FloatField" && is_endless(input) {
                    expected = r#"errors ["A valid number is required."]"#.to_owned();
                }
                (input, self.validate(input, partial))
            }
        };
        let (found, codes) = match outcome {
            Ok(_) if expected == "accepted" => (expected.clone(), None),
            Ok(value) => (format!("value {}", json(&value)), None),
            Err(errors) => (format!("errors {}", json(&errors.to_value())), Some(errors.codes())),
        };
        let same_codes = codes.is_none_or(|codes| get(case, "codes").is_err() || get(case, "codes") == Ok(&codes));
        let count = report.counts.entry((self.ty.clone(), sort)).or_default();
        match found == expected {
            true if same_codes => count.0 += 1,
            true => {
                count.1 += 1;
                report.differences.push(format!("{name}: {} differs in its codes, expected {}", json(sent), json(get(case, "codes")?)));
            }
            false => {
                count.1 += 1;
                report.differences.push(format!("{name}: {} gives {found}, expected {expected}", json(sent)));
            }
        }
        Ok(())
    }

    /// What comes out, as it is represented.
    fn validate(&self, input: &Value, partial: bool) -> Result<Value, Errors> {
        match (&self.root, input) {
            (Some((root, None)), Value::Map(_)) => one(root, Input::Json(input), partial),
            _ => self.validate_wrapped(Input::Json(&Value::Map(Map::from([(NAME.to_owned(), input.clone())]))), partial),
        }
    }

    fn validate_form(&self, form: &Form, partial: bool) -> Result<Value, Errors> {
        match &self.root {
            Some((root, None)) => one(root, Input::Form(form), partial),
            Some((root, Some(limits))) => {
                let items = root.validate_many(Input::Form(form), *limits, &Env::NONE).finish_many()?;
                Ok(Value::List(items.into_iter().map(|item| root.represent_values(&item.to_map())).collect()))
            }
            None => self.validate_wrapped(Input::Form(form), partial),
        }
    }

    fn validate_wrapped(&self, input: Input<'_>, partial: bool) -> Result<Value, Errors> {
        let unwrapped = |errors| match errors {
            Errors::Map(mut parts) => parts.shift_remove(NAME).unwrap_or(Errors::Map(parts)),
            other => other,
        };
        match one(&self.wrapped, input, partial).map_err(unwrapped)? {
            Value::Map(mut map) => Ok(map.shift_remove(NAME).unwrap_or(Value::Null)),
            other => Ok(other),
        }
    }
}

fn one(serializer: &Serializer, input: Input<'_>, partial: bool) -> Result<Value, Errors> {
    let validated = serializer.validate(input, partial, &Env::NONE).finish(None)?;
    Ok(serializer.represent_values(&validated.to_map()))
}

fn form_of(pairs: &Value) -> Result<Form, String> {
    let Value::List(pairs) = pairs else { return Err("a form is no list".to_owned()) };
    let mut form = Form::default();
    for pair in pairs {
        let Value::List(pair) = pair else { return Err("a form's pair is no list".to_owned()) };
        let [key, value] = &pair[..] else { return Err("a form's pair is no pair".to_owned()) };
        form.entries.entry(key.as_str().unwrap_or_default().to_owned()).or_default().push(value.clone());
    }
    Ok(form)
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
