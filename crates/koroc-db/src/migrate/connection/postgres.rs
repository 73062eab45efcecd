//! PostgreSQL's side of a migrating connection.

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error};

use super::TextRow;
use crate::postgres::Address;

/// The key of the advisory lock that migrations hold: "koroc" in ASCII.
pub(super) const LOCK: i64 = 0x6b_6f72_6f63;

/// A connection; it ends with this value.
pub(in crate::migrate) struct Postgres {
    client: Client,
}

impl Postgres {
    pub(super) async fn open(url: &str) -> Result<Postgres, String> {
        let address = Address::parse(url)?;
        let (client, connection) = address.config.connect(address.tls()?).await.map_err(|error| words(&error))?;
        // Ends when the client is dropped; what goes wrong reaches the client's own calls.
        tokio::spawn(connection);
        Ok(Postgres { client })
    }

    /// Begins a transaction when no other program migrates; PostgreSQL gives the lock back at its end.
    pub(super) async fn begin(&mut self) -> Result<(), String> {
        self.run(&format!("BEGIN; SELECT pg_advisory_xact_lock({LOCK})")).await
    }

    pub(super) async fn run(&mut self, statement: &str) -> Result<(), String> {
        self.client.batch_execute(statement).await.map_err(|error| words(&error))
    }

    pub(super) async fn execute(&mut self, statement: &str, values: &[&str]) -> Result<(), String> {
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        self.client.execute(statement, &values).await.map(|_| ()).map_err(|error| words(&error))
    }

    pub(super) async fn query(&mut self, query: &str) -> Result<Vec<TextRow>, String> {
        let rows = self.client.query(query, &[]).await.map_err(|error| words(&error))?;
        rows.iter().map(|row| (0..row.len()).map(|at| row.try_get(at).map_err(|error| words(&error))).collect()).collect()
    }

    pub(super) async fn has_table(&mut self, name: &str) -> Result<bool, String> {
        let row = self.client.query_one("SELECT to_regclass(quote_ident($1)) IS NOT NULL", &[&name]).await;
        row.and_then(|row| row.try_get(0)).map_err(|error| words(&error))
    }
}

/// The server's own words, where it said something; else the library's, with the reason behind them.
fn words(error: &Error) -> String {
    let Some(said) = error.as_db_error() else {
        return std::error::Error::source(error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
    };
    said.detail().map_or_else(|| said.message().to_owned(), |detail| format!("{}: {detail}", said.message()))
}
