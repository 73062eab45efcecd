//! The lists of a hiring project, on a database of their own.

use std::sync::Arc;

use koroc_db::migrate::{MakeOptions, Sources, Target, make_migrations, migrate, unanswered};
use koroc_db::{Cond, Db, DbOptions, Op, load_fixture};
use koroc_http::auth::{SecretKey, migrations, models};
use koroc_http::{ApiError, Behaviours, Service};
use koroc_spec::{
    App, Auto, Choice, Cursor, Field, FieldKind, Filter, FilterBy, FilterForms, IntegerWidth, LimitOffset, Limits, Lookup, Model, Mount, OnDelete, OrderBy,
    Ordering, PageNumber, Pagination, PasswordCost, Relation, Resource, Router, Rule, Search, SearchMode, Serializer, SerializerField, Settings, Value,
    ValueType, resolve,
};

pub struct Hiring {
    pub service: Service,
    _folder: tempfile::TempDir,
}

pub async fn sqlite() -> Hiring {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("db.sqlite3").display());
    open(url, folder).await
}

/// A fresh schema on the server that `KOROC_TEST_POSTGRES` names.
pub async fn postgres() -> Option<Hiring> {
    let Ok(server) = std::env::var("KOROC_TEST_POSTGRES") else {
        eprintln!("skipped on PostgreSQL: KOROC_TEST_POSTGRES names no server");
        return None;
    };
    let schema = format!("t{}", uuid::Uuid::new_v4().simple());
    let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("KOROC_TEST_POSTGRES names a server");
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE SCHEMA {schema}")).await.unwrap();
    let url = format!("{server}{}options=-csearch_path%3D{schema}", if server.contains('?') { '&' } else { '?' });
    Some(open(url, tempfile::tempdir().unwrap()).await)
}

async fn open(url: String, folder: tempfile::TempDir) -> Hiring {
    let settings = Settings {
        allowed_hosts: vec!["testserver".to_owned()],
        password_cost: PasswordCost::Cheap,
        date_input_formats: vec!["%d/%m/%Y".to_owned()],
        ..Settings::default()
    };
    let resolved = Arc::new(resolve(&app(), &settings).unwrap_or_else(|problems| panic!("{problems:?}")));
    let options = MakeOptions { builtin: migrations(), ..MakeOptions::default() };
    let own = make_migrations(&resolved, &folder.path().join("migrations"), &options, &mut unanswered).unwrap();
    let own = own.into_iter().filter_map(|file| file.migration);
    let sources = Sources::new(migrations().migrations().iter().cloned().chain(own).collect()).unwrap();
    migrate(&url, &resolved, &sources, &Target::All, &mut |_| {}).await.unwrap();
    let db = Db::open(Arc::clone(&resolved), &url, DbOptions::default()).await.unwrap();
    load_fixture(&db, include_str!("rows.json")).await.unwrap();
    let service = Service::new(resolved, db, Behaviours::default().filter("good", good), SecretKey::random()).unwrap_or_else(|problems| panic!("{problems:?}"));
    Hiring { service, _folder: folder }
}

fn app() -> App {
    let resources = [candidates(), interviewers(), handbooks(), interviews(), skills(), rates(), extras(), found()];
    let names = ["candidates", "interviewers", "handbooks", "interviews", "skills", "rates", "extras", "found"];
    let resources = names.into_iter().zip(resources).map(|(name, resource)| (name.to_owned(), resource)).collect();
    let router = Router { trailing_slash: true, resources, ..Router::default() };
    App {
        name: "hiring".to_owned(),
        models: [vec![skill(), handbook(), candidate(), interviewer(), interview()], models()].concat(),
        mounts: vec![Mount::Router { prefix: "/api/v1/hiring".to_owned(), router }],
        ..App::default()
    }
}

fn shows(model: &str, fields: &[&str]) -> Resource {
    let serializer = Serializer { fields: Some(fields.iter().map(|name| SerializerField::named(name)).collect()), ..Serializer::of_model(model) };
    Resource { serializer, ..Resource::new(model, Rule::AllowAny) }
}

fn names(names: &[&str]) -> Ordering {
    Ordering::By(names.iter().map(|&name| name.to_owned()).collect())
}

