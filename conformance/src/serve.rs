//! Serves the oracle's project on a database of its own with the users, groups and tokens of its fixture.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use koroc::Program;
use koroc_db::Db;
use koroc_db::migrate::{Target, migrate};
use koroc_http::auth::{NewUser, SecretKey, create_user, find_permission};
use koroc_http::{Client, Service};
use koroc_server::{Limits, bind, serve as listen, stopped};
use koroc_spec::{PasswordCost, Settings, ThrottleStore, Value};
use serde::Deserialize;

use crate::{Failure, database::Database};

/// Serves on a port of 127.0.0.1 until it is told to stop; what it writes is in `dir`, but for rows where a PostgreSQL `server` is named.
/// Processes with the same `dir` serve the same rows, files and sessions; on a server, the rows go with the process that made them.
///
/// # Errors
/// A folder that cannot be written, a port that is taken, a server that cannot be reached.
pub async fn serve(port: u16, dir: &Path, server: Option<&str>) -> Result<(), Failure> {
    let mut database = Database::open(dir, server).await?;
    let service = service(dir, &mut database).await?;
    let stop = stopped()?;
    let listener = bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let handler = move |request, peer: SocketAddr| {
        let service = service.clone();
        async move { service.handle(request, Client { address: peer.ip(), https: false }).await }
    };
    listen(listener, handler, Limits::default(), stop).await;
    database.remove(dir).await
}

/// The service of the oracle's project on a new database in `dir`.
///
/// # Errors
/// A folder that cannot be written.
pub async fn fresh(dir: &Path) -> Result<Service, Failure> {
    service(dir, &mut Database::open(dir, None).await?).await
}

async fn service(dir: &Path, database: &mut Database) -> Result<Service, Failure> {
    let mut parts = hiring::routes(etffinder::app(), false).into_parts();
    // The oracle's model says nothing about its fields.
    for field in parts.app.models.iter_mut().filter(|model| model.app == "api").flat_map(|model| &mut model.fields) {
        field.help.clear();
    }
    let program = Program::new(parts, &settings(dir, &database.url)).map_err(listed)?;
    if database.is_new() {
        migrate(&database.url, &program.resolved, &program.migrations, &Target::All, &mut |_| {}).await?;
    }
    let db = program.connect().await?;
    if database.is_new() {
        load(&db, include_str!("../fixture.json")).await?;
    }
    database.ready()?;
    program.service(db, SecretKey::load_or_create(&dir.join("secret.key"))?).map_err(listed)
}

/// The oracle's settings.
fn settings(dir: &Path, url: &str) -> Settings {
    Settings {
        database_url: url.to_owned(),
        permission: koroc_spec::Rule::AllowAny,
        date_input_formats: ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%y", "%d-%m-%Y"].map(str::to_owned).to_vec(),
        num_proxies: None,
        // gunicorn believes the machine that it runs on.
        trusted_proxies: vec!["127.0.0.1".to_owned()],
        allowed_hosts: vec!["*".to_owned()],
        login_redirect: "/accounts/profile/".to_owned(),
        password_cost: PasswordCost::Cheap,
        // Another process may serve the same database.
        throttle_store: ThrottleStore::Database,
        media_root: dir.join("media").display().to_string(),
        ..Settings::default()
    }
}

#[derive(Deserialize)]
struct Fixture {
    groups: Vec<Group>,
    users: Vec<User>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    permissions: Vec<String>,
}

#[derive(Deserialize)]
struct User {
    username: String,
    password: String,
    email: String,
    first_name: String,
    last_name: String,
    is_staff: bool,
    is_superuser: bool,
    is_active: bool,
    groups: Vec<String>,
    permissions: Vec<String>,
    token: Option<String>,
}

/// Makes the fixture's rows. Permissions of models that are not served (yet) are left out.
async fn load(db: &Db, text: &str) -> Result<(), Failure> {
    let fixture: Fixture = serde_json::from_str(text)?;
    for group in &fixture.groups {
        let id = insert(db, "auth.Group", &[("name", group.name.as_str().into())]).await?;
        for permission in permissions(db, &group.permissions).await? {
            insert(db, "auth.Group_permissions", &[("group", id.clone()), ("permission", permission)]).await?;
        }
    }
    for user in &fixture.users {
        let id = Value::Int(create_user(db, &new_user(user)).await?);
        for name in &user.groups {
            let place = fixture.groups.iter().position(|group| group.name == *name).ok_or("a user is in a group that is not there")?;
            insert(db, "auth.User_groups", &[("user", id.clone()), ("group", Value::Int(i64::try_from(place)? + 1))]).await?;
        }
        for permission in permissions(db, &user.permissions).await? {
            insert(db, "auth.User_user_permissions", &[("user", id.clone()), ("permission", permission)]).await?;
        }
        if let Some(token) = &user.token {
            insert(db, "authtoken.Token", &[("key", token.as_str().into()), ("user", id)]).await?;
        }
    }
    Ok(())
}

fn new_user(user: &User) -> NewUser<'_> {
    NewUser {
        username: &user.username,
        password: Some(&user.password),
        email: &user.email,
        first_name: &user.first_name,
        last_name: &user.last_name,
        is_staff: user.is_staff,
        is_active: user.is_active,
        is_superuser: user.is_superuser,
    }
}

async fn permissions(db: &Db, names: &[String]) -> Result<Vec<Value>, Failure> {
    let mut found = Vec::new();
    for name in names {
        found.extend(find_permission(db, name).await?.map(Value::Int));
    }
    Ok(found)
}

/// Adds a row and answers its key.
async fn insert(db: &Db, label: &str, values: &[(&str, Value)]) -> Result<Value, Failure> {
    let place = db.resolved().model(label).ok_or_else(|| format!("there is no model {label}"))?;
    let model = &db.resolved().models[place];
    let values = values.iter().map(|(name, value)| Some((model.field(name)?, value.clone())));
    let values = values.collect::<Option<Vec<_>>>().ok_or_else(|| format!("{label} lacks a field"))?;
    let row = db.insert(place, values, &[model.primary_key()]).await?;
    row.into_iter().next().ok_or_else(|| "an insert answers the key".into())
}

fn listed(problems: Vec<koroc_spec::Problem>) -> Failure {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into()
}
