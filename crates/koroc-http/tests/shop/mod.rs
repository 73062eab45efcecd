//! A small application with one of everything that the request path knows: a shop of products.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{Path, Query};
use axum::{Extension, routing};
use koroc_db::migrate::{MakeOptions, Sources, Target, make_migrations, migrate, unanswered};
use koroc_db::{Column, Db, DbError, DbOptions, FieldValue, Model};
use koroc_http::auth::{NewUser, SecretKey, create_user, migrations, models};
use koroc_http::{ApiError, Behaviours, Changes, Context, Permission, Reply, Service};
use koroc_serial::{Errors, Message};
use koroc_spec::{
    App, Auto, Choice, DefaultValue, ExtraAction, Field, FieldKind, Filter, Handler, Hook, HookPoint, IntegerWidth, Limits, Login, Lookup, Method, Mount,
    ObtainToken, OnDelete, PageNumber, PasswordCost, Relation, Resource, Router, Rule, Search, SearchMode, Serializer, SerializerField, Settings,
    UniqueTogether, Value, ValueType, ViewPolicy, resolve,
};

/// The shop on a new database file, which goes when this goes.
pub struct Shop {
    pub service: Service,
    folder: PathBuf,
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Opens the shop with the users `staff` (may do everything) and `ann` (may do nothing in particular), passwords as the names.
pub async fn open() -> Shop {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let folder = std::env::temp_dir().join(format!("koroc-http-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
    std::fs::create_dir_all(&folder).unwrap();
    let settings = Settings {
        database_url: format!("sqlite:{}", folder.join("db.sqlite3").display()),
        allowed_hosts: vec!["testserver".to_owned()],
        password_cost: PasswordCost::Cheap,
        body_limit: 2000,
        ..Settings::default()
    };
    let resolved = Arc::new(resolve(&app(), &settings).unwrap());
    let options = MakeOptions { builtin: migrations(), ..MakeOptions::default() };
    let own = make_migrations(&resolved, &folder.join("migrations"), &options, &mut unanswered).unwrap();
    let own = own.into_iter().filter_map(|file| file.migration);
    let sources = Sources::new(migrations().migrations().iter().cloned().chain(own).collect()).unwrap();
    migrate(&settings.database_url, &resolved, &sources, &Target::All, &mut |_| {}).await.unwrap();
    let db = Db::open(Arc::clone(&resolved), &settings.database_url, DbOptions::default()).await.unwrap();
    for (name, is_superuser) in [("staff", true), ("ann", false)] {
        create_user(&db, &NewUser { username: name, password: Some(name), is_superuser, is_staff: is_superuser, ..NewUser::default() }).await.unwrap();
    }
    let service = Service::new(resolved, db, behaviours(), SecretKey::random()).unwrap_or_else(|problems| panic!("{problems:?}"));
    Shop { service, folder }
}

/// A row of the model `shop.Product`.
pub struct Product(Vec<Value>);

impl Product {
    const NAME: Column<Product, String> = Column::new("name");
    const MADE_BY: Column<Product, String> = Column::new("made_by");

    fn name(&self) -> &str {
        self.0[1].as_str().unwrap()
    }
}

impl Model for Product {
    type Key = i64;
    const LABEL: &'static str = "shop.Product";

    fn describe() -> koroc_spec::Model {
        let limits = |max_length| Limits { max_length: Some(max_length), ..Limits::default() };
        let text =
            |name: &str| Field { ty: ValueType { limits: limits(20), ..ValueType::of(FieldKind::Char { trim: true }) }, ..Field::new(name, FieldKind::Text) };
        let category = Relation::to("shop.Category", OnDelete::Protect);
        let sizes = vec![Choice::item("s", "Small"), Choice::item("l", "Large")];
        let mut model = koroc_spec::Model::new("shop", "Product");
        model.fields = vec![
            Field { primary_key: true, auto: Some(Auto::Increment), ..Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false }) },
            Field { unique: true, validators: vec!["no-shouting".to_owned()], ..text("name") },
            Field::new("price", FieldKind::Decimal { max_digits: Some(8), decimal_places: Some(2) }),
            Field { default: Some(DefaultValue::Const(Value::from("s"))), ..sized(Field::new("size", FieldKind::Choice { choices: sizes })) },
            Field { ty: ValueType { null: true, ..ValueType::of(FieldKind::Date) }, ..Field::new("since", FieldKind::Date) },
            Field {
                ty: ValueType { null: true, ..ValueType::of(FieldKind::ForeignKey(category.clone())) },
                ..Field::new("category", FieldKind::ForeignKey(category))
            },
            Field { editable: false, default: Some(DefaultValue::Const(Value::from(""))), ..text("made_by") },
        ];
        model.unique_together = vec![UniqueTogether::of(["size", "since"])];
        model
    }

    fn from_row(row: Vec<Value>) -> Result<Self, DbError> {
        Ok(Product(row))
    }

    fn to_row(&self) -> Vec<Value> {
        self.0.clone()
    }
}

fn sized(field: Field) -> Field {
    Field { ty: ValueType { limits: Limits { max_length: Some(1), ..Limits::default() }, ..field.ty }, ..field }
}

fn category() -> koroc_spec::Model {
    let mut model = koroc_spec::Model::new("shop", "Category");
    let name = Field::new("name", FieldKind::Char { trim: true });
    model.fields = vec![
        Field { primary_key: true, auto: Some(Auto::Increment), ..Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false }) },
        Field {
            ty: ValueType { limits: Limits { max_length: Some(20), ..Limits::default() }, ..name.ty },
            ..Field::new("name", FieldKind::Char { trim: true })
        },
    ];
    model
}

