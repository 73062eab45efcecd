//! An application on a new database file.

use std::fs;
use std::path::{Path, PathBuf};

use http::Request;
use koroc::auth::User;
use koroc::db::migrate::{MakeOptions, Sources, Target, make_migrations, migrate, unanswered};
use koroc::db::{Db, Query, load_fixture};
use koroc::http::auth::{NewUser, SecretKey, create_superuser, create_user};
use koroc::http::{ApiError, Body, Service};
use koroc::spec::{PasswordCost, Problem, Settings};
use koroc::{App, Program};
use tempfile::TempDir;

use crate::{Answer, LiveServer, TestClient, client};

/// The name that clients ask for.
pub(crate) const HOST: &str = "testserver";

/// An application on a new SQLite file, in a temporary folder that goes when this goes.
///
/// Its settings are the defaults, but for the host name `testserver`, which is served besides, and for passwords, which are hashed cheaply.
pub struct TestApp {
    service: Service,
    folder: TempDir,
}

impl TestApp {
    /// Opens the application on a file that its migrations made. Models of an app without any migration get the tables that
    /// `makemigrations` would write.
    ///
    /// # Panics
    /// If the declaration has problems, or the migrations cannot be applied.
    pub async fn new(app: App) -> Self {
        Self::open(app, None, |_| {}).await
    }

    /// As [`new`](Self::new), with further settings: `TestApp::with_settings(app, |settings| settings.etags = true)`.
    ///
    /// # Panics
    /// As there.
    pub async fn with_settings(app: App, change: impl FnOnce(&mut Settings)) -> Self {
        Self::open(app, None, change).await
    }

    /// As [`new`](Self::new), on an empty database of the program's choice, a `postgres://` URL for example.
    ///
    /// # Panics
    /// As there, or if the database cannot be reached.
    pub async fn on_database(app: App, url: &str) -> Self {
        Self::open(app, Some(url), |_| {}).await
    }

    async fn open(app: App, url: Option<&str>, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().expect("the system's folder for temporary files can be written");
        let mut settings = settings(&folder);
        settings.database_url = url.map_or(settings.database_url, str::to_owned);
        change(&mut settings);
        let program = Program::new(app.into_parts(), &settings).unwrap_or_else(|problems| refuse(&problems));
        let url = &program.resolved.settings.database_url;
        let migrations = migrations(&program, &folder);
        migrate(url, &program.resolved, &migrations, &Target::All, &mut |_| {}).await.unwrap_or_else(|error| panic!("cannot migrate: {error}"));
        let db = program.connect().await.unwrap_or_else(|error| panic!("cannot open the database: {error}"));
        let service = program.service(db, SecretKey::random()).unwrap_or_else(|problems| refuse(&problems));
        TestApp { service, folder }
    }

    /// A client that nobody knows: without credentials or cookies.
    pub fn client(&self) -> TestClient {
        TestClient::new(self.service.clone())
    }

    /// Answers a request from [`request`](crate::request), or one that no client would send. A user among its extensions,
    /// [`Forced`](koroc::http::auth::Forced), is who asks.
    pub async fn answer(&self, request: Request<Body>) -> Answer {
        client::answer(&self.service, request).await
    }

    /// Calls a function that has no path, as its schedule or queue would.
    ///
    /// # Errors
    /// The function's own; and if there is no such function.
    pub async fn call(&self, name: &str, event: serde_json::Value) -> Result<serde_json::Value, ApiError> {
        self.service.call(name, event).await
    }

    /// Serves on a free port, for clients that need one.
    ///
    /// # Panics
    /// If the system has no port.
    pub async fn live(&self) -> LiveServer {
        LiveServer::start(self.service.clone()).await
    }

    /// The folder of uploaded files.
    pub fn media(&self) -> PathBuf {
        self.folder.path().join("media")
    }

    /// The database, for typed queries.
    pub fn db(&self) -> &Db {
        self.service.db()
    }

    /// Makes an active user without rights.
    ///
    /// # Panics
    /// If the name is taken or cannot be one.
    pub async fn create_user(&self, username: &str, password: &str) -> User {
        let new = NewUser { username, password: Some(password), ..NewUser::default() };
        let key = create_user(self.db(), &new).await.unwrap_or_else(|error| panic!("{error}"));
        self.user(key).await
    }

    /// Makes a user who may do everything.
    ///
    /// # Panics
    /// If the name is taken or cannot be one.
    pub async fn create_superuser(&self, username: &str, password: &str) -> User {
        let key = create_superuser(self.db(), username, "", password).await.unwrap_or_else(|error| panic!("{error}"));
        self.user(key).await
    }

    /// The token of a user, for [`TestClient::with_token`]; made if there is none yet.
    ///
    /// # Panics
    /// If there is no such user.
    pub async fn token(&self, user: &User) -> String {
        self.service.auth().token_of(user.id).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Loads a fixture in Django's format, and answers how many objects there were.
    ///
    /// # Panics
    /// If it is refused; nothing of it is loaded then.
    pub async fn load_fixture(&self, text: &str) -> usize {
        load_fixture(self.db(), text).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// The names of all uploaded files, as rows have them, those of requests that still run among them.
    pub fn files(&self) -> Vec<String> {
        let root = self.media();
        let mut names = Vec::new();
        list(&root, &root, &mut names);
        names.sort();
        names
    }

    async fn user(&self, key: i64) -> User {
        Query::<User>::by_key(key).get(self.db()).await.unwrap_or_else(|error| panic!("{error}"))
    }
}

/// The files under a folder, their names as from another.
fn list(root: &Path, folder: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => list(root, &path, names),
            path => names.extend(path.strip_prefix(root).map(|name| name.display().to_string())),
        }
    }
}

fn settings(folder: &TempDir) -> Settings {
    let mut settings = Settings { password_cost: PasswordCost::Cheap, ..Settings::default() };
    settings.database_url = format!("sqlite:{}", folder.path().join("db.sqlite3").display());
    settings.media_root = folder.path().join("media").display().to_string();
    settings.allowed_hosts.push(HOST.to_owned());
    settings
}

/// The program's migrations, and those of its apps that have none.
fn migrations(program: &Program, folder: &TempDir) -> Sources {
    let options = MakeOptions { builtin: program.migrations.clone(), ..MakeOptions::default() };
    let made = make_migrations(&program.resolved, &folder.path().join("migrations"), &options, &mut unanswered);
    let made = made.unwrap_or_else(|error| panic!("cannot make migrations: {error}")).into_iter().filter_map(|written| written.migration);
    Sources::new(program.migrations.migrations().iter().cloned().chain(made).collect()).expect("what makemigrations writes fits")
}

fn refuse(problems: &[Problem]) -> ! {
    panic!("the application has problems:\n{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}
