//! How a database is opened.

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use koroc_spec::Value;

/// A default worked out in Rust for each new row.
pub type DefaultFn = Arc<dyn Fn() -> Value + Send + Sync>;

/// How a database is opened.
#[derive(Clone)]
pub struct DbOptions {
    /// The functions behind [`DefaultValue::Named`](koroc_spec::DefaultValue).
    pub defaults: HashMap<String, DefaultFn>,
    /// The longest that a statement, or a whole transaction, may run.
    pub deadline: Duration,
    /// How long a statement waits for another program that holds the file (SQLite).
    pub busy_timeout: Duration,
    /// Threads for reads that take long (SQLite).
    pub readers: usize,
    /// Connections at most (PostgreSQL).
    pub connections: usize,
}

impl Default for DbOptions {
    fn default() -> Self {
        DbOptions { defaults: HashMap::new(), deadline: Duration::from_secs(30), busy_timeout: Duration::from_secs(5), readers: 4, connections: 16 }
    }
}

impl fmt::Debug for DbOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DbOptions").field("defaults", &self.defaults.keys()).field("deadline", &self.deadline).finish_non_exhaustive()
    }
}
