//! Who asks: users, passwords, sessions, tokens and CSRF, on Django's tables and in Django's formats.

mod account;
#[expect(clippy::module_inception, reason = "the file is named after its type")]
mod auth;
mod authenticate;
mod cookie;
mod credentials;
mod csrf;
mod hashing;
mod host;
mod key_source;
mod login;
mod migrations;
mod models;
mod password;
mod permission;
mod random;
mod redirect;
mod refused;
mod secret_key;
mod session;
mod strength;
mod tables;
mod token;
mod user;
mod visit;

pub use account::{AccountError, NewUser, create_superuser, create_user, set_password};
pub use auth::Auth;
pub use authenticate::{Authenticated, Forced};
pub(crate) use credentials::decode as python_base64;
pub use host::host_allowed;
pub use key_source::KeySource;
pub use migrations::migrations;
pub use models::models;
pub use permission::find_permission;
pub use refused::Refused;
pub use secret_key::{SecretKey, SecretKeyError};
pub use strength::password_problems;
pub use user::User;
pub use visit::Visit;
