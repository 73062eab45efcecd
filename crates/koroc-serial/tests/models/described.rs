//! The models and serializers of `recorded/record.py`.

use koroc_spec::{
    App, Condition, DatePart, DefaultValue, Field, FieldForm, FieldKind, IntegerWidth, Limits, Model, Mount, OnDelete, RelatedBy, Relation, Resolved, Resource,
    Router, Rule, Serializer, SerializerField, Settings, UniqueFor, UniqueQuestion, UniqueTogether, Value, ValueType, resolve,
};

fn text(max_length: u64) -> FieldKindOf {
    FieldKindOf(FieldKind::Char { trim: true }, Limits { max_length: Some(max_length), ..Limits::default() })
}

fn whole() -> FieldKindOf {
    // Django's own validators of an integer column.
    let limits = Limits { min: Some(Value::Int(i64::MIN)), max: Some(Value::Int(i64::MAX)), ..Limits::default() };
    FieldKindOf(FieldKind::Integer { width: IntegerWidth::Normal, positive: false }, limits)
}

/// A kind and its limits.
struct FieldKindOf(FieldKind, Limits);

fn field(name: &str, kind: FieldKindOf) -> Field {
    let mut field = Field::new(name, kind.0);
    field.ty.limits = kind.1;
    field
}

fn key() -> Field {
    let kind = FieldKind::Integer { width: IntegerWidth::Big, positive: false };
    Field { primary_key: true, verbose_name: "ID".into(), ..Field::new("id", kind) }
}

fn default(value: impl Into<Value>, field: Field) -> Field {
    Field { default: Some(DefaultValue::Const(value.into())), ..field }
}

fn unique(field: Field) -> Field {
    Field { unique: true, ..field }
}

fn blank(mut field: Field) -> Field {
    field.ty.blank = true;
    field
}

fn null(mut field: Field) -> Field {
    field.ty.null = true;
    field
}

fn to(label: &str, related_name: &str) -> Relation {
    Relation { related_name: Some(related_name.into()), ..Relation::to(label, OnDelete::Cascade) }
}

fn model(name: &str, fields: Vec<Field>) -> Model {
    Model { fields, ..Model::new("app", name) }
}

fn models() -> Vec<Model> {
    let tag = Model { display: Some("slug".into()), ..model("Tag", vec![key(), unique(field("slug", text(10))), default(1, field("weight", whole()))]) };
    let company = model("Company", vec![key(), unique(field("name", text(10))), blank(field("code", text(3)))]);
    let day = chrono::NaiveDate::from_ymd_opt(2001, 1, 1).unwrap();
    let unique_for = |part, field: Field| Field { unique_for: vec![UniqueFor { part, date: "day".into() }], ..field };
    let mut person = model(
        "Person",
        vec![
            key(),
            unique(field("email", text(20))),
            field("name", text(10)),
            blank(field("nick", text(10))),
            Field::new("company", FieldKind::ForeignKey(to("app.Company", "people"))),
            blank(null(Field::new("boss", FieldKind::ForeignKey(to("app.Person", "team"))))),
            blank(null(Field::new("desk", FieldKind::OneToOne(to("app.Tag", "sitter"))))),
            blank(Field::new("tags", FieldKind::ManyToMany(to("app.Tag", "people")))),
            default(Value::Date(day), Field::new("day", FieldKind::Date)),
            unique_for(DatePart::Date, default(1, field("slot", whole()))),
            unique_for(DatePart::Month, default(1, field("month", whole()))),
            default("open", field("state", text(5))),
        ],
    );
    let open = Condition { field: "state".into(), value: Value::from("open"), negated: false };
    let nick = UniqueTogether {
        name: Some("open_nick".into()),
        message: Some("That nick is in use.".into()),
        code: Some("nick_in_use".into()),
        condition: vec![open],
        ..UniqueTogether::of(["company", "nick"])
    };
    person.unique_together = vec![UniqueTogether::of(["company", "name"]), nick];
    let amount = blank(null(field("amount", whole())));
    let mut line = model("Line", vec![key(), Field::new("person", FieldKind::ForeignKey(to("app.Person", "lines"))), field("sku", text(5)), amount]);
    line.unique_together = vec![UniqueTogether::of(["person", "sku"])];
    vec![tag, company, person, line]
}

fn shown(name: &str) -> SerializerField {
    SerializerField::named(name)
}

fn of(name: &str, model: &str, fields: Vec<SerializerField>) -> Serializer {
    Serializer { name: name.into(), fields: Some(fields), ..Serializer::of_model(model) }
}

fn all(names: &[&str]) -> Vec<SerializerField> {
    names.iter().map(|name| shown(name)).collect()
}

fn by(name: &str, by: RelatedBy) -> SerializerField {
    SerializerField { form: FieldForm::Related(by), ..shown(name) }
}

fn slug(name: &str, field: &str) -> SerializerField {
    by(name, RelatedBy::Field(field.into()))
}

