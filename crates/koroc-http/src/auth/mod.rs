//! Who asks: users, passwords, sessions, tokens and CSRF, on Django's tables and in Django's formats.

mod models;

pub use models::models;
