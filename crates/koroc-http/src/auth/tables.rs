//! Where the tables of authentication stand among the application's models.

use koroc_db::{Db, DbError, DbErrorKind};
use koroc_spec::{Problem, Resolved};

/// The places of the tables among the application's models.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tables {
    pub user: usize,
    pub token: usize,
    pub session: usize,
    pub content_type: usize,
    pub permission: usize,
}

impl Tables {
    /// Their places, or what is missing.
    pub fn of(resolved: &Resolved) -> Result<Tables, Problem> {
        let place = |label: &str| {
            let missing = || Problem::new(label, "is not among the application's models; add `koroc_http::auth::models()` to them");
            resolved.model(label).ok_or_else(missing)
        };
        Ok(Tables {
            user: place("auth.User")?,
            token: place("authtoken.Token")?,
            session: place("koroc.Session")?,
            content_type: place("contenttypes.ContentType")?,
            permission: place("auth.Permission")?,
        })
    }

    /// Their places in an open database.
    pub fn of_db(db: &Db) -> Result<Tables, DbError> {
        Tables::of(db.resolved()).map_err(|problem| DbError::new(DbErrorKind::Mismatch, problem.to_string()))
    }
}
