//! Reads the settings of a run: defaults, then the settings file, then the environment, then flags.

mod environment;
mod file;
mod given;
mod keys;
#[cfg(test)]
mod tests;

use std::path::Path;

use koroc_spec::{Problem, Settings};

pub(super) use given::Given;
pub(super) use keys::KEYS;

/// The file that is read where none is named and one is there.
pub(super) const FILE: &str = "koroc.toml";

/// The settings of this run; of two sources that give one, the later counts: file, environment, flags.
///
/// # Errors
/// All that is wrong in all sources: unknown names with the nearest known one, values that cannot be read.
pub(super) fn load(named_file: Option<&Path>, flags: Vec<Given>) -> Result<Settings, Vec<Problem>> {
    let (mut settings, mut problems) = (Settings::default(), Vec::new());
    let mut given = file::read(named_file).unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
    given.extend(environment::read(std::env::vars_os()));
    given.extend(flags);
    problems.extend(given.iter().filter_map(|given| given.apply(&mut settings).err()));
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
}
