//! Databases with a few models, fresh for each test.

use std::{path::PathBuf, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use koroc_db::{
    Cond, Db, DbOptions, Select,
    migrate::{MakeOptions, Sources, Target, make_migrations, migrate, unanswered},
};
use koroc_spec::{
    App, Auto, Choice, DefaultValue, Field, FieldKind, IntegerWidth, Model, OnDelete, Relation, Resolved, ResolvedOrder, Settings, UniqueTogether, Value,
    resolve,
};

/// The models' places.
pub const FUND: usize = 0;
pub const ISSUER: usize = 1;
pub const HOLDING: usize = 2;

/// Fields of a fund.
pub mod fund {
    pub const ID: usize = 0;
    pub const SYMBOL: usize = 1;
    pub const NAME: usize = 2;
    pub const ASSETS: usize = 3;
    pub const PRICE: usize = 4;
    pub const VOLUME: usize = 5;
    pub const ACTIVE: usize = 6;
    pub const LISTED: usize = 7;
    pub const UPDATED: usize = 8;
    pub const RATING: usize = 9;
    pub const SMALL: usize = 10;
    pub const ALL: [usize; 11] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
}

fn field(name: &str, kind: FieldKind) -> Field {
    Field::new(name, kind)
}

fn null(mut field: Field) -> Field {
    field.ty.null = true;
    field
}

fn text(name: &str, max: u64) -> Field {
    let mut field = field(name, FieldKind::Char { trim: true });
    field.ty.limits.max_length = Some(max);
    field
}

fn decimal(name: &str, digits: u32, places: u32) -> Field {
    field(name, FieldKind::Decimal { max_digits: Some(digits), decimal_places: Some(places) })
}

fn integer(name: &str, width: IntegerWidth) -> Field {
    field(name, FieldKind::Integer { width, positive: false })
}

fn foreign(name: &str, to: &str, on_delete: OnDelete) -> Field {
    field(name, FieldKind::ForeignKey(Relation::to(to, on_delete)))
}

fn fund_model() -> Model {
    let id = Field { primary_key: true, default: Some(DefaultValue::Uuid4), ..field("id", FieldKind::Uuid) };
    Model {
        fields: vec![
            id,
            Field { unique: true, ..text("symbol", 10) },
            text("name", 120),
            decimal("assets", 38, 2),
            Field { default: Some(DefaultValue::Const(Value::Int(0))), ..decimal("price", 18, 4) },
            null(integer("volume", IntegerWidth::Big)),
            null(field("active", FieldKind::Boolean)),
            null(field("listed", FieldKind::Date)),
            Field { auto: Some(Auto::OnSave), ..field("updated", FieldKind::DateTime) },
            null(field("rating", FieldKind::Float)),
            null(integer("small", IntegerWidth::Small)),
        ],
        ..Model::new("api", "Fund")
    }
}

fn issuer_model() -> Model {
    let id = Field { primary_key: true, auto: Some(Auto::Increment), ..integer("id", IntegerWidth::Big) };
    let choices = vec![Choice::item("bank", "Bank"), Choice::item("broker", "Broker")];
    let kind = Field { default: Some(DefaultValue::Named("usual_kind".into())), ..text("kind", 10) };
    let kind = Field { ty: koroc_spec::ValueType { kind: FieldKind::Choice { choices }, ..kind.ty.clone() }, ..kind };
    Model { fields: vec![id, text("name", 50), kind], ordering: vec!["-name".into()], ..Model::new("api", "Issuer") }
}

fn holding_model() -> Model {
    let id = Field { primary_key: true, auto: Some(Auto::Increment), ..integer("id", IntegerWidth::Big) };
    let fields = vec![
        id,
        foreign("fund", "api.Fund", OnDelete::Protect),
        foreign("issuer", "api.Issuer", OnDelete::Cascade),
        null(foreign("seller", "api.Issuer", OnDelete::SetNull)),
    ];
    let together = vec![UniqueTogether::of(["fund", "issuer"])];
    Model { fields, unique_together: together, ..Model::new("api", "Holding") }
}

pub fn resolved() -> Arc<Resolved> {
    let app = App { name: "test".into(), models: vec![fund_model(), issuer_model(), holding_model()], ..App::default() };
    Arc::new(resolve(&app, &Settings::default()).expect("the models are right"))
}

pub fn options() -> DbOptions {
    let mut options = DbOptions::default();
    options.defaults.insert("usual_kind".into(), Arc::new(|| Value::from("bank")));
    options
}

/// A folder of a test's own, removed at its end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("koroc-db-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn url(&self) -> String {
        format!("sqlite:{}", self.0.join("db.sqlite3").display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A database with the models' tables.
pub struct World {
    pub db: Db,
    pub url: String,
    pub folder: Folder,
}

pub async fn world(url: String, folder: Folder, options: DbOptions) -> World {
    world_of(resolved(), url, folder, options).await
}

/// As [`world`], of any models.
pub async fn world_of(resolved: Arc<Resolved>, url: String, folder: Folder, options: DbOptions) -> World {
    let written = make_migrations(&resolved, &folder.0.join("migrations"), &MakeOptions::default(), &mut unanswered).unwrap();
    let sources = Sources::new(written.into_iter().filter_map(|file| file.migration).collect()).unwrap();
    migrate(&url, &resolved, &sources, &Target::All, &mut |_| ()).await.unwrap();
    World { db: Db::open(resolved, &url, options).await.unwrap(), url, folder }
}

pub async fn sqlite() -> World {
    let folder = Folder::new();
    world(folder.url(), folder, options()).await
}

/// A fresh schema on the server that `KOROC_TEST_POSTGRES` names.
pub async fn postgres_with(options: DbOptions) -> Option<World> {
    postgres_of(resolved(), options).await
}

async fn postgres_of(resolved: Arc<Resolved>, options: DbOptions) -> Option<World> {
    let Ok(server) = std::env::var("KOROC_TEST_POSTGRES") else {
        eprintln!("skipped on PostgreSQL: KOROC_TEST_POSTGRES names no server");
        return None;
    };
    let schema = format!("t{}", uuid::Uuid::new_v4().simple());
    on_server(&server, &format!("CREATE SCHEMA {schema}")).await;
    let url = format!("{server}{}options=-csearch_path%3D{schema}", if server.contains('?') { '&' } else { '?' });
    Some(world_of(resolved, url, Folder::new(), options).await)
}

/// A fresh database behind the Data API that `KOROC_TEST_DATA_API` names, on the server that `KOROC_TEST_POSTGRES` names.
#[cfg(feature = "data-api")]
pub async fn data_api_of(resolved: Arc<Resolved>, options: DbOptions) -> Option<World> {
    let (Ok(_), Ok(server)) = (std::env::var("KOROC_TEST_DATA_API"), std::env::var("KOROC_TEST_POSTGRES")) else {
        eprintln!("skipped over the Data API: KOROC_TEST_DATA_API names none");
        return None;
    };
    let database = format!("t{}", uuid::Uuid::new_v4().simple());
    on_server(&server, &format!("CREATE DATABASE {database}")).await;
    Some(world_of(resolved, data_api_url(&database), Folder::new(), options).await)
}

/// The address of a database behind the Data API.
#[cfg(feature = "data-api")]
pub fn data_api_url(database: &str) -> String {
    format!(
        "rds-data://?resource=arn:aws:rds:eu-west-1:000000000000:cluster:test&secret=arn:aws:secretsmanager:eu-west-1:000000000000:secret:test&database={database}"
    )
}

/// Runs a statement on a server, apart from all databases of tests.
pub async fn on_server(server: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.expect("KOROC_TEST_POSTGRES names a server");
    tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
}

/// All databases, or those that are there.
pub async fn worlds() -> Vec<World> {
    let mut worlds = vec![sqlite().await];
    worlds.extend(postgres_with(options()).await);
    #[cfg(feature = "data-api")]
    worlds.extend(data_api_of(resolved(), options()).await);
    worlds
}

/// All databases, or those that are there, with other models.
pub async fn worlds_of(resolved: Arc<Resolved>) -> Vec<World> {
    let folder = Folder::new();
    let mut worlds = vec![world_of(Arc::clone(&resolved), folder.url(), folder, DbOptions::default()).await];
    worlds.extend(postgres_of(Arc::clone(&resolved), DbOptions::default()).await);
    #[cfg(feature = "data-api")]
    worlds.extend(data_api_of(resolved, DbOptions::default()).await);
    worlds
}

/// A test of the same behaviour on every database; `in agency` with the models of [`agency`](crate::agency).
macro_rules! on_both {
    (in agency: $(#[$doc:meta])* async fn $name:ident($world:ident) $body:block) => {
        $(#[$doc])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            for world in $crate::world::worlds_of($crate::agency::resolved()).await {
                eprintln!("on {}", world.url);
                let $world = &world;
                $body
                world.clear().await;
            }
        }
    };
    ($(#[$doc:meta])* async fn $name:ident($world:ident) $body:block) => {
        $(#[$doc])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            for world in $crate::world::worlds().await {
                eprintln!("on {}", world.url);
                let $world = &world;
                $body
                world.clear().await;
            }
        }
    };
}
pub(crate) use on_both;

impl World {
    /// Adds a fund with this symbol and these further values, and answers its key.
    pub async fn fund(&self, symbol: &str, values: Vec<(usize, Value)>) -> Value {
        let mut row = vec![(fund::SYMBOL, symbol.into()), (fund::NAME, format!("Fund {symbol}").into()), (fund::ASSETS, Value::Int(1))];
        row.retain(|(field, _)| !values.iter().any(|(given, _)| given == field));
        row.extend(values);
        self.db.insert(FUND, row, &[fund::ID]).await.unwrap().swap_remove(0)
    }

    /// Removes what is left of it on a server.
    pub async fn clear(&self) {
        if let Some((_, schema)) = self.url.split_once("search_path%3D") {
            self.db.raw(&format!("DROP SCHEMA {schema} CASCADE"), &[]).await.unwrap();
        }
        if let Some((_, database)) = self.url.split_once("&database=") {
            on_server(&std::env::var("KOROC_TEST_POSTGRES").unwrap(), &format!("DROP DATABASE {database} WITH (FORCE)")).await;
        }
    }

    /// The symbols of the funds of a condition, in order of their symbols.
    pub async fn symbols(&self, cond: Cond) -> String {
        self.select(Select { order: vec![ResolvedOrder::own(fund::SYMBOL, false)], ..funds(cond) }).await
    }

    /// The first column of a select, as one text.
    pub async fn select(&self, select: Select) -> String {
        let rows = self.db.rows(&select).await.unwrap();
        rows.iter().map(|row| row[0].as_str().unwrap()).collect::<Vec<_>>().join(" ")
    }
}

/// The symbols of these funds.
pub fn funds(cond: Cond) -> Select {
    Select { model: FUND, columns: vec![fund::SYMBOL], cond, order: Vec::new(), limit: None, offset: None }
}

pub fn day(text: &str) -> Value {
    Value::Date(text.parse::<NaiveDate>().unwrap())
}

pub fn instant(text: &str) -> Value {
    Value::DateTime(text.parse::<DateTime<Utc>>().unwrap())
}