fn app() -> App {
    let products = Resource {
        filters: vec![
            Filter::of("name", &[Lookup::Exact, Lookup::IContains, Lookup::In]),
            Filter::of("price", &[Lookup::Gte, Lookup::Range]),
            Filter::of("size", &[Lookup::Exact]),
            Filter::of("since", &[Lookup::Lt]),
            Filter::of("category", &[Lookup::Exact, Lookup::In]),
            Filter::of("id", &[Lookup::Exact, Lookup::Lte]),
        ],
        search: vec![Search { field: "name".to_owned(), mode: SearchMode::Contains }],
        ordering: koroc_spec::Ordering::By(vec!["name".to_owned(), "price".to_owned()]),
        pagination: Some(PageNumber::of(2).size_param("size_of_page", 3).into()),
        hooks: vec![
            Hook { point: HookPoint::BeforeCreate, name: "stamp".to_owned() },
            Hook { point: HookPoint::BeforeUpdate, name: "stamp".to_owned() },
            Hook { point: HookPoint::BeforeDestroy, name: "keep-the-last".to_owned() },
        ],
        serializer: Serializer { validators: vec!["dear-is-large".to_owned()], ..Serializer::of_model(Product::LABEL) },
        extra: vec![
            extra("names", Method::Get, false, None),
            extra("rename", Method::Post, true, Some(Rule::IsAuthenticated & Rule::Named("not-antiques".to_owned()))),
        ],
        handlers: vec![Handler {
            name: "label".to_owned(),
            path: "{product}/label/{kind}".to_owned(),
            methods: vec![Method::Get],
            permission: Some(Rule::AllowAny),
            description: String::new(),
            schema: koroc_spec::ViewSchema::default(),
        }],
        ..Resource::new(Product::LABEL, Rule::ModelPermissionsOrAnonReadOnly)
    };
    let categories = Resource {
        serializer: Serializer { overrides: vec![SerializerField::named("name")], ..Serializer::of_model("shop.Category") },
        ..Resource::new("shop.Category", Rule::IsAdminUser | Rule::Named("reads".to_owned()))
    };
    let router =
        Router { root: Some(Rule::AllowAny), resources: vec![("products".to_owned(), products), ("categories".to_owned(), categories)], ..Router::default() };
    App {
        name: "shop".to_owned(),
        models: [vec![Product::describe(), category()], models()].concat(),
        mounts: vec![
            Mount::Router { prefix: "/api".to_owned(), router },
            Mount::ObtainToken(ObtainToken { path: "/token".to_owned(), permission: Rule::AllowAny, throttles: Vec::new() }),
            Mount::Login(Login { prefix: "/auth".to_owned(), throttles: Vec::new() }),
        ],
        ..App::default()
    }
}

fn extra(name: &str, method: Method, detail: bool, permission: Option<Rule>) -> ExtraAction {
    ExtraAction {
        name: name.to_owned(),
        url_path: None,
        url_name: None,
        serializer: None,
        methods: vec![method],
        detail,
        policy: ViewPolicy { permission, ..ViewPolicy::default() },
        description: String::new(),
        schema: koroc_spec::ViewSchema::default(),
    }
}

fn behaviours() -> Behaviours {
    Behaviours::default()
        .before_write("stamp", stamp)
        .before_destroy("keep-the-last", keep_the_last)
        .extra("products.names", names)
        .extra("products.rename", rename)
        .handler("products.label", routing::get(label))
        .permission("reads", Permission::request(|context| async move { Ok(context.only_reads()) }))
        .permission(
            "not-antiques",
            Permission::object(|context| async move { Ok(context.object::<Product>()?.name() != "Antique") }).message("Antiques keep their names."),
        )
        .field_validator("no-shouting", |value| match value.as_str() {
            Some(text) if text.ends_with('!') => Err(Message::new("No shouting.", "shouting")),
            _ => Ok(()),
        })
        .object_validator("dear-is-large", |values| match (values.values.get("price"), values.values.get("size")) {
            (Some(Value::Decimal(price)), Some(Value::Str(size))) if price.len() > 6 && size == "s" => {
                Err(Errors::whole("Dear products are large.", "invalid"))
            }
            _ => Ok(()),
        })
}

async fn stamp(context: Context, mut changes: Changes) -> Result<Changes, ApiError> {
    if changes.get(Product::NAME)?.as_deref() == Some("panic") {
        panic!("as the test asked");
    }
    let name = context.user().map_or("nobody", |user| user.username.as_str()).to_owned();
    changes.set(Product::MADE_BY, name)?;
    Ok(changes)
}

async fn keep_the_last(context: Context) -> Result<(), ApiError> {
    match Product::objects().count(context.db()).await? {
        1 => Err(ApiError::conflict(format!("{} is the last one.", context.object::<Product>()?.name()))),
        _ => Ok(()),
    }
}

async fn names(context: Context) -> Result<Reply, ApiError> {
    let products = Product::objects().order_by(Product::NAME).all(context.db()).await?;
    Ok(Reply::json(&Value::List(products.iter().map(|product| Value::from(product.name())).collect())))
}

async fn rename(context: Context) -> Result<Reply, ApiError> {
    let name = context.data()?.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| Errors::one("A name, please.", "required"))?;
    let mut product: Product = context.object()?;
    product.0[1] = String::from(name).into_value();
    Ok(Reply::json(&context.represent(&product.save(context.db()).await?).await?))
}

async fn label(
    Path((product, kind)): Path<(i64, String)>,
    Query(query): Query<Vec<(String, String)>>,
    Extension(context): Extension<Context>,
) -> Result<String, axum::http::StatusCode> {
    let count = Product::objects().count(context.db()).await.map_err(|_| axum::http::StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(format!("{kind} label of {product} of {count}, {query:?}"))
}
