//! An application on SQLite, and on the PostgreSQL that `KOROC_TEST_POSTGRES` names.

use koroc::prelude::*;
use koroc_test::TestApp;

/// The application on each database that there is.
pub async fn everywhere(app: fn() -> App) -> Vec<TestApp> {
    let mut apps = vec![TestApp::new(app()).await];
    match std::env::var("KOROC_TEST_POSTGRES") {
        Ok(server) => apps.push(TestApp::on_database(app(), &schema(&server).await).await),
        Err(_) => eprintln!("not on PostgreSQL: KOROC_TEST_POSTGRES names no server"),
    }
    apps
}

/// The URL of a new schema on a server.
async fn schema(server: &str) -> String {
    let name = format!("t{}", Uuid::new_v4().simple());
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.expect("the server is there");
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE SCHEMA {name}")).await.expect("a schema can be made");
    format!("{server}{}options=-csearch_path%3D{name}", if server.contains('?') { '&' } else { '?' })
}
