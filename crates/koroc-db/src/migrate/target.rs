//! How far to migrate, and what that takes.

use super::record::Applied;
use super::{Key, MigrateError, Sources};

/// How far to migrate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Everything.
    All,
    /// Everything of an app, and what that depends on.
    App(String),
    /// An app up to and including a migration, given by its name or the beginning of it.
    Migration(String, String),
    /// An app with none of its migrations.
    Zero(String),
}

/// Whether a migration is applied or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Back,
}

/// The migrations to apply or take back, by their places in the sources, in order.
pub(super) fn plan(sources: &Sources, applied: &[Applied], target: &Target) -> Result<Vec<(usize, Direction)>, MigrateError> {
    let migrations = sources.migrations();
    let is_applied = |at: usize| applied.iter().any(|row| row.key == migrations[at].key());
    let (wanted, unwanted) = match target {
        Target::All => ((0..migrations.len()).collect(), Vec::new()),
        Target::App(app) => (known_app(sources, app)?, Vec::new()),
        Target::Zero(app) => (Vec::new(), known_app(sources, app)?),
        Target::Migration(app, name) => {
            let of_app = known_app(sources, app)?;
            let at = named(sources, app, name)?;
            of_app.into_iter().partition(|of_app| *of_app <= at)
        }
    };
    let back = closure(sources, unwanted, |from, to| depends(sources, to, from));
    let back: Vec<_> = back.into_iter().rev().filter(|at| is_applied(*at)).map(|at| (at, Direction::Back)).collect();
    if !back.is_empty() {
        return Ok(back);
    }
    let forward = closure(sources, wanted, |from, to| depends(sources, from, to));
    Ok(forward.into_iter().filter(|at| !is_applied(*at)).map(|at| (at, Direction::Forward)).collect())
}

fn known_app(sources: &Sources, app: &str) -> Result<Vec<usize>, MigrateError> {
    let of_app: Vec<usize> = (0..sources.migrations().len()).filter(|at| sources.migrations()[*at].app == app).collect();
    if of_app.is_empty() { Err(MigrateError::Target(format!("there is no app `{app}` with migrations"))) } else { Ok(of_app) }
}

pub(super) fn named(sources: &Sources, app: &str, name: &str) -> Result<usize, MigrateError> {
    let found: Vec<usize> = (0..sources.migrations().len())
        .filter(|at| sources.migrations()[*at].app == app && (sources.migrations()[*at].name == name || sources.migrations()[*at].name.starts_with(name)))
        .collect();
    match found[..] {
        [at] => Ok(at),
        [] => Err(MigrateError::Target(format!("the app `{app}` has no migration `{name}`"))),
        _ => found
            .into_iter()
            .find(|at| sources.migrations()[*at].name == name)
            .ok_or_else(|| MigrateError::Target(format!("the app `{app}` has several migrations that begin with `{name}`"))),
    }
}

/// The places with everything that `follows` leads to, in order.
fn closure(sources: &Sources, mut places: Vec<usize>, follows: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut at = 0;
    while at < places.len() {
        let more: Vec<usize> = (0..sources.migrations().len()).filter(|to| !places.contains(to) && follows(places[at], *to)).collect();
        places.extend(more);
        at += 1;
    }
    places.sort_unstable();
    places
}

fn depends(sources: &Sources, from: usize, on: usize) -> bool {
    let key: Key = sources.migrations()[on].key();
    sources.migrations()[from].dependencies.contains(&key)
}
