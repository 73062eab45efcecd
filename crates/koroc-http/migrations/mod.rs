//! The migrations that this program ships with, in order of application. `makemigrations` keeps this list.

/// The text of each migration file.
#[rustfmt::skip]
pub const MIGRATIONS: &[&str] = &[
    include_str!("contenttypes/0001_initial.json"),
    include_str!("auth/0001_initial.json"),
    include_str!("authtoken/0001_initial.json"),
    include_str!("koroc/0001_initial.json"),
];
