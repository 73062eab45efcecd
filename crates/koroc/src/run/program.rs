//! The program that a command works on: the application resolved with the settings of this run.

use std::{env, path::Path};

use koroc_spec::{App, names};

use super::{
    failure::Failure,
    settings::{self, Given},
};
use crate::{Parts, Program};

/// Reads the settings and resolves the application; nothing is opened.
pub(super) fn load(parts: Parts, settings_file: Option<&Path>, flags: Vec<Given>) -> Result<Program, Failure> {
    Ok(Program::new(parts, &settings::load(settings_file, flags)?)?)
}

impl Program {
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
