//! Everything that is wrong with an application is said at once, each with its place and with what would be right.

use koroc_spec::{
    App, Auto, Cloud, Condition, Cors, Cursor, DatePart, Deploy, Endpoint, ExtraAction, Field, FieldKind, Filter, Function, IntegerWidth, Limits, Lookup,
    Method, Model, Mount, OnDelete, OrderBy, Relation, Resource, Router, Rule, Search, SearchMode, Serializer, SerializerField, Settings, Trigger, UniqueFor,
    UniqueTogether, Value, ValueType, ViewPolicy, resolve,
};

fn field(name: &str, kind: FieldKind) -> Field {
    Field::new(name, kind)
}

fn key(name: &str) -> Field {
    Field { primary_key: true, ..field(name, FieldKind::Integer { width: IntegerWidth::Big, positive: false }) }
}

fn decimal(max_digits: Option<u32>, decimal_places: Option<u32>) -> FieldKind {
    FieldKind::Decimal { max_digits, decimal_places }
}

fn related(to: &str, on_delete: OnDelete) -> FieldKind {
    FieldKind::ForeignKey(Relation::to(to, on_delete))
}

fn models() -> Vec<Model> {
    let sold = Condition { field: "sold".to_owned(), value: Value::Bool(true), negated: false };
    let unique_for = |date: &str| UniqueFor { part: DatePart::Month, date: date.to_owned() };
    let endings = Limits { extensions: [".txt", "PDF"].map(str::to_owned).to_vec(), ..Limits::default() };
    let files = ValueType { limits: endings, ..ValueType::of(FieldKind::File) };
    let fund = Model {
        fields: vec![
            key("id"),
            field("name", FieldKind::Text),
            field("name", FieldKind::Text),
            field("price", decimal(Some(4), Some(6))),
            field("assets", decimal(Some(40), Some(2))),
            field("yield", decimal(None, Some(2))),
            field("code", FieldKind::Regex { pattern: String::new() }),
            field("issuer", related("api.Issuer", OnDelete::SetNull)),
            field("opens", FieldKind::List { child: None, allow_empty: true }),
            Field { column: "price".to_owned(), ..field("cost", FieldKind::Float) },
            Field { auto: Some(Auto::Increment), ..field("number", FieldKind::Text) },
            Field { unique_for: vec![unique_for("number"), unique_for("day")], upload_to: "notes/".to_owned(), ..field("note", FieldKind::Text) },
            Field { upload_to: "a/../../etc".to_owned(), ty: files, ..field("scan", FieldKind::File) },
        ],
        unique_together: vec![UniqueTogether { condition: vec![sold], ..UniqueTogether::of(["name", "colour"]) }],
        display: Some("title".to_owned()),
        ordering: vec!["-size".to_owned()],
        ..Model::new("api", "Fund")
    };
    let keyless = Model { fields: vec![field("text", FieldKind::Text)], table: "api_fund".to_owned(), ..Model::new("api", "Note") };
    let nullable = Field { ty: ValueType { null: true, ..key("id").ty }, ..key("id") };
    let twice = Model { fields: vec![nullable, key("number")], ..Model::new("api", "Fund") };
    vec![fund, keyless, twice]
}

fn extra(name: &str, url_path: &str, methods: &[Method]) -> ExtraAction {
    let url_path = Some(url_path.to_owned());
    ExtraAction {
        name: name.to_owned(),
        url_path,
        url_name: None,
        serializer: None,
        methods: methods.to_vec(),
        detail: false,
        policy: ViewPolicy::default(),
        description: String::new(),
        schema: koroc_spec::ViewSchema::default(),
    }
}

fn funds() -> Resource {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let search = |field: &str| Search { field: field.to_owned(), mode: SearchMode::Contains };
    Resource {
        serializer: Serializer {
            fields: Some(["id", "name", "price", "isin"].map(SerializerField::named).to_vec()),
            overrides: vec![
                SerializerField { write_only: Some(true), ..SerializerField::named("price") },
                SerializerField { read_only: Some(true), ..SerializerField::named("code") },
            ],
            ..Serializer::of_model("api.Fund")
        },
        filters: ["price", "code", "size"].map(|field| Filter::of(field, &[Lookup::Exact])).to_vec(),
        search: vec![search("id"), search("code"), Search { mode: SearchMode::FullText, ..search("name") }],
        ordering: koroc_spec::Ordering::By(names(&["size"])),
        default_order: vec![OrderBy { field: "age".to_owned(), descending: true }],
        lookup_field: Some("name".to_owned()),
        extra: vec![extra("list", "all", &[Method::Get]), extra("silent", "silent", &[])],
        ..Resource::new("api.Fund", Rule::AllowAny)
    }
}

