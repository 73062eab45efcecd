//! `derive(Serializer)`: every attribute says what it should in the description, and values go both ways.

use std::collections::{BTreeSet, HashMap};
use std::net::Ipv4Addr;

use chrono::NaiveDateTime;
use koroc::db::Input;
use koroc::prelude::*;
use koroc::spec::{
    App, Choice, DefaultValue, FieldForm, FieldKind, IntegerWidth, IpProtocol, Limits, Map, Mount, OnDelete, RelatedBy, Relation, Resource, Router, Rule,
    SerializerField, Settings, UploadedFile, Value, ValueType, Wire, resolve,
};

fn no_digits(text: &str) -> Result<(), Vec<&'static str>> {
    if text.contains(|c: char| c.is_ascii_digit()) { Err(vec!["No digits.", "Please."]) } else { Ok(()) }
}

fn is_short(text: &str) -> Result<(), &'static str> {
    if text.len() < 10 { Ok(()) } else { Err("Too long.") }
}

fn agree(given: &Given<Screening>) -> Result<(), &'static str> {
    if given.value("flag") == Some(true) && given.value("tri") == Some(false) { Err("flag and tri disagree.") } else { Ok(()) }
}

/// Where somebody lives.
#[derive(Debug, Clone, PartialEq, Serializer)]
struct Address {
    #[field(max_length = 40)]
    city: String,
    #[field(regex = "^[0-9]{4,6}$")]
    postcode: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serializer)]
#[serializer(name = "Screening", validate(agree))]
struct Screening {
    /// Two to twelve characters
    #[field(max_length = 12, min_length = 2, label = "Short text", check(no_digits), validators(is_short), messages(required = "Say it."))]
    text: String,
    #[field(trim = false, blank, null)]
    untrimmed: Option<String>,
    flag: Option<bool>,
    #[field(null)]
    tri: Option<Option<bool>>,
    #[field(min = -5, max = 100)]
    whole: Option<i64>,
    #[field(min = 0.5, max = 99.5)]
    real: Option<f64>,
    #[field(max_digits = 6, decimal_places = 2, max = 5000, as_string = false)]
    money: Option<Decimal>,
    #[field(slug, unicode)]
    uslug: Option<String>,
    #[field(format = "hex")]
    uid: Option<Uuid>,
    ip4: Option<Ipv4Addr>,
    #[field(input_formats("iso-8601"), format = "%d %B %Y")]
    day: Option<NaiveDate>,
    #[field(max = LONGEST)]
    span: Option<TimeDelta>,
    #[field(choices("a" = "Alpha", "b"), blank)]
    pick: Option<String>,
    #[field(choices(1, 2, 3))]
    pick_int: Option<i64>,
    #[field(choices("x", "y"), allow_empty = false)]
    picks: Option<BTreeSet<String>>,
    #[field(min_length = 1, child(max_length = 5))]
    tags: Option<Vec<String>>,
    #[field(child(allow_empty = false, child(min = 0)))]
    grid: Option<Vec<Vec<i64>>>,
    #[field(child(blank))]
    labels: Option<HashMap<String, Option<String>>>,
    #[field(binary)]
    blob: Option<Json>,
    any: Option<Vec<Json>>,
    #[field(extensions("txt"), max_size = 10)]
    scan: Option<UploadedFile>,
    address: Option<Address>,
    #[field(allow_empty = false, max_length = 3)]
    addresses: Option<Vec<Address>>,
    #[field(password)]
    secret: Option<String>,
    #[field(read_only, default = "constant")]
    fixed: String,
    #[field(default = 7)]
    preset: i64,
    #[field(name = "renamed")]
    inner_name: Option<String>,
    #[field(required, null)]
    needed: Option<i16>,
}

const LONGEST: TimeDelta = TimeDelta::hours(1);

fn own(name: &str, kind: FieldKind, change: impl FnOnce(&mut SerializerField, &mut ValueType)) -> SerializerField {
    let mut field = SerializerField { required: Some(false), ..SerializerField::named(name) };
    let mut ty = ValueType::of(kind);
    change(&mut field, &mut ty);
    SerializerField { form: FieldForm::Own(ty), ..field }
}

fn nested(name: &str, many: bool, limits: Limits) -> SerializerField {
    let form = FieldForm::Nested { serializer: Box::new(Address::describe()), many, allow_empty: !many };
    SerializerField { required: Some(false), null: Some(false), form, limits, ..SerializerField::named(name) }
}

fn list(child: Option<ValueType>, allow_empty: bool) -> FieldKind {
    FieldKind::List { child: child.map(Box::new), allow_empty }
}

fn with(kind: FieldKind, change: impl FnOnce(&mut ValueType)) -> ValueType {
    let mut ty = ValueType::of(kind);
    change(&mut ty);
    ty
}

const TEXT: FieldKind = FieldKind::Char { trim: true };
const NUMBER: FieldKind = FieldKind::Integer { width: IntegerWidth::Unbounded, positive: false };

