//! `derive(Model)`: relations, files, times, addresses, JSON, and sets with words of their own.

use std::net::{Ipv4Addr, Ipv6Addr};

use koroc::prelude::*;
use koroc::{Models, spec};
use spec::{Condition, DatePart, DefaultValue, Field, FieldKind, IpProtocol, Limits, OnDelete, Relation, UniqueFor, UniqueTogether, Value, ValueType};

#[derive(Debug, Clone, PartialEq, Model)]
#[model(app = "hiring", display = title)]
#[model(unique_together(
    title,
    owner,
    name = "one_title",
    message = "That title is taken.",
    code = "taken",
    condition(public = true, start != None, kind = "cv", pages = -1)
))]
struct Document {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 60, unique_for_date = day, unique_for_year = day)]
    title: String,
    #[field(max_length = 2)]
    kind: String,
    pages: i16,
    public: bool,
    day: NaiveDate,
    start: Option<NaiveTime>,
    length: TimeDelta,
    from: Option<IpAddr>,
    four: Ipv4Addr,
    six: Ipv6Addr,
    #[field(default = "{\"tags\": [\"a\", 1, 2.50, true, null]}", blank)]
    profile: Json,
    #[field(upload_to = "documents/%Y/", max_length = 60, extensions("txt", "pdf"), max_size = 1_000_000, blank)]
    file: File,
    #[field(on_delete = cascade, related_name = "documents")]
    owner: OneToOne<Owner>,
    #[field(on_delete = set_null)]
    copy: Option<OneToOne<Document>>,
    #[field(related_name = "documents", blank)]
    readers: ManyToMany<Owner>,
    #[field(through = Reading)]
    read: ManyToMany<Owner>,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(app = "hiring")]
struct Owner {
    #[field(primary_key)]
    id: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(app = "hiring")]
struct Reading {
    #[field(primary_key)]
    id: i64,
    #[field(on_delete = cascade)]
    document: ForeignKey<Document>,
    #[field(on_delete = cascade)]
    owner: ForeignKey<Owner>,
}

fn of(name: &str, kind: FieldKind, change: impl FnOnce(&mut Field)) -> Field {
    let mut field = Field::new(name, kind);
    change(&mut field);
    field
}

fn relation(name: Option<&str>, through: Option<&str>) -> Relation {
    Relation { related_name: name.map(str::to_owned), through: through.map(str::to_owned), ..Relation::to("hiring.Owner", OnDelete::Cascade) }
}

fn expected() -> Vec<Field> {
    let ip = |protocol| FieldKind::Ip { protocol };
    let unique_for = |part| UniqueFor { part, date: "day".to_owned() };
    let numbers = ["1", "2.5"].map(|number| Value::Number(number.to_owned()));
    let [one, half] = numbers;
    let tags = Value::List(vec!["a".into(), one, half, true.into(), Value::Null]);
    let file = Limits { max_length: Some(60), extensions: vec!["txt".into(), "pdf".into()], max_size: Some(1_000_000), ..Limits::default() };
    vec![
        of("title", FieldKind::Char { trim: true }, |field| {
            field.ty.limits.max_length = Some(60);
            field.unique_for = vec![unique_for(DatePart::Date), unique_for(DatePart::Year)];
        }),
        of("start", FieldKind::Time, |field| field.ty.null = true),
        of("length", FieldKind::Duration, |_| {}),
        of("from", ip(IpProtocol::Both), |field| field.ty.null = true),
        of("four", ip(IpProtocol::V4), |_| {}),
        of("six", ip(IpProtocol::V6), |_| {}),
        of("profile", FieldKind::Json, |field| {
            field.default = Some(DefaultValue::Const(Value::Map([("tags".to_owned(), tags)].into_iter().collect())));
            field.ty.blank = true;
        }),
        of("file", FieldKind::File, |field| {
            field.ty = ValueType { limits: file, blank: true, ..ValueType::of(FieldKind::File) };
            field.upload_to = "documents/%Y/".into();
        }),
        of("owner", FieldKind::OneToOne(relation(Some("documents"), None)), |_| {}),
        of("copy", FieldKind::OneToOne(Relation::to("hiring.Document", OnDelete::SetNull)), |field| field.ty.null = true),
        of("readers", FieldKind::ManyToMany(relation(Some("documents"), None)), |field| field.ty.blank = true),
        of("read", FieldKind::ManyToMany(relation(None, Some("hiring.Reading"))), |_| {}),
    ]
}

#[test]
fn every_field_says_what_its_attributes_say() {
    let model = Document::describe();
    for expected in expected() {
        let at = model.field(&expected.name).expect("the field is there");
        assert_eq!(model.fields[at], expected);
    }
}

#[test]
fn a_set_has_its_own_words_and_rows() {
    let condition = |field: &str, value: Value, negated| Condition { field: field.to_owned(), value, negated };
    let model = Document::describe();
    let set = UniqueTogether {
        name: Some("one_title".into()),
        message: Some("That title is taken.".into()),
        code: Some("taken".into()),
        condition: vec![
            condition("public", true.into(), false),
            condition("start", Value::Null, true),
            condition("kind", "cv".into(), false),
            condition("pages", Value::Int(-1), false),
        ],
        ..UniqueTogether::of(["title", "owner"])
    };
    assert_eq!(model.unique_together, [set]);
    assert_eq!(model.display.as_deref(), Some("title"));
}

#[test]
fn a_row_goes_both_ways() {
    let document = Document {
        id: 1,
        title: "Resume".into(),
        kind: "cv".into(),
        pages: 2,
        public: true,
        day: NaiveDate::MIN,
        start: None,
        length: TimeDelta::seconds(5),
        from: Some(IpAddr::from([127, 0, 0, 1])),
        four: Ipv4Addr::LOCALHOST,
        six: Ipv6Addr::LOCALHOST,
        profile: serde_json::json!({"a": [1, null]}),
        file: File::named("documents/a.txt"),
        owner: OneToOne(3),
        copy: None,
        readers: ManyToMany::new(),
        read: ManyToMany::new(),
    };
    assert_eq!(Document::from_row(document.to_row()).expect("it is its own row"), document);
}

#[test]
fn models_that_relations_lead_to_come_along() {
    let mut models = Models::default();
    models.add::<Document>();
    let labels: Vec<String> = models.described.iter().map(|(_, model)| model.label()).collect();
    assert_eq!(labels, ["hiring.Document", "hiring.Owner", "hiring.Reading"]);
}
