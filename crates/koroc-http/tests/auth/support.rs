//! A database of its own for each test, with the users that the oracle has.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use koroc_db::{
    Db, DbOptions,
    migrate::{Target, migrate},
};
use koroc_http::auth::{self, Auth, NewUser, Refused, SecretKey, User, create_user};
use koroc_spec::{App, Authenticator, Login, Mount, PasswordCost, Router, Rule, Settings, Value, resolve};

pub const ALL: [Authenticator; 3] = [Authenticator::Session, Authenticator::Basic, Authenticator::Token];

pub struct World {
    _folder: tempfile::TempDir,
    pub db: Db,
    pub auth: Auth,
}

/// A new database with alice, bob and the inactive carol, each with the password `NAME-pass-123`.
pub async fn world() -> World {
    world_with(SecretKey::random()).await
}

pub async fn world_with(key: SecretKey) -> World {
    let mut world = empty().await;
    for username in ["alice", "bob", "carol"] {
        let password = format!("{username}-pass-123");
        let new = NewUser { username, password: Some(&password), is_active: username != "carol", ..NewUser::default() };
        create_user(&world.db, &new).await.unwrap();
    }
    world.auth = Auth::new(world.db.clone(), key).unwrap();
    world
}

/// A new database without users.
pub async fn empty() -> World {
    let folder = tempfile::tempdir().unwrap();
    let db = open(&folder.path().join("db.sqlite3").display().to_string()).await;
    World { _folder: folder, auth: Auth::new(db.clone(), SecretKey::random()).unwrap(), db }
}

async fn open(path: &str) -> Db {
    let root = Router { root: Some(Rule::AllowAny), trailing_slash: true, ..Router::default() };
    let mounts =
        vec![Mount::Router { prefix: "/api/v1".to_owned(), router: root }, Mount::Login(Login { prefix: "/api-auth".to_owned(), throttles: Vec::new() })];
    let app = App { name: "test".to_owned(), models: auth::models(), mounts, ..App::default() };
    let settings = Settings { password_cost: PasswordCost::Cheap, ..Settings::default() };
    let resolved = Arc::new(resolve(&app, &settings).unwrap());
    let url = format!("sqlite:{path}");
    migrate(&url, &resolved, &auth::migrations(), &Target::All, &mut |_| ()).await.unwrap();
    Db::open(resolved, &url, DbOptions::default()).await.unwrap()
}

impl World {
    /// Authenticates a request with these headers by all authenticators, and answers the user's name or the refusal.
    pub async fn ask(&self, method: Method, headers: &[(&str, &str)], form_token: Option<&str>) -> Result<Option<String>, String> {
        let headers = headers_of(headers);
        let mut visit = self.auth.visit(&method, &headers, false);
        let found = self.auth.authenticate(&mut visit, &ALL, async || form_token.map(str::to_owned)).await;
        found.map(|found| found.map(|found| found.user.username.clone())).map_err(|refused| refused.to_string())
    }

    /// The user behind a name and its password `NAME-pass-123`.
    pub async fn user(&self, username: &str) -> User {
        self.auth.user_with_password(username, format!("{username}-pass-123")).await.unwrap().unwrap()
    }

    /// The cookies of a browser that logs in.
    pub async fn logged_in(&self, username: &str) -> Browser {
        let (user, headers) = (self.user(username).await, HeaderMap::new());
        let mut visit = self.auth.visit(&Method::POST, &headers, false);
        self.auth.login(&mut visit, &user).await.unwrap();
        let mut answer = HeaderMap::new();
        visit.finish(&mut answer);
        Browser::of(&answer)
    }

    /// The user of a browser, and the cookies that the answer sets.
    pub async fn whoami(&self, browser: &Browser) -> (Option<String>, Vec<String>) {
        let headers = headers_of(&[("cookie", &browser.cookie())]);
        let mut visit = self.auth.visit(&Method::GET, &headers, false);
        let found: Result<_, Refused> = self.auth.authenticate(&mut visit, &ALL, async || None).await;
        let mut answer = HeaderMap::new();
        visit.finish(&mut answer);
        (found.unwrap().map(|found| found.user.username.clone()), set_cookies(&answer))
    }

    /// All values of a table.
    pub async fn table(&self, sql: &str) -> Vec<Vec<Value>> {
        self.db.raw(sql, &[]).await.unwrap()
    }
}

/// The two cookies.
#[derive(Debug, Clone)]
pub struct Browser {
    pub session: String,
    pub csrf: String,
}

impl Browser {
    pub fn of(answer: &HeaderMap) -> Browser {
        let value = |name: &str| {
            let lines = set_cookies(answer);
            let line = lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix('=').map(str::to_owned));
            line.map(|line| line.split(';').next().unwrap().to_owned()).unwrap_or_default()
        };
        Browser { session: value("sessionid"), csrf: value("csrftoken") }
    }

    pub fn cookie(&self) -> String {
        format!("sessionid={}; csrftoken={}", self.session, self.csrf)
    }
}

pub fn headers_of(pairs: &[(&str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())).collect()
}

pub fn set_cookies(answer: &HeaderMap) -> Vec<String> {
    answer.get_all(http::header::SET_COOKIE).iter().map(|line| line.to_str().unwrap().to_owned()).collect()
}