fn expected() -> Vec<SerializerField> {
    let item = |value: &str, label: &str| Choice::item(value, label);
    let numbers = [1, 2, 3].map(|number| Choice::item(number, &number.to_string())).to_vec();
    vec![
        own("text", TEXT, |field, ty| {
            ty.limits = Limits { min_length: Some(2), max_length: Some(12), ..Limits::default() };
            field.required = Some(true);
            field.help = Some("Two to twelve characters".into());
            field.label = Some("Short text".into());
            field.checks = vec!["Screening.text.no_digits".into()];
            field.validators = vec!["Screening.text.is_short".into()];
            field.messages = vec![("required".into(), "Say it.".into())];
        }),
        own("untrimmed", FieldKind::Char { trim: false }, |_, ty| (ty.null, ty.blank) = (true, true)),
        own("flag", FieldKind::Boolean, |_, _| {}),
        own("tri", FieldKind::Boolean, |_, ty| ty.null = true),
        own("whole", NUMBER, |_, ty| (ty.limits.min, ty.limits.max) = (Some(Value::Int(-5)), Some(Value::Int(100)))),
        own("real", FieldKind::Float, |_, ty| (ty.limits.min, ty.limits.max) = (Some(Value::Float(0.5)), Some(Value::Float(99.5)))),
        own("money", FieldKind::Decimal { max_digits: Some(6), decimal_places: Some(2) }, |_, ty| {
            ty.limits.max = Some(Value::Int(5000));
            ty.wire.as_string = Some(false);
        }),
        own("uslug", FieldKind::Slug { allow_unicode: true }, |_, _| {}),
        own("uid", FieldKind::Uuid, |_, ty| ty.wire.format = Some("hex".into())),
        own("ip4", FieldKind::Ip { protocol: IpProtocol::V4 }, |_, _| {}),
        own("day", FieldKind::Date, |_, ty| {
            ty.wire = Wire { format: Some("%d %B %Y".into()), input_formats: vec!["iso-8601".into()], ..Wire::default() };
        }),
        own("span", FieldKind::Duration, |_, ty| ty.limits.max = Some(Value::Duration(LONGEST))),
        own("pick", FieldKind::Choice { choices: vec![item("a", "Alpha"), item("b", "b")] }, |_, ty| ty.blank = true),
        own("pick_int", FieldKind::Choice { choices: numbers }, |_, _| {}),
        own("picks", FieldKind::MultipleChoice { choices: vec![item("x", "x"), item("y", "y")], allow_empty: false }, |_, _| {}),
        own("tags", list(Some(with(TEXT, |ty| ty.limits.max_length = Some(5))), true), |_, ty| ty.limits.min_length = Some(1)),
        own("grid", list(Some(ValueType::of(list(Some(with(NUMBER, |ty| ty.limits.min = Some(Value::Int(0)))), false))), true), |_, _| {}),
        own("labels", FieldKind::Dict { child: Some(Box::new(with(TEXT, |ty| (ty.null, ty.blank) = (true, true)))), allow_empty: true }, |_, _| {}),
        own("blob", FieldKind::Json, |_, ty| ty.wire.binary = true),
        own("any", list(None, true), |_, _| {}),
        own("scan", FieldKind::File, |_, ty| ty.limits = Limits { extensions: vec!["txt".into()], max_size: Some(10), ..Limits::default() }),
        nested("address", false, Limits::default()),
        nested("addresses", true, Limits { max_length: Some(3), ..Limits::default() }),
        own("secret", TEXT, |field, _| (field.write_only, field.password) = (Some(true), true)),
        own("fixed", TEXT, |field, _| {
            field.read_only = Some(true);
            field.default = Some(DefaultValue::Const("constant".into()));
        }),
        own("preset", NUMBER, |field, _| field.default = Some(DefaultValue::Const(Value::Int(7)))),
        own("renamed", TEXT, |field, _| field.source = Some("inner_name".into())),
        own("needed", NUMBER, |field, ty| (field.required, ty.null) = (Some(true), true)),
    ]
}

#[test]
fn every_field_says_what_its_attributes_say() {
    let described = Screening::describe();
    let fields = described.fields.expect("its fields are listed");
    for (field, expected) in fields.iter().zip(expected()) {
        let nested = matches!(field.form, FieldForm::Nested { .. });
        let expected = if nested { SerializerField { form: field.form.clone(), ..expected } } else { expected };
        assert_eq!(field, &expected);
    }
    assert_eq!(fields.len(), expected().len());
    assert_eq!((described.name.as_str(), described.validators), ("Screening", vec!["Screening.agree".to_owned()]));
    assert_eq!(described.model, None);
}

#[test]
fn nested_serializers_are_described_whole() {
    let fields = Screening::describe().fields.expect("its fields are listed");
    for name in ["address", "addresses"] {
        let field = fields.iter().find(|field| field.name == name).expect("the field is there");
        let FieldForm::Nested { serializer, many, allow_empty } = &field.form else { panic!("it is nested") };
        assert_eq!((&**serializer, *many, *allow_empty), (&Address::describe(), name == "addresses", name == "address"));
    }
}

