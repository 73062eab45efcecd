//! Makes users and changes their passwords, for commands and programs.

use koroc_db::{Cond, Db, DbError, DbErrorKind};
use koroc_spec::Value;

use super::{hashing::Passwords, models::user, password, tables::Tables};

/// A user to be made; [`Default`] is an active user without rights.
#[derive(Debug, Clone)]
pub struct NewUser<'a> {
    /// The name to log in with: letters, digits and `@.+-_`, at most 150.
    pub username: &'a str,
    /// The password; `None`: the user cannot log in with one.
    pub password: Option<&'a str>,
    /// E-mail address, may be empty.
    pub email: &'a str,
    /// First name, may be empty.
    pub first_name: &'a str,
    /// Last name, may be empty.
    pub last_name: &'a str,
    /// Whether the user may use the admin.
    pub is_staff: bool,
    /// Whether the user may log in at all.
    pub is_active: bool,
    /// Whether the user has all permissions.
    pub is_superuser: bool,
}

impl Default for NewUser<'_> {
    fn default() -> Self {
        NewUser { username: "", password: None, email: "", first_name: "", last_name: "", is_staff: false, is_active: true, is_superuser: false }
    }
}

/// Why a user cannot be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The name cannot be one.
    #[error("{0:?} is no user name: it needs 1 to 150 letters, digits and @/./+/-/_")]
    Username(String),
    /// Another user has the name.
    #[error("there is already a user {0:?}")]
    Taken(String),
    /// There is no user of that name.
    #[error("there is no user {0:?}")]
    Unknown(String),
    /// The database says no.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Makes a user and answers its key.
///
/// # Errors
/// A name that is taken or cannot be one; what the database says.
pub async fn create_user(db: &Db, new: &NewUser<'_>) -> Result<i64, AccountError> {
    let username = new.username.to_owned();
    let length = username.chars().count();
    if length == 0 || length > 150 || !username.chars().all(|c| c.is_alphanumeric() || "@.+-_".contains(c)) {
        return Err(AccountError::Username(username));
    }
    let tables = Tables::of_db(db)?;
    let values = vec![
        (user::USERNAME, new.username.into()),
        (user::PASSWORD, encoded(db, new.password).await.into()),
        (user::EMAIL, normal_email(new.email).into()),
        (user::FIRST_NAME, new.first_name.into()),
        (user::LAST_NAME, new.last_name.into()),
        (user::IS_STAFF, new.is_staff.into()),
        (user::IS_ACTIVE, new.is_active.into()),
        (user::IS_SUPERUSER, new.is_superuser.into()),
    ];
    match db.insert(tables.user, values, &[user::ID]).await {
        Ok(row) => row.first().and_then(Value::as_int).ok_or_else(|| DbError::new(DbErrorKind::Corrupt, "an insert that returns no key").into()),
        Err(error) if matches!(error.kind(), DbErrorKind::Unique { .. }) => Err(AccountError::Taken(username)),
        Err(error) => Err(error.into()),
    }
}

/// Makes a user with all permissions, as `createsuperuser` does, and answers its key.
///
/// # Errors
/// As [`create_user`].
pub async fn create_superuser(db: &Db, username: &str, email: &str, password: &str) -> Result<i64, AccountError> {
    let all = NewUser { username, email, password: Some(password), is_staff: true, is_superuser: true, ..NewUser::default() };
    create_user(db, &all).await
}

/// Gives a user another password (`None`: none that would match); its sessions end with the next request.
///
/// # Errors
/// If there is no such user; what the database says.
pub async fn set_password(db: &Db, username: &str, password: Option<&str>) -> Result<(), AccountError> {
    let (tables, encoded) = (Tables::of_db(db)?, encoded(db, password).await);
    let changed = db.update(tables.user, &Cond::eq(user::USERNAME, username), vec![(user::PASSWORD, encoded.into())], &[user::ID]).await?;
    changed.map(drop).ok_or_else(|| AccountError::Unknown(username.to_owned()))
}

async fn encoded(db: &Db, password: Option<&str>) -> String {
    match password {
        Some(password) => Passwords::new(db.resolved().settings.password_cost).encode(password.to_owned()).await,
        None => password::unusable(),
    }
}

/// The address with its domain in lower case, as Django stores it.
fn normal_email(email: &str) -> String {
    match email.trim().rsplit_once('@') {
        Some((name, domain)) => format!("{name}@{}", domain.to_lowercase()),
        None => email.to_owned(),
    }
}
