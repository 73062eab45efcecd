//! Writes the migrations that a declaration lacks.

use std::path::{Path, PathBuf};
use std::{fs, io};

use koroc_spec::{Problem, Resolved};

use super::list::{LIST, list};
use super::{Ask, BadSources, Changes, Declared, Key, Migration, Operation, Snapshot, Sources, declare, diff, name};

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
    let new = migrations(&sources, &old, &declared, changes, options.name.as_deref());
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

/// The new migrations, numbered and with what they depend on.
fn migrations(sources: &Sources, old: &Snapshot, declared: &Declared, changes: Changes, name: Option<&str>) -> Vec<Migration> {
    let last = |app: &str| sources.of(app).last().map(Migration::key);
    let next = |app: &str, operations: &[Operation]| {
        let before = last(app);
        Key(app.to_owned(), name::next(app, before.as_ref().map(|key| key.1.as_str()), operations, name))
    };
    let keys: Vec<Key> = changes.iter().map(|(app, operations)| next(app, operations)).collect();
    let new = |app: &str| keys.iter().find(|key| key.0 == app).cloned();
    let owner =
        |snapshot: &Snapshot, table: &str| snapshot.apps.iter().find(|(_, tables)| tables.iter().any(|known| known.name == *table)).map(|(app, _)| app.clone());
    let dependencies = |app: &str, operations: &[Operation]| {
        let mut out: Vec<Key> = last(app).into_iter().collect();
        for table in operations.iter().flat_map(targets) {
            let Some(other) = owner(&declared.snapshot, table).filter(|other| other != app) else { continue };
            out.extend(if old.table(table).is_some() { last(&other) } else { new(&other) });
        }
        for table in operations.iter().filter_map(dropped) {
            // The keys that led there go first.
            let led = |other: &&String| *other != app && old.of(other).iter().any(|from| from.points_at(table));
            out.extend(old.apps.keys().filter(led).filter_map(|other| new(other)));
        }
        let mut seen = Vec::new();
        out.retain(|key| {
            !seen.contains(key) && {
                seen.push(key.clone());
                true
            }
        });
        out
    };
    let zipped = changes.iter().zip(&keys);
    zipped.map(|((app, operations), key)| Migration::new(key.clone(), dependencies(app, operations), operations.clone())).collect()
}

/// The tables that an operation makes foreign keys to.
fn targets(operation: &Operation) -> Vec<&String> {
    let columns = match operation {
        Operation::CreateTable { table } => table.columns.iter().collect(),
        Operation::AddColumn { column, .. } | Operation::AlterColumn { column, .. } => vec![column],
        Operation::DropTable { .. }
        | Operation::RenameTable { .. }
        | Operation::RenameColumn { .. }
        | Operation::DropColumn { .. }
        | Operation::AddUnique { .. }
        | Operation::DropUnique { .. }
        | Operation::AddIndex { .. }
        | Operation::DropIndex { .. } => Vec::new(),
    };
    columns.into_iter().filter_map(|column| column.references.as_ref()).map(|reference| &reference.table).collect()
}

fn dropped(operation: &Operation) -> Option<&String> {
    if let Operation::DropTable { table } = operation { Some(table) } else { None }
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
