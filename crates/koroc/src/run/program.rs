//! The program that a command works on: the application resolved with the settings of this run.

use std::{collections::HashMap, env, path::Path, sync::Arc};

use koroc_db::{DefaultFn, migrate::Sources};
use koroc_http::{Behaviours, auth};
use koroc_spec::{App, Resolved, names};

use super::{
    failure::Failure,
    settings::{self, Given},
};
use crate::Parts;

/// An application, ready for a command.
pub(super) struct Program {
    /// The application.
    pub(super) resolved: Arc<Resolved>,
    /// What is written in Rust beside it.
    pub(super) behaviours: Behaviours,
    /// Functions that make defaults.
    pub(super) defaults: HashMap<String, DefaultFn>,
    /// Its own migrations and the library's.
    pub(super) migrations: Sources,
}

impl Program {
    /// Reads the settings and resolves the application; nothing is opened.
    pub(super) fn new(parts: Parts, settings_file: Option<&Path>, flags: Vec<Given>) -> Result<Program, Failure> {
        let settings = settings::load(settings_file, flags)?;
        let resolved = parts.resolve(&settings)?;
        let migrations = auth::migrations().with(parts.migrations.iter().copied()).map_err(|error| Failure::new(error.to_string()))?;
        Ok(Program { resolved: Arc::new(resolved), behaviours: parts.behaviours, defaults: parts.defaults, migrations })
    }

    /// The database's address.
    pub(super) fn url(&self) -> &str {
        &self.resolved.settings.database_url
    }

    /// The database in messages: its address without user and password.
    pub(super) fn place(&self) -> &str {
        self.file().and_then(Path::to_str).unwrap_or_else(|| self.url().rsplit('@').next().unwrap_or_default())
    }

    /// The file of an SQLite database.
    pub(super) fn file(&self) -> Option<&Path> {
        self.url().strip_prefix("sqlite:").map(Path::new)
    }
}

/// What the program is called: the name of its file.
pub(super) fn name() -> String {
    let path = env::args_os().next();
    let name = path.as_ref().and_then(|path| Path::new(path).file_stem()).map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "koroc".to_owned())
}

/// How a command is given to it, for messages: by cargo if it was started by cargo.
pub(super) fn command(arguments: &str) -> String {
    match env::var("CARGO_PKG_NAME") {
        Ok(package) => format!("cargo run -p {package} -- {arguments}"),
        Err(_) => format!("{} {arguments}", name()),
    }
}

/// What the help begins with.
pub(super) fn about(app: &App) -> String {
    let title = if app.title.is_empty() { names::capitalized(&app.name) } else { app.title.clone() };
    if app.description.is_empty() { title } else { format!("{title}: {}", app.description) }
}