fn search<const N: usize>(fields: [(&str, SearchMode); N]) -> Vec<Search> {
    fields.map(|(field, mode)| Search { field: field.to_owned(), mode }).to_vec()
}

fn by(field: &str, descending: bool) -> OrderBy {
    OrderBy { field: field.to_owned(), descending }
}

fn candidates() -> Resource {
    let named = |param: &str, filter: Filter| Filter { param: Some(param.to_owned()), ..filter };
    let path = |path: &str| path.to_owned();
    let filters = vec![
        Filter::of("stage", &[Lookup::Exact]),
        Filter::of("country", &[Lookup::Exact]),
        Filter::of("remote_only", &[Lookup::Exact]),
        Filter::of("english_level", &[Lookup::Exact]),
        Filter::of("referred_by", &[Lookup::Exact]),
        named("min_years", Filter::of("years_experience", &[Lookup::Gte])),
        named("max_years", Filter::of("years_experience", &[Lookup::Lte])),
        named("skill", Filter::by(FilterBy::AnyOf { path: path("skills.slug") })),
        named("name", Filter::of("full_name", &[Lookup::IContains])),
        named("has_rate", Filter { exclude: true, ..Filter::of("hourly_rate", &[Lookup::IsNull]) }),
        named("created", Filter::by(FilterBy::FromTo { path: path("created_at") })),
    ];
    Resource {
        filters: filters.into_iter().map(|filter| Filter { forms: FilterForms::Django, ..filter }).collect(),
        search: search([
            ("full_name", SearchMode::Contains),
            ("email", SearchMode::StartsWith),
            ("country", SearchMode::Exact),
            ("skills.name", SearchMode::Contains),
        ]),
        ordering: names(&["full_name", "years_experience", "hourly_rate", "id"]),
        default_order: vec![by("id", false)],
        pagination: Some(LimitOffset::of(5).max(20).into()),
        ..shows(
            "hiring.Candidate",
            &["id", "full_name", "email", "country", "stage", "english_level", "years_experience", "remote_only", "hourly_rate", "referred_by", "created_at"],
        )
    }
}

/// Candidates by their rates, which several share and some lack: the hard case of a cursor.
fn rates() -> Resource {
    let cursor = Cursor { ordering: vec![by("hourly_rate", true)], ..Cursor::of(2).size_param("size", 7) };
    Resource {
        pagination: Some(cursor.into()),
        ordering: names(&["hourly_rate", "country", "created_at", "referred_by", "remote_only", "id"]),
        ..shows("hiring.Candidate", &["id", "country", "hourly_rate", "referred_by", "created_at", "remote_only"])
    }
}

/// Filters that no list of the project has.
fn extras() -> Resource {
    let named = |param: &str, filter: Filter| Filter { param: Some(param.to_owned()), ..filter };
    let any_of = |path: &str| Filter::by(FilterBy::AnyOf { path: path.to_owned() });
    let from_to = |path: &str| Filter::by(FilterBy::FromTo { path: path.to_owned() });
    let text = Box::new(ValueType::of(FieldKind::Char { trim: true }));
    let parts = [
        Lookup::Date,
        Lookup::Year,
        Lookup::YearGte,
        Lookup::Month,
        Lookup::Day,
        Lookup::WeekDay,
        Lookup::Hour,
        Lookup::Quarter,
        Lookup::IsoWeekDay,
        Lookup::Range,
    ];
    let texts = [Lookup::Contains, Lookup::StartsWith, Lookup::IStartsWith, Lookup::EndsWith, Lookup::IEndsWith];
    let filters = vec![
        Filter::of("skills", &[Lookup::Exact, Lookup::IsNull]),
        Filter::of("skills.category", &[Lookup::Exact, Lookup::In, Lookup::IStartsWith]),
        Filter::of("referred_by", &[Lookup::IsNull]),
        Filter::of("referred_by.country", &[Lookup::Exact]),
        Filter::of("full_name", &texts),
        Filter::of("hourly_rate", &[Lookup::Gt, Lookup::Lt]),
        Filter::of("created_at", &parts),
        any_of("stage"),
        named("level", Filter { exclude: true, ..any_of("english_level") }),
        named("friend", any_of("referred_by")),
        from_to("years_experience"),
        named("rate", from_to("hourly_rate")),
        named("scored", Filter::of("interview_set.score", &[Lookup::IsNull])),
        named("good", Filter::by(FilterBy::Named { name: "good".to_owned(), ty: text })),
    ];
    let shown = ["id", "skills", "stage", "english_level", "referred_by", "years_experience", "hourly_rate", "full_name", "created_at"];
    Resource { filters, pagination: Some(Pagination::Off), ..shows("hiring.Candidate", &shown) }
}

