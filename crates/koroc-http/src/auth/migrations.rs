//! The migrations that make the tables of [`models`](super::models), under Django's names.

use koroc_db::migrate::Sources;

#[path = "../../migrations/mod.rs"]
mod files;

/// The migrations of the apps `auth`, `authtoken`, `contenttypes` and `koroc`: the ones that an application is built with, beside its own.
///
/// Django calls its own first ones the same, so that a database that Django migrated counts as having these.
pub fn migrations() -> Sources {
    Sources::read(files::MIGRATIONS.iter().copied()).expect("a test has read these files")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use koroc_db::migrate::{MakeOptions, make_migrations, unanswered};
    use koroc_spec::{App, Settings, resolve};

    use super::*;

    /// `KOROC_WRITE_MIGRATIONS=1` writes what is missing.
    #[test]
    fn the_files_make_the_declared_tables() {
        let app = App { name: "x".to_owned(), models: crate::auth::models(), ..App::default() };
        let resolved = resolve(&app, &Settings::default()).unwrap();
        let check = std::env::var_os("KOROC_WRITE_MIGRATIONS").is_none();
        let options = MakeOptions { name: Some("initial".to_owned()), check, ..MakeOptions::default() };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        make_migrations(&resolved, &folder, &options, &mut unanswered).unwrap();
        let names: Vec<String> = migrations().migrations().iter().map(|migration| migration.key().to_string()).collect();
        assert_eq!(names.len(), 4, "{names:?}");
    }
}
