//! One walk of every kind of field through every reader: validation, representation, OPTIONS, OpenAPI, the form's input, and the column in either database.
//!
//! `kinds.txt` holds what each reader says; a reader that changes its mind about a kind changes a line there.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use koroc::axum::body::{Body, to_bytes};
use koroc::axum::http::Request;
use koroc::db::{Db, DbOptions, Dialect, Storage};
use koroc::spec::{
    App, Choice, Field, FieldKind, IntegerWidth, IpProtocol, Model, Mount, OnDelete, Relation, Resolved, Resource, Router, Rule, Settings, ShapeField,
    ValueType, resolve,
};
use koroc_http::auth::SecretKey;
use koroc_http::{Behaviours, Client, Service};
use koroc_serial::{FieldPlan, parse_json, write_json};

/// The name of a kind's row. A new kind does not compile here: it needs a name, and a row in [`kinds`].
fn name(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Boolean => "boolean",
        FieldKind::Char { .. } => "char",
        FieldKind::Text => "text",
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
        FieldKind::Uuid => "uuid",
        FieldKind::Ip { .. } => "ip",
        FieldKind::Json => "json",
        FieldKind::Choice { .. } => "choice",
        FieldKind::MultipleChoice { .. } => "multiple_choice",
        FieldKind::List { .. } => "list",
        FieldKind::Dict { .. } => "dict",
        FieldKind::File => "file",
        FieldKind::ForeignKey(_) => "foreign_key",
        FieldKind::OneToOne(_) => "one_to_one",
        FieldKind::ManyToMany(_) => "many_to_many",
        FieldKind::Nested { .. } => "nested",
        FieldKind::Custom { .. } => "custom",
    }
}

