//! Hiring as a program: its command line and its server.

use std::process::ExitCode;

fn main() -> ExitCode {
    koroc::run(hiring::app())
}
