//! Applying migrations to a database file.

use koroc_db::migrate::{MakeOptions, Sources, Target, make_migrations, migrate, pending, unanswered};
use koroc_spec::Resolved;

use crate::models::{fund, resolved};

fn sources(dir: &std::path::Path, resolved: &Resolved) -> Sources {
    let written = make_migrations(resolved, dir, &MakeOptions::default(), &mut unanswered).expect("nothing is in the way");
    Sources::new(written.into_iter().filter_map(|file| file.migration).collect()).expect("they fit together")
}

#[tokio::test]
async fn the_first_migration_makes_the_tables() {
    let dir = std::env::temp_dir().join(format!("koroc-migrate-{}", std::process::id()));
    let resolved = resolved(vec![fund()]);
    let sources = sources(&dir.join("migrations"), &resolved);
    let url = format!("sqlite:{}", dir.join("db.sqlite3").display());
    assert_eq!(pending(&url, &sources).await.unwrap().len(), 1);
    let count = migrate(&url, &resolved, &sources, &Target::All, &mut |_| ()).await.unwrap();
    assert_eq!(count, 1);
    assert_eq!(pending(&url, &sources).await.unwrap(), []);
    std::fs::remove_dir_all(dir).unwrap();
}