/// Each kind with an input that it accepts, as JSON, and one that it refuses.
fn kinds() -> Vec<(FieldKind, &'static str, &'static str)> {
    let relation = || Relation { target: Some(0), ..Relation::to("api.Thing", OnDelete::Cascade) };
    let choices = || vec![Choice::item("a", "First"), Choice::item("b", "Second")];
    let child = || Some(Box::new(ValueType::of(FieldKind::Boolean)));
    vec![
        (FieldKind::Boolean, r#""yes""#, r#""perhaps""#),
        (FieldKind::Char { trim: true }, r#"" a ""#, "[]"),
        (FieldKind::Text, r#""a\nb""#, "true"),
        (FieldKind::Email, r#""a@example.org""#, r#""a@""#),
        (FieldKind::Url, r#""https://example.org/""#, r#""example""#),
        (FieldKind::Slug { allow_unicode: false }, r#""a-b_1""#, r#""a b""#),
        (FieldKind::Regex { pattern: "^[A-Z]+$".to_owned() }, r#""AB""#, r#""ab""#),
        (FieldKind::Integer { width: IntegerWidth::Big, positive: false }, r#""7""#, "7.5"),
        (FieldKind::Float, r#""1.5""#, r#""much""#),
        (FieldKind::Decimal { max_digits: Some(5), decimal_places: Some(2) }, "7.5", "1.234"),
        (FieldKind::Date, r#""2024-12-31""#, r#""2024-02-30""#),
        (FieldKind::Time, r#""14:30""#, r#""25:00""#),
        (FieldKind::DateTime, r#""2024-12-31T23:59:59+01:00""#, r#""midnight""#),
        (FieldKind::Duration, r#""1 02:30:00""#, r#""long""#),
        (FieldKind::Uuid, r#""5C86FB8E2520436C80E027F0B1BC0563""#, r#""5c86""#),
        (FieldKind::Ip { protocol: IpProtocol::Both }, r#""::0001""#, r#""1.2.3""#),
        (FieldKind::Json, r#"{"a":[1]}"#, "null"),
        (FieldKind::Choice { choices: choices() }, r#""a""#, r#""c""#),
        (FieldKind::MultipleChoice { choices: choices(), allow_empty: false }, r#"["b"]"#, "[]"),
        (FieldKind::List { child: child(), allow_empty: true }, r#"["on",0]"#, r#"["x"]"#),
        (FieldKind::Dict { child: child(), allow_empty: true }, r#"{"a":1}"#, r#"{"a":"x"}"#),
        (FieldKind::File, "", r#""a.txt""#),
        (FieldKind::ForeignKey(relation()), "7", r#""x""#),
        (FieldKind::OneToOne(relation()), "7", "true"),
        (FieldKind::ManyToMany(relation()), "[7]", "7"),
        (FieldKind::Nested { shape: 0, many: true, allow_empty: true }, "[{}]", "7"),
        (FieldKind::Custom { base: Box::new(FieldKind::Email), name: "work".to_owned() }, r#""a@example.org""#, r#""a""#),
    ]
}

fn thing() -> Model {
    let id = Field { primary_key: true, ..Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false }) };
    Model { fields: vec![id], ..Model::new("api", "Thing") }
}

/// An application whose only serializer has a field of each kind that a serializer takes, named after it.
fn resolved() -> Resolved {
    let things = Resource { authentication: Some(Vec::new()), ..Resource::new("api.Thing", Rule::AllowAny) };
    let router = Router { trailing_slash: true, resources: vec![("things".to_owned(), things)], ..Router::default() };
    let mounts = vec![Mount::Router { prefix: "/".to_owned(), router }];
    let app = App { name: "kinds".to_owned(), models: [vec![thing()], koroc_http::auth::models()].concat(), mounts, ..App::default() };
    let mut resolved = resolve(&app, &Settings::default()).expect("the application is sound");
    let fields = kinds().into_iter().map(|(kind, ..)| ShapeField::new(name(&kind), ValueType::of(kind)));
    resolved.shapes[0].fields = fields.filter(|field| FieldPlan::new(&field.ty, &resolved.settings, &resolved.models).is_ok()).collect();
    resolved
}

/// The value that the field makes of a text of JSON, shown as JSON again; or the messages that refuse it.
fn validated(resolved: &Resolved, kind: &FieldKind, json: &str) -> String {
    let plan = match FieldPlan::new(&ValueType::of(kind.clone()), &resolved.settings, &resolved.models) {
        Ok(plan) => plan,
        Err(problem) => return problem.message,
    };
    let value = plan.validate(&parse_json(json.as_bytes()).expect("the input is JSON"));
    let mut out = Vec::new();
    write_json(&mut out, &value.map_or_else(|errors| errors.to_value(), |value| plan.represent(&value)), None);
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// What OPTIONS answers for a form of the answer.
async fn options(resolved: &Arc<Resolved>, accept: &str) -> String {
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let url = format!("sqlite:{}", folder.path().join("db.sqlite3").display());
    let db = Db::open(Arc::clone(resolved), &url, DbOptions::default()).await.expect("a new file can be opened");
    let service = Service::new(Arc::clone(resolved), db, Behaviours::default(), SecretKey::random()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let request = Request::builder().method("OPTIONS").uri("/things/").header("host", "localhost").header("accept", accept);
    let request = request.body(Body::empty()).expect("the request is well formed");
    let response = service.handle(request, Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), https: false }).await;
    let body = to_bytes(response.into_body(), usize::MAX).await.expect("the body is in memory");
    String::from_utf8(body.to_vec()).expect("answers are UTF-8")
}

/// The element of the form that holds a field, without the attributes that every field has.
fn input(page: &str, name: &str) -> String {
    let Some(at) = page.find(&format!(" name=\"{name}\"")) else { return "none".to_owned() };
    let start = page[..at].rfind('<').expect("an attribute is in an element");
    let element = &page[start + 1..at + page[at..].find('>').expect("an element ends")];
    let told = |part: &&str| part.starts_with("type=") || part.starts_with("inputmode=") || *part == "multiple";
    let parts: Vec<&str> = element.split(' ').filter(told).collect();
    [&[element.split(' ').next().expect("an element has a name")], parts.as_slice()].concat().join(" ")
}

/// The columns of a kind, or why `resolve` refuses it in a model: what it accepts can be stored.
fn columns(kind: &FieldKind) -> String {
    let app = App { models: vec![Model { fields: [thing().fields, vec![Field::new("it", kind.clone())]].concat(), ..thing() }], ..App::default() };
    match resolve(&app, &Settings::default()) {
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        Ok(resolved) => [Dialect::Sqlite, Dialect::Postgres]
            .map(|dialect| format!("{:?}", Storage::of(&resolved.models, &resolved.models[0].fields[1], dialect).expect("resolve accepts what has a column")))
            .join(" | "),
    }
}

#[tokio::test]
async fn every_kind_goes_through_every_reader() {
    let resolved = Arc::new(resolved());
    let metadata: serde_json::Value = serde_json::from_str(&options(&resolved, "application/json").await).expect("the answer is JSON");
    let page = options(&resolved, "text/html").await;
    let document = koroc_openapi::document(&resolved);
    let mut told = String::new();
    for (kind, good, bad) in kinds() {
        let name = name(&kind);
        let accepted = if good.is_empty() { "uploads only".to_owned() } else { format!("{good} -> {}", validated(&resolved, &kind, good)) };
        let lines = [
            accepted,
            format!("{bad} -> {}", validated(&resolved, &kind, bad)),
            format!("OPTIONS: {}", metadata["actions"]["POST"][name]["type"]),
            format!("schema: {}", document["components"]["schemas"]["Thing"]["properties"][name]),
            format!("form: {}", input(&page, name)),
            format!("columns: {}", columns(&kind)),
        ];
        told.push_str(&format!("{name}\n  {}\n", lines.join("\n  ")));
    }
    assert!(told == include_str!("kinds.txt"), "the readers now say:\n{told}");
}
