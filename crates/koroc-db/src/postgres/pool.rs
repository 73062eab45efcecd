//! The connections to a server.

use std::time::Duration;

use deadpool_postgres::{Hook, Manager, ManagerConfig, RecyclingMethod, Runtime};

use super::{Address, Connection, error::no_connection};
use crate::{DbError, DbErrorKind, DbOptions};

/// Statements kept prepared on a connection: clients choose their shapes, so there is an end to them.
const PREPARED: usize = 256;

/// The connections to a server; opened as they are needed, kept as long as they work.
pub(crate) struct Pool {
    pool: deadpool_postgres::Pool,
    deadline: Duration,
}

impl Pool {
    /// Fails if the server cannot be reached now.
    pub(crate) async fn open(url: &str, options: &DbOptions) -> Result<Pool, DbError> {
        let wrong = |why: String| DbError::new(DbErrorKind::Mismatch, format!("the database's address: {why}"));
        let address = Address::parse(url).map_err(wrong)?;
        let tls = address.tls().map_err(wrong)?;
        let mut config = address.config;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        let manager = Manager::from_config(config, tls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let setup = format!("SET statement_timeout = {}; SET TIME ZONE 'UTC'", options.deadline.as_millis());
        let prepare = Hook::async_fn(move |client: &mut deadpool_postgres::ClientWrapper, _| {
            let setup = setup.clone();
            Box::pin(async move { client.batch_execute(&setup).await.map_err(deadpool_postgres::HookError::Backend) })
        });
        let pool = deadpool_postgres::Pool::builder(manager)
            .max_size(options.connections.max(1))
            .wait_timeout(Some(options.deadline))
            .create_timeout(Some(options.deadline))
            .runtime(Runtime::Tokio1)
            .post_create(prepare)
            .build()
            .map_err(|e| DbError::new(DbErrorKind::Other, e.to_string()))?;
        let pool = Pool { pool, deadline: options.deadline };
        drop(pool.connection().await?);
        Ok(pool)
    }

    /// A connection for one statement or transaction.
    pub(crate) async fn connection(&self) -> Result<Connection, DbError> {
        let client = self.pool.get().await.map_err(no_connection)?;
        if client.statement_cache.size() > PREPARED {
            client.statement_cache.clear();
        }
        Ok(Connection::new(client, self.deadline))
    }
}
