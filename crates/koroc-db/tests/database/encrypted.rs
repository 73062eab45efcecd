//! Encrypted connections, to a server with a certificate that nobody vouches for: `KOROC_TEST_POSTGRES_CERTIFICATE` names its file.

use koroc_db::{
    Db, DbOptions,
    migrate::{Sources, pending},
};
use koroc_spec::Value;

use crate::world::resolved;

/// Whether a connection to this address is encrypted, or why there is none.
async fn encrypted(url: &str) -> Result<bool, String> {
    let options = DbOptions { defaults: crate::world::options().defaults, ..DbOptions::default() };
    let db = Db::open(resolved(), url, options).await.map_err(|error| error.to_string())?;
    let rows = db.raw("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[]).await.map_err(|error| error.to_string())?;
    Ok(rows[0][0] == Value::Bool(true))
}

#[tokio::test]
async fn a_connection_is_as_safe_as_its_address_says() {
    let (Ok(server), Ok(certificate)) = (std::env::var("KOROC_TEST_POSTGRES"), std::env::var("KOROC_TEST_POSTGRES_CERTIFICATE")) else {
        eprintln!("skipped: KOROC_TEST_POSTGRES_CERTIFICATE names no certificate of a server");
        return;
    };
    // Its certificate is for this name.
    let (address, named) = (server.clone(), server.replace("127.0.0.1", "localhost"));
    let cases = [
        (address.clone(), Ok(true)),
        (format!("{address}?sslmode=disable"), Ok(false)),
        (format!("{address}?sslmode=require"), Ok(true)),
        (format!("{named}?sslmode=verify-full&sslrootcert={certificate}"), Ok(true)),
        (format!("{address}?sslmode=verify-full&sslrootcert={certificate}"), Err("not valid for name")),
        (format!("{named}?sslmode=verify-full"), Err("UnknownIssuer")),
        (format!("{named}?sslmode=verify-full&sslrootcert=/nowhere.pem"), Err("sslrootcert cannot be `/nowhere.pem`")),
        (format!("{named}?sslmode=verify-ca"), Err("verify-full verifies the server's name, too")),
    ];
    for (url, wanted) in cases {
        let (got, migrations) = (encrypted(&url).await, pending(&url, &Sources::new(Vec::new()).unwrap()).await);
        match wanted {
            Ok(_) => assert!(got == wanted.map_err(str::to_owned) && migrations.is_ok(), "{url}: {got:?} {migrations:?}"),
            Err(told) => {
                let (error, error_of_migrations) = (got.unwrap_err(), migrations.unwrap_err().to_string());
                assert!(error.contains(told), "{url}: {error}");
                assert!(error_of_migrations.contains(told), "{url}: {error_of_migrations}");
            }
        }
    }
}
