//! The ways below the statements of a model: sea-query's, and SQL itself.

use koroc_spec::Value;
use sea_query::{PostgresQueryBuilder, QueryStatementWriter, SqliteQueryBuilder};

use super::{Db, engine::Engine, owned};
use crate::{
    DbError, Dialect,
    bound::{Bound, from_sea_query},
};

impl Db {
    /// Runs one statement of SQL in the database's own dialect, values bound to `?` (SQLite) or `$1` (PostgreSQL).
    ///
    /// # Errors
    /// What the database says.
    pub async fn raw(&self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, DbError> {
        self.0.plans.count();
        let bound = values.iter().map(Bound::raw).collect::<Result<Vec<_>, _>>()?;
        match self.engine().await? {
            Engine::Sqlite { readers, writer } => {
                let (sql, values) = (sql.to_owned(), owned(bound));
                if readers.point(|run| run.reads(&sql))? {
                    return readers.elsewhere(move |run| run.raw(&sql, &values)).await;
                }
                writer.write(move |run| run.raw(&sql, &values)).await
            }
            Engine::Postgres(pool) => self.on(&pool.connection().await?).raw(sql, &bound).await,
        }
    }

    /// Runs a short query on the spot.
    pub(crate) async fn look(&self, sql: &str) -> Result<Vec<Vec<Value>>, DbError> {
        match self.engine().await? {
            Engine::Sqlite { readers, .. } => readers.point(|run| run.raw(sql, &[])),
            Engine::Postgres(pool) => self.on(&pool.connection().await?).raw(sql, &[]).await,
        }
    }

    /// Runs a statement of sea-query.
    ///
    /// # Errors
    /// What the database says; values of kinds that columns do not hold.
    pub async fn query(&self, statement: &impl QueryStatementWriter) -> Result<Vec<Vec<Value>>, DbError> {
        let (sql, values) = match self.dialect() {
            Dialect::Sqlite => statement.build(SqliteQueryBuilder),
            Dialect::Postgres => statement.build(PostgresQueryBuilder),
        };
        let values = values.into_iter().map(from_sea_query).collect::<Result<Vec<_>, _>>()?;
        self.raw(&sql, &values).await
    }
}
