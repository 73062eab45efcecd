//! The database behind a `Db`, opened when the first statement needs it.

use std::{path::PathBuf, sync::Arc};

use super::{Db, mismatch};
use crate::{
    DbError, DbErrorKind, DbOptions, Dialect,
    plan::Plans,
    rules::{self, Rule},
    server::{Server, is_server},
    sqlite::{Readers, Writer},
};

/// The database behind it.
pub(super) enum Engine {
    Sqlite { readers: Readers, writer: Writer },
    Postgres(Server),
}

/// Which database an address leads to.
pub(super) fn dialect(url: &str) -> Result<Dialect, DbError> {
    if url.starts_with("sqlite:") {
        Ok(Dialect::Sqlite)
    } else if is_server(url)? {
        Ok(Dialect::Postgres)
    } else {
        Err(mismatch("the database's address is none of sqlite:PATH, postgres://…, rds-data://… and secretsmanager:ARN".to_owned()))
    }
}

impl Engine {
    async fn open(url: &str, options: &DbOptions, plans: &Arc<Plans>, create: bool) -> Result<Engine, DbError> {
        let Some(path) = url.strip_prefix("sqlite:").map(PathBuf::from) else { return Ok(Engine::Postgres(Server::open(url, options).await?)) };
        if !create && !path.exists() {
            return Err(DbError::new(DbErrorKind::Lost, format!("there is no database {}", path.display())));
        }
        let writer = Writer::start(&path, options, Arc::clone(plans))?;
        Ok(Engine::Sqlite { readers: Readers::new(path, options, Arc::clone(plans)), writer })
    }
}

impl Db {
    /// The database, opened now if it was not yet; what could not be opened is tried again by the next statement.
    pub(super) async fn engine(&self) -> Result<&Engine, DbError> {
        self.opened(false).await
    }

    /// The same; a file that is not there is made if `create` says so.
    pub(super) async fn opened(&self, create: bool) -> Result<&Engine, DbError> {
        let open = &*self.0;
        open.engine.get_or_try_init(|| Engine::open(&open.url, &open.options, &open.plans, create)).await
    }

    /// The rules of foreign keys that the database does not follow by itself; it is asked once.
    pub(super) async fn rules(&self) -> Result<&[Rule], DbError> {
        Ok(self.0.rules.get_or_try_init(|| rules::missing(self)).await?)
    }

    /// The same inside a transaction, which has asked for them.
    pub(crate) fn known_rules(&self) -> &[Rule] {
        self.0.rules.get().expect("a transaction begins by asking for them")
    }
}
