//! Regular expressions on SQLite, which has a place for them but no engine.

use regex::{Regex, RegexBuilder};

/// The most bytes of a compiled expression: a client's expression takes time in proportion to it for each character that it is looked for in.
const LARGEST: usize = 1 << 18;

/// Compiles an expression that ignores case.
pub(crate) fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).size_limit(LARGEST).build()
}
