//! Who asks: users, passwords, sessions, tokens and CSRF, on Django's tables and in Django's formats.

mod csrf;
mod hashing;
mod host;
mod models;
mod password;
mod random;
mod redirect;
mod secret_key;

pub use host::host_allowed;
pub use models::models;
pub use secret_key::{SecretKey, SecretKeyError};
