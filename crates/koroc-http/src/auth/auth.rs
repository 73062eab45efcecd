//! What authentication needs to do its work.

use http::{HeaderMap, Method};
use koroc_db::Db;
use koroc_spec::Problem;

use super::{KeySource, Visit, hashing::Passwords, tables::Tables};

/// Authenticates requests against the tables of [`models`](super::models).
pub struct Auth {
    pub(super) db: Db,
    pub(super) key: KeySource,
    pub(super) passwords: Passwords,
    pub(super) tables: Tables,
}

impl Auth {
    /// Authentication for an application whose models hold [`models`](super::models).
    ///
    /// # Errors
    /// If they are missing.
    pub fn new(db: Db, key: impl Into<KeySource>) -> Result<Auth, Problem> {
        let resolved = db.resolved().clone();
        Ok(Auth { tables: Tables::of(&resolved)?, passwords: Passwords::new(resolved.settings.password_cost), db, key: key.into() })
    }

    /// Begins a request: what it brought, and the cookies that its answer will carry.
    pub fn visit<'r>(&self, method: &'r Method, headers: &'r HeaderMap, https: bool) -> Visit<'r> {
        Visit::new(method, headers, https, self.db.resolved().settings.secure_cookies)
    }
}
