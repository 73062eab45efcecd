//! Serializers of models do what DRF's did: its answers were recorded by `recorded/record.py`. The rows are in memory here, and so are the answers to questions.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

#[path = "models/described.rs"]
mod described;
#[path = "models/tables.rs"]
mod tables;

use described::application;
use koroc_serial::{Env, Errors, Form, Input, ManyLimits, Serializer, Validation, Validators, parse_json, write_json};
use koroc_spec::{Record, Resolved, Segment, Value};
use tables::Tables;

fn json(value: &Value) -> String {
    let mut out = Vec::new();
    write_json(&mut out, value, None);
    String::from_utf8(out).unwrap()
}

fn get<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.as_map().unwrap().get(key)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    let Some(Value::List(items)) = get(value, key) else { panic!("{key} is no list") };
    items
}

fn recorded() -> Value {
    parse_json(include_bytes!("recorded/models.json")).unwrap()
}

fn named(resolved: &Resolved, case: &Value) -> (String, Serializer) {
    let name = get(case, "serializer").unwrap().as_str().unwrap().to_owned();
    let shape = resolved.shapes.iter().position(|shape| shape.name == name).unwrap_or_else(|| panic!("there is no serializer {name}"));
    (name, Serializer::new(shape, resolved, &Validators::default()).unwrap())
}

fn form(pairs: &Value) -> Form {
    let Value::List(pairs) = pairs else { panic!("a form is no list") };
    let mut form = Form::default();
    for pair in pairs {
        let Value::List(pair) = pair else { panic!("a pair is no list") };
        form.entries.entry(pair[0].as_str().unwrap().to_owned()).or_default().push(pair[1].clone());
    }
    form
}

/// The route of a path, and its parameter.
fn find(resolved: &Resolved, path: &str) -> Option<(usize, String)> {
    let rest = path.strip_prefix('/')?.strip_suffix('/')?;
    let parts: Vec<&str> = rest.split('/').collect();
    resolved.routes.iter().enumerate().find_map(|(at, route)| {
        let segments = &route.path.segments;
        let fits = |(segment, part): (&Segment, &&str)| !matches!(segment, Segment::Literal(text) if text != part);
        (segments.len() == parts.len() && segments.iter().zip(&parts).all(fits)).then(|| (at, parts[parts.len() - 1].to_owned()))
    })
}

fn answered(tables: &Tables, validation: &mut Validation, row: Option<&[Value]>) {
    for place in 0..validation.questions().len() {
        let question = validation.questions()[place].clone();
        let row = row.filter(|_| question.is_about_the_row());
        match tables.answer(&question.ask, row) {
            tables::Answer::Found(rows) => validation.found(place, &rows.into_iter().collect()),
            tables::Answer::Taken(true) => validation.taken(place),
            tables::Answer::Taken(false) => {}
        }
    }
}

#[test]
fn inputs_are_validated_as_in_drf() {
    let (resolved, recorded) = (application(), recorded());
    let tables = Tables::new(&resolved, get(&recorded, "rows").unwrap());
    let mut differences = Vec::new();
    let mut count = 0;
    for case in list(&recorded, "writes") {
        let (name, serializer) = named(&resolved, case);
        let model = serializer.shape().model.unwrap();
        let row = get(case, "row").map(|key| tables.row(model, key).unwrap().to_vec());
        let lookup = |path: &str| find(&resolved, path);
        let env = Env { base: "http://testserver", find: &lookup, row: row.as_deref(), ..Env::NONE };
        let form = get(case, "form").map(form);
        let input = form.as_ref().map_or_else(|| Input::Json(get(case, "input").unwrap()), Input::Form);
        let mut validation = serializer.validate(input, get(case, "partial").is_some(), &env);
        answered(&tables, &mut validation, row.as_deref());
        let found = match validation.finish(row.as_deref()) {
            Ok(values) => ("values", Value::Map(values.to_map()), None),
            Err(errors) => ("errors", errors.to_value(), Some(Errors::codes(&errors))),
        };
        let expected = get(case, found.0);
        let same = expected.is_some_and(|expected| json(expected) == json(&found.1)) && found.2.as_ref().is_none_or(|codes| get(case, "codes") == Some(codes));
        if !same {
            differences.push(format!("{} gives {} {} {name}", json(case), found.0, json(&found.1)));
        }
        count += 1;
    }
    assert!(differences.is_empty(), "{} of {count}:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn rows_look_as_in_drf() {
    let (resolved, recorded) = (application(), recorded());
    let tables = Tables::new(&resolved, get(&recorded, "rows").unwrap());
    for case in list(&recorded, "reads") {
        let (name, serializer) = named(&resolved, case);
        let reads = serializer.reads();
        let row = tables.row(reads.model, get(case, "row").unwrap()).unwrap();
        let record: Record = tables.record(reads, row);
        let shown = serializer.represent(&record, &Env { base: "http://testserver", ..Env::NONE });
        assert_eq!(json(&shown), json(get(case, "shown").unwrap()), "{name}");
    }
}

#[test]
fn a_long_list_has_its_errors_by_index() {
    let (resolved, recorded) = (application(), recorded());
    let tables = Tables::new(&resolved, get(&recorded, "rows").unwrap());
    let shape = resolved.shapes.iter().position(|shape| shape.name == "line").unwrap();
    let serializer = Serializer::new(shape, &resolved, &Validators::default()).unwrap();
    let item = |k: usize| format!(r#"{{"person": {}, "sku": "{}"}}"#, if k == 7 { 99 } else { 1 }, if k == 9 { "x".to_owned() } else { format!("{k}") });
    let input = parse_json(format!("[{}]", (0..20_000).map(item).collect::<Vec<_>>().join(",")).as_bytes()).unwrap();
    let mut validation = serializer.validate_many(Input::Json(&input), ManyLimits::default(), &Env::NONE);
    answered(&tables, &mut validation, None);
    let Err(errors) = validation.finish_many() else { panic!("two of them are wrong") };
    let expected = concat!(
        r#"{"7":{"person":["Invalid pk \"99\" - object does not exist."]},"#,
        r#""9":{"non_field_errors":["The fields person, sku must make a unique set."]}}"#
    );
    assert_eq!(json(&errors.to_value()), expected);
}
