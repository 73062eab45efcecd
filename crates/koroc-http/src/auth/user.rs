//! A user: a row of `auth_user`, how it is found, and what it may do.

use std::collections::HashSet;

use koroc_db::{Cond, Db, DbError, DbErrorKind, Select};
use koroc_spec::Value;
use tokio::sync::OnceCell;

use super::{Auth, hashing::Checked, models::user, permission};

/// A user who is logged in, as handlers see it; whoever is not logged in has none (Django's AnonymousUser).
///
/// Other columns (`last_login`, `date_joined`) are read through the model `auth.User`.
#[derive(Debug)]
pub struct User {
    /// The primary key.
    pub id: i64,
    /// The name to log in with.
    pub username: String,
    /// First name, may be empty.
    pub first_name: String,
    /// Last name, may be empty.
    pub last_name: String,
    /// E-mail address, may be empty.
    pub email: String,
    /// Whether the user may use the admin.
    pub is_staff: bool,
    /// Whether the user may log in at all.
    pub is_active: bool,
    /// Whether the user has all permissions.
    pub is_superuser: bool,
    pub(super) password: String,
    permissions: OnceCell<HashSet<String>>,
}

impl User {
    /// The fields of `auth.User` that [`User::from_row`] takes, in its order.
    pub(super) const COLUMNS: [usize; 9] =
        [user::ID, user::PASSWORD, user::USERNAME, user::FIRST_NAME, user::LAST_NAME, user::EMAIL, user::IS_STAFF, user::IS_ACTIVE, user::IS_SUPERUSER];

    /// A user from its columns.
    pub(super) fn from_row(row: Vec<Value>) -> Result<User, DbError> {
        let user = User::read(row.into_iter());
        user.ok_or_else(|| DbError::new(DbErrorKind::Corrupt, "a row of auth_user holds values that are not of its columns' types"))
    }

    fn read(mut row: impl Iterator<Item = Value>) -> Option<User> {
        let id = row.next()?.as_int()?;
        let mut text = || match row.next()? {
            Value::Str(text) => Some(text),
            _ => None,
        };
        let (password, username, first_name, last_name, email) = (text()?, text()?, text()?, text()?, text()?);
        let mut flag = || match row.next()? {
            Value::Bool(flag) => Some(flag),
            // SQLite's own form, which a statement of raw SQL answers with.
            Value::Int(flag) => Some(flag != 0),
            _ => None,
        };
        let (is_staff, is_active, is_superuser) = (flag()?, flag()?, flag()?);
        Some(User { id, username, first_name, last_name, email, is_staff, is_active, is_superuser, password, permissions: OnceCell::new() })
    }

    /// Whether the user has a permission, `api.add_exchangetradedfund`, of its own or through a group. A superuser has all, an inactive user
    /// none. The first question costs one query, further ones nothing.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub async fn has_perm(&self, db: &Db, permission: &str) -> Result<bool, DbError> {
        self.has_perms(db, &[permission]).await
    }

    /// Whether the user has all of these permissions; see [`User::has_perm`].
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub async fn has_perms(&self, db: &Db, permissions: &[&str]) -> Result<bool, DbError> {
        if !self.is_active || self.is_superuser || permissions.is_empty() {
            return Ok(permissions.is_empty() || self.is_active);
        }
        let granted = self.permissions.get_or_try_init(|| permission::granted(db, self.id)).await?;
        Ok(permissions.iter().all(|&permission| granted.contains(permission)))
    }
}

impl Auth {
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
