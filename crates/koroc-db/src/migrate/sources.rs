//! The migrations that a program knows, in the order in which they are applied.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{BadFile, Migration, Misfit, Snapshot};

/// An app label and the name of a migration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key(pub String, pub String);

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// All migrations of a program: its own and those of the apps that it is built with, each after what it depends on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sources {
    migrations: Vec<Migration>,
}

/// Why a set of migrations makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSources {
    /// A file cannot be read.
    #[error("the migration file {0} {1}")]
    File(String, BadFile),
    /// Two files have the same app and name.
    #[error("the migration {0} is there twice")]
    Twice(Key),
    /// Something that a migration depends on is not there.
    #[error("the migration {0} depends on {1}, which is not there")]
    Missing(Key, Key),
    /// Two migrations of an app follow the same one.
    #[error("the migrations {0} and {1} both follow {2}: two lines of work were merged. Delete one of the two files and make it again with `makemigrations`")]
    Fork(Key, Key, String),
    /// Migrations depend on each other.
    #[error("the migrations {0} depend on each other in a circle")]
    Circle(String),
    /// An operation does not fit what the migrations before it made.
    #[error("the migration {0} does not fit those before it: {1}")]
    Misfit(Key, Misfit),
}

impl Sources {
    /// Reads migration files, given as texts in any order.
    ///
    /// # Errors
    /// If one cannot be read, or they do not fit together.
    pub fn read<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Sources, BadSources> {
        Sources::new(parsed(texts)?)
    }

    /// Puts migrations in order.
    ///
    /// # Errors
    /// If they do not fit together.
    pub fn new(given: Vec<Migration>) -> Result<Sources, BadSources> {
        check_links(&given)?;
        let (mut waiting, mut migrations) = (given, Vec::<Migration>::new());
        while !waiting.is_empty() {
            let is_ready = |migration: &Migration| migration.dependencies.iter().all(|key| migrations.iter().any(|done| done.key() == *key));
            let Some(next) = waiting.iter().position(is_ready) else {
                return Err(BadSources::Circle(waiting.iter().map(|migration| migration.key().to_string()).collect::<Vec<_>>().join(", ")));
            };
            migrations.push(waiting.remove(next));
        }
        let sources = Sources { migrations };
        sources.snapshot().map(|_| sources.clone())
    }

    /// These migrations and those of further files: a program's own beside those that it is built with.
    ///
    /// # Errors
    /// If a file cannot be read, or they do not fit together.
    pub fn with<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Result<Sources, BadSources> {
        let mut all = self.migrations.clone();
        all.extend(parsed(texts)?);
        Sources::new(all)
    }

    /// The migrations, each after what it depends on.
    pub fn migrations(&self) -> &[Migration] {
        &self.migrations
    }

    /// Those of an app, in order.
    pub fn of<'a>(&'a self, app: &'a str) -> impl Iterator<Item = &'a Migration> {
        self.migrations.iter().filter(move |migration| migration.app == app)
    }

    /// The tables that all migrations lead to.
    ///
    /// # Errors
    /// If an operation does not fit.
    pub fn snapshot(&self) -> Result<Snapshot, BadSources> {
        self.replay(self.migrations.len())
    }

    /// The tables before the migration at this place.
    ///
    /// # Errors
    /// If an operation does not fit.
    pub fn replay(&self, end: usize) -> Result<Snapshot, BadSources> {
        let mut state = Snapshot::default();
        for migration in &self.migrations[..end] {
            for operation in &migration.operations {
                state.apply(&migration.app, operation).map_err(|misfit| BadSources::Misfit(migration.key(), misfit))?;
            }
        }
        Ok(state)
    }
}

fn parsed<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Vec<Migration>, BadSources> {
    let beginning = |text: &str| text.lines().take(4).map(str::trim).collect::<Vec<_>>().join(" ");
    texts.into_iter().map(|text| Migration::parse(text).map_err(|bad| BadSources::File(format!("`{}`", beginning(text)), bad))).collect()
}

fn check_links(given: &[Migration]) -> Result<(), BadSources> {
    for (at, migration) in given.iter().enumerate() {
        let key = migration.key();
        if given[..at].iter().any(|other| other.key() == key) {
            return Err(BadSources::Twice(key));
        }
        if let Some(missing) = migration.dependencies.iter().find(|wanted| given.iter().all(|other| other.key() != **wanted)) {
            return Err(BadSources::Missing(key, missing.clone()));
        }
        let before = predecessor(migration);
        if let Some(other) = given[..at].iter().find(|other| other.app == migration.app && predecessor(other) == before) {
            return Err(BadSources::Fork(other.key(), key, before.map_or_else(|| "nothing".to_owned(), ToString::to_string)));
        }
    }
    Ok(())
}

/// The migration of the same app that this one follows.
fn predecessor(migration: &Migration) -> Option<&Key> {
    migration.dependencies.iter().find(|key| key.0 == migration.app)
}
