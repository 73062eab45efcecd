//! A shape's whole way: input, questions, answers, errors in the order of the fields.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

use indexmap::IndexMap;
use koroc_serial::{Ask, Env, Errors, Form, Input, Message, Named, Object, Serializer, Validated, Validation, Validators, parse_json, write_json};
use koroc_spec::{
    App, Choice, DefaultValue, Field, FieldKind, IntegerWidth, Model, OnDelete, Relation, Resolved, Settings, Shape, ShapeField, Source, TogetherQuestion,
    UniqueQuestion,
};
use koroc_spec::{Value, ValueType, resolve};
use std::sync::Arc;

fn field(name: &str, column: usize, ty: ValueType) -> ShapeField {
    ShapeField { source: Source::Field(column), ..ShapeField::new(name, ty) }
}

fn text(max_length: u64) -> ValueType {
    let mut ty = ValueType::of(FieldKind::Char { trim: true });
    ty.limits.max_length = Some(max_length);
    ty
}

fn decimal(max_digits: u32) -> ValueType {
    ValueType::of(FieldKind::Decimal { max_digits: Some(max_digits), decimal_places: Some(2) })
}

fn volume() -> ValueType {
    let mut ty = ValueType::of(FieldKind::Integer { width: IntegerWidth::Big, positive: true });
    (ty.limits.min, ty.limits.max) = (Some(Value::Int(0)), Some(Value::Int(i64::MAX)));
    ty
}

fn shape(fields: Vec<ShapeField>) -> Shape {
    Shape { name: "Fund".into(), model: Some(0), fields, unique_together: Vec::new(), unique_for: Vec::new(), validators: Vec::new() }
}

/// The oracle's funds.
fn funds() -> Shape {
    let id = ShapeField { read_only: true, required: false, ..field("id", 0, ValueType::of(FieldKind::Uuid)) };
    let unique = Some(UniqueQuestion { message: "exchange traded fund with this symbol already exists.".into(), ignore_case: false });
    shape(vec![
        id,
        ShapeField { unique, ..field("symbol", 1, text(10)) },
        field("name", 2, text(120)),
        field("asset_class", 3, text(50)),
        field("total_assets", 4, decimal(20)),
        field("ytd_price_change", 5, decimal(6)),
        field("average_daily_volume", 6, volume()),
    ])
}

fn serializer(shape: &Shape) -> Serializer {
    Serializer::new(0, &world(shape, Vec::new()), &Validators::default()).unwrap()
}

/// An application with nothing but this shape.
fn world(shape: &Shape, models: Vec<Model>) -> Resolved {
    Resolved { shapes: vec![shape.clone()], models, ..resolve(&App::default(), &Settings::default()).unwrap() }
}

fn asked(validation: &Validation) -> Vec<Ask> {
    validation.questions().iter().map(|question| question.ask.clone()).collect()
}

fn json(value: &Value) -> String {
    let mut out = Vec::new();
    write_json(&mut out, value, None);
    String::from_utf8(out).unwrap()
}

fn result(finished: Result<Validated, Errors>) -> String {
    match finished {
        Ok(values) => values.into_parts().columns.iter().map(|(column, value)| format!("{column}={}", json(value))).collect::<Vec<_>>().join(" "),
        Err(errors) => json(&errors.to_value()),
    }
}

fn check(serializer: &Serializer, input: &str, partial: bool, expected: &str) {
    let value = parse_json(input.as_bytes()).unwrap();
    assert_eq!(result(serializer.validate(Input::Json(&value), partial, &Env::NONE).finish(None)), expected, "{input}");
}

