//! The migrations that this program ships with, in order of application. `makemigrations` keeps this list.

/// The text of each migration file.
#[rustfmt::skip]
pub const MIGRATIONS: &[&str] = &[
    include_str!("album/0001_initial.json"),
];
