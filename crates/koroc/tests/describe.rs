//! `derive(Model)`: every attribute says what it should in the description, and rows go both ways.

use koroc::prelude::*;
use koroc::{Models, spec};
use spec::{Auto, Choice, DefaultValue, Field, FieldKind, IntegerWidth, Limits, OnDelete, Relation, Value, ValueType};

const STAGE: &str = "applied";

fn new_code() -> &'static str {
    "A-1"
}

fn upper_case(text: &str) -> Result<(), String> {
    if text.chars().all(char::is_uppercase) { Ok(()) } else { Err(format!("\"{text}\" is not upper case.")) }
}

/// Who applied.
///
/// One row
/// a person.
#[derive(Debug, Clone, PartialEq, Model)]
#[model(app = "hiring", table = "people", verbose_name = "person", verbose_name_plural = "people", ordering(name, -joined), renamed_from = "hiring_candidate")]
#[model(unique_together(name, joined), unique_together(code, name, name = "one_code"), index(name, -joined), index(code, name = "by_code"))]
struct Person {
    #[field(primary_key)]
    id: i64,
    /// In full.
    #[field(max_length = 100, min_length = 2, verbose_name = "full name", validators(upper_case), index)]
    name: String,
    #[field(text, blank, help = "Anything.")]
    note: String,
    #[field(email, unique)]
    email: String,
    #[field(url, max_length = 500)]
    site: Option<String>,
    #[field(slug, editable = false)]
    slug: String,
    #[field(regex = "^[A-Z]-[0-9]$", max_length = 3, default = new_code)]
    code: String,
    #[field(max_length = 10, choices("Open"("applied" = "Applied", "interview" = "Interview"), "hired" = "Hired"), default = STAGE)]
    stage: String,
    #[field(choices(1 = "Beginner", 2 = "Fluent"), default = 2)]
    english: i16,
    #[field(min = -5, max = 60, column = "age")]
    years: i16,
    #[field(min = 0, default = 7)]
    points: i32,
    visits: i64,
    #[field(min = 0.5, default = 1.5)]
    score: f64,
    #[field(default = true)]
    remote: bool,
    #[field(max_digits = 7, decimal_places = 2, min = 1, default = -1.5)]
    rate: Option<Decimal>,
    #[field(default = Utc::now)]
    joined: NaiveDate,
    #[field(auto_now_add)]
    created: DateTime<Utc>,
    #[field(auto_now)]
    updated: DateTime<Utc>,
    #[field(default = Utc::now)]
    seen: DateTime<Utc>,
    #[field(default = Uuid::new_v4, renamed_from = "uuid")]
    token: Uuid,
    #[field(on_delete = set_null)]
    friend: Option<ForeignKey<Person>>,
    #[field(on_delete = cascade, column = "team")]
    team: ForeignKey<Team>,
    r#type: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(app = "hiring")]
struct Team {
    #[field(primary_key, max_length = 20)]
    code: String,
    #[field(on_delete = protect)]
    lead: ForeignKey<Person>,
}

fn of(name: &str, kind: FieldKind) -> Field {
    Field::new(name, kind)
}

fn with(mut field: Field, change: impl FnOnce(&mut Field)) -> Field {
    change(&mut field);
    field
}

fn limits(field: Field, limits: Limits) -> Field {
    Field { ty: ValueType { limits, ..field.ty }, ..field }
}

fn lengths(min_length: Option<u64>, max_length: u64) -> Limits {
    Limits { min_length, max_length: Some(max_length), ..Limits::default() }
}

fn integer(width: IntegerWidth, positive: bool) -> FieldKind {
    FieldKind::Integer { width, positive }
}

fn constant(value: impl Into<Value>) -> Option<DefaultValue> {
    Some(DefaultValue::Const(value.into()))
}

fn relation(to: &str, on_delete: OnDelete) -> FieldKind {
    FieldKind::ForeignKey(Relation::to(to, on_delete))
}

fn expected_text() -> Vec<Field> {
    let text = FieldKind::Char { trim: true };
    let stages = vec![
        Choice::Group { label: "Open".into(), items: vec![Choice::item("applied", "Applied"), Choice::item("interview", "Interview")] },
        Choice::item("hired", "Hired"),
    ];
    vec![
        with(limits(of("name", text), lengths(Some(2), 100)), |field| {
            field.verbose_name = "full name".into();
            field.help = "In full.".into();
            field.validators = vec!["hiring.Person.name.upper_case".into()];
            field.index = true;
        }),
        with(of("note", FieldKind::Text), |field| {
            field.ty.blank = true;
            field.help = "Anything.".into();
        }),
        with(limits(of("email", FieldKind::Email), lengths(None, 254)), |field| field.unique = true),
        with(limits(of("site", FieldKind::Url), lengths(None, 500)), |field| field.ty.null = true),
        with(limits(of("slug", FieldKind::Slug { allow_unicode: false }), lengths(None, 50)), |field| field.editable = false),
        with(limits(of("code", FieldKind::Regex { pattern: "^[A-Z]-[0-9]$".into() }), lengths(None, 3)), |field| {
            field.default = Some(DefaultValue::Named("hiring.Person.code".into()));
        }),
        with(limits(of("stage", FieldKind::Choice { choices: stages }), lengths(None, 10)), |field| field.default = constant("applied")),
    ]
}

fn expected_numbers() -> Vec<Field> {
    let bounds = |min: Option<Value>, max: Option<Value>| Limits { min, max, ..Limits::default() };
    vec![
        with(of("id", integer(IntegerWidth::Big, false)), |field| {
            field.primary_key = true;
            field.verbose_name = "ID".into();
            field.auto = Some(Auto::Increment);
        }),
        with(of("english", FieldKind::Choice { choices: vec![Choice::item(1, "Beginner"), Choice::item(2, "Fluent")] }), |field| {
            field.ty.limits = bounds(Some(Value::Int(-32_768)), Some(Value::Int(32_767)));
            field.default = constant(2);
        }),
        with(limits(of("years", integer(IntegerWidth::Small, false)), bounds(Some(Value::Int(-5)), Some(Value::Int(60)))), |field| {
            field.column = "age".into();
        }),
        with(limits(of("points", integer(IntegerWidth::Normal, true)), bounds(Some(Value::Int(0)), None)), |field| field.default = constant(7)),
        of("visits", integer(IntegerWidth::Big, false)),
        with(limits(of("score", FieldKind::Float), bounds(Some(Value::Float(0.5)), None)), |field| {
            field.default = Some(DefaultValue::Const(Value::Float(1.5)));
        }),
        with(of("remote", FieldKind::Boolean), |field| field.default = constant(true)),
        with(limits(of("rate", FieldKind::Decimal { max_digits: Some(7), decimal_places: Some(2) }), bounds(Some(Value::Int(1)), None)), |field| {
            field.ty.null = true;
            field.default = Some(DefaultValue::Const(Value::Decimal("-1.50".into())));
        }),
    ]
}

fn expected_rest() -> Vec<Field> {
    vec![
        with(of("joined", FieldKind::Date), |field| field.default = Some(DefaultValue::Today)),
        with(of("created", FieldKind::DateTime), |field| field.auto = Some(Auto::OnCreate)),
        with(of("updated", FieldKind::DateTime), |field| field.auto = Some(Auto::OnSave)),
        with(of("seen", FieldKind::DateTime), |field| field.default = Some(DefaultValue::Now)),
        with(of("token", FieldKind::Uuid), |field| {
            field.default = Some(DefaultValue::Uuid4);
            field.renamed_from = Some("uuid".into());
        }),
        with(of("friend", relation("hiring.Person", OnDelete::SetNull)), |field| field.ty.null = true),
        with(of("team", relation("hiring.Team", OnDelete::Cascade)), |field| field.column = "team".into()),
        with(of("type", FieldKind::Boolean), |field| field.ty.null = true),
    ]
}

#[test]
fn every_field_says_what_its_attributes_say() {
    let model = Person::describe();
    let expected: Vec<Field> = [expected_text(), expected_numbers(), expected_rest()].concat();
    assert_eq!(model.fields.len(), expected.len());
    for expected in expected {
        let at = model.field(&expected.name).expect("the field is there");
        assert_eq!(model.fields[at], expected);
    }
}

#[test]
fn the_model_says_what_its_attributes_say() {
    let model = Person::describe();
    assert_eq!(model.label(), "hiring.Person");
    assert_eq!(Person::LABEL, "hiring.Person");
    assert_eq!((model.table.as_str(), model.verbose_name.as_str(), model.verbose_name_plural.as_str()), ("people", "person", "people"));
    assert_eq!(model.help, "Who applied.\n\nOne row a person.");
    assert_eq!(model.ordering, ["name", "-joined"]);
    assert_eq!(model.renamed_from.as_deref(), Some("hiring_candidate"));
    let sets: Vec<_> = model.unique_together.iter().map(|set| (set.fields.join(" "), set.name.as_deref())).collect();
    assert_eq!(sets, [("name joined".to_owned(), None), ("code name".to_owned(), Some("one_code"))]);
    let indexes: Vec<_> = model.indexes.iter().map(|index| (index.fields.join(" "), index.name.as_deref())).collect();
    assert_eq!(indexes, [("name -joined".to_owned(), None), ("code".to_owned(), Some("by_code"))]);
    let team = Team::describe();
    assert_eq!((team.table.as_str(), team.verbose_name.as_str(), team.verbose_name_plural.as_str()), ("hiring_team", "team", "teams"));
}

#[test]
fn columns_are_typed_constants_with_the_fields_names() {
    let names = [Person::ID.name(), Person::NAME.name(), Person::FRIEND.name(), Person::TYPE.name()];
    assert_eq!(names, ["id", "name", "friend", "type"]);
}

#[test]
fn a_row_goes_both_ways() {
    let team = Team { code: "core".into(), lead: ForeignKey(7) };
    assert_eq!(team.to_row(), [Value::from("core"), Value::Int(7)]);
    assert_eq!(team.key(), "core");
    assert_eq!(Team::from_row(team.to_row()).expect("it is its own row"), team);
    assert!(Team::from_row(vec![Value::from("core")]).is_err(), "a column is missing");
    assert!(Team::from_row(vec![Value::Null, Value::Int(7)]).is_err(), "a String is never null");
}

#[test]
fn functions_and_related_models_come_along() {
    let mut models = Models::default();
    models.add::<Person>();
    let labels: Vec<String> = models.described.iter().map(|(_, model)| model.label()).collect();
    assert_eq!(labels, ["hiring.Person", "hiring.Team"]);
    assert_eq!(models.defaults["hiring.Person.code"](), Value::from("A-1"));
    let validator = &models.validators["hiring.Person.name.upper_case"];
    assert!(validator(&Value::from("ANN")).is_ok());
    assert_eq!(validator(&Value::from("Ann")).expect_err("it has small letters").text, "\"Ann\" is not upper case.");
}