#[test]
fn json_objects_are_validated_in_field_order() {
    let funds = serializer(&funds());
    let required = r#"["This field is required."]"#;
    let null = r#"["This field may not be null."]"#;
    let all = |message: &str| {
        let names = ["symbol", "name", "asset_class", "total_assets", "ytd_price_change", "average_daily_volume"];
        format!("{{{}}}", names.map(|name| format!("\"{name}\":{message}")).join(","))
    };
    let nulls = r#"{"average_daily_volume": null, "symbol": null, "name": null, "asset_class": null, "total_assets": null, "ytd_price_change": null}"#;
    for (input, partial, expected) in [
        ("{}", false, all(required)),
        ("{}", true, String::new()),
        (nulls, false, all(null)),
        ("[]", false, r#"{"non_field_errors":["Invalid data. Expected a dictionary, but got list."]}"#.into()),
        ("5", true, r#"{"non_field_errors":["Invalid data. Expected a dictionary, but got int."]}"#.into()),
        ("null", false, r#"{"non_field_errors":["No data provided"]}"#.into()),
        (r#"{"id": 5, "name": " x "}"#, true, r#"2="x""#.into()),
        (
            r#"{"symbol": 123, "name": 4.5, "asset_class": 6, "total_assets": "1e3", "ytd_price_change": 1.10, "average_daily_volume": "1.0"}"#,
            false,
            r#"1="123" 2="4.5" 3="6" 4="1000.00" 5="1.10" 6=1"#.into(),
        ),
        (
            r#"{"symbol": "SSSSSSSSSSS", "total_assets": 123456789012345678.99, "ytd_price_change": "12345.6", "average_daily_volume": 9223372036854775808}"#,
            true,
            concat!(
                r#"{"symbol":["Ensure this field has no more than 10 characters."],"ytd_price_change":["Ensure that there are no more than 4 digits before the decimal point."],"#,
                r#""average_daily_volume":["Ensure this value is less than or equal to 9223372036854775807."]}"#
            )
            .into(),
        ),
        // DRF would have read a float here and lost the last places.
        (r#"{"total_assets": 123456789012345678.99}"#, true, r#"4="123456789012345678.99""#.into()),
    ] {
        check(&funds, input, partial, &expected);
    }
}

#[test]
fn a_unique_value_is_asked_for_when_its_field_has_passed() {
    let funds = serializer(&funds());
    let value = parse_json(br#"{"symbol": " SPY ", "name": ""}"#).unwrap();
    let mut validation = funds.validate(Input::Json(&value), true, &Env::NONE);
    assert_eq!(asked(&validation), [Ask::Unique { model: 0, column: 1, value: Value::from("SPY"), ignore_case: false }]);
    validation.taken(0);
    let expected = r#"{"symbol":["exchange traded fund with this symbol already exists."],"name":["This field may not be blank."]}"#;
    assert_eq!(result(validation.finish(None)), expected);

    let too_long = parse_json(br#"{"symbol": "SSSSSSSSSSS"}"#).unwrap();
    assert!(funds.validate(Input::Json(&too_long), true, &Env::NONE).questions().is_empty());
    assert!(funds.validate(Input::Json(&parse_json(b"{}").unwrap()), true, &Env::NONE).questions().is_empty());
}

fn form(pairs: &[(&str, &str)]) -> Form {
    let mut entries: IndexMap<String, Vec<Value>> = IndexMap::new();
    for (key, value) in pairs {
        entries.entry((*key).to_owned()).or_default().push(Value::from(*value));
    }
    Form { entries }
}

/// One field of each sort that forms treat in a way of its own.
fn screening() -> Shape {
    let null = |ty: ValueType| ValueType { null: true, ..ty };
    let blank = |ty: ValueType| ValueType { blank: true, ..ty };
    let integer = || ValueType::of(FieldKind::Integer { width: IntegerWidth::Unbounded, positive: false });
    let choices = || vec![Choice::item("x", "X"), Choice::item("y", "Y")];
    let list = |child: ValueType| ValueType::of(FieldKind::List { child: Some(Box::new(child)), allow_empty: true });
    let mut fields = vec![
        field("flag", 0, ValueType::of(FieldKind::Boolean)),
        field("tri", 1, null(ValueType::of(FieldKind::Boolean))),
        field("note", 2, blank(null(text(9)))),
        field("whole", 3, null(integer())),
        field("size", 4, integer()),
        field("picks", 5, ValueType::of(FieldKind::MultipleChoice { choices: choices(), allow_empty: true })),
        field("tags", 6, list(text(3))),
        field("grid", 7, list(list(integer()))),
        field("scores", 8, ValueType::of(FieldKind::Dict { child: Some(Box::new(integer())), allow_empty: true })),
        field("blob", 9, ValueType::of(FieldKind::Json)),
        ShapeField { default: Some(DefaultValue::Const(Value::Int(7))), ..field("preset", 10, integer()) },
    ];
    for field in &mut fields {
        field.required = false;
    }
    shape(fields)
}

#[test]
fn forms_say_null_false_lists_and_objects_in_their_own_way() {
    let screening = serializer(&screening());
    for (pairs, partial, expected) in [
        (vec![], false, "0=false 1=null 5=[] 10=7"),
        (vec![], true, ""),
        (vec![("note", ""), ("whole", ""), ("size", ""), ("preset", "")], true, r#"2="" 3=null"#),
        (vec![("size", "1"), ("size", "2"), ("flag", "on")], true, "0=true 4=2"),
        (vec![("picks", "y"), ("picks", "x"), ("picks", "y")], true, r#"5=["y","x"]"#),
        (vec![("tags", "a"), ("tags", "b")], true, r#"6=["a","b"]"#),
        (vec![("tags[1]", "b"), ("tags[0]", "long")], true, r#"{"tags":{"0":["Ensure this field has no more than 3 characters."]}}"#),
        (vec![("grid[0][1]", "2"), ("grid[0][0]", "1"), ("grid[4][0]", "3")], true, "7=[[1,2],[3]]"),
        (vec![("scores.a", "1"), ("scores.b", "x")], true, r#"{"scores":{"b":["A valid integer is required."]}}"#),
        (vec![("scores.a", "0"), ("scores.a", "1")], true, r#"8={"a":1}"#),
        (vec![("scores", "")], true, "8={}"),
        (vec![("blob", r#"{"j": [1]}"#)], true, r#"9={"j":[1]}"#),
        (vec![("blob", "{")], true, r#"{"blob":["Value must be valid JSON."]}"#),
        (vec![("whole", "x"), ("flag", "perhaps")], true, r#"{"flag":["Must be a valid boolean."],"whole":["A valid integer is required."]}"#),
    ] {
        assert_eq!(result(screening.validate(Input::Form(&form(&pairs)), partial, &Env::NONE).finish(None)), expected, "{pairs:?}");
    }
}

/// Rows that point at a row with an integer key and one with a UUID.
fn related() -> (Shape, Vec<Model>) {
    let model = |name: &str, kind: FieldKind| {
        let mut model = Model::new("api", name);
        model.fields.push(Field { primary_key: true, ..Field::new("id", kind) });
        model
    };
    let models = vec![model("Team", FieldKind::Integer { width: IntegerWidth::Big, positive: false }), model("Fund", FieldKind::Uuid)];
    let relation = |to: &str, target| FieldKind::ForeignKey(Relation { target: Some(target), ..Relation::to(to, OnDelete::Cascade) });
    let mut fields =
        vec![field("team", 0, ValueType::of(relation("api.Team", 0))), field("fund", 1, ValueType { null: true, ..ValueType::of(relation("api.Fund", 1)) })];
    fields[0].unique = Some(UniqueQuestion { message: "taken".into(), ignore_case: false });
    (shape(fields), models)
}

#[test]
fn keys_are_read_by_the_type_that_they_point_at() {
    let (shape, models) = related();
    let related = Serializer::new(0, &world(&shape, models), &Validators::default()).unwrap();
    for (input, expected) in [
        (r#"{"team": "x"}"#, r#"{"team":["Incorrect type. Expected pk value, received str."]}"#),
        (r#"{"team": [1]}"#, r#"{"team":["Incorrect type. Expected pk value, received list."]}"#),
        (r#"{"team": true}"#, r#"{"team":["Incorrect type. Expected pk value, received bool."]}"#),
        (r#"{"team": ""}"#, r#"{"team":["This field may not be null."]}"#),
        (r#"{"team": 99999999999999999999}"#, r#"{"team":["Invalid pk \"99999999999999999999\" - object does not exist."]}"#),
        (r#"{"fund": "x"}"#, r#"{"fund":["“x” is not a valid UUID."]}"#),
        (r#"{"fund": ""}"#, "1=null"),
        (r#"{"team": " 7 "}"#, "0=7"),
    ] {
        check(&related, input, true, expected);
    }
    let value = parse_json(br#"{"team": "007"}"#).unwrap();
    let mut validation = related.validate(Input::Json(&value), true, &Env::NONE);
    let expected =
        [Ask::Related { model: 0, column: 0, values: vec![Value::Int(7)] }, Ask::Unique { model: 0, column: 0, value: Value::Int(7), ignore_case: false }];
    assert_eq!(asked(&validation), expected);
    validation.found(0, &Named::default());
    validation.taken(1);
    assert_eq!(result(validation.finish(None)), r#"{"team":["Invalid pk \"007\" - object does not exist."]}"#);
}

#[test]
fn sets_are_asked_for_when_every_field_has_passed() {
    let mut shape = funds();
    shape.fields[2].ty.null = true;
    shape.unique_together = vec![TogetherQuestion {
        fields: vec![1, 2],
        condition: Vec::new(),
        code: "unique".into(),
        message: "The fields symbol, name must make a unique set.".into(),
    }];
    let funds = serializer(&shape);
    let ask = |input: &str| {
        let value = parse_json(input.as_bytes()).unwrap();
        let validation = funds.validate(Input::Json(&value), true, &Env::NONE);
        let sets = asked(&validation).into_iter().filter_map(|ask| match ask {
            Ask::Together { columns, rest, .. } => Some((columns, rest)),
            _ => None,
        });
        sets.collect::<Vec<_>>()
    };
    let symbol = || (1, Value::from("A"));
    assert_eq!(ask(r#"{"symbol": "A", "name": "B"}"#), [(vec![symbol(), (2, Value::from("B"))], vec![])]);
    assert_eq!(ask(r#"{"symbol": "A"}"#), [(vec![symbol()], vec![2])]);
    for nothing_to_ask in [r#"{"symbol": "A", "name": null}"#, r#"{"asset_class": "x"}"#, r#"{"symbol": "A", "name": "B", "asset_class": ""}"#] {
        assert_eq!(ask(nothing_to_ask), []);
    }

    let value = parse_json(br#"{"symbol": "A", "name": "B"}"#).unwrap();
    let mut validation = funds.validate(Input::Json(&value), true, &Env::NONE);
    validation.taken(1);
    assert_eq!(result(validation.finish(None)), r#"{"non_field_errors":["The fields symbol, name must make a unique set."]}"#);
}

#[test]
fn validators_of_the_program_run_where_drfs_do() {
    let mut shape = funds();
    shape.fields[1].validators = vec!["upper".into()];
    shape.validators = vec!["differs".into()];
    let mut validators = Validators::default();
    let upper = |value: &Value| match value.as_str() {
        Some(text) if text != text.to_uppercase() => Err(Message::new("Upper case, please.", "case")),
        _ => Ok(()),
    };
    let differs = |object: &Object<'_>| match (object.values.get("symbol"), object.values.get("name")) {
        (Some(symbol), Some(name)) if symbol == name => Err(Errors::one("Symbol and name are the same.", "same")),
        _ => Ok(()),
    };
    validators.fields.insert("upper".into(), Arc::new(upper));
    validators.objects.insert("differs".into(), Arc::new(differs));
    let funds = Serializer::new(0, &world(&shape, Vec::new()), &validators).unwrap();
    for (input, expected) in [
        // The program's validators come before the limits, and both are told.
        (r#"{"symbol": "abcdefghijklm"}"#, r#"{"symbol":["Upper case, please.","Ensure this field has no more than 10 characters."]}"#),
        (r#"{"symbol": "A", "name": "A"}"#, r#"{"non_field_errors":["Symbol and name are the same."]}"#),
        (r#"{"symbol": "A", "name": ""}"#, r#"{"name":["This field may not be blank."]}"#),
        (r#"{"symbol": "A", "name": "B"}"#, r#"1="A" 2="B""#),
    ] {
        check(&funds, input, true, expected);
    }
    let value = parse_json(br#"{"symbol": "abc"}"#).unwrap();
    let mut validation = funds.validate(Input::Json(&value), true, &Env::NONE);
    validation.taken(0);
    assert_eq!(result(validation.finish(None)), r#"{"symbol":["Upper case, please.","exchange traded fund with this symbol already exists."]}"#);
}

#[test]
fn what_cannot_be_honoured_is_a_problem_with_its_place() {
    let fails = |shape: &Shape| Serializer::new(0, &world(shape, Vec::new()), &Validators::default()).err().unwrap().to_string();
    let mut named = funds();
    named.fields[1].validators = vec!["upper".into()];
    assert_eq!(fails(&named), "Fund.symbol: names the validator `upper`, but the program gives no field validator of that name");
    let one = |ty: ValueType| fails(&shape(vec![field("x", 0, ty)]));
    assert!(one(ValueType::of(FieldKind::Regex { pattern: "(?<=a)b".into() })).starts_with("Fund.x: regular expression `(?<=a)b`"));
    let mut date = ValueType::of(FieldKind::Date);
    date.wire.input_formats = vec!["%d/%Q".into()];
    assert!(one(date).contains("the format `%d/%Q` has a % without one of"));
    let mut uuid = ValueType::of(FieldKind::Uuid);
    uuid.wire.format = Some("short".into());
    assert!(one(uuid).contains("has the format `short`; expected hex_verbose, hex, int or urn"));
}
