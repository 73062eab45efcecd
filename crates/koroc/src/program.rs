//! An application with its settings, on the way to a service that answers requests.

use std::collections::HashMap;
use std::sync::Arc;

use koroc_db::{Db, DbError, DbOptions, DefaultFn, migrate::Sources};
use koroc_http::auth::{self, KeySource};
use koroc_http::{Behaviours, Service};
use koroc_spec::{Problem, Resolved, Settings};

use crate::Parts;

/// An application resolved with its settings; nothing is opened yet.
///
/// [`run`](crate::run) and tests get their service this way. It is for programs that host the service themselves: open the database with
/// [`connect`](Self::connect), then make the [`service`](Self::service).
pub struct Program {
    /// The application.
    pub resolved: Arc<Resolved>,
    /// What is written in Rust beside it.
    pub behaviours: Behaviours,
    /// Functions that make defaults.
    pub defaults: HashMap<String, DefaultFn>,
    /// Its own migrations and the library's.
    pub migrations: Sources,
}

impl Program {
    /// Resolves an application.
    ///
    /// # Errors
    /// All problems of the declaration and the settings at once; if there are none, migrations that do not fit together.
    pub fn new(parts: Parts, settings: &Settings) -> Result<Program, Vec<Problem>> {
        let resolved = Arc::new(parts.resolve(settings)?);
        let migrations = auth::migrations().with(parts.migrations.iter().copied());
        let migrations = migrations.map_err(|error| vec![Problem::new("migrations", error.to_string())])?;
        Ok(Program { resolved, behaviours: parts.behaviours, defaults: parts.defaults, migrations })
    }

    /// Opens the database that the settings name, whatever is in it.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub async fn connect(&self) -> Result<Db, DbError> {
        Db::open(Arc::clone(&self.resolved), &self.resolved.settings.database_url, self.options()).await
    }

    /// The same database, opened by the first statement that needs it: for a host that may never ask for one.
    ///
    /// # Errors
    /// An address that is none, a default without its function.
    pub fn connect_later(&self) -> Result<Db, DbError> {
        Db::later(Arc::clone(&self.resolved), &self.resolved.settings.database_url, self.options())
    }

    fn options(&self) -> DbOptions {
        DbOptions { defaults: self.defaults.clone(), ..DbOptions::default() }
    }

    /// What answers requests, over the open database; sessions are signed with the key.
    ///
    /// # Errors
    /// As [`Service::new`].
    pub fn service(self, db: Db, key: impl Into<KeySource>) -> Result<Service, Vec<Problem>> {
        Service::new(self.resolved, db, self.behaviours, key)
    }
}
