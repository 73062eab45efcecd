//! Writes the migrations that a declaration lacks.

use std::path::{Path, PathBuf};
use std::{fs, io};

use koroc_spec::{Problem, Resolved};

use super::list::{LIST, list};
use super::plan::plan;
use super::{Ask, BadSources, Migration, Sources, declare, diff, name};

/// How migrations are made.
#[derive(Debug, Clone, Default)]
pub struct MakeOptions {
    /// The migrations of apps that the program is built with; their tables may be pointed at, none is written for them.
    pub builtin: Sources,
    /// The name of the new migrations, instead of one made from what they do.
    pub name: Option<String>,
    /// Writes nothing, and is an error if there was something to write.
    pub check: bool,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Where.
    pub path: PathBuf,
    /// The migration; `None`: the list of migrations, because it was not up to date.
    pub migration: Option<Migration>,
}

/// Why migrations were not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MakeError {
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// The files that are there do not fit together, or the new ones would not.
    #[error(transparent)]
    Sources(#[from] BadSources),
    /// What no migration can do, and what was not answered.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Refused(Vec<Problem>),
    /// The name cannot be that of a file.
    #[error("`{0}` cannot be the name of a migration: it is made of a-z, 0-9 and _")]
    Name(String),
    /// With [`MakeOptions::check`]: what should have been written.
    #[error("the migrations are behind the declaration; run `makemigrations`. It would write {}", .0.iter().map(|written| written.path.display().to_string()).collect::<Vec<_>>().join(", "))]
    Behind(Vec<Written>),
}

/// Compares the declaration with what the files in `dir` lead to, and writes what is missing: for each app a file
/// `APP/NUMBER_NAME.json`, and `mod.rs`, the list by which a program is built with them.
///
/// Does nothing where nothing is missing.
///
/// # Errors
/// Nothing is written then, unless the disk fails half-way.
pub fn make_migrations(resolved: &Resolved, dir: &Path, options: &MakeOptions, ask: &mut Ask<'_>) -> Result<Vec<Written>, MakeError> {
    if let Some(name) = options.name.as_ref().filter(|name| !name::is_good(name)) {
        return Err(MakeError::Name(name.clone()));
    }
    let mut all = options.builtin.migrations().to_vec();
    all.extend(read(dir)?);
    let sources = Sources::new(all.clone())?;
    let ours = |app: &str| options.builtin.of(app).next().is_none();
    let (old, declared) = (sources.snapshot()?, declare(resolved));
    let changes = diff(&old, &declared, &ours, ask).map_err(MakeError::Refused)?;
    let new = plan(&sources, &old, &declared.snapshot, &changes, options.name.as_deref());
    all.extend(new.iter().cloned());

    let mut written: Vec<Written> = new.into_iter().map(|migration| Written { path: path(dir, &migration), migration: Some(migration) }).collect();
    let list = list(&Sources::new(all)?, |migration| ours(&migration.app));
    if fs::read_to_string(dir.join(LIST)).ok().as_ref() != Some(&list) {
        written.push(Written { path: dir.join(LIST), migration: None });
    }
    if options.check {
        return if written.is_empty() { Ok(written) } else { Err(MakeError::Behind(written)) };
    }
    written.iter().try_for_each(|file| write(&file.path, &file.migration.as_ref().map_or_else(|| list.clone(), Migration::text)))?;
    Ok(written)
}

/// The migrations in a folder; none where it is not there.
fn read(dir: &Path) -> Result<Vec<Migration>, MakeError> {
    let mut files = Vec::new();
    for app in entries(dir)?.into_iter().filter(|path| path.is_dir()) {
        files.extend(entries(&app)?.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")));
    }
    let parse = |path: PathBuf| {
        let text = fs::read_to_string(&path).map_err(|error| MakeError::File(path.clone(), error))?;
        Migration::parse(&text).map_err(|bad| BadSources::File(path.display().to_string(), bad).into())
    };
    files.into_iter().map(parse).collect()
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, MakeError> {
    let read = |dir: &Path| -> io::Result<Vec<PathBuf>> { fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect() };
    match read(dir) {
        Ok(mut paths) => {
            paths.sort();
            Ok(paths)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(MakeError::File(dir.to_owned(), error)),
    }
}

fn path(dir: &Path, migration: &Migration) -> PathBuf {
    dir.join(&migration.app).join(format!("{}.json", migration.name))
}

/// Writes a file whole or not at all.
fn write(path: &Path, text: &str) -> Result<(), MakeError> {
    let beside = path.with_extension("new");
    let written = fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).and_then(|()| fs::write(&beside, text)).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| MakeError::File(path.to_owned(), error))
}
