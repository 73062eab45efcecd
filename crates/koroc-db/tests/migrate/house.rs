//! A temporary database with migration files beside it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use koroc_db::Dialect;
use koroc_db::migrate::{Ask, MakeError, MakeOptions, MigrateError, Sources, Target, Written, make_migrations, migrate, unanswered};
use koroc_spec::Model;

use crate::models::resolved;

/// A folder of migrations and an empty database of its own.
pub struct House {
    pub dir: PathBuf,
    pub url: String,
    /// The same database over a connection, for looking at what happened.
    server: String,
    pub dialect: Dialect,
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// An empty house for each database that tests may use: a SQLite file, and a new database on the server that `KOROC_TEST_POSTGRES` names.
pub async fn houses() -> Vec<House> {
    let mut houses = vec![sqlite()];
    match std::env::var("KOROC_TEST_POSTGRES") {
        Ok(server) => {
            houses.push(postgres(&server).await);
            #[cfg(feature = "data-api")]
            houses.extend(data_api(&server).await);
        }
        Err(_) => eprintln!("KOROC_TEST_POSTGRES names no server: SQLite only"),
    }
    houses
}

/// A house on SQLite.
pub fn sqlite() -> House {
    let dir = folder();
    House { url: format!("sqlite:{}", dir.join("db.sqlite3").display()), server: String::new(), dir, dialect: Dialect::Sqlite }
}

async fn postgres(server: &str) -> House {
    let dir = folder();
    let name = dir.file_name().expect("it has a name").to_string_lossy().replace('-', "_");
    let client = connect(server).await;
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (start, _) = server.rsplit_once('/').expect("postgres://user@host/database");
    let url = format!("{start}/{name}");
    House { server: url.clone(), url, dir, dialect: Dialect::Postgres }
}

/// A house behind the Data API that `KOROC_TEST_DATA_API` names.
#[cfg(feature = "data-api")]
async fn data_api(server: &str) -> Option<House> {
    if std::env::var("KOROC_TEST_DATA_API").is_err() {
        eprintln!("skipped over the Data API: KOROC_TEST_DATA_API names none");
        return None;
    }
    let mut house = postgres(server).await;
    let database = house.url.rsplit('/').next().expect("a split has a last part");
    let (cluster, secret) = ("arn:aws:rds:eu-west-1:000000000000:cluster:test", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:test");
    let url = format!("rds-data://?resource={cluster}&secret={secret}&database={database}");
    house.server = std::mem::replace(&mut house.url, url);
    Some(house)
}

fn folder() -> PathBuf {
    let dir = std::env::temp_dir().join(format!("koroc-migrate-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

impl House {
    pub fn migrations(&self) -> PathBuf {
        self.dir.join("migrations")
    }

    /// Makes migrations without answers.
    pub fn make(&self, models: Vec<Model>) -> Result<Vec<Written>, MakeError> {
        self.make_with(models, &mut unanswered)
    }

    pub fn make_with(&self, models: Vec<Model>, ask: &mut Ask<'_>) -> Result<Vec<Written>, MakeError> {
        make_migrations(&resolved(models), &self.migrations(), &MakeOptions::default(), ask)
    }

    /// The migrations that were made so far, read back from their files.
    pub fn sources(&self) -> Sources {
        let texts: Vec<String> = files(&self.migrations()).iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        Sources::read(texts.iter().map(String::as_str)).unwrap()
    }

    pub async fn migrate(&self, target: Target) -> Result<usize, MigrateError> {
        migrate(&self.url, &resolved(Vec::new()), &self.sources(), &target, &mut |_| ()).await
    }

    /// Makes migrations and applies them.
    pub async fn live(&self, models: Vec<Model>) -> Result<usize, MigrateError> {
        self.make(models).unwrap();
        self.migrate(Target::All).await
    }

    /// Runs statements on a connection with foreign keys on.
    pub async fn run(&self, sql: &str) -> Result<(), String> {
        match self.dialect {
            Dialect::Sqlite => self.sqlite().execute_batch(sql).map_err(|error| error.to_string()),
            Dialect::Postgres => connect(&self.server).await.batch_execute(sql).await.map_err(|error| format!("{error:?}")),
        }
    }

    /// The rows of a query as text, columns between bars.
    pub async fn rows(&self, query: &str) -> Vec<String> {
        match self.dialect {
            Dialect::Sqlite => {
                let connection = self.sqlite();
                let mut statement = connection.prepare(query).unwrap();
                let columns = statement.column_count();
                let text = |row: &rusqlite::Row<'_>| -> rusqlite::Result<String> {
                    let cells = (0..columns).map(|at| {
                        Ok(match row.get::<_, rusqlite::types::Value>(at)? {
                            rusqlite::types::Value::Null => "null".to_owned(),
                            rusqlite::types::Value::Integer(number) => number.to_string(),
                            rusqlite::types::Value::Real(number) => number.to_string(),
                            rusqlite::types::Value::Text(text) => text,
                            rusqlite::types::Value::Blob(bytes) => format!("{bytes:?}"),
                        })
                    });
                    Ok(cells.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
                };
                statement.query_map([], text).unwrap().map(Result::unwrap).collect()
            }
            Dialect::Postgres => {
                let messages = connect(&self.server).await.simple_query(query).await.unwrap();
                let row = |message: &tokio_postgres::SimpleQueryMessage| match message {
                    tokio_postgres::SimpleQueryMessage::Row(row) => {
                        Some((0..row.len()).map(|at| row.get(at).unwrap_or("null").to_owned()).collect::<Vec<_>>().join("|"))
                    }
                    _ => None,
                };
                messages.iter().filter_map(row).collect()
            }
        }
    }

    fn sqlite(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.dir.join("db.sqlite3")).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        connection
    }
}

/// All migration files under a folder.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => out.extend(files(&entry)),
            false => out.extend(entry.extension().is_some_and(|extension| extension == "json").then_some(entry)),
        }
    }
    out.sort();
    out
}
