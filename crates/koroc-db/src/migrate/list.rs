//! The list of migration files that a program is built with.

use super::{Migration, Sources};

/// The file that lists the others.
pub(super) const LIST: &str = "mod.rs";

/// The text of the list: Rust that takes the files into the program, in order of application.
pub(super) fn list(sources: &Sources, ours: impl Fn(&Migration) -> bool) -> String {
    let mut text = String::from(
        "//! The migrations that this program ships with, in order of application. `makemigrations` keeps this list.\n\n\
         /// The text of each migration file.\n#[rustfmt::skip]\npub const MIGRATIONS: &[&str] = &[",
    );
    let mut files = sources.migrations().iter().filter(|migration| ours(migration)).peekable();
    let any = files.peek().is_some();
    files.for_each(|migration| text.push_str(&format!("\n    include_str!(\"{}/{}.json\"),", migration.app, migration.name)));
    text.push_str(if any { "\n];\n" } else { "];\n" });
    text
}
