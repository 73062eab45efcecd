//! What authentication needs to do its work, and the loop over a view's authenticators.

use std::sync::Arc;

use http::{HeaderMap, Method, header};
use koroc_db::{Cond, Db, DbError, DbErrorKind, Select};
use koroc_spec::{Authenticator, Problem, Resolved};

use super::{
    Refused, SecretKey, User, Visit, credentials,
    hashing::{Checked, Passwords},
    models::user,
    session,
};

/// Authenticates requests against the tables of [`models`](super::models).
pub struct Auth {
    pub(super) db: Db,
    pub(super) key: SecretKey,
    pub(super) passwords: Passwords,
    pub(super) tables: Tables,
}

/// The places of the tables among the application's models.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tables {
    pub user: usize,
    pub token: usize,
    pub session: usize,
    pub content_type: usize,
    pub permission: usize,
}

/// A user, and how it was found.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// The user.
    pub user: Arc<User>,
    /// What found it.
    pub by: Authenticator,
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

impl Auth {
    /// Authentication for an application whose models hold [`models`](super::models).
    ///
    /// # Errors
    /// If they are missing.
    pub fn new(db: Db, key: SecretKey) -> Result<Auth, Problem> {
        let resolved = db.resolved().clone();
        Ok(Auth { tables: Tables::of(&resolved)?, passwords: Passwords::new(resolved.settings.password_cost), db, key })
    }

    /// Begins a request: what it brought, and the cookies that its answer will carry.
    pub fn visit<'r>(&self, method: &'r Method, headers: &'r HeaderMap, https: bool) -> Visit<'r> {
        Visit::new(method, headers, https, self.db.resolved().settings.secure_cookies)
    }

    /// The value of `WWW-Authenticate` when these authenticators find nobody: the first one's. `None`: the answer is 403 instead of 401.
    pub fn challenge(authenticators: &[Authenticator]) -> Option<&'static str> {
        match authenticators.first()? {
            Authenticator::Session => None,
            Authenticator::Basic => Some("Basic realm=\"api\""),
            Authenticator::Token => Some("Token"),
        }
    }

    /// Asks each authenticator in turn; the first that knows the user decides, and wrong credentials end the request even where nobody
    /// needs to be logged in. `None`: nobody is.
    ///
    /// `form_token` reads the field `csrfmiddlewaretoken` of a form in the body; it is asked only for the POST of a session.
    ///
    /// # Errors
    /// Wrong credentials, an unsafe request of a session without its CSRF token, or a database that cannot be asked.
    pub async fn authenticate<F>(&self, visit: &mut Visit<'_>, authenticators: &[Authenticator], form_token: F) -> Result<Option<Authenticated>, Refused>
    where
        F: AsyncFnOnce() -> Option<String>,
    {
        let mut form_token = Some(form_token);
        for &by in authenticators {
            let user = match by {
                Authenticator::Session => self.by_session(visit, &mut form_token).await?,
                Authenticator::Basic => self.by_password(visit).await?,
                Authenticator::Token => self.by_token(visit).await?,
            };
            if let Some(user) = user {
                return Ok(Some(Authenticated { user: Arc::new(user), by }));
            }
        }
        Ok(None)
    }

    async fn by_session<F>(&self, visit: &mut Visit<'_>, form_token: &mut Option<F>) -> Result<Option<User>, Refused>
    where
        F: AsyncFnOnce() -> Option<String>,
    {
        let Some(user) = session::find(self, visit).await?.filter(|user| user.is_active) else { return Ok(None) };
        let attempt = visit.attempt();
        if attempt.is_safe() {
            return Ok(Some(user));
        }
        let field = match form_token.take() {
            Some(form_token) if *visit.method() == Method::POST => form_token().await,
            _ => None,
        };
        attempt.check(field.as_deref()).map_err(Refused::Forgery)?;
        Ok(Some(user))
    }

    async fn by_password(&self, visit: &Visit<'_>) -> Result<Option<User>, Refused> {
        let header = visit.header(header::AUTHORIZATION).map_or(&[][..], |value| value.as_bytes());
        let Some(pair) = credentials::basic(header).map_err(Refused::Credentials)? else { return Ok(None) };
        let user = self.user_with_password(&pair.username, pair.password).await?;
        user.map(Some).ok_or(Refused::Credentials("Invalid username/password."))
    }

    async fn by_token(&self, visit: &Visit<'_>) -> Result<Option<User>, Refused> {
        let header = visit.header(header::AUTHORIZATION).map_or(&[][..], |value| value.as_bytes());
        let Some(key) = credentials::token(header).map_err(Refused::Credentials)? else { return Ok(None) };
        let user = self.user_with_token(key).await?.ok_or(Refused::Credentials("Invalid token."))?;
        if user.is_active { Ok(Some(user)) } else { Err(Refused::Credentials("User inactive or deleted.")) }
    }

    /// The one user of a condition.
    pub(super) async fn user(&self, cond: Cond) -> Result<Option<User>, DbError> {
        let select = Select { model: self.tables.user, columns: User::COLUMNS.to_vec(), cond, order: Vec::new(), limit: Some(1), offset: None };
        self.db.rows(&select).await?.pop().map(User::from_row).transpose()
    }

    /// The active user with this name and password. Every attempt costs one hash, whoever it names; a string of an older recipe is replaced.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub async fn user_with_password(&self, username: &str, password: String) -> Result<Option<User>, DbError> {
        // PostgreSQL stores no null character, so nobody is called that.
        let user = if username.contains('\0') { None } else { self.user(Cond::eq(user::USERNAME, username)).await? };
        let checked = self.passwords.check(password, user.as_ref().map(|user| user.password.clone())).await;
        let Some(mut user) = user.filter(|user| user.is_active && checked != Checked::Wrong) else { return Ok(None) };
        if let Checked::Outdated(stronger) = checked {
            // Only if it is still the string that was checked: a password that was changed meanwhile stays.
            let unchanged = Cond::And(vec![Cond::eq(user::ID, user.id), Cond::eq(user::PASSWORD, user.password.as_str())]);
            self.db.update(self.tables.user, &unchanged, vec![(user::PASSWORD, stronger.as_str().into())], &[]).await?;
            user.password = stronger;
        }
        Ok(Some(user))
    }
}
