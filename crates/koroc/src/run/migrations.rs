//! `migrate`, `makemigrations`, `showmigrations` and `sqlmigrate`.

use std::{
    env,
    io::{BufRead as _, IsTerminal as _, Write, stdin},
    path::PathBuf,
};

use koroc_db::{
    Dialect,
    migrate::{self, MakeOptions, Progress, Question, Target},
};
use koroc_http::auth;

use super::{database, failure::Failure};
use crate::Program;

/// Applies migrations, or takes them back.
pub(super) fn migrate(program: &Program, app: Option<String>, name: Option<String>, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    let target = match (app, name) {
        (None, _) => Target::All,
        (Some(app), None) => Target::App(app),
        (Some(app), Some(name)) if name == "zero" => Target::Zero(app),
        (Some(app), Some(name)) => Target::Migration(app, name),
    };
    let count = database::block_on(apply(program, &target, out))?;
    if count == 0 {
        writeln!(out, "Nothing to do: the database is where its migrations lead.")?;
    }
    Ok(())
}

/// Applies or takes back what leads to the target, and tells each; answers how many migrations that were.
pub(super) async fn apply(program: &Program, target: &Target, out: &mut (dyn Write + Send)) -> Result<usize, Failure> {
    let mut tell = |progress: Progress<'_>| {
        // A broken pipe is no reason to stop half-way.
        let _ = match progress {
            Progress::Applying(key) => write!(out, "Applying {key} …").and_then(|()| out.flush()),
            Progress::TakingBack(key) => write!(out, "Taking back {key} …").and_then(|()| out.flush()),
            Progress::Done(_) => writeln!(out, " done"),
        };
    };
    let done = migrate::migrate(program.url(), &program.resolved, &program.migrations, target, &mut tell).await;
    done.map_err(|error| {
        // The complaint begins a line of its own, also where a migration was under way.
        let _ = writeln!(out);
        database::failed(program, error)
    })
}

/// Writes the migrations that the declaration lacks.
pub(super) fn make(program: &Program, check: bool, name: Option<String>, dir: Option<PathBuf>, out: &mut dyn Write) -> Result<(), Failure> {
    let dir = dir.unwrap_or_else(folder);
    let options = MakeOptions { builtin: auth::migrations(), name, check };
    let written = migrate::make_migrations(&program.resolved, &dir, &options, &mut ask).map_err(|error| Failure::new(error.to_string()))?;
    if written.is_empty() {
        return Ok(writeln!(out, "Nothing to write: the migrations lead to the declaration.")?);
    }
    Ok(written.iter().try_for_each(|file| writeln!(out, "Wrote {}", file.path.display()))?)
}

/// `migrations` in the package that cargo runs, otherwise in the working folder.
fn folder() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default().join("migrations")
}

/// Asks whoever sits at the terminal; nobody answers where there is none.
fn ask(question: &Question) -> Option<bool> {
    if !stdin().is_terminal() {
        return None;
    }
    loop {
        eprint!("{question} [y/n] ");
        let mut line = String::new();
        match (stdin().lock().read_line(&mut line).ok()?, line.trim()) {
            (0, _) => return None,
            (_, "y" | "Y" | "yes") => return Some(true),
            (_, "n" | "N" | "no") => return Some(false),
            _ => {}
        }
    }
}

/// Lists all migrations by app, `[X]` before those that are applied.
pub(super) fn show(program: &Program, out: &mut dyn Write) -> Result<(), Failure> {
    let all = database::block_on(async { migrate::show(program.url(), &program.migrations).await.map_err(|error| database::failed(program, error)) })?;
    let mut app = "";
    for status in &all {
        if status.key.0 != app {
            app = &status.key.0;
            writeln!(out, "{app}")?;
        }
        writeln!(out, " [{}] {}", if status.applied { 'X' } else { ' ' }, status.key.1)?;
    }
    Ok(())
}

/// Prints the statements of a migration, in the dialect of the database that the settings name.
pub(super) fn sql(program: &Program, app: &str, name: &str, out: &mut dyn Write) -> Result<(), Failure> {
    let dialect = if program.file().is_some() { Dialect::Sqlite } else { Dialect::Postgres };
    let text = migrate::sql(&program.migrations, app, name, dialect).map_err(|error| Failure::new(error.to_string()))?;
    Ok(writeln!(out, "{}", text.trim_end())?)
}