/// Searches by regular expressions, and orders by columns of other rows.
fn found() -> Resource {
    let orders = ["candidate.full_name", "interviewer.company", "candidate.referred_by.full_name", "candidate.referred_by", "interviewer", "candidate", "slot"];
    Resource {
        search: search([("notes", SearchMode::Regex), ("candidate.full_name", SearchMode::Regex), ("verdict", SearchMode::Exact)]),
        ordering: names(&orders),
        default_order: vec![by("interviewer.company", true), by("slot", false)],
        pagination: Some(Pagination::Off),
        ..shows("hiring.Interview", &["id", "notes", "candidate", "interviewer", "slot", "verdict"])
    }
}

/// Candidates of some experience whose name begins so.
fn good(db: &Db, value: Value) -> Result<Cond, ApiError> {
    let resolved = db.resolved();
    let model = resolved.model("hiring.Candidate").map(|model| &resolved.models[model]).ok_or_else(ApiError::not_found)?;
    let field = |name: &str| model.field(name).ok_or_else(ApiError::not_found);
    let begins = Cond::Compare { field: field("full_name")?, op: Op::IStartsWith, value };
    Ok(Cond::And(vec![begins, Cond::Compare { field: field("years_experience")?, op: Op::Gte, value: Value::Int(3) }]))
}

fn interviewers() -> Resource {
    let cursor = Cursor { ordering: vec![by("company", false), by("name", false)], ..Cursor::of(2).size_param("page_size", 5) };
    Resource {
        filters: vec![Filter::of("active", &[Lookup::Exact]), Filter::of("company", &[Lookup::Exact])],
        search: search([("name", SearchMode::Contains)]),
        pagination: Some(cursor.into()),
        ..shows("hiring.Interviewer", &["id", "name", "company", "is_lead", "active"])
    }
}

fn handbooks() -> Resource {
    Resource {
        filters: vec![Filter::of("is_current", &[Lookup::Exact]), Filter::of("published_on", &[Lookup::Exact, Lookup::Gte, Lookup::Year, Lookup::IsNull])],
        ordering: names(&["version", "published_on"]),
        default_order: vec![by("id", true)],
        ..shows("hiring.Handbook", &["id", "version", "title", "published_on", "is_current"])
    }
}

fn interviews() -> Resource {
    Resource {
        filters: vec![
            Filter::of("candidate", &[Lookup::Exact]),
            Filter::of("interviewer", &[Lookup::Exact, Lookup::IsNull]),
            Filter::of("day", &[Lookup::Exact, Lookup::Range]),
            Filter::of("verdict", &[Lookup::Exact]),
            Filter::of("score", &[Lookup::Gte, Lookup::Lte]),
            Filter::of("scheduled_for", &[Lookup::Date, Lookup::Lt]),
        ],
        search: search([("candidate.full_name", SearchMode::Contains), ("notes", SearchMode::Contains)]),
        ordering: names(&["day", "slot", "score"]),
        pagination: Some(PageNumber::of(3).param("p").size_param("page_size", 10).last(["last", "end"]).into()),
        ..shows("hiring.Interview", &["id", "candidate", "interviewer", "scheduled_for", "day", "slot", "score", "verdict", "notes"])
    }
}

fn skills() -> Resource {
    Resource {
        filters: vec![Filter::of("category", &[Lookup::Exact])],
        search: search([("slug", SearchMode::Exact), ("name", SearchMode::StartsWith)]),
        ordering: Ordering::All,
        pagination: Some(Pagination::Off),
        ..shows("hiring.Skill", &["slug", "name", "category"])
    }
}

fn model(name: &str, ordering: &[&str], fields: Vec<Field>) -> Model {
    Model { fields, ordering: ordering.iter().map(|&name| name.to_owned()).collect(), ..Model::new("hiring", name) }
}

fn key() -> Field {
    Field { primary_key: true, auto: Some(Auto::Increment), ..Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false }) }
}

