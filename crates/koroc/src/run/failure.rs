//! What ends a command early, and how it is told.

use std::{fmt, io};

use koroc_spec::Problem;

/// Why a command failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// Mistakes in the declaration or the settings, all at once.
    Problems(Vec<Problem>),
    /// Anything else, in one sentence or several.
    Message(String),
    /// A command line that asks for what cannot be had, in one sentence or several.
    Misused(String),
    /// Differences were looked for and printed.
    Differs,
    /// Whoever reads the output has left, which is no failure of ours.
    Closed,
}

impl Failure {
    /// A failure in words.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Failure::Message(message.into())
    }

    /// The status that the program ends with.
    pub(super) fn code(&self) -> u8 {
        match self {
            Failure::Closed => 0,
            Failure::Problems(_) | Failure::Message(_) | Failure::Differs => 1,
            Failure::Misused(_) => 2,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Problems(problems) => {
                writeln!(f, "{} to put right:\n", if problems.len() == 1 { "One problem".to_owned() } else { format!("{} problems", problems.len()) })?;
                problems.iter().try_for_each(|problem| writeln!(f, "  * {}", problem.to_string().trim_end().replace('\n', "\n    ")))
            }
            Failure::Message(message) | Failure::Misused(message) => writeln!(f, "{message}"),
            Failure::Differs | Failure::Closed => Ok(()),
        }
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Failure::Problems(problems)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Problems(vec![problem])
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Failure::Closed } else { Failure::Message(error.to_string()) }
    }
}