fn app() -> App {
    let router = |resources| Router { trailing_slash: true, resources, ..Router::default() };
    let lost = Resource { lookup_field: Some("slug".to_owned()), ..Resource::new("api.Note", Rule::AllowAny) };
    let router = router(vec![("funds".to_owned(), funds()), ("lost".to_owned(), lost), ("gone".to_owned(), Resource::new("api.Gone", Rule::AllowAny))]);
    let function = |path: &str| Mount::Function(Function::at("alive", path, vec![Method::Get], Rule::AllowAny));
    let mounts = vec![Mount::Router { prefix: "/api".to_owned(), router }, function("/api/funds/{symbol}/"), function("/alive")];
    App { name: "example".to_owned(), models: models(), mounts, ..App::default() }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let problems = resolve(&app(), &Settings::default()).expect_err("hardly anything of it is right");
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(told, include_str!("problems.txt").lines().collect::<Vec<_>>(), "{}", told.join("\n"));
}

#[test]
fn so_are_mistakes_of_a_deployment() {
    let mut busy = Function::at("busy", "/busy", vec![Method::Get, Method::Post], Rule::AllowAny);
    busy.endpoints.push(Endpoint { name: "again".to_owned(), methods: vec![Method::Post], scopes: vec!["write".to_owned()], ..busy.endpoints[0].clone() });
    busy.deploy = Deploy::new().memory_size(64).timeout(901).provisioned_concurrency(3, 2);
    let times = ["rate(5 minutes)", "rate(1 hour)", "cron(0 12 * * ? *)", "rate(1 minutes)", "rate(2 day)", "rate(0 days)", "cron(0 12 * * *)", "daily"];
    busy.triggers.extend(times.map(|time| Trigger::Schedule(time.to_owned())));
    busy.triggers.push(Trigger::Queue { name: "likes".to_owned(), batch_size: 11 });
    busy.triggers.push(Trigger::Bucket { name: "covers".to_owned(), events: Vec::new(), prefix: String::new() });
    let cloud = Cloud::new().aurora(4.0, 0.7).throttling(0, 10.0);
    let app = App {
        mounts: vec![Mount::Function(busy), Mount::Function(Function::at("migrate", "/migrate", vec![Method::Get], Rule::AllowAny))],
        cloud,
        cors: Some(Cors::origins(["*"]).credentials()),
        ..App::default()
    };
    let told: Vec<String> = resolve(&app, &Settings::default()).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(told, include_str!("deployment.txt").lines().collect::<Vec<_>>(), "{}", told.join("\n"));
}

#[test]
fn an_order_leads_to_one_row_and_a_cursor_to_none() {
    let issuer = Model { fields: vec![key("id"), field("name", FieldKind::Text)], ordering: vec!["name".to_owned()], ..Model::new("api", "Issuer") };
    let fund = Model { fields: vec![key("id"), field("issuer", related("api.Issuer", OnDelete::Cascade))], ..Model::new("api", "Fund") };
    let orders = |names: &[&str]| koroc_spec::Ordering::By(names.iter().map(|&name| name.to_owned()).collect());
    let by = |field: &str| vec![OrderBy { field: field.to_owned(), descending: true }];
    let of = |label: &str| Resource::new(label, Rule::AllowAny);
    let issuers = Resource { ordering: orders(&["name", "fund_set.id"]), default_order: by("fund_set.id"), ..of("api.Issuer") };
    let funds = Resource { ordering: orders(&["id", "issuer.id", "issuer.name"]), default_order: by("issuer"), ..of("api.Fund") };
    let walked = Resource { pagination: Some(Cursor::of(5).into()), ..funds.clone() };
    let resources = [("issuers", issuers), ("funds", funds), ("walked", walked)].map(|(name, resource)| (name.to_owned(), resource)).to_vec();
    let router = Router { resources, ..Router::default() };
    let app = App { models: vec![issuer, fund], mounts: vec![Mount::Router { prefix: "/api".to_owned(), router }], ..App::default() };
    let problems = resolve(&app, &Settings::default()).expect_err("cursors and orders are wrong");
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "resource /api/issuers: orders by `fund_set.id`, which leads to several rows",
            "resource /api/issuers: is ordered by `fund_set.id`, which leads to several rows",
            "resource /api/walked: orders by `issuer__name`, a field of other rows, and is paged by a cursor, which holds a value of the row itself",
            "resource /api/walked: is ordered by a field of other rows and paged by a cursor, which holds a value of the row itself",
        ]
    );
}
