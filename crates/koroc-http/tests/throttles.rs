//! Throttles that several servers count together: on one SQLite file, on PostgreSQL where `KOROC_TEST_POSTGRES` names a server, and in Redis where
//! `KOROC_TEST_REDIS` does.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, LazyLock};
use std::time::SystemTime;

use http::Request;
use koroc_db::migrate::{Target, migrate};
use koroc_db::{Db, DbOptions};
use koroc_http::auth::{SecretKey, migrations, models};
use koroc_http::{Behaviours, Body, Client, Reply, Service};
use koroc_spec::{ApiView, App, Deploy, Method, Mount, Rule, Settings, Suffixes, Throttle, ThrottleStore, Value, ViewPolicy, resolve};

/// A scope that no earlier run has counted under.
static SCOPE: LazyLock<String> = LazyLock::new(|| format!("ping {:?}", SystemTime::now()));

fn app() -> App {
    let view = ApiView {
        name: "ping".to_owned(),
        path: "/ping".to_owned(),
        route_name: None,
        title: None,
        methods: vec![Method::Get],
        permission: Rule::AllowAny,
        policy: ViewPolicy { throttles: Some(vec![Throttle::scoped(&SCOPE).rate("7/day")]), authentication: Some(Vec::new()), ..ViewPolicy::default() },
        serializer: None,
        head: true,
        suffixes: Suffixes::Never,
        description: String::new(),
        schema: koroc_spec::ViewSchema::default(),
        deploy: Deploy::default(),
    };
    App { name: "throttled".to_owned(), models: models(), mounts: vec![Mount::ApiView(view)], ..App::default() }
}

/// A server of its own: its own pool of connections, and nothing shared but the database.
async fn server(url: &str, store: &ThrottleStore) -> Service {
    let settings =
        Settings { database_url: url.to_owned(), allowed_hosts: vec!["testserver".to_owned()], throttle_store: store.clone(), ..Settings::default() };
    let resolved = Arc::new(resolve(&app(), &settings).unwrap());
    let db = Db::open(Arc::clone(&resolved), url, DbOptions::default()).await.unwrap();
    let behaviours = Behaviours::default().extra("ping", async |_| Ok(Reply::json(&Value::from("pong"))));
    Service::new(resolved, db, behaviours, SecretKey::random()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

async fn passes(service: Service) -> bool {
    let request = Request::get("http://testserver/ping").header("host", "testserver").body(Body::empty()).unwrap();
    let response = service.handle(request, Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), https: false }).await;
    assert!(matches!(response.status().as_u16(), 200 | 429), "{}", response.status());
    response.status() == 200
}

/// Of 40 requests at one moment to two servers, as many pass as the rate says.
async fn count_together(url: &str, store: &ThrottleStore) {
    let resolved = resolve(&app(), &Settings { database_url: url.to_owned(), ..Settings::default() }).unwrap();
    migrate(url, &resolved, &migrations(), &Target::All, &mut |_| {}).await.unwrap();
    let servers = [server(url, store).await, server(url, store).await];
    let requests: Vec<_> = (0..40).map(|number: usize| tokio::spawn(passes(servers[number % 2].clone()))).collect();
    let mut passed = 0;
    for request in requests {
        passed += usize::from(request.await.unwrap());
    }
    assert_eq!(passed, 7, "{url} {store:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_file_count_together() {
    let folder = tempfile::tempdir().unwrap();
    count_together(&format!("sqlite:{}", folder.path().join("db.sqlite3").display()), &ThrottleStore::Database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_postgres_count_together() {
    let Ok(server) = std::env::var("KOROC_TEST_POSTGRES") else {
        eprintln!("KOROC_TEST_POSTGRES names no server: not tried");
        return;
    };
    count_together(&server, &ThrottleStore::Database).await;
}

#[cfg(feature = "redis")]
#[tokio::test(flavor = "multi_thread")]
async fn two_servers_with_one_redis_count_together() {
    let Ok(redis) = std::env::var("KOROC_TEST_REDIS") else {
        eprintln!("KOROC_TEST_REDIS names no server: not tried");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    count_together(&format!("sqlite:{}", folder.path().join("db.sqlite3").display()), &ThrottleStore::Redis(redis)).await;
}