fn text(name: &str, most: u64) -> Field {
    of(name, ValueType { limits: Limits { max_length: Some(most), ..Limits::default() }, ..ValueType::of(FieldKind::Char { trim: true }) })
}

fn of(name: &str, ty: ValueType) -> Field {
    Field { ty: ty.clone(), ..Field::new(name, ty.kind) }
}

fn nullable(field: Field) -> Field {
    Field { ty: ValueType { null: true, ..field.ty }, ..field }
}

fn number(name: &str) -> Field {
    Field::new(name, FieldKind::Integer { width: IntegerWidth::Small, positive: true })
}

fn choice(name: &str, choices: Vec<Choice>) -> Field {
    of(name, ValueType { limits: Limits { max_length: Some(20), ..Limits::default() }, ..ValueType::of(FieldKind::Choice { choices }) })
}

fn items(values: &[&str]) -> Vec<Choice> {
    values.iter().map(|&value| Choice::item(value, value)).collect()
}

fn points_at(name: &str, label: &str) -> Field {
    Field::new(name, FieldKind::ForeignKey(Relation::to(label, OnDelete::SetNull)))
}

fn skill() -> Model {
    let slug = FieldKind::Slug { allow_unicode: false };
    let slug = Field { unique: true, ..of("slug", ValueType { limits: Limits { max_length: Some(50), ..Limits::default() }, ..ValueType::of(slug) }) };
    model("Skill", &["slug"], vec![key(), slug, text("name", 80), choice("category", items(&["language", "framework", "tool"]))])
}

fn handbook() -> Model {
    let published = nullable(Field::new("published_on", FieldKind::Date));
    model("Handbook", &["id"], vec![key(), text("version", 20), text("title", 120), published, Field::new("is_current", FieldKind::Boolean)])
}

fn candidate() -> Model {
    let levels = (1..=3).map(|level| Choice::item(Value::Int(level), &level.to_string())).collect();
    let stages = vec![
        Choice::Group { label: "Open".to_owned(), items: items(&["applied", "handbook", "interview"]) },
        Choice::Group { label: "Closed".to_owned(), items: items(&["offer", "hired", "rejected"]) },
    ];
    let rate = FieldKind::Decimal { max_digits: Some(7), decimal_places: Some(2) };
    let fields = vec![
        key(),
        text("full_name", 100),
        text("email", 254),
        text("country", 2),
        choice("stage", stages),
        of("english_level", ValueType::of(FieldKind::Choice { choices: levels })),
        number("years_experience"),
        Field::new("remote_only", FieldKind::Boolean),
        nullable(Field::new("hourly_rate", rate)),
        Field::new(
            "skills",
            FieldKind::ManyToMany(Relation { related_name: Some("candidates".to_owned()), ..Relation::to("hiring.Skill", OnDelete::Cascade) }),
        ),
        nullable(points_at("referred_by", "hiring.Candidate")),
        Field::new("created_at", FieldKind::DateTime),
    ];
    model("Candidate", &["id"], fields)
}

fn interviewer() -> Model {
    let key = Field { primary_key: true, ..Field::new("id", FieldKind::Uuid) };
    let flag = |name: &str| Field::new(name, FieldKind::Boolean);
    model("Interviewer", &["company", "name"], vec![key, text("name", 80), text("company", 80), flag("is_lead"), flag("active")])
}

fn interview() -> Model {
    let verdict = choice("verdict", items(&["hire", "no_hire", "maybe"]));
    let fields = vec![
        key(),
        points_at("candidate", "hiring.Candidate"),
        nullable(points_at("interviewer", "hiring.Interviewer")),
        Field::new("scheduled_for", FieldKind::DateTime),
        Field::new("day", FieldKind::Date),
        number("slot"),
        nullable(Field::new("score", FieldKind::Float)),
        Field { ty: ValueType { blank: true, ..verdict.ty.clone() }, ..verdict },
        of("notes", ValueType { blank: true, ..ValueType::of(FieldKind::Text) }),
    ];
    let mut model = model("Interview", &["id"], fields);
    let FieldKind::ForeignKey(candidate) = &mut model.fields[1].ty.kind else { unreachable!("it was just made") };
    candidate.on_delete = OnDelete::Cascade;
    model
}