#[test]
fn values_are_read_and_written() {
    let address = |city: &str| Value::Map([("city".to_owned(), Value::from(city))].into_iter().collect());
    let values: Map = [
        ("text".to_owned(), Value::from("ab")),
        ("tri".to_owned(), Value::Null),
        ("picks".to_owned(), Value::List(vec!["y".into(), "x".into()])),
        ("address".to_owned(), address("Paris")),
        ("addresses".to_owned(), Value::List(vec![address("Lviv")])),
        ("preset".to_owned(), Value::Int(7)),
        ("inner_name".to_owned(), Value::from("Ann")),
        ("needed".to_owned(), Value::Null),
    ]
    .into_iter()
    .collect();
    let screening = Screening::from_values(values.clone()).expect("the values fit");
    assert_eq!((screening.tri, screening.flag, screening.preset, screening.fixed.as_str()), (Some(None), None, 7, "constant"));
    assert_eq!(screening.addresses.as_deref(), Some(&[Address { city: "Lviv".into(), postcode: None }][..]));
    assert_eq!(screening.inner_name.as_deref(), Some("Ann"));
    let mut again = screening.clone().into_values();
    assert_eq!(again.swap_remove("fixed"), Some("constant".into()));
    assert_eq!(Screening::from_values(again).expect("they fit again"), screening);
}

#[test]
fn a_value_that_does_not_fit_is_named() {
    let values: Map =
        [("text".to_owned(), Value::from("ab")), ("preset".to_owned(), Value::Int(1)), ("needed".to_owned(), Value::Int(70_000))].into_iter().collect();
    let error = Screening::from_values(values).expect_err("an i16 has no such number");
    assert_eq!((error.field, error.missing), ("needed", false));
    let error = Screening::from_values(Map::new()).expect_err("text is missing");
    assert_eq!((error.field, error.missing), ("text", true));
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(app = "api")]
struct Skill {
    #[field(primary_key)]
    id: i64,
    #[field(slug, unique)]
    slug: String,
}

#[derive(Debug, Clone, PartialEq, Serializer)]
struct SkillSet {
    #[field(by = Skill::SLUG, allow_empty = false)]
    skills: Vec<ForeignKey<Skill>>,
    best: Option<ForeignKey<Skill>>,
    moment: Option<NaiveDateTime>,
    #[field(hidden, default = CurrentUser)]
    owner: Option<ForeignKey<Skill>>,
    #[field(default = Utc::now)]
    since: DateTime<Utc>,
}

#[test]
fn rows_of_models_are_named_by_key_or_by_a_column() {
    let relation = |by| Relation { by, ..Relation::to("api.Skill", OnDelete::Cascade) };
    let fields = SkillSet::describe().fields.expect("its fields are listed");
    let expected = [
        own("skills", FieldKind::ManyToMany(relation(RelatedBy::Field("slug".into()))), |field, _| field.required = Some(true)),
        own("best", FieldKind::ForeignKey(relation(RelatedBy::Key)), |_, _| {}),
        own("moment", FieldKind::DateTime, |_, ty| ty.wire.naive = true),
        own("owner", FieldKind::ForeignKey(relation(RelatedBy::Key)), |field, _| (field.hidden, field.default) = (true, Some(DefaultValue::CurrentUser))),
        own("since", FieldKind::DateTime, |field, _| field.default = Some(DefaultValue::Now)),
    ];
    assert_eq!(fields, expected);
    let values = [("skills".to_owned(), Value::List(vec![Value::Int(3)])), ("since".to_owned(), Value::DateTime(DateTime::UNIX_EPOCH))];
    let set = SkillSet::from_values(values.into_iter().collect()).expect("the values fit");
    assert_eq!((set.skills, set.best), (vec![ForeignKey(3)], None));
}

#[test]
fn rows_of_models_are_linked_to_the_applications() {
    let resource = Resource { serializers: vec![("list".to_owned(), SkillSet::describe())], ..Resource::new("api.Skill", Rule::AllowAny) };
    let router = Router { trailing_slash: true, resources: vec![("skills".to_owned(), resource)], ..Router::default() };
    let mounts = vec![Mount::Router { prefix: "/api".to_owned(), router }];
    let app = App { name: "example".to_owned(), models: vec![Skill::describe()], mounts, ..App::default() };
    let resolved = resolve(&app, &Settings::default()).expect("the model is there");
    let shape = resolved.shapes.iter().find(|shape| shape.name == "SkillSet").expect("the list has it");
    let targets = shape.fields.iter().filter_map(|field| match &field.ty.kind {
        FieldKind::ForeignKey(relation) | FieldKind::ManyToMany(relation) => Some(relation.target),
        _ => None,
    });
    assert_eq!(targets.collect::<Vec<_>>(), [Some(0); 3]);
}
