//! Who asks: the loop over a view's authenticators, in DRF's order and words.

use std::sync::Arc;

use http::{Method, header};
use koroc_db::{Cond, Op};
use koroc_spec::{Authenticator, Value};

use super::{Auth, Refused, User, Visit, credentials, models::user, session};

/// A user, and how it was found.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// The user.
    pub user: Arc<User>,
    /// What found it.
    pub by: Authenticator,
}

/// Among a request's extensions: the active user with this key asks, whatever the request brings (DRF's `force_authenticate`). No client can send it;
/// tests do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forced(pub i64);

impl Auth {
    /// The value of `WWW-Authenticate` when these authenticators find nobody: the first one's. `None`: the answer is 403 instead of 401.
    pub fn challenge(authenticators: &[Authenticator]) -> Option<&str> {
        match authenticators.first()? {
            Authenticator::Session => None,
            Authenticator::Basic => Some("Basic realm=\"api\""),
            Authenticator::Token => Some("Token"),
            Authenticator::Custom { challenge, .. } => challenge.as_deref(),
        }
    }

    /// The user with this key, found by one of the program's own ways or by force.
    ///
    /// # Errors
    /// There is none, or not any more.
    pub(crate) async fn authenticated(&self, key: i64, by: &Authenticator) -> Result<Authenticated, Refused> {
        let user = self.user(Cond::Compare { field: user::ID, op: Op::Eq, value: Value::Int(key) }).await?;
        let user = user.filter(|user| user.is_active).ok_or(Refused::Credentials("User inactive or deleted."))?;
        Ok(Authenticated { user: Arc::new(user), by: by.clone() })
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
        for by in authenticators {
            let user = match by {
                Authenticator::Session => self.by_session(visit, &mut form_token).await?,
                Authenticator::Basic => self.by_password(visit).await?,
                Authenticator::Token => self.by_token(visit).await?,
                // The request path asks the program's own.
                Authenticator::Custom { .. } => None,
            };
            if let Some(user) = user {
                return Ok(Some(Authenticated { user: Arc::new(user), by: by.clone() }));
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
}
