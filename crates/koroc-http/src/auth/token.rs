//! Tokens: found by their key, made once a user.

use koroc_db::{Cond, DbError, DbErrorKind, Select};

use super::{
    Auth, User,
    models::{token, user},
    random,
};

impl Auth {
    /// The user of a token, active or not. Two point reads: on SQLite both are answered on this thread, sooner than a join that hops to another.
    pub(super) async fn user_with_token(&self, key: &str) -> Result<Option<User>, DbError> {
        if key.contains('\0') {
            return Ok(None);
        }
        let (columns, cond) = (vec![token::USER], Cond::eq(token::KEY, key));
        let select = Select { model: self.tables.token, columns, cond, order: Vec::new(), limit: Some(1), offset: None };
        match self.db.rows(&select).await?.pop().as_deref() {
            Some([id]) => self.user(Cond::eq(user::ID, id.clone())).await,
            _ => Ok(None),
        }
    }

    /// The token of the active user with this name and password, made if there is none yet; `None`: wrong credentials.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub async fn obtain_token(&self, username: &str, password: String) -> Result<Option<String>, DbError> {
        match self.user_with_password(username, password).await? {
            Some(user) => self.token_of(user.id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The token of a user, made if there is none yet.
    ///
    /// # Errors
    /// If the database cannot be asked, or has no such user.
    pub async fn token_of(&self, user: i64) -> Result<String, DbError> {
        if let Some(key) = self.existing_token(user).await? {
            return Ok(key);
        }
        let key = random::hex(&random::bytes::<20>());
        let values = vec![(token::KEY, key.as_str().into()), (token::USER, user.into())];
        match self.db.insert(self.tables.token, values, &[]).await {
            Ok(_) => Ok(key),
            // Another request made it in between.
            Err(error) if matches!(error.kind(), DbErrorKind::Unique { .. }) => self.existing_token(user).await?.ok_or(error),
            Err(error) => Err(error),
        }
    }

    async fn existing_token(&self, user: i64) -> Result<Option<String>, DbError> {
        let (columns, cond) = (vec![token::KEY], Cond::eq(token::USER, user));
        let select = Select { model: self.tables.token, columns, cond, order: Vec::new(), limit: Some(1), offset: None };
        let row = self.db.rows(&select).await?.pop();
        Ok(row.and_then(|row| row[0].as_str().map(str::to_owned)))
    }
}