fn url(name: &str) -> SerializerField {
    by(name, RelatedBy::Url { view: None, route: None })
}

fn nested(name: &str, serializer: Serializer, many: bool) -> SerializerField {
    SerializerField { form: FieldForm::Nested { serializer: Box::new(serializer), many, allow_empty: true }, ..shown(name) }
}

fn read_only(field: SerializerField) -> SerializerField {
    SerializerField { read_only: Some(true), ..field }
}

fn from(source: &str, field: SerializerField) -> SerializerField {
    SerializerField { source: Some(source.into()), ..field }
}

fn own(name: &str, kind: FieldKindOf) -> SerializerField {
    let ty = ValueType { limits: kind.1, ..ValueType::of(kind.0) };
    SerializerField { form: FieldForm::Own(ty), ..shown(name) }
}

const PERSON: [&str; 12] = ["id", "email", "name", "nick", "company", "boss", "desk", "tags", "day", "slot", "month", "state"];

fn serializers() -> Vec<Serializer> {
    let line = || of("LineBrief", "app.Line", all(&["sku", "amount"]));
    let company = of("CompanyFull", "app.Company", all(&["id", "name", "code"]));
    let messages = vec![("does_not_exist".to_owned(), "No {slug_name} is {value}.".to_owned()), ("empty".into(), "Pick one.".into())];
    let tags = SerializerField { blank: Some(false), required: Some(true), messages, ..slug("tags", "slug") };
    let address = SerializerField { form: FieldForm::Url(None), ..shown("url") };
    let person = |name: &str, fields| of(name, "app.Person", fields);
    let day = |name: &str| person(name, all(&["day", "slot"]));
    let top = SerializerField { default: Some(DefaultValue::Const(Value::from("nobody"))), ..from("boss.boss.name", shown("top")) };
    let mail = UniqueQuestion { message: "Taken.".into(), ignore_case: true };
    let mail = SerializerField { unique: Some(mail), ..from("email", own("mail", FieldKindOf(FieldKind::Char { trim: true }, Limits::default()))) };
    let state = SerializerField { hidden: true, default: Some(DefaultValue::Const(Value::from("open"))), ..shown("state") };
    let slot = SerializerField { create_only: true, default: Some(DefaultValue::Const(Value::Int(9))), ..shown("slot") };
    let fixed = SerializerField { default: Some(DefaultValue::Const(Value::Int(1))), ..read_only(shown("company")) };
    let shown_fields = vec![
        shown("name"),
        read_only(nested("company", company.clone(), false)),
        by("boss", RelatedBy::Text),
        by("desk", RelatedBy::Text),
        by("tags", RelatedBy::Text),
        from("company.name", shown("firm")),
        top,
        read_only(nested("lines", line(), true)),
        read_only(from("tags", nested("marks", of("Mark", "app.Tag", all(&["slug"])), true))),
        read_only(from("boss", nested("chief", person("Chief", vec![shown("name"), read_only(nested("company", company, false))]), false))),
        read_only(from("company.people", nested("staff", person("Staff", all(&["name"])), true))),
        from("company.people", shown("people")),
        read_only(from("*", nested("where", day("Where"), false))),
    ];
    vec![
        person("plain", all(&PERSON)),
        person("slugs", vec![shown("email"), shown("name"), slug("company", "name"), slug("desk", "weight"), tags]),
        person("urls", vec![address, shown("email"), url("company"), url("boss"), url("tags")]),
        person("shown", shown_fields),
        Serializer { depth: 1, ..person("deep", all(&["id", "name", "company", "boss", "tags"])) },
        person("nested", vec![shown("email"), shown("name"), shown("company"), nested("lines", line(), true), from("*", nested("home", day("Home"), false))]),
        person("changed", vec![from("name", own("title", text(5))), mail, state, slot, shown("company")]),
        person("fixed", vec![shown("email"), shown("name"), fixed]),
        of("line", "app.Line", all(&["person", "sku", "amount"])),
    ]
}

/// The application: rows are at `/tags/1/` and so on, and each serializer is that of a resource.
pub fn application() -> Resolved {
    let mut resources: Vec<(String, Resource)> = [("tags", "app.Tag"), ("companies", "app.Company"), ("people", "app.Person")]
        .map(|(path, model)| (path.to_owned(), Resource::new(model, Rule::AllowAny)))
        .into();
    resources.extend(serializers().into_iter().map(|serializer| {
        let model = serializer.model.clone().unwrap();
        (format!("by-{}", serializer.name), Resource { serializer, ..Resource::new(&model, Rule::AllowAny) })
    }));
    let router = Router { trailing_slash: true, resources, ..Router::default() };
    let app = App { name: "app".into(), models: models(), mounts: vec![Mount::Router { prefix: String::new(), router }], ..App::default() };
    resolve(&app, &Settings::default()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}
