//! A server that reads PostgreSQL's SQL: reached by its protocol, or over HTTPS by Aurora's Data API.

mod run;
#[cfg(feature = "data-api")]
mod secret;
mod transaction;

pub(crate) use run::Run;
pub(crate) use transaction::{Transaction, transaction};

use std::borrow::Cow;

#[cfg(feature = "data-api")]
use crate::data_api::{self, Api};
use crate::{
    DbError, DbErrorKind, DbOptions,
    postgres::{self, Pool},
    table::Tables,
};

/// A server.
pub(crate) enum Server {
    Protocol(Pool),
    #[cfg(feature = "data-api")]
    DataApi(Api),
}

/// What a statement or a transaction runs on.
#[allow(clippy::large_enum_variant, reason = "one a statement, on the stack: a box would be an allocation more")]
pub(crate) enum Connection {
    Protocol(postgres::Connection),
    #[cfg(feature = "data-api")]
    DataApi(data_api::Session),
}

/// What the address of a server that is reached by the Data API begins with.
const DATA_API: &str = "rds-data:";

/// What the address of a server whose own address stands in a secret begins with.
const SECRET: &str = "secretsmanager:";

/// Whether an address is one of a server.
///
/// # Errors
/// Where this program was built without what reaches it.
pub(crate) fn is_server(url: &str) -> Result<bool, DbError> {
    let amazons = is_data_api(url) || url.starts_with(SECRET);
    if amazons && cfg!(not(feature = "data-api")) {
        let message = "the database's address needs calls to AWS, which this program was built without: give koroc the feature `data-api` in Cargo.toml";
        return Err(DbError::new(DbErrorKind::Mismatch, message));
    }
    Ok(amazons || url.starts_with("postgres://") || url.starts_with("postgresql://"))
}

/// The address itself, where the one that was given names a secret that holds it.
pub(crate) async fn address(url: &str) -> Result<Cow<'_, str>, DbError> {
    #[cfg(feature = "data-api")]
    if let Some(id) = url.strip_prefix(SECRET) {
        return secret::read(id).await.map(Cow::Owned);
    }
    Ok(Cow::Borrowed(url))
}

/// Whether a server is reached by the Data API, which has no types for much that columns hold.
pub(crate) fn is_data_api(url: &str) -> bool {
    url.starts_with(DATA_API)
}

impl Server {
    /// Fails if a server cannot be reached now by its protocol; the Data API is asked by the first statement only.
    pub(crate) async fn open(url: &str, options: &DbOptions) -> Result<Server, DbError> {
        #[cfg(feature = "data-api")]
        if is_data_api(url) {
            return Ok(Server::DataApi(Api::new(url, options.deadline)?));
        }
        Ok(Server::Protocol(Pool::open(&address(url).await?, options).await?))
    }

    /// For one statement or transaction.
    pub(crate) async fn connection(&self) -> Result<Connection, DbError> {
        Ok(match self {
            Server::Protocol(pool) => Connection::Protocol(pool.connection().await?),
            #[cfg(feature = "data-api")]
            Server::DataApi(api) => Connection::DataApi(api.session()),
        })
    }
}

impl Connection {
    /// The statements on it.
    pub(crate) fn run<'r>(&'r self, tables: &'r Tables) -> Run<'r> {
        match self {
            Connection::Protocol(connection) => Run::Protocol(postgres::Run { tables, connection }),
            #[cfg(feature = "data-api")]
            Connection::DataApi(session) => Run::DataApi(data_api::Run { tables, session }),
        }
    }

    /// Begins a transaction.
    pub(crate) async fn begin(&mut self, tables: &Tables) -> Result<(), DbError> {
        match self {
            Connection::Protocol(connection) => postgres::Run { tables, connection }.simple("BEGIN").await,
            #[cfg(feature = "data-api")]
            Connection::DataApi(session) => session.begin().await,
        }
    }

    /// Makes what the transaction did last.
    pub(crate) async fn commit(&mut self, tables: &Tables) -> Result<(), DbError> {
        match self {
            Connection::Protocol(connection) => postgres::Run { tables, connection }.simple("COMMIT").await,
            #[cfg(feature = "data-api")]
            Connection::DataApi(session) => session.commit(tables).await,
        }
    }

    /// Undoes what the transaction did. What cannot go back is not for others to use.
    pub(crate) async fn roll_back(&mut self, tables: &Tables) {
        match self {
            Connection::Protocol(connection) => {
                if (postgres::Run { tables, connection }).simple("ROLLBACK").await.is_err() {
                    connection.give_up();
                }
            }
            #[cfg(feature = "data-api")]
            Connection::DataApi(session) => session.roll_back().await,
        }
    }
}
