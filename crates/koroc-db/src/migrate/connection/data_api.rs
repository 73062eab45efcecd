//! The Data API's side of a migrating connection.

use std::time::Duration;

use koroc_spec::Value;

use super::{TextRow, postgres::LOCK};
use crate::{
    DbError,
    bound::Bound,
    data_api::{Api, Run, Session},
    table::Tables,
};

/// How long one call may take: the Data API ends a statement after 45 seconds, and a paused cluster wakes up before.
const PATIENCE: Duration = Duration::from_secs(90);

/// A cluster, and the transaction that is open on it.
pub(in crate::migrate) struct DataApi {
    session: Session,
    /// None: errors name tables and constraints as the database does.
    tables: Tables,
}

impl DataApi {
    pub(super) fn open(url: &str) -> Result<DataApi, String> {
        let api = Api::new(url, PATIENCE).map_err(words)?;
        let tables = Tables::new(&[], crate::Dialect::Postgres).map_err(words)?;
        Ok(DataApi { session: api.session(), tables })
    }

    /// Begins a transaction when no other program migrates; PostgreSQL gives the lock back at its end.
    pub(super) async fn begin(&mut self) -> Result<(), String> {
        self.session.begin().await.map_err(words)?;
        self.run(&format!("SELECT CAST(pg_advisory_xact_lock({LOCK}) AS text)")).await
    }

    /// Ends it.
    pub(super) async fn finish(&mut self, keep: bool) -> Result<(), String> {
        if keep {
            return self.session.commit(&self.tables).await.map_err(words);
        }
        self.session.roll_back().await;
        Ok(())
    }

    pub(super) async fn run(&mut self, statement: &str) -> Result<(), String> {
        self.raw(statement, &[]).await.map(drop)
    }

    pub(super) async fn execute(&mut self, statement: &str, values: &[&str]) -> Result<(), String> {
        self.raw(statement, values).await.map(drop)
    }

    pub(super) async fn query(&mut self, query: &str) -> Result<Vec<TextRow>, String> {
        let text = |value: Value| value.as_str().map(str::to_owned).ok_or_else(|| format!("{value:?} is no text"));
        self.raw(query, &[]).await?.into_iter().map(|row| row.into_iter().map(text).collect()).collect()
    }

    pub(super) async fn has_table(&mut self, name: &str) -> Result<bool, String> {
        let rows = self.raw("SELECT to_regclass(quote_ident($1)) IS NOT NULL", &[name]).await?;
        Ok(rows.first().is_some_and(|row| row[..] == [Value::Bool(true)]))
    }

    async fn raw(&self, statement: &str, values: &[&str]) -> Result<Vec<Vec<Value>>, String> {
        let values: Vec<Bound<'_>> = values.iter().map(|value| Bound::Text((*value).into())).collect();
        Run { tables: &self.tables, session: &self.session }.raw(statement, &values).await.map_err(words)
    }
}

fn words(error: DbError) -> String {
    error.to_string()
}
