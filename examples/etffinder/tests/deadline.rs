//! A search that would run for too long is ended and answered 503, and whoever asked may ask for something else.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

mod support;

use std::{
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::{Duration, Instant},
};

use koroc::{
    Program,
    db::{Db, DbOptions, Dialect},
    http::{Client as Asking, auth::SecretKey},
    server::{Limits, bind, serve},
    spec::Settings,
};
use koroc_test::TestApp;
use support::{Folder, client::Client};

const ROWS: usize = 150_000;
const DEADLINE: Duration = Duration::from_millis(150);
/// Every row has all terms but the last.
const SEARCH: &str = "/api/v1/funds?search=fund+number+test+set+of+some+equity+nowhere";
const FUND: &str = r#"[{"model":"api.exchangetradedfund","pk":"00000000-0000-4000-8000-000000000000","fields":{"symbol":"ONE","name":"One","asset_class":"E","total_assets":"1.00","ytd_price_change":"1","average_daily_volume":1}}]"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_past_its_deadline_is_a_503() {
    let folder = Folder::new();
    let mut urls = vec![format!("sqlite:{}", folder.path("db.sqlite3").display())];
    match std::env::var("KOROC_TEST_POSTGRES") {
        Ok(server) => urls.push(schema(&server).await),
        Err(_) => eprintln!("not on PostgreSQL: KOROC_TEST_POSTGRES names no server"),
    }
    for url in urls {
        let app = TestApp::on_database(etffinder::app(), &url).await;
        let token = app.token(&app.create_user("ada", "secret").await).await;
        seed(&app).await;
        let address = impatient(&url).await;
        tokio::task::spawn_blocking(move || ask(address, &format!("Token {token}"))).await.unwrap();
    }
}

fn ask(address: SocketAddr, token: &str) {
    let mut client = Client::over(TcpStream::connect(address).unwrap(), token);
    for _ in 0..3 {
        let started = Instant::now();
        let (status, body) = client.send("GET", SEARCH, "").unwrap();
        assert_eq!(status, 503, "{body} after {:?}", started.elapsed());
        assert!(["deadline", "sql", "interrupt", "cancel"].iter().all(|cause| !body.to_lowercase().contains(cause)), "the cause is for the log: {body}");
        assert!(started.elapsed() < DEADLINE + Duration::from_secs(5), "{:?}", started.elapsed());
        let (status, body) = client.send("GET", "/api/v1/funds?symbol=S77", "").unwrap();
        assert!(status == 200 && body.starts_with(r#"{"count":1,"#), "{status} {body}");
    }
}

/// Serves the database with a short deadline.
async fn impatient(url: &str) -> SocketAddr {
    let program = Program::new(etffinder::app().into_parts(), &Settings { database_url: url.to_owned(), ..Settings::default() }).unwrap();
    let options = DbOptions { deadline: DEADLINE, defaults: program.defaults.clone(), ..DbOptions::default() };
    let db = Db::open(Arc::clone(&program.resolved), url, options).await.unwrap();
    let service = program.service(db, SecretKey::random()).unwrap();
    let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    let handle = move |request, peer: SocketAddr| {
        let service = service.clone();
        async move { service.handle(request, Asking { address: peer.ip(), https: false }).await }
    };
    tokio::spawn(serve(listener, handle, Limits::default(), std::future::pending()));
    address
}

/// Many rows.
async fn seed(app: &TestApp) {
    app.load_fixture(FUND).await;
    let id = match app.db().dialect() {
        Dialect::Sqlite => "printf('%032x', value)",
        Dialect::Postgres => "gen_random_uuid()",
    };
    let name = "'Fund number ' || value || ' of some test set with a longer name than most'";
    let sql = format!(
        "WITH RECURSIVE numbers(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < {ROWS})
         INSERT INTO api_exchangetradedfund(id, symbol, name, asset_class, total_assets, ytd_price_change, average_daily_volume)
         SELECT {id}, 'S' || value, {name}, 'Equity', total_assets, ytd_price_change, value FROM numbers CROSS JOIN api_exchangetradedfund"
    );
    app.db().transaction(move |tx| tx.raw(&sql, &[])).await.unwrap();
}

/// The URL of a new schema on a server.
async fn schema(server: &str) -> String {
    let name = format!("deadline_{}", std::process::id());
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(&format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")).await.unwrap();
    format!("{server}{}options=-csearch_path%3D{name}", if server.contains('?') { '&' } else { '?' })
}
